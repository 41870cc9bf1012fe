"""The worksheets of an invulblad cell by cell; what is wrong is added to a list of problems."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from geo_risico.catalog.yaml_files import nearest
from geo_risico.io.invulblad.cells import UnreadableError, as_answer, as_identifier, as_weight, plain
from geo_risico.io.invulblad.columns import (
    ABOUT,
    ID,
    INDICATOR,
    LARGEST_WEIGHT,
    LOCATIONS,
    QUESTIONS,
    SCHOUW,
    WEIGHT,
    WEIGHTS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 200_000
HEADER_ROWS = 10
"""The headings stand in one of the first rows: people put a title above a table."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the hidden worksheet says: the scan, and the weights and locations that went out."""

    scan: str = ""
    theme: str = ""
    peildatum: dt.date = dt.date.min
    indicators: Mapping[str, float] = field(default_factory=dict)
    location_ids: frozenset[str] = frozenset()
    has_schouw: bool = True


@dataclass
class _Table:
    """Rows of a worksheet under its headings, each as column -> cell."""

    title: str
    rows: list[dict[str, Cell]]


def read_about(sheet: Worksheet, problems: list[str]) -> About:
    """Identity of the workbook; what cannot be read is added to `problems`."""
    facts: dict[str, str] = {}
    indicators: dict[str, float] = {}
    locations: set[str] = set()
    for row in sheet.iter_rows(min_col=1, max_col=3, max_row=min(sheet.max_row, MOST_ROWS), values_only=True):
        kind, name, value = (*row, None, None, None)[:3]
        if kind == "locatie":
            locations.add(as_identifier(name))
        elif kind == "gewicht" and isinstance(value, (int, float)):
            indicators[str(name)] = float(value)
        elif kind is not None:
            facts[str(kind)] = str(name)
    try:
        peildatum = dt.date.fromisoformat(facts["peildatum"][:10])
        found = About(
            scan=facts["scan"],
            theme=facts["thema"],
            peildatum=peildatum,
            indicators=indicators,
            location_ids=frozenset(locations),
            has_schouw=facts.get(SCHOUW) != "nee",
        )
    except (KeyError, ValueError) as fault:
        problems.append(f"{ABOUT}: onleesbaar ({fault}); gebruik het bestand zoals de scan het schreef")
        return About()
    return found


def read_weights(sheet: Worksheet, known: Mapping[str, float], problems: list[str]) -> dict[str, float]:
    """Indicator -> weight of the filled cells; what is wrong is added to `problems`."""
    table = _table(sheet, WEIGHTS, (INDICATOR, WEIGHT), problems)
    result: dict[str, float] = {}
    for name, row in _named(table, INDICATOR, known, problems):
        cell = row[WEIGHT]
        value = _value(cell, partial(as_weight, most=LARGEST_WEIGHT), WEIGHTS, "een gewicht vanaf 0", problems)
        if value is not None:
            result[name] = value
    return result


def read_locations(
    sheet: Worksheet, known: Collection[str], problems: list[str], *, has_schouw: bool = True
) -> dict[str, dict[str, Any]]:
    """Location -> column -> answer of the filled cells; what is wrong is added to `problems`."""
    questions = QUESTIONS if has_schouw else {}
    table = _table(sheet, LOCATIONS, (ID, *questions), problems)
    result: dict[str, dict[str, Any]] = {}
    for name, row in _named(table, ID, known, problems):
        answers = {}
        for column, question in questions.items():
            value = _value(
                row[column],
                partial(as_answer, question=question),
                LOCATIONS,
                question.expected,
                problems,
            )
            if value is not None:
                answers[column] = value
        result[name] = answers
    return result


def _table(sheet: Worksheet, title: str, wanted: Sequence[str], problems: list[str]) -> _Table:
    """Filled rows under the headings; none when the headings are not all there once."""
    if sheet.max_row > MOST_ROWS:
        problems.append(f"{title}: {sheet.max_row} rijen; verwacht hoogstens {MOST_ROWS}")
        return _Table(title, [])
    problems += [f"{title}!{area.coord}: samengevoegde cellen; splits ze" for area in sheet.merged_cells.ranges]
    first = wanted[0]
    for row in sheet.iter_rows(max_row=min(sheet.max_row, HEADER_ROWS)):
        places = _headings(row)
        if first in places:
            return _Table(title, _rows(sheet, row[0].row, places, (title, wanted), problems))
    problems.append(f"{title}: kolom '{first}' ontbreekt in de kop; gebruik het bestand zoals de scan het schreef")
    return _Table(title, [])


def _headings(row: Sequence[Cell]) -> dict[str, list[int]]:
    """Heading in lower case -> the positions where it stands."""
    places: dict[str, list[int]] = {}
    for position, cell in enumerate(row):
        if isinstance(cell.value, str):
            places.setdefault("_".join(cell.value.split()).casefold(), []).append(position)
    return places


def _rows(
    sheet: Worksheet,
    header: int,
    places: Mapping[str, list[int]],
    about: tuple[str, Sequence[str]],
    problems: list[str],
) -> list[dict[str, Cell]]:
    title, wanted = about
    missing = [name for name in wanted if name not in places]
    double = [name for name in wanted if len(places.get(name, ())) > 1]
    problems += [f"{title}: kolom '{name}' ontbreekt in de kop (rij {header})" for name in missing]
    problems += [f"{title}: kolom '{name}' staat {len(places[name])} keer in de kop (rij {header})" for name in double]
    if missing or double:
        return []
    rows = ({name: row[places[name][0]] for name in wanted} for row in sheet.iter_rows(min_row=header + 1))
    return [row for row in rows if any(cell.value is not None and str(cell.value).strip() for cell in row.values())]


def _named(
    table: _Table, key: str, known: Collection[str], problems: list[str]
) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Rows with a known name, each name once."""
    seen: dict[str, str] = {}
    for row in table.rows:
        where = f"{table.title}!{row[key].coordinate}"
        name = _name(row, key, where, problems)
        if name is None:
            continue
        if name in seen:
            problems.append(f"{where}: '{name}' staat er twee keer (ook {seen[name]}); verwacht een rij per {key}")
        elif name not in known:
            problems.append(f"{where}: '{name}' hoort niet bij deze scan; {nearest(name, sorted(known))}")
        else:
            yield name, row
        seen.setdefault(name, row[key].coordinate)


def _name(row: Mapping[str, Cell], key: str, where: str, problems: list[str]) -> str | None:
    try:
        value = plain(row[key])
    except UnreadableError as fault:
        problems.append(f"{where}: {fault}")
        return None
    if value is None:
        filled = ", ".join(cell.coordinate for cell in row.values() if cell.value is not None)
        problems.append(f"{where}: {key} is leeg, maar {filled} is ingevuld; verwacht een {key}")
        return None
    return as_identifier(value)


def _value(cell: Cell, read: Callable[[Any], Any], title: str, expected: str, problems: list[str]) -> Any:  # noqa: ANN401 - a word, a number or a date
    """Value of one cell, None when it is empty or wrong; what is wrong is added to `problems`."""
    try:
        given = plain(cell)
        return None if given is None else read(given)
    except UnreadableError as fault:
        problems.append(f"{title}!{cell.coordinate}: {fault}; verwacht {expected}")
        return None
