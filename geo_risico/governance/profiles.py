"""What each release profile allows: whose data, which locations, which columns."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import ReleaseError
from geo_risico.governance.evidence import evidence_problems
from geo_risico.governance.images import image_layers
from geo_risico.governance.personal_data import find_personal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.results import Provenance, ScanResult
    from geo_risico.core.source_specs import ScanSpec

LOCATION_LAYERS: Final = frozenset(
    {
        "panden", "percelen", "adressen", "verblijfsobjecten", "plaatsen", "gemeenten", "wijken", "buurten",
        "waterobjecten", "vaarwegen", "waterdelen", "functionele_gebieden",
    }
)  # fmt: skip
"""Layers that decide where locations are, also when no indicator reads them."""

OPEN_BACKGROUND: Final = frozenset(
    {
        "gemeenten", "wijken", "buurten", "bebouwde_kom", "water", "vaarwegen", "wegen", "landgebied", "plaatsen",
        "geen_gegevens",
    }
)  # fmt: skip
"""Background that shows no single place."""

SCORE_COLUMNS: Final = (
    "score", "score_low", "score_high", "base", "coverage", "percentile", "class", "percentile_all", "class_all",
    "p10", "p90", "rank_low", "rank_high", "top_share", "robustness", "reasons_for", "reasons_against",
    "counterfactual_indicator", "counterfactual_class",
    "kans", "kans_coverage", "kans_level", "barriere", "barriere_coverage", "barriere_level",
    "class_seen", "witte_vlek", "blindness", "dissimilarity", "missing_share",
    "score_expert", "percentile_expert", "class_expert", "case_history", "score_history",
)  # fmt: skip
"""Columns of the scores that tell the score: all of them go when it is hidden; ``kenmerk_`` and what is
known of visits are facts and stay."""


def check_access(result: ScanResult) -> None:
    """Nothing; refuses a result whose layers may not leave in the profile of its scan.

    Raises
    ------
    ReleaseError
        In profile open when a layer that is not open has contributed; in every profile when personal data has, or
        when a column looks like a person.
    """
    is_open = result.scan.profile == "open"
    refused = {"restricted", "personal"} if is_open else {"personal"}
    problems = [
        f"indicator {fact.name} ({result.indicator_specs[fact.name].title}): lagen {', '.join(fact.layers)}, "
        f"toegang {fact.access}"
        for fact in result.facts
        if fact.access in refused and fact.status == "present"
    ]
    used = LOCATION_LAYERS | {name for fact in result.facts if fact.status == "present" for name in fact.layers}
    used |= image_layers(result)
    problems += [
        f"laag {p.layer} ({p.path or p.title}): toegang {p.access}"
        for p in result.provenance
        if p.access in refused and p.status == "present" and p.layer in used
    ]
    problems += [f"kolom {name}: {why}" for name, why in find_personal(_columns(result)).items()]
    problems += evidence_problems(result)
    if problems:
        raise ReleaseError(_refusal(result.scan), problems)


def without_unused_sources(result: ScanResult) -> ScanResult:
    """The result without sources that tell of content which may not leave and that nothing shown rests on.

    A sha256, a number of rows or a repair is a fingerprint of such a file: whoever guesses its content can check it.
    ``open``: every file that is not open. ``toezicht``: cases. They go before sentences are made of them.

    Parameters
    ----------
    result
        One theme, after `check_access` refused whatever does contribute.
    """
    profile = result.scan.profile
    kept = tuple(item for item in result.provenance if not _is_hidden(item, profile))
    return dataclasses.replace(result, provenance=kept)


def _is_hidden(item: Provenance, profile: str) -> bool:
    if item.status == "absent":
        return False
    return (profile == "open" and item.access != "open") or (profile == "toezicht" and item.layer == "casussen")


def _columns(result: ScanResult) -> list[str]:
    """Every column name that a release could show."""
    frames: list[pd.DataFrame] = [result.locations.frame, result.indicators, *result.aggregates.values()]
    return list(dict.fromkeys(str(name) for frame in frames for name in frame.columns))


def _refusal(scan: ScanSpec) -> str:
    if scan.profile == "open":
        return (
            f"Scan '{scan.name}' mag niet in profiel open: er telt een laag mee die niet open is. Haal die lagen uit "
            "'layers' van de scan, of kies 'profile: partner'."
        )
    return (
        f"Scan '{scan.name}' mag niet in profiel {scan.profile}: er doen persoonsgegevens mee. Haal die lagen of "
        "kolommen uit de scan."
    )


def selection(joined: gpd.GeoDataFrame, scan: ScanSpec, names: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """The highest scoring locations with a known class, highest first; by location_id when the score is hidden.

    A tie goes to the lowest location_id. Without the score, nothing in the columns or their order tells it. With
    ``names`` exactly those locations, by location_id.
    """
    if names is not None:
        named = joined.loc[joined.index.isin(list(names))].sort_index()
        return named.drop(columns=[c for c in SCORE_COLUMNS if c in named]) if scan.hide_score else named
    known = joined.loc[joined["class"].ne("onbekend") & joined["score"].notna()]
    ranked = known.sort_index().sort_values("score", ascending=False, kind="stable")
    chosen = ranked.head(scan.toezicht_selection)
    if not scan.hide_score:
        return chosen
    return chosen.drop(columns=[c for c in SCORE_COLUMNS if c in chosen]).sort_index()


def blank_scores(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Aggregates with everything that follows from scores unknown (NaN); the number of locations stays."""
    out = frame.copy()
    for column in out.columns:
        if column == "coverage" or column.startswith(("count_", "mean_score", "score_per_")):
            out[column] = float("nan")
    return out
