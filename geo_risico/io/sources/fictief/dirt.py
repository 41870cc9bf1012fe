"""The dirt of real deliveries, in small and deterministic amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Ints

UNKNOWN_YEARS = (9999, 1005)


def dirty_pand(pand: gpd.GeoDataFrame, protected: Ints, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Panden with unknown years, a duplicate, bow-ties, a MultiPolygon and a row without geometry.

    `protected` are rows that keep their geometry because others refer to them.
    """
    out = pand.copy()
    few = max(2, len(out) // 2000)
    free = np.setdiff1d(np.arange(len(out)), protected)
    rows = rng.permutation(free)
    years = out["bouwjaar"].to_numpy().copy()
    years[rows[: 2 * few]] = UNKNOWN_YEARS[0]
    years[rows[2 * few : 3 * few]] = UNKNOWN_YEARS[1]
    out["bouwjaar"] = years
    shapes = out.geometry.to_numpy().copy()
    bow = rows[3 * few : 4 * few]
    shapes[bow] = [_bow_tie(shape) for shape in shapes[bow]]
    multi = int(rows[4 * few])
    shapes[multi] = shapely.multipolygons([shapes[multi]])
    shapes[int(rows[4 * few + 1])] = None
    out = out.set_geometry(gpd.GeoSeries(shapes, index=out.index, crs=out.crs))
    twice = out.iloc[rows[4 * few + 2 : 5 * few + 2]].copy()
    twice["documentdatum"] = twice["documentdatum"] - np.timedelta64(900, "D")
    twice["bouwjaar"] = twice["bouwjaar"] - 1
    return pd.concat([out, twice], ignore_index=True)


def _bow_tie(shape: shapely.Polygon) -> shapely.Polygon:
    x0, y0, x1, y1 = shape.bounds
    return shapely.Polygon([(x0, y0), (x1, y1), (x1, y0), (x0, y1)])


def dirty_vocabulary(
    frame: gpd.GeoDataFrame, column: str, values: tuple[str, ...], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """A frame where a few rows with 'overig' hold a value that no vocabulary lists or that joins two values."""
    out = frame.copy()
    plain = np.flatnonzero(out[column] == "overig")
    rows = rng.permutation(plain)[: len(values)]
    changed = out[column].to_numpy().astype(object)
    changed[rows] = list(values)[: len(rows)]
    out[column] = pd.Series(changed, index=out.index, dtype="str")
    return out


def dirty_geometry(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A frame with one polygon that crosses itself."""
    out = frame.copy()
    shapes = out.geometry.to_numpy().copy()
    row = int(rng.integers(len(out)))
    shapes[row] = _bow_tie(shapes[row])
    return out.set_geometry(gpd.GeoSeries(shapes, index=out.index, crs=out.crs))
