"""Counted notes about what reading changed, with at most five examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_risico.core.results import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable

DROPPING: Final = frozenset({"empty_geometry", "duplicate", "history", "filtered", "dropped"})
"""Kinds of repair that take rows away; with these rows_read = rows_kept + the sum of their counts."""

EXAMPLES: Final = 5

ONE_OF: Final = (
    ("1 rijen vallen", "1 rij valt"),
    ("1 rijen horen", "1 rij hoort"),
    ("1 rijen liggen", "1 rij ligt"),
    ("1 rijen zijn", "1 rij is"),
    ("1 ongeldige geometrieën zijn", "1 ongeldige geometrie is"),
    ("1 geometrie(ën)", "1 geometrie"),
    ("1 kolommen over personen zijn", "1 kolom over personen is"),
    ("1 tags over personen zijn", "1 tag over personen is"),
)
"""Plural as written in the messages -> singular."""


def note(kind: Any, count: int, message: str, examples: Iterable[object] = ()) -> tuple[Repair, ...]:  # noqa: ANN401
    """Return one Repair, or nothing when the count is zero.

    Parameters
    ----------
    kind
        Kind of repair, one of the literals of ``Repair.kind``.
    count
        Number of rows, values or columns it is about.
    message
        Complete Dutch sentence.
    examples
        Values or identifiers; the first five different ones are kept.
    """
    if count == 0:
        return ()
    told = _singular(message) if count == 1 else message
    shown = dict.fromkeys(f"{value:g}" if isinstance(value, float) else str(value) for value in examples)
    return (Repair(kind=kind, count=count, message=told, examples=tuple(shown)[:EXAMPLES]),)


def _singular(message: str) -> str:
    for several, one in ONE_OF:
        message = message.replace(several, one)
    return message


def dropped_count(repairs: Iterable[Repair]) -> int:
    """Return the number of rows that the repairs took away.

    Parameters
    ----------
    repairs
        Repairs of one file.
    """
    return sum(repair.count for repair in repairs if repair.kind in DROPPING)


def labels(frame: pd.DataFrame, key: str | None, mask: pd.Series[bool]) -> list[str]:
    """Return up to five identifiers (or row numbers) of the masked rows.

    Parameters
    ----------
    frame
        Rows in our columns.
    key
        Column that names a row, None when there is none.
    mask
        True for the rows to name.
    """
    rows = frame.loc[mask].head(EXAMPLES)
    if key is None or key not in rows:
        return [f"rij {number}" for number in rows.index]
    return [f"rij {i}" if pd.isna(v) else str(v) for i, v in zip(rows.index, rows[key], strict=True)]
