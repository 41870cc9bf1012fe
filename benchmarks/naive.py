"""The plain geopandas script: every indicator that has a natural simple form, on the same read layers and erven."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import naive_adressen as adressen
import naive_distances as distances
import naive_overlap as overlap
import naive_panden as panden

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One indicator in its simple form.

    ``needs_all``: the cost follows the registers rather than the erven, or the outcome of one erf depends on the
    others, so that a sample of the erven says nothing. ``tolerance``: largest difference that counts as equal, beside
    a relative difference of one in a million.
    """

    run: Callable[[gpd.GeoDataFrame, Mapping[str, Any], Mapping[str, Any]], pd.Series[float]]
    how: str
    needs_all: bool = False
    tolerance: float = 1e-6


NO_SIMPLE_FORM: Final = MappingProxyType(
    {"is_dead_end": "takken van een netwerk afpellen is geen bewerking van geopandas"}
)
"""Indicators that the comparison leaves out on both sides, with the reason."""

OPERATIONS: Final = MappingProxyType(
    {
        "barn_area_m2": Operation(run=panden.barn_area_m2, how="filter, overlay, groupby", needs_all=True),
        "barn_share": Operation(run=panden.barn_share, how="filter, overlay, groupby", needs_all=True),
        "largest_barn_m2": Operation(run=panden.largest_barn_m2, how="filter, overlay, groupby", needs_all=True),
        "bouwval_count": Operation(run=panden.bouwval_count, how="groupby.apply", needs_all=True),
        "sloopvergunning_overdue_count": Operation(
            run=panden.sloopvergunning_overdue_count, how="filter, groupby", needs_all=True
        ),
        "vacancy_years": Operation(run=panden.vacancy_years, how="merge, groupby", needs_all=True),
        "newest_pand_years": Operation(run=panden.newest_pand_years, how="filter, groupby", needs_all=True),
        "gewas_loss_share": Operation(run=overlap.gewas_loss_share, how="buffer, overlay", tolerance=2e-3),
        "neighbour_distance_m": Operation(run=adressen.neighbour_distance_m, how="sjoin_nearest, distance per rij"),
        "adressen_250m_count": Operation(run=adressen.count_around, how="buffer, sjoin, groupby"),
        "adressen_500m_count": Operation(run=adressen.count_around, how="buffer, sjoin, groupby"),
        "adressen_1000m_count": Operation(run=adressen.count_around, how="buffer, sjoin, groupby"),
        "adres_density_km2": Operation(run=adressen.adres_density_km2, how="sjoin", needs_all=True),
        "screening_share": Operation(run=overlap.screening_share, how="buffer, overlay, dissolve", tolerance=5e-6),
        "motorway_exit_distance_m": Operation(
            run=distances.motorway_exit_distance_m, how="graaf per wegvak, sjoin_nearest, apply"
        ),
        "access_surface_class": Operation(run=distances.access_surface_class, how="sjoin_nearest"),
        "border_distance_m": Operation(run=distances.border_distance_m, how="distance tot union"),
        "navigable_water_distance_m": Operation(run=distances.navigable_water_distance_m, how="sjoin_nearest"),
        "greenhouse_area_m2": Operation(run=distances.greenhouse_area_m2, how="sjoin_nearest", needs_all=True),
        "use_type_count": Operation(run=distances.use_type_count, how="sjoin dwithin", needs_all=True),
        "erf_adres_count": Operation(run=adressen.erf_adres_count, how="groupby", needs_all=True),
    }
)
