"""Why figures are hidden: every hidden cell has one reason, limits come from the definition, and releases agree."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from geo_risico.core.suppression_specs import SuppressionSpec
from geo_risico.governance import release
from geo_risico.governance.reasons import REASONS
from geo_risico.governance.small_numbers import without_small_numbers
from geo_risico.governance.sums import room_of
from geo_risico.governance.suppression import COUNT_COLUMNS, LABEL_COLUMNS, suppress
from geo_risico.reports.accountability.dictionary import privacy_report

KINDS = ("gemeenten", "wijken", "buurten", "vierkanten")


def found(result, **changes):
    limits = changes.pop("limits", SuppressionSpec())
    published = changes.pop("published", ())
    return suppress(result.aggregates, result.locations.frame, result.scores, result.sums, published, limits)


def figures(shown):
    """What a reader of an open edition finds in gebieden.parquet."""
    frames = {kind: pd.DataFrame(shown.aggregates[kind]).select_dtypes("number") for kind in KINDS}
    return pd.concat(frames).astype(float)


def test_every_hidden_figure_has_one_reason(sample_result):
    shown = found(sample_result)
    for kind in KINDS:
        before = sample_result.aggregates[kind].drop(columns=[*LABEL_COLUMNS], errors="ignore")
        after = shown.aggregates[kind].reindex(index=before.index, columns=before.columns)
        assert (
            sum(shown.reasons[kind].values()) == shown.hidden[kind] == int((before.notna() & after.isna()).sum().sum())
        )
        assert tuple(shown.reasons[kind]) == REASONS
    small = (
        sample_result.aggregates["buurten"][COUNT_COLUMNS].lt(5)
        & (sample_result.aggregates["buurten"][["location_count"]] > 0).to_numpy()
    )
    assert shown.reasons["buurten"]["primair"] >= int(small.sum().sum()) > 0
    assert shown.reasons["buurten"]["secundair"] > 0
    assert {kind: item["verschil"] for kind, item in shown.reasons.items()} == dict.fromkeys(KINDS, 0)


def test_what_only_an_earlier_release_hid_is_counted_as_a_difference(sample_result):
    first = figures(found(sample_result))
    earlier = first.copy()
    cell = ("wijken", first.loc["wijken"].index[0])
    assert first.loc[cell].drop("location_count").notna().any()
    earlier.loc[cell, :] = np.nan
    later = found(sample_result, published=[earlier])
    assert later.reasons["wijken"]["verschil"] > 0
    assert figures(later).loc[cell].isna().all()


@pytest.mark.parametrize("kind", ["gemeenten", "wijken", "buurten"])
def test_means_and_sums_that_a_release_hid_stay_hidden(sample_result, kind):
    first = figures(found(sample_result))
    names = [name for name in first.columns if name not in COUNT_COLUMNS]
    shown = first.loc[kind].index[first.loc[kind]["mean_score"].notna()]
    if shown.empty:
        pytest.skip("this kind shows no mean")
    earlier = first.copy()
    earlier.loc[(kind, shown[0]), names] = np.nan
    later = figures(found(sample_result, published=[earlier]))
    assert later.loc[(kind, shown[0]), names].isna().all()


def test_a_square_that_a_release_left_out_stays_out(sample_result):
    first = figures(found(sample_result))
    gone = first.loc["vierkanten"].index[0]
    later = found(sample_result, published=[first.drop(("vierkanten", gone))])
    assert gone not in later.aggregates["vierkanten"].index
    assert later.reasons["vierkanten"]["verschil"] > 0
    elsewhere = first.drop(("vierkanten", gone)).rename(index=lambda code: f"X{code}", level=1)
    assert gone in found(sample_result, published=[elsewhere]).aggregates["vierkanten"].index


def test_the_same_again_hides_nothing_more(sample_result):
    first = found(sample_result)
    again = found(sample_result, published=[figures(first)])
    pd.testing.assert_frame_equal(figures(first), figures(again))


def test_a_stricter_scan_hides_more_and_the_report_says_with_which_limits(sample_result, result_with):
    strict = SuppressionSpec(minimum_count=9, minimum_locations=20, dominance_n=1, dominance_k=40)
    result = result_with(sample_result, profile="open", suppression=strict)
    shown, plain = release(result, version="1"), release(result_with(sample_result, profile="open"), version="1")
    counts = pd.concat([frame[COUNT_COLUMNS] for frame in shown.aggregates.values()]).to_numpy()
    assert np.nanmin(counts[counts > 0]) >= 9
    assert sum(shown.suppressed.values()) > sum(plain.suppressed.values())
    told = privacy_report(shown, {})["afscherming"]
    assert told["grenzen"]["minimum_count"] == {
        "waarde": 9, "standaard": 5, "wat": SuppressionSpec.model_fields["minimum_count"].description
    }  # fmt: skip
    assert told["grenzen"]["dominance_k"]["waarde"] == 40
    numbers = [count for kinds in told["cijfers"].values() for item in kinds.values() for count in item.values()]
    assert any(numbers)
    assert all(count % 9 == 0 for count in numbers)
    assert set(told["redenen"]) == set(REASONS)
    json.dumps(told)


def test_partner_says_that_nothing_is_hidden(sample_release):
    assert privacy_report(sample_release, {})["afscherming"]["toegepast"] is False


def test_looser_than_the_default_is_refused():
    with pytest.raises(ValidationError, match="minimum_count"):
        SuppressionSpec(minimum_count=3)
    assert all(field.default is not None for field in SuppressionSpec.model_fields.values())


def test_the_dominance_rule_looks_at_the_largest_together():
    own = np.array([500.0, 400.0, 200.0, 100.0])
    assert room_of(own) == 0
    assert room_of(own, SuppressionSpec(dominance_n=2, dominance_k=75)) == 0  # 900 of 1200
    assert room_of(own, SuppressionSpec(dominance_n=2, dominance_k=60)) == pytest.approx(300)


def test_sentences_follow_the_limit():
    assert without_small_numbers("7 erven, 12 havens, 3 km", 9) == "minder dan 9 erven, 12 havens, 3 km"


def test_the_release_carries_rounded_reasons_only(sample_result, result_with):
    shown = release(result_with(sample_result, profile="open"), version="1")
    exact = found(sample_result).reasons
    for kind, item in shown.reasons.items():
        assert all(0 <= item[name] - exact[kind][name] < 5 for name in REASONS)
    assert dataclasses.asdict(shown.meta)["profile"] == "open"


def test_limits_read_back_from_a_manifest_are_written_the_same():
    """A default that is not of its own type would give other bytes when the scan is done again."""
    limits = SuppressionSpec()
    again = SuppressionSpec.model_validate(json.loads(json.dumps(limits.model_dump(mode="json"))))
    assert json.dumps(again.model_dump()) == json.dumps(limits.model_dump())
