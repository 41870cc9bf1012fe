"""The page "wat leerden we deze ronde": what visits taught, for people who decide and not only for analysts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.lessons import FEWEST_VISITS
from geo_risico.core.numbers import format_number, format_share
from geo_risico.core.terms import CLASS_WORDS
from geo_risico.reports.page import render_page
from geo_risico.reports.wat_leerden_words import bounds, indicator_note, missing_words, summary, weight_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_risico.core.lessons import Cell, IndicatorLesson, Lessons, Share, WeightLesson
    from geo_risico.core.results import ReleaseMeta

_PAGE: Final = "wat_leerden.html.j2"
_STYLES: Final = ("informatiebeeld.css", "wat_leerden.css")
FIRST_INDICATORS: Final = 5
MOST_INDICATORS: Final = 16
MOST_CELLS: Final = 8
MOST_CODES: Final = 5
MOST_ROUNDS: Final = 8
MOST_WEIGHTS: Final = 6
_ROOM: Final = 200.0
"""Width of a bar in its own units: 1 is 100 percent."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An interval to draw, in units from 0 to 200: its ends, and the dot where there is one."""

    low: float
    wide: float
    dot: float | None
    middle: float | None = None
    """A line to compare with."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table: what it is about, counts, share and interval as words, and the bar."""

    title: str
    counts: str
    share: str
    interval: str
    bar: Bar | None
    note: str = ""


def write_wat_leerden(lessons: Lessons, meta: ReleaseMeta, *, is_all: bool) -> str:
    """Complete HTML document (Dutch, no script, no outside source) of two A4 pages; one in an open product.

    Parameters
    ----------
    lessons
        What may be told.
    meta
        What stands on every page of the scan.
    is_all
        About all rounds together, with their course.
    """
    return render_page(_PAGE, _STYLES, _context(lessons, meta, is_all=is_all))


def _context(lessons: Lessons, meta: ReleaseMeta, *, is_all: bool) -> dict[str, Any]:
    told = [item for item in lessons.indicators if item.chance is not None]
    shown = _rounds(lessons) if is_all and meta.profile != "open" else []
    return {
        "meta": meta,
        "lessons": lessons,
        "is_all": is_all,
        "day": lessons.rounds[-1].day,
        "summary": summary(lessons, is_all=is_all),
        "missing": missing_words(lessons),
        "codes": [f"{name} ({format_number(count)})" for name, count in lessons.found_codes[:MOST_CODES]],
        "arms": _arms(lessons),
        "classes": [_cell(cell, f"{cell.name} {CLASS_WORDS.get(cell.name, '')}".strip()) for cell in lessons.classes],
        "kinds": [_cell(cell) for cell in lessons.kinds[:MOST_CELLS]],
        "zones": [_cell(cell) for cell in lessons.zones[:MOST_CELLS]],
        "left_out": (max(0, len(lessons.kinds) - MOST_CELLS), max(0, len(lessons.zones) - MOST_CELLS)),
        "indicators": [_indicator(item) for item in told[:FIRST_INDICATORS]],
        "all_indicators": [_indicator(item) for item in told[:MOST_INDICATORS]],
        "indicator_count": len(told),
        "indicator_note": indicator_note(lessons.indicators),
        "weights": [_weights(item) for item in lessons.weights],
        "rounds": shown,
        "fewest": FEWEST_VISITS,
        "is_open": meta.profile == "open",
    }


def _arms(lessons: Lessons) -> list[Row]:
    rows = [
        _row("Gekozen op score", lessons.by_score),
        _row("Geloot uit de rest", lessons.drawn),
        _row("Alle plekken (schatting)", lessons.everywhere),
    ]
    is_split = bool(lessons.by_score.visits + lessons.drawn.visits) or not lessons.everywhere.visits
    return rows if is_split else rows[-1:]


def _row(title: str, found: Share) -> Row:
    counts = f"{format_number(found.hits)} van {format_number(found.visits)}"
    if found.share is None:
        return Row(title=title, counts=counts, share="-", interval="te weinig bezoeken", bar=None)
    return Row(
        title=title,
        counts=counts,
        share=format_share(found.share),
        interval=bounds(found),
        bar=_bar(found.low, found.high, found.share),
    )


def _cell(cell: Cell, title: str = "") -> Row:
    found = _row(title or cell.name, cell.share)
    unseen = " (nog niet gezien)" if not cell.share.visits else ""
    note = f"{format_number(cell.chosen)} van {format_number(cell.places)} op de lijst{unseen}"
    return Row(**{**found.__dict__, "note": note})


def _bar(low: float, high: float, dot: float | None, middle: float | None = None) -> Bar:
    return Bar(
        low=round(_ROOM * low, 1),
        wide=round(max(_ROOM * (high - low), 1.0), 1),
        dot=None if dot is None else round(_ROOM * dot, 1),
        middle=None if middle is None else _ROOM * middle,
    )


def _indicator(item: IndicatorLesson) -> Row:
    chance = item.chance or 0.0
    return Row(
        title=item.title,
        counts=f"{format_number(item.hits)} / {format_number(item.misses)}",
        share=format_share(chance),
        interval=f"{format_share(item.low)} - {format_share(item.high)}",
        bar=_bar(item.low, item.high, chance, 0.5),
        note=item.verdict,
    )


def _weights(item: WeightLesson) -> dict[str, Any]:
    if item.weights is None:
        return {"title": item.title, "words": weight_words(item), "rows": []}
    titles = dict(item.titles)
    moved = sorted(item.weights.weights.items(), key=lambda pair: -abs(pair[1].calibrated - pair[1].expert))
    top = max((row.high for _, row in moved[:MOST_WEIGHTS]), default=1.0)
    top = max(top, *(row.expert for _, row in moved[:MOST_WEIGHTS]), 0.01)
    rows = [
        Row(
            title=titles.get(name, name),
            counts=format_share(row.expert, 1),
            share=format_share(row.calibrated, 1),
            interval=f"{format_share(row.low, 1)} - {format_share(row.high, 1)}",
            bar=_bar(row.low / top, row.high / top, row.calibrated / top, row.expert / top),
        )
        for name, row in moved[:MOST_WEIGHTS]
    ]
    return {"title": item.title, "words": weight_words(item), "rows": rows}


def _rounds(lessons: Lessons) -> Sequence[dict[str, Any]]:
    """The last rounds, each with the share of all places."""
    return [
        {"day": line.day, "chosen": line.chosen, "row": _row("", line.everywhere), "drawn": _counts(line.drawn)}
        for line in _last(lessons.rounds)
    ]


def _last(lines: Iterable[Any]) -> list[Any]:
    return list(lines)[-MOST_ROUNDS:]


def _counts(found: Share) -> str:
    return f"{format_number(found.hits)} van {format_number(found.visits)}"
