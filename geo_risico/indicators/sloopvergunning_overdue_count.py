"""Demolition permits that were not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.linked import column, owners, total

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd


def sloopvergunning_overdue_count(
    locations: gpd.GeoDataFrame, *, panden: gpd.GeoDataFrame, overdue_years: int, peildatum: dt.date
) -> pd.Series[float]:
    """Number of panden of each erf with a sloopvergunning of more than ``overdue_years`` before the peildatum.

    NaN where no status is known, or where a pand has a sloopvergunning without date.
    """
    owner, size = owners(locations, panden), len(locations)
    permit = panden["status"].eq("Sloopvergunning verleend")
    limit = pd.Timestamp(peildatum) - pd.DateOffset(years=overdue_years)
    overdue = (permit & (panden["document_date"] < limit)).astype("float64")
    overdue = overdue.mask(permit & panden["document_date"].isna())
    known = total(owner, panden["status"].notna(), size)
    count = total(owner, overdue, size)
    return column(locations, np.where(known > 0, count, np.nan), "sloopvergunning_overdue_count")
