"""Hexagons and Gi*: esda's published example, planted spots, false discoveries, borders, cells that stay the same."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DataError
from geo_risico.core.evidence import Evidence
from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.model import gi_star, hexagons
from geo_risico.model.hotspots import rate_spots
from geo_risico.scan.hotspots import CASE_COLUMNS, find_hotspots, hotspot_notes
from geo_risico.spatial.hexagons import hexagon_adjacency, hexagon_codes, hexagon_shapes

SIX = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]) + 1000.0
SIX_VALUES = np.array([2, 3, 3.2, 5, 8, 7])
NAN = float("nan")


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("star", "published"),
    [
        (False, [-1.0136729, -0.0436159, 1.3155870, -0.3141268, 1.1537399, 1.7783394]),
        (True, [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]),
    ],
)
def test_the_six_points_of_esda(star, published):
    """Getis-Ord G and G*, binary weights within 15."""
    found = gi_star(SIX_VALUES, SIX, threshold_m=15, star=star)
    assert found["gi"].tolist() == pytest.approx(published, abs=1e-7)


def test_gi_star_by_its_definition():
    """Ord and Getis (1995), written out; a shift of all values changes nothing."""
    xy = rng().uniform(1000, 2000, (80, 2))
    values = rng(2).normal(size=80)
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= 200
    count = near.sum(axis=1)
    spread = values.std() * np.sqrt(count * (80 - count) / 79)
    expected = (near @ values - values.mean() * count) / spread
    assert gi_star(values, xy, threshold_m=200)["gi"].to_numpy() == pytest.approx(expected)
    assert gi_star(values + 9, xy, threshold_m=200)["gi"].to_numpy() == pytest.approx(expected)


def test_a_planted_spot_is_hot_and_an_unknown_value_takes_no_part():
    cells = hexagons(np.stack(np.meshgrid(np.arange(30), np.arange(30)), -1).reshape(-1, 2) * 500.0 + 1e5, 500)
    x, y = cells.geometry.centroid.x.to_numpy(), cells.geometry.centroid.y.to_numpy()
    values = pd.Series(rng().normal(size=len(cells)), index=cells.index)
    hot, cold = np.hypot(x - 103_000, y - 103_000) < 1600, np.hypot(x - 111_000, y - 111_000) < 1600
    values[hot] += 3
    values[cold] -= 3
    values.iloc[5] = NAN
    found = gi_star(values, hexagon_adjacency(list(cells.index)))
    assert set(found["spot"]) == {"hot", "cold", "geen", "te weinig"}
    assert (found.loc[hot, "spot"] == "hot").mean() > 0.8
    assert (found.loc[cold, "spot"] == "cold").mean() > 0.8
    assert (found.loc[~hot & ~cold, "spot"].isin(["hot", "cold"])).mean() < 0.08
    assert found["spot"].iloc[5] == "te weinig"
    assert found.index.equals(values.index)


def test_chance_gives_hardly_any_spot():
    """False-discovery control: among 60 maps without any pattern at most a few show a spot at all."""
    cells = hexagons(rng().uniform(1e5, 1.1e5, (3000, 2)), 500)
    beside = hexagon_adjacency(list(cells.index))
    shown = [
        gi_star(rng(seed).normal(size=len(cells)), beside)["spot"].isin(["hot", "cold"]).any() for seed in range(60)
    ]
    assert np.mean(shown) < 0.15


def test_busy_cells_are_no_hot_spot_of_a_rate():
    """Equal chance everywhere, ten times as many visits in one corner: no hot spot; a higher chance there: hot."""
    cells = hexagons(np.stack(np.meshgrid(np.arange(14), np.arange(14)), -1).reshape(-1, 2) * 1000.0 + 1e5, 1000)
    beside = hexagon_adjacency(list(cells.index))
    corner = (cells.geometry.centroid.x < 104_500) & (cells.geometry.centroid.y < 104_500)
    tries = np.where(corner, 60, 6)
    shown = []
    for seed in range(30):
        hits = rng(seed).binomial(tries, 0.08)
        shown.append(rate_spots(hits, tries, beside, rng(seed), draws=999)["spot"].isin(["hot", "cold"]).any())
    assert np.mean(shown) < 0.2
    hits = rng(3).binomial(tries, np.where(corner, 0.25, 0.05))
    found = rate_spots(hits, tries, beside, rng())
    assert (found.loc[corner.to_numpy(), "spot"] == "hot").mean() > 0.5
    assert not (found.loc[~corner.to_numpy(), "spot"] == "hot").mean() > 0.1
    assert found.equals(rate_spots(hits, tries, beside, rng()))


@given(
    st.lists(st.tuples(st.floats(1e4, 2.8e5), st.floats(3e5, 6.2e5)), min_size=1, max_size=40),
    st.sampled_from([250, 1000]),
)
@settings(max_examples=40, deadline=None)
def test_a_point_lies_in_its_own_cell(points, width):
    xy = np.array(points)
    codes = hexagon_codes(xy, width)
    shapes = hexagon_shapes(list(codes))
    assert (shapely.distance(np.asarray(shapes.array), shapely.points(xy)) < 1e-6).all()
    assert np.asarray(shapes.area) == pytest.approx(np.sqrt(3) / 2 * width**2, rel=1e-6)


def test_neighbours_share_a_side_and_all_six_are_known():
    cells = hexagons(gpd.GeoSeries([shapely.box(1e5, 4e5, 1.05e5, 4.05e5)], crs=CRS_RD), 1000)
    assert cells.union_all().buffer(1e-6).covers(shapely.box(1e5, 4e5, 1.05e5, 4.05e5))
    beside = hexagon_adjacency(list(cells.index)).toarray()
    shapes = np.asarray(cells.geometry.array)
    distance = shapely.distance(shapely.centroid(shapes)[:, None], shapely.centroid(shapes)[None])
    assert (beside == (np.abs(distance - 1000) < 1)).all()
    assert beside.sum(axis=1).max() == 6


def test_cells_are_the_same_whatever_else_is_in_the_scan():
    xy = rng().uniform(1e5, 1.1e5, (3000, 2))
    together = hexagons(xy, 500)
    west, east = hexagons(xy[xy[:, 0] < 105_000], 500), hexagons(xy[xy[:, 0] >= 105_000], 500)
    assert set(together.index) == set(west.index) | set(east.index)
    shared = west.index.intersection(east.index)
    assert len(shared) > 5
    assert (west.place_count.add(east.place_count, fill_value=0).sort_index() == together.place_count).all()
    assert together.geometry[shared].geom_equals_exact(west.geometry[shared], 0).all()


@pytest.mark.parametrize("places", [np.array([[4.9, 52.3]]), np.array([[np.nan, 4e5]])])
def test_degrees_and_missing_coordinates_are_refused(places):
    with pytest.raises(DataError, match=r"graden|zonder coordinaten"):
        hexagons(places, 500)
    with pytest.raises(DataError, match=r"graden|zonder coordinaten"):
        gi_star([1.0], places, threshold_m=100)


@pytest.fixture
def scan(sample_result):
    """2,400 locations in two gemeenten; scores and findings are high around the border between them."""
    source = rng(6)
    xy = source.uniform((180_000, 480_000), (190_000, 490_000), (2400, 2))
    index = pd.Index([f"ERF-{i:05d}" for i in range(len(xy))], name="location_id")
    codes = np.where(xy[:, 0] < 185_000, "GM9991", "GM9992")
    frame = gpd.GeoDataFrame(
        {"kind": "erf", "gemeente_code": codes}, geometry=gpd.points_from_xy(*xy.T), index=index, crs=CRS_RD
    )
    border = np.hypot(xy[:, 0] - 185_000, xy[:, 1] - 485_000) < 1500
    scores = pd.DataFrame({"score": source.normal(0.4, 0.1, len(xy)) + 0.15 * border}, index=index)
    scores.iloc[3] = NAN
    visited = index[source.random(len(xy)) < np.where(xy[:, 1] > 487_000, 0.8, 0.3)]
    chance = pd.Series(np.where(border, 0.6, 0.05), index=index)
    visits = pd.DataFrame(
        {
            "is_tip": False,
            "resultaat": np.where(source.random(len(visited)) < chance[visited], "aangetroffen", "niets aangetroffen"),
            "location_id": visited.to_numpy(),
        }
    )
    cases = visits[visits["resultaat"] == "aangetroffen"][["location_id"]]
    result = dataclasses.replace(sample_result, locations=Locations(frame=frame, links={}), scores=scores)
    return result, Evidence(cases=cases, visits=visits, reports=()), border


def test_hot_spots_of_a_scan_cross_the_border(scan):
    result, _, border = scan
    found = find_hotspots(result, rng())
    assert found.crs == CRS_RD
    assert found["location_count"].sum() == 2400
    assert found["location_count"].median() >= 10
    assert not set(CASE_COLUMNS) & set(found.columns)
    middle = found[found.contains(shapely.Point(185_000, 485_000))]
    assert middle["is_hot_score"].tolist() == ["hot"]
    hot = found[found["is_hot_score"] == "hot"]
    assert hot.intersects(shapely.LineString([(185_000, 480_000), (185_000, 490_000)])).any()
    west, east = hot.geometry.centroid.x < 184_500, hot.geometry.centroid.x > 185_500
    assert west.any()
    assert east.any()
    assert border.sum() > 100
    assert "breed" in hotspot_notes(dataclasses.replace(result, hotspots=found))[0]


def test_findings_per_visit_not_visits_make_a_hot_spot(scan):
    result, evidence, _ = scan
    found = find_hotspots(dataclasses.replace(result, evidence=evidence), rng())
    assert set(CASE_COLUMNS) <= set(found.columns)
    assert found.attrs["case_basis"] == "vondsten per bezochte locatie"
    assert found["found_count"].sum() == len(evidence.cases)
    hot = found[found["is_hot_cases"] == "hot"]
    assert len(hot) > 3
    centre = shapely.Point(185_000, 485_000)
    assert (hot.distance(centre) < 2500).all()
    busy = found[found.geometry.centroid.y > 488_000]
    assert not (busy["is_hot_cases"] == "hot").any()
    again = find_hotspots(dataclasses.replace(result, evidence=evidence), rng())
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(again))


def test_tips_and_closed_doors_do_not_count_as_looking(scan):
    result, evidence, _ = scan
    extra = evidence.visits.assign(is_tip=True), evidence.visits.assign(resultaat="geen toegang")
    more = dataclasses.replace(evidence, visits=pd.concat([evidence.visits, *extra], ignore_index=True))
    plain, odd = (find_hotspots(dataclasses.replace(result, evidence=e), rng()) for e in (evidence, more))
    pd.testing.assert_frame_equal(pd.DataFrame(plain), pd.DataFrame(odd))


def test_without_a_visit_log_the_note_says_so(scan):
    result, evidence, _ = scan
    cases = dataclasses.replace(evidence, visits=None)
    found = find_hotspots(dataclasses.replace(result, evidence=cases), rng())
    assert found.attrs["case_basis"] == "casussen per locatie"
    assert "visited_count" not in found
    assert "vaker is gekeken" in found.attrs["notes"][1]
    few = dataclasses.replace(cases, cases=evidence.cases.head(3))
    found = find_hotspots(dataclasses.replace(result, evidence=few), rng())
    assert set(found["is_hot_cases"]) == {"te weinig"}
    assert "te weinig" in found.attrs["notes"][1]


def test_one_gemeente_has_hot_spots_and_a_handful_of_locations_has_none(scan):
    result, _, _ = scan
    frame = result.locations.frame
    west = frame.index[frame["gemeente_code"] == "GM9991"]
    one = dataclasses.replace(
        result, locations=Locations(frame=frame.loc[west], links={}), scores=result.scores.loc[west]
    )
    assert find_hotspots(one, rng()) is not None
    few = dataclasses.replace(
        result, locations=Locations(frame=frame.head(40), links={}), scores=result.scores.head(40)
    )
    assert find_hotspots(few, rng()) is None
    assert "Geen hotspots: 40" in hotspot_notes(dataclasses.replace(few, hotspots=None))[0]
