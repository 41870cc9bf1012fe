"""The 500 m squares of CBS: code of a point and outline of a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE_M = 500


def vierkant_codes(points: gpd.GeoSeries) -> pd.Series[str]:
    """Code of the 500 m square of each point: ``E`` and ``N`` of its south-west corner in hectometres.

    Examples
    --------
    >>> vierkant_codes(gpd.GeoSeries.from_xy([191_620.0], [506_999.0])).iloc[0]
    'E1915N5065'
    """
    x = np.floor(points.x.to_numpy() / SIDE_M).astype(int) * SIDE_M // 100
    y = np.floor(points.y.to_numpy() / SIDE_M).astype(int) * SIDE_M // 100
    codes = [f"E{e:04d}N{n:04d}" for e, n in zip(x.tolist(), y.tolist(), strict=True)]
    return pd.Series(codes, index=points.index, dtype="str", name="vierkant")


def vierkant_squares(codes: Sequence[str]) -> gpd.GeoSeries:
    """Outlines (EPSG:28992) of the squares with these codes, on the codes as index.

    Examples
    --------
    >>> vierkant_squares(["E1915N5065"]).iloc[0].bounds
    (191500.0, 506500.0, 192000.0, 507000.0)
    """
    text = pd.Series(list(codes), dtype="str")
    corner = text.str.extract(r"^E(-?\d+)N(-?\d+)$").astype("float64").to_numpy() * 100
    boxes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + SIDE_M, corner[:, 1] + SIDE_M)
    return gpd.GeoSeries(boxes, index=pd.Index(text, name="vierkant"), crs=CRS_RD)
