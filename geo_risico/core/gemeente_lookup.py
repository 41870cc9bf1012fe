"""From what people type to the gemeenten of a peildatum, without their outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.errors import DefinitionError
from geo_risico.core.gemeente_names import Asked, matches, near, parse, provincie_of, said
from geo_risico.core.gemeenten import KNOWN_FROM, KNOWN_TO, GemeenteRow, History, listed
from geo_risico.core.numbers import format_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class Found:
    """One text, the gemeente it means, the gemeenten of the day that hold its ground, and a Dutch note."""

    asked: str
    row: GemeenteRow
    valid: tuple[GemeenteRow, ...]
    note: str = ""


def look_up(asked: Sequence[str], day: dt.date, history: History) -> list[Found]:
    """What each text means on a day, in the order asked.

    Raises
    ------
    DefinitionError
        When a text is no gemeente, a provincie, or the name of several; all of them are named at once.
    """
    found, problems = [], []
    for text in asked:
        try:
            found.append(_one(parse(text), day, history))
        except DefinitionError as error:
            problems.append(str(error))
    if problems:
        raise DefinitionError(f"{len(problems)} gemeente(n) niet gevonden", problems)
    return found


def _one(asked: Asked, day: dt.date, history: History) -> Found:
    rows = [] if asked.is_provincie else matches(asked, history.rows)
    row = _chosen(rows, day, history)
    if row is None:
        raise DefinitionError(_several(asked, rows, day) if rows else _unknown(asked, day, history))
    valid = history.valid_for(row.code, day)
    others = [other for other in rows if other is not row and history.valid_for(other.code, day) != valid]
    notes = [
        history.told(row.code, day),
        f"'{asked.text.strip()}' was ook {listed([said(other, day) for other in others])}" if others else "",
    ]
    return Found(asked=asked.text, row=row, valid=valid, note=". ".join(note for note in notes if note))


def _chosen(rows: Sequence[GemeenteRow], day: dt.date, history: History) -> GemeenteRow | None:
    """The one that is meant: the only one of the day, or one where all lead to the same; None when it is not clear."""
    valid = [row for row in rows if row.is_valid(day)]
    if len(valid) == 1:
        return valid[0]
    ends = {history.valid_for(row.code, day) for row in rows}
    return rows[0] if len(ends) == 1 else None


def _several(asked: Asked, rows: Sequence[GemeenteRow], day: dt.date) -> str:
    return f"'{asked.text}' kan {listed([said(row, day) for row in rows])} zijn; geef de code of de provincie erbij"


def _unknown(asked: Asked, day: dt.date, history: History) -> str:
    provincie = provincie_of(asked)
    if provincie:
        count = sum(row.provincie == provincie for row in history.on(day))
        return f"'{asked.text}' is een provincie met {count} gemeenten; noem de gemeenten zelf, met naam of code"
    if asked.code:
        row = history.by_code.get(asked.code)
        if row is not None:
            return f"'{asked.text}': {said(row, day)} bestond niet in {asked.year}"
        return (
            f"'{asked.text}' ({asked.code}) is geen gemeente op {format_date(day)}; bekend zijn de gemeenten van "
            f"{KNOWN_FROM} tot en met {KNOWN_TO}"
        )
    names = near(asked, history.rows, day)
    hint = f"; bedoelt u {' of '.join(said(row, day) for row in names)}?" if names else ""
    when = f"in {asked.year}" if asked.year else f"op {format_date(day)}"
    return f"'{asked.text}' is geen gemeente {when}{hint}"
