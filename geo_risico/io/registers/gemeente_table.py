"""The table of gemeenten since 1998 that comes with the package."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from importlib import resources

from geo_risico.core.gemeenten import GemeenteRow, History

_FILE = "gemeenten.csv"


@functools.cache
def gemeente_history() -> History:
    """Table of all gemeenten that existed on or after 1 January 1998, with who took over."""
    text = resources.files("geo_risico.io.registers").joinpath(_FILE).read_text(encoding="utf-8")
    return History(tuple(_row(cells) for cells in csv.DictReader(text.splitlines(), delimiter=";")))


def _row(cells: dict[str, str]) -> GemeenteRow:
    return GemeenteRow(
        code=cells["code"],
        naam=cells["naam"],
        provincie=cells["provincie"],
        since=_day(cells["sinds"]),
        until=_day(cells["tot"]),
        successors=tuple(cells["opvolgers"].split()),
        also=tuple(name for name in cells["ook"].split("|") if name),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
