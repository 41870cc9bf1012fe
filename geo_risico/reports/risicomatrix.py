"""The risicomatrix: one page A4 with five by five cells and the locations in them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.certainty import BLIND, PARTLY, ROBUSTNESS_WORDS, UNKNOWN, described, has_log, place_text
from geo_risico.core.risicomatrix import LABEL, STEPS, cells
from geo_risico.reports.page import render_page
from geo_risico.reports.room import shorten
from geo_risico.reports.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_risico.core.results import Release
    from geo_risico.core.risicomatrix import Cell

ROW_LIMIT: Final = 18
_PAGE: Final = "risicomatrix.html.j2"
_STYLES: Final = ("informatiebeeld.css", "informatiebeeld_print.css", "risicomatrix.css")
_NAMED: Final = 1
_NUMBERED: Final = 4
_NAME_LENGTH: Final = 20
_MISSING: Final = 2
_SOURCE_LIMIT: Final = 12
_NOTICE_BUDGET: Final = 480
_NOTICE_LENGTH: Final = 260
"""Signs of the notices together and of one notice; a sentence cut short may say the opposite."""
_RANK: Final = ("rank_low", "rank_high", "rank_count")
_SIDES: Final = ("water", "land")
WORDS: Final = MappingProxyType({5: "zeer hoog", 4: "hoog", 3: "midden", 2: "laag", 1: "zeer laag"})
BARRIERS: Final = MappingProxyType({5: "zeer sterk", 4: "sterk", 3: "midden", 2: "zwak", 1: "zeer zwak"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One location in the list: its number on the page, its place in the matrix and what is not known."""

    number: int
    name: str
    kind: str
    kans: int | None
    barriere: int | None
    kans_coverage: float
    barriere_coverage: float
    sides: tuple[float | None, ...]
    missing: str
    sure: str
    """Robust or not, interval of the rank, and whether anybody looked."""


@dataclass(frozen=True, kw_only=True)
class Square:
    """One cell of the matrix: how many locations and which, ``tone`` 0 (little to see) to 4, None for unknown."""

    count: int
    text: str
    tone: int | None


def write_risicomatrix(release: Release) -> str:
    """Complete HTML document (Dutch, no script, no outside source) that prints on one A4 page.

    Parameters
    ----------
    release
        What may be shown; its profile shows the matrix.

    Returns
    -------
    str
        The document, the same for the same release.
    """
    return render_page(_PAGE, _STYLES, _context(release))


def _context(release: Release) -> dict[str, Any]:
    locations = described(release)
    matrix = release.theme.matrix
    if locations is None or matrix is None:
        raise TypeError("the release shows no risicomatrix")
    ordered = _ordered(locations)
    numbers = {str(name): number for number, name in enumerate(ordered.index, start=1)}
    shown, notices = sources(release, _SOURCE_LIMIT), _notices(release)
    return {
        "meta": release.meta,
        "theme": release.theme,
        "matrix": matrix,
        "label": LABEL,
        "grid": _grid(ordered, numbers),
        "steps": STEPS,
        "kans_words": WORDS,
        "barriere_words": BARRIERS,
        "rows": [_row(release, ordered, name, number) for name, number in numbers.items() if number <= ROW_LIMIT],
        "sides": [side for side in _SIDES if _side_weights(release, side)],
        "total": len(ordered),
        "has_sure": "zekerheid" in ordered,
        "has_log": has_log(ordered),
        "unknown": int(ordered[["kans_level", "barriere_level"]].isna().any(axis=1).sum()),
        "sources": [row.title for row in shown.rows],
        "sources_more": shown.more,
        "notices": notices,
        "notices_more": len(_told(release)) - len(notices),
    }


def _told(release: Release) -> list[str]:
    return [notice for notice in release.meta.notices if not notice.startswith("FICTIEF")]


def _notices(release: Release) -> list[str]:
    """The first notices, whole, as far as the page has room; the page itself says that it is fictitious."""
    shown: list[str] = []
    for notice in _told(release):
        text = shorten(notice, _NOTICE_LENGTH)
        if sum(map(len, shown)) + len(text) > _NOTICE_BUDGET:
            break
        shown.append(text)
    return shown


def _ordered(locations: pd.DataFrame) -> pd.DataFrame:
    """Known places first, much opportunity with little barrier on top; then what is partly or wholly unknown."""
    keys = pd.DataFrame(
        {
            "unknown": locations[["kans_level", "barriere_level"]].isna().sum(axis=1),
            "gap": locations["barriere_level"].fillna(0) - locations["kans_level"].fillna(0),
            "kans": -locations["kans"].fillna(-1),
            "name": locations["label"],
        },
        index=locations.index,
    )
    return locations.loc[keys.sort_index().sort_values(["unknown", "gap", "kans", "name"], kind="stable").index]


def _grid(ordered: pd.DataFrame, numbers: dict[str, int]) -> dict[Cell, Square]:
    found = cells(ordered)
    levels = (*STEPS, None)
    return {
        (kans, barriere): _square(ordered, found.get((kans, barriere), []), numbers, (kans, barriere))
        for kans in levels
        for barriere in levels
    }


def _square(ordered: pd.DataFrame, names: list[str], numbers: dict[str, int], cell: Cell) -> Square:
    kans, barriere = cell
    listed = [name for name in names if numbers[name] <= ROW_LIMIT]
    if len(names) <= _NAMED:
        labels = ordered.loc[names, "label"]
        parts = [f"{numbers[str(name)]} {shorten(label, _NAME_LENGTH)}" for name, label in labels.items()]
    else:
        parts = [str(numbers[name]) for name in listed[:_NUMBERED]]
    rest = len(names) - len(parts)
    text = "; ".join([*parts, *([f"en {rest} andere"] if rest and parts else [])])
    tone = None if kans is None or barriere is None else (kans - barriere + 4) // 2
    return Square(count=len(names), text=text, tone=tone)


def _row(release: Release, ordered: pd.DataFrame, name: str, number: int) -> Row:
    place: Any = ordered.loc[[name]].iloc[0]
    return Row(
        number=number,
        name=str(place["label"]),
        kind=str(place["kind"]),
        kans=_step(place["kans_level"]),
        barriere=_step(place["barriere_level"]),
        kans_coverage=float(place["kans_coverage"]),
        barriere_coverage=float(place["barriere_coverage"]),
        sides=tuple(_side(release, name, side) for side in _SIDES if _side_weights(release, side)),
        missing=_missing(release, name),
        sure=_sure(place),
    )


def _sure(place: pd.Series[Any]) -> str:
    """Few words: robust or not, the places in the ranking, and where hardly anybody looked."""
    places = "" if place.get("robustness") == UNKNOWN else place_text(*(place.get(name, math.nan) for name in _RANK))
    words = [
        ROBUSTNESS_WORDS.get(str(place.get("robustness", "")), ""),
        places.removeprefix("plaats ").replace(" tot ", "-").replace(" van ", "/"),
    ]
    looked = place.get("witte_vlek")
    return " ".join(filter(None, [*words, looked if looked in {BLIND, PARTLY} else ""]))


def _step(level: float) -> int | None:
    return None if pd.isna(level) else int(level)


def _side_weights(release: Release, side: str) -> dict[str, float]:
    """Weights of the indicators on the land side or the water side."""
    names = [name for dim in release.theme.dimensions if dim.side == side for name in dim.weights]
    used = release.weights or release.theme.weights
    return {name: used.get(name, 0.0) for name in names}


def _side(release: Release, name: str, side: str) -> float | None:
    """Weighted mean of the known risks of one side, 0 to 100; None where too little is known."""
    weights = pd.Series(_side_weights(release, side), dtype="float64")
    matrix = release.theme.matrix
    if release.risks is None or matrix is None or weights.sum() <= 0:
        return None
    risks = release.risks.loc[[name]].iloc[0].reindex(weights.index)
    known = weights.where(risks.notna(), 0.0)
    if known.sum() <= 0 or known.sum() < matrix.minimum_coverage * weights.sum():
        return None
    return float(100 * np.nansum(known * risks) / known.sum())


def _missing(release: Release, name: str) -> str:
    """Titles of the unknown indicators of one location, the heaviest first."""
    if release.risks is None:
        return ""
    used = release.weights or release.theme.weights
    risks = release.risks.loc[[name]].iloc[0]
    unknown = sorted((key for key in used if used[key] > 0 and pd.isna(risks.get(key))), key=lambda key: -used[key])
    return _enumerate(release.indicator_specs[key].title.lower() for key in unknown if key in release.indicator_specs)


def _enumerate(titles: Iterable[str]) -> str:
    listed = list(titles)
    rest = len(listed) - _MISSING
    return "; ".join([*listed[:_MISSING], *([f"en {rest} andere"] if rest > 0 else [])])
