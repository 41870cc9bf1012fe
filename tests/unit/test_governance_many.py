"""A release over many gemeenten shows what each of them shows, and no more."""

from __future__ import annotations

import dataclasses

import pytest

from geo_risico.core.shown import Shown
from geo_risico.governance.many import many_release
from geo_risico.governance.one_gemeente import one_gemeente


def shown_of(release):
    """What each gemeente of a release shows by itself."""
    found = {}
    for code in release.aggregates["gemeenten"].index:
        part = one_gemeente(release, code)
        found[code] = Shown(
            aggregates=part.aggregates,
            facts=part.facts,
            provenance=part.provenance,
            notices=(*release.meta.notices, f"Alleen van {code}."),
            suppressed={"buurten": 1},
            leading=release.leading.get(code, ""),
        )
    return found


def joined(release, result):
    return many_release(
        result.scan,
        release.theme,
        release.indicator_specs,
        release.weights,
        shown_of(release),
        version="0.1.0+proef",
        notices=["Over het geheel."],
    )


@pytest.mark.parametrize("profile", ["sample_release", "open_release"])
def test_areas_are_those_that_were_released(request, sample_result, profile):
    release = request.getfixturevalue(profile)
    whole = joined(release, sample_result)
    for kind in ("gemeenten", "wijken", "buurten"):
        before = release.aggregates[kind].sort_index()
        after = whole.aggregates[kind]
        assert list(after.index) == list(before.index)
        for name in before.columns.drop("geometry"):
            assert after[name].equals(before[name]), name
        assert after.geometry.geom_equals(before.geometry).all()


def test_there_are_no_locations_nor_anything_of_them(sample_release, sample_result):
    whole = joined(sample_release, sample_result)
    hidden = ("locations", "indicators", "risks", "contributions", "schouw", "evidence", "hotspots", "grounds")
    assert [getattr(whole, name) for name in hidden] == [None] * len(hidden)


def test_sentences_of_one_gemeente_are_not_those_of_all(sample_release, sample_result):
    notices = joined(sample_release, sample_result).meta.notices
    assert not [line for line in notices if line.startswith("Alleen van")]
    assert set(sample_release.meta.notices) <= set(notices)
    assert notices.index("Over het geheel.") <= 2
    assert notices[0].startswith("FICTIEF")


def test_counts_of_facts_and_hidden_cells_add_up(sample_release, sample_result):
    whole = joined(sample_release, sample_result)
    size = len(sample_release.locations)
    assert all(fact.known_count + fact.unknown_count == size for fact in whole.facts)
    assert whole.suppressed == {"buurten": len(sample_release.aggregates["gemeenten"])}


def test_a_source_stands_once_with_the_most_rows(sample_release, sample_result):
    parts = shown_of(sample_release)
    first, second = sorted(parts)
    item = sample_release.provenance[0]
    parts[second] = dataclasses.replace(parts[second], provenance=(dataclasses.replace(item, rows_read=10**6),))
    whole = many_release(
        sample_result.scan, sample_release.theme, {}, {}, {first: parts[first], second: parts[second]}, version="1"
    )
    assert [p.rows_read for p in whole.provenance if p.path == item.path] == [10**6]
