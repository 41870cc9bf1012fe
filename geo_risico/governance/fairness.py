"""What of the fairness figures may be shown: no visits outside partner, nothing small, nothing from closed layers."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo_risico.governance.small_numbers import without_small_numbers

if TYPE_CHECKING:
    from geo_risico.core.fairness import Dependence, Fairness, FairnessMeasure
    from geo_risico.core.results import ScanResult

_COUNTS: Final = re.compile(r":.*| \(\d+\)")
LEAST_ROWS: Final = {"open": 100, "toezicht": 10, "partner": 10}
"""Locations behind a figure; a level of areas or gemeenten needs ten of those in every profile."""


def released_fairness(result: ScanResult) -> Fairness | None:
    """Figures under the profile of the scan; None where the score is hidden or nothing was computed.

    Outside profile partner the visits go, counts are rounded to 5 and figures to two decimals, so that they do not
    tell one location. In profile open every measure from a layer that is not open goes as well.
    """
    found, scan = result.fairness, result.scan
    if found is None or (scan.profile == "toezicht" and scan.hide_score):
        return None
    if scan.profile == "partner":
        return found
    kept = [item for item in found.measures if item.group != "bezoeken"]
    if scan.profile == "open":
        kept = [item for item in kept if item.access == "open"]
    least = LEAST_ROWS[scan.profile] if result.locations.frame["kind"].ne("gemeente").any() else 0
    place, few = result.theme.location_plural, scan.suppression.minimum_count
    return replace(
        found,
        measures=tuple(_coarse(item, place, least) for item in kept),
        notes=tuple(without_small_numbers(note, few) for note in found.notes if "bezoek" not in note.casefold()),
    )


def _coarse(measure: FairnessMeasure, place: str, least: int) -> FairnessMeasure:
    levels = {name: _rounded(each, least if name == place else 0) for name, each in measure.levels.items()}
    return replace(measure, levels=MappingProxyType(levels))


def _rounded(found: Dependence, least: int) -> Dependence:
    count = round(found.row_count / 5) * 5
    groups = round(found.cluster_count / 5) * 5
    if found.too_few or found.row_count < least:
        small = "te weinig gegevens om te tonen zonder een plek te verraden"
        nan, none = float("nan"), MappingProxyType[str, float]({})
        return replace(
            found, raw=nan, partial=nan, low=nan, high=nan, shares=none, row_count=count, cluster_count=groups,
            too_few=_COUNTS.sub("", found.too_few) or small,
        )  # fmt: skip
    return replace(
        found,
        raw=round(found.raw, 2),
        partial=round(found.partial, 2),
        low=round(found.low, 2),
        high=round(found.high, 2),
        row_count=count,
        cluster_count=groups,
        shares=MappingProxyType({name: round(share, 2) for name, share in found.shares.items()}),
    )
