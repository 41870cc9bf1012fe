"""The page about two scans: which locations rose and fell, why, and what that means per area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS
from geo_risico.core.numbers import format_number
from geo_risico.reports.change_map import change_map, points
from geo_risico.reports.movement import movement_texts
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
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
        "themes": [
            _theme(part, _areas(comparison, part)) | {"moved": _moved(part, moved)} for part in comparison.themes
        ],
    }
    return render_page("vergelijking.html.j2", ("informatiebeeld.css", "vergelijking.css"), context)


def _areas(comparison: Comparison, part: ThemeComparison) -> gpd.GeoDataFrame | None:
    theme = comparison.new.theme(part.theme.name)
    return None if theme is None else theme.areas


def _moved(part: ThemeComparison, moved: Mapping[str, Movement]) -> dict[str, Any] | None:
    found = moved.get(part.theme.name)
    if found is None:
        return None
    rows = part.areas[part.areas["soort"].eq("gemeenten")]
    names = dict(zip(rows["code"].astype(str), rows["naam"].astype(str), strict=True))
    return movement_texts(found, names)


def _theme(part: ThemeComparison, areas: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """What the page shows of one theme; the outlines of its areas give the map its bearings."""
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
    largest = moved.abs().sort_values(ascending=False, kind="stable").index
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
        "dots": change_map(rows.iloc[largest[:MOST_DOTS]], areas),
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
