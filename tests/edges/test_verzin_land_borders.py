"""A country on boundaries of a file: repaired, told, and with provinces."""

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_risico.core.errors import DataError
from geo_risico.io.sources.fictief.land.borders import read_borders

_SPEC = importlib.util.spec_from_file_location("land_sample", Path(__file__).with_name("land_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
small_country, layer = _sample.small_country, _sample.layer

SHARED = Path(__file__).parents[3] / "shared" / "data" / "nationaal"
REAL = SHARED / "geoinzicht_gemeenten_2024.geojson"


def boundaries(path, **changes):
    """Four squares of 4 km, of which the last is broken, two overlap, and one lies abroad."""
    bow_tie = shapely.Polygon([(104_000, 404_000), (108_000, 408_000), (108_000, 404_000), (104_000, 408_000)])
    shapes = [
        shapely.box(100_000, 400_000, 104_100, 404_000),
        shapely.box(104_000, 400_000, 108_000, 404_000),
        shapely.box(100_000, 404_000, 104_000, 408_000),
        bow_tie,
        shapely.box(0, 300_000, 1_000, 301_000),
    ]
    columns = {
        "gemeentecode": ["GM1702", "GM1701", "1703", "GM1704", "GM0998"],
        "gemeentenaam": ["Twee", "Een", "Drie", "Vier", "Buitenland"],
    } | changes
    gpd.GeoDataFrame(columns, geometry=shapes, crs=28992).to_file(path)
    return path


def test_boundaries_are_repaired_and_it_is_told(tmp_path):
    found = read_borders(boundaries(tmp_path / "grenzen.gpkg"), None)
    assert found.code == ("GM1701", "GM1702", "GM1703", "GM1704")
    assert found.name == ("Een", "Twee", "Drie", "Vier")
    assert shapely.is_valid(found.outline).all()
    assert shapely.area(found.outline).sum() == pytest.approx(shapely.union_all(found.outline).area)
    assert shapely.area(found.outline)[0] == pytest.approx(16e6)
    said = " ".join(found.repairs)
    for words in ("Buitenland", "1 grenzen kruisten zichzelf en zijn hersteld: GM1704", "0.40 km2", "verzonnen"):
        assert words in said


def test_provinces_come_from_their_file_or_their_column(tmp_path):
    halves = [shapely.box(90_000, 390_000, 104_000, 410_000), shapely.box(104_000, 390_000, 120_000, 410_000)]
    gpd.GeoDataFrame({"name": ["Westland", "Oostland"]}, geometry=halves, crs=28992).to_file(tmp_path / "p.gpkg")
    found = read_borders(boundaries(tmp_path / "grenzen.gpkg"), tmp_path / "p.gpkg")
    assert found.province == ("Oostland", "Westland", "Westland", "Oostland")
    own = boundaries(tmp_path / "eigen.gpkg", ligt_in_provincie_naam=["A", "B", "A", "B", "C"])
    assert read_borders(own, None).province == ("B", "A", "A", "B")


def test_a_code_twice_or_no_code_is_refused(tmp_path):
    twice = boundaries(tmp_path / "twee.gpkg", gemeentecode=["GM1", "GM0001", "GM2", "GM3", "GM4"])
    with pytest.raises(DataError, match="code GM0001 staat er meer dan een keer"):
        read_borders(twice, None)
    bare = gpd.read_file(twice).drop(columns="gemeentecode")
    bare.to_file(tmp_path / "kaal.gpkg")
    with pytest.raises(DataError, match=r"geen kolom gemeentecode of .*aanwezig: .*gemeentenaam"):
        read_borders(tmp_path / "kaal.gpkg", None)


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data/nationaal staat niet naast de repository")
def test_three_real_neighbours(tmp_path):
    every = gpd.read_file(REAL)
    few = every[every["gemeentecode"].isin(["GM0166", "GM0193", "GM0269", "GM0998"])]
    few[["gemeentecode", "gemeentenaam", "geometry"]].to_file(tmp_path / "drie.geojson")
    land = tmp_path / "land"
    country = small_country(
        land, borders=tmp_path / "drie.geojson", provinces=SHARED / "provinces-nl.geojson", panden=20_000
    )
    assert (country.gemeenten, country.panden) == (3, 20_000)
    assert any("GM0166" in line for line in country.repairs)
    table = (land / "provincies.csv").read_text("utf-8").splitlines()
    assert table[1:] == ["GM0166,Kampen,Overijssel", "GM0193,Zwolle,Overijssel", "GM0269,Oldebroek,Gelderland"]
    outlines = gpd.read_parquet(land / "gemeenten.parquet").set_index("identificatie").geometry
    panden = layer(land, "panden")
    outside_m = shapely.distance(outlines.loc[panden["file"]].to_numpy(), panden.geometry.centroid.to_numpy())
    assert outside_m.max() < 0.01
    told = json.loads((land / "land.json").read_text("utf-8"))
    assert told["fictief"] == "Verzonnen inhoud, echte grenzen"
