"""Recreational lakes: one smooth shape inside each lake block."""

from __future__ import annotations

import numpy as np

from geo_risico.io.sources.fictief.geometry import Geometries, bilinear, polygons
from geo_risico.io.sources.fictief.landscape import Block, Landscape

POINTS = 48


def lake_shapes(land: Landscape, rng: np.random.Generator) -> Geometries:
    """Lake outlines, one per lake block."""
    blocks = np.flatnonzero(land.block_kind.ravel() == Block.LAKE)
    quads = land.grid.corners.reshape(-1, 4, 2)[blocks]
    angle = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)[None, :]
    n = len(blocks)
    phase = rng.uniform(0, 2 * np.pi, (n, 3))
    radius = 0.3 + 0.05 * np.sin(2 * angle + phase[:, :1]) + 0.035 * np.sin(3 * angle + phase[:, 1:2])
    radius = radius + 0.02 * np.sin(5 * angle + phase[:, 2:])
    u, v = 0.5 + radius * np.cos(angle), 0.5 + 0.85 * radius * np.sin(angle)
    return polygons(bilinear(quads[:, None].repeat(POINTS, axis=1), u, v))
