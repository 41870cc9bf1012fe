"""What one gemeente of many may show of a theme, for the pages about all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.core.results import IndicatorFacts, Provenance

HIGH_SHARE: Final = "high_share_all"
"""Column of gemeenten: share of their locations that is in class D or E among those of all gemeenten."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """Areas of one gemeente and theme as they were released, with facts, sources and sentences.

    ``leading``: dimension that stands out; empty where none does or it is not shown. ``suppressed``: kind of area ->
    hidden cells; ``reasons``: kind of area -> reason -> hidden cells, rounded up.
    """

    aggregates: Mapping[str, gpd.GeoDataFrame]
    facts: tuple[IndicatorFacts, ...]
    provenance: tuple[Provenance, ...]
    notices: tuple[str, ...]
    suppressed: Mapping[str, int]
    leading: str = ""
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
