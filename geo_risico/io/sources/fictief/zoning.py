"""The landscape from a lattice: which block is village, forest or greenhouse area, and which edge is a road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.geometry import Bools, Floats, InsetGrid, Ints, inset_grid, smooth_noise, stage_rng
from geo_risico.io.sources.fictief.landscape import HALF_WIDTH_M, Block, Edge, Landscape, Lattice, Row
from geo_risico.io.sources.fictief.lattice import make_lattice

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.size import Size

DWELLINGS_PER_HA = 17.0
FILL = 0.8
REGIONAL_EVERY = 8
CANAL_COLUMN_EVERY = 14
LINE_CYCLE, REGIONAL_LINE, CANAL_LINE = 7, 3, 6
PLACE_GAP_BLOCKS = 2
VILLAGE_GAP_BLOCKS = 3


def make_landscape(size: Size, seed: int) -> Landscape:
    """The landscape of one gemeente and its data ring."""
    rng = stage_rng(seed, "landscape")
    lattice = make_lattice(size, rng)
    region = _regions(lattice, rng)
    villages = village_vertices(size, lattice, region, rng)
    hamlets = hamlet_vertices(size, lattice, villages, rng)
    village = _village_blocks(size, lattice, region, villages)
    block_kind = _block_kinds(size, lattice, village, region, rng)
    axis = _axes(lattice, rng)
    h_kind, v_kind = _edges(lattice, block_kind, axis, rng)
    return Landscape(
        size=size,
        lattice=lattice,
        h_kind=h_kind,
        v_kind=v_kind,
        block_kind=block_kind,
        axis=axis,
        region=region,
        village=village,
        village_vertices=villages,
        hamlet_vertices=hamlets,
        grid=_inset(lattice, h_kind, v_kind),
    )


def _inset(lattice: Lattice, h_kind: Ints, v_kind: Ints) -> InsetGrid:
    widths = np.zeros(max(Edge) + 1)
    for kind, half_m in HALF_WIDTH_M.items():
        widths[kind] = half_m
    h_half, v_half = widths[h_kind], widths[v_kind]
    h_half[[0, -1]] = 0
    v_half[:, [0, -1]] = 0
    river = lattice.row_kind == Row.RIVER
    v_half[river] = np.where(v_kind[river] == Edge.NONE, 0.0, v_half[river])
    return inset_grid(lattice.vertices, h_half, v_half)


def _regions(lattice: Lattice, rng: np.random.Generator) -> Ints:
    rows, columns = len(lattice.row_kind), lattice.vertices.shape[1] - 1
    (r0, r1), (c0, c1) = lattice.gemeente_rows, lattice.gemeente_columns
    region = np.full((rows, columns), 2)
    region[r1:] = 1
    region[:r0] = 3
    region[r0:r1, c0:c1] = 0
    depth = max(0, min((r1 - r0) // 6, 2))
    if depth:
        cut = 2 * int(rng.integers(1, 1 + max(1, (c1 - c0) // 8)))
        region[r1 - 2 * depth + 1 : r1, c0 : c0 + cut] = 1
        region[r0 : r0 + 2, c0 : c0 + 2] = 3
    return region


def _crossings(lattice: Lattice, margin: int, usable: Bools) -> Ints:
    (r0, r1), (c0, c1) = lattice.gemeente_rows, lattice.gemeente_columns
    bands = lattice.lines_of(Row.RIVER) | lattice.lines_of(Row.MOTORWAY)
    lines = [j for j in range(r0 + margin, r1 - margin + 1) if usable[j] and not bands[j]]
    columns = range(c0 + margin, c1 - margin + 1, 2)
    return np.array([(j, i) for j in lines for i in columns], dtype=np.int64).reshape(-1, 2)


def _spread(candidates: Ints, taken: Ints, count: int, rng: np.random.Generator) -> Ints:
    chosen = [tuple(t) for t in taken]
    start = len(chosen)
    score = np.full(len(candidates), np.inf)
    for t in chosen:
        score = np.minimum(score, np.hypot(*(candidates - t).T))
    wobble = rng.uniform(0.75, 1.25, len(candidates))
    for _ in range(min(count, len(candidates))):
        best = int(np.argmax(score * wobble))
        if score[best] < PLACE_GAP_BLOCKS:
            break
        chosen.append(tuple(candidates[best]))
        score = np.minimum(score, np.hypot(*(candidates - candidates[best]).T))
    return np.array(chosen[start:], dtype=np.int64).reshape(-1, 2)


def village_vertices(size: Size, lattice: Lattice, region: Ints, rng: np.random.Generator) -> Ints:
    """Row and column of the vertex of each village; the first lies on the river dike at the main road."""
    first = np.array([[lattice.river_rows[0] + 1, lattice.main_column]])
    candidates = _crossings(lattice, 2, lattice.major_lines)
    inside = region[candidates[:, 0], candidates[:, 1]] == 0
    far = np.hypot(*(candidates - first[0]).T) >= VILLAGE_GAP_BLOCKS
    others = _spread(candidates[inside & far], first, size.village_count - 1, rng)
    return np.concatenate([first, others])


def hamlet_vertices(size: Size, lattice: Lattice, villages: Ints, rng: np.random.Generator) -> Ints:
    """Row and column of the vertex of each hamlet, away from the villages."""
    anywhere = np.ones(len(lattice.row_kind) + 1, dtype=np.bool_)
    return _spread(_crossings(lattice, 1, anywhere), villages, size.hamlet_count, rng)


def village_shares(count: int) -> Floats:
    """Share of all kom panden in each village; the first is the largest."""
    weights = 1.0 / (np.arange(count) + 1.0) ** 0.55
    weights[0] *= 1.6
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _village_blocks(size: Size, lattice: Lattice, region: Ints, villages: Ints) -> Ints:
    p = lattice.vertices
    centres = (p[:-1, :-1] + p[1:, :-1] + p[:-1, 1:] + p[1:, 1:]) / 4
    normal = (lattice.row_kind < Row.RIVER)[:, None] & (region == 0)
    village = np.full(region.shape, -1)
    need_ha = village_shares(len(villages)) * size.kom_panden * 0.62 / DWELLINGS_PER_HA
    for n, (j, i) in enumerate(villages):
        distance = np.hypot(*np.moveaxis(centres - p[j, i], -1, 0))
        distance = np.where(normal & (village < 0), distance, np.inf)
        order = np.argsort(distance, axis=None)
        count = max(2, int(np.ceil(need_ha[n] / (size.block_m**2 / 10_000 * FILL))))
        village.flat[order[:count]] = n
    return village


def _block_kinds(size: Size, lattice: Lattice, village: Ints, region: Ints, rng: np.random.Generator) -> Ints:
    kind = np.full(region.shape, Block.POLDER, dtype=np.int64)
    kind[_forest(lattice, village, rng)] = Block.FOREST
    kind[village >= 0] = Block.VILLAGE
    kind[lattice.row_kind == Row.RIVER] = Block.RIVER
    kind[lattice.row_kind == Row.MOTORWAY] = Block.MOTORWAY
    _place(kind, Block.PARK, size.many(25_000), _near(kind == Block.FOREST) & (region == 0), rng)
    _place(kind, Block.INDUSTRY, size.many(8_000), _near(kind == Block.VILLAGE) & (region == 0), rng)
    _place(kind, Block.LAKE, size.many(30_000), _near(kind == Block.FOREST) & (region == 0), rng)
    _place(kind, Block.GREENHOUSE, size.many(12_000), ~_near(kind == Block.VILLAGE) & (region == 0), rng)
    return kind


def _forest(lattice: Lattice, village: Ints, rng: np.random.Generator) -> Bools:
    p = lattice.vertices
    surface = smooth_noise((p[:-1, :-1] + p[1:, 1:]) / 2, 5000.0, rng)
    allowed = ~_near(village >= 0) & (lattice.row_kind < Row.RIVER)[:, None]
    inside = np.zeros_like(allowed)
    (r0, r1), (c0, c1) = lattice.gemeente_rows, lattice.gemeente_columns
    inside[r0:r1, c0:c1] = True
    limit = np.quantile(surface[allowed & inside], 0.9)
    return np.asarray(allowed & (surface >= limit), dtype=np.bool_)


def _near(mask: Bools) -> Bools:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def _place(kind: Ints, what: Block, count: int, where: Bools, rng: np.random.Generator) -> None:
    polder = kind == Block.POLDER
    sites = np.flatnonzero(where & polder)
    if len(sites) < count:
        sites = np.flatnonzero(polder)
    kind.flat[rng.permutation(sites)[:count]] = what


def _axes(lattice: Lattice, rng: np.random.Generator) -> Ints:
    rows, columns = len(lattice.row_kind), lattice.vertices.shape[1] - 1
    polder_row = np.cumsum(lattice.major_lines[:-1]) - 1
    per_polder = rng.choice(2, (polder_row[-1] + 1, columns // 2 + 1), p=[0.55, 0.45])
    return np.asarray(per_polder[polder_row][:, np.arange(columns) // 2], dtype=np.int64)[:rows]


def _edges(lattice: Lattice, block_kind: Ints, axis: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    h_kind, v_kind = _frame(lattice)
    _middle_lines(lattice, axis, h_kind, v_kind, rng)
    built = np.isin(block_kind, (Block.VILLAGE, Block.INDUSTRY, Block.PARK))
    around_h = _either(built, 0)
    around_v = _either(built, 1)
    h_kind[around_h & (h_kind < Edge.STREET)] = Edge.STREET
    v_kind[around_v & (v_kind < Edge.STREET)] = Edge.STREET
    _bands(lattice, h_kind, v_kind)
    h_kind[[0, -1]] = Edge.NONE
    v_kind[:, [0, -1]] = Edge.NONE
    return h_kind, v_kind


def _either(mask: Bools, axis: int) -> Bools:
    pad = np.zeros_like(mask.take([0], axis=axis))
    return np.asarray(np.concatenate([mask, pad], axis=axis) | np.concatenate([pad, mask], axis=axis), dtype=np.bool_)


def _frame(lattice: Lattice) -> tuple[Ints, Ints]:
    rows, columns = len(lattice.row_kind), lattice.vertices.shape[1] - 1
    h_kind = np.full((rows + 1, columns), Edge.NONE, dtype=np.int64)
    v_kind = np.full((rows, columns + 1), Edge.NONE, dtype=np.int64)
    major = np.flatnonzero(lattice.major_lines)
    h_kind[major] = Edge.LOCAL
    v_kind[:, ::2] = Edge.LOCAL
    offset = (np.arange(columns + 1) - lattice.main_column) % (REGIONAL_EVERY * 3)
    canal = (np.arange(columns + 1) - lattice.main_column) % CANAL_COLUMN_EVERY == CANAL_COLUMN_EVERY - 2
    v_kind[:, canal] = Edge.CANAL
    v_kind[:, offset % REGIONAL_EVERY == 0] = Edge.REGIONAL
    v_kind[:, offset == 0] = Edge.MAIN
    first = int(np.searchsorted(major, lattice.river_rows[0]))
    order = np.arange(len(major)) - first
    h_kind[major[order % LINE_CYCLE == REGIONAL_LINE]] = Edge.REGIONAL
    h_kind[major[order % LINE_CYCLE == CANAL_LINE]] = Edge.CANAL
    return h_kind, v_kind


def _middle_lines(lattice: Lattice, axis: Ints, h_kind: Ints, v_kind: Ints, rng: np.random.Generator) -> None:
    """Give the line in the middle of each polder a road, a track, a ditch or a cycleway."""
    choices = np.array([Edge.LOCAL, Edge.HALF_PAVED, Edge.UNPAVED, Edge.DITCH])
    crosswise = np.array([Edge.NONE, Edge.CYCLEWAY])
    minor = np.flatnonzero(~lattice.major_lines)
    columns = axis.shape[1]
    for line in minor:
        along = rng.choice(choices, columns // 2 + 1, p=[0.45, 0.12, 0.08, 0.35])
        across = rng.choice(crosswise, columns // 2 + 1, p=[0.92, 0.08])
        shut = h_kind[line - 1] == Edge.CANAL
        per_block = np.where(axis[line] == 0, along.repeat(2)[:columns], across.repeat(2)[:columns])
        h_kind[line] = np.where(shut & (axis[line] == 0) & (per_block == Edge.DITCH), Edge.LOCAL, per_block)
        middle = np.arange(1, columns, 2)
        v_along = rng.choice(choices, len(middle), p=[0.45, 0.12, 0.08, 0.35])
        v_across = rng.choice(crosswise, len(middle), p=[0.92, 0.08])
        chosen = np.where(axis[line, middle] == 1, v_along, v_across)
        v_kind[line - 1 : line + 1, middle] = chosen


def _bands(lattice: Lattice, h_kind: Ints, v_kind: Ints) -> None:
    """Clear the river band and the motorway corridor except for crossing main roads and canals."""
    river, motorway = lattice.row_kind == Row.RIVER, lattice.row_kind == Row.MOTORWAY
    for rows, kept in ((river, (Edge.REGIONAL, Edge.MAIN)), (motorway, (Edge.REGIONAL, Edge.MAIN, Edge.CANAL))):
        v_kind[rows] = np.where(np.isin(v_kind[rows], kept), v_kind[rows], Edge.NONE)
    h_kind[lattice.lines_of(Row.RIVER)] = Edge.DIKE
    edge = lattice.lines_of(Row.MOTORWAY)
    h_kind[edge] = np.where(h_kind[edge] == Edge.STREET, Edge.STREET, Edge.LOCAL)
