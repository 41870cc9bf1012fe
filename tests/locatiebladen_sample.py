"""The sample result with lists for visits, and with roads, water, buildings and an aerial image around its erven."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
from shapely.geometry import LineString, box

from geo_risico.catalog import load_catalog
from geo_risico.core.raster import ArrayScene, Grid, RasterLayer, SceneMeta
from geo_risico.core.results import Layers, Provenance
from geo_risico.core.terms import CRS_RD
from geo_risico.scan.grounds import add_grounds

ROOT = Path(__file__).parents[1]
DATES = (dt.date(2021, 5, 1), dt.date(2025, 5, 28))


def fieldwork():
    """The lists that come with the program."""
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes").fieldwork["standaard"]


def layers(result, *, aerial=True, road_access="open"):
    """A road with a name past every erf, a canal, the erven as panden, and one aerial layer of two dates."""
    frame = result.locations.frame
    x, y, right, top = frame.total_bounds
    rows = np.arange(y, top + 250, 250)
    roads = gpd.GeoDataFrame(
        {
            "straat": [f"Kleiweg {i}" if i % 3 else None for i in range(len(rows))],
            "wegtype": ["straat" if i % 2 else "fietspad" for i in range(len(rows))],
            "verharding": ["onverhard" if i % 4 else "verhard" for i in range(len(rows))],
            "is_motor_accessible": [True] * len(rows),
        },
        geometry=[LineString([(x - 500, at), (right + 500, at)]) for at in rows],
        crs=CRS_RD,
    )
    water = gpd.GeoDataFrame({"naam": ["Lange Vaart & <Zijl>"]}, geometry=[box(x, y, right, y + 40)], crs=CRS_RD)
    panden = gpd.GeoDataFrame(geometry=frame.geometry.buffer(-6).values, crs=CRS_RD)
    known = {"wegen": road_access, "waterdelen": "open", "panden": "open", "luchtfotos": "restricted"}
    provenance = {
        name: (Provenance(layer=name, source="proef", title=f"Proef {name}", status="present", access=access),)
        for name, access in known.items()
    }
    rasters = {"luchtfotos": aerial_layer(frame.geometry.iloc[0].bounds)}
    return Layers(
        frames={"wegen": roads, "waterdelen": water, "panden": panden},
        provenance=provenance,
        rasters=rasters if aerial else {},
    )


def aerial_layer(bounds, pixel_m=0.5):
    """Two dates of 600 m around a location; on the newest the north half is missing outside that location."""
    x, y = (bounds[0] + bounds[2]) // 2, (bounds[1] + bounds[3]) // 2
    size = int(600 / pixel_m)
    grid = Grid(left=x - 300, top=y + 300, pixel_m=pixel_m, width=size, height=size)
    values = np.random.default_rng(5).uniform(20, 200, (3, size, size)).astype(np.float32)
    newest = values.copy()
    newest[:, : grid.window((x - 300, bounds[3] + 5, x + 300, y + 300)).height] = np.nan
    return RasterLayer(
        name="luchtfotos",
        scenes=tuple(
            ArrayScene(values=cells, bands=("rood", "groen", "blauw"), grid=grid, meta=_meta(date, pixel_m))
            for cells, date in zip((values, newest), DATES, strict=True)
        ),
    )


def _meta(date, pixel_m):
    return SceneMeta(
        layer="luchtfotos", source="proef", title="Proefbeeld", sensor="luchtfoto", date=date, native_pixel_m=pixel_m
    )


def with_grounds(result, names, **changes):
    """The result with lists for visits and the surroundings of some of its locations."""
    theme = result.theme.name
    found = add_grounds([result], layers(result, **changes), {theme: names}, lambda _: None)[0]
    return dataclasses.replace(found, fieldwork=fieldwork())
