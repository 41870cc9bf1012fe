"""Places of the largest changes between two scans, on the outlines of their gemeenten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_risico.core.numbers import format_change

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_WIDE: Final = 1000.0
_MARGIN: Final = 20.0
_LEAST_M: Final = 500.0
_FINE: Final = 1.0
"""Bends of an outline smaller than this, in units of the drawing, are left out."""


def change_map(top: pd.DataFrame, areas: gpd.GeoDataFrame | None) -> dict[str, Any] | None:
    """Marks and outlines fitted into a drawing; None where nothing changed.

    Parameters
    ----------
    top
        Locations with geometry (EPSG:28992), change, reason and label.
    areas
        Areas with soort and naam; of the gemeenten with a place on the map the outline is drawn. None draws none.
    """
    if top.empty:
        return None
    centre = top["geometry"].array.centroid
    xy = np.column_stack([centre.x, centre.y])
    shapes = _gemeenten(areas, xy)
    low, high = _extent(np.vstack([xy, *(shapely.get_coordinates(shape) for shape in shapes.values())]))
    span = max(high[0] - low[0], 1.2 * (high[1] - low[1]), _LEAST_M)
    scale = (_WIDE - 2 * _MARGIN) / span
    corner = np.array([(_WIDE - (high[0] - low[0]) * scale) / 2, _MARGIN])

    def drawn(points: Floats) -> Floats:
        return np.asarray(np.round(corner + (points - [low[0], high[1]]) * [scale, -scale], 1))

    largest = float(top["change"].abs().max())
    marks = [
        {
            "x": float(x),
            "y": float(y),
            "r": round(4 + 8 * abs(change) / largest, 1),
            "up": change > 0,
            "reason": reason,
            "title": f"{label}: {points(change)}",
        }
        for (x, y), change, reason, label in zip(drawn(xy), top["change"], top["reason"], top["label"], strict=True)
    ]
    outlines = [
        {"name": name, "path": _path(shapely.simplify(shape, _FINE / scale), drawn)} for name, shape in shapes.items()
    ]
    height = round(2 * _MARGIN + (high[1] - low[1]) * scale)
    return {"marks": marks, "outlines": outlines, "height": height}


def points(change: float) -> str:
    """A change of score in points of 100."""
    return format_change(100 * change, 1)


def _gemeenten(areas: gpd.GeoDataFrame | None, xy: Floats) -> dict[str, shapely.Geometry]:
    """Name -> outline of the gemeenten in which one of the points lies."""
    if areas is None:
        return {}
    own = areas[areas["soort"].eq("gemeenten") & areas.geometry.notna()]
    found = np.unique(shapely.STRtree(own.geometry.to_numpy()).query(shapely.points(xy), predicate="intersects")[1])
    names = own["naam"].fillna(own["code"]).astype("str").to_numpy()
    return {str(names[row]): own.geometry.iloc[row] for row in found}


def _extent(xy: Floats) -> tuple[Floats, Floats]:
    return xy.min(axis=0), xy.max(axis=0)


def _path(shape: shapely.Geometry, drawn: Callable[[Floats], Floats]) -> str:
    """All rings of a polygon as one SVG path."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(f"M{' '.join(f'{x:g} {y:g}' for x, y in drawn(shapely.get_coordinates(ring)))}z" for ring in rings)
