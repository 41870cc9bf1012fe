"""The bebouwde kom: from TOP10NL, or derived from how densely addresses (else panden) lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.spatial.kom import Density, built_up_areas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.locations.erven.settings import ErvenSettings
    from geo_risico.locations.erven.stock import Stock

TERREINEN = ("bedrijventerrein", "industrieterrein", "industriekern")
"""Functions of an area that is part of the kom when it borders on it."""
SMALLEST_PAND_M2 = 40.0
"""Smaller panden are sheds, which say nothing about a kom."""


def bebouwde_kom(
    layers: Mapping[str, pd.DataFrame], stock: Stock, settings: ErvenSettings
) -> tuple[gpd.GeoSeries, tuple[str, ...]]:
    """Polygons (EPSG:28992) of the bebouwde kom and notes on how they were derived.

    Where the layer plaatsen knows of any place whether it is bebouwde kom, that layer decides. Otherwise the kom is
    where addresses lie densely (see ``geo_risico.spatial.kom``), together with each bedrijventerrein that borders on
    it; without addresses the panden of at least 40 m2 take their place.
    """
    plaatsen = layers.get("plaatsen")
    if plaatsen is not None and plaatsen["is_bebouwde_kom"].notna().any():
        kom = plaatsen[plaatsen["is_bebouwde_kom"].isin([True])]
        return gpd.GeoSeries(kom.geometry.to_numpy(), crs=CRS_RD), ()
    adressen = layers.get("adressen")
    if adressen is not None and len(adressen):
        points, per_ha, what = np.asarray(adressen.geometry.values), settings.kom_adressen_per_ha, "adressen"
    else:
        points = stock.point[stock.area_m2 >= SMALLEST_PAND_M2]
        per_ha, what = settings.kom_panden_per_ha, "panden van minstens 40 m2"
    density = Density(
        radius_m=settings.kom_radius_m,
        per_ha=per_ha,
        near_m=settings.kom_near_m,
        minimum_count=int(settings.kom_minimum_count),
        minimum_ha=settings.kom_minimum_ha,
        hole_ha=settings.kom_hole_ha,
    )
    areas = built_up_areas(shapely.get_x(points), shapely.get_y(points), density)
    note = (
        f"De bebouwde kom is afgeleid uit de dichtheid van {what}: minstens {per_ha:g} per hectare binnen"
        f" {settings.kom_radius_m:g} m, in een kern met er minstens {settings.kom_minimum_count:g}."
    )
    terreinen = _bordering(layers.get("functionele_gebieden"), areas, settings.kom_terrein_gap_m)
    if not len(terreinen):
        return areas, (note,)
    both = gpd.GeoSeries([*areas, *terreinen], crs=CRS_RD)
    return both, (note, f"Bij de kom horen ook {len(terreinen)} bedrijventerreinen die eraan grenzen.")


def _bordering(terreinen: pd.DataFrame | None, kom: gpd.GeoSeries, gap_m: float) -> NDArray[np.object_]:
    """Bedrijventerreinen that reach within the gap of the kom, also through each other."""
    if terreinen is None or not len(terreinen) or not len(kom):
        return np.empty(0, dtype=object)
    wanted = terreinen[terreinen["functie"].astype("str").str.contains("|".join(TERREINEN), na=False)]
    blocks = shapely.get_parts(shapely.union_all(shapely.buffer(np.asarray(wanted.geometry.values), gap_m / 4)))
    near = shapely.dwithin(blocks, shapely.union_all(np.asarray(kom.values)), gap_m)
    return np.asarray(blocks[near])
