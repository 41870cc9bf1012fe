"""Aggregates per gemeente, wijk, buurt and 500 m square, with their outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.scoring import aggregate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from geo_risico.core.results import Layers, Locations

CELL_M = 500
STOCK = (
    "Pand in gebruik",
    "Pand in gebruik (niet ingemeten)",
    "Verbouwing pand",
    "Pand buiten gebruik",
    "Sloopvergunning verleend",
)
