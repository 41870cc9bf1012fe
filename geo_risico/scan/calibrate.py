"""The weights of a theme, corrected by the cases of a scan."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from geo_risico.cases.labels import FEWEST, Labels, background_rows, make_labels
from geo_risico.core.errors import DataError
from geo_risico.core.evidence_specs import WeightRow, WeightsFile
from geo_risico.core.specs import STRICTNESS
from geo_risico.model.anchored import LAM_ALL, LAM_VISITS, SELECTIVE, AnchoredIndex
from geo_risico.model.draws import block_weights, weight_intervals
from geo_risico.model.history import history_coefficient
from geo_risico.model.propensity import effort_propensity
from geo_risico.scan.history import location_history

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import numpy.typing as npt

    from geo_risico.core.evidence import Evidence
    from geo_risico.core.results import ScanResult
    from geo_risico.core.specs import Access

    Floats = npt.NDArray[np.float64]

RADII_M: Final = (1000.0, 3000.0)
"""Around a location; other visits within them say how much people look there."""
LOGGED: Final = 0.95
"""From this share of visited locations with a logged chance those chances count."""
FOLLOWS_REPORTS: Final = (
    "Zonder bruikbaar bezoekenlog is vergeleken met plaatsen van waar mensen melden; de gewichten kunnen volgen wie er "
    "meldt."
)


def calibrate(
    result: ScanResult,
    rng: np.random.Generator,
    *,
    made: dt.date | None = None,
    meldingen: gpd.GeoDataFrame | None = None,
) -> WeightsFile:
    """Calibrated weights of one theme, with what they rest on.

    Parameters
    ----------
    result
        Scored with the weights of the experts, with evidence.
    rng
        Source of the draws.
    made
        Day of the calibration; the peildatum of the scan when left out.
    meldingen
        Reports by others, for a background where there is no useful visit log.

    Raises
    ------
    DataError
        In profile open, without cases or visits, or with fewer than 15 locations with a case.
    """
    labels = checked_labels(result, meldingen)
    counted = background_rows(labels, rng)
    names = _known_columns(result, counted)
    table, y = result.risks.loc[counted, names], labels.y[counted]
    xy = labels.xy[counted.to_numpy()]
    visited, chance = _visit_facts(result, labels, counted)
    expert = pd.Series(dict(result.weights), dtype="float64")
    model = AnchoredIndex(w0=expert[names].to_numpy(), lam=_lambda(labels))
    model.fit(table, y, visited=visited, propensity=chance, xy=xy)
    drawn = block_weights(model, table, y, xy, rng=rng, visited=visited, propensity=chance)
    share = float(expert[names].sum())
    draws = drawn.mul(share).reindex(columns=expert.index).fillna(expert)
    bounds = weight_intervals(draws)
    fitted = expert.copy()
    fitted[names] = model.weights_ * share
    return WeightsFile(
        scan=result.scan.name,
        theme=result.theme.name,
        made=made or result.scan.peildatum,
        peildatum=result.scan.peildatum,
        is_fictief=result.scan.is_fictief,
        access=_access(result),
        case_count=model.case_count_,
        background_count=model.background_count_,
        background=labels.background,
        lam=model.lam_,
        kappa=model.kappa,
        intercept=model.intercept_,
        history=_history(result, y, model.decision_function(table), float(model.coef_.sum())),
        weights={
            name: WeightRow(
                expert=expert[name], calibrated=fitted[name], low=bounds["low"][name], high=bounds["high"][name]
            )
            for name in expert.index
        },
        draws=tuple(map(tuple, draws.to_numpy().tolist())),
        evidence_sha256=_fingerprint(result.evidence),
        notices=_notices(result, labels, model, names),
    )


def _history(result: ScanResult, y: pd.Series[bool], logit: Floats, scale: float) -> float | None:
    """What one earlier case nearby adds to the score in [0, 1]; None when the index itself says nothing."""
    history = location_history(result)
    if history is None or scale <= 0:
        return None
    at = result.locations.frame.index.get_indexer(y.index)
    return history_coefficient(logit, history[at], y) / scale


def checked_labels(result: ScanResult, meldingen: gpd.GeoDataFrame | None = None) -> Labels:
    """Labels of a theme that can be calibrated.

    Raises
    ------
    DataError
        In profile open, without cases or visits, or with fewer than 15 locations with a case.
    """
    theme = result.theme.name
    if result.scan.profile != "partner":
        raise DataError(
            f"Thema {theme}: in profiel {result.scan.profile} tellen casussen niet mee of blijven zij verborgen; kies "
            "profile: partner"
        )
    if result.evidence is None:
        raise DataError(
            f"Thema {theme}: deze scan heeft geen casussen of bezoeken op de locaties; noem onder layers de laag "
            "casussen, en liefst ook bezoeken"
        )
    labels = make_labels(result.evidence, result.locations, meldingen)
    known = result.risks.notna().any(axis=1)
    used = known & (labels.visited if labels.background == "bezoeken" else True)
    count = int((labels.y & used).sum())
    if count < FEWEST:
        named = result.theme.location_title if count == 1 else result.theme.location_plural
        rows = 0 if result.evidence.cases is None else len(result.evidence.cases)
        raise DataError(
            f"Thema {theme}: {count} {named} met een casus ({rows} casussen in de scan), nodig zijn er "
            f"minstens {FEWEST}: met minder zeggen de casussen te weinig en blijven de gewichten van de experts staan"
        )
    if not (used & ~labels.y).any():
        raise DataError(f"Thema {theme}: elke locatie heeft een casus; er is niets om mee te vergelijken")
    return labels


def visit_chance(result: ScanResult, labels: Labels) -> pd.Series[float]:
    """Chance that each location was visited: as logged, or estimated from where other visits were.

    Parameters
    ----------
    result
        Gives the locations and their scores by the experts.
    labels
        Labels with background ``bezoeken``.
    """
    logged = labels.propensity[labels.visited]
    logged = logged.where((logged > 0) & (logged <= 1))
    if logged.notna().mean() >= LOGGED:
        return logged.reindex(labels.y.index)
    return effort_propensity(_effort(result, labels), labels.visited)


def _effort(result: ScanResult, labels: Labels) -> pd.DataFrame:
    """What draws visits: other visits nearby, the score of the experts, the size and the gemeente."""
    places = result.locations.frame
    at, looked = labels.xy, labels.visited.to_numpy()
    tree = KDTree(at[looked])
    columns = {
        f"visits_{radius:.0f}m": np.log1p(tree.query_ball_point(at, radius, return_length=True) - looked)
        for radius in RADII_M
    }
    size = np.log1p(places["area_m2"].to_numpy(dtype=np.float64))
    score = result.scores["score_expert" if "score_expert" in result.scores else "score"]
    table = pd.DataFrame({**columns, "size": size, "score": score}, index=places.index)
    return table.join(pd.get_dummies(labels.gemeente, dtype="float64").iloc[:, 1:])


def _visit_facts(
    result: ScanResult, labels: Labels, counted: pd.Series[bool]
) -> tuple[pd.Series[bool] | None, pd.Series[float] | None]:
    """Whether each location was visited and the chance of that; nothing without a useful visit log."""
    if labels.background != "bezoeken":
        return None, None
    return labels.visited[counted], visit_chance(result, labels)[counted]


def _known_columns(result: ScanResult, counted: pd.Series[bool]) -> list[str]:
    """Indicators with differing values among the rows that count; the others say nothing here."""
    table = result.risks.loc[counted, [name for name in result.weights if name in result.risks.columns]]
    varies = table.max() > table.min()
    names = [str(name) for name in table.columns if varies[name] and result.weights[str(name)] > 0]
    if not names:
        raise DataError(f"Thema {result.theme.name}: geen enkele indicator verschilt tussen deze locaties")
    return names


def _lambda(labels: Labels) -> float | None:
    return {"bezoeken": None, "doelgroep": LAM_VISITS, "alle": LAM_ALL}[labels.background]


def _access(result: ScanResult) -> Access:
    """Strictest access of the cases and visits."""
    found = [item.access for item in result.provenance if item.layer in {"casussen", "bezoeken"}]
    return max(("restricted", *found), key=STRICTNESS.index)


def _fingerprint(evidence: Evidence | None) -> str:
    tables = [] if evidence is None else [evidence.cases, evidence.visits]
    text = "\n".join("" if table is None else table.sort_index().to_csv() for table in tables)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _notices(result: ScanResult, labels: Labels, model: AnchoredIndex, names: list[str]) -> tuple[str, ...]:
    """Sentences for every output with these weights."""
    visited = labels.visited
    fixed = [result.indicator_specs[name].title for name in result.weights if name not in names]
    thin = f"{int((visited & labels.y).sum())} met en {int((visited & ~labels.y).sum())} zonder casus"
    found = {
        FOLLOWS_REPORTS: labels.background == "doelgroep",
        f"Het bezoekenlog is te dun om mee te vergelijken ({thin}; minstens {FEWEST} van elk).": bool(visited.any())
        and labels.background != "bezoeken",
        f"Niet te ijken, gewicht van de experts: {', '.join(fixed)}.": bool(fixed),
    }
    own = (text for text in model.notices_ if text != SELECTIVE or labels.background == "alle")
    return (*(text for text, holds in found.items() if holds), *own)
