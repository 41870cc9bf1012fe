"""The fictitious country: registers that the readers know, identifiers of its own, borders that fit."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.io.repairs import dropped_count
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

_SPEC = importlib.util.spec_from_file_location("land_sample", Path(__file__).with_name("land_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
small_country, layer, PANDEN = _sample.small_country, _sample.layer, _sample.PANDEN

ROOT = Path(__file__).parents[2]
KEYS = {
    "panden": "identificatie",
    "verblijfsobjecten": "identificatie",
    "percelen": "identificatie_lokaal_id",
    "wegen": "lokaal_id",
    "waterdelen": "lokaal_id",
    "beplanting": "lokaal_id",
    "functionele_gebieden": "lokaal_id",
    "plaatsen": "lokaal_id",
    "opritten": "wvk_id",
    "buurten": "buurtcode",
    "wijken": "wijkcode",
}


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    folder = tmp_path_factory.mktemp("land") / "land"
    small_country(folder)
    return folder


@pytest.fixture(scope="module")
def outlines(land):
    return gpd.read_parquet(land / "gemeenten.parquet").set_index("identificatie").geometry


@pytest.fixture(scope="module")
def panden(land):
    return layer(land, "panden")


@pytest.fixture(scope="module")
def one(land, tmp_path_factory):
    """Plan, catalog and layers of a scan of one gemeente by the definition of the country."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    spec = load_scan(land / "land.yaml")
    spec = spec.model_copy(update={"area": spec.area.model_copy(update={"gemeenten": ("GM9002",)})})
    plan = make_plan(spec, catalog, land)
    return plan, catalog, read_layers(plan, tmp_path_factory.mktemp("cache"), lambda _: None)


def test_the_count_is_what_was_asked(panden):
    assert len(panden) == PANDEN
    assert panden["file"].nunique() == 6


@pytest.mark.parametrize("name", KEYS)
def test_identifiers_are_unique_in_the_country(land, name):
    rows = layer(land, name)
    assert rows[KEYS[name]].is_unique
    assert rows.geometry.is_valid.all()
    assert rows.crs.to_epsg() == 28992


def test_identifiers_of_the_bag_begin_with_the_code_and_fit_each_other(land, panden):
    units = layer(land, "verblijfsobjecten")
    for rows, kind in ((panden, "10"), (units, "01")):
        assert (rows["identificatie"].str.len() == 16).all()
        assert (rows["identificatie"].str[:6] == rows["file"].str[2:] + kind).all()
    assert units["pand_identificatie"].isin(panden["identificatie"]).all()
    counted = units.groupby("pand_identificatie").size()
    told = panden.set_index("identificatie")["aantal_verblijfsobjecten"]
    assert (told[told > 0] == counted.reindex(told[told > 0].index)).all()


def test_panden_lie_in_their_gemeente(panden, outlines):
    outside_m = shapely.distance(outlines.loc[panden["file"]].to_numpy(), panden.geometry.centroid.to_numpy())
    assert outside_m.max() < 0.01


def test_percelen_tile_the_country_without_overlap(land, outlines):
    shapes = layer(land, "percelen").geometry
    covered = shapes.union_all().area
    assert shapes.area.sum() - covered < 1e-4 * covered
    middle = outlines.union_all().buffer(-1500)
    assert middle.difference(shapes.union_all()).area < 0.01 * middle.area


def test_borders_are_shared_and_buurten_tile_each_gemeente(land, outlines):
    assert outlines.area.sum() == pytest.approx(outlines.union_all().area)
    buurten = layer(land, "buurten")
    for code, rows in buurten.groupby("file"):
        assert rows.area.sum() == pytest.approx(outlines[code].area, rel=1e-6)
        assert (rows["buurtcode"].str[2:8] == code[2:] + rows["wijkcode"].str[6:]).all()


def test_some_erven_lie_on_both_sides_of_a_border(panden):
    first, second = panden.sindex.query(panden.geometry, predicate="dwithin", distance=10.0)
    across = panden["file"].to_numpy()[first] != panden["file"].to_numpy()[second]
    assert across.sum() >= 4


def test_every_layer_of_the_definition_is_read_without_loss(one):
    plan, _, layers = one
    assert set(plan.reads) >= {"gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "percelen"}
    for name, told in layers.provenance.items():
        for part in told:
            assert part.status == "absent" or dropped_count(part.repairs) == 0 or name == "adressen", part
    for name in ("panden", "adressen", "percelen", "wegen", "waterdelen", "beplanting", "gewaspercelen", "plaatsen"):
        assert len(layers.frames[name]), name
    assert sorted(layers.frames["gewaspercelen"]["jaar"].unique()) == [2020, 2024]


def test_neighbours_lie_in_the_window(one, outlines, panden):
    window = shapely.box(*shapely.buffer(outlines["GM9002"], 5000).bounds)
    wanted = panden[panden.intersects(window)]
    assert set(one[2].frames["panden"]["pand_id"]) == set(wanted["identificatie"])
    assert wanted["file"].nunique() > 2


def test_a_scan_of_one_gemeente_gives_classes(one):
    plan, catalog, layers = one
    result = scan_layers(plan, catalog, layers, lambda _: None)
    assert result.locations.frame["gemeente_code"].eq("GM9002").all()
    assert {"A", "B", "C", "D", "E"} <= set(result.scores["class"])
    assert result.scores["coverage"].median() > 0.7
    assert plan.scan.is_fictief


def test_roads_are_one_network_over_the_borders(land):
    roads = layer(land, "wegen")
    roads = roads[~roads["typeweg"].eq("autosnelweg")]
    ends = np.round(shapely.get_coordinates(roads.geometry, return_index=False) * 100).astype(np.int64)
    _, node = np.unique(ends, axis=0, return_inverse=True)
    line = np.repeat(np.arange(len(roads)), shapely.get_num_coordinates(roads.geometry))
    group = pd.Series(node.ravel()).groupby(line).agg(list)
    parent = list(range(int(node.max()) + 1))

    def top(k):
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for nodes in group:
        for other in nodes[1:]:
            parent[top(other)] = top(nodes[0])
    tops = pd.Series([top(nodes[0]) for nodes in group])
    assert tops.value_counts(normalize=True).iloc[0] > 0.9
