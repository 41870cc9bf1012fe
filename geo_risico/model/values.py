"""Value functions in [0, 1] from plain point layers: near, density and lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo_risico.core.errors import DataError
from geo_risico.model.anchored_input import InputError
from geo_risico.model.inputs import in_metres
from geo_risico.spatial.density import count_within

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Plain = gpd.GeoSeries | gpd.GeoDataFrame | npt.ArrayLike

REFERENCE: Final = 0.95
"""Quantile of the counts that gets value 1."""


def near(points: Plain, targets: Plain, d0_m: float) -> Floats | pd.Series[float]:
    """Value ``exp(-d / d0)`` in [0, 1] of the distance to the nearest target: 1 at a target, 0.37 at ``d0_m``.

    Parameters
    ----------
    points
        Places: (n, 2) coordinates in metres, or a GeoSeries (then a Series on its index comes back).
    targets
        What people look for, in the same coordinates.
    d0_m
        Distance in metres at which the value has fallen to 1/e.

    Raises
    ------
    InputError
        When coordinates are missing or look like degrees, there is no target, or the distance is not above 0.

    Examples
    --------
    >>> near([[0, 1000], [300, 1400]], [[0, 1000]], d0_m=500).round(2).tolist()
    [1.0, 0.37]
    """
    _positive(d0_m, "d0_m")
    at, goals = _both(points, targets)
    if not len(goals):
        raise InputError("targets: geen enkel punt; de afstand tot het dichtstbijzijnde bestaat dan niet")
    distance = KDTree(goals).query(at)[0] if len(at) else np.zeros(0)
    return _like(points, np.exp(-distance / d0_m))


def density(points: Plain, targets: Plain, radius_m: float, q95: float | None = None) -> Floats | pd.Series[float]:
    """Value ``sqrt(min(k / q95, 1))`` in [0, 1] of the number of targets around each place.

    Parameters
    ----------
    points
        Places: (n, 2) coordinates in metres, or a GeoSeries (then a Series on its index comes back).
    targets
        What is counted, in the same coordinates.
    radius_m
        Radius in metres; a target on the circle counts.
    q95
        Count that gets value 1, frozen from a reference area with `density_q95`. None: that of these places; then the
        values of other places mean something else.

    Raises
    ------
    InputError
        When coordinates are missing or look like degrees, or a number is not above 0.

    Examples
    --------
    >>> density([[0, 1000], [900, 1000]], [[0, 1000], [10, 1000]], radius_m=100, q95=4).round(2).tolist()
    [0.71, 0.0]
    """
    count = _counts(points, targets, radius_m)
    full = _quantile(count) if q95 is None else q95
    _positive(full, "q95")
    return _like(points, np.sqrt(np.minimum(count / full, 1.0)))


def density_q95(points: Plain, targets: Plain, radius_m: float) -> float:
    """95th percentile of the number of targets around the places of a reference area, at least 1: the q95 of `density`.

    Parameters
    ----------
    points, targets, radius_m
        As for `density`.

    Examples
    --------
    >>> round(density_q95([[0, 1000], [900, 1000]], [[0, 1000], [10, 1000]], radius_m=100), 1)
    1.9
    """
    return _quantile(_counts(points, targets, radius_m))


def _counts(points: Plain, targets: Plain, radius_m: float) -> Floats:
    """Number of targets within the radius of each place."""
    _positive(radius_m, "radius_m")
    at, goals = _both(points, targets)
    return count_within(at, goals, None, radius_m)


def _quantile(count: Floats) -> float:
    return max(float(np.quantile(count, REFERENCE)), 1.0) if len(count) else 1.0


def lookup(values: npt.ArrayLike, table: Mapping[Any, float]) -> Floats | pd.Series[float]:
    """Value in [0, 1] of each category; NaN (unknown) for one that the table does not name.

    Parameters
    ----------
    values
        Categories; a Series gives a Series on its index.
    table
        Category -> value in [0, 1].

    Raises
    ------
    InputError
        When a value of the table lies outside [0, 1].

    Examples
    --------
    >>> lookup(["zand", "klinkers", "?"], {"zand": 0.9, "klinkers": 0.4}).tolist()
    [0.9, 0.4, nan]
    """
    wrong = [
        f"{name}: {value}, verwacht een getal van 0 tot en met 1" for name, value in table.items() if not _fits(value)
    ]
    if wrong or not table:
        raise InputError("table: verwacht categorieen met een waarde in [0, 1]", wrong)
    column = values if isinstance(values, pd.Series) else pd.Series(np.asarray(values))
    found = np.array([float(table[name]) if name in table else np.nan for name in column.tolist()], dtype=np.float64)
    return pd.Series(found, index=column.index, name=column.name) if isinstance(values, pd.Series) else found


def _fits(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def _positive(value: float, name: str) -> None:
    if not np.isfinite(value) or value <= 0:
        raise InputError(f"{name}: {value}: verwacht een getal boven 0")


def _both(points: Plain, targets: Plain) -> tuple[Floats, Floats]:
    """Coordinates of places and targets, of one system."""
    systems = [getattr(given, "crs", None) for given in (points, targets)]
    if None not in systems and systems[0] != systems[1]:
        raise InputError(f"targets: {systems[1]}, maar points: {systems[0]}; zet ze eerst in hetzelfde stelsel")
    return _coordinates(points, "points"), _coordinates(targets, "targets")


def _coordinates(given: Plain, name: str) -> Floats:
    """Coordinates in metres, (n, 2); the centroid of a line or area."""
    if isinstance(given, gpd.GeoDataFrame | gpd.GeoSeries):
        if given.crs is not None and given.crs.is_geographic:
            raise InputError(f"{name}: coordinaten in graden ({given.crs}), verwacht meters (bijvoorbeeld EPSG:28992)")
        geometry = np.asarray(given.geometry.array)
        empty = int((shapely.is_missing(geometry) | shapely.is_empty(geometry)).sum())
        if empty:
            raise InputError(f"{name}: {empty} rijen zonder geometrie; laat die eerst weg")
        return shapely.get_coordinates(shapely.centroid(geometry)).reshape(-1, 2)
    try:
        plain = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: verwacht getallen, x en y in meters per rij") from error
    plain = plain.reshape(0, 2) if plain.size == 0 else plain
    if plain.ndim != len("xy") or plain.shape[1] != len("xy"):
        raise InputError(f"{name}: vorm {plain.shape}, verwacht (n, 2): x en y in meters per rij")
    try:
        return in_metres(plain, name)
    except DataError as error:
        raise InputError(str(error)) from error


def _like(points: Plain, values: Floats) -> Floats | pd.Series[float]:
    """The values, on the index of the places when they have one."""
    if isinstance(points, gpd.GeoSeries | gpd.GeoDataFrame | pd.DataFrame):
        return pd.Series(values, index=points.index)
    return values
