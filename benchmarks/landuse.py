"""How well the derived legend of the land use of Kampen agrees with OpenStreetMap; prints the documentation's table.

Usage: ``python benchmarks/landuse.py`` with ``../shared/data/kampen``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin

from geo_risico.catalog import load_catalog
from geo_risico.core.raster import Scene, Window
from geo_risico.core.raster_specs import RasterUse
from geo_risico.io.raster import open_rasters
from geo_risico.io.request import ReadRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
EXTRACT = (5.841, 52.524, 5.989, 52.584)
"""Edge of the OpenStreetMap extract in degrees."""
REFERENCE = {
    "woonbebouwing": [("building", ["house", "apartments"]), ("landuse", ["residential"])],
    "voorziening": [("building", ["school", "church", "civic", "public", "retail", "commercial", "office"])],
    "bedrijf": [("landuse", ["industrial", "commercial", "retail"])],
    "kas": [("building", ["greenhouse"]), ("landuse", ["greenhouse_horticulture"])],
    "akker": [("landuse", ["farmland"])],
    "gras": [("landuse", ["meadow", "grass"]), ("natural", ["grassland"])],
    "boomgaard": [("landuse", ["orchard"])],
    "bos": [("landuse", ["forest"])],
    "recreatie": [
        ("landuse", ["allotments", "static_caravan"]),
        ("leisure", ["pitch", "sports_centre", "park"]),
        ("tourism", ["camp_site"]),
    ],
    "water": [("natural", ["water"]), ("landuse", ["reservoir"])],
}
"""Our class -> tags of OpenStreetMap that mean it."""
BUILDINGS = (111, 112, 131, 133, 134, 135, 136, 141, 142, 143, 144, 151, 152, 211, 221, 911)
"""Codes of buildings; the codes that end in 0 are ground."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LandUse:
    """Classes of the map as words, where the extract covers it, and what OpenStreetMap says by word."""

    classes: NDArray[np.str_]
    is_inside: NDArray[np.bool_]
    reference: dict[str, NDArray[np.bool_]]
    scene: Scene


def scene() -> Scene:
    """Land use of Kampen, read as a scan reads it."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    source = catalog.raster_sources["landgebruik_kampen"]
    use = RasterUse(source=source.name, path="kampen/landuse_map.tif")
    request = ReadRequest(folder=DATA, bounds=None, peildatum=dt.date(2024, 1, 1))
    return open_rasters(catalog.layers["landgebruiksraster"], [(use, source)], request)[0].scenes[0]


def land_use() -> LandUse:
    """The whole map beside OpenStreetMap; a cell belongs to a polygon that holds its middle."""
    found = scene()
    grid = found.grid
    codes = found.read(["klasse"], Window(0, 0, grid.height, grid.width))[0]
    words = np.array([*found.classes["klasse"], ""])
    classes = words[np.where(np.isnan(codes), len(words) - 1, codes).astype(np.int64)]
    edge = gpd.GeoSeries([shapely.box(*EXTRACT)], crs="EPSG:4326").to_crs("EPSG:28992")
    polygons = osm("multipolygons")
    reference = {
        word: drawn(found, polygons[np.logical_or.reduce([polygons[key].isin(values) for key, values in tags])])
        for word, tags in REFERENCE.items()
    }
    return LandUse(classes=classes, is_inside=drawn(found, edge), reference=reference, scene=found)


def osm(layer: str) -> gpd.GeoDataFrame:
    """One layer of the extract in metres, without shapes that cannot be read."""
    frame = pyogrio.read_dataframe(DATA / "kampen" / "kampen.osm.pbf", layer=layer, on_invalid="ignore")
    frame = frame[frame.geometry.notna()].to_crs("EPSG:28992")
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=frame.geometry.make_valid(), crs=frame.crs)


def drawn(found: Scene, shapes: gpd.GeoDataFrame | gpd.GeoSeries) -> NDArray[np.bool_]:
    """Cells whose middle lies in one of the shapes."""
    grid = found.grid
    size = (grid.height, grid.width)
    corner = from_origin(grid.left, grid.top, grid.pixel_m, grid.pixel_m)
    parts = [shape for shape in shapes.geometry if not shape.is_empty]
    return np.asarray(rasterize(parts, out_shape=size, transform=corner, fill=0, default_value=1) == 1)


def agreement(data: LandUse) -> pd.DataFrame:
    """Row per class: cells, cells in OpenStreetMap, precision (where OpenStreetMap says anything) and recall."""
    says = np.logical_or.reduce(list(data.reference.values()))
    rows = []
    for word, truth in data.reference.items():
        ours = (data.classes == word) & data.is_inside
        real = truth & data.is_inside & (data.classes != "")
        both = int((ours & real).sum())
        rows.append(
            {
                "class": word,
                "cells": int(ours.sum()),
                "osm_cells": int(real.sum()),
                "precision": both / max(int((ours & says).sum()), 1),
                "recall": both / max(int(real.sum()), 1),
            }
        )
    return pd.DataFrame(rows).set_index("class")


def fairway_share(data: LandUse) -> float:
    """Share (0 to 1) of the cells under the fairways of the national register that are water: a second witness."""
    ways = gpd.read_file(DATA / "nationaal" / "nwb_vaarwegvakken_2017.shp", bbox=data.scene.grid.bounds)
    under = drawn(data.scene, ways) & (data.classes != "")
    return float((data.classes[under] == "water").mean())


def farmyard_recall(data: LandUse) -> float:
    """Share (0 to 1) of the cells in the farmyards of OpenStreetMap, on the whole map, that are boerenerf.

    OpenStreetMap has so few of them that precision cannot be measured.
    """
    yards = gpd.read_file(DATA / "kampen" / "landuse.gpkg")
    under = drawn(data.scene, yards[yards["landuse"] == "farmyard"]) & (data.classes != "")
    return float((data.classes[under] == "boerenerf").mean())


def on_building(data: LandUse, codes: tuple[int, ...]) -> float:
    """Share (0 to 1) of the cells with these codes whose middle lies in any building of OpenStreetMap."""
    polygons = osm("multipolygons")
    ours = np.isin(raw_codes(), codes) & data.is_inside
    return float(drawn(data.scene, polygons[polygons["building"].notna()])[ours].mean())


def raw_codes() -> NDArray[np.int32]:
    """Codes of the file as they are."""
    with rasterio.open(DATA / "kampen" / "landuse_map.tif") as file:
        return np.asarray(file.read(1), dtype=np.int32)


def built_share(data: LandUse) -> pd.Series[float]:
    """Share (0 to 1) of the panden over 50 m2 that stand on a code of buildings, by bouwjaar: how old the map is."""
    panden = osm("multipolygons")
    panden = panden[panden["building"].notna() & (panden.area > 50)]  # noqa: PLR2004
    year = panden["other_tags"].str.extract(r'"start_date"=>"(\d{4})')[0].astype("float64")
    middle, grid = panden.representative_point(), data.scene.grid
    row = ((grid.top - middle.y) // grid.pixel_m).astype("int64")
    column = ((middle.x - grid.left) // grid.pixel_m).astype("int64")
    inside = row.between(0, grid.height - 1) & column.between(0, grid.width - 1)
    code = pd.Series(raw_codes()[row[inside], column[inside]], index=year[inside].index)
    return code.isin(BUILDINGS).groupby(year[inside]).mean().loc[2008:2018]


def table(data: LandUse) -> list[str]:
    """Agreement in Markdown, as the documentation has it."""
    head = ["| klasse | cellen | in OSM | precisie | recall |", "| --- | ---: | ---: | ---: | ---: |"]
    return head + [
        f"| {word} | {row.cells:.0f} | {row.osm_cells:.0f} | {row.precision:.0%} | {row.recall:.0%} |"
        for word, row in agreement(data).iterrows()
    ]


if __name__ == "__main__":
    known = land_use()
    print("\n".join(table(known)))
    print(f"water onder vaarwegen (NWB): {fairway_share(known):.1%}")
    print(f"boerenerf in farmyard (OSM): {farmyard_recall(known):.0%}")
    print(f"kas (211) op een gebouw (OSM): {on_building(known, (211,)):.0%}")
    print(f"landbouwgebouw (221) op een gebouw (OSM): {on_building(known, (221,)):.0%}")
    print(built_share(known).map("{:.0%}".format).to_string())
