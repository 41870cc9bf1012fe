"""Usual age of the buildings of a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, in_stock

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd


def median_pand_years(locations: gpd.GeoDataFrame, *, panden: gpd.GeoDataFrame, peildatum: dt.date) -> pd.Series[float]:
    """Median age in years of the standing panden of each terrein; NaN where no bouwjaar is known."""
    built = panden["bouwjaar"].astype("float64")
    counts = in_stock(panden) & (built <= peildatum.year) & panden["location_id"].notna()
    median = built[counts].groupby(panden.loc[counts, "location_id"].astype("str")).median()
    return column(locations, peildatum.year - median.reindex(locations.index), "median_pand_years")
