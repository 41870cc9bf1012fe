"""The page about two scans: which locations rose and fell, why, and what that means per area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS
from geo_risico.core.numbers import format_number
from geo_risico.reports.movement import movement_texts
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geo_risico.core.comparison import Comparison, ThemeComparison
    from geo_risico.core.trend import Movement

MOST_ROWS: Final = 100
MOST_DOTS: Final = 2000
WORDS: Final = {
    "world": "Werkelijkheid",
    "data": "Gegevens",
    "method": "Methode",
    "peers": "Vergelijkingsgroep",
    "unknown": "Onbekend",
}
STATUS: Final = {
    "same": "zelfde plek",
    "reshaped": "andere afbakening",
    "split": "andere afbakening (gesplitst)",
    "merged": "andere afbakening (samengevoegd)",
}
_WIDE: Final = 1000.0
_LEAST: Final = 5e-4


def write_vergelijking(comparison: Comparison, moved: Mapping[str, Movement]) -> str:
    """Complete HTML document (Dutch, no script, no outside source) about the changes between two scans.

    Parameters
    ----------
    comparison
        Two scans beside each other.
    moved
        Theme -> gemeenten over time and surroundings of new barriers.
    """
    runs = (comparison.old, comparison.new)
    context = {
        "old": comparison.old,
        "new": comparison.new,
        "is_fictief": any(run.is_fictief for run in runs),
        "is_open": comparison.new.profile == "open",
        "expires": min(run.expires for run in runs),
        "notices": comparison.notices,
        "words": WORDS,
        "themes": [_theme(part) | {"moved": _moved(part, moved)} for part in comparison.themes],
    }
    return render_page("vergelijking.html.j2", ("informatiebeeld.css", "vergelijking.css"), context)


def _moved(part: ThemeComparison, moved: Mapping[str, Movement]) -> dict[str, Any] | None:
    found = moved.get(part.theme.name)
    if found is None:
        return None
    rows = part.areas[part.areas["soort"].eq("gemeenten")]
    names = dict(zip(rows["code"].astype(str), rows["naam"].astype(str), strict=True))
    return movement_texts(found, names)


def _theme(part: ThemeComparison) -> dict[str, Any]:
    """What the page shows of one theme."""
    told: dict[str, Any] = {
        "name": part.theme.name,
        "title": part.theme.title,
        "method": part.method_changes,
        "areas": [_area(row) for row in part.areas.to_dict("records") if row["soort"] == "gemeenten"],
        "smaller": [_area(row) for row in part.areas.to_dict("records") if row["soort"] != "gemeenten"][:MOST_ROWS],
        "rows": None,
    }
    if part.rows is None:
        return told
    rows = part.rows
    is_told = ~rows["reason"].isin(["unknown", "new", "gone", "none"]).to_numpy()
    change = rows["change"].reset_index(drop=True)
    moved = change[is_told & (change.abs() >= _LEAST)]
    rising = moved[moved > 0].sort_values(ascending=False, kind="stable")
    falling = moved[moved < 0].sort_values(kind="stable")
    differs = rows["reason"].isin(["peers", "unknown"]) & (rows["class_old"] != rows["class_new"])
    return told | {
        "rows": True,
        "counts": _counts(part),
        "means": _means(rows.loc[is_told, ["change", *FACTORS]]),
        "risers": _rows(rows, rising.index),
        "fallers": _rows(rows, falling.index),
        "others": _rows(rows, np.flatnonzero(differs)),
        "rise_count": format_number(len(rising)),
        "fall_count": format_number(len(falling)),
        "dots": _dots(rows.iloc[moved.abs().sort_values(ascending=False, kind="stable").index[:MOST_DOTS]]),
    }


def _rows(rows: pd.DataFrame, places: npt.ArrayLike) -> list[dict[str, Any]]:
    """The first rows at these places, as the page shows them."""
    shown = rows.iloc[np.asarray(places)[:MOST_ROWS]]
    return [_row(name, row) for name, row in shown.iterrows()]


def _counts(part: ThemeComparison) -> Sequence[tuple[str, str]]:
    if part.rows is None:
        return []
    status = part.rows["status"].value_counts()
    names = {**STATUS, "new": "nieuw", "gone": "weg"}
    return [(title, format_number(int(status.get(key, 0)))) for key, title in names.items()]


def _means(rows: pd.DataFrame) -> dict[str, str]:
    """Mean change and its parts, in points of 100."""
    return {name: points(float(rows[name].mean())) if len(rows) else "-" for name in ("change", *FACTORS)}


def points(value: float) -> str:
    """A change of score in points of 100, with its sign; a dash where it is unknown."""
    if np.isnan(value):
        return "-"
    text = format_number(abs(100 * value), 1)
    sign = "" if round(abs(100 * value), 1) == 0 else "+" if value > 0 else "\u2212"
    return f"{sign}{text}"


def _row(name: Any, row: pd.Series[Any]) -> dict[str, Any]:  # noqa: ANN401 - the label of a row
    return {
        "id": str(name),
        "label": row["label"],
        "status": STATUS.get(row["status"], row["status"]),
        "reason": row["reason"],
        "word": WORDS.get(row["reason"], ""),
        "classes": f"{row['class_old']} \u2192 {row['class_new']}",
        "sentence": row["sentence"],
        **{factor: points(row[factor]) for factor in ("change", *FACTORS)},
    }


def _area(row: dict[Any, Any]) -> dict[str, Any]:
    name = row["naam"] if isinstance(row["naam"], str) else row["code"]
    return {
        "name": name,
        "soort": row["soort"],
        "known": "-" if pd.isna(row["known_count"]) else format_number(int(row["known_count"])),
        **{key: points(row[key]) for key in ("change", "known_change", *FACTORS)},
    }


def _dots(top: pd.DataFrame) -> dict[str, Any] | None:
    """Places of the largest changes, fitted into a drawing."""
    if top.empty:
        return None
    centre = top["geometry"].array.centroid
    x, y = np.asarray(centre.x), np.asarray(centre.y)
    span = max(float(np.ptp(x)), float(np.ptp(y)) * 1.2, 500.0)
    place = 20 + (x - x.min()) / span * (_WIDE - 40), 20 + (y.max() - y) / span * (_WIDE - 40)
    largest = float(top["change"].abs().max())
    marks = [
        {
            "x": round(float(one), 1),
            "y": round(float(other), 1),
            "r": round(4 + 8 * abs(change) / largest, 1),
            "up": change > 0,
            "reason": reason,
            "title": f"{label}: {points(change)}",
        }
        for one, other, change, reason, label in zip(*place, top["change"], top["reason"], top["label"], strict=True)
    ]
    return {"marks": marks, "height": round(40 + float(np.ptp(y)) / span * (_WIDE - 40))}
