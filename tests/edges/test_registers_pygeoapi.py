"""Real registers out of a real pygeoapi, which pages by offset: every row as it stands in the file."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


geoapi, rows = module("registers_geoapi"), module("registers_rows")
DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
TABLES = {
    "panden": ("amsterdam_buurt_brk/BU03638600.gpkg", "panden"),
    "percelen": ("amsterdam_buurt_brk/BU03638600.gpkg", "percelen"),
    "ligplaatsen": ("amsterdam_westerdok/bag_adressen_ligplaatsen_westerdok.gpkg", "ligplaatsen"),
    "verblijfsobjecten": ("amsterdam_westerdok/bag_adressen_ligplaatsen_westerdok.gpkg", "verblijfsobjecten"),
    "adressen": ("otterlo/inspireadressen_otterlo_wekerom_28992.gpkg", "OGRGeoJSON"),
    "gewaspercelen": ("nationaal/brp_gewaspercelen_2023_sample100.gpkg", "brp_gewas"),
    "gemeenten": ("nationaal/geoinzicht_gemeenten_2024.geojson", "geoinzicht_gemeenten_2024"),
    "wijken": ("nationaal/geoinzicht_wijken_2024.geojson", "geoinzicht_wijken_2024"),
    "vaarwegvakken": ("nationaal/nwb_vaarwegvakken_2017.shp", "nwb_vaarwegvakken_2017"),
}
PARTS = {"wijken": 0.1, "vaarwegvakken": 0.2, "verblijfsobjecten": 0.3, "adressen": 0.3}
"""Share of the width of large tables that is asked."""
PAGE = b"<!doctype html><p>even geduld"
MISHAPS = (
    {"status": 503, "body": PAGE},
    {"share": 0.5},
    {"share": 0.7, "honest": True},
    {"status": 200, "type": "text/html", "body": PAGE},
    {"reset": True},
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"echte gegevens ontbreken in {DATA}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    tables = {name: (DATA / file, table) for name, (file, table) in TABLES.items()}
    with geoapi.plain(tmp_path_factory.mktemp("pygeoapi"), tables, most=400) as found:
        yield found


def area_of(name):
    """Area of a table that is asked, as a box, and the rows of the file in it."""
    file, table = TABLES[name]
    minx, miny, maxx, maxy = rows.rows_of(DATA / file, table).total_bounds
    bounds = (float(minx) - 1, float(miny) - 1, float(minx + (maxx - minx) * PARTS.get(name, 1.01)), float(maxy) + 1)
    return bounds, rows.rows_of(DATA / file, table, bounds)


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_those_of_the_file(server, tmp_path, name):
    gateway, address = server
    gateway.calm()
    bounds, wanted = area_of(name)
    assert len(wanted) >= 60
    got = rows.fetch(address, name, tmp_path, bounds, page_size=250)
    assert rows.contents(got.frame) == rows.contents(wanted)
    assert sum("/items" in line for line in gateway.log) == -(-len(wanted) // 250)


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_those_of_the_file_whatever_breaks(server, tmp_path, seed):
    gateway, address = server
    gateway.calm()
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(MISHAPS), size=6):
        gateway.plan(MISHAPS[at], match="/items")
    bounds, wanted = area_of("percelen")
    tile_m = [None, 300.0, 500.0][seed]
    got = rows.fetch(address, "percelen", tmp_path, bounds, rows.patient(tries=8), page_size=60, tile_m=tile_m)
    assert not gateway.faults
    assert rows.contents(got.frame) == rows.contents(wanted)


def test_a_collection_that_is_not_there_is_named_with_those_that_are(server, tmp_path):
    with pytest.raises(Exception, match=r"verzameling perceel bestaat niet; verwacht een van .*percelen"):
        rows.fetch(server[1], "perceel", tmp_path, (0.0, 300_000.0, 1000.0, 301_000.0))
