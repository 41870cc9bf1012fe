"""Vacant sheds on a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.coverage import is_delivered
from geo_risico.spatial.linked import column, owners, total
from geo_risico.spatial.sheds import shed_footprints

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    from numpy.typing import NDArray


DISUSED = "Pand buiten gebruik"
VACANT = "administratief"
LARGEST_M2 = 50_000.0
NOTE = "Loodsen buiten gebruik volgens de BAG: {disused}; administratief leeg: {vacant}; beide: {both}."


def vacant_shed_area_m2(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    verblijfsobjecten: gpd.GeoDataFrame | None = None,
    leegstand: pd.DataFrame | None = None,
    peildatum: dt.date,
    at_least: tuple[float, float],
) -> pd.Series[float]:
    """Footprint in m2 of the sheds on each site that are out of use or long vacant; 0 for a site without such sheds.

    Two definitions that stay apart and are told apart in the note: status 'Pand buiten gebruik' (BAG) and a
    verblijfsobject that is administratively vacant (``leegstand``). NaN where neither register says anything about a
    shed, and where no panden were delivered. ``at_least``: footprint in m2 of a shed and years of vacancy.
    """
    own = panden[panden["location_id"].isin(locations.index)]
    footprint, _ = shed_footprints(own, verblijfsobjecten, (at_least[0], LARGEST_M2))
    shed = np.isnan(footprint) | (footprint > 0)
    disused = shed & own["status"].eq(DISUSED).to_numpy(dtype=bool)
    vacant, listed = _vacant(own, verblijfsobjecten, leegstand, peildatum, at_least[1])
    vacant &= shed
    silent = shed & own["status"].isna().to_numpy() & ~listed
    area = np.where(disused | vacant, own.geometry.area.to_numpy(), 0.0)
    counted = total(owners(locations, own), np.where(silent, np.nan, area), len(locations))
    counted[~is_delivered(locations, panden)] = np.nan
    told = NOTE.format(disused=disused.sum(), vacant=vacant.sum(), both=(disused & vacant).sum())
    notes = (told,) if (disused | vacant).any() else ()
    return column(locations, counted, "vacant_shed_area_m2", *notes)


def _vacant(
    panden: gpd.GeoDataFrame,
    verblijfsobjecten: gpd.GeoDataFrame | None,
    leegstand: pd.DataFrame | None,
    peildatum: dt.date,
    years: float,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each pand has a verblijfsobject that is vacant for long, and whether the register looks at the pand."""
    nothing = np.zeros(len(panden), dtype=bool)
    if verblijfsobjecten is None or leegstand is None:
        return nothing, nothing.copy()
    begin = leegstand.loc[leegstand["leegstand_type"].eq(VACANT), ["verblijfsobject_id", "vacant_since_date"]]
    long = (pd.Timestamp(peildatum) - begin["vacant_since_date"]).dt.days / 365.25 >= years
    empty = verblijfsobjecten["verblijfsobject_id"].isin(begin.loc[long, "verblijfsobject_id"])
    known = verblijfsobjecten["pand_id"].dropna()
    vacant = panden["pand_id"].isin(verblijfsobjecten.loc[empty, "pand_id"].dropna())
    return vacant.to_numpy(dtype=bool, copy=True), panden["pand_id"].isin(known).to_numpy(dtype=bool)
