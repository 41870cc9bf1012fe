"""Cases and visits leave only for partners; what follows from cases leaves nowhere else."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release

CASE_COLUMNS: Final = ("case_count", "case_history")
"""Columns of the scores that tell where cases were."""


def without_evidence(release: Release) -> Release:
    """The release without cases, visits and hot spots of cases; hot spots of scores stay.

    Parameters
    ----------
    release
        Everything that a scan found about one theme.
    """
    grid = None if release.hotspots is None else without_cases(release.hotspots)
    return dataclasses.replace(release, evidence=None, hotspots=grid)


def without_cases(grid: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Hexagons without the columns about cases."""
    told = [name for name in grid.columns if str(name).startswith(("case_", "cases_")) or "casus" in str(name)]
    kept: gpd.GeoDataFrame = grid.drop(columns=told)
    return kept
