"""Strips and kavels: how polder, forest and greenhouse blocks are cut into agricultural percelen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_risico.io.sources.fictief.geometry import Bools, Floats, Ints, length, sub_quads
from geo_risico.io.sources.fictief.landscape import Block, Edge, Landscape

LOW_SIDES = (0, 1)
CUT_BLOCKS = (Block.POLDER, Block.FOREST, Block.GREENHOUSE)


@dataclass(frozen=True, eq=False)
class Strips:
    """Land behind one road: quads (n, 4, 2) with the front edge first, -1 as `edge` where no road is."""

    quads: Floats
    block: Ints
    edge: Ints
    side: Ints


@dataclass(frozen=True, eq=False)
class Kavels:
    """Long agricultural percelen side by side in a strip: quads (n, 4, 2), width and depth in metres."""

    quads: Floats
    block: Ints
    edge: Ints
    width_m: Floats
    depth_m: Floats


def edge_numbers(land: Landscape) -> tuple[Ints, Ints]:
    """Numbers of all horizontal and vertical block edges."""
    h = np.arange(land.h_kind.size).reshape(land.h_kind.shape)
    v = land.h_kind.size + np.arange(land.v_kind.size).reshape(land.v_kind.shape)
    return h, v


def edge_kinds(land: Landscape) -> Ints:
    """Kind of each block edge, in the order of their numbers."""
    return np.concatenate([land.h_kind.ravel(), land.v_kind.ravel()])


def _sides(land: Landscape) -> tuple[Ints, Bools]:
    """Edge numbers (4, rows, columns) south, east, north, west of each block, and whether a road lies there."""
    h, v = edge_numbers(land)
    edges = np.stack([h[:-1], v[:, 1:], h[1:], v[:, :-1]])
    return edges, edge_kinds(land)[edges] >= Edge.STREET


def make_strips(land: Landscape) -> Strips:
    """Strips of all polder-like blocks: one behind each road along the kavel axis, or one without a road."""
    edges, road = _sides(land)
    cut = np.isin(land.block_kind, CUT_BLOCKS)
    pair_road = np.stack([road[0] | road[2], road[1] | road[3]])
    wanted = land.axis
    axis = np.where(np.take_along_axis(pair_road, wanted[None], 0)[0], wanted, 1 - wanted)
    parts = []
    for side in range(4):
        on_axis = cut & (axis == side % 2)
        own, other = road[side], road[(side + 2) % 4]
        lonely = ~own & ~other & (side in LOW_SIDES)
        hit = on_axis & (own | lonely)
        parts.append(_side_strips(land, np.flatnonzero(hit), side, (edges[side], own & other, own)))
    return Strips(*(np.concatenate([part[n] for part in parts]) for n in range(4)))


def _side_strips(
    land: Landscape, blocks: Ints, side: int, facts: tuple[Ints, Bools, Bools]
) -> tuple[Floats, Ints, Ints, Ints]:
    edges, shared, has_road = facts
    corners = land.grid.corners.reshape(-1, 4, 2)[blocks]
    quads = np.roll(corners, -side, axis=1)
    half = shared.ravel()[blocks][:, None]
    right, left_ = (quads[:, 1] + quads[:, 2]) / 2, (quads[:, 0] + quads[:, 3]) / 2
    quads = np.stack(
        [quads[:, 0], quads[:, 1], np.where(half, right, quads[:, 2]), np.where(half, left_, quads[:, 3])], axis=1
    )
    edge = np.where(has_road.ravel()[blocks], edges.ravel()[blocks], -1)
    return quads, blocks, edge, np.full(len(blocks), side)


def make_kavels(land: Landscape, strips: Strips, rng: np.random.Generator) -> Kavels:
    """Kavels of all strips; a polder has its own usual width."""
    front_m = length(strips.quads[:, 1] - strips.quads[:, 0])
    usual = _usual_width(land, strips.block, rng)
    count = np.maximum(1, np.round(front_m / usual)).astype(np.int64)
    strip = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    k = np.arange(len(strip)) - first[strip]
    total = count[strip].astype(np.float64)
    wobble = rng.uniform(-0.24, 0.24, len(strip))
    start = (k + np.where(k == 0, 0.0, wobble)) / total
    following = np.append(start[1:], 1.0)
    end = np.where(k == count[strip] - 1, 1.0, following)
    quads = sub_quads(strips.quads[strip], (start, end), (np.zeros_like(start), np.ones_like(start)))
    depth = (length(quads[:, 3] - quads[:, 0]) + length(quads[:, 2] - quads[:, 1])) / 2
    return Kavels(quads, strips.block[strip], strips.edge[strip], (end - start) * front_m[strip], depth)


def _usual_width(land: Landscape, block: Ints, rng: np.random.Generator) -> Floats:
    columns = land.columns
    lines = np.cumsum(land.lattice.major_lines[:-1]) - 1
    widths = rng.choice(
        [85.0, 110.0, 140.0, 190.0, 250.0], (lines[-1] + 1, columns // 2 + 1), p=[0.2, 0.3, 0.25, 0.15, 0.1]
    )
    row, column = np.divmod(block, columns)
    width = widths[lines[row], column // 2]
    return np.asarray(np.where(land.block_kind.ravel()[block] == Block.GREENHOUSE, 115.0, width), dtype=np.float64)
