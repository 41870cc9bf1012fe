"""Age of the newest building of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, in_stock, largest, owners

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd


def newest_pand_years(locations: gpd.GeoDataFrame, *, panden: gpd.GeoDataFrame, peildatum: dt.date) -> pd.Series[float]:
    """Age in years of the newest standing pand of each erf with a known bouwjaar; NaN where no bouwjaar is known.

    A bouwjaar after the peildatum is unknown.
    """
    built = panden["bouwjaar"].where(in_stock(panden) & (panden["bouwjaar"] <= peildatum.year))
    newest = largest(owners(locations, panden), built, len(locations))
    return column(locations, peildatum.year - newest, "newest_pand_years")
