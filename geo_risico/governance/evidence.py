"""Cases and visits leave only for partners; what follows from cases leaves nowhere else."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from geo_risico.core.suppression_specs import SuppressionSpec
from geo_risico.governance.personal_data import find_personal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo_risico.core.results import Release, ScanResult

LAYERS: Final = ("casussen", "bezoeken")
CASE_COLUMNS: Final = ("case_count", "case_history", "score_history")
"""Columns of the scores that tell where cases were."""


def without_evidence(release: Release) -> Release:
    """The release for people who may not see cases: without cases and visits, and hot spots of the score alone.

    The sources of cases go as well: their counts and repairs would tell how many there are.

    Parameters
    ----------
    release
        Everything that a scan found about one theme.
    """
    grid = None if release.hotspots is None else score_spots(release.hotspots)
    sources = tuple(item for item in release.provenance if item.layer != "casussen")
    return dataclasses.replace(release, evidence=None, hotspots=grid, provenance=sources)


def score_spots(grid: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Hexagons of at least 10 locations with only whether they are hot or cold; no number that adds up to another."""
    kept: gpd.GeoDataFrame = grid.loc[
        grid["location_count"] >= SuppressionSpec().minimum_locations, ["is_hot_score", "geometry"]
    ].copy()
    kept.attrs = {"width_m": grid.attrs.get("width_m"), "case_basis": "", "notes": grid.attrs.get("notes", ())[:1]}
    return kept


def evidence_problems(result: ScanResult) -> Iterator[str]:
    """Dutch lines about cases, visits and calibrated weights that may not leave in the profile of the scan."""
    calibration = result.calibration
    if result.scan.profile == "open":
        read = {item.layer for item in result.provenance if item.status == "present"}
        for name in LAYERS:
            if name in result.scan.layers or name in read:
                yield f"laag {name}: casussen en bezoeken zijn nooit openbaar"
        if calibration is not None or result.theme.name in result.scan.calibrated:
            yield f"calibrated.{result.theme.name}: geijkte gewichten komen uit casussen en zijn niet openbaar"
        if result.scan.evidence.case_history:
            yield "evidence.case_history: eerdere casussen tellen nooit mee in een openbaar product"
    if calibration is not None and calibration.access == "personal":
        yield f"calibrated.{result.theme.name}: de gewichten komen uit persoonsgegevens"
    if result.evidence is not None:
        frames = [frame for frame in (result.evidence.cases, result.evidence.visits) if frame is not None]
        names = dict.fromkeys(str(name) for frame in frames for name in frame.columns)
        yield from (f"kolom {name}: {why}" for name, why in find_personal(names).items())
