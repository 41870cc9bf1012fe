"""Scans that cannot be meant: refused before or at reading, with the key, the value and what was expected."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import yaml

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.core.errors import DataError, DefinitionError, OutputError
from geo_risico.io.sources.fictief import ensure
from geo_risico.locations.erven.outline import outlines
from geo_risico.scan.reading import read_layers

ROOT = Path(__file__).parents[2]
CODE = "0166100000000001"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def square(x, y, side_m):
    return shapely.box(x, y, x + side_m, y + side_m)


def write(folder, *, at=(200_500, 500_500), code=CODE, **changes):
    """A scan of one gemeente of 1 km with one pand."""
    gemeente = {"code": ["GM0166"], "naam": ["Kampen"]}
    gpd.GeoDataFrame(gemeente, geometry=[square(200_000, 500_000, 1000)], crs=28992).to_file(
        folder / "g.gpkg", layer="gemeenten"
    )
    gpd.GeoDataFrame({"identificatie": [code]}, geometry=[square(*at, 20)], crs=28992).to_file(
        folder / "p.gpkg", layer="pand"
    )
    scan = {
        "name": "proef",
        "title": "Proefscan",
        "theme": "buitengebied",
        "peildatum": "2026-01-01",
        "doel": "Kijken of het werkt",
        "grondslag": "Geen, het is een proef",
        "bewaartermijn": "12 maanden",
        "opdrachtgever": "Proefprovincie",
        "layers": {
            "gemeenten": {"source": "gemeenten_bestuurlijk", "path": "g.gpkg"},
            "panden": {"source": "bag_panden", "path": "p.gpkg"},
        },
    }
    path = folder / "proef.yaml"
    path.write_text(yaml.safe_dump(scan | changes), encoding="utf-8")
    return path


def plan_of(path, catalog):
    return make_plan(load_scan(path), catalog, path.parent)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"peildatum": "9999-12-31"}, r"peildatum: 9999-12-31: jaar van 1900 tot en met 2200"),
        ({"hide_score": True}, r"hide_score: true .* alleen bij profile toezicht, niet bij partner"),
        ({"hide_score": True, "profile": "open"}, r"hide_score: .* niet bij open"),
        ({"weights": {"barn_area_m2": 1e300}}, r"weights.barn_area_m2: 1e\+300: hoogstens 1e\+09"),
        ({"area": {"bounds": [201_000, 500_000, 200_000, 501_000]}}, r"area.bounds: .* minx < maxx"),
        ({"layers": {}}, r"layers: 'gemeenten' ontbreekt; .* geen erven"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_reading(tmp_path, catalog, changes, line):
    with pytest.raises(DefinitionError, match=line):
        plan_of(write(tmp_path, **changes), catalog)


def test_the_score_may_be_hidden_from_toezicht(tmp_path, catalog):
    assert plan_of(write(tmp_path, hide_score=True, profile="toezicht"), catalog).scan.hide_score


@pytest.mark.parametrize(
    ("changes", "line"),
    [({"at": (100_000, 400_000)}, "p.gpkg: 0 rijen gelezen"), ({"code": None}, "1 rij valt af: .* is leeg")],
)
def test_panden_of_another_place_or_without_code_are_refused(tmp_path, catalog, changes, line):
    plan = plan_of(write(tmp_path, **changes), catalog)
    with pytest.raises(DataError, match=line):
        read_layers(plan, tmp_path / "cache", lambda _: None)


def test_panden_in_the_area_are_read(tmp_path, catalog):
    layers = read_layers(plan_of(write(tmp_path), catalog), tmp_path / "cache", lambda _: None)
    assert layers.frames["panden"]["pand_id"].tolist() == [CODE]


def test_outline_does_not_depend_on_the_first_corner_of_a_pand():
    pand = shapely.Polygon([(0, 0), (13, 1), (12, 9), (5, 8.5), (1, 11)])
    corners = list(pand.exterior.coords)[:-1]
    turned = [shapely.Polygon(corners[i:] + corners[:i]) for i in range(len(corners))]
    flat = np.array([pand, pand.reverse(), *turned], dtype=object)
    first, *others = outlines(flat, np.arange(len(flat)))
    assert all(first.equals_exact(other, 1e-9) for other in others)


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "cache").write_text("geen map")
    with pytest.raises(OutputError, match=r"cache.*worden gemaakt.*--cache"):
        ensure(tmp_path / "cache", panden_count=500, seed=1)
