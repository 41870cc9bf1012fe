"""How fast the registrations of businesses change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, ratio
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def business_mutation_share(locations: gpd.GeoDataFrame, *, bedrijfsregister: pd.DataFrame) -> pd.Series[float]:
    """Share (0 to 1) of the vestigingen on each location with a mutation within a year; NaN where not counted.

    More mutations than vestigingen is a mistake in the table, so unknown.
    """
    changed = counted(locations, bedrijfsregister, "mutaties")
    share = ratio(changed, counted(locations, bedrijfsregister, "vestigingen"))
    return column(locations, np.where(share <= 1, share, np.nan), "business_mutation_share")
