"""Erven of Kampen from OpenStreetMap, where the shared data stands beside the repository."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
import yaml
from shapely.geometry import Point, box

from geo_risico.core.specs import ThemeSpec
from geo_risico.locations import build_locations
from geo_risico.locations.erven.kom import bebouwde_kom
from geo_risico.locations.erven.settings import erven_settings
from geo_risico.locations.erven.stock import standing_panden

ROOT = Path(__file__).parents[2]
PBF = ROOT.parent / "shared" / "data" / "kampen" / "kampen.osm.pbf"
pytestmark = [
    pytest.mark.skipif(not PBF.exists(), reason="../shared/data/kampen staat niet naast de repository"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),  # rings cut at the edge of the extract
]
INSIDE = {
    "Kampen": (190_565, 508_060),
    "IJsselmuiden": (192_000, 508_900),
    "Grafhorst": (192_050, 510_650),
    "Wilsum": (194_300, 504_650),
    "Het Onderdijks": (191_836, 505_442),
    "Haatlandhaven": (188_500, 509_200),
}
OUTSIDE = {"Zwartendijk": (190_125, 505_050), "Oosterholt": (193_645, 508_074), "Koekoek": (193_800, 510_300)}


def _tag(values, key):
    return values.str.extract(f'"{key}"=>"([^"]*)"')[0].astype("str")


def _text(frame, *names):
    unknown = {name: pd.Series(np.nan, index=frame.index, dtype="str") for name in names if name not in frame}
    return frame.assign(**unknown).reset_index(drop=True)


@pytest.fixture(scope="module")
def layers():
    areas = pyogrio.read_dataframe(PBF, layer="multipolygons", on_invalid="ignore").to_crs(28992)
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty]
    areas = areas.set_geometry(shapely.make_valid(areas.geometry.values), crs=28992)
    areas = areas[areas.geom_type.isin(["Polygon", "MultiPolygon"])]
    panden = areas[areas["building"].notna()]
    panden = panden.assign(pand_id=_tag(panden["other_tags"], "ref:bag").str.zfill(16)).drop_duplicates("pand_id")
    panden = panden.assign(verblijfsobject_count=np.nan)[["pand_id", "verblijfsobject_count", "geometry"]]
    points = pyogrio.read_dataframe(PBF, layer="points").to_crs(28992)
    points["huisnummer"] = _tag(points["other_tags"], "addr:housenumber")
    points["straat"], points["woonplaats"] = (
        _tag(points["other_tags"], "addr:street"),
        _tag(points["other_tags"], "addr:city"),
    )
    adressen = points.loc[points["huisnummer"].notna(), ["huisnummer", "straat", "woonplaats", "geometry"]]
    terrein = areas.loc[areas["landuse"].eq("industrial"), ["geometry"]].assign(functie="bedrijventerrein")
    around = gpd.GeoDataFrame(
        {"gemeente_code": ["GM0166"], "gemeente": ["Kampen"]}, geometry=[box(0, 0, 3e5, 7e5)], crs=28992
    )
    return {
        "panden": _text(panden, "status", "gebruiksdoel"),
        "adressen": _text(adressen, "pand_id", "huisletter", "toevoeging", "status", "gebruiksdoel"),
        "functionele_gebieden": terrein.reset_index(drop=True),
        "gemeenten": around,
    }


@pytest.fixture(scope="module")
def theme():
    return ThemeSpec.model_validate(yaml.safe_load((ROOT / "scans/themes/buitengebied.yaml").read_text()))


def test_derived_kom_holds_town_and_villages_and_no_hamlets(layers, theme):
    kom, notes = bebouwde_kom(layers, standing_panden(layers)[0], erven_settings(theme))
    inside = {name: kom.contains(Point(xy)).any() for name, xy in (INSIDE | OUTSIDE).items()}
    assert inside == dict.fromkeys(INSIDE, True) | dict.fromkeys(OUTSIDE, False)
    assert "afgeleid uit de dichtheid van adressen" in notes[0]


def test_erven_of_the_polder(layers, theme):
    result = build_locations(layers, theme, ["GM0166"])
    assert 600 < len(result.frame) < 1100
    assert result.frame.geometry.is_valid.all()
    assert result.frame["pand_count"].median() == 2
    assert result.frame["pand_count"].max() < 40
    named = result.frame["label"].str.contains(r", (?:Kampen|IJsselmuiden|Wilsum|Grafhorst|Dronten)$")
    assert named.mean() > 0.8
    per_erf = result.links["adressen"].value_counts()
    assert (per_erf <= 2).mean() > 0.9
