"""One release over many gemeenten, made of what each of them already shows: never anything more."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_risico.core.results import Release, ReleaseMeta
from geo_risico.core.terms import CRS_RD
from geo_risico.governance.notices import expires

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_risico.core.results import IndicatorFacts, Provenance
    from geo_risico.core.shown import Shown
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import IndicatorSpec, ThemeSpec


def meta_of(scan: ScanSpec, theme: ThemeSpec, version: str, notices: tuple[str, ...]) -> ReleaseMeta:
    """What stands on the banner of every output of a scan.

    Parameters
    ----------
    scan
        The definition.
    theme
        Theme of this release.
    version
        Version of the code.
    notices
        Sentences that every output shows.
    """
    return ReleaseMeta(
        name=scan.name,
        title=scan.title,
        theme=theme.title,
        profile=scan.profile,
        doel=scan.doel,
        grondslag=scan.grondslag,
        bewaartermijn=scan.bewaartermijn,
        expires=expires(scan.peildatum, scan.bewaartermijn),
        opdrachtgever=scan.opdrachtgever,
        peildatum=scan.peildatum,
        is_fictief=scan.is_fictief,
        version=version,
        notices=notices,
    )


def many_release(  # noqa: PLR0913 - what a release is made of
    scan: ScanSpec,
    theme: ThemeSpec,
    specs: Mapping[str, IndicatorSpec],
    weights: Mapping[str, float],
    shown: Mapping[str, Shown],
    *,
    version: str,
    notices: Sequence[str] = (),
) -> Release:
    """Release of one theme over all gemeenten: areas only, as each gemeente shows them.

    What a gemeente keeps back stays kept back, and no total over gemeenten is made, from which it could follow.

    Parameters
    ----------
    scan
        The definition over all gemeenten.
    theme, specs, weights
        Theme, its indicators and the weight of each as used.
    shown
        Gemeente -> what it shows of the theme.
    version
        Version of the code.
    notices
        Sentences about the whole, before those that all gemeenten have in common.
    """
    parts = [shown[code] for code in sorted(shown)]
    aggregates = _areas(parts)
    outlines = aggregates["gemeenten"][["naam", "geometry"]] if "gemeenten" in aggregates else None
    leading = {code: item.leading for code, item in sorted(shown.items()) if item.leading}
    return Release(
        meta=meta_of(scan, theme, version, (*_shared(parts, scan.is_fictief, notices),)),
        theme=theme,
        indicator_specs=specs,
        facts=_facts(parts),
        provenance=_provenance(parts),
        aggregates=MappingProxyType(aggregates),
        background=MappingProxyType({} if outlines is None else {"gemeenten": outlines}),
        suppressed=MappingProxyType(_sums(part.suppressed for part in parts)),
        reasons=MappingProxyType(_reasons(parts)),
        limits=None if scan.profile == "partner" else scan.suppression,
        weights=weights,
        leading=MappingProxyType(leading),
    )


def _areas(parts: Sequence[Shown]) -> dict[str, gpd.GeoDataFrame]:
    kinds = dict.fromkeys(kind for part in parts for kind in part.aggregates)
    return {
        kind: gpd.GeoDataFrame(
            pd.concat([part.aggregates[kind] for part in parts if kind in part.aggregates]).sort_index(),
            geometry="geometry",
            crs=CRS_RD,
        )
        for kind in kinds
    }


def _shared(parts: Sequence[Shown], is_fictief: bool, notices: Sequence[str]) -> list[str]:  # noqa: FBT001 - one reader
    """Sentences that every gemeente shows, with those about the whole after what marks the output."""
    common = [line for line in parts[0].notices if all(line in part.notices for part in parts)] if parts else []
    head = 2 if is_fictief else 1
    return list(dict.fromkeys([*common[:head], *notices, *common[head:]]))


def _facts(parts: Sequence[Shown]) -> tuple[IndicatorFacts, ...]:
    """Facts of each indicator with its counts over all gemeenten; present where any gemeente has it."""
    found: dict[str, IndicatorFacts] = {}
    for fact in (fact for part in parts for fact in part.facts):
        known = found.get(fact.name)
        if known is None:
            found[fact.name] = fact
            continue
        best = known if known.status == "present" else fact
        found[fact.name] = replace(
            best,
            known_count=known.known_count + fact.known_count,
            unknown_count=known.unknown_count + fact.unknown_count,
            notes=tuple(note for note in known.notes if note in fact.notes),
        )
    return tuple(found.values())


def _provenance(parts: Sequence[Shown]) -> tuple[Provenance, ...]:
    """Each file once; rows of windows that overlap cannot be added up and are those of the gemeente that read most."""
    found: dict[tuple[str, ...], Provenance] = {}
    for item in (item for part in parts for item in part.provenance):
        key = (item.layer, item.source, item.path, item.status)
        if key not in found or found[key].rows_read < item.rows_read:
            found[key] = replace(item, repairs=())
    return tuple(found.values())


def _reasons(parts: Sequence[Shown]) -> dict[str, dict[str, int]]:
    kinds = dict.fromkeys(kind for part in parts for kind in part.reasons)
    return {kind: _sums(part.reasons.get(kind, {}) for part in parts) for kind in kinds}


def _sums(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for kind, count in (pair for part in counts for pair in part.items()):
        total[kind] = total.get(kind, 0) + count
    return total
