"""Bridges as FIS and OpenStreetMap deliver them, and the height below them on the way over real waterways."""

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.catalog import load_catalog
from geo_risico.indicators.bridge_clearance_m import bridge_clearance_m
from geo_risico.spatial.bridges import bridge_numbers, clearance_by_bridge_m

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
NWB = "nationaal/nwb_vaarwegvakken_2017.shp"
PBF = "kampen/kampen.osm.pbf"


def fis(folder, source, *rows):
    content = {"Offset": 0, "Count": len(rows), "TotalCount": len(rows), "Result": list(rows)}
    (folder / "fis.json").write_text(json.dumps(content), encoding="utf-8")
    return _sample.read(folder, source, "fis.json")[0]


def real(source, path):
    if not (DATA / path).exists():
        pytest.skip(f"echte gegevens ontbreken: ../shared/data/{path}")
    return _sample.read(DATA, source, path)[0]


def place(metres):
    return f"POINT ({5.85 + metres / 67_700} 52.57)"


@pytest.mark.parametrize(
    ("closed", "opened"), [("HeightClosed", "HeightOpened"), ("PassageHeightClosed", "PassageHeightOpened")]
)
def test_openings_of_fis_belong_to_their_bridge(tmp_path, closed, opened):
    bridges = fis(
        tmp_path,
        "fis_bridge",
        {"Id": 12, "Name": "Hefbrug", "Geometry": place(0), "CanOpen": True},
        {"Id": 13, "Name": "Vaste brug", "Geometry": place(1000), "CanOpen": False},
        {"Id": 14, "Name": "Draaibrug", "Geometry": place(2000), "CanOpen": True},
    )
    openings = fis(
        tmp_path,
        "fis_opening",
        {"Id": 7, "ParentId": 12, "Name": None, "Geometry": place(90), closed: 3.8, opened: 10.5, "Width": 29.8},
        {"Id": 8, "ParentId": 12, "Name": None, "Geometry": place(-90), closed: 2.9, opened: None, "Width": 28},
        {"Id": 9, "ParentId": 13, "Name": None, "Geometry": place(1060), closed: 9.1, opened: None, "Width": 40},
        {"Id": 10, "ParentId": 13, "Name": None, "Geometry": place(940), closed: 0, opened: None, "Width": 40},
        {"Id": 11, "ParentId": 14, "Name": None, "Geometry": place(2060), closed: 2.5, opened: None, "Width": 10},
    )
    rows = pd.concat([bridges, openings])
    assert rows["brug_id"].tolist()[2:5] == ["FIS-B14", "FIS-O7", "FIS-O8"]
    assert rows["beweegbaar"].tolist()[:3] == [True, False, True]
    assert rows["doorvaartwijdte_m"].dropna().tolist() == [29.8, 28, 40, 40, 10]
    assert rows["doorvaarthoogte_m"].isna().tolist()[-2:] == [True, False]
    number = bridge_numbers(rows)
    fits = clearance_by_bridge_m(rows, number)[number]
    assert fits.tolist() == [10.5, 9.1, np.inf, 10.5, 10.5, 9.1, 9.1, np.inf]


def test_bridges_of_kampen():
    bruggen = real("osm_bruggen", PBF)
    number = bridge_numbers(bruggen)
    fits = pd.Series(clearance_by_bridge_m(bruggen, number)[number], index=bruggen["deel_van"])
    assert fits["Stadsbrug"].tolist() == [10.5] * 3
    assert fits["Molenbrug"] == 10.1
    assert np.isinf(fits["Eilandbrug"]).all()
    assert np.isinf(fits["Zwolse Brug"])
    assert len(set(number[bruggen["deel_van"] == "Nieuwendijkbrug"])) == 3
    assert (real("osm_doorvaarthoogten", PBF)["doorvaarthoogte_m"] == 3.92).all()


def test_height_on_the_way_from_kampen_to_sea():
    vaarwegen, bruggen = real("nwb_vaarwegen", NWB), real("osm_bruggen", PBF)
    settings = load_catalog(ROOT / "layers", ROOT / "scans" / "themes").indicators["bridge_clearance_m"].settings
    spots = {"Zwolle": (201636, 505266), "stad": (191400, 507600), "Haatlandhaven": (188255, 509629)}
    here = gpd.GeoDataFrame(
        geometry=[shapely.Point(spot).buffer(10) for spot in spots.values()],
        index=pd.Index(spots, name="location_id", dtype="str"),
        crs="EPSG:28992",
    )
    given = {"vaarwegen": vaarwegen, "bruggen": bruggen, **settings}
    assert bridge_clearance_m(here, **given).round(2).tolist()[:2] == [10.1, 10.5]
    assert np.isnan(bridge_clearance_m(here, **given)["Haatlandhaven"])
    area = gpd.GeoDataFrame(geometry=[shapely.box(185_756, 504_133, 195_843, 510_884)], crs="EPSG:28992")
    assert bridge_clearance_m(here, **given, known_area=area).isna().all()
