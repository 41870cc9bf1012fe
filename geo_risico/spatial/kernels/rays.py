"""Straight rays over heights: how high the horizon rises, and whether a point can be seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCKED, FREE, UNKNOWN = 0, 1, 2


class Relief(NamedTuple):
    """Heights in metres on square cells, NaN = unknown.

    ``surface``: what is seen. ``ground``: what one stands on. ``owner``: number of the pand of each cell, -1 is none.
    """

    surface: NDArray[np.float32]
    ground: NDArray[np.float32]
    owner: NDArray[np.int32]
    cell_m: float


@compiled
def exit_distances(
    edges: NDArray[np.float64], starts: NDArray[np.int64], middles: NDArray[np.float64], ways: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance from the middle of each shape to where a ray in each direction leaves it for good, 0 if it never does.

    Parameters
    ----------
    edges
        Begin and end (x1, y1, x2, y2) of the edges of all shapes.
    starts
        First edge of each shape, and the number of edges as last value.
    middles
        Where the rays begin (x, y).
    ways
        Unit vectors (x, y) of the directions.
    """
    result = np.zeros((len(middles), len(ways)))
    for shape in range(len(middles)):
        for k in range(starts[shape], starts[shape + 1]):
            x1, y1 = edges[k, 0] - middles[shape, 0], edges[k, 1] - middles[shape, 1]
            x2, y2 = edges[k, 2] - middles[shape, 0], edges[k, 3] - middles[shape, 1]
            for way in range(len(ways)):
                dx, dy = ways[way]
                side1, side2 = dx * y1 - dy * x1, dx * y2 - dy * x2
                if (side1 > 0) != (side2 > 0):
                    part = side1 / (side1 - side2)
                    far = dx * (x1 + part * (x2 - x1)) + dy * (y1 + part * (y2 - y1))
                    result[shape, way] = max(result[shape, way], far)
    return result


@compiled
def horizon_tangents(
    relief: Relief, eyes: NDArray[np.float64], ways: NDArray[np.float64], eye_m: float, reach_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Highest rise per metre (at least 0) along each ray, and the share (0 to 1) of its cells with a known height.

    The eye stands ``eye_m`` above the first known ground of the ray; where there is none the rise is 0 and the share
    too. Cells at most half a cell from the eye are under it and do not count.

    Parameters
    ----------
    relief
        Heights.
    eyes
        Column and row of each eye in (broken) cells.
    ways
        Step in columns and rows per cell of each ray.
    eye_m
        Height of the eye above the ground.
    reach_m
        Length of the ray.
    """
    rises, shares = np.zeros(len(eyes)), np.zeros(len(eyes))
    steps = math.floor(reach_m / relief.cell_m)
    for k in range(len(eyes)):
        level, known = np.nan, 0
        for step in range(steps + 1):
            row, column = math.floor(eyes[k, 1] + step * ways[k, 1]), math.floor(eyes[k, 0] + step * ways[k, 0])
            if not (0 <= row < relief.surface.shape[0] and 0 <= column < relief.surface.shape[1]):
                break
            if math.isnan(level):
                level = relief.ground[row, column] + eye_m
            height = relief.surface[row, column]
            if step > 0 and not math.isnan(height):
                known += 1
                if not math.isnan(level):
                    rises[k] = max(rises[k], (height - level) / (step * relief.cell_m))
        shares[k] = 0.0 if math.isnan(level) else known / max(steps, 1)
    return rises, shares


@compiled
def sight(
    relief: Relief,
    eyes: NDArray[np.float64],
    targets: NDArray[np.float64],
    chosen: NDArray[np.int64],
    least_share: float,
) -> NDArray[np.int8]:
    """Whether any of its targets can be seen from each eye: ``FREE``, ``BLOCKED`` or ``UNKNOWN``.

    Parameters
    ----------
    relief
        Heights.
    eyes
        Column, row and height above the ground of each eye; it moves to the target until it is out of its own pand.
    targets
        Column, row and height (NAP) of all targets.
    chosen
        Targets of each eye, -1 is none, shape (eyes, n).
    least_share
        Share (0 to 1) of the cells of a line that must have a known height for it to be known.
    """
    result = np.full(len(eyes), UNKNOWN, dtype=np.int8)
    for k in range(len(eyes)):
        for target in chosen[k]:
            if target < 0:
                continue
            seen = _line(relief, eyes[k], targets[target], least_share)
            if seen != UNKNOWN:
                result[k] = seen
            if seen == FREE:
                break
    return result


@compiled
def _line(relief: Relief, eye: NDArray[np.float64], target: NDArray[np.float64], least_share: float) -> int:
    """Whether a line is free; the cells of the eye and of the target are not in the way."""
    steps = max(math.ceil(math.hypot(target[0] - eye[0], target[1] - eye[1])), 1)
    dx, dy = (target[0] - eye[0]) / steps, (target[1] - eye[1]) / steps
    first = _out_of_pand(relief, eye, dx, dy, steps)
    if first >= steps:
        return FREE
    level = _at(relief.ground, eye[0] + first * dx, eye[1] + first * dy) + eye[2]
    if math.isnan(level) or math.isnan(target[2]):
        return UNKNOWN
    known, rise = 0, (target[2] - level) / (steps - first)
    for step in range(first + 1, steps):
        height = _at(relief.surface, eye[0] + step * dx, eye[1] + step * dy)
        if height > level + (step - first) * rise:
            return BLOCKED
        if not math.isnan(height):
            known += 1
    return FREE if known >= least_share * (steps - first - 1) else UNKNOWN


@compiled
def _out_of_pand(relief: Relief, eye: NDArray[np.float64], dx: float, dy: float, steps: int) -> int:
    """First step past the own pand and the cell at its wall; 0 for an eye in no pand."""
    row, column = math.floor(eye[1]), math.floor(eye[0])
    if not (0 <= row < relief.owner.shape[0] and 0 <= column < relief.owner.shape[1]):
        return 0
    own = relief.owner[row, column]
    if own < 0:
        return 0
    for step in range(1, steps):
        row, column = math.floor(eye[1] + step * dy), math.floor(eye[0] + step * dx)
        if not (0 <= row < relief.owner.shape[0] and 0 <= column < relief.owner.shape[1]):
            return step
        if relief.owner[row, column] != own:
            return step + 1
    return steps


@compiled
def _at(values: NDArray[np.float32], column: float, row: float) -> float:
    """Value of the cell at a place, NaN outside."""
    if 0.0 <= row < values.shape[0] and 0.0 <= column < values.shape[1]:
        return float(values[int(row), int(column)])
    return math.nan
