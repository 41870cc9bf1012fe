"""What fits on two A4 pages: lengths of texts and numbers of rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_risico.core.results import ReleaseMeta
    from geo_risico.reports.area_table import AreaTable
    from geo_risico.reports.gaps import Gaps
    from geo_risico.reports.sources import Sources
    from geo_risico.reports.top_themes import TopThemes

NOTE_LENGTH: Final = 130
ABSENT_LENGTH: Final = 220
_LINE_LENGTH: Final = 62
"""Signs on a line of half a page."""

_LINE_BUDGET: Final = 47
"""Lines of both tables and of the unknown together that fit on the second page."""

_LEAST_SOURCES: Final = 6
_ROOMY_LINES: Final = 30
_SHORT_LENGTH: Final = 1000
_METHOD_LINES: Final = 14
_ABSENT_FRAME: Final = 130
"""Signs of the sentence around the names of absent layers."""


def shorten(text: object, length: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than the length.

    Examples
    --------
    >>> shorten("een lange zin met woorden", 12)
    'een lange…'
    """
    plain = " ".join(str(text).split())
    if len(plain) <= length:
        return plain
    cut = plain[: length - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return f"{head.rstrip(' ,;:.')}…"


def source_limit(table: AreaTable | None, gaps: Gaps, lines: int = 0) -> int:
    """Number of sources that fit below the other parts of the second page, of which some take ``lines`` more."""
    return max(_LINE_BUDGET - _row_count(table) - _unknown_lines(gaps) - lines, _LEAST_SOURCES)


def is_roomy(table: AreaTable | None, gaps: Gaps, sources: Sources, lines: int = 0) -> bool:
    """Whether the second page has room for larger letters, with ``lines`` for other parts."""
    return _row_count(table) + _unknown_lines(gaps) + len(sources.rows) + lines <= _ROOMY_LINES


def is_short(meta: ReleaseMeta, top: TopThemes) -> bool:
    """Whether the first page has room for larger letters."""
    texts = [meta.title, meta.doel, meta.opdrachtgever]
    for item in top.themes:
        places = [name for name, _ in filter(None, (item.highest, item.lowest))]
        texts += [item.title, item.summary, *places, *([item.example.reason] if item.example else [])]
    return sum(map(len, texts)) <= _SHORT_LENGTH


def _row_count(table: AreaTable | None) -> int:
    return 0 if table is None else len(table.rows) + bool(table.rest)


def _unknown_lines(gaps: Gaps) -> int:
    """Lines of the part about what is unknown; at least those of the method beside it."""
    absent = min(sum(map(len, gaps.absent_layers)), ABSENT_LENGTH) + _ABSENT_FRAME
    notes = sum(math.ceil(min(len(note), NOTE_LENGTH) / _LINE_LENGTH) for note in gaps.notes)
    lines = 6 + len(gaps.dimensions) + math.ceil(absent / _LINE_LENGTH) + notes + bool(gaps.notes_more)
    return max(lines, _METHOD_LINES)
