"""Type of a location at the water."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, largest, owners

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

KINDS = (
    "losse steiger",
    "woonboot- en ligplaatsgroep",
    "trailerhelling",
    "passantensteiger",
    "scheepswerf",
    "terminal",
    "zeehaven",
    "laad- en loswal",
    "binnenhaven",
    "jachthaven",
)
"""Kinds in the order of their codes, from 1."""
CODES = MappingProxyType({kind: float(k) for k, kind in enumerate(KINDS, start=1)})


def location_type(
    locations: gpd.GeoDataFrame,
    *,
    waterobjecten: gpd.GeoDataFrame | None = None,
    vaarwegen: gpd.GeoDataFrame | None = None,  # noqa: ARG001 - the other layer that the type may come from
) -> pd.Series[float]:
    """Code of the type of each location; of an unknown type that of its objects, NaN where that is unknown too."""
    code = np.asarray(locations["kind"].map(dict(CODES)), dtype=np.float64)
    if waterobjecten is not None:
        objects = np.asarray(waterobjecten["soort"].map(dict(CODES)), dtype=np.float64)
        found = largest(owners(locations, waterobjecten), objects, len(locations))
        code = np.where(np.isnan(code), found, code)
    return column(locations, code, "location_type")
