"""One gemeente of a release: fewer rows, the same values, nothing that was kept back."""

import numpy as np
import pandas as pd
import pytest

from geo_risico.governance.one_gemeente import gemeente_codes, one_gemeente
from geo_risico.reports import write_informatiebeeld
from geo_risico.reports.comparison import comparison

CODES = ("GM9991", "GM9992")
PARTS = ("locations", "indicators", "risks", "contributions")


@pytest.mark.parametrize("code", CODES)
def test_rows_of_the_gemeente_and_no_others(sample_release, code):
    own = one_gemeente(sample_release, code)
    expected = sample_release.locations.index[sample_release.locations["gemeente_code"] == code]
    for name in PARTS:
        pd.testing.assert_index_equal(getattr(own, name).index, expected)
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(own, name)), pd.DataFrame(getattr(sample_release, name).loc[expected])
        )
    assert all((frame["gemeente_code"] == code).all() for frame in own.aggregates.values())
    assert own.background["gemeenten"].index.tolist() == [code]
    assert own.beside == ()


def test_the_parts_are_the_whole(sample_release):
    parts = [one_gemeente(sample_release, code) for code in gemeente_codes(sample_release)]
    for kind, frame in sample_release.aggregates.items():
        together = pd.concat([pd.DataFrame(part.aggregates[kind]) for part in parts]).loc[frame.index]
        pd.testing.assert_frame_equal(together, pd.DataFrame(frame))
    assert sum(len(part.locations) for part in parts) == len(sample_release.locations)


def test_what_is_known_is_counted_again_for_partners_only(sample_release, toezicht_release):
    own = one_gemeente(sample_release, "GM9991")
    for fact in own.facts:
        assert fact.known_count == int(own.indicators[fact.name].notna().sum())
        assert fact.known_count + fact.unknown_count == len(own.indicators)
    assert one_gemeente(toezicht_release, "GM9991").facts == toezicht_release.facts


@pytest.mark.parametrize("code", CODES)
def test_open_hides_in_the_part_what_it_hides_in_the_whole(open_release, code):
    own = one_gemeente(open_release, code)
    assert own.locations is None
    assert own.facts == open_release.facts
    hidden = 0
    for kind, frame in own.aggregates.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(open_release.aggregates[kind].loc[frame.index]))
        hidden += int(frame.filter(like="count").isna().sum().sum())
    assert hidden > 0


def test_the_open_page_holds_no_figure_that_was_hidden(open_release, sample_result):
    truth = sample_result.aggregates["buurten"]["count_E"]
    shown = open_release.aggregates["buurten"]["count_E"]
    assert (shown.isna() & truth.notna()).any()
    own = one_gemeente(open_release, "GM9991")
    figures = {row[1] for row in comparison(open_release, "GM9991").rows}
    whole = open_release.aggregates["gemeenten"].loc["GM9991"]
    assert figures <= {*_texts(whole), "x"}
    assert own.suppressed == {}


def _texts(row):
    from geo_risico.core.numbers import format_number, format_share  # noqa: PLC0415 - only here

    values = [float(value) for value in row.drop(["naam", "gemeente_code", "geometry"]) if pd.notna(value)]
    barns = row[[name for name in row.index if name.startswith("barn_")]].astype(float).sum(min_count=4)
    high = (row["count_D"] + row["count_E"]) / row["location_count"]
    return {f(v) for v in (*values, barns, high) for f in (format_number, format_share, lambda v: format_number(v, 1))}


def test_nothing_is_changed_and_an_unknown_gemeente_is_refused(sample_release):
    before = sample_release.locations.copy()
    one_gemeente(sample_release, "GM9991")
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(sample_release.locations))
    with pytest.raises(KeyError):
        one_gemeente(sample_release, "GM0000")


def test_cases_visits_and_hexagons_stay_inside(evidence_release):
    own = one_gemeente(evidence_release, "GM9991")
    inside = set(own.locations.index)
    assert set(own.evidence.cases["location_id"]) <= inside
    assert set(own.evidence.visits["location_id"]) <= inside
    assert all(set(report.rows["location_id"]) <= inside for report in own.evidence.reports)
    assert 0 < len(own.evidence.cases) < len(evidence_release.evidence.cases)
    assert 0 < len(own.hotspots) < len(evidence_release.hotspots)


def test_the_comparison_has_median_and_place(sample_release):
    found = comparison(sample_release, "GM9991")
    scores = sample_release.aggregates["gemeenten"]["score_per_gemeente"]
    title, own, median, place = found.rows[0]
    assert title == "Score van de gemeente (0-100)"
    assert own == f"{scores['GM9991']:.1f}".replace(".", ",")
    assert median == f"{np.median(scores):.1f}".replace(".", ",")
    assert place == f"{1 + int(scores['GM9992'] > scores['GM9991'])} van 2"
    assert comparison(one_gemeente(sample_release, "GM9991"), "GM9991") is None


def test_the_page_says_which_group_the_classes_compare(sample_release):
    own = one_gemeente(sample_release, "GM9992")
    page = write_informatiebeeld(own, sample_release)
    assert "naast de andere gemeenten" in page
    assert "van deze gemeente" in page
    assert "Noordkogge" not in page
    high = int((own.locations["class"] == "E").sum())
    assert f"vallen er {high} in de hoogste klasse" in " ".join(page.split())
