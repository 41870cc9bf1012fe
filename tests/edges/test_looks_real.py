"""Change on two real Landsat images of 1990 and 2014 around Wageningen, held against what was built there."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.indicators.ndvi_change import ndvi_change
from geo_risico.scan.reading import read_layers

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "wageningen"
UNCHANGED = {
    "centrum van Wageningen": (173500, 441700, 174200, 442200),
    "centrum van Veenendaal": (166000, 448700, 166800, 449400),
    "centrum van Ede": (173600, 450000, 174400, 450700),
    "bos bij Ede": (178000, 447000, 180000, 449000),
    "grasland in het Binnenveld": (169500, 444500, 171000, 446500),
}
SETTINGS = {"minimum": (9, 0.5), "season_days": 45}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="de echte beelden van Wageningen zijn er niet")


@pytest.fixture(scope="module")
def beelden(tmp_path_factory):
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    plan = make_plan(load_scan(ROOT / "scans" / "wageningen_beeld.yaml"), catalog, ROOT / "scans")
    return read_layers(plan, tmp_path_factory.mktemp("cache"), lambda _: None).rasters["satellietbeelden"]


def places(boxes):
    return gpd.GeoDataFrame(geometry=list(boxes.values()), index=pd.Index(boxes, name="location_id"), crs=28992)


def test_images_have_their_dates_and_sensors(beelden):
    told = [(str(scene.meta.date), scene.meta.sensor) for scene in beelden.scenes]
    assert told == [("1990-04-08", "Landsat 5 TM"), ("2014-04-19", "Landsat 8 OLI")]


def test_what_stayed_the_same_has_not_changed_after_harmonisation(beelden):
    locations = places({name: shapely.box(*edges) for name, edges in UNCHANGED.items()})
    result = ndvi_change(locations, satellietbeelden=beelden, **SETTINGS)
    assert (result.abs() < 0.06).all()
    assert (result.abs() < result.attrs["support"].standard_error).all()
    assert "Landsat 5 TM en Landsat 8 OLI zijn op elkaar afgestemd" in result.attrs["notes"][0]


def test_places_where_was_built_between_the_images_lost_green(beelden):
    panden = pd.concat([gpd.read_file(path) for path in sorted(DATA.glob("bag_pand_*.gml"))])
    panden = panden.drop_duplicates("identificatie").set_index("identificatie")
    large = panden[panden.area > 300]
    squares = {name: shapely.box(p.x - 45, p.y - 45, p.x + 45, p.y + 45) for name, p in large.centroid.items()}
    change = ndvi_change(places(squares), satellietbeelden=beelden, **SETTINGS)
    year = pd.to_numeric(large["bouwjaar"])
    new, old = change[year.between(2003, 2013)], change[year < 1986]
    assert min(new.count(), old.count()) > 10
    assert abs(old.median()) < 0.06
    assert new.median() < -0.1
