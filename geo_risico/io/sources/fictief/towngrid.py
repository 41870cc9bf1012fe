"""Streets inside village, industry and park blocks: a sub-grid per block, bent inside and straight at its edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.frames import Branches, Land, Percelen
from geo_risico.io.sources.fictief.geometry import (
    Bools,
    Floats,
    InsetGrid,
    Ints,
    bilinear,
    inset_grid,
    length,
    polygons,
)
from geo_risico.io.sources.fictief.landscape import Edge

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.size import Size


@dataclass(frozen=True)
class TownSpec:
    """Street pattern: size of one building block and half the street width, in metres."""

    length_m: float
    depth_m: float
    half_street_m: float


VILLAGE = TownSpec(128.0, 62.0, 5.5)
INDUSTRY = TownSpec(210.0, 130.0, 8.0)
PARK = TownSpec(150.0, 62.0, 3.0)


@dataclass(frozen=True, eq=False)
class TownGrid:
    """One block with its building blocks: vertices, which cells are built, with what lots, and the block's number."""

    vertices: Floats
    built: Bools
    kind: Ints
    lots: Ints
    block: int
    spec: TownSpec
    grid: InsetGrid

    @property
    def streets(self) -> tuple[Bools, Bools]:
        """True for inner edges with a street: at least one side is built."""
        return _streets(self.built)

    def turn(self, corners: Floats) -> int:
        """Number of corners by which the grid is turned against the block's corners."""
        return int(np.argmin(length(corners - self.vertices[0, 0])))


def town_vertices(quad: Floats, spec: TownSpec, rng: np.random.Generator) -> Floats:
    """Vertices (rows + 1, columns + 1, 2) of the building blocks in one block."""
    wide = (length(quad[1] - quad[0]) + length(quad[2] - quad[3])) / 2
    high = (length(quad[3] - quad[0]) + length(quad[2] - quad[1])) / 2
    nu, nv = (max(2, round(float(m) / s)) for m, s in ((wide, spec.length_m), (high, spec.depth_m)))
    u0, v0 = np.meshgrid(np.linspace(0, 1, nu + 1), np.linspace(0, 1, nv + 1))
    bow_u = rng.uniform(-0.045, 0.045) * np.sin(np.pi * u0) * np.sin(np.pi * v0 * rng.choice([1.0, 2.0]))
    bow_v = rng.uniform(-0.06, 0.06) * np.sin(np.pi * v0) * np.sin(np.pi * u0 * rng.choice([1.0, 1.5, 2.0]))
    shift_u = np.append(np.append(0.0, rng.uniform(-0.16, 0.16, nu - 1)), 0.0) / nu
    shift_v = np.append(np.append(0.0, rng.uniform(-0.07, 0.07, nv - 1)), 0.0) / nv
    u = u0 + bow_u * (v0 > 0) * (v0 < 1) + shift_u[None, :]
    v = v0 + bow_v * (u0 > 0) * (u0 < 1) + shift_v[:, None]
    u[:, [0, -1]], v[[0, -1]] = u0[:, [0, -1]], v0[[0, -1]]
    return bilinear(quad, u, v)


def make_town(vertices: Floats, cells: tuple[Bools, Ints, Ints], block: int, spec: TownSpec) -> TownGrid:
    """The building blocks of one block with streets around each built cell.

    `cells` holds which cells are built, their kind of lot and the lots on each side.
    """
    built, kind, lots = cells
    h, v = _streets(built)
    grid = inset_grid(vertices, h * spec.half_street_m, v * spec.half_street_m)
    return TownGrid(vertices, built, kind, lots, block, spec, grid)


def _streets(built: Bools) -> tuple[Bools, Bools]:
    h = np.zeros((built.shape[0] + 1, built.shape[1]), dtype=bool)
    v = np.zeros((built.shape[0], built.shape[1] + 1), dtype=bool)
    h[1:-1] = built[1:] | built[:-1]
    v[:, 1:-1] = built[:, 1:] | built[:, :-1]
    return h, v


def street_percelen(town: TownGrid) -> Percelen:
    """Percelen of the streets and of the cells without buildings."""
    h, v = town.streets
    streets = np.concatenate([polygons(town.grid.h_strips[h]), polygons(town.grid.v_strips[v])])
    meadow = polygons(town.grid.corners[~town.built])
    rest = Land.FOREST if town.spec is PARK else Land.FIELD
    land = np.concatenate([np.full(len(streets), Land.ROAD), np.full(len(meadow), rest)])
    n = len(land)
    return Percelen(np.concatenate([streets, meadow]), land, np.full(n, town.block), np.full(n, -1))


def street_lines(town: TownGrid, edges: Ints, first_street: int) -> Branches:
    """Centre lines of the streets; `edges` are the block edges south, east, north and west (-1 where no road is)."""
    h, v = town.streets
    p = town.vertices
    h_line, v_line = np.stack([p[:, :-1], p[:, 1:]], axis=2)[h], np.stack([p[:-1], p[1:]], axis=2)[v]
    row, column = np.nonzero(h)
    row_v, column_v = np.nonzero(v)
    last_column, last_row = p.shape[1] - 2, p.shape[0] - 2
    south, east, north, west = edges
    start = np.concatenate([np.where(column == 0, west, -1), np.where(row_v == 0, south, -1)])
    end = np.concatenate([np.where(column == last_column, east, -1), np.where(row_v == last_row, north, -1)])
    street = np.concatenate([first_street + row, first_street + p.shape[0] + column_v])
    line = np.concatenate([h_line, v_line])
    return Branches(line, start, end, np.full(len(line), Edge.STREET), street)


def specs_for(size: Size) -> dict[str, TownSpec]:
    """Street patterns of villages, industry and parks; a small gemeente has small industry blocks."""
    factor = min(1.0, size.block_m / 800.0 + 0.15)
    return {
        "village": VILLAGE,
        "industry": TownSpec(INDUSTRY.length_m * factor, INDUSTRY.depth_m * factor, INDUSTRY.half_street_m),
        "park": PARK,
    }
