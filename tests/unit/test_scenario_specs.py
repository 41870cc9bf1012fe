"""Scenarios before data is read: every problem of a definition at once, and what the verbs do to frames."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geo_risico.catalog import load_catalog
from geo_risico.catalog.scenario import load_scenario
from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.core.results import Layers, Locations
from geo_risico.core.scenario_specs import AddChange, IndicatorChange, RowsChange
from geo_risico.core.terms import CRS_RD
from geo_risico.scan.scenario_change import Done, _added, _edited, changed_values
from geo_risico.scan.scenario_select import drawn
from geo_risico.scan.scenario_shift import band_of, shift_counts

ROOT = Path(__file__).parents[2]
READY = sorted((ROOT / "scans" / "scenarios").glob("*.yaml"))
WRONG = """
name: fout
title: Fout
doel: Laten zien wat er mis kan zijn
scan: {scan}
steps:
  - name: een
    rationale: Dit klopt aan alle kanten niet
    select: {{theme: buitengebeid, near: {{layer: gewaspercelen, columns: {{category: [Gras]}}, within_m: 10}}}}
    change:
      - {{verb: set, indicator: barn_area, value: 1}}
      - {{verb: set_columns, layer: panden, values: {{bouwjaar: oud, kleur: rood}}}}
      - {{verb: add_points, layer: hekken, values: {{soort: hek}}}}
  - name: twee
    rationale: Een indicator hoort bij een thema
    select: {{theme: buitengebied, indicators: {{barn_area: {{at_least: 1}}}}}}
    change: [{{verb: remove_rows, layer: kadaster}}]
"""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


@pytest.fixture
def sites():
    """Two squares of 10 m, 100 m apart."""
    shapes = [box(0, 0, 10, 10), box(100, 0, 110, 10)]
    frame = gpd.GeoDataFrame(index=pd.Index(["A", "B"], name="location_id"), geometry=shapes, crs=CRS_RD)
    return Locations(frame=frame, links={})


@pytest.fixture
def points():
    shapes = [Point(12, 5), Point(105, 5), Point(500, 5)]
    data = {"camera_id": ["1", "2", "3"], "soort": ["camera", "camera", "lamp"]}
    return gpd.GeoDataFrame(data, geometry=shapes, crs=CRS_RD)


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_ready_scenarios_are_right(path, catalog):
    spec, scan, folder = load_scenario(path, catalog)
    assert spec.name == path.stem
    assert scan.is_fictief
    assert folder == ROOT / "scans"


def test_all_problems_come_at_once(tmp_path, catalog):
    path = tmp_path / "fout.yaml"
    path.write_text(WRONG.format(scan=ROOT / "scans" / "nieuwpolder.yaml"), encoding="utf-8")
    with pytest.raises(DefinitionError) as found:
        load_scenario(path, catalog)
    text = str(found.value)
    for words in ("'buitengebied'?", "bouwjaar", "kleur", "register", "barn_area_m2", "kadaster"):
        assert words in text, words


@pytest.mark.parametrize(("old", "new"), [("profile: partner", "profile: open"), ("peildatum", "peildatum")])
def test_profile_open_is_refused(tmp_path, catalog, old, new):
    text = (ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8").replace(old, new)
    (tmp_path / "basis.yaml").write_text(text, encoding="utf-8")
    ready = READY[0].read_text(encoding="utf-8").replace("../nieuwpolder.yaml", "basis.yaml")
    path = tmp_path / READY[0].name
    path.write_text(ready, encoding="utf-8")
    if old == new:
        assert load_scenario(path, catalog)[1].profile == "partner"
        return
    with pytest.raises(DefinitionError, match="profile: open"):
        load_scenario(path, catalog)


def test_rows_near_the_places_go_and_the_given_frame_stays(sites, points):
    change = RowsChange(verb="remove_rows", layer="cameras", within_m=5)
    fresh, line = _edited(points, change, sites, pd.Index(["A"]))
    assert list(fresh["camera_id"]) == ["2", "3"]
    assert len(points) == 3
    assert line == "1 van 3 rijen van cameras weg"
    with pytest.raises(DataError, match="geen enkele rij"):
        _edited(points, change.model_copy(update={"columns": {"soort": ("paal",)}}), sites, pd.Index(["A"]))


def test_columns_are_set_in_chosen_rows_only(sites, points):
    change = RowsChange(verb="set_columns", layer="cameras", within_m=5, values={"soort": "lamp"})
    fresh, _ = _edited(points, change, sites, pd.Index(["A"]))
    assert list(fresh["soort"]) == ["lamp", "camera", "lamp"]
    assert list(points["soort"]) == ["camera", "camera", "lamp"]


def test_points_and_outlines_are_added_to_each_place(sites, points):
    add = AddChange(verb="add_points", layer="cameras", values={"soort": "camera"})
    fresh, _ = _added(points, add, sites, pd.Index(["A", "B"]), "stap")
    assert len(fresh) == 5
    assert fresh.index.is_unique
    assert fresh.geometry.iloc[-1].within(sites.frame.geometry["B"])
    line, _ = _added(points, add.model_copy(update={"verb": "add_outlines"}), sites, pd.Index(["A"]), "stap")
    assert line.geometry.iloc[-1].length == pytest.approx(40)


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("set", [2, 2]), ("add", [3, np.nan]), ("multiply", [2, np.nan]), ("at_least", [2, 2]), ("at_most", [1, 2])],
)
def test_values_change_as_the_verb_says(sites, verb, expected):
    raw = pd.DataFrame({"x": [1.0, np.nan]}, index=sites.frame.index)
    change = IndicatorChange(verb=verb, indicator="x", value=2)
    done = Done(layers=Layers(frames={}, provenance={}), values=(("thema", sites.frame.index, change),))
    out = changed_values(done, "thema", sites, raw)
    np.testing.assert_array_equal(out["x"], expected)
    assert changed_values(done, "ander", sites, raw).equals(raw)


def test_a_share_is_drawn_with_its_seed_and_never_none():
    index = pd.Index([f"L{place}" for place in range(20)])
    first, again = (drawn(index, 0.3, np.random.default_rng(5)) for _ in range(2))
    assert list(first) == list(again)
    assert len(first) == 6
    with pytest.raises(DataError, match="minder dan een half"):
        drawn(index[:1], 0.3, np.random.default_rng(5))


def test_shifts_count_up_and_down_per_gemeente():
    before = pd.DataFrame({"score": [0.1, 0.2, 0.3], "class": ["A", "D", "onbekend"]})
    after = pd.DataFrame({"score": [0.5, 0.2, 0.3], "class": ["D", "C", "onbekend"]})
    found = shift_counts(before, after, pd.Series(["G1", "G1", "G2"]))
    assert found["G1"].to_dict() == {"score": 20, "omhoog": 1, "omlaag": 1, "naar D of E": 1, "uit D of E": 1}
    assert not found["G2"].any()
    band = band_of([found, 3 * found])
    row = band[(band["gemeente_code"] == "G1") & (band["shift"] == "score")].iloc[0]
    assert (row["mean"], row["low"] < row["mean"] < row["high"]) == (pytest.approx(40), True)
