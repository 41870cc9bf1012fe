"""The index fitted to cases, compared and tested; works on any table of value functions in [0, 1].

Public names are loaded when first used: scikit-learn takes a while.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_risico.model.anchored import AnchoredIndex
    from geo_risico.model.baselines import EqualWeights, FixedWeights, HotSpotKde
    from geo_risico.model.challengers import monotone_boosting, quantile_logistic
    from geo_risico.model.comparison import compare
    from geo_risico.model.cv import cross_validate, leave_one_group_out, quadrants, spatial_cv, temporal_split
    from geo_risico.model.draws import block_weights, weight_intervals
    from geo_risico.model.exploration import random_share
    from geo_risico.model.folds import spatial_folds
    from geo_risico.model.history import case_history, history_coefficient
    from geo_risico.model.hotspots import gi_star
    from geo_risico.model.metrics import (
        auc,
        average_precision,
        brier,
        calibration_bins,
        gain_curve,
        hit_rate,
        hits_at_k,
        measures,
        pai,
        pei,
        wilson,
    )
    from geo_risico.model.places import Places, make_places
    from geo_risico.model.propensity import effort_propensity
    from geo_risico.model.robustness import rank_robustness
    from geo_risico.model.simulated_feedback import Length, Selection, simulate_feedback
    from geo_risico.model.simulated_labels import make_world, simulate_labels
    from geo_risico.model.terrain import RiskTerrain
    from geo_risico.model.values import density, density_q95, lookup, near
    from geo_risico.spatial.hexagons import hexagons

__all__ = [
    "AnchoredIndex",
    "EqualWeights",
    "FixedWeights",
    "HotSpotKde",
    "Length",
    "Places",
    "RiskTerrain",
    "Selection",
    "auc",
    "average_precision",
    "block_weights",
    "brier",
    "calibration_bins",
    "case_history",
    "compare",
    "cross_validate",
    "density",
    "density_q95",
    "effort_propensity",
    "gain_curve",
    "gi_star",
    "hexagons",
    "history_coefficient",
    "hit_rate",
    "hits_at_k",
    "leave_one_group_out",
    "lookup",
    "make_places",
    "make_world",
    "measures",
    "monotone_boosting",
    "near",
    "pai",
    "pei",
    "quadrants",
    "quantile_logistic",
    "random_share",
    "rank_robustness",
    "simulate_feedback",
    "simulate_labels",
    "spatial_cv",
    "spatial_folds",
    "temporal_split",
    "weight_intervals",
    "wilson",
]

_HOMES: dict[str, tuple[str, ...]] = {
    "geo_risico.model.anchored": ("AnchoredIndex",),
    "geo_risico.model.draws": ("block_weights", "weight_intervals"),
    "geo_risico.model.propensity": ("effort_propensity",),
    "geo_risico.model.values": ("density", "density_q95", "lookup", "near"),
    "geo_risico.spatial.hexagons": ("hexagons",),
    "geo_risico.model.simulated_labels": ("make_world", "simulate_labels"),
    "geo_risico.model.simulated_feedback": ("Length", "Selection", "simulate_feedback"),
    "geo_risico.model.exploration": ("random_share",),
    "geo_risico.model.robustness": ("rank_robustness",),
    "geo_risico.model.hotspots": ("gi_star",),
    "geo_risico.model.baselines": ("EqualWeights", "FixedWeights", "HotSpotKde"),
    "geo_risico.model.challengers": ("monotone_boosting", "quantile_logistic"),
    "geo_risico.model.comparison": ("compare",),
    "geo_risico.model.history": ("case_history", "history_coefficient"),
    "geo_risico.model.terrain": ("RiskTerrain",),
    "geo_risico.model.cv": ("cross_validate", "leave_one_group_out", "quadrants", "spatial_cv", "temporal_split"),
    "geo_risico.model.folds": ("spatial_folds",),
    "geo_risico.model.metrics": (
        "auc",
        "average_precision",
        "brier",
        "calibration_bins",
        "gain_curve",
        "hit_rate",
        "hits_at_k",
        "measures",
        "pai",
        "pei",
        "wilson",
    ),
    "geo_risico.model.places": ("Places", "make_places"),
}


def __dir__() -> list[str]:
    """Public names, also those that are not loaded yet."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Public name, from the module that holds it."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'geo_risico.model' has no attribute '{name}'")
