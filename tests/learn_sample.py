"""Sealed choices with a known truth, and the findings that visits would give."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from geo_risico.core.findings import FOUND, Finding
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION, NOT_CHOSEN, VALUE, VisitChoice

DAY = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
NOTHING = "niets aangetroffen"


def make_rows(rng, size=600, top=40, drawn=30, indicators=4):
    """Places with a score that follows the first indicator, chosen as the design says; column truth is the answer."""
    values = rng.random((size, indicators))
    zone = np.array([f"zone {k}" for k in range(5)])[rng.integers(0, 5, size)]
    score = values[:, 0] + 0.2 * rng.random(size)
    rows = pd.DataFrame(
        {
            "theme": "buitengebied",
            "label": [f"Erf {k}" for k in range(size)],
            "kind": np.where(rng.random(size) < 0.7, "erf", "schuur"),
            "gemeente_code": "GM9999",
            "zone": zone,
            "stratum": zone,
            "arm": NOT_CHOSEN,
            "inclusion_probability": 0.0,
            "excluded": "",
            "score": score,
            "percentile": pd.Series(score).rank(pct=True).to_numpy(),
            "class": np.array(list("ABCDE"))[np.minimum(4, (pd.Series(score).rank(pct=True) * 4.99).astype(int))],
            "witte_vlek": "",
            "x": 170000.0 + rng.random(size) * 20000,
            "y": 500000.0 + rng.random(size) * 20000,
            **{f"{VALUE}v{k}": values[:, k] for k in range(indicators)},
            "truth": rng.random(size) < 0.05 + 0.45 * values[:, 0] ** 2,
        },
        index=pd.Index([f"E{k:04d}" for k in range(size)], name="location_id"),
    )
    chosen = rows["score"].nlargest(top).index
    rows.loc[chosen, ["arm", "inclusion_probability"]] = [BY_SCORE, 1.0]
    return with_draw(rows, drawn, rng)


def with_draw(rows, drawn, rng):
    """The rows with a stratified draw from what the score did not take; zones get unequal chances on purpose."""
    arm, chance = rows["arm"].to_numpy(dtype=object).copy(), rows["inclusion_probability"].to_numpy().copy()
    strata = np.where(arm == NOT_CHOSEN, rows["stratum"], "")
    sizes = {name: int((strata == name).sum()) for name in sorted(set(strata)) if name}
    total = sum(np.sqrt(size) for size in sizes.values())
    for name, size in sizes.items():
        own, wanted = np.flatnonzero(strata == name), drawn * np.sqrt(size) / total
        chance[own] = wanted / size
        arm[rng.choice(own, int(np.floor(wanted + rng.random())), replace=False)] = EXPLORATION
    return rows.assign(arm=pd.Series(arm, index=rows.index, dtype="str"), inclusion_probability=chance)


def make_choice(rows, name="2026-03-01-aaaaaa", made_at=DAY):
    """The rows as a sealed choice, without the truth."""
    return VisitChoice(
        keuze_id=name,
        scan="proef",
        is_fictief=True,
        peildatum=dt.date(2026, 1, 1),
        made_at=made_at,
        seed=1,
        settings={},
        rows=rows.drop(columns="truth", errors="ignore"),
    )


def finding(name, outcome, days=1, keuze_id="", **changes):
    """One entry of the form, with the choice that it names."""
    facts = {
        "location_id": name,
        "theme": "buitengebied",
        "outcome": outcome,
        "codes": ("fout",) if outcome == FOUND else (),
        "ticks": (),
        "follow_up": "",
        "moment": DAY + dt.timedelta(days=days),
        "list_name": "standaard",
    }
    return keuze_id, Finding(**{**facts, **changes})


def answers(rows, rng=None, lost=0.0, days=1):
    """Findings of all places on the list; a share of the visits, at random, met a closed gate."""
    chosen = rows[rows["arm"].ne(NOT_CHOSEN)]
    gate = np.zeros(len(chosen), dtype=bool) if rng is None else rng.random(len(chosen)) < lost
    return [
        finding(name, "geen toegang" if shut else FOUND if truth else NOTHING, days)
        for (name, truth), shut in zip(chosen["truth"].items(), gate, strict=True)
    ]
