"""Texts about gemeenten over time and about the surroundings of new barriers, for the page of a comparison."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo_risico.core.numbers import format_change, format_date, format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.displacement import Displacement
    from geo_risico.core.trend import Movement, Trend

MOST_DAYS = 10


def movement_texts(movement: Movement, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows: gemeenten against each other, the row of mean scores, and the waterbed.

    Parameters
    ----------
    movement
        Of one theme.
    names
        Gemeente code -> name.
    """
    return {
        "gemeenten": [
            {
                "name": names.get(str(code), str(code)),
                "count": format_number(int(row["count"])),
                **{key: _points(row[key]) for key in ("world", "rest_world", "difference")},
                "interval": _interval(row["low"], row["high"]),
                "verdict": row["verdict"],
            }
            for code, row in movement.trend.changes.iterrows()
        ],
        "level": f"{format_number(100 * movement.trend.level)}%",
        "series": _series(movement.trend, names),
        "waterbed": _waterbed(movement),
    }


def _series(trend: Trend, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Mean scores by gemeente (rows) and peildatum (columns); None with fewer than two dates."""
    days = sorted(trend.series["peildatum"].unique())[-MOST_DAYS:]
    if len(days) < len("AB"):
        return None
    part = trend.series[trend.series["peildatum"].isin(days)]
    table = part.pivot_table(index="code", columns="peildatum", values="mean_score", dropna=False, observed=False)
    whole = part.groupby("peildatum")["rest_score"].first()
    rows = [
        (names.get(str(code), str(code)), [_score(row.get(day)) for day in days])
        for code, row in table.reindex(columns=days).iterrows()
    ]
    return {
        "days": [format_date(day) for day in days],
        "rows": rows,
        "whole": [_score(whole.get(day)) for day in days],
    }


def _waterbed(movement: Movement) -> dict[str, Any]:
    """Sentences about the surroundings of places that got barriers."""
    if not movement.has_axis:
        return {"lead": "Dit thema houdt drempels niet apart bij; verplaatsing is dan niet te meten.", "rows": []}
    if movement.scores is None:
        return {"lead": "Tussen deze scans kwamen er op geen enkele plek merkbaar drempels bij.", "rows": []}
    count = format_number(len(movement.hardened))
    lead = (
        f"Op {count} plek(ken) kwamen er drempels bij, zoals een hek of toezicht. Vergeleken is de omgeving daarvan "
        "(tot 3 km) met plekken van dezelfde soort die eerder even hoog scoorden en ver weg liggen."
    )
    rows = [("Score", movement.scores, 100.0, "punten")]
    if movement.cases is not None:
        rows.append(("Nieuwe casussen", movement.cases, 1.0, "per plek"))
    return {"lead": lead, "rows": [_effect(title, found, factor, unit) for title, found, factor, unit in rows]}


def _effect(title: str, found: Displacement, factor: float, unit: str) -> dict[str, str]:
    scaled = [value * factor for value in (found.effect, found.low, found.high, found.chance_low, found.chance_high)]
    effect, low, high, chance_low, chance_high = scaled
    return {
        "title": title,
        "effect": f"{_signed(effect)} {unit}",
        "interval": "te weinig plekken" if math.isnan(low) else f"{_signed(low)} tot {_signed(high)}",
        "chance": "-" if math.isnan(chance_low) else f"{_signed(chance_low)} tot {_signed(chance_high)}",
        "verdict": found.verdict,
    }


def _points(value: float) -> str:
    return _signed(100 * value)


def _interval(low: float, high: float) -> str:
    return "-" if math.isnan(low) else f"{_points(low)} tot {_points(high)}"


def _score(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else format_number(100 * value, 1)


def _signed(value: float) -> str:
    return format_change(value, 2)
