"""Administrative vacancy of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.linked import column, in_use, largest, owners, total

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd


def vacancy_years(
    locations: gpd.GeoDataFrame,
    *,
    verblijfsobjecten: gpd.GeoDataFrame,
    leegstand: pd.DataFrame,
    leegstand_type: str,
    peildatum: dt.date,
) -> pd.Series[float]:
    """Longest registered vacancy in years of the verblijfsobjecten of each erf.

    The register covers every verblijfsobject, so one without a record is 0 years vacant. NaN for an erf without
    verblijfsobject, where the register is blind, and where the only record has no known begin or kind.
    """
    used = verblijfsobjecten.loc[in_use(verblijfsobjecten), ["verblijfsobject_id", "location_id"]]
    kind = leegstand["leegstand_type"]
    record = leegstand[kind.isna() | kind.eq(leegstand_type)]
    begin = record["vacant_since_date"].where(record["leegstand_type"].notna())
    years = ((pd.Timestamp(peildatum) - begin).dt.days / 365.25).clip(lower=0)
    longest = years.groupby(record["verblijfsobject_id"].to_numpy()).max()
    vacant = used["verblijfsobject_id"].map(longest)
    vacant = vacant.where(used["verblijfsobject_id"].isin(record["verblijfsobject_id"]), 0.0).astype("float64")
    owner, size = owners(locations, used), len(locations)
    result = largest(owner, vacant, size)
    has_unknown = total(owner, vacant.isna(), size) > 0
    return column(locations, np.where(has_unknown & (result == 0), np.nan, result), "vacancy_years")
