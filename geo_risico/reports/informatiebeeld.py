"""The informatiebeeld: two pages that an administrator can read and print."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.certainty import certainty_counts
from geo_risico.core.numbers import format_number
from geo_risico.reports.area_table import ROW_LIMIT, area_table
from geo_risico.reports.counts import CLASS_WORDS, CLASSES, UNKNOWN_CLASS, class_column, count_locations, gemeenten_of
from geo_risico.reports.gaps import gaps
from geo_risico.reports.map_picture import COLOURS, fitting_size, map_picture
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


def write_informatiebeeld(release: Release) -> str:
    """Complete HTML document (Dutch, no script, no outside source) that prints on two A4 pages.

    Parameters
    ----------
    release
        What may be shown; the only input.

    Returns
    -------
    str
        The document, the same for the same release.
    """
    return render_page(_PAGE, _STYLES, _context(release))


def _context(release: Release) -> dict[str, Any]:
    subject = map_subject(release)
    names, table, size = _gemeente_names(release), area_table(release), fitting_size(release)
    unknown = gaps(release)
    shown = sources(release, source_limit(table, unknown))
    top = top_themes(release)
    counts = count_locations(release)
    return {
        "meta": release.meta,
        "theme": release.theme,
        "names": names,
        "area": joined(names) if len(names) <= _NAMED_LIMIT else f"{format_number(len(names))} gemeenten",
        "class_scope": _class_scope(release, names),
        "counts": counts,
        "sure": certainty_counts(release),
        "is_few": _is_few(release, counts),
        "subject": subject,
        "legend": _legend(subject),
        "drawn": {key for key, frame in release.background.items() if not frame.empty},
        "picture": base64.b64encode(map_picture(release, size)).decode(),
        "size": size,
        "is_short": is_short(release.meta, top),
        "is_roomy": is_roomy(table, unknown, shown),
        "top": top,
        "table": table,
        "row_limit": ROW_LIMIT,
        "note_length": NOTE_LENGTH,
        "absent_length": ABSENT_LENGTH,
        "gaps": unknown,
        "sources": shown,
        "suppressed_count": sum(release.suppressed.values()),
        "bands": _bands(release),
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
