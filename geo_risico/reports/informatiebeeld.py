"""The informatiebeeld: two pages that an administrator can read and print."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.certainty import certainty_counts
from geo_risico.core.numbers import format_number
from geo_risico.reports.advice import advice_lines, report_advice
from geo_risico.reports.area_table import ROW_LIMIT, area_table
from geo_risico.reports.comparison import LINES as COMPARISON_LINES
from geo_risico.reports.comparison import Comparison, comparison
from geo_risico.reports.counts import CLASS_WORDS, CLASSES, UNKNOWN_CLASS, class_column, count_locations, gemeenten_of
from geo_risico.reports.former import LINES as SINCE_LINES
from geo_risico.reports.former import since_former
from geo_risico.reports.gaps import gaps
from geo_risico.reports.map_picture import COLOURS, PictureSize, fitting_size, map_picture
from geo_risico.reports.map_subject import PLAIN, MapSubject, map_subject
from geo_risico.reports.page import render_page
from geo_risico.reports.room import ABSENT_LENGTH, NOTE_LENGTH, is_roomy, is_short, shorten, source_limit
from geo_risico.reports.sources import joined, sources
from geo_risico.reports.top_themes import top_themes

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.reports.counts import Counts

_PAGE: Final = "informatiebeeld.html.j2"
_STYLES: Final = ("informatiebeeld.css", "informatiebeeld_print.css")
_NAMED_LIMIT: Final = 3
OWN_ROW_LIMIT: Final = 8
OWN_NOTE_LIMIT: Final = 3
"""Rows and notes on the page of one gemeente, which also holds the comparison."""


def write_informatiebeeld(release: Release, whole: Release | None = None) -> str:
    """Complete HTML document (Dutch, no script, no outside source) that prints on two A4 pages.

    Parameters
    ----------
    release
        What may be shown; the only input.
    whole
        Release that ``release`` is one gemeente of, to set that gemeente beside the others.

    Returns
    -------
    str
        The document, the same for the same release.
    """
    own = None if whole is None else _own(release, whole)
    return render_page(_PAGE, _STYLES, _context(release, own))


@dataclass(frozen=True, kw_only=True)
class _Own:
    """What the page of one gemeente needs beside the page of a scan."""

    whole: Release
    compared: Comparison | None
    class_name: str | None
    """Class of the gemeente where each location is one; None where that is not shown."""

    @property
    def lines(self) -> int:
        """Lines of the comparison on the second page."""
        return COMPARISON_LINES if self.compared else 0


def _own(release: Release, whole: Release) -> _Own:
    areas = release.aggregates["gemeenten"]
    shown = release.locations if release.locations is not None else areas
    column = next((name for name in ("class_all", "class") if name in shown), None)
    names = [] if column is None else shown[column].dropna().tolist()
    is_one = release.theme.locations == "gemeenten" and len(names) == 1
    return _Own(
        whole=whole,
        compared=comparison(whole, str(areas.index[0])),
        class_name=str(names[0]) if is_one else None,
    )


def _picture(release: Release, own: _Own | None) -> tuple[MapSubject, PictureSize, bytes]:
    """Map of the release; where one gemeente is one location, that of all gemeenten with a line around this one."""
    if own is not None and release.theme.locations == "gemeenten":
        size = fitting_size(own.whole)
        return map_subject(own.whole), size, map_picture(own.whole, size, outline=release.aggregates["gemeenten"])
    size = fitting_size(release)
    return map_subject(release), size, map_picture(release, size)


def _context(release: Release, own: _Own | None) -> dict[str, Any]:
    subject, size, picture = _picture(release, own)
    limit = ROW_LIMIT if own is None else OWN_ROW_LIMIT
    names, table = _gemeente_names(release), area_table(release, limit)
    if own is not None and table is not None and table.kind == "gemeenten":
        table = None
    unknown = gaps(release) if own is None else gaps(release, OWN_NOTE_LIMIT)
    advice = report_advice(release)
    since = since_former(release)
    lines = (0 if own is None else own.lines) + advice_lines(advice) + (SINCE_LINES if since else 0)
    shown = sources(release, source_limit(table, unknown, lines))
    top = top_themes(release)
    counts = count_locations(release)
    return {
        "meta": release.meta,
        "theme": release.theme,
        "names": names,
        "area": joined(names) if len(names) <= _NAMED_LIMIT else f"{format_number(len(names))} gemeenten",
        "own": own,
        "advice": advice,
        "since": since,
        "class_scope": _class_scope(release, names) if own is None else _own_scope(own),
        "counts": counts,
        "sure": certainty_counts(release),
        "is_few": _is_few(release, counts) if own is None else _is_few(own.whole, count_locations(own.whole)),
        "subject": subject,
        "legend": _legend(subject),
        "drawn": {key for key, frame in release.background.items() if not frame.empty},
        "picture": base64.b64encode(picture).decode(),
        "size": size,
        "is_short": is_short(release.meta, top),
        "is_roomy": is_roomy(table, unknown, shown, lines),
        "top": top,
        "table": table,
        "row_limit": limit,
        "note_length": NOTE_LENGTH,
        "absent_length": ABSENT_LENGTH,
        "gaps": unknown,
        "sources": shown,
        "suppressed_count": sum(release.suppressed.values()),
        "bands": _bands(release),
        "class_words": CLASS_WORDS,
    }


def _is_few(release: Release, counts: Counts) -> bool:
    """Whether all locations together are too few to compare; small numbers are no news in an open report."""
    few = 0 < (counts.location_count or 0) < release.theme.minimum_peers
    return few and "kind" in release.theme.peers and release.meta.profile != "open"


def _gemeente_names(release: Release) -> list[str]:
    areas = gemeenten_of(release)
    if areas is None:
        areas = release.background.get("gemeenten")
    if areas is None or "naam" not in areas:
        return []
    return sorted(shorten(name, 40) for name in areas["naam"].dropna())


def _class_scope(release: Release, names: list[str]) -> str:
    """Over which group the classes of this report compare: 'scan', 'gemeente' or 'soort'."""
    if "kind" in release.theme.peers:
        return "soort"
    column = class_column(release)
    return "scan" if column == "class_all" or len(names) <= 1 or release.theme.locations == "gemeenten" else "gemeente"


def _own_scope(own: _Own) -> str:
    """Over which group the classes on the page of one gemeente compare."""
    if "gemeente" in own.whole.theme.peers and own.whole.theme.locations != "gemeenten":
        return "eigen"
    return _class_scope(own.whole, _gemeente_names(own.whole))


def _legend(subject: MapSubject) -> list[dict[str, object]]:
    """One line per class: name, word, colour (empty for unknown) and count."""
    plain = {PLAIN: "zonder klasse", UNKNOWN_CLASS: CLASS_WORDS[UNKNOWN_CLASS]}
    words = plain if subject.count(PLAIN) else dict(CLASS_WORDS)
    return [
        {
            "name": name if name in CLASSES else "",
            "word": word,
            "colour": COLOURS.get(name, ""),
            "count": subject.count(name),
        }
        for name, word in words.items()
    ]


def _bands(release: Release) -> list[dict[str, object]]:
    """Class, word and share of the places that it holds, highest first."""
    ordered = sorted(release.theme.bands.items(), key=lambda band: -band[1])
    upper = [1.0, *(lower for _, lower in ordered)]
    return [
        {"name": name, "word": CLASS_WORDS[name], "share": high - lower}
        for (name, lower), high in zip(ordered, upper, strict=False)
    ]
