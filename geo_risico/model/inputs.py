"""Tables, labels and coordinates as people have them, checked and turned into plain arrays in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_DEGREES: Final = (180.0, 90.0)


def as_table(values: object) -> pd.DataFrame:
    """Float frame of value functions, one row per place; NaN is unknown.

    Raises
    ------
    DataError
        When it is no table, holds text or infinity, or has an index with doubles.
    """
    frame = values if isinstance(values, pd.DataFrame) else pd.DataFrame(np.asarray(values))
    if frame.index.has_duplicates:
        double = frame.index[frame.index.duplicated()][:5].tolist()
        raise DataError(f"V: de index heeft dubbele namen ({double}), verwacht een naam per plaats")
    try:
        numbers = frame.astype("float64")
    except (TypeError, ValueError) as error:
        raise DataError(f"V: verwacht alleen getallen, gekregen {dict(frame.dtypes.astype(str))}") from error
    if np.isinf(numbers.to_numpy()).any():
        raise DataError("V: oneindig grote waarden, verwacht getallen of leeg (NaN)")
    return numbers.rename(columns=str)


def as_column(values: object, index: pd.Index, name: str) -> Floats:
    """Numbers on an index: a Series is put in that order, anything else must have that length.

    Raises
    ------
    DataError
        When the length differs, a Series misses rows of the index, or holds text.
    """
    ordered = _in_order(values, index, name, "de andere")
    try:
        column = np.asarray(ordered, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: verwacht getallen of waar en onwaar") from error
    if column.shape != (len(index),):
        raise DataError(f"{name}: vorm {column.shape}, verwacht {len(index)} waarden, een per plaats")
    return column


def as_labels(values: object, index: pd.Index, name: str = "y") -> Flags:
    """True where a place has a case (or was visited, by name).

    Raises
    ------
    DataError
        When a value is something else than true, false, 0 or 1.
    """
    column = as_column(values, index, name)
    if not np.isin(column, (0.0, 1.0)).all():
        raise DataError(
            f"{name}: verwacht alleen 0 en 1 (of onwaar en waar), zonder lege waarden; van aantallen: {name} > 0"
        )
    flags: Flags = column == 1.0
    return flags


def as_points(values: object, index: pd.Index, name: str = "xy") -> Floats:
    """Coordinates in metres, shape (n, 2), of a GeoSeries, a frame or an array.

    Raises
    ------
    DataError
        When a coordinate is missing, the shape is wrong, or the coordinates are degrees.
    """
    points_m = plain_points(_in_order(values, index, name), name)
    if points_m.shape != (len(index), 2):
        raise DataError(f"{name}: vorm {points_m.shape}, verwacht ({len(index)}, 2): x en y in meters per plaats")
    return in_metres(points_m, name)


def as_dates(values: object, index: pd.Index) -> npt.NDArray[np.datetime64]:
    """Dates on an index; NaT where there is none.

    Raises
    ------
    DataError
        When the length or index differs, or a value is no date.
    """
    try:
        dates = pd.to_datetime(pd.Series(np.asarray(_in_order(values, index, "dates"))))
    except (TypeError, ValueError) as error:
        raise DataError("dates: verwacht datums, of leeg waar er geen is") from error
    if len(dates) != len(index):
        raise DataError(f"dates: {len(dates)} waarden, verwacht {len(index)}, een per plaats")
    return dates.to_numpy(dtype="datetime64[s]")


def _in_order(values: object, index: pd.Index, name: str, other: str = "die van V") -> object:
    """The same values; a Series or frame in the order of the index, whose names it must hold."""
    if not isinstance(values, pd.Series | pd.DataFrame) or values.index.equals(index):
        return values
    if values.index.has_duplicates or not index.isin(values.index).all():
        raise DataError(f"{name}: de index past niet bij {other}, verwacht dezelfde namen van plaatsen")
    return values.reindex(index)


def plain_points(values: object, name: str) -> npt.NDArray[np.float64]:
    """Coordinates of a GeoSeries, a frame or an array, in that order and not checked; NaN without geometry.

    Raises
    ------
    DataError
        When the coordinates are degrees or no numbers.
    """
    if isinstance(values, gpd.GeoDataFrame):
        values = values.geometry
    if isinstance(values, gpd.GeoSeries):
        if values.crs is not None and values.crs.is_geographic:
            raise DataError(f"{name}: coordinaten in graden ({values.crs}), verwacht meters (bijvoorbeeld EPSG:28992)")
        points = values.representative_point()
        return np.column_stack([points.x, points.y])
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: verwacht getallen, x en y in meters per plaats") from error


def in_metres(points: Floats, name: str) -> Floats:
    """The same coordinates, when they can be metres.

    Raises
    ------
    DataError
        When a coordinate is missing or all lie within the range of degrees.
    """
    if not np.isfinite(points).all():
        rows = np.flatnonzero(~np.isfinite(points).all(axis=1))
        raise DataError(f"{name}: {len(rows)} plaatsen zonder coordinaten (eerste rijen {rows[:5].tolist()})")
    if len(points) and (np.abs(points) <= _DEGREES).all():
        raise DataError(f"{name}: alle coordinaten liggen binnen 180 en 90; dat lijken graden, verwacht meters")
    return points
