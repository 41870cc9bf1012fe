"""Photographs and open layers around the locations that get a page, cut while the layers are at hand."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.candidates import Chip
from geo_risico.core.sheets import SEARCH_M, Grounds, Photo, map_window
from geo_risico.core.terms import CRS_RD
from geo_risico.governance.profiles import selection
from geo_risico.imagery.colours import alone, enlarged, known_cells
from geo_risico.imagery.newest import LONGEST_PX, newest_sight
from geo_risico.imagery.square import outline_path
from geo_risico.io.chips import encode_photo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo_risico.core.raster import RasterLayer
    from geo_risico.core.results import Layers, Locations, ScanResult

PHOTOS: Final = "luchtfotos"
NO_SHEETS: Final = MappingProxyType({"gemeenten": "een hele gemeente past niet op een blad voor een bezoek"})
"""Builder of locations -> why its locations get no page."""
_COLUMNS: Final = MappingProxyType(
    {
        "panden": {},
        "percelen": {},
        "wegen": {"straat": "naam", "wegtype": "", "verharding": "", "is_motor_accessible": ""},
        "waterdelen": {"naam": ""},
    }
)
"""Layer -> columns that a page uses, and their new name where that differs."""


def first_locations(result: ScanResult, count: int) -> list[str]:
    """Identifiers of the highest scoring locations with a known class, highest first; none where there are no pages."""
    if result.theme.locations in NO_SHEETS or result.scan.profile == "open":
        return []
    joined = result.locations.frame.join(result.scores)
    scan = result.scan.model_copy(update={"toezicht_selection": count, "hide_score": False})
    return [str(name) for name in selection(joined, scan).index]


def add_grounds(
    results: Sequence[ScanResult],
    layers: Layers,
    wanted: Mapping[str, Sequence[str]],
    step: Callable[[str], None],
) -> list[ScanResult]:
    """The results of all themes with photographs and surroundings of some locations.

    Parameters
    ----------
    results
        One for each theme of the scan; left as they were.
    layers
        What the scan read; only open layers are taken, and photographs under their own access class.
    wanted
        Name of the theme -> identifiers of its locations.
    step
        Called with a short Dutch text when a step starts.
    """
    if not any(wanted.values()):
        return list(results)
    step("Luchtfoto's en omgeving uitsnijden")
    return [_with_grounds(result, layers, wanted.get(result.theme.name, ())) for result in results]


def _with_grounds(result: ScanResult, layers: Layers, names: Sequence[str]) -> ScanResult:
    if not names:
        return result
    shapes = [result.locations.frame.geometry[name] for name in names]
    raster = layers.rasters.get(PHOTOS)
    photos = {} if raster is None else _photos(result.locations, names, raster, layers)
    return replace(result, grounds=Grounds(photos=MappingProxyType(photos), layers=_around(shapes, layers)))


def _photos(locations: Locations, names: Sequence[str], raster: RasterLayer, layers: Layers) -> dict[str, Photo]:
    owners = {p.peildatum: p.attribution for p in layers.provenance.get(PHOTOS, ())}
    shapes = locations.frame.geometry
    found = {name: _photo(shapes[name], raster, owners) for name in names}
    return {name: photo for name, photo in found.items() if photo is not None}


def _photo(shape: BaseGeometry, raster: RasterLayer, owners: Mapping[dt.date | None, str]) -> Photo | None:
    sight = newest_sight(raster, shape.bounds)
    if sight is None:
        return None
    look, meta = sight.look, sight.look.scene.meta
    sharp, known = alone(look.values), known_cells(look.values)
    sharp = sharp if known.all() else enlarged(sharp, known, LONGEST_PX)
    chip = Chip(
        layer=meta.layer,
        title=meta.title,
        sensor=meta.sensor,
        date=look.date,
        pixel_m=meta.native_pixel_m,
        clear_share=look.clear_share,
        scene_clear_share=meta.clear_share,
        picture=encode_photo(sharp),
        width_px=sharp.shape[1],
        height_px=sharp.shape[0],
    )
    return Photo(
        chip=chip,
        colours=sight.colours,
        outline=outline_path(shape, sight.square),
        width_m=sight.square.width * sight.square.pixel_m,
        attribution=meta.attribution or owners.get(look.date, ""),
    )


def _around(shapes: Sequence[BaseGeometry], layers: Layers) -> Mapping[str, gpd.GeoDataFrame]:
    """Rows of open layers that a map of any of the locations shows, each once."""
    windows = np.array([shapely.box(*_window(shape.bounds)) for shape in shapes], dtype=object)
    found = {
        name: _rows(layers.frames[name], windows, columns)
        for name, columns in _COLUMNS.items()
        if name in layers.frames and layers.access(name) == "open"
    }
    return MappingProxyType({{"waterdelen": "water"}.get(name, name): frame for name, frame in found.items()})


def _window(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    minx, miny, maxx, maxy = map_window(bounds)
    low = (min(minx, bounds[0] - SEARCH_M), min(miny, bounds[1] - SEARCH_M))
    return (*low, max(maxx, bounds[2] + SEARCH_M), max(maxy, bounds[3] + SEARCH_M))


def _rows(frame: pd.DataFrame, windows: np.ndarray, columns: Mapping[str, str]) -> gpd.GeoDataFrame:
    rows = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS_RD)
    hits = np.unique(rows.sindex.query(windows, predicate="intersects")[1])
    kept = [name for name in columns if name in rows]
    names = {old: new for old, new in columns.items() if new}
    return rows.iloc[hits][[*kept, "geometry"]].rename(columns=names).reset_index(drop=True)
