"""Rows written as (Geo)Parquet that is read in part and is the same, byte for byte, for the same rows."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import OutputError
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS_PER_GROUP: Final = 5_000
HILBERT_LEVEL: Final = 15


def write_geoparquet(frame: pd.DataFrame | gpd.GeoDataFrame, path: Path) -> None:
    """Write rows as a whole or not at all, neighbours together, whatever their order was.

    Rows with geometry lie along a Hilbert curve, in groups of 5,000 with the bounds of each row beside it (GeoParquet
    1.1, EPSG:28992, zstd); a reader of an area takes only the groups that touch it.

    Parameters
    ----------
    frame
        Rows of a register; columns are written in the order of their names, geometry last.
    path
        File to make or replace.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    options: dict[str, Any] = {"index": False, "compression": "zstd", "row_group_size": ROWS_PER_GROUP}
    if isinstance(frame, gpd.GeoDataFrame):
        rows = _along_curve(frame)
        options |= {"schema_version": "1.1.0", "write_covering_bbox": True, "geometry_encoding": "WKB"}
        put_whole(path, lambda part: rows.to_parquet(part, **options))
    else:
        plain = _by_value(frame)
        put_whole(path, lambda part: plain.to_parquet(part, **options))


def put_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let a file be written under a temporary name in the same folder, then give it its name.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".deel", delete=False) as stream:
            part = Path(stream.name)
        write(part)
        os.chmod(part, 0o644)  # noqa: PTH101 - a temporary file is made for its owner only
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _along_curve(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows along a Hilbert curve through the middles of their boxes; equal places by shape and then by value."""
    shape = frame.geometry.name
    names = sorted(str(name) for name in frame.columns if name != shape)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    bounds = shapely.bounds(shapes)
    known = np.isfinite(bounds).all(axis=1)
    place = np.full(len(frame), np.iinfo(np.int64).max)
    if known.any():
        middles = gpd.GeoSeries(shapely.points((bounds[known, :2] + bounds[known, 2:]) / 2))
        place[known] = middles.hilbert_distance(level=HILBERT_LEVEL).to_numpy(dtype=np.int64)
    order = np.lexsort((_marks(frame[names]), _shape_marks(shapes), place))
    ordered = gpd.GeoDataFrame(frame[names], geometry=shapes, crs=frame.crs or CRS_RD)
    return ordered.iloc[order].reset_index(drop=True)


def _by_value(frame: pd.DataFrame) -> pd.DataFrame:
    names = sorted(str(name) for name in frame.columns)
    order = frame[names].astype("str").sort_values(names, kind="stable").index if names else frame.index
    return pd.DataFrame(frame[names].loc[order].reset_index(drop=True))


def _marks(frame: pd.DataFrame) -> np.ndarray:
    """Number for the values of each row, always the same for the same values."""
    if not len(frame.columns):
        return np.zeros(len(frame), dtype=np.uint64)
    return np.asarray(pd.util.hash_pandas_object(frame.astype("str"), index=False))


def _shape_marks(shapes: np.ndarray) -> np.ndarray:
    bodies = [b"" if body is None else body for body in shapely.to_wkb(shapes)]
    return np.asarray(pd.util.hash_array(np.array([*bodies, None], dtype=object)[:-1], categorize=False))
