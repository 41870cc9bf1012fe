"""Which tiles of a WMTS cover an area at a wanted size of cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.services.jobs import Bounds

SLACK: Final = 1.05
"""A matrix may be this much coarser than asked: 0.21 m answers a wish for 0.2 m."""
EDGE: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One zoom level: size of a cell in units of its CRS, top left corner, and the tiles that exist."""

    name: str
    pixel: float
    left: float
    top: float
    tile_width: int
    tile_height: int
    columns: tuple[int, int]
    rows: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One tile by column and row of its matrix."""

    column: int
    row: int


def choose(matrices: Sequence[Matrix], wanted: float | None) -> Matrix:
    """Coarsest matrix that is as fine as wanted, or the finest of all.

    Parameters
    ----------
    matrices
        All levels of one tile matrix set.
    wanted
        Size of a cell in units of the CRS; None is as fine as possible.
    """
    order = sorted(matrices, key=lambda matrix: matrix.pixel)
    fine = [matrix for matrix in order if wanted is not None and matrix.pixel <= wanted * SLACK]
    return fine[-1] if fine else order[0]


def tiles_over(matrix: Matrix, bounds: Bounds) -> list[Tile]:
    """Tiles that share area with the bounds (in the CRS of the matrix), row by row; none beyond the edge of the matrix.

    Examples
    --------
    >>> level = Matrix(name="0", pixel=1, left=0, top=512, tile_width=256, tile_height=256, columns=(0, 1), rows=(0, 1))
    >>> [(tile.column, tile.row) for tile in tiles_over(level, (0, 0, 256, 300))]
    [(0, 0), (0, 1)]
    """
    wide, high = matrix.pixel * matrix.tile_width, matrix.pixel * matrix.tile_height
    minx, miny, maxx, maxy = bounds
    columns = _span((minx - matrix.left) / wide, (maxx - matrix.left) / wide, matrix.columns)
    rows = _span((matrix.top - maxy) / high, (matrix.top - miny) / high, matrix.rows)
    return [Tile(column=column, row=row) for row in rows for column in columns]


def _span(low: float, high: float, limits: tuple[int, int]) -> range:
    first, last = math.floor(low + EDGE), math.ceil(high - EDGE) - 1
    return range(max(first, limits[0]), min(last, limits[1]) + 1)
