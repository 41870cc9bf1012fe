"""Price of land and buildings on a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.spatial.linked import column

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd


def transaction_price_m2(
    locations: gpd.GeoDataFrame, *, transacties: pd.DataFrame, within_years: float, peildatum: dt.date
) -> pd.Series[float]:
    """Median price in euro per m2 of sales on each terrein in the ``within_years`` before the peildatum.

    A sale without date counts; NaN where no sale with a price above 0 is known.
    """
    end = pd.Timestamp(peildatum)
    begin = end - pd.Timedelta(days=365.25 * within_years)
    date, price = transacties["peildatum"], transacties["prijs_m2"]
    counts = (date.isna() | date.between(begin, end)) & (price > 0)
    rows = transacties[counts & transacties["location_id"].notna()]
    median = rows["prijs_m2"].astype("float64").groupby(rows["location_id"].astype("str")).median()
    return column(locations, median.reindex(locations.index), "transaction_price_m2")
