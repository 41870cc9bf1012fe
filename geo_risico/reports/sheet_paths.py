"""Geometry as SVG paths on paper: metres become millimetres from the top left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.reports.drawing import Bounds

_TOLERANCE_MM: Final = 0.08
_MARGIN_MM: Final = 3.0
"""Lines go on a little outside the picture, so that their ends do not show."""
_LINES: Final = (1, 2)
_POLYGON: Final = 3


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """A rectangle of ground (m) and its size on paper (mm)."""

    bounds: Bounds
    width: float
    height: float

    @property
    def metres_per_mm(self) -> float:
        """Ground per millimetre of paper."""
        return (self.bounds[2] - self.bounds[0]) / self.width

    def place(self, xy: NDArray[Any]) -> NDArray[Any]:
        """Millimetres from the top left of coordinates in metres."""
        placed: NDArray[Any] = (xy - [self.bounds[0], self.bounds[3]]) / self.metres_per_mm * [1, -1]
        return placed

    def clipped(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Parts of geometries inside the picture with a margin, simplified to what paper shows."""
        margin = _MARGIN_MM * self.metres_per_mm
        minx, miny, maxx, maxy = self.bounds
        cut = _cut(shapely.force_2d(shapes), (minx - margin, miny - margin, maxx + margin, maxy + margin))
        simple = shapely.simplify(cut, _TOLERANCE_MM * self.metres_per_mm, preserve_topology=False)
        kept: NDArray[Any] = simple[~(shapely.is_missing(simple) | shapely.is_empty(simple))]
        return kept


def _cut(shapes: NDArray[Any], bounds: Bounds) -> NDArray[Any]:
    """Parts of geometries within bounds; the fast way fails on a ring that only just touches a corner."""
    try:
        cut: NDArray[Any] = shapely.clip_by_rect(shapes, *bounds)
    except shapely.errors.GEOSException:
        cut = shapely.intersection(shapely.make_valid(shapes), shapely.box(*bounds))
    return cut


def path(canvas: Canvas, shapes: NDArray[Any]) -> str:
    """Path of all lines and rings of the geometries inside the picture; empty when there are none."""
    parts = shapely.get_parts(canvas.clipped(shapes))
    parts = shapely.get_parts(parts)  # collections that clipping made
    kinds = shapely.get_type_id(parts)
    rings = shapely.get_rings(parts[kinds == _POLYGON])
    lines = parts[np.isin(kinds, _LINES)]
    return "".join([*(_one(canvas, line, "") for line in lines), *(_one(canvas, ring, "Z") for ring in rings)])


def _one(canvas: Canvas, line: Any, end: str) -> str:  # noqa: ANN401 - a geometry of shapely
    xy = canvas.place(shapely.get_coordinates(line))
    points = (xy[:-1] if end else xy).tolist()
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + end
