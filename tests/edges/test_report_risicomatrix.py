"""The risicomatrix as a page: every location once, unknown apart, nothing of the data becomes markup."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from geo_risico.governance.release import release
from geo_risico.reports import write_risicomatrix

_SPEC = importlib.util.spec_from_file_location("invulblad_sample", Path(__file__).with_name("invulblad_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


class Page(HTMLParser):
    """Tags, cells of each table by row, and visible text."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.tables, self.text, self._inside = [], [], "", ""
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_data(self, data):
        if self._inside != "style":
            self.text += data
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data


@pytest.fixture(scope="module")
def result(sample_result):
    return sample.matrix_result(sample_result)


@pytest.fixture(scope="module")
def page(result):
    return Page(write_risicomatrix(sample.matrix_release(result)))


def test_every_location_is_counted_once(page, result):
    grid = page.tables[0]
    assert [len(row) for row in grid] == [7] * 7
    counts = [int(re.match(r"\s*(\d+)", cell)[1]) for row in grid[1:] for cell in row[1:]]
    assert sum(counts) == len(result.scores)
    unknown = result.scores[["kans_level", "barriere_level"]].isna().any(axis=1).sum()
    assert unknown > 0
    edge = [int(re.match(r"\s*(\d+)", row[6])[1]) for row in grid[1:6]]
    assert sum(edge) + sum(int(re.match(r"\s*(\d+)", cell)[1]) for cell in grid[6][1:]) == unknown


def test_unknown_cells_are_hatched_and_have_no_colour(page):
    cells = [
        attrs["class"]
        for tag, attrs in page.tags
        if tag == "td" and re.search(r"hatched|\bt\d", attrs.get("class", ""))
    ]
    assert sum("hatched" in name for name in cells) == 11
    assert not [name for name in cells if "hatched" in name and re.search(r"\bt\d", name)]
    assert {name.split()[0] for name in cells} == {"hatched", "t0", "t1", "t2", "t3", "t4"}


def test_list_holds_place_coverage_sides_and_what_is_missing(page, result):
    header, *rows = [[cell.strip() for cell in row] for row in page.tables[1]]
    assert header == [
        "Nr",
        "Locatie",
        "Soort",
        "Kans",
        "Barrière",
        "Dekking",
        "Water",
        "Land",
        "Zekerheid",
        "Niet bekend",
    ]
    assert len(rows) == len(result.scores)
    by_name = {row[1]: row for row in rows}
    for place, label in result.locations.frame["label"].items():
        row = by_name[" ".join(label.split())]
        level = result.scores.loc[place, "kans_level"]
        assert row[3].startswith("onbekend" if np.isnan(level) else str(int(level)))
    numbers = [int(row[0]) for row in rows]
    assert numbers == list(range(1, len(rows) + 1))


def test_sides_are_the_weighted_mean_of_their_known_risks(page, result):
    place = result.locations.frame.index[-1]
    row = next(row for row in page.tables[1][1:] if row[1] == result.locations.frame.loc[place, "label"])
    weights = {"newest_pand_years": 5.0, "gewas_loss_share": 6.0}
    risks = result.risks.loc[place, list(weights)]
    known = {name: weight for name, weight in weights.items() if not np.isnan(risks[name])}
    expected = 100 * sum(weight * risks[name] for name, weight in known.items()) / sum(known.values())
    assert row[6] == f"{expected:.0f}"


def test_it_says_that_it_is_a_reconstruction_and_fictitious(page):
    assert "niet de matrix van het RIEC" in page.text
    assert "FICTIEF" in page.text
    assert "geen bewijs en geen verdenking" in page.text
    assert "Bronnen:" in page.text


def test_nothing_of_the_data_becomes_markup(page):
    assert not {tag for tag, _ in page.tags} & {"script", "b", "i", "img", "iframe", "a", "link"}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name in {"style", "src"}]
    assert "<script>alert(1)</script> 1" in page.text


def test_long_lists_are_cut_and_say_so(sample_result):
    result = sample.matrix_result(sample_result, count=None)
    page = Page(write_risicomatrix(sample.matrix_release(result)))
    assert len(page.tables[1]) == 19
    assert "alle 240 staan in risicomatrix.xlsx" in page.text


def test_toezicht_shows_its_selection_and_no_locations_shows_an_empty_matrix(sample_result):
    result = sample.matrix_result(sample_result, count=None)
    scan = result.scan.model_copy(update={"profile": "toezicht", "toezicht_selection": 7})
    page = Page(write_risicomatrix(release(dataclasses.replace(result, scan=scan), version="0")))
    assert len(page.tables[1]) == 8
    whole = sample.matrix_release(result)
    nobody = dataclasses.replace(whole, locations=whole.locations.iloc[:0], risks=whole.risks.iloc[:0])
    assert "Geen erven in deze scan" in Page(write_risicomatrix(nobody)).text


def test_a_release_without_matrix_is_a_fault(open_release):
    with pytest.raises(TypeError, match="risicomatrix"):
        write_risicomatrix(open_release)
