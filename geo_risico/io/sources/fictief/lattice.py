"""Vertices of the block grid: where rows and columns lie and how they bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.geometry import Floats, Ints, smooth_noise
from geo_risico.io.sources.fictief.landscape import MOTORWAY_ROW_M, ORIGIN, RIVER_ROW_FACTOR, Lattice, Row

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.size import Size

POLDERS_PER_MOTORWAY = 14
BEND_M = 190.0
BEND_WAVELENGTH_M = 8500.0
POLDER_JITTER = 0.15
BLOCK_JITTER = 0.025


def make_lattice(size: Size, rng: np.random.Generator) -> Lattice:
    """The bent grid of vertices for one gemeente and its data ring."""
    kinds, rows = _row_kinds(size)
    ring_columns = 2 * size.ring_polders
    heights = np.select(
        [kinds == Row.RIVER, kinds == Row.MOTORWAY],
        [size.block_m * RIVER_ROW_FACTOR, MOTORWAY_ROW_M],
        size.block_m,
    )
    y = np.concatenate([[0.0], np.cumsum(heights)])
    y = y - y[rows[0]] + ORIGIN[1]
    x = (np.arange(ring_columns + size.columns + 1) - ring_columns) * size.block_m + ORIGIN[0]
    plain = np.stack(np.meshgrid(x, y), axis=-1)
    lattice = Lattice(
        vertices=plain,
        row_kind=kinds,
        gemeente_rows=rows,
        gemeente_columns=(ring_columns, ring_columns + size.columns),
        main_column=ring_columns + 2 * round(size.columns / 4 + 0.01),
    )
    return Lattice(
        vertices=plain + _displacement(lattice, size.block_m, rng),
        row_kind=kinds,
        gemeente_rows=rows,
        gemeente_columns=lattice.gemeente_columns,
        main_column=lattice.main_column,
    )


def _row_kinds(size: Size) -> tuple[Ints, tuple[int, int]]:
    m = size.polder_rows
    river = max(1, round(0.35 * m))
    motorways = {max(river + 1, round(0.75 * m))} | {
        n for n in range(m) if n > river + 3 and n % POLDERS_PER_MOTORWAY == 0 and n < 0.6 * m
    }
    ring = [Row.LOWER, Row.UPPER] * size.ring_polders
    inner: list[Row] = []
    for n in range(m):
        inner += [Row.RIVER] if n == river else []
        inner += [Row.MOTORWAY] if n in motorways else []
        inner += [Row.LOWER, Row.UPPER]
    kinds = np.array([*ring, *inner, *ring], dtype=np.int64)
    return kinds, (len(ring), len(ring) + len(inner))


def _displacement(lattice: Lattice, block_m: float, rng: np.random.Generator) -> Floats:
    shape = lattice.vertices.shape
    polder_m = 2 * block_m * POLDER_JITTER
    jitter = rng.uniform(-polder_m, polder_m, shape)
    bands = [r for r in range(len(lattice.row_kind)) if lattice.row_kind[r] in (Row.RIVER, Row.MOTORWAY)]
    for r in bands:
        jitter[r] *= (0.5, 0.12)
        jitter[r + 1] = jitter[r]
    jitter[:, 1::2] = (jitter[:, :-1:2] + jitter[:, 2::2]) / 2
    minor = np.flatnonzero(~lattice.major_lines)
    jitter[minor] = (jitter[minor - 1] + jitter[minor + 1]) / 2
    fine = rng.uniform(-block_m * BLOCK_JITTER, block_m * BLOCK_JITTER, shape)
    for r in bands:
        fine[r : r + 2] = 0
    bend = np.stack([smooth_noise(lattice.vertices, BEND_WAVELENGTH_M, rng) for _ in range(2)], axis=-1)
    for r in bands:
        bend[r + 1] = bend[r]
    return np.asarray(jitter + fine + BEND_M * bend * min(1.0, block_m / 800.0), dtype=np.float64)
