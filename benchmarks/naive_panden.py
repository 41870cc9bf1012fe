"""Buildings of an erf as an analyst writes it: filter, overlay, groupby."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from naive_adressen import used

if TYPE_CHECKING:
    from collections.abc import Mapping

    Tables = Mapping[str, Any]

STANDING = (
    "Pand in gebruik",
    "Pand in gebruik (niet ingemeten)",
    "Verbouwing pand",
    "Sloopvergunning verleend",
    "Pand buiten gebruik",
)


def standing(panden: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Panden that stand, with their footprint in m2."""
    panden = panden[panden["status"].isin(STANDING) | panden["status"].isna()]
    return panden.assign(footprint=panden.area)


def barns(layers: Tables, settings: Tables) -> gpd.GeoDataFrame:
    """Standing panden of an erf that are large, have no verblijfsobject and are no greenhouse."""
    panden = standing(layers["panden"])
    panden = panden[
        panden["location_id"].notna()
        & (panden["footprint"] >= settings["footprint_m2"][0])
        & (panden["footprint"] <= settings["footprint_m2"][1])
        & (panden["verblijfsobject_count"] == 0)
    ]
    pieces = gpd.overlay(panden[["pand_id", "geometry"]], layers["kassen"][["geometry"]], how="intersection")
    under_glass = pieces.area.groupby(pieces["pand_id"]).sum()
    glass = panden["pand_id"].map(under_glass).fillna(0) >= 0.5 * panden["footprint"]
    return panden[~glass & ~panden["building_type"].str.contains("greenhouse|kas, warenhuis", case=False, na=False)]


def barn_area_m2(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Footprint of the barns of an erf."""
    return barns(layers, settings).groupby("location_id")["footprint"].sum().reindex(erven.index, fill_value=0.0)


def largest_barn_m2(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Footprint of the largest barn of an erf."""
    return barns(layers, settings).groupby("location_id")["footprint"].max().reindex(erven.index, fill_value=0.0)


def barn_share(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Share of the footprint of an erf that is barn."""
    built = standing(layers["panden"]).groupby("location_id")["footprint"].sum().reindex(erven.index)
    return barn_area_m2(erven, layers, settings) / built


def bouwval_count(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,  # noqa: ARG001 - every operation has the same signature
) -> pd.Series[float]:
    """Panden of an erf that are out of use."""
    panden = layers["panden"].dropna(subset=["location_id"])
    count = panden.groupby("location_id")["status"].apply(lambda status: (status == "Pand buiten gebruik").sum())
    return count.reindex(erven.index).astype("float64")


def sloopvergunning_overdue_count(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Panden of an erf with an old permit to demolish."""
    panden = layers["panden"].dropna(subset=["location_id"])
    limit = pd.Timestamp(settings["peildatum"]) - pd.DateOffset(years=settings["overdue_years"])
    overdue = (panden["status"] == "Sloopvergunning verleend") & (panden["document_date"] < limit)
    return overdue.groupby(panden["location_id"]).sum().reindex(erven.index).astype("float64")


def newest_pand_years(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Age of the newest standing pand of an erf."""
    year = settings["peildatum"].year
    panden = standing(layers["panden"])
    built = panden[panden["bouwjaar"] <= year].groupby("location_id")["bouwjaar"].max()
    return year - built.reindex(erven.index)


def vacancy_years(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Longest administrative vacancy of the verblijfsobjecten of an erf."""
    leegstand = layers["leegstand"]
    leegstand = leegstand[leegstand["leegstand_type"] == settings["leegstand_type"]]
    days = (pd.Timestamp(settings["peildatum"]) - leegstand["vacant_since_date"]).dt.days
    longest = (days / 365.25).clip(lower=0).groupby(leegstand["verblijfsobject_id"]).max()
    objects = used(layers["verblijfsobjecten"])
    objects = objects.merge(longest.rename("years"), left_on="verblijfsobject_id", right_index=True, how="left")
    return objects["years"].fillna(0.0).groupby(objects["location_id"]).max().reindex(erven.index)
