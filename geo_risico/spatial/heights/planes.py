"""How much of an object lies in a few flat faces: roofs do, crowns of trees do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACES = 4
"""A hipped roof has four faces, and a round one is well followed by four strips."""
_CELLS = 600
_TRIES = 24
_ROUNDS = 2
_LEAST_SHARE = 0.08


def face_share(x: Floats, y: Floats, z: Floats, seeds: Floats, within_m: float) -> float:
    """Share (0 to 1) of the points of an object that lie within ``within_m`` of one of its four largest flat faces.

    Faces are found one after the other: planes through the seeds are each fitted again to the points near them, and the
    one with most points wins. A face with less than 8% of the points is no face.

    Parameters
    ----------
    x, y, z
        Points of the object in metres.
    seeds
        Rows (x, y, z, slope in x, slope in y) of planes to start from.
    within_m
        Largest distance in height to a face, in metres.
    """
    count = len(z)
    taken = _spread(count, _CELLS)
    centre = np.array([x.mean(), y.mean(), z.mean()])
    design = np.column_stack([x[taken] - centre[0], y[taken] - centre[1], np.ones(len(taken))])
    height = z[taken] - centre[2]
    starts = seeds[_spread(len(seeds), _TRIES)]
    offset = starts[:, :3] - centre
    level = offset[:, 2] - starts[:, 3] * offset[:, 0] - starts[:, 4] * offset[:, 1]
    planes = np.column_stack([starts[:, 3:], level])
    left = np.ones(len(taken), dtype=bool)
    for _ in range(FACES):
        near = _largest_face(design[left], height[left], planes, within_m)
        if near.sum() < _LEAST_SHARE * len(taken):
            break
        left[np.flatnonzero(left)[near]] = False
    return float(1.0 - left.mean())


def _largest_face(design: Floats, height: Floats, planes: Floats, within_m: float) -> NDArray[np.bool_]:
    """Points on the plane that holds most of them, after fitting each plane to the points near it."""
    if len(height) == 0 or len(planes) == 0:
        return np.zeros(len(height), dtype=bool)
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), 9)
    fitted, little = planes, 1e-6 * np.eye(3)
    for _ in range(_ROUNDS):
        near = (np.abs(fitted @ design.T - height) <= within_m).astype(np.float64)
        normal = (near @ products).reshape(-1, 3, 3) + little
        fitted = np.asarray(
            np.linalg.solve(normal, (near @ (design * height[:, None]))[:, :, None])[:, :, 0], dtype=np.float64
        )
    near = np.concatenate([planes, fitted]) @ design.T - height
    on_face = np.abs(near) <= within_m
    return np.asarray(on_face[int(on_face.sum(axis=1).argmax())], dtype=bool)


def _spread(count: int, most: int) -> NDArray[np.intp]:
    """At most so many positions, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp)) if count else np.arange(0)
