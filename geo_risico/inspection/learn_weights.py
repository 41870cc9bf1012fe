"""Weights corrected by visits of which the chance is known: no estimate of where people look is needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from geo_risico.core.evidence_specs import WeightRow, WeightsFile
from geo_risico.core.lessons import WeightLesson
from geo_risico.core.visit_choice import VALUE
from geo_risico.model.anchored import FEWEST_CASES, AnchoredIndex
from geo_risico.model.draws import block_weights, weight_intervals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy as np

    from geo_risico.core.specs import Access


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Theme whose weights are corrected: its name and titles, the weights as used, and what the file tells."""

    scan: str
    theme: str
    title: str
    weights: Mapping[str, float]
    titles: Mapping[str, str]
    peildatum: dt.date
    made: dt.date
    is_fictief: bool
    access: Access = "restricted"


def weight_lesson(rows: pd.DataFrame, about: Weighed, rng: np.random.Generator) -> WeightLesson:
    """Corrected weights of one theme with their intervals, or what is missing for them.

    Cases are compared with visited places without a finding; both count 1 over the chance to be chosen (clipped at
    the 95th percentile), as method and model ask.

    Parameters
    ----------
    rows
        Columns theme, inclusion_probability, hit, x, y and those with values.
    about
        Theme and the weights before.
    rng
        Source of the draws of blocks.
    """
    seen = rows[rows["theme"].eq(about.theme) & rows["hit"].notna()].sort_index()
    names = _names(seen, about)
    reason = _obstacle(seen, names, about)
    if reason:
        return WeightLesson(theme=about.theme, title=about.title, reason=reason)
    table = seen[[VALUE + name for name in names]].set_axis(names, axis=1).reset_index(drop=True)
    facts = seen.reset_index(drop=True)
    expert = pd.Series(dict(about.weights), dtype="float64")
    expert /= expert.sum()
    labels, chance, points = facts["hit"] > 0, facts["inclusion_probability"], facts[["x", "y"]].to_numpy()
    everywhere = pd.Series(data=True, index=facts.index)
    model = AnchoredIndex(w0=expert[names].to_numpy())
    with threadpool_limits(limits=1):  # small tables: threads would wait for each other
        model.fit(table, labels, visited=everywhere, propensity=chance, xy=points)
        drawn = block_weights(model, table, labels, points, rng=rng, visited=everywhere, propensity=chance)
    share = float(expert[names].sum())
    draws = drawn.mul(share).reindex(columns=expert.index).fillna(expert)
    bounds = weight_intervals(draws)
    after = expert.copy()
    after[names] = model.weights_ * share
    weights = WeightsFile(
        scan=about.scan,
        theme=about.theme,
        made=about.made,
        peildatum=about.peildatum,
        is_fictief=about.is_fictief,
        access=about.access,
        case_count=model.case_count_,
        background_count=model.background_count_,
        background="bezoeken",
        lam=model.lam_,
        kappa=model.kappa,
        intercept=model.intercept_,
        weights={
            str(name): WeightRow(
                expert=expert[name], calibrated=after[name], low=bounds["low"][name], high=bounds["high"][name]
            )
            for name in expert.index
        },
        draws=tuple(map(tuple, draws.to_numpy().tolist())),
        evidence_sha256=_fingerprint(seen),
        notices=model.notices_,
    )
    titles = tuple((str(name), about.titles.get(str(name), str(name))) for name in expert.index)
    return WeightLesson(theme=about.theme, title=about.title, weights=weights, titles=titles)


def _names(seen: pd.DataFrame, about: Weighed) -> list[str]:
    """Indicators with a weight whose values differ among the visits."""
    return [
        name
        for name, weight in about.weights.items()
        if weight > 0 and VALUE + name in seen and seen[VALUE + name].max() > seen[VALUE + name].min()
    ]


def _obstacle(seen: pd.DataFrame, names: list[str], about: Weighed) -> str:
    known = seen[[VALUE + name for name in names]].notna().any(axis=1) if names else pd.Series(dtype="bool")
    used = seen[known] if names else seen
    hits, misses = int(used["hit"].sum()), int((1 - used["hit"]).sum())
    if not about.weights:
        return "de gewichten van dit thema zijn niet gevonden; geef de scandefinitie mee of voer de scan opnieuw uit"
    if hits < FEWEST_CASES:
        bezoeken = "bezoek" if hits == 1 else "bezoeken"
        return (
            f"{hits} {bezoeken} met een vondst; er zijn er minstens {FEWEST_CASES} nodig, dus nog "
            f"{FEWEST_CASES - hits}. Tot dan blijven de gewichten van de experts staan"
        )
    if not misses:
        return "elk bezoek vond iets; zonder bezoeken met 'niets aangetroffen' valt er niets te vergelijken"
    return "" if names else "geen enkele indicator verschilt tussen de bezochte plaatsen"


def _fingerprint(seen: pd.DataFrame) -> str:
    kept = [name for name in seen.columns if name in {"hit", "inclusion_probability"} or str(name).startswith(VALUE)]
    return hashlib.sha256(seen[kept].to_csv().encode("utf-8")).hexdigest()
