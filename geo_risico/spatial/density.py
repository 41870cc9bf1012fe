"""How many points lie around a place, and how much of what they weigh; no lists of pairs are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.fading import fading_sum
from geo_risico.spatial.kernels.grid import cells_of, count_inside, morton, own_inside

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.grid import Cells


def count_within(
    centres: NDArray[np.float64], points: NDArray[np.float64], owner: NDArray[np.intp] | None, radius_m: float
) -> NDArray[np.float64]:
    """Number of points at most ``radius_m`` from each centre, without the centre's own points.

    Parameters
    ----------
    centres
        Coordinates, shape (n, 2).
    points
        Coordinates, shape (m, 2).
    owner
        For each point the position of the centre that owns it, or -1; None where no point is owned.
    radius_m
        Radius in metres; a point on the circle counts.
    """
    at, every = plain(centres), plain(points)
    cells = cells_of(every)
    counts = count_inside(cells, at, nearby_first(cells, at), float(radius_m))
    if owner is not None:
        counts -= own_inside(every, at, numbers(owner), float(radius_m))
    return counts


def faded_sum(
    places: NDArray[np.float64],
    points: NDArray[np.float64],
    amount: NDArray[np.float64],
    reach: tuple[float, float, int],
) -> NDArray[np.float64]:
    """Sum of the amounts of the points around each place, less with distance.

    Parameters
    ----------
    places
        Coordinates, shape (n, 2).
    points
        Coordinates, shape (m, 2); a point without finite coordinates is left out.
    amount
        Amount of each point.
    reach
        Distance in metres up to which points count, scale in metres of the fall, and its kind
        (`geo_risico.spatial.kernels.fading`).
    """
    reach_m, scale_m, kind = reach
    weights = np.require(amount, np.float64, ["C", "W"])
    return fading_sum(cells_of(plain(points)), weights, plain(places), (float(reach_m), float(scale_m)), kind)


def plain(points: NDArray[np.float64], width: int = 2) -> NDArray[np.float64]:
    """The same coordinates as the kernels take them: 64 bits, row after row, writable, ``width`` to a row."""
    return np.require(points, np.float64, ["C", "W"]).reshape(-1, width)


def numbers(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """The same whole numbers as the kernels take them."""
    return np.require(values, np.int64, ["C", "W"])


def nearby_first(cells: Cells, at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order in which places that lie together follow each other."""
    return numbers(np.argsort(morton(cells, at), kind="stable"))
