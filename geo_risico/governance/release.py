"""From a result to what may be shown: the only door to maps, reports and files."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_risico.core.results import Release
from geo_risico.governance.evidence import CASE_COLUMNS, without_evidence
from geo_risico.governance.fairness import released_fairness
from geo_risico.governance.images import with_candidates, with_grounds
from geo_risico.governance.leading import leading_areas
from geo_risico.governance.many import meta_of
from geo_risico.governance.notices import notices
from geo_risico.governance.profiles import (
    OPEN_BACKGROUND,
    blank_scores,
    check_access,
    selection,
    without_unused_sources,
)
from geo_risico.governance.reasons import rounded
from geo_risico.governance.small_numbers import without_small_numbers
from geo_risico.governance.suppression import COUNT_COLUMNS, suppress
from geo_risico.governance.toezicht import access_text, reasons_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_risico.core.results import IndicatorFacts, Provenance, ScanResult


def release(result: ScanResult, *, version: str, named: Mapping[str, Sequence[str]] | None = None) -> Release:
    """What may be shown of a result under the profile of its scan.

    Parameters
    ----------
    result
        The whole result of a scan; left as it was.
    version
        Version of the code, for the banner and the manifest.
    named
        Theme -> location_id of the only locations that profile toezicht shows, in an order that tells nothing; its own
        selection when left out.

    Returns
    -------
    Release
        ``open``: aggregates without small counts, no locations. ``partner``: everything. ``toezicht``: the highest
        scoring locations with ``bereikbaarheid`` and ``redenen`` as text, aggregates as in open; with ``hide_score``
        nothing that tells the score.

    Raises
    ------
    ReleaseError
        If a layer or column may not leave in this profile.
    """
    for part in result.by_theme:
        check_access(part)
    parts = [without_unused_sources(part) for part in result.by_theme]
    shown = with_candidates([_release(part, version, named) for part in parts], result)
    shown = with_grounds(shown, result)
    return dataclasses.replace(shown[0], beside=tuple(shown[1:]))


def _release(result: ScanResult, version: str, named: Mapping[str, Sequence[str]] | None) -> Release:
    """Release of one theme."""
    whole = Release(
        meta=meta_of(result.scan, result.theme, version, notices(result)),
        theme=result.theme,
        indicator_specs=result.indicator_specs,
        facts=result.facts,
        provenance=result.provenance,
        aggregates=result.aggregates,
        background=result.background,
        locations=result.locations.frame.join(result.scores),
        indicators=result.indicators,
        risks=result.risks,
        contributions=result.contributions,
        schouw=result.schouw,
        weights=result.weights,
        support=result.support,
        evidence=result.evidence,
        calibration=result.calibration,
        hotspots=result.hotspots,
        fieldwork=result.fieldwork,
        advice=result.advice,
        leading=leading_areas(result),
        backdrops=result.backdrops,
        fairness=released_fairness(result),
    )
    if result.scan.profile == "partner":
        return whole
    return _open(whole, result) if result.scan.profile == "open" else _toezicht(whole, result, named)


def _open(whole: Release, result: ScanResult) -> Release:
    """Aggregates only; nothing that points at one place, examples of repaired identifiers included."""
    whole = without_evidence(whole)
    minimum = result.scan.suppression.minimum_count
    whole = _without_small_counts(whole, result)
    return dataclasses.replace(
        whole,
        facts=tuple(_rounded(fact, minimum) for fact in whole.facts),
        provenance=tuple(_without_examples(item) for item in whole.provenance),
        background=MappingProxyType({k: v for k, v in whole.background.items() if k in OPEN_BACKGROUND}),
        locations=None,
        indicators=None,
        risks=None,
        contributions=None,
        schouw=None,
        support=MappingProxyType({}),
        hotspots=None,
        fieldwork=None,
    )


def _toezicht(whole: Release, result: ScanResult, named: Mapping[str, Sequence[str]] | None) -> Release:
    """The selection with its explanation, or without anything that tells the score."""
    whole = without_evidence(whole)
    joined = result.locations.frame.join(result.scores)
    names = None if named is None else named.get(result.theme.name, ())
    chosen = selection(joined.drop(columns=[c for c in CASE_COLUMNS if c in joined]), result.scan, names)
    raw = result.indicators.loc[chosen.index]
    chosen = chosen.assign(bereikbaarheid=access_text(raw, result.indicator_specs))
    whole = _without_small_counts(whole, result)
    if result.scan.hide_score:
        return dataclasses.replace(
            whole,
            calibration=None,
            hotspots=None,
            advice=None,
            locations=chosen,
            indicators=None,
            risks=None,
            contributions=None,
            schouw=None,
            support=MappingProxyType({}),
            aggregates=MappingProxyType({kind: blank_scores(frame) for kind, frame in whole.aggregates.items()}),
        )
    chosen = chosen.assign(redenen=reasons_text(chosen["reasons_for"], raw, result.indicator_specs))
    return dataclasses.replace(
        whole,
        locations=chosen,
        indicators=raw,
        risks=result.risks.loc[chosen.index],
        contributions=result.contributions.loc[chosen.index],
        schouw=None if result.schouw is None else result.schouw.loc[chosen.index],
        support={name: item.of(chosen.index) for name, item in result.support.items()},
    )


def _without_small_counts(whole: Release, result: ScanResult) -> Release:
    """The release with suppressed aggregates, the hidden cells per kind and why.

    Where a location is itself a gemeente there is nothing smaller to protect: its score and class stay, and the
    counts, always 1, say nothing and go.
    """
    if result.theme.locations == "gemeenten":
        areas = {kind: _as_areas(frame, result) for kind, frame in result.aggregates.items()}
        return dataclasses.replace(whole, aggregates=MappingProxyType(areas))
    limits = result.scan.suppression
    found = suppress(result.aggregates, result.locations.frame, result.scores, result.sums, result.published, limits)
    return dataclasses.replace(
        whole,
        aggregates=MappingProxyType(found.aggregates),
        suppressed=MappingProxyType(found.hidden),
        reasons=MappingProxyType(rounded(found.reasons, limits.minimum_count)),
        limits=limits,
    )


def _as_areas(frame: gpd.GeoDataFrame, result: ScanResult) -> gpd.GeoDataFrame:
    out = frame.copy()
    for column in COUNT_COLUMNS:
        out[column] = float("nan")
    by_code = result.scores.set_index(result.locations.frame["gemeente_code"])
    for column in ("class", "class_all", "percentile_all"):
        out[column] = by_code[column].reindex(out.index)
    return out


def _rounded(fact: IndicatorFacts, minimum: int) -> IndicatorFacts:
    """Counts to the nearest 5, also in notes: known and unknown together would tell a hidden total."""
    known, unknown = (round(count / minimum) * minimum for count in (fact.known_count, fact.unknown_count))
    notes = tuple(without_small_numbers(note, minimum) for note in fact.notes)
    return dataclasses.replace(fact, known_count=known, unknown_count=unknown, notes=notes)


def _without_examples(item: Provenance) -> Provenance:
    return dataclasses.replace(item, repairs=tuple(dataclasses.replace(r, examples=()) for r in item.repairs))
