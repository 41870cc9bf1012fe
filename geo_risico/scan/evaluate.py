"""How well the score of a theme finds cases in places, years and gemeenten that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.labels import Labels, background_rows
from geo_risico.core.errors import DataError
from geo_risico.core.evaluation import Evaluation, ModelScore
from geo_risico.core.evidence import NO_ACCESS
from geo_risico.core.terms import CRS_RD
from geo_risico.model.anchored import LAM_ALL, LAM_VISITS
from geo_risico.model.comparison import contenders, judge
from geo_risico.model.cv import quadrants
from geo_risico.model.design import Design, Judged
from geo_risico.model.folds import block_corners, spatial_folds
from geo_risico.model.places import Places, make_places
from geo_risico.model.robustness import rank_robustness
from geo_risico.model.verdict import verdict
from geo_risico.scan.areas import peer_groups
from geo_risico.scan.calibrate import calibrate, checked_labels, visit_chance
from geo_risico.scan.evaluate_limits import absolute_level, auc_by_source, limits, wanted_block_m

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo_risico.core.evaluation import RankRobustness
    from geo_risico.core.results import ScanResult

LAMS: Final = {"bezoeken": None, "doelgroep": LAM_VISITS, "alle": LAM_ALL}
MOST_VISITS: Final = 50
SMALLEST_BLOCK_M: Final = 500.0
FOLDS: Final = 5
_SHRINK: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """Places that are measured, with their labels and the weights of the experts."""

    labels: Labels
    counted: pd.Series[bool]
    weights: pd.Series[float]
    """Of the experts, adding up to 1, for the indicators that are known somewhere."""
    places: Places


def evaluate(
    result: ScanResult,
    rng: np.random.Generator,
    *,
    step: Callable[[str], None],
    meldingen: gpd.GeoDataFrame | None = None,
) -> Evaluation:
    """All measures of one theme: every way of ranking on the same folds, with what could not be measured.

    Parameters
    ----------
    result
        Scored locations with cases or visits, profile partner.
    rng
        Source of every draw.
    step
        Called with a short Dutch text when a step starts.
    meldingen
        Reports by others, for a background where there is no useful visit log.

    Raises
    ------
    DataError
        In another profile than partner, with fewer than 15 locations with a case, or with all cases in one block.
    """
    if result.scan.profile != "partner":
        profile = result.scan.profile
        raise DataError(f"Profiel {profile}: een toets gebruikt casussen en bestaat alleen in profiel partner")
    subject = _subject(result, rng, meldingen)
    places, labels = subject.places, subject.labels
    seed = int(rng.integers(2**31))
    design = _design(result, subject, seed)
    judged = []
    for contender in contenders(subject.weights.to_numpy(), LAMS[labels.background], seed):
        step(f"Toetsen: {contender.title}")
        judged.append(judge(contender, places, design))
    step("Gevoeligheid van gewichten en rangorde bepalen")
    table = result.risks[list(subject.weights.index)]
    robustness = _titled(
        rank_robustness(table, subject.weights, groups=peer_groups(result.locations, result.theme), seed=seed), result
    )
    absolute = absolute_level(result)
    by_source = auc_by_source(result, table, subject.weights, subject.counted & ~labels.y)
    return Evaluation(
        theme=result.theme.name,
        background=labels.background,
        location_count=len(result.locations.frame),
        case_count=int(places.y.sum()),
        background_count=int((~places.y).sum()),
        visit_count=_visit_count(result),
        block_m=design.block_m,
        fold_count=len(np.unique(design.folds)),
        k=design.k,
        models=tuple(_model_score(one, _gemeente_names(result, labels)) for one in judged),
        blocks=_blocks(places, design),
        robustness=robustness,
        weights=_weights(result, rng, meldingen),
        verdict=verdict(judged),
        limits=limits(result, labels, judged, design, absolute, by_source),
        absolute=absolute,
        by_source=by_source,
    )


def _titled(robustness: RankRobustness, result: ScanResult) -> RankRobustness:
    """Other choices that name an indicator by its title, as a reader knows it."""
    titles = {f"({name})": f"({spec.title.lower()})" for name, spec in result.indicator_specs.items()}
    words = [str(text) for text in robustness.tests["title"]]
    for name, title in titles.items():
        words = [text.replace(name, title) for text in words]
    return replace(robustness, tests=robustness.tests.assign(title=words))


def _subject(result: ScanResult, rng: np.random.Generator, meldingen: gpd.GeoDataFrame | None) -> _Subject:
    """Places that count, in the order of the locations."""
    labels = checked_labels(result, meldingen)
    expert = result.weights if result.calibration is None else _expert(result)
    weights = pd.Series(dict(expert), dtype="float64")
    counted = background_rows(labels, rng) & result.risks.notna().any(axis=1)
    known = result.risks[counted].notna().any()
    weights = weights[[bool(known.get(name, default=False)) and weight > 0 for name, weight in weights.items()]]
    on_visits = labels.background == "bezoeken"
    facts: dict[str, object] = {"dates": _known_since(result, labels)[counted]}
    if on_visits:
        facts |= {"visited": labels.visited[counted], "propensity": visit_chance(result, labels)[counted]}
    table = result.risks.loc[counted, list(weights.index)]
    places = make_places(table, labels.y[counted], labels.xy[counted.to_numpy()], facts)
    return _Subject(labels=labels, counted=counted, weights=weights / weights.sum(), places=places)


def _expert(result: ScanResult) -> dict[str, float]:
    """Weights of the experts that stand in the weights file."""
    rows = {} if result.calibration is None else result.calibration.weights
    return {name: row.expert for name, row in rows.items()}


def _known_since(result: ScanResult, labels: Labels) -> pd.Series[pd.Timestamp]:
    """Day on which the label of a location became known: of its first case, else of the first look."""
    first = labels.first_date.astype("datetime64[s]")
    visits = None if result.evidence is None else result.evidence.visits
    if labels.background != "bezoeken" or visits is None:
        return first
    looks = visits[visits["resultaat"].ne(NO_ACCESS) & ~visits["is_tip"].astype(bool)]
    seen = pd.to_datetime(looks["date"]).groupby(looks["location_id"]).min().reindex(first.index)
    return first.fillna(seen.astype("datetime64[s]").mask(labels.y))


def _design(result: ScanResult, subject: _Subject, seed: int) -> Design:
    """Folds of the largest blocks, up to the wanted side, that give enough folds; gemeenten or quarters as areas."""
    places = subject.places
    side = wanted_block_m(result, subject.weights)
    while _filled(places, side) < FOLDS and side * _SHRINK >= SMALLEST_BLOCK_M:
        side *= _SHRINK
    side = float(np.floor(side / 50) * 50)
    gemeenten = subject.labels.gemeente[subject.counted]
    return Design(
        folds=spatial_folds(places.xy, places.y, side, FOLDS, seed),
        block_m=side,
        groups=list(gemeenten) if _is_region(subject.labels) else quadrants(places.xy),
        k=max(5, min(MOST_VISITS, len(places.y) // 10)),
        seed=seed,
    )


def _filled(places: Places, side_m: float) -> int:
    """Number of blocks with a case."""
    return len(np.unique(block_corners(places.xy[places.y], side_m), axis=0))


def _is_region(labels: Labels) -> bool:
    """Whether the locations lie in more than one gemeente."""
    return int(labels.gemeente.nunique()) > 1


def _gemeente_names(result: ScanResult, labels: Labels) -> dict[str, str]:
    """Name of each gemeente by code; empty when there is one."""
    if not _is_region(labels):
        return {}
    codes = {str(code): str(code) for code in labels.gemeente.unique()}
    outlines = result.aggregates.get("gemeenten")
    names = {} if outlines is None else {str(code): str(name) for code, name in outlines["naam"].items()}
    return codes | names


def _model_score(one: Judged, gemeenten: dict[str, str]) -> ModelScore:
    """Measures in the shape of the contract."""
    worst = one.transfer.worst if gemeenten else None
    return ModelScore(
        name=one.contender.name,
        title=one.contender.title,
        kind=one.contender.kind,
        pooled=one.cv.pooled,
        mean=one.cv.mean,
        sd=one.cv.sd,
        temporal={} if one.temporal is None else one.temporal.measures,
        worst_gemeente=None if worst is None else (gemeenten.get(worst[0], worst[0]), worst[1]),
        gains=one.cv.gains,
        calibration=one.cv.calibration,
    )


def _blocks(places: Places, design: Design) -> gpd.GeoDataFrame:
    """Squares (EPSG:28992) with fold, location_count and case_count, of the places that are measured."""
    corner = block_corners(places.xy, design.block_m)
    rows = pd.DataFrame({"x": corner[:, 0], "y": corner[:, 1], "fold": design.folds, "case": places.y})
    counts = {"fold": ("fold", "first"), "location_count": ("case", "size"), "case_count": ("case", "sum")}
    table = rows.groupby(["x", "y"]).agg(**counts).reset_index()
    low: npt.NDArray[np.float64] = table[["x", "y"]].to_numpy(dtype=np.float64) * design.block_m
    boxes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + design.block_m, low[:, 1] + design.block_m)
    return gpd.GeoDataFrame(table.drop(columns=["x", "y"]), geometry=boxes, crs=CRS_RD)


def _weights(result: ScanResult, rng: np.random.Generator, meldingen: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Weights of the experts and after calibration with interval: those of the scan, or as ``ijk`` would give them."""
    weights = result.calibration or calibrate(result, rng, meldingen=meldingen)
    rows = {name: row.model_dump() for name, row in weights.weights.items()}
    columns = ["expert", "calibrated", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index")[columns].rename_axis("indicator")


def _visit_count(result: ScanResult) -> int:
    """Visits on a location of the theme."""
    visits = None if result.evidence is None else result.evidence.visits
    return 0 if visits is None else int(visits["location_id"].fillna("").ne("").sum())
