"""A candidate that images of one date show beside the registers is not called a change between two dates."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from geo_risico.catalog import load_catalog
from geo_risico.core.specs import ChangeSpec
from geo_risico.imagery.credible import find_candidates
from geo_risico.imagery.words import change_text, count_sentence, quality_line

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("beeld_sample", ROOT / "tests" / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)
NO_CHANGE = "geen verschil tussen twee data"


@pytest.fixture(scope="module")
def changed(sample_result):
    """The erven with changes; what barn_area_m2 tells lies beside the registers."""
    result = beeld.with_changes(sample_result)
    spec = result.indicator_specs["barn_area_m2"]
    beside = spec.model_copy(update={"change": spec.change.model_copy(update={"compares": "registers"})})
    indicators = result.indicators.copy()
    indicators.loc[indicators.index[3:5], "barn_share"] = 0.0
    specs = {**result.indicator_specs, "barn_area_m2": beside}
    return dataclasses.replace(result, indicators=indicators, indicator_specs=specs)


@pytest.fixture(scope="module")
def found(changed):
    return find_candidates([changed])[0]


def test_only_what_lies_beside_the_registers_says_so(changed, found):
    changes = [change for item in found.items for change in item.changes]
    told = {change.indicator: change_text(change, changed.indicator_specs[change.indicator]) for change in changes}
    assert NO_CHANGE in told["barn_area_m2"]
    assert NO_CHANGE not in told["barn_share"]


def test_quality_says_what_echt_means_and_that_the_pictures_show_the_place_only(changed, found):
    for item in found.items:
        line = quality_line(item, changed.indicator_specs)
        assert ("echt betekent hier" in line) == (item.changes[0].indicator == "barn_area_m2")
        assert "voor en na" not in line  # there are no pictures


def test_it_is_not_counted_as_changed(found):
    dated = sum(any(change.indicator == "barn_share" for change in item.changes) for item in found.items)
    beside = len(found.items) - dated
    assert (dated, beside) == (beeld.CHANGED - 2, 2)
    text = count_sentence([(found, "erf", "erven")])
    assert f"zijn er {dated} geloofwaardig veranderd" in text
    assert f"Bij {beside} andere staat alleen iets dat niet in de registers staat." in text


def test_tall_objects_without_a_pand_lie_beside_the_registers():
    specs = load_catalog(ROOT / "layers", ROOT / "scans" / "themes").indicators
    beside = {name for name, spec in specs.items() if spec.change is not None and spec.change.compares == "registers"}
    assert beside == {"unregistered_height_m2"}
    assert ChangeSpec(direction="rise", credible=1).compares == "dates"
