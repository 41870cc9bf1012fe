"""The rows of a file that touch an area, under the names of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.io.crs import settle_crs, to_crs_bounds, to_rd
from geo_risico.io.formats import describe_parts
from geo_risico.io.personal import screen_columns

if TYPE_CHECKING:
    from geo_risico.core.source_specs import LayerUse, SourceSpec
    from geo_risico.io.files import Located
    from geo_risico.io.part import Part
    from geo_risico.io.request import Bounds


def rows_within(
    located: Located, source: SourceSpec, use: LayerUse, bounds: Bounds | None
) -> tuple[gpd.GeoDataFrame, int]:
    """Rows that touch the area in EPSG:28992, and the count of rows that were read.

    Parameters
    ----------
    located
        File on disk.
    source
        Definition of the delivery form: which tables, which crs, and whether columns of persons are left out.
    use
        Entry of a scan; its ``dataset`` goes before that of the source.
    bounds
        Area in EPSG:28992; None takes all rows.

    Raises
    ------
    SourceError
        The file cannot be read.
    DataError
        The tables are not there, or do not lie in the Netherlands.
    """
    frames = [_rows(part, source, bounds) for part in describe_parts(located, source, use)]
    read_count = sum(count for _, count in frames)
    joined = pd.concat([frame for frame, _ in frames], ignore_index=True) if len(frames) > 1 else frames[0][0]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS_RD), read_count


def _rows(part: Part, source: SourceSpec, bounds: Bounds | None) -> tuple[gpd.GeoDataFrame, int]:
    columns, _ = screen_columns(part, source)
    crs, _ = settle_crs(part, source)
    raw = part.read(columns, None if bounds is None else to_crs_bounds(bounds, crs))
    shapes = raw.geometry if raw.geometry is not None else np.full(len(raw.frame), None, dtype=object)
    fields = plain_types(raw.frame.rename(columns={"geometry": "geometry_"}))
    placed = gpd.GeoDataFrame(fields, geometry=gpd.GeoSeries(to_rd(shapes, crs), index=fields.index), crs=CRS_RD)
    if bounds is not None:
        placed = placed[shapely.intersects(placed.geometry.to_numpy(), shapely.box(*bounds))]
    return placed.reset_index(drop=True), len(raw.frame)


def plain_types(frame: pd.DataFrame) -> pd.DataFrame:
    """Frame in which columns of text alone are ``str``; other columns stay as they are."""
    out = frame.copy()
    for name in [name for name in out.columns if pd.api.types.is_object_dtype(out[name])]:
        kind = pd.api.types.infer_dtype(out[name], skipna=True)
        if kind in {"string", "empty"}:
            out[name] = out[name].astype("str")
        elif kind not in {"integer", "boolean", "floating", "date", "datetime"}:
            out[name] = out[name].map(str, na_action="ignore").astype("str")
    return out
