"""The river in its band between two dikes, with a harbour, a marina, quays and moorings near the main village."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo_risico.io.sources.fictief.frames import Branches, Lot
from geo_risico.io.sources.fictief.geometry import Floats, Geometries, bilinear
from geo_risico.io.sources.fictief.landscape import Edge, Landscape
from geo_risico.io.sources.fictief.townlots import Rows

SAMPLES = 24
WIDTH_M = 115.0
BLOCKS_PER_HARBOUR = 20


@dataclass(frozen=True, eq=False)
class Basin:
    """A harbour beside the river: its water, the land around it, and the block that holds it."""

    water: shapely.Polygon
    terrain: shapely.Polygon
    quad: Floats
    block: int
    is_marina: bool
    inner: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class River:
    """Water pieces (one per block column), the centre line, and the basins with their rows of halls.

    `bank` is the height of the north bank in the middle of each block column, as a share of the block; `north` holds
    the points of that bank, `SAMPLES` per block column.
    """

    pieces: Geometries
    centre: Floats
    basins: list[Basin]
    halls: Rows
    bank: Floats
    north: Floats


def make_river(land: Landscape, rng: np.random.Generator) -> River:
    """The river of the landscape, from the west edge of the data to the land border."""
    row = int(land.lattice.river_rows[0])
    columns = land.columns
    p = land.lattice.vertices
    bands = np.stack([p[row, :-1], p[row, 1:], p[row + 1, 1:], p[row + 1, :-1]], axis=1)
    u = np.linspace(0, columns, columns * SAMPLES + 1)
    v = _meander(u, rng)
    height = np.linalg.norm(p[row + 1] - p[row], axis=1).mean()
    column = np.minimum(u.astype(np.int64), columns - 1)
    centre = bilinear(bands[column], u - column, v)
    slope = np.gradient(centre[:, 1], centre[:, 0])
    half = WIDTH_M / 2 * np.sqrt(1 + slope**2) / height
    low, high = bilinear(bands[column], u - column, v - half), bilinear(bands[column], u - column, v + half)
    cuts = [slice(k * SAMPLES, (k + 1) * SAMPLES + 1) for k in range(columns)]
    pieces = np.array([shapely.Polygon(np.concatenate([low[c], high[c][::-1]])) for c in cuts], dtype=object)
    bank = (v + half)[SAMPLES // 2 :: SAMPLES]
    basins = _basins(land, row, bank)
    return River(pieces, centre, basins, _hall_rows(land, basins), bank, high)


def _meander(u: Floats, rng: np.random.Generator) -> Floats:
    phase = rng.uniform(0, 2 * np.pi, 3)
    wave = np.sin(2 * np.pi * u / 3.1 + phase[0] + 0.8 * np.sin(2 * np.pi * u / 7.3 + phase[1]))
    return np.asarray(0.42 + 0.16 * wave + 0.05 * np.sin(2 * np.pi * u / 1.7 + phase[2]), dtype=np.float64)


def _basins(land: Landscape, row: int, bank: Floats) -> list[Basin]:
    c0, c1 = land.lattice.gemeente_columns
    main = land.lattice.main_column
    columns = list(range(main, c1 - 1, BLOCKS_PER_HARBOUR))
    columns += list(range(main - BLOCKS_PER_HARBOUR, c0, -BLOCKS_PER_HARBOUR))
    basins = []
    for column in columns:
        basins.append(make_basin(land, (row, column), float(bank[column]), is_marina=False))
        basins.append(make_basin(land, (row, column - 2), float(bank[column - 2]), is_marina=True))
    return basins


def make_basin(land: Landscape, block: tuple[int, int], bank: float, *, is_marina: bool) -> Basin:
    """The basin of a harbour or marina in one river block, with its mouth at the north bank."""
    quad = land.grid.corners[block]
    height = float(np.linalg.norm(quad[3] - quad[0]))
    width = float(np.linalg.norm(quad[1] - quad[0]))
    deep, wide = (100.0, 190.0) if is_marina else (75.0, 270.0)
    top = 1 - (95.0 if not is_marina else 60.0) / height
    low = top - deep / height
    half = min(0.36, wide / 2 / width)
    neck = 24.0 / width
    middle = 0.5 if is_marina else 0.45
    mouth = min(bank - 30 / height, low - 0.02)
    ring = [
        (middle - half, low), (middle - neck, low), (middle - neck, mouth), (middle + neck, mouth),
        (middle + neck, low), (middle + half, low), (middle + half, top), (middle - half, top),
    ]  # fmt: skip
    pad_u, pad_v = 30 / width, 30 / height
    around = [(middle - half - pad_u, low - pad_v), (middle + half + pad_u, low - pad_v)]
    around += [(middle + half + pad_u, 0.999), (middle - half - pad_u, 0.999)]
    return Basin(
        water=_polygon(quad, ring),
        terrain=_polygon(quad, around),
        quad=quad,
        block=block[0] * land.columns + block[1],
        is_marina=is_marina,
        inner=(middle - half, low, middle + half, top),
    )


def _polygon(quad: Floats, ring: list[tuple[float, float]]) -> shapely.Polygon:
    u, v = np.array(ring).T
    return shapely.Polygon(bilinear(np.broadcast_to(quad, (len(u), 4, 2)), u, v))


def quay_roads(land: Landscape, basins: list[Basin], drivable: list[bool]) -> Branches:
    """Roads from the dike to each quay and along it, ending there; to a basin that is not drivable only half way."""
    lines, edges, street = [], [], []
    for basin, along in zip(basins, drivable, strict=True):
        u0, _, u1, top = basin.inner
        low = top + 0.014 if along else (1.0 + top) / 2
        u, v = np.array([u0 - 0.025, u0 - 0.025, u1 + 0.02]), np.array([1.0, low, low])
        points = bilinear(np.broadcast_to(basin.quad, (3, 4, 2)), u, v)
        parts = [points[:2], points[1:]] if along else [points[:2]]
        lines += parts
        edges += [_dike_edge(land, basin.block), -1][: len(parts)]
        street += [_dike_edge(land, basin.block)] * len(parts)
    n = len(lines)
    edge = np.array(edges, dtype=np.int64)
    return Branches(
        np.array(lines).reshape(n, 2, 2),
        edge,
        np.full(n, -1),
        np.full(n, Edge.STREET),
        np.array(street, dtype=np.int64),
    )


def _dike_edge(land: Landscape, block: int) -> int:
    """Number of the block edge with the dike road north of a river block."""
    return block + land.columns


def _hall_rows(land: Landscape, basins: list[Basin]) -> Rows:
    front, back, lots, block = [], [], [], []
    for basin in basins:
        u0, _, u1, top = basin.inner
        u, v = np.array([u1, u0, u1, u0]), np.array([1.0, 1.0, top + 0.028, top + 0.028])
        points = bilinear(np.broadcast_to(basin.quad, (4, 4, 2)), u, v)
        front.append(points[:2])
        back.append(points[2:])
        wide = float(np.linalg.norm(points[1] - points[0]))
        lots.append(max(2, int(wide // (60 if basin.is_marina else 48))))
        block.append(basin.block)
    n = len(basins)
    dike = [_dike_edge(land, b) for b in block]
    return Rows(
        front=np.array(front).reshape(n, 2, 2),
        back=np.array(back).reshape(n, 2, 2),
        kind=np.full(n, Lot.HARBOUR),
        lots=np.array(lots, dtype=np.int64),
        place=np.full(n, -1),
        block=np.array(block, dtype=np.int64),
        street=np.array(dike, dtype=np.int64),
    )
