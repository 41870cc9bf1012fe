"""The workbook for experts of a theme without a risicomatrix: what stands on it, its checks, and the way back."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DataError
from geo_risico.governance.release import release
from geo_risico.io.invulblad.columns import QUESTIONS
from geo_risico.io.invulblad.read import read_invulblad
from geo_risico.io.invulblad.werkboek import has_werkboek, write_werkboek
from geo_risico.scan.invulblad import raw_weights
from geo_risico.scan.run import scan_layers

_SPEC = importlib.util.spec_from_file_location("invulblad_sample", Path(__file__).with_name("invulblad_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


def bytes_of(shown, result):
    return write_werkboek(shown, raw_weights(result.theme, result.scan.weights))


@pytest.fixture(scope="module")
def content(sample_release, sample_result):
    return bytes_of(sample_release, sample_result)


@pytest.fixture
def book(content):
    return sample.opened(content)


def heads(sheet):
    return [cell.value for cell in sheet[1]]


def test_places_stand_highest_first_with_unknown_last(book, sample_release):
    assert book.sheetnames == ["Uitleg", "Gewichten", "Locaties", "Woordenlijst", "_scan"]
    sheet = book["Locaties"]
    rows = [dict(zip(heads(sheet), row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert {row["location_id"] for row in rows} == set(sample_release.locations.index)
    known = [row["score"] for row in rows if row["klasse"] != "onbekend"]
    assert known == sorted(known, reverse=True)
    assert len(known) > 200
    assert all(row["score"] == "onbekend" for row in rows[len(known) :])
    first = sample_release.locations.loc[rows[0]["location_id"]]
    assert rows[0]["score"] == pytest.approx(first["score"] * 100, abs=0.051)
    titles = {spec.title for spec in sample_release.indicator_specs.values()}
    assert set(rows[0]["waarom_hoger"].split("; ")) <= titles
    assert rows[0]["buurt"] == first["buurt"]
    column = heads(sheet).index("klasse") + 1
    fills = {sheet.cell(n, column).value: sheet.cell(n, column).fill for n in range(2, len(rows) + 2)}
    assert fills["E - zeer hoog"].start_color.rgb == "FFBD0026"
    assert fills["onbekend"].patternType == "lightUp"


def test_a_witte_vlek_hides_score_and_reasons(evidence_release, evidence_result):
    sheet = sample.opened(bytes_of(evidence_release, evidence_result))["Locaties"]
    rows = [dict(zip(heads(sheet), row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    frame = evidence_release.locations
    blind = set(frame.index[frame["class"].eq("onbekend") & frame["class_seen"].isin(["A", "B"])])
    assert blind
    hidden = [row for row in rows if row["location_id"] in blind]
    assert {(row["klasse"], row["score"], row["waarom_lager"]) for row in hidden} == {("onbekend",) * 3}


def test_weights_are_checked_numbers_with_reason_and_source(book, sample_result):
    sheet = book["Gewichten"]
    names = heads(sheet)
    assert {"indicator", "dimensie", "gewicht", "waarom", "bron", "let_op"} <= set(names)
    (rule,) = sheet.data_validations.dataValidation
    column = sheet.cell(1, names.index("gewicht") + 1).column_letter
    count = len(sample_result.theme.weights)
    assert str(rule.sqref) == f"{column}2:{column}{count + 1}"
    assert (rule.type, rule.operator, rule.formula1) == ("decimal", "between", "0")
    assert rule.showErrorMessage
    for row in sheet.iter_rows(min_row=2):
        unlocked = [cell.column_letter for cell in row if not cell.protection.locked]
        assert unlocked == [column]
        assert row[names.index("bron")].value


def test_every_sheet_says_what_it_is_and_prints_on_a4(book):
    for sheet in book:
        assert "FICTIEF. VERTROUWELIJK" in sheet.oddHeader.center.text
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "_scan":
            text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
            assert "FICTIEF" in text
            assert "ertrouwelijk" in text
    for name in ("Gewichten", "Locaties", "Woordenlijst"):
        assert book[name].print_title_rows == "$1:$1"
        assert book[name].freeze_panes


def test_no_text_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" for cell in cells)
    risky = [cell for cell in cells if cell.value.startswith(("=", "+", "-", "@"))]
    assert risky
    assert all(cell.quotePrefix for cell in risky)


def test_schouw_is_asked_where_the_theme_reads_it(sample_result):
    facts = (dataclasses.replace(sample_result.facts[0], layers=("schouw",)), *sample_result.facts[1:])
    result = dataclasses.replace(sample_result, facts=facts)
    sheet = sample.opened(bytes_of(release(result, version="0"), result))["Locaties"]
    assert set(QUESTIONS) <= set(heads(sheet))
    kinds = [rule.type for rule in sheet.data_validations.dataValidation]
    assert len(kinds) == len(QUESTIONS)
    assert {"list", "whole", "decimal", "date"} == set(kinds)


def test_only_who_sees_scores_gets_it(sample_release, open_release, toezicht_release, sample_result):
    assert has_werkboek(sample_release)
    assert not has_werkboek(open_release)
    assert not has_werkboek(toezicht_release)
    assert not has_werkboek(sample.matrix_release(sample.matrix_result(sample_result)))


def test_same_release_gives_the_same_bytes(content, sample_release, sample_result):
    assert bytes_of(sample_release, sample_result) == content
    assert len(content) < 200_000


def test_untouched_and_changed_come_back(book, tmp_path, sample_result):
    path = sample.saved(book, tmp_path / "werkboek.xlsx")
    raw = raw_weights(sample_result.theme, {})
    assert read_invulblad(path).weights == raw
    names = heads(book["Gewichten"])
    book["Gewichten"].cell(2, names.index("gewicht") + 1).value = "12,5"
    filled = read_invulblad(sample.saved(book, path))
    assert filled.weights[book["Gewichten"].cell(2, 1).value] == 12.5
    assert filled.schouw.empty
    assert (filled.scan, filled.theme) == ("proefscan", "buitengebied")
    book["Gewichten"].cell(2, names.index("gewicht") + 1).value = -1
    with pytest.raises(DataError, match=r"Gewichten!F2: '-1'; verwacht een gewicht vanaf 0"):
        read_invulblad(sample.saved(book, path))


def test_a_scan_reckons_with_changed_weights(fictief_world, tmp_path):
    scan = fictief_world.plan.scan
    scan = scan.model_copy(update={"themes": (scan.themes[0],)})
    plan = make_plan(scan, fictief_world.catalog, fictief_world.plan.folder)
    assert plan.theme.matrix is None

    def scanned(filled=None):
        return scan_layers(plan, fictief_world.catalog, fictief_world.layers, lambda _: None, filled)

    before = scanned()
    book = sample.opened(bytes_of(release(before, version="0"), before))
    sheet = book["Gewichten"]
    name = sheet.cell(2, 1).value
    sheet.cell(2, heads(sheet).index("gewicht") + 1).value = 0
    after = scanned(read_invulblad(sample.saved(book, tmp_path / "werkboek.xlsx")))
    assert after.weights[name] == 0
    assert before.weights[name] > 0
    assert not after.scores["score"].equals(before.scores["score"])
