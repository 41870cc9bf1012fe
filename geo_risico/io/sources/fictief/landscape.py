"""The landscape: a bent grid of polder blocks with roads, canals, a river, a motorway and a border in the east."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Bools, Floats, InsetGrid, Ints
    from geo_risico.io.sources.fictief.size import Size

ORIGIN = (200_000.0, 500_000.0)
RIVER_ROW_FACTOR = 1.05
MOTORWAY_ROW_M = 190.0


class Row(IntEnum):
    """Kinds of rows of blocks."""

    LOWER = 0
    UPPER = 1
    RIVER = 2
    MOTORWAY = 3


class Edge(IntEnum):
    """Kinds of block edges; from STREET on they carry motor traffic."""

    NONE = 0
    DITCH = 1
    CANAL = 2
    CYCLEWAY = 3
    STREET = 10
    LOCAL = 11
    REGIONAL = 12
    MAIN = 13
    DIKE = 14
    HALF_PAVED = 15
    UNPAVED = 16


class Block(IntEnum):
    """Kinds of blocks."""

    POLDER = 0
    FOREST = 1
    VILLAGE = 2
    GREENHOUSE = 3
    PARK = 4
    INDUSTRY = 5
    RIVER = 6
    MOTORWAY = 7
    LAKE = 8


HALF_WIDTH_M = {
    Edge.NONE: 0.8,
    Edge.DITCH: 4.5,
    Edge.CANAL: 16.0,
    Edge.CYCLEWAY: 2.5,
    Edge.STREET: 6.5,
    Edge.LOCAL: 7.5,
    Edge.REGIONAL: 11.0,
    Edge.MAIN: 14.0,
    Edge.DIKE: 13.0,
    Edge.HALF_PAVED: 5.0,
    Edge.UNPAVED: 4.0,
}


@dataclass(frozen=True, eq=False)
class Lattice:
    """Vertices (rows + 1, columns + 1, 2) and the kind of each row of blocks.

    `gemeente_rows` and `gemeente_columns` are the first and one past the last row and column of the gemeente.
    """

    vertices: Floats
    row_kind: Ints
    gemeente_rows: tuple[int, int]
    gemeente_columns: tuple[int, int]
    main_column: int

    @property
    def major_lines(self) -> Bools:
        """True for horizontal lines that are the edge of a polder, the river band or the motorway corridor."""
        kinds = self.row_kind
        inner = (kinds[:-1] == Row.LOWER) & (kinds[1:] == Row.UPPER)
        return np.concatenate([[True], ~inner, [True]])

    def lines_of(self, row: Row) -> Bools:
        """True for horizontal lines that touch a row of this kind."""
        hit = self.row_kind == row
        return np.asarray(np.pad(hit, (0, 1)) | np.pad(hit, (1, 0)), dtype=np.bool_)

    @property
    def river_rows(self) -> Ints:
        """Indices of river rows."""
        return np.flatnonzero(self.row_kind == Row.RIVER)


@dataclass(frozen=True, eq=False)
class Landscape:
    """What lies where: the carrier between all stages; nothing in it changes after it is made.

    Attributes
    ----------
    size : Size
        Counts and spacings.
    lattice : Lattice
        Vertices and rows.
    h_kind, v_kind : Ints
        Kind of each horizontal (rows + 1, columns) and vertical (rows, columns + 1) edge.
    block_kind : Ints
        Kind of each block (rows, columns).
    axis : Ints
        0 where kavels run from south to north, 1 from west to east.
    region : Ints
        0 in Nieuwpolder, 1 to 3 in the neighbouring gemeenten.
    village : Ints
        Village number of a village block, -1 elsewhere.
    village_vertices, hamlet_vertices : Ints
        Row and column of the vertex in the middle of each village and hamlet.
    grid : InsetGrid
        Blocks pulled back from their edges, and the strips between them.
    """

    size: Size
    lattice: Lattice
    h_kind: Ints
    v_kind: Ints
    block_kind: Ints
    axis: Ints
    region: Ints
    village: Ints
    village_vertices: Ints
    hamlet_vertices: Ints
    grid: InsetGrid

    @property
    def village_points(self) -> Floats:
        """Centres of the villages."""
        return self.lattice.vertices[self.village_vertices[:, 0], self.village_vertices[:, 1]]

    @property
    def hamlet_points(self) -> Floats:
        """Centres of the hamlets."""
        return self.lattice.vertices[self.hamlet_vertices[:, 0], self.hamlet_vertices[:, 1]]

    @property
    def block_centres(self) -> Floats:
        """Centres (rows, columns, 2) of the blocks."""
        return np.asarray(self.grid.corners.mean(axis=2), dtype=np.float64)

    @property
    def columns(self) -> int:
        """Blocks from west to east, data ring included."""
        return int(self.block_kind.shape[1])
