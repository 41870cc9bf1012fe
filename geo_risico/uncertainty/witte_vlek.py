"""Locations that nobody looked at: a low score there is unknown, never safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.certainty import BLIND, NO_LOG, PARTLY, SEEN, UNKNOWN
from geo_risico.uncertainty.dissimilarity import dissimilarity
from geo_risico.uncertainty.effort import counted_visits, effort_deciles, looks, per_location, visit_effort

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.core.evidence import Evidence
    from geo_risico.core.evidence_specs import WitteVlekSpec
    from geo_risico.core.source_specs import ScanSpec

PARTS: Final = {"effort": 0.5, "missing": 0.2, "dissimilarity": 0.15, "days": 0.15}
"""Share of each part in the blindness: a design choice, see docs/witte_vlekken."""


def blind_spots(
    locations: gpd.GeoDataFrame,
    scores: pd.DataFrame,
    risks: pd.DataFrame,
    weights: Mapping[str, float],
    evidence: Evidence | None,
    scan: ScanSpec,
) -> pd.DataFrame:
    """How little is known about each location because nobody looked, and its class of witte vlek.

    Parameters
    ----------
    locations
        Geometry in EPSG:28992 on the index of the scores.
    scores
        Column coverage.
    risks, weights
        The space in which locations are alike.
    evidence
        Visits and cases; without visits nobody knows where was looked.
    scan
        Peildatum and bounds.

    Returns
    -------
    pd.DataFrame
        witte_vlek, blindness and dissimilarity ([0, 1]), effort_decile (1 is least looked at), missing_share,
        days_since_visit; visit_count where there is a visit log and case_count where there are cases. Without a log
        witte_vlek is ``geen bezoekenlog`` and everything about visits NaN.
    """
    frame = pd.DataFrame(index=scores.index)
    frame["missing_share"] = (1 - scores["coverage"]).clip(0, 1)
    if evidence is None or evidence.visits is None or evidence.visits.empty:
        frame = frame.assign(
            witte_vlek=pd.Series(NO_LOG, index=frame.index, dtype="str"),
            **dict.fromkeys(("blindness", "effort_decile", "dissimilarity", "days_since_visit"), np.nan),
        )
    else:
        counted = counted_visits(evidence.visits, scan.peildatum)
        own = looks(counted)
        effort = visit_effort(locations, own, scan.witte_vlek)
        visited = pd.Series(frame.index.isin(own["location_id"]), index=frame.index)
        frame = frame.join(per_location(frame.index, counted))
        frame["dissimilarity"] = dissimilarity(risks, weights, visited)
        frame["effort_decile"] = effort_deciles(effort)
        frame["blindness"] = blindness(frame, effort, scan.witte_vlek)
        frame["witte_vlek"] = _classes(frame["blindness"], scan.witte_vlek)
    if evidence is not None and evidence.cases is not None:
        count = evidence.cases["location_id"].value_counts()
        frame["case_count"] = count.reindex(frame.index, fill_value=0).astype("float64")
    order = ("witte_vlek", "blindness", "effort_decile", "missing_share", "dissimilarity", "days_since_visit")
    return frame[[*order, *(name for name in ("visit_count", "case_count") if name in frame)]]


def blindness(frame: pd.DataFrame, effort: pd.Series[float], spec: WitteVlekSpec) -> pd.Series[float]:
    """Weighted mean in [0, 1] of four parts: no effort around, unknown layers, unlike visited places, long ago.

    Effort ``e`` counts as ``exp(-e)`` and a visit of ``t`` days ago as ``1 - exp(-t / forget_days)``; a place that was
    never visited counts as 1. More visits never raise it, and knowing less never lowers it.

    Parameters
    ----------
    frame
        Columns missing_share, dissimilarity and days_since_visit.
    effort
        As from `visit_effort`: the amount itself and not its tenth, which falls when others are visited.
    spec
        Time in which a visit is forgotten.
    """
    parts = {
        "effort": np.exp(-effort),
        "missing": frame["missing_share"],
        "dissimilarity": frame["dissimilarity"],
        "days": (1 - np.exp(-frame["days_since_visit"] / spec.forget_days)).fillna(1.0),
    }
    total = pd.Series(0.0, index=frame.index)
    for name, share in PARTS.items():
        total += share * parts[name]
    return total.round(9).clip(0, 1).rename("blindness")


def with_unknown(scores: pd.DataFrame, spec: WitteVlekSpec) -> pd.DataFrame:
    """Scores in which a low class at a witte vlek is ``onbekend``, with class_seen for the class by the score alone.

    Parameters
    ----------
    scores
        Columns class, class_all, robustness and witte_vlek; class_expert where weights are calibrated.
    spec
        Which classes are low.
    """
    is_blind = scores["witte_vlek"].eq(BLIND)
    low = is_blind & scores["class"].isin(spec.low_classes)
    low_all = low | (is_blind & scores["class_all"].isin(spec.low_classes))
    changed = {
        "class_seen": scores["class"],
        "class": scores["class"].mask(low, UNKNOWN),
        "class_all": scores["class_all"].mask(low_all, UNKNOWN),
        "robustness": scores["robustness"].mask(low, UNKNOWN),
    }
    if "class_expert" in scores:
        low_expert = is_blind & scores["class_expert"].isin(spec.low_classes)
        changed["class_expert"] = scores["class_expert"].mask(low_expert, UNKNOWN)
    return scores.assign(**changed)


def _classes(values: pd.Series[float], spec: WitteVlekSpec) -> pd.Series[str]:
    """Gezien, deels gezien or witte vlek."""
    words = np.where(values >= spec.blind_from, BLIND, np.where(values >= spec.partly_from, PARTLY, SEEN))
    return pd.Series(words, index=values.index, dtype="str")
