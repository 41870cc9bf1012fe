"""Locatiebladen as PDF: a page for each location, whatever its data, that people and programs can read."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from geo_risico.core.errors import ReleaseError
from geo_risico.governance.release import release
from geo_risico.reports.locatiebladen import write_locatiebladen, write_loose
from geo_risico.scan.sheets import first_wanted


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sheets, pdfs = _beside("locatiebladen_sample"), _beside("pdf_checks")
THEME = "buitengebied"
LONG = "Langeweidsewetering " * 15
HOSTILE = (
    "#set page(width: 1cm) $x$ *vet* _a_ @ref <lab> `c` \\ [x] = kop",
    "</text><script>alert(1)</script>",
    "שלום עולם \u202e1",
    "🚜 Hoeve 漢字 \x07",
    LONG,
    "W" * 300,
)


@pytest.fixture(scope="module")
def result(sample_result):
    """The sample with surroundings of its first twelve erven."""
    return sheets.with_grounds(sample_result, list(sample_result.locations.frame.index[:12]))


@pytest.fixture(scope="module")
def shown(result):
    return release(result, version="0.1.0+proef")


@pytest.fixture(scope="module")
def names(shown):
    return [(THEME, name) for name in shown.locations.index[:12]]


@pytest.fixture(scope="module")
def pdf(shown, names):
    return write_locatiebladen(shown, names[:6])


def pages(content):
    """Flat text of the pages of locations."""
    return [pdfs.flat(text) for text in pdfs.page_texts(content)]


def changed(result, **columns):
    """The result with other columns of its locations."""
    frame = result.locations.frame.assign(**columns)
    return dataclasses.replace(result, locations=dataclasses.replace(result.locations, frame=frame))


def test_each_location_has_one_page_behind_the_list(pdf, names):
    texts = pages(pdf)
    assert len(texts) == 7
    for number, (_, name) in enumerate(names[:6], 2):
        assert name in texts[number - 1]
        assert sum(name in text for text in texts) == 1
    assert "Locaties in dit bestand" in texts[0]


def test_a_page_holds_what_a_visit_needs(pdf, shown):
    text = pages(pdf)[3]
    lists = shown.fieldwork.checklist("erf", "erven")
    for words in (*lists.items, *shown.fieldwork.safety, "Waarom", "Marge", "Dekking", "Over de weg", "Over het water"):
        assert pdfs.flat(words) in text
    for words in ("Geen bewijs", "Verzonnen gegevens", "FICTIEF", "VERTROUWELIJK", "Peildatum 1 januari 2026"):
        assert words in text
    for words in ("Verwijderen na", "RD (x, y)", "WGS84", "niets aangetroffen"):
        assert words in text


def test_the_reasons_carry_their_value_and_source(pdf, shown, names):
    text = pages(pdf)[3]
    row = shown.locations.loc[names[2][1]]
    first = (row["reasons_for"] or row["reasons_against"]).split("|")[0]
    spec = shown.indicator_specs[first]
    key = spec.reason_for if row["reasons_for"] else spec.reason_against
    assert pdfs.flat(key.split("{value}")[0]) in text


def test_roads_and_water_come_from_the_surroundings(pdf):
    text = " ".join(pages(pdf))
    assert "Kleiweg" in text
    assert "onverhard" in text or "verhard" in text
    assert "fietspad" not in text


def test_the_pdf_is_tagged_and_has_bookmarks(pdf):
    pdfs.check_accessible(pdf)
    marks = pdfs.bookmarks(pdf)
    assert [page for _, _, page in marks] == [2, 3, 4, 5, 6, 7]
    assert {depth for depth, _, _ in marks} == {1}
    assert any(text.startswith("Kaart met") for text in pdfs.alt_texts(pdf))
    assert any(text.startswith("Luchtfoto van") and "28 mei 2025" in text for text in pdfs.alt_texts(pdf))


def test_no_word_leaves_the_paper_or_covers_another(pdf):
    assert not pdfs.outside(pdf, 5)
    assert not pdfs.overlapping(pdf)


def test_the_picture_shows_map_and_photograph(pdf):
    picture = pdfs.page_picture(pdf, 2, keep_as="locatieblad-erf")
    pixels = np.asarray(picture).reshape(-1, 3)
    purple = (abs(pixels.astype(int) - [0x6A, 0x1B, 0x9A]) < 30).all(axis=1)
    assert purple.sum() > 100
    assert len(np.unique(pixels, axis=0)) > 500


def test_twice_gives_the_same_bytes(pdf, shown, names):
    assert write_locatiebladen(shown, names[:6]) == pdf


def test_names_come_out_literally_and_change_nothing(result, names):
    labels = result.locations.frame["label"].copy()
    labels.iloc[: len(HOSTILE)] = HOSTILE
    hostile = changed(result, label=labels)
    content = write_locatiebladen(release(hostile, version="x"), names[: len(HOSTILE)])
    assert pdfs.page_count(content) == 1 + len(HOSTILE)
    assert not pdfs.outside(content, 5)
    assert not pdfs.overlapping(content)
    titles = [title for _, title, _ in pdfs.bookmarks(content)]
    assert titles[0] == HOSTILE[0]
    assert titles[1] == HOSTILE[1]
    assert titles[2] == HOSTILE[2].replace("\u202e", "")
    assert titles[4].startswith("Langeweidsewetering")
    assert titles[4].endswith("…")


def test_much_and_nothing_known_fit_on_one_page(result, names):
    frame, scores, raw = result.locations.frame, result.scores.copy(), result.indicators.copy()
    first = frame.index[:4]
    everything = "|".join(raw.columns)
    scores.loc[first[:2], ["reasons_for", "reasons_against"]] = everything
    raw.loc[first[1:3]] = np.nan
    scores.loc[first[2], ["score", "score_low", "score_high", "coverage"]] = np.nan
    scores.loc[first[2], "class"] = "onbekend"
    many = "|".join(f"Lange Burgemeester de Vrieslaan {i}, 1234 AB Oudeplaats" for i in range(80))
    full = changed(result, adressen=many, conflicts="|".join(["FIS noemt dit anders dan OSM."] * 40))
    full = dataclasses.replace(full, scores=scores, indicators=raw)
    content = write_locatiebladen(release(full, version="x"), names[:4])
    assert pdfs.page_count(content) == 5
    assert not pdfs.outside(content, 5)
    assert not pdfs.overlapping(content)
    for text in pages(content)[1:]:
        assert "en nog" in text
        assert all(words in text for words in ("Notities", "Bronnen", "Veilig werken"))
    assert "score onbekend" in pages(content)[3]


@pytest.mark.parametrize(
    "shape",
    [
        Point(183_000, 482_000),
        LineString([(182_000, 481_000), (184_500, 483_000)]),
        box(181_000, 481_000, 190_000, 483_900),
    ],
)
def test_points_lines_and_large_areas_have_a_map(result, names, shape):
    geometry = result.locations.frame.geometry.copy()
    geometry.iloc[0] = shape
    content = write_locatiebladen(release(changed(result, geometry=geometry), version="x"), names[:1])
    assert pdfs.page_count(content) == 1
    assert not pdfs.overlapping(content)


def test_without_surroundings_or_lists_there_is_still_a_page(sample_release, names):
    content = write_locatiebladen(sample_release, names[:1])
    assert pdfs.page_count(content) == 1
    text = pages(content)[0]
    assert "Over de weg" in text
    assert "onbekend" in text
    assert "Veilig werken" not in text
    pdfs.check_accessible(content)


def test_loose_files_have_one_page_each(shown, names):
    files = write_loose(shown, names[:3])
    assert [name[:2] for name in files] == ["1_", "2_", "3_"]
    assert all(names[i][1] in name for i, name in enumerate(files))
    assert all(pdfs.page_count(content) == 1 for content in files.values())


def test_open_has_no_pages(open_release, names):
    with pytest.raises(ReleaseError, match="profiel open"):
        write_locatiebladen(open_release, names[:1])


def test_an_unknown_location_is_refused_by_name(shown):
    with pytest.raises(ReleaseError, match="ERF-bestaat-niet"):
        write_locatiebladen(shown, [(THEME, "ERF-bestaat-niet")])


def test_a_hidden_score_leaks_nowhere(result, result_with):
    hidden = result_with(result, profile="toezicht", hide_score=True, toezicht_selection=8)
    shown = release(hidden, version="x")
    wanted = first_wanted(shown, 40)
    content = write_locatiebladen(shown, wanted)
    text = " ".join(pages(content))
    assert [name for _, name in wanted] == sorted(name for _, name in wanted)
    for words in (
        "van 100",
        "Waarom",
        "Marge",
        "Dekking",
        "klasse",
        "zeer hoog",
        "plaats ",
        "E zeer",
        "score onbekend",
    ):
        assert words not in text
    titles = [title for _, title, _ in pdfs.bookmarks(content)]
    assert titles == [pdfs.flat(shown.locations.at[name, "label"]) for _, name in wanted]
    other = dataclasses.replace(hidden, scores=hidden.scores.assign(score=hidden.scores["score"] * 0.99))
    assert write_locatiebladen(release(other, version="x"), wanted) == content


def test_toezicht_with_a_score_shows_its_selection(result, result_with):
    shown = release(result_with(result, profile="toezicht", toezicht_selection=5), version="x")
    wanted = first_wanted(shown, 40)
    assert len(wanted) == 5
    texts = pages(write_locatiebladen(shown, wanted))
    assert all("van 100" in text for text in texts[1:])
