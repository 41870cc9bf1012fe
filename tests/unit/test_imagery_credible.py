"""Which changes are credible, in what order, and of how many locations nothing can be said."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.specs import ChangeSpec
from geo_risico.imagery.credible import credible_bound, credible_values, find_candidates, ranked
from geo_risico.imagery.words import change_text, count_sentence, error_text, quality_line, support_text

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)


@pytest.fixture(scope="module")
def changed(sample_result):
    return beeld.with_changes(sample_result)


@pytest.fixture(scope="module")
def found(changed):
    return find_candidates([changed])[0]


@pytest.mark.parametrize(
    ("direction", "value", "strength"),
    [
        ("fall", -0.2, 2.0),
        ("fall", -0.1, 1.0),
        ("fall", -0.0999, None),
        ("fall", 0.2, None),
        ("rise", 0.2, 2.0),
        ("rise", -0.2, None),
        ("both", 0.3, 3.0),
        ("both", -0.3, 3.0),
        ("both", np.nan, None),
    ],
)
def test_a_change_counts_in_its_direction_from_its_bound(direction, value, strength):
    change = ChangeSpec(direction=direction, credible=0.1)
    values = pd.Series([value], index=["a"])
    bound = credible_bound(change, pd.Series([0.01], index=["a"]))
    got = credible_values(values, change, bound).iloc[0]
    assert np.isnan(got) if strength is None else got == pytest.approx(strength)


@pytest.mark.parametrize(("error", "bound"), [(0.0, 0.1), (0.03, 0.1), (0.06, 0.18), (np.nan, 0.1)])
def test_the_bound_grows_with_the_error(error, bound):
    change = ChangeSpec(direction="fall", credible=0.1, errors=3)
    assert credible_bound(change, pd.Series([error], index=["a"])).iloc[0] == pytest.approx(bound)


def test_all_planted_changes_and_no_others(changed, found):
    assert {item.location_id for item in found.items} == set(changed.indicators.index[: beeld.CHANGED])


def test_the_strongest_change_of_a_location_comes_first(changed, found):
    item = next(item for item in found.items if item.location_id == changed.indicators.index[2])
    assert [change.indicator for change in item.changes] == ["barn_area_m2", "barn_share"]
    assert item.strength == pytest.approx(2000 / 500)
    assert item.changes[1].value == changed.indicators["barn_share"].iloc[2]
    assert item.changes[1].bound == pytest.approx(0.1)
    assert (item.changes[1].standard_error, item.changes[1].pixel_count, item.changes[1].clear_count) == (0.03, 52, 7)
    assert np.isnan(item.changes[0].standard_error)


def test_ranks_fall_with_strength_and_ties_go_to_the_lowest_id(found):
    assert [item.rank for item in found.items] == list(range(1, beeld.CHANGED + 1))
    keys = [(-round(item.strength, 9), item.location_id) for item in found.items]
    assert keys == sorted(keys)


def test_the_order_of_rows_does_not_matter(changed, found):
    back = changed.indicators.index[::-1]
    turned = dataclasses.replace(
        changed,
        indicators=changed.indicators.loc[back],
        support={name: item.of(back) for name, item in changed.support.items()},
    )
    other = find_candidates([turned])[0]
    assert other.key == found.key
    assert [item.location_id for item in other.items] == [item.location_id for item in found.items]


def test_ranks_run_over_all_themes(found):
    first, second = ranked([found, found])
    assert sorted(item.rank for part in (first, second) for item in part.items) == list(range(1, 2 * beeld.CHANGED + 1))
    assert first.items[0].rank == 1
    assert second.items[0].rank == 2


def test_unknown_locations_keep_their_reason(changed, found):
    index = changed.indicators.index
    assert (found.reason.ne("")).sum() == 20
    assert found.reason[index[20]] == beeld.SMALL
    assert found.reason[index[39]] == beeld.CLOUDY
    assert found.reason[index[0]] == ""


def test_one_known_indicator_is_enough_to_judge(changed):
    known = changed.indicators.assign(barn_area_m2=0.0)
    assert find_candidates([dataclasses.replace(changed, indicators=known)])[0].reason.eq("").all()


def test_a_location_without_any_reason_has_no_image(changed):
    blank = {
        name: dataclasses.replace(item, reason=item.reason.where(item.reason.isna(), ""))
        for name, item in changed.support.items()
    }
    found = find_candidates([dataclasses.replace(changed, support=blank)])[0]
    assert set(found.reason) == {"", "geen beeld"}


def test_without_change_indicators_there_are_no_candidates(sample_result):
    assert find_candidates([sample_result]) == (None,)


def test_counts_are_told(found):
    assert count_sentence([(found, "erf", "erven")]) == (
        "Van 220 erven met een meting op beeld zijn er 12 geloofwaardig veranderd. "
        "Van 20 erven is geen meting mogelijk: te klein 15, bewolkt 5."
    )
    none = dataclasses.replace(found, items=(), reason=found.reason[found.reason.eq("")].iloc[:1])
    assert (
        count_sentence([(none, "erf", "erven")])
        == "Van 1 erf met een meting op beeld is er geen geloofwaardig veranderd."
    )


def test_a_partial_measurement_is_not_told_as_no_change(changed):
    first = changed.indicators.index[:3]
    known = changed.indicators.assign(barn_area_m2=changed.indicators["barn_area_m2"].astype(float))
    known.loc[first, "barn_area_m2"] = np.nan
    found = find_candidates([dataclasses.replace(changed, indicators=known)])[0]
    assert set(first) <= found.partial
    told = count_sentence([(found, "erf", "erven")])
    assert f"Van {len(found.partial)} daarvan is maar een deel gemeten: daar kan meer veranderd zijn." in told


def test_a_direction_is_told_in_words(changed, found):
    spec = changed.indicator_specs["barn_share"]
    words = spec.change.model_copy(update={"rise_word": "groener", "fall_word": "minder groen"})
    spec = spec.model_copy(update={"change": words})
    assert change_text(found.items[0].changes[0], spec) == "Verandering van het groen: minder groen, -0,40 ±0,03"
    rising = dataclasses.replace(found.items[0].changes[0], value=0.4)
    assert "groen: groener, 0,40" in change_text(rising, spec)


def test_values_are_told_with_what_they_rest_on(changed, found):
    specs = changed.indicator_specs
    assert change_text(found.items[0].changes[0], specs["barn_share"]) == "Verandering van het groen: -0,40 ±0,03"
    assert support_text(52.0, 0.03, 7.0, specs["barn_share"]) == "±0,03; 52 beeldpunten; 7 heldere beelden"
    assert support_text(1.0, np.nan, 1.0, specs["barn_share"]) == "1 beeldpunt; 1 helder beeld"
    assert support_text(np.nan, np.nan, np.nan, specs["barn_share"]) == ""
    assert error_text(0.004, specs["barn_share"]) == "±0,004"
    assert error_text(12.4, specs["barn_area_m2"]) == "±12 m²"
    assert quality_line(found.items[0], specs) == "op de locatie: ±0,03; 52 beeldpunten; 7 heldere beelden"


def test_a_long_unit_stands_once(changed, found):
    spec = changed.indicator_specs["barn_share"].model_copy(update={"unit": "verschil in NDVI"})
    assert change_text(found.items[0].changes[0], spec).endswith("groen: -0,40 ±0,03 verschil in NDVI")
    assert support_text(52.0, 0.03, 7.0, spec) == "±0,03; 52 beeldpunten; 7 heldere beelden"
