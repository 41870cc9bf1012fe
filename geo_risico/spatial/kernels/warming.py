"""Every kernel called once, with the types that the code uses."""

from __future__ import annotations

import numpy as np

from geo_risico.spatial.kernels.burn import burn
from geo_risico.spatial.kernels.clip import shared_areas
from geo_risico.spatial.kernels.coverage import Place, Rings, covered_cells
from geo_risico.spatial.kernels.discs import disc_areas
from geo_risico.spatial.kernels.fading import HILL, fading_sum
from geo_risico.spatial.kernels.flatness import plane_residuals
from geo_risico.spatial.kernels.gaps import filled
from geo_risico.spatial.kernels.grid import cells_of, count_inside, morton, nearest_not_own, own_inside
from geo_risico.spatial.kernels.pairs import pair_distances
from geo_risico.spatial.kernels.rays import Relief, exit_distances, horizon_tangents, sight
from geo_risico.spatial.kernels.summary import moments
from geo_risico.spatial.kernels.tree import Paths, nearest_pieces, tree_of


def warm() -> None:
    """Compile every kernel, or load it from disk."""
    _warm_zonal()
    _warm_heights()
    _warm_points()
    _warm_lines()
    _warm_areas()


def _warm_areas() -> None:
    """A triangle with itself, with a circle and away from itself."""
    pairs = np.zeros((1, 2), dtype=np.int64)
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    shape = Paths(points, np.array([0, 4]), np.array([0, 1]), np.ones(1, dtype=np.bool_))
    box = np.array([[0.0, 0.0, 1.0, 1.0]])
    shared_areas(shape, shape, (box, box), pairs)
    disc_areas(points, 1.0, shape, pairs)
    pair_distances(shape, box, pairs, 1.0)


def _warm_lines() -> None:
    """One piece of line and one place."""
    zero = np.zeros(1, dtype=np.int64)
    place = Paths(np.zeros((1, 2)), np.array([0, 1]), np.array([0, 1]), np.zeros(1, dtype=np.bool_))
    nearest_pieces(tree_of(np.array([[1.0, 0.0, 1.0, 2.0]]), zero), place, zero)


def _warm_points() -> None:
    """Points around two places."""
    at, numbers = np.array([[0.0, 0.0], [3.0, 4.0]]), np.arange(2)
    cells = cells_of(at)
    morton(cells, at)
    count_inside(cells, at, numbers, 5.0)
    own_inside(at, at, numbers, 5.0)
    nearest_not_own(cells, at, numbers, numbers)
    fading_sum(cells, np.ones(2), at, (5.0, 5.0), HILL)


def _warm_zonal() -> None:
    """Cells of a square and their moments."""
    rings = Rings(
        x=np.array([0.0, 2.0, 2.0, 0.0, 0.0]),
        y=np.array([0.0, 0.0, 2.0, 2.0, 0.0]),
        ring_start=np.array([0, 5]),
        sign=np.ones(1),
        shape_start=np.array([0, 1]),
    )
    place = Place(0.0, 2.0, 1.0, 2.0, 2.0)
    start, _, _, share = covered_cells(rings, np.zeros(1, dtype=np.int64), np.array([[0, 0, 2, 2]]), place)
    moments(np.ones(share.size, dtype=np.float32), share, share, start)


def _warm_heights() -> None:
    """Flat ground with one pand: its gaps, its faces and rays over it."""
    edges = np.array([[0.0, 0.0, 2.0, 0.0], [2.0, 0.0, 2.0, 2.0], [2.0, 2.0, 0.0, 0.0]])
    starts = np.array([0, 3])
    owner = np.full((3, 3), -1, dtype=np.int32)
    burn(edges, starts, np.zeros(1, dtype=np.int64), owner)
    flat = np.zeros((3, 3), dtype=np.float32)
    filled(flat)
    plane_residuals(flat, np.ones((3, 3), dtype=np.bool_), 1)
    relief, ways = Relief(flat, flat, owner, 1.0), np.array([[1.0, 0.0]])
    exit_distances(edges, starts, np.array([[1.5, 0.5]]), ways)
    horizon_tangents(relief, np.array([[0.5, 0.5]]), ways, 1.6, 2.0)
    sight(relief, np.array([[0.5, 0.5, 1.6]]), np.array([[2.5, 2.5, 1.6]]), np.zeros((1, 1), dtype=np.int64), 0.5)
