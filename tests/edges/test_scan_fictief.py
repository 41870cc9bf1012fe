"""Scan of the fictitious gemeente as a whole: sums, determinism, dirt, the border and the planted truth."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from scipy.stats import spearmanr

from geo_risico.core.source_specs import LayerUse
from geo_risico.governance import release
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest
from geo_risico.scan.run import run_scan, scan_layers

LARGEST_YARD_M = 250


def silent(_):
    """Nobody watches."""


def again(scan, frames):
    """The same scan over layers of which some are replaced."""
    layers = dataclasses.replace(scan.layers, frames={**scan.layers.frames, **frames})
    return scan_layers(scan.plan, scan.catalog, layers, silent)


def assert_same(result, expected):
    for name in ("indicators", "risks", "contributions", "scores"):
        pd.testing.assert_frame_equal(getattr(result, name), getattr(expected, name))
    pd.testing.assert_frame_equal(pd.DataFrame(result.locations.frame), pd.DataFrame(expected.locations.frame))
    assert result.aggregates.keys() == expected.aggregates.keys()
    for name, frame in result.aggregates.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(expected.aggregates[name]))
    assert result.facts == expected.facts
    assert result.locations.notes == expected.locations.notes


def test_every_indicator_says_something(fictief_scan):
    result = fictief_scan.result
    known = result.indicators.notna().mean()
    assert list(known.index) == list(result.theme.weights)
    assert known.min() > 0.9, known[known <= 0.9]
    assert not np.isinf(result.indicators.to_numpy()).any()
    assert (result.indicators.max() > result.indicators.min()).all()
    assert all(fact.status == "present" for fact in result.facts)
    counts = {fact.name: (fact.known_count, fact.unknown_count) for fact in result.facts}
    assert counts == {
        name: (int(column.notna().sum()), int(column.isna().sum())) for name, column in result.indicators.items()
    }


def test_sums_and_bounds_hold(fictief_scan):
    result = fictief_scan.result
    scores = result.scores
    np.testing.assert_allclose(result.contributions.sum(axis=1), scores["score"] - scores["base"], atol=1e-12)
    assert scores[["score_low", "score", "score_high"]].to_numpy().min() >= 0
    assert (np.diff(scores[["score_low", "score", "score_high"]].to_numpy(), axis=1) >= -1e-12).all()
    assert (scores["score_high"] <= 1).all()
    assert (scores["p10"] <= scores["p90"]).all()
    assert (scores["rank_low"] <= scores["rank_high"]).all()
    assert scores["rank_low"].min() == 1
    width = scores["score_high"] - scores["score_low"]
    np.testing.assert_allclose(width, 1 - scores["coverage"], atol=1e-12)
    assert sum(result.weights.values()) == pytest.approx(1)
    assert set(scores["class"]) == set("ABCDE")


def test_aggregates_count_every_erf_once(fictief_scan):
    result = fictief_scan.result
    assert set(result.aggregates) == {"gemeenten", "wijken", "buurten", "vierkanten"}
    for name, frame in result.aggregates.items():
        counts = frame[[f"count_{letter}" for letter in "ABCDE"] + ["count_onbekend"]]
        assert frame["location_count"].sum() == len(result.scores), name
        assert (counts.sum(axis=1) == frame["location_count"]).all(), name
        assert frame["known_share"].eq(1).all(), name
    barns = ["barn_200_500_m2", "barn_500_1000_m2", "barn_1000_2500_m2", "barn_2500_m2"]
    total = result.aggregates["gemeenten"][barns].to_numpy().sum()
    assert total == pytest.approx(result.indicators["barn_area_m2"].sum(), rel=1e-6)
    weights = result.aggregates["buurten"]["location_count"]
    mean = np.average(result.aggregates["buurten"]["mean_score"].fillna(0), weights=weights)
    assert mean == pytest.approx(result.scores["score"].mean())


def test_only_the_fictitious_gemeente_and_marked_so(fictief_scan):
    result = fictief_scan.result
    assert set(result.locations.frame["gemeente_code"]) == {"GM9999"}
    assert list(result.aggregates["gemeenten"].index) == ["GM9999"]
    assert result.locations.frame.index.is_unique
    assert result.locations.frame.index.str.startswith("ERF-").all()
    assert release(result, version="proef").meta.notices[0].startswith("FICTIEF")


def test_the_same_scan_twice_gives_the_same_result(fictief_scan, tmp_path):
    plan = fictief_scan.plan
    fresh = run_scan(plan.scan, fictief_scan.catalog, plan.folder, cache=tmp_path, step=silent)
    assert_same(fresh, fictief_scan.result)
    assert_same(run_scan(plan.scan, fictief_scan.catalog, plan.folder, cache=tmp_path, step=silent), fresh)


def test_another_seed_moves_only_the_spread(fictief_scan):
    scan = fictief_scan.plan.scan.model_copy(update={"seed": 7})
    plan = dataclasses.replace(fictief_scan.plan, scan=scan)
    result = scan_layers(plan, fictief_scan.catalog, fictief_scan.layers, silent)
    spread = ["p10", "p90", "rank_low", "rank_high", "top_share", "robustness"]
    expected = fictief_scan.result.scores
    pd.testing.assert_frame_equal(result.scores.drop(columns=spread), expected.drop(columns=spread))
    assert not result.scores["p10"].equals(expected["p10"])
    assert (result.scores["p10"] - expected["p10"]).abs().max() < 0.02


def test_unknown_statuses_are_nan_and_reported(fictief_scan, tmp_path):
    result, panden = fictief_scan.result, fictief_scan.layers.frames["panden"]
    erf = result.locations.frame.index[result.indicators["bouwval_count"] == 0][0]
    links = result.locations.links["panden"]
    ids = set(panden.loc[links.index[links == erf], "pand_id"])
    source = next(fictief_scan.cache.glob("fictief-*/bag.gpkg"))
    table = pyogrio.read_dataframe(source, layer="pand")
    table.loc[table["identificatie"].isin(ids), "status"] = "Pand betoverd"
    pyogrio.write_dataframe(table, tmp_path / "bag.gpkg", layer="pand")
    spec, ((use, form),) = fictief_scan.plan.reads["panden"]
    use = LayerUse.model_validate({**use.model_dump(), "path": "bag.gpkg"})
    request = ReadRequest(folder=tmp_path, bounds=None, peildatum=fictief_scan.plan.scan.peildatum)
    frame, (origin,) = read_layer(spec, [(use, form)], request)
    assert frame.loc[frame["pand_id"].isin(ids), "status"].isna().all()
    (repair,) = [repair for repair in origin.repairs if repair.kind == "unknown_value"]
    assert repair.count == len(ids)
    assert "Pand betoverd" in f"{repair.message} {repair.examples}"
    changed = again(fictief_scan, {"panden": frame})
    assert np.isnan(changed.indicators.loc[erf, "bouwval_count"])
    assert np.isnan(changed.indicators.loc[erf, "sloopvergunning_overdue_count"])
    assert changed.scores.loc[erf, "coverage"] < result.scores.loc[erf, "coverage"]
    others = result.indicators.index.drop(erf)
    pd.testing.assert_series_equal(
        changed.indicators["bouwval_count"][others], result.indicators["bouwval_count"][others]
    )


def test_erven_keep_their_id_next_door(fictief_scan):
    frame, panden = fictief_scan.result.locations.frame, fictief_scan.layers.frames["panden"]
    x = panden.geometry.centroid.x
    cut = frame.geometry.centroid.x.quantile(0.4)
    part = again(fictief_scan, {"panden": panden[x > cut].reset_index(drop=True)})
    inside = frame.index[frame.geometry.bounds["minx"] > cut + LARGEST_YARD_M]
    assert len(inside) > 100
    assert inside.isin(part.locations.frame.index).all()
    assert part.locations.frame.loc[inside].geometry.geom_equals_exact(frame.loc[inside].geometry, 0.001).all()
    columns = ["barn_area_m2", "erf_adres_count", "motorway_exit_distance_m", "border_distance_m"]
    pd.testing.assert_frame_equal(
        part.indicators.loc[inside, columns], fictief_scan.result.indicators.loc[inside, columns]
    )


def test_row_order_of_the_panden_does_not_matter(fictief_scan):
    panden = fictief_scan.layers.frames["panden"]
    order = np.random.default_rng(5).permutation(len(panden))
    shuffled = again(fictief_scan, {"panden": panden.iloc[order].reset_index(drop=True)})
    pd.testing.assert_frame_equal(shuffled.indicators, fictief_scan.result.indicators)
    pd.testing.assert_frame_equal(shuffled.scores, fictief_scan.result.scores)


def test_across_the_border_is_unknown_not_empty(fictief_scan):
    """A border through the middle: what lies behind it neither counts nor reads as nobody."""
    result, layers = fictief_scan.result, fictief_scan.layers.frames
    land, points = layers["landgebied"], result.locations.frame.geometry.representative_point()
    border = points.x.median()
    near = points.index[(points.x < border) & (points.x > border - 80)]
    half = shapely.intersection(shapely.union_all(land.geometry.array), shapely.box(0, 0, border, 700_000))
    masked = gpd.GeoDataFrame(land.iloc[[0]].drop(columns="geometry"), geometry=[half], crs=land.crs)
    west = layers["adressen"][layers["adressen"].geometry.x < border].reset_index(drop=True)
    changed = again(fictief_scan, {"landgebied": masked, "adressen": west})
    empty = again(fictief_scan, {"adressen": west})
    assert len(near) > 3
    counts = changed.indicators.loc[near, "adressen_1000m_count"]
    assert (counts.dropna() > empty.indicators.loc[near, "adressen_1000m_count"].reindex(counts.dropna().index)).all()
    assert counts.notna().any()
    far = points.index[points.x < border - 1100]
    np.testing.assert_allclose(
        changed.indicators.loc[far, "adressen_1000m_count"], result.indicators.loc[far, "adressen_1000m_count"]
    )
    assert (changed.indicators.loc[near, "border_distance_m"] < 81).all()
    hidden = changed.indicators["neighbour_distance_m"].isna() & empty.indicators["neighbour_distance_m"].notna()
    assert hidden[near].any()
    abroad = points.index[points.x > border + 1]
    assert changed.indicators.loc[abroad, ["neighbour_distance_m", "adressen_250m_count"]].isna().all(axis=None)
    assert changed.scores.loc[near, "coverage"].mean() < result.scores.loc[near, "coverage"].mean()


def test_the_planted_truth_is_found(fictief_scan):
    truth = pd.read_parquet(next(fictief_scan.cache.glob("fictief-*/truth.parquet")))
    result, panden = fictief_scan.result, fictief_scan.layers.frames["panden"]
    rows = panden[["pand_id"]].assign(erf=result.locations.links["panden"]).dropna()
    planted = rows.merge(truth, left_on="pand_id", right_on="identificatie").groupby("erf")["opportunity"].mean()
    assert len(planted) > 0.95 * len(result.scores)
    scores = result.scores["score"].reindex(planted.index)
    assert spearmanr(planted, scores).statistic > 0.4
    shuffled = np.random.default_rng(3).permutation(scores.to_numpy())
    assert abs(spearmanr(planted, shuffled).statistic) < 0.2
    top = planted[result.scores["class"].reindex(planted.index).isin(["D", "E"])]
    assert top.mean() > planted.mean() + 0.1
