"""What became of the gemeenten since 1998: who is valid when, who followed whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_date

if TYPE_CHECKING:
    import datetime as dt

KNOWN_FROM: Final = 1998
KNOWN_TO: Final = 2026
"""First and last year of the table: later changes are not in it."""


@dataclass(frozen=True, kw_only=True)
class GemeenteRow:
    """One gemeente: its code and name, its first day, the day on which it was no more, and who took over then."""

    code: str
    naam: str
    provincie: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    successors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def is_valid(self, day: dt.date) -> bool:
        """Whether the gemeente exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @property
    def label(self) -> str:
        """Code and name, as messages say them."""
        return f"{self.code} {self.naam}"


@dataclass(frozen=True)
class History:
    """All rows of the table."""

    rows: tuple[GemeenteRow, ...]

    @cached_property
    def by_code(self) -> dict[str, GemeenteRow]:
        """Row of each code; a code is never used twice."""
        return {row.code: row for row in self.rows}

    def on(self, day: dt.date) -> tuple[GemeenteRow, ...]:
        """Gemeenten that exist on a day."""
        return tuple(row for row in self.rows if row.is_valid(day))

    def predecessors(self, code: str) -> tuple[GemeenteRow, ...]:
        """Gemeenten that went up, whole or in part, in this one."""
        return tuple(row for row in self.rows if code in row.successors)

    def valid_for(self, code: str, day: dt.date) -> tuple[GemeenteRow, ...]:
        """Gemeenten of a day that hold the ground of this one: itself, its successors, or else its predecessors.

        Parameters
        ----------
        code
            Any code of the table; an unknown one has none.
        day
            The peildatum.
        """
        row = self.by_code.get(code)
        if row is None:
            return ()
        found: dict[str, GemeenteRow] = {}
        waiting, seen = [row], {row.code}
        while waiting:
            one = waiting.pop(0)
            if one.is_valid(day):
                found[one.code] = one
                continue
            following = self.predecessors(one.code) if _begins_after(one, day) else self._successors(one)
            waiting += [other for other in following if other.code not in seen]
            seen |= {other.code for other in following}
        return tuple(found.values())

    def _successors(self, row: GemeenteRow) -> tuple[GemeenteRow, ...]:
        return tuple(self.by_code[code] for code in row.successors)

    def told(self, code: str, day: dt.date) -> str:
        """Dutch sentence on what a code is on a day when it is not valid then; empty when it is, or is not known.

        Examples
        --------
        >>> import datetime as dt
        >>> old = GemeenteRow(code="GM0457", naam="Weesp", until=dt.date(2022, 3, 24), successors=("GM0363",))
        >>> History((old, GemeenteRow(code="GM0363", naam="Amsterdam"))).told("GM0457", dt.date(2024, 1, 1))
        'GM0457 (Weesp) bestaat sinds 24 maart 2022 niet meer; nu: GM0363 Amsterdam'
        """
        row = self.by_code.get(code)
        if row is None or row.is_valid(day):
            return ""
        there = listed([one.label for one in self.valid_for(code, day)])
        if _begins_after(row, day):
            return f"{code} ({row.naam}) bestaat pas sinds {_moment(row.since)}; op {format_date(day)}: {there}"
        moment = "nu" if not any(one.until for one in self.valid_for(code, day)) else f"op {format_date(day)}"
        return f"{code} ({row.naam}) bestaat sinds {_moment(row.until)} niet meer; {moment}: {there}"


def _begins_after(row: GemeenteRow, day: dt.date) -> bool:
    return row.since is not None and row.since > day


def _moment(day: dt.date | None) -> str:
    """Year of a change on the first of January, else its day: '2021', '24 maart 2022'."""
    if day is None:
        return ""
    return str(day.year) if (day.month, day.day) == (1, 1) else format_date(day)


def listed(texts: list[str]) -> str:
    """Texts as a Dutch enumeration.

    Examples
    --------
    >>> listed(["Boxtel", "Tilburg", "Vught"])
    'Boxtel, Tilburg en Vught'
    """
    return " en ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
