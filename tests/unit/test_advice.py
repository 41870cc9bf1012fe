"""Handelingsperspectieven: which dimension stands out, what is then suggested, and when nothing is shown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from geo_risico.catalog import load_catalog
from geo_risico.catalog.advice_rules import advice_problems, without_advice
from geo_risico.core.advice import NONE, WHOLE, area_advice, leading_dimension, leading_per_area
from geo_risico.core.advice_specs import HEADING, AdviceSpec
from geo_risico.governance.release import release
from geo_risico.reports.advice import report_advice, sheet_advice

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


@pytest.fixture(scope="module")
def advised(sample_result, catalog):
    return dataclasses.replace(sample_result, advice=catalog.advice["standaard"])


def under(result, **changes):
    """Release of the result with a scan that says something else."""
    return release(dataclasses.replace(result, scan=result.scan.model_copy(update=changes)), version="0.1")


def test_every_dimension_of_every_theme_has_the_three_kinds(catalog):
    spec = catalog.advice["standaard"]
    assert without_advice(spec, catalog.themes) == []
    for theme in catalog.themes.values():
        for dim in theme.dimensions:
            kinds = {action.kind for action in spec.actions_for(theme.name, dim.name)}
            assert kinds == {"bestuurlijk", "preventief", "toezicht"}, (theme.name, dim.name)


def test_the_largest_positive_sum_leads_and_unknown_adds_nothing(catalog):
    theme = catalog.themes["gemeenten"]
    first, second = theme.dimensions[:2]
    names = [*first.weights, *second.weights]
    table = pd.DataFrame(0.0, index=["a", "b", "c"], columns=names)
    table.loc["a", next(iter(second.weights))] = 0.2
    table.loc["a", next(iter(first.weights))] = 0.1
    table.loc["b"] = -0.1
    table.loc["c", next(iter(second.weights))] = np.nan
    table.loc["c", next(iter(first.weights))] = 0.01
    assert leading_dimension(table, theme).to_dict() == {"a": second.name, "b": NONE, "c": first.name}


def test_an_area_has_the_dimension_of_most_of_its_high_locations():
    leading = pd.Series({"a": "x", "b": "x", "c": "y", "d": NONE})
    areas = pd.Series({"a": "G1", "b": "G1", "c": "G1", "d": "G2"})
    high = pd.Series({"a": False, "b": False, "c": True, "d": True})
    assert leading_per_area(leading, areas, high) == {WHOLE: "y", "G1": "y"}
    assert leading_per_area(leading, areas, ~high)["G1"] == "x"


def test_a_rule_for_the_kind_goes_first(catalog):
    spec = catalog.advice["standaard"]
    assert spec.names_for("watergebonden", "toezicht", "jachthaven")[0] == "apv_haven"
    assert spec.names_for("watergebonden", "toezicht", "binnenhaven")[0] == "camera_besluit"
    assert spec.names_for("watergebonden", "bestaat_niet") == ()


def test_names_that_are_not_there_are_told_at_once(catalog):
    data = catalog.advice["standaard"].model_dump()
    data["rules"][0]["actions"] = ["nergens", "ook_niet"]
    with pytest.raises(ValidationError, match=r"nergens.*ook_niet"):
        AdviceSpec.model_validate(data)
    data = catalog.advice["standaard"].model_dump()
    data["rules"] = list(data["rules"])
    data["rules"][0] = data["rules"][0] | {"themes": ["buitengebeid"], "dimensions": ["leegstand"]}
    lines = advice_problems({"standaard": AdviceSpec.model_validate(data)}, catalog.themes)
    assert len(lines) == 1
    assert "bedoelt u 'buitengebied'" in lines[0]


def test_suggestions_stand_under_their_heading_with_source(advised):
    shown = release(advised, version="0.1")
    part = report_advice(shown)
    assert part["heading"] == HEADING == "Wat u kunt overwegen; geen conclusie"
    assert len(part["lines"]) == 3
    assert all(line["source"] and line["who"] for line in part["lines"])
    assert {line["kind"] for line in part["lines"]} == {"Bestuurlijk", "Preventief", "Toezicht"}
    sheet = sheet_advice(shown, NONE, "erf")
    assert sheet["lines"] == []
    assert "Geen enkele dimensie" in sheet["lead"]


def test_a_hidden_score_hides_the_dimension(advised):
    hidden = under(advised, profile="toezicht", hide_score=True)
    assert (hidden.advice, dict(hidden.leading), report_advice(hidden)) == (None, {}, None)
    assert under(advised, profile="toezicht").leading


def test_open_says_nothing_of_a_gemeente_with_few_locations(advised):
    frame = advised.locations.frame
    code = frame["gemeente_code"].iloc[0]
    few = frame.index[frame["gemeente_code"] == code][4:]
    contributions = advised.contributions.copy()
    contributions.loc[few] = -1.0
    shown = under(dataclasses.replace(advised, contributions=contributions), profile="open")
    assert shown.locations is None
    assert code not in shown.leading
    assert area_advice(shown, [code]) is None


def test_without_a_list_nothing_is_shown(sample_result):
    assert report_advice(release(sample_result, version="0.1")) is None
