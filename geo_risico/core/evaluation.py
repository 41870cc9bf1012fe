"""What an evaluation measured: one row per way of ranking places, and everything its plots need."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.evidence_specs import Background


@dataclass(frozen=True, kw_only=True)
class ModelScore:
    """How well one way of ranking finds cases in places that it has not seen.

    Measures by name: auc, average_precision, hit_rate_05, hit_rate_10, hit_rate_20 (share of the cases in the highest
    5, 10, 20 % of the locations), pai_05, pai_10, pai_20, pei_10, hits_at_k (share of the first k with a case), brier.
    A measure that cannot be had is NaN.
    """

    name: str
    title: str
    """Dutch, as in the table."""
    kind: Literal["index", "vergelijking", "uitdager"]
    pooled: Mapping[str, float]
    """Over all out-of-fold scores together."""
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    """Mean and standard deviation over the folds."""
    temporal: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Fitted on the older cases, measured on the newer; empty when it cannot be had."""
    worst_gemeente: tuple[str, float] | None = None
    """Leave-one-gemeente-out: the gemeente with the lowest AUC and that AUC."""
    gains: pd.DataFrame | None = None
    """Columns area_share and hit_share, rising from 0 to 1: the gain curve of the pooled scores."""
    calibration: pd.DataFrame | None = None
    """Columns expected, observed, low, high, count per bin; only for models with a probability."""


@dataclass(frozen=True, kw_only=True)
class RankRobustness:
    """How much the ranking depends on choices.

    ``tests``: one row per choice; columns title (Dutch), jaccard_top_decile, mean_rank_shift (share of the locations),
    spearman. ``weights``: one row per indicator; columns without (Jaccard of the top decile without it) and sobol_total
    (share of the variance of the ranks, NaN when not computed).
    """

    tests: pd.DataFrame
    weights: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All that ``geo-risico toets`` measured for one theme."""

    theme: str
    background: Background
    location_count: int
    case_count: int
    """Locations with a case that count as positive."""
    background_count: int
    visit_count: int
    block_m: float
    """Side of the spatial blocks."""
    fold_count: int
    k: int
    """Number of visits for hits_at_k."""
    models: tuple[ModelScore, ...]
    """Expert index first, then calibrated index, comparisons, challengers."""
    blocks: gpd.GeoDataFrame
    """EPSG:28992 squares; columns fold, location_count, case_count."""
    robustness: RankRobustness
    weights: pd.DataFrame | None
    """Index indicator; columns expert, calibrated, low, high; None without calibration."""
    verdict: tuple[str, ...]
    """Plain Dutch: whether the cases add anything, and whether a challenger says something is missing."""
    limits: tuple[str, ...]
    """Plain Dutch: what could not be measured and why, and warnings such as selectieve waarneming."""
    absolute: tuple[float, float, float] | None = None
    """Share of all locations with something to find, with its 95 % interval, from the random visits; None without."""
    by_source: pd.DataFrame | None = None
    """Index bron; columns case_count and auc of the expert index over the cases of that source alone."""
