"""Gemeenten that no longer exist and what became of them, since 2006.

The table beside this module gives every abolition, merger, split and change of code as one row per successor. Its
counts on 1 January of each year are those of Statistics Netherlands (467 in 2005, 342 in 2023).
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_date

if TYPE_CHECKING:
    from collections.abc import Collection

TABLE: Final = Path(__file__).with_name("herindelingen.csv")


@dataclass(frozen=True, kw_only=True)
class Former:
    """One gemeente that ended: last code and name, first day without it, and code and name of its successors."""

    code: str
    naam: str
    ended: dt.date
    successors: tuple[tuple[str, str], ...]


@functools.cache
def former_gemeenten() -> dict[str, Former]:
    """Every former gemeente since 2006 by code, oldest first."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found: dict[str, Former] = {}
    for row in rows:
        known = found.get(row["van_code"])
        found[row["van_code"]] = Former(
            code=row["van_code"],
            naam=row["van_naam"],
            ended=dt.date.fromisoformat(row["datum"]),
            successors=(*(known.successors if known else ()), (row["naar_code"], row["naar_naam"])),
        )
    return found


def successors_of(code: str, valid: Collection[str]) -> tuple[str, ...]:
    """Codes among the valid ones in which a former gemeente lies, through every later change.

    Parameters
    ----------
    code
        Code of a former gemeente.
    valid
        Codes that exist on the date that counts.

    Examples
    --------
    >>> successors_of("GM0265", {"GM1945"})
    ('GM1945',)
    """
    former = former_gemeenten().get(code)
    found: list[str] = []
    for after, _ in former.successors if former else ():
        found += [after] if after in valid else successors_of(after, valid)
    return tuple(dict.fromkeys(found))


def what_became(code: str) -> str:
    """Dutch sentence about a former gemeente; empty for a code that is not in the table.

    Examples
    --------
    >>> what_became("GM0457")
    'GM0457 (Weesp) bestaat sinds 24 maart 2022 niet meer; nu: GM0363 Amsterdam'
    """
    former = former_gemeenten().get(code)
    if former is None:
        return ""
    day = format_date(former.ended)
    after = ", ".join(f"{name} {title}" for name, title in _last(former))
    return f"{former.code} ({former.naam}) bestaat sinds {day} niet meer; nu: {after}"


def _last(former: Former) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for code, naam in former.successors:
        later = former_gemeenten().get(code)
        found += _last(later) if later else [(code, naam)]
    return list(dict.fromkeys(found))
