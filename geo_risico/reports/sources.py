"""The sources of the scan with their age and licence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_risico.core.results import Provenance, Release

OLD_YEARS: Final = 1
SERIES_DATES: Final = 2
"""More dates of one source than this count once."""
_ACCESS_WORDS: Final = {"open": "openbaar", "restricted": "beperkt", "personal": "persoonsgegevens"}


@dataclass(frozen=True, kw_only=True)
class Source:
    """One line of the table of sources."""

    title: str
    peildatum: dt.date | None
    age_months: int | None
    is_old: bool
    licence: str
    attribution: str
    access: str


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Sources to show, and how many more there are."""

    rows: tuple[Source, ...]
    more: int
    old_count: int


def sources(release: Release, limit: int) -> Sources:
    """Present sources up to a limit, old and undated ones first; a series of dates counts once."""
    present = (p for p in release.provenance if p.status == "present")
    unique = _without_series({(p.title, p.peildatum, p.licence): p for p in present}.values())
    rows = sorted((_source(p, release.meta.peildatum) for p in unique.values()), key=_order)
    return Sources(
        rows=tuple(rows[:limit]),
        more=max(len(rows) - limit, 0),
        old_count=sum(row.is_old for row in rows),
    )


def _without_series(items: Iterable[Provenance]) -> dict[object, Provenance]:
    """A long series of images of one source once, with its newest date and the number of dates in its title."""
    groups: dict[tuple[str, str], list[Provenance]] = {}
    for item in items:
        groups.setdefault((item.title, item.licence), []).append(item)
    out: dict[object, Provenance] = {}
    for key, group in groups.items():
        dated = sorted((p for p in group if p.peildatum), key=lambda p: p.peildatum or dt.date.min)
        if len(dated) == len(group) > SERIES_DATES:
            out[key] = replace(dated[-1], title=f"{dated[-1].title}: {len(dated)} data, de nieuwste")
        else:
            out |= {(key, p.peildatum): p for p in group}
    return out


def joined(texts: Iterable[str]) -> str:
    """Dutch enumeration of texts: a, b en c.

    Examples
    --------
    >>> joined(["wegen", "water", "panden"])
    'wegen, water en panden'
    """
    *first, last = [*texts] or [""]
    return f"{', '.join(first)} en {last}" if first else last


def _source(provenance: Provenance, scan_date: dt.date) -> Source:
    age = _months(provenance.peildatum, scan_date)
    return Source(
        title=provenance.title or provenance.layer,
        peildatum=provenance.peildatum,
        age_months=age,
        is_old=_is_old(provenance.peildatum, scan_date),
        licence=provenance.licence or "onbekend",
        attribution=provenance.attribution or "onbekend",
        access=_ACCESS_WORDS[provenance.access],
    )


def _months(date: dt.date | None, scan_date: dt.date) -> int | None:
    if date is None:
        return None
    whole = (scan_date.year - date.year) * 12 + scan_date.month - date.month
    return max(whole - (scan_date.day < date.day), 0)


def _is_old(date: dt.date | None, scan_date: dt.date) -> bool:
    if date is None:
        return False
    return (date.year + OLD_YEARS, date.month, date.day) < (scan_date.year, scan_date.month, scan_date.day)


def _order(row: Source) -> tuple[int, str]:
    return (-(row.age_months if row.age_months is not None else 10_000), row.title)
