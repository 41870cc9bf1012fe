"""The evaluation report as a document: figures as measured, what is missing in words, nothing of the data is markup."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.numbers import format_number, format_share
from geo_risico.reports.toets import write_toets

_SPEC = importlib.util.spec_from_file_location("evaluation_sample", Path(__file__).with_name("evaluation_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
NASTY = "<script>alert(1)</script> $x$ {{ 7 * 7 }} 🐄 'O\"Brien' & Zn. " + "erg lange naam " * 12


class Page(HTMLParser):
    """Tags, tables by their caption, alternatives of the pictures and visible text."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.rows, self.text, self._inside, self._in_cell = [], [], "", "", False
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_data(self, data):
        if self._inside != "style":
            self.text += data
        if self._in_cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self._in_cell = False

    def row(self, title):
        return next([" ".join(cell.split()) for cell in row] for row in self.rows if row and row[0].strip() == title)

    def pictures(self):
        return [attrs["aria-label"] for tag, attrs in self.tags if tag == "svg"]


@pytest.fixture(scope="module")
def evaluation(sample_release):
    return sample.build_evaluation(sample_release)


@pytest.fixture(scope="module")
def document(evaluation, sample_release):
    return write_toets(evaluation, sample_release, {"Watergebonden": "3 casussen; minstens 15 nodig"})


@pytest.fixture(scope="module")
def page(document):
    return Page(document)


@pytest.fixture(scope="module")
def empty(sample_release):
    return Page(write_toets(sample.bare(sample_release), sample_release))


@pytest.mark.parametrize(
    ("title", "key", "text"),
    [
        ("AUC", "auc", lambda value: format_number(value, 2)),
        ("Gevonden bij 5%", "hit_rate_05", lambda value: format_share(value, 1)),
        ("Gevonden bij 20%", "hit_rate_20", lambda value: format_share(value, 1)),
        ("PAI 10%", "pai_10", lambda value: format_number(value, 2)),
        ("Treffers bij 50 bezoeken", "hits_at_k", lambda value: format_share(value, 1)),
    ],
)
def test_every_model_has_its_figures(page, evaluation, title, key, text):
    cells = page.row(title)[1:]
    assert len(cells) == len(evaluation.models)
    for cell, model in zip(cells, evaluation.models, strict=True):
        pooled, spread = re.fullmatch(r"(\S+?)\*? (.*)", cell).groups()
        assert pooled == text(model.pooled[key])
        assert spread == f"{text(model.mean[key])} ± {text(model.sd[key])}"


def test_the_best_of_a_row_is_marked_and_brier_is_lowest(page, evaluation, sample_release):
    marked = [index for index, cell in enumerate(page.row("AUC")[1:]) if "*" in cell]
    assert marked == [int(np.argmax([model.pooled["auc"] for model in evaluation.models]))]
    models = list(evaluation.models)
    models[1] = dataclasses.replace(models[1], pooled={**models[1].pooled, "brier": 0.05})
    lower = Page(write_toets(dataclasses.replace(evaluation, models=tuple(models)), sample_release))
    assert [index for index, cell in enumerate(lower.row("Brier")[1:]) if "*" in cell] == [1]


def test_time_gemeente_and_what_is_missing(page, evaluation):
    later = page.row("AUC later in de tijd")[1:]
    assert later[3] == "niet te meten"
    assert later[0] == format_number(evaluation.models[0].temporal["auc"], 2)
    assert page.row("Slechtste gemeente")[1].endswith("Zuidkogge & <b>om</b>")
    assert page.row("Brier")[1] == "niet te meten"
    assert "dit model geeft een volgorde en geen kans" in page.text


def test_top_tells_the_verdict_the_mark_and_the_counts(page, evaluation, sample_release):
    start = page.text[: page.text.index("Alle modellen naast elkaar")]
    for words in (*evaluation.verdict, "FICTIEF", "alleen voor partners", "Wat deze toets niet is"):
        assert words in start
    assert "3,1% van alle erven" in start
    assert "1,2% tot 7,8%" in start
    assert "Watergebonden: 3 casussen; minstens 15 nodig" in start
    for notice in sample_release.meta.notices:
        assert notice.startswith("FICTIEF") or notice in page.text


def test_seven_plots_with_an_alternative_and_own_identifiers(page, document):
    pictures = page.pictures()
    assert len(pictures) == 7
    assert all(len(text) > 40 for text in pictures)
    assert len(set(pictures)) == 7
    names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(names) == len(set(names))
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', document))
    assert used
    assert used <= set(names)


def test_no_cases_on_the_fold_map(document):
    picture = next(part for part in document.split("<svg")[1:] if 'aria-label="Kaart' in part)
    assert "<circle" not in picture
    assert "<use" not in picture.split("</svg>")[0]


def test_tables_beside_the_plots(page, evaluation):
    assert page.row("zelf ontdekt") == ["zelf ontdekt", "31", "0,76"]
    assert page.row("openbare bron") == ["openbare bron", "2", "niet te meten"]
    assert page.row("Gewichten 50 % anders") == ["Gewichten 50 % anders", "82%", "1,6%", "0,99"]
    folds = [page.row(f"Deel {number}") for number in range(1, 6)]
    assert sum(int(row[1]) for row in folds) == len(evaluation.blocks)
    assert sum(int(row[3]) for row in folds) == evaluation.blocks["case_count"].sum()
    calibration = [row for row in page.rows if len(row) == 5 and row[0] == "Geijkte index"]
    assert [row[1] for row in calibration] == ["5%", "15%", "30%", "50%", "72%"]
    assert calibration[0][3] == "0% tot 6%"


def test_nothing_comes_from_outside_and_no_inline_style(page):
    assert not {tag for tag, _ in page.tags} & {"script", "b", "i", "iframe", "link", "a", "image", "foreignobject"}
    for _, attrs in page.tags:
        assert "style" not in attrs
        assert "src" not in attrs
        assert attrs.get("href", "#").startswith("#")
        assert not [name for name in attrs if name.startswith("on")]


def test_nothing_measured_reads_in_words_and_never_as_a_number(empty):
    for title in ("AUC", "PAI 10%", "Brier", "AUC later in de tijd", "Slechtste gemeente"):
        assert empty.row(title)[1] == "niet te meten"
    assert not re.search(r"\bnan\b", empty.text, re.IGNORECASE)
    assert "er zijn geen geijkte gewichten" in empty.text
    assert "geen model geeft hier een kans" in empty.text
    assert "de ranglijst is niet met andere keuzes doorgerekend" in empty.text
    assert "(Sobol) is niet berekend" in empty.text
    assert "is niet te meten: daarvoor zijn bezoeken nodig die door loting" in empty.text
    assert "selectieve waarneming" in empty.text
    assert "in 1 deel van blokken" in empty.text
    assert "geen log" in empty.text


def test_nasty_and_long_names(sample_release):
    whole = sample.build_evaluation(sample_release)
    models = tuple(dataclasses.replace(item, title=NASTY, worst_gemeente=(NASTY, 0.5)) for item in whole.models)
    tests = whole.robustness.tests.assign(title=NASTY)
    robustness = dataclasses.replace(whole.robustness, tests=tests)
    specs = {k: v.model_copy(update={"title": NASTY}) for k, v in sample_release.indicator_specs.items()}
    meta = dataclasses.replace(sample_release.meta, title=NASTY, doel=NASTY, opdrachtgever=NASTY)
    nasty = dataclasses.replace(whole, models=models, robustness=robustness, limits=(NASTY,), verdict=(NASTY,))
    page = Page(write_toets(nasty, dataclasses.replace(sample_release, indicator_specs=specs, meta=meta)))
    assert not {tag for tag, _ in page.tags} & {"script", "b", "i"}
    assert "{{ 7 * 7 }}" in page.text
    assert len(page.pictures()) == 7


def test_same_input_gives_the_same_document_and_changes_nothing(document, evaluation, sample_release):
    before = evaluation.robustness.weights.copy()
    again = write_toets(evaluation, sample_release, {"Watergebonden": "3 casussen; minstens 15 nodig"})
    assert again == document
    assert before.equals(evaluation.robustness.weights)


@pytest.mark.parametrize("fixture", ["open_release", "toezicht_release"])
def test_only_in_profile_partner(fixture, evaluation, request):
    with pytest.raises(TypeError, match="partner"):
        write_toets(evaluation, request.getfixturevalue(fixture))
