"""Dutch numbers, shortened texts and the parts of the informatiebeeld."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pytest

from geo_risico.core.numbers import format_date, format_number, format_share, format_value
from geo_risico.reports.area_table import ROW_LIMIT, area_table
from geo_risico.reports.counts import count_locations
from geo_risico.reports.gaps import gaps
from geo_risico.reports.map_marks import drawable, scale_length_m
from geo_risico.reports.map_subject import area_classes, map_subject
from geo_risico.reports.room import shorten
from geo_risico.reports.sources import sources
from geo_risico.reports.top_themes import top_themes


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.891, 1, "1.234.567,9"),
        (0, 0, "0"),
        (-1234.5, 2, "-1.234,50"),
        (-0.001, 1, "0,0"),
        (math.nan, 0, "onbekend"),
        (math.inf, 0, "onbekend"),
        (None, 0, "onbekend"),
        (999.999, 2, "1.000,00"),
    ],
)
def test_number(value, decimals, text):
    assert format_number(value, decimals) == text


def test_share_and_date():
    assert format_share(0.256) == "26%"
    assert format_share(None) == "onbekend"
    assert format_date(dt.date(2025, 3, 9)) == "9 maart 2025"
    assert format_date(None) == "onbekend"


def test_value_with_unit(sample_release):
    specs = sample_release.indicator_specs
    assert format_value(1438.4, specs["barn_area_m2"]) == "1.438 m²"
    assert format_value(0.25, specs["barn_share"]) == "25%"
    assert format_value(3.0, specs["access_surface_class"]) == "onverhard"
    assert format_value(2.0, specs["bouwval_count"]) == "2"
    assert format_value(math.nan, specs["barn_share"]) == "onbekend"


def test_shorten_keeps_words_and_length():
    assert shorten("kort", 10) == "kort"
    assert shorten("een  zin\nmet witruimte", 40) == "een zin met witruimte"
    assert len(shorten("woord " * 50, 33)) <= 33
    assert len(shorten("x" * 500, 33)) == 33


def test_scale_bar_is_round():
    assert [scale_length_m(x) for x in (199, 200, 999, 61_000)] == [100, 200, 500, 50_000]


def test_names_lose_signs_that_the_font_lacks():
    assert drawable("'t Wetering 🚜") == "'t Wetering"
    assert len(drawable("lang " * 30)) <= 28


def test_counts_agree_with_locations(sample_release):
    counts = count_locations(sample_release)
    frame = sample_release.locations
    assert counts.location_count == len(frame)
    for name in "ABCDE":
        assert counts.per_class[name] == int((frame["class_all"] == name).sum())
    robust = (frame["class_all"] == "E") & (frame["robustness"] == "robust")
    assert counts.robust_count == int(robust.sum())
    assert counts.coverage == pytest.approx(frame["coverage"].mean())


def test_hidden_counts_stay_hidden(open_release):
    areas = open_release.aggregates["gemeenten"].copy()
    areas["count_E"] = [math.nan, *areas["count_E"].iloc[1:]]
    kept = dataclasses.replace(open_release, aggregates={**open_release.aggregates, "gemeenten": areas})
    assert count_locations(kept).per_class["E"] is None


def test_top_themes_follow_the_contributions(sample_release):
    frame, theme = sample_release.locations, sample_release.theme
    high = frame.index[frame["class_all"].isin(["D", "E"])]
    sums = {
        dim.title: sample_release.contributions.loc[high, list(dim.weights)].sum(axis=1) for dim in theme.dimensions
    }
    expected = {
        title: sum(own[i] > 0 and all(own[i] >= other[i] for other in sums.values()) for i in high)
        for title, own in sums.items()
    }
    top = top_themes(sample_release)
    assert top.high_count == len(high)
    assert len(top.themes) == 3
    assert {t.title: t.leading_count for t in top.themes} == {t.title: expected[t.title] for t in top.themes}
    pushes = {title: own.mean() for title, own in sums.items()}
    assert [t.title for t in top.themes] == sorted(pushes, key=pushes.get, reverse=True)[:3]
    assert [t.push for t in top.themes] == pytest.approx([pushes[t.title] for t in top.themes])
    assert top.themes[0].high_level > top.themes[0].level


def test_open_profile_names_the_heaviest_themes(open_release):
    top = top_themes(open_release)
    assert top.high_count is None
    shares = [t.weight_share for t in top.themes]
    assert shares == sorted(shares, reverse=True)
    assert all(t.example is None and t.leading_count is None for t in top.themes)


def test_table_shows_the_scores_of_the_release(sample_release):
    table = area_table(sample_release)
    areas = sample_release.aggregates["gemeenten"].sort_values("score_per_gemeente", ascending=False)
    assert table.kind == "gemeenten"
    assert [row[1] for row in table.rows] == list(areas["naam"])
    assert [row[2] for row in table.rows] == [format_number(x, 1) for x in areas["score_per_gemeente"]]
    erven = table.headers.index("Erven")
    assert [row[erven] for row in table.rows] == [format_number(x) for x in areas["location_count"]]


def test_one_gemeente_is_set_against_its_own_areas(sample_release):
    own = {k: f[f["gemeente_code"] == "GM9991"] for k, f in sample_release.aggregates.items()}
    table = area_table(dataclasses.replace(sample_release, aggregates=own))
    assert table.kind == "buurten"
    assert {row[1] for row in table.rows} == set(own["buurten"]["naam"])


def test_long_table_sums_up_the_rest(sample_release):
    squares = sample_release.aggregates["vierkanten"].assign(
        score_per_gemeente=range(1, 1 + len(sample_release.aggregates["vierkanten"]))
    )
    table = area_table(dataclasses.replace(sample_release, aggregates={"gemeenten": squares}))
    assert len(table.rows) == ROW_LIMIT
    rest = len(squares) - ROW_LIMIT
    assert table.rest[1] == f"Overige {rest} gemeenten"
    assert table.rest[2] == f"1,0 - {rest},0"
    column = table.headers.index("Erven")
    total = sum(int(row[column]) for row in (*table.rows, table.rest))
    assert total == squares["location_count"].sum()


def test_gaps_name_absent_layers_and_fallbacks(sample_release):
    found = gaps(sample_release)
    assert set(found.absent_layers) == {"Leegstand", "Percelen"}
    assert found.absent_indicator_count == 1
    assert any("hemelsbreed" in note for note in found.notes)
    facts = {fact.name: fact for fact in sample_release.facts}
    for dim, item in zip(sample_release.theme.dimensions, found.dimensions, strict=True):
        known = [
            w * facts[n].known_count / (facts[n].known_count + facts[n].unknown_count) for n, w in dim.weights.items()
        ]
        assert item.share == pytest.approx(sum(known) / sum(dim.weights.values()))


def test_old_sources_come_first_and_are_flagged(sample_release):
    found = sources(sample_release, 10)
    assert found.old_count == 1
    assert found.rows[0].is_old
    assert found.rows[0].age_months == 55
    assert sources(sample_release, 2).more == len(found.rows) - 2


@pytest.mark.parametrize(("date", "is_old"), [(dt.date(2025, 1, 1), False), (dt.date(2024, 12, 31), True)])
def test_a_source_is_old_after_a_year(sample_release, date, is_old):
    one = dataclasses.replace(sample_release.provenance[0], peildatum=date)
    found = sources(dataclasses.replace(sample_release, provenance=(one,)), 5)
    assert [row.is_old for row in found.rows] == [is_old]


def test_map_shows_what_the_profile_allows(sample_release, open_release, toezicht_release):
    assert map_subject(sample_release).shape == "dots"
    subject = map_subject(open_release)
    assert (subject.shape, subject.kind) == ("areas", "vierkanten")
    assert len(map_subject(toezicht_release).classes) == len(toezicht_release.locations)


def test_badly_known_areas_are_unknown_not_low(sample_release):
    squares = sample_release.aggregates["vierkanten"].copy()
    squares["coverage"] = [0.1, *[0.9] * (len(squares) - 1)]
    classes = area_classes(squares, sample_release)
    assert classes.iloc[0] == "onbekend"
    highest = squares["mean_score"].iloc[1:].idxmax()
    assert classes[highest] == "E"
