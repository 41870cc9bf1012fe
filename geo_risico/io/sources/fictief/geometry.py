"""Array geometry: quads, insets and rectangles. Every function takes and gives plain arrays in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Geometries: TypeAlias = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class InsetGrid:
    """A grid of quads with strips of land between them: `corners` (rows, columns, 4, 2) and a hexagon per edge."""

    corners: Floats
    h_strips: Floats
    v_strips: Floats


def cross(a: Floats, b: Floats) -> Floats:
    """The z component of the cross product of vectors in the plane."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], dtype=np.float64)


def unit(vectors: Floats) -> Floats:
    """Vectors of length one in the same direction."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12), dtype=np.float64)


def length(vectors: Floats) -> Floats:
    """Lengths in metres."""
    return np.asarray(np.linalg.norm(vectors, axis=-1), dtype=np.float64)


def left(vectors: Floats) -> Floats:
    """Vectors turned a quarter to the left."""
    return np.stack([-vectors[..., 1], vectors[..., 0]], axis=-1)


def bilinear(quads: Floats, u: Floats, v: Floats) -> Floats:
    """Points at (u, v) in quads whose corners run 0 (0,0), 1 (1,0), 2 (1,1), 3 (0,1)."""
    uu, vv = np.asarray(u)[..., None], np.asarray(v)[..., None]
    front = quads[..., 0, :] * (1 - uu) + quads[..., 1, :] * uu
    back = quads[..., 3, :] * (1 - uu) + quads[..., 2, :] * uu
    return np.asarray(front * (1 - vv) + back * vv, dtype=np.float64)


def sub_quads(quads: Floats, u: tuple[Floats, Floats], v: tuple[Floats, Floats]) -> Floats:
    """Quads cut from quads between two values of u and two of v."""
    return np.stack(
        [
            bilinear(quads, u[0], v[0]),
            bilinear(quads, u[1], v[0]),
            bilinear(quads, u[1], v[1]),
            bilinear(quads, u[0], v[1]),
        ],
        axis=-2,
    )


def polygons(rings: Floats) -> Geometries:
    """Polygons from rings (n, k, 2); the rings close themselves."""
    if len(rings) == 0:
        return np.empty(0, dtype=object)
    return np.asarray(shapely.polygons(shapely.linearrings(rings)), dtype=object)


def as_points(xy: Floats) -> Geometries:
    """Points from coordinates (n, 2)."""
    return np.asarray(shapely.points(xy), dtype=object)


def as_lines(coordinates: Floats) -> Geometries:
    """Lines from coordinates (n, k, 2)."""
    return np.asarray(shapely.linestrings(coordinates), dtype=object)


def parts_of(shape: shapely.Geometry) -> Geometries:
    """The single shapes of a collection."""
    return np.asarray(shapely.get_parts(shape), dtype=object)


def chance(count: int, share: Floats | float, rng: np.random.Generator) -> Bools:
    """True for a random `share` of `count` rows; the share may differ per row."""
    return np.asarray(rng.random(count) < share, dtype=np.bool_)


def rectangles(centres: Floats, axis: Floats, along_m: Floats, across_m: Floats) -> Floats:
    """Corners (n, 4, 2) of rectangles with `along_m` in the direction of the unit vectors `axis`."""
    a = axis * (np.asarray(along_m) / 2)[..., None]
    b = left(axis) * (np.asarray(across_m) / 2)[..., None]
    return np.stack([centres - a - b, centres + a - b, centres + a + b, centres - a + b], axis=-2)


def inset_grid(vertices: Floats, h_half_m: Floats, v_half_m: Floats) -> InsetGrid:
    """Quads of a vertex grid pulled back from each edge by its half width, and the strips left between them.

    Quads and strips together tile the outer outline exactly.
    """
    p = vertices
    sw, se, nw, ne = p[:-1, :-1], p[:-1, 1:], p[1:, :-1], p[1:, 1:]
    south, north, west, east = h_half_m[:-1], h_half_m[1:], v_half_m[:, :-1], v_half_m[:, 1:]
    corners = np.stack(
        [
            _inset(sw, (se, nw), (south, west)),
            _inset(se, (sw, ne), (south, east)),
            _inset(ne, (nw, se), (north, east)),
            _inset(nw, (ne, sw), (north, west)),
        ],
        axis=-2,
    )
    return InsetGrid(corners, _h_strips(p, corners), _v_strips(p, corners))


def _inset(at: Floats, neighbours: tuple[Floats, Floats], half_m: tuple[Floats, Floats]) -> Floats:
    along_h, along_v = unit(neighbours[0] - at), unit(neighbours[1] - at)
    sine = np.abs(cross(along_h, along_v))[..., None]
    return np.asarray(
        at + along_h * half_m[1][..., None] / sine + along_v * half_m[0][..., None] / sine, dtype=np.float64
    )


def _h_strips(p: Floats, corners: Floats) -> Floats:
    a, b = p[:, :-1], p[:, 1:]
    below_a, below_b, above_a, above_b = a.copy(), b.copy(), a.copy(), b.copy()
    below_a[1:], below_b[1:] = corners[:, :, 3], corners[:, :, 2]
    above_a[:-1], above_b[:-1] = corners[:, :, 0], corners[:, :, 1]
    return np.stack([a, below_a, below_b, b, above_b, above_a], axis=-2)


def _v_strips(p: Floats, corners: Floats) -> Floats:
    a, b = p[:-1], p[1:]
    right_a, right_b, left_a, left_b = a.copy(), b.copy(), a.copy(), b.copy()
    right_a[:, :-1], right_b[:, :-1] = corners[:, :, 0], corners[:, :, 3]
    left_a[:, 1:], left_b[:, 1:] = corners[:, :, 1], corners[:, :, 2]
    return np.stack([a, right_a, right_b, b, left_b, left_a], axis=-2)


def smooth_noise(points: Floats, wavelength_m: float, rng: np.random.Generator) -> Floats:
    """A smooth random surface at points, mean near 0 and standard deviation near 1."""
    waves = 12
    angle, phase = rng.uniform(0, 2 * np.pi, (2, waves))
    k = 2 * np.pi / (wavelength_m * rng.uniform(0.7, 1.6, waves))
    total = np.zeros(points.shape[:-1])
    for n in range(waves):
        total += np.sin(k[n] * (points[..., 0] * np.cos(angle[n]) + points[..., 1] * np.sin(angle[n])) + phase[n])
    return np.asarray(total * np.sqrt(2 / waves), dtype=np.float64)


def stage_rng(seed: int, stage: str) -> np.random.Generator:
    """A generator of its own for one stage, so that a change in one stage leaves the others alone."""
    return np.random.default_rng([seed, *stage.encode()])
