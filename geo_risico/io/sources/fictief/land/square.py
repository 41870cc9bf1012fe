"""The measures of the squares that a country is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_risico.io.sources.fictief.geometry import Geometries

TILE_M: Final = 2_000.0
STRIP_M: Final = 6.0
"""Half the width of the road along the edge of a square."""
NODE_M: Final = 100.0
"""Roads reach the edge of a square at whole hundreds of metres, so that they meet whatever lies beside it."""
STRAIGHT_M: Final = 150.0
"""Longest straight piece of a line or edge, so that the bends of the plane show."""


def moved(shapes: Any, move: Callable[[Any], Any]) -> Geometries:  # noqa: ANN401 - shapely takes any array of shapes
    """Shapes of which all points are moved."""
    result: Geometries = shapely.transform(shapes, move)
    return result
