"""The workbook to fill in: what stands on it, what is locked, and that no text runs as a formula."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.xml.constants import DCTERMS_NS
from openpyxl.xml.functions import register_namespace

from geo_risico.governance.release import release
from geo_risico.io.invulblad.columns import QUESTIONS
from geo_risico.io.invulblad.read import read_invulblad

_SPEC = importlib.util.spec_from_file_location("invulblad_sample", Path(__file__).with_name("invulblad_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


@pytest.fixture(scope="module")
def result(sample_result):
    return sample.matrix_result(sample_result)


@pytest.fixture(scope="module")
def content(result):
    return sample.workbook_bytes(result)


@pytest.fixture
def book(content):
    return sample.opened(content)


def test_one_row_per_location_with_its_place_and_raw_values(book, result):
    sheet = book["Locaties"]
    assert book.sheetnames == ["Toelichting", "Locaties", "Gewichten", "Matrix", "_scan"]
    headings = [cell.value for cell in sheet[1]]
    assert len(set(headings)) == len(headings)
    assert [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)] == list(result.locations.frame.index)
    assert {"location_id", "naam", "soort", "gemeente", "klasse", *QUESTIONS} <= set(headings)
    spec = result.indicator_specs["barn_area_m2"]
    column = sample.column_of(sheet, f"{spec.title} ({spec.unit})")
    for row, value in enumerate(result.indicators["barn_area_m2"], start=2):
        shown = sheet.cell(row, column).value
        assert shown == ("onbekend" if pd.isna(value) else pytest.approx(value))


def test_what_is_not_known_is_never_a_number(book, result):
    sheet = book["Locaties"]
    unknown = result.scores["kans_level"].isna().to_numpy()
    assert unknown.any()
    for name in ("kans", "kans_trede"):
        column = sample.column_of(sheet, name)
        for row, is_unknown in enumerate(unknown, start=2):
            assert (sheet.cell(row, column).value == "onbekend") == is_unknown


def test_only_the_cells_to_fill_in_are_open(book):
    sheet = book["Locaties"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    for cell in sheet[1]:
        is_open = not sheet.cell(2, cell.column).protection.locked
        assert is_open == (cell.value in QUESTIONS), cell.value
        assert (cell.comment is not None) == is_open
    weights = book["Gewichten"]
    assert [c.value for c in weights[1] if not weights.cell(2, c.column).protection.locked] == ["gewicht"]


def test_each_question_has_its_own_check(book):
    sheet = book["Locaties"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    letter = {name: sheet.cell(1, sample.column_of(sheet, name)).column_letter for name in QUESTIONS}
    last = sheet.max_row
    kinds = {name: rules[f"{letter[name]}2:{letter[name]}{last}"] for name in QUESTIONS}
    assert kinds["isps"].formula1 == '"ja,nee"'
    assert (kinds["aanwezigheid_uren_week"].type, kinds["aanwezigheid_uren_week"].formula2) == ("decimal", "168")
    assert kinds["cameras"].type == "whole"
    assert kinds["peildatum"].type == "date"
    assert all(rule.showErrorMessage and rule.allow_blank for rule in rules.values())


def test_earlier_schouw_is_filled_in(book):
    sheet = book["Locaties"]
    assert sheet.cell(2, sample.column_of(sheet, "cameras")).value == 3
    assert sheet.cell(3, sample.column_of(sheet, "nachtregister")).value == "ja papier"
    assert sheet.cell(2, sample.column_of(sheet, "peildatum")).value == dt.datetime.fromisoformat("2025-11-30")
    assert sheet.cell(4, sample.column_of(sheet, "cameras")).value is None


def test_no_text_is_a_formula(book, result):
    assert '=HYPERLINK("klik") 4' in set(result.locations.frame["label"])
    starts = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                starts += isinstance(cell.value, str) and cell.value.startswith("=") and cell.quotePrefix
    assert starts


@pytest.mark.parametrize(
    "label", ["=1+1", "+31", "-5", "@SUM(A1)", "\tx", "naam\x07 met teken", "x" * 40_000, "🚜 'tWed"]
)
def test_nasty_names_survive(result, label, tmp_path):
    frame = result.locations.frame.copy()
    frame["label"] = [label, *frame["label"][1:]]
    nasty = dataclasses.replace(result, locations=dataclasses.replace(result.locations, frame=frame))
    content = sample.workbook_bytes(nasty)
    cell = sample.opened(content)["Locaties"].cell(2, 2)
    assert cell.data_type == "s"
    assert cell.value[:4] == label.replace("\x07", " ")[:4]
    path = tmp_path / "blad.xlsx"
    path.write_bytes(content)
    assert read_invulblad(path).row_count == len(frame)


def test_same_release_gives_the_same_bytes(result, content):
    assert sample.workbook_bytes(result) == content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {item.date_time[:3] for item in file.infolist()} == {(2026, 1, 1)}
        assert b"2026-01-01T00:00:00Z" in file.read("docProps/core.xml")


def test_bytes_do_not_depend_on_the_xml_prefixes_of_other_libraries(result, content):
    register_namespace("dct", DCTERMS_NS)  # what owslib does when it is imported
    assert sample.workbook_bytes(result) == content


def test_it_says_what_it_is(book):
    text = "\n".join(str(cell.value) for row in book["Toelichting"].iter_rows() for cell in row if cell.value)
    for part in ("niet de matrix van het RIEC", "FICTIEF", "Grondslag", "partner", "--invulblad", "onbekend"):
        assert part in text
    for sheet in book:
        assert "FICTIEF. VERTROUWELIJK" in sheet.oddHeader.center.text
    assert "niet verder verspreiden" in text
    assert book["_scan"].sheet_state == "hidden"


def test_it_prints_and_reads_well(book):
    sheet = book["Locaties"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[1])


def test_matrix_counts_every_location_once(book, result):
    sheet = book["Matrix"]
    counts = [sheet.cell(row, column).value for row in range(2, 8) for column in range(2, 8)]
    assert sum(counts) == len(result.scores)
    names = [sheet.cell(row, column).value for row in range(10, 16) for column in range(2, 8)]
    listed = [name for text in names if text for name in text.split("\n")]
    assert len(listed) == len(result.scores)


def test_weights_as_used_and_as_the_theme_has_them(result):
    scan = result.scan.model_copy(update={"weights": {"barn_share": 0.0}})
    sheet = sample.opened(sample.workbook_bytes(dataclasses.replace(result, scan=scan)))["Gewichten"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["barn_share"][5:7] == (0, 4)
    assert rows["barn_area_m2"][5:7] == (10, 10)


def test_profiles_that_show_no_score_have_no_matrix(sample_result):
    result = sample.matrix_result(sample_result, count=None)
    hidden = result.scan.model_copy(update={"profile": "toezicht", "hide_score": True})
    assert not release(dataclasses.replace(result, scan=hidden), version="0").shows_matrix
    shown = result.scan.model_copy(update={"profile": "toezicht"})
    assert release(dataclasses.replace(result, scan=shown), version="0").shows_matrix
    bare = result.theme.model_copy(update={"matrix": None})
    assert not release(dataclasses.replace(result, theme=bare), version="0").shows_matrix


def test_no_locations_gives_a_workbook_too(sample_result):
    empty = sample.matrix_result(sample_result, count=0)
    sheet = sample.opened(sample.workbook_bytes(empty))["Locaties"]
    assert sheet.max_row == 1
