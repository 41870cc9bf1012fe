"""A release narrowed to one gemeente: less of what was released, never anything new."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.candidates import Candidates
    from geo_risico.core.evidence import Evidence, MatchReport
    from geo_risico.core.results import IndicatorFacts, Release

CODE: Final = "gemeente_code"


def gemeente_codes(release: Release) -> tuple[str, ...]:
    """Codes of the gemeenten of a release, in the order of its aggregates; empty without any."""
    frame = release.aggregates.get("gemeenten")
    return () if frame is None else tuple(str(code) for code in frame.index)


def gemeente_name(release: Release, code: str) -> str:
    """Name of a gemeente in the aggregates of a release; its code where it has none."""
    names = release.aggregates["gemeenten"]["naam"].dropna().to_dict()
    return str(names.get(code, code))


def one_gemeente(release: Release, code: str) -> Release:
    """The part of a release that lies in one gemeente.

    Rows are left out, nothing is calculated anew: what was kept back stays kept back, and the parts together say no
    more than the whole. How much of an indicator is known is counted again only in profile partner, where every
    location is shown; elsewhere it stays that of the whole scan.

    Parameters
    ----------
    release
        Release of one theme; what stands beside it, and pictures of locations, are left out.
    code
        Code of a gemeente in its aggregates.

    Raises
    ------
    KeyError
        When the release has no such gemeente; that is a fault in the code.
    """
    areas = {kind: _rows(frame, code, kind) for kind, frame in release.aggregates.items()}
    own = areas["gemeenten"]
    if own.empty:
        raise KeyError(code)
    locations = release.locations
    narrowed = replace(
        release,
        meta=replace(release.meta, title=f"{gemeente_name(release, code)} - {release.meta.title}"),
        aggregates=MappingProxyType(areas),
        background=MappingProxyType({**release.background, "gemeenten": own[["naam", "geometry"]]}),
        hotspots=_touching(release.hotspots, own),
        suppressed=MappingProxyType({}),
        reasons=MappingProxyType({}),
        grounds=None,
        beside=(),
    )
    if locations is None:
        return narrowed
    kept = locations.loc[locations[CODE].eq(code)]
    indicators = _of(release.indicators, kept.index)
    return replace(
        narrowed,
        locations=kept,
        indicators=indicators,
        risks=_of(release.risks, kept.index),
        contributions=_of(release.contributions, kept.index),
        schouw=_of(release.schouw, kept.index),
        facts=_facts(release, indicators),
        support=MappingProxyType({name: item.of(kept.index) for name, item in release.support.items()}),
        evidence=_evidence(release.evidence, kept.index),
        candidates=_candidates(release.candidates, kept.index),
    )


def _rows(frame: gpd.GeoDataFrame, code: str, kind: str) -> gpd.GeoDataFrame:
    if kind == "gemeenten":
        return frame.loc[frame.index == code]
    return frame.loc[frame[CODE].eq(code)] if CODE in frame else frame.iloc[:0]


def _of(frame: pd.DataFrame | None, index: pd.Index[str]) -> pd.DataFrame | None:
    return None if frame is None else frame.loc[frame.index.isin(index)]


def _touching(hexagons: gpd.GeoDataFrame | None, own: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Hexagons that lie at least partly in the gemeente."""
    if hexagons is None:
        return None
    shape = shapely.union_all(own.geometry.to_numpy())
    shapely.prepare(shape)
    return hexagons.loc[shapely.intersects(shape, hexagons.geometry.to_numpy())]


def _facts(release: Release, indicators: pd.DataFrame | None) -> tuple[IndicatorFacts, ...]:
    if indicators is None or release.meta.profile != "partner":
        return release.facts
    known: Mapping[str, int] = {str(name): int(count) for name, count in indicators.notna().sum().items()}
    size = len(indicators)
    return tuple(
        replace(fact, known_count=known[fact.name], unknown_count=size - known[fact.name])
        if fact.name in known
        else fact
        for fact in release.facts
    )


def _evidence(evidence: Evidence | None, index: pd.Index[str]) -> Evidence | None:
    if evidence is None:
        return None

    def part(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        return None if frame is None else frame.loc[frame["location_id"].isin(index)]

    reports = tuple(_report(report, index) for report in evidence.reports)
    return replace(evidence, cases=part(evidence.cases), visits=part(evidence.visits), reports=reports)


def _report(report: MatchReport, index: pd.Index[str]) -> MatchReport:
    return replace(report, rows=report.rows.loc[report.rows["location_id"].isin(index)])


def _candidates(found: Candidates | None, index: pd.Index[str]) -> Candidates | None:
    """Candidates in the gemeente with their rank in the scan; the precision stays that of the whole scan."""
    if found is None:
        return None
    inside = frozenset(index)
    return replace(
        found,
        items=tuple(item for item in found.items if item.location_id in inside),
        reason=found.reason.loc[found.reason.index.isin(index)],
        partial=found.partial & inside,
        marks=MappingProxyType({name: mark for name, mark in found.marks.items() if name in inside}),
    )
