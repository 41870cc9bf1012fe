"""What must hold of files with findings before anything is kept: all problems at once."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from geo_risico.core.errors import DataError
from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.findings import Aanleiding, Finding
from geo_risico.inspection.findings import answer_problems, unknown_answers
from geo_risico.io.findings.read import shown
from geo_risico.io.findings.rows import LIST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo_risico.core.fieldwork_specs import FieldworkSpec, Outcome
    from geo_risico.io.findings.read import FindingsFile
    from geo_risico.io.findings.rows import FindingRow

CLOCK_SLACK: Final = dt.timedelta(minutes=10)
"""The clock of a device may be ahead by this much."""
EARLIEST: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
MOMENT_FORM: Final = "een moment als 2026-03-01T10:00:00.000Z"
ALIKE: Final = 3
"""So many locations that look like an unknown one are named."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the files are held against.

    ``themes`` tells the theme of each location that the scan knows, or is None when there is no output to look in;
    ``is_fictief`` is None when that is not known; ``keuzes`` are the names of the sealed choices of the scan.
    ``is_correction``: all entries correct what was said before.
    """

    scan: str
    fieldwork: FieldworkSpec
    now: dt.datetime
    themes: Mapping[str, str] | None = None
    is_fictief: bool | None = None
    keuzes: tuple[str, ...] = ()
    is_correction: bool = False


def check_findings(files: Sequence[FindingsFile], expected: Expected) -> tuple[tuple[Finding, ...], ...]:
    """Findings of each file, in its order; entries that a file has twice are still there.

    Raises
    ------
    DataError
        With one line for each problem of all files: file, entry, key, value and what was expected.
    """
    problems = [line for file in files for line in _file_problems(file, expected)]
    if problems:
        raise DataError(f"Er is geen bevinding opgenomen: {len(problems)} probleem(en)", problems)
    return tuple(tuple(_finding(row.values, expected) for row in file.rows) for file in files)


def _file_problems(file: FindingsFile, expected: Expected) -> Iterator[str]:
    yield from file.problems
    for key, text in _fact_problems(file.facts, expected):
        yield f"{file.name}: {key} {text}"
    for row in file.rows:
        for key, text in _row_problems(row, expected):
            yield f"{file.name}, {row.place}: {key} {text}"


def _fact_problems(facts: Mapping[str, Any], expected: Expected) -> Iterator[tuple[str, str]]:
    wanted = {"scan": expected.scan, "lijst": expected.fieldwork.name}
    for key, value in wanted.items():
        if facts.get(key) not in (None, "", value):
            yield key, f"'{shown(facts[key])}'; verwacht '{value}'"
    choice = facts.get("keuze_id")
    if choice not in (None, "", *expected.keuzes):
        names = ", ".join(expected.keuzes) or "geen keuze, want deze scan heeft er geen"
        yield "keuze_id", f"'{shown(choice)}' is geen keuze van deze scan; verwacht {names}"
    told = facts.get("is_fictief")
    if expected.is_fictief is not None and told is not None and told is not expected.is_fictief:
        words = {True: "FICTIEF", False: "echt"}
        yield "is_fictief", f"'{shown(told)}'; verwacht een bestand van een scan die {words[expected.is_fictief]} is"


def _row_problems(row: FindingRow, expected: Expected) -> list[tuple[str, str]]:
    values = row.values
    forms = [*_location_problems(values, expected), *_form_problems(values), *_moment_problems(values, expected.now)]
    broken = {key for key, _ in forms}
    if broken & {"uitkomst", LIST, "gezien", "vervolg"}:
        return forms
    codes, ticks = _codes(values), _ticks(values)
    answers = [*answer_problems(values["uitkomst"], [shown(code) for code in codes], ticks)]
    answers += unknown_answers(expected.fieldwork, [shown(code) for code in codes], shown(values.get("vervolg") or ""))
    most = max(len(item.items) for item in expected.fieldwork.checklists)
    wrong = [str(tick) for tick in ticks if not 1 <= tick <= most]
    if wrong:
        answers.append(("gezien", f"{shown(', '.join(wrong))}; verwacht nummers van 1 tot en met {most}"))
    return forms + answers


def _location_problems(values: Mapping[str, Any], expected: Expected) -> Iterator[tuple[str, str]]:
    name = values.get("location_id")
    if not isinstance(name, str) or not name:
        yield "location_id", f"'{shown(name)}'; verwacht het kenmerk van een locatie"
    elif expected.themes is not None and name not in expected.themes:
        alike = difflib.get_close_matches(name[:80], list(expected.themes), n=ALIKE, cutoff=0.6)
        words = f"lijkt op {', '.join(alike)}" if alike else "verwacht een kenmerk van de kaart"
        yield "location_id", f"'{shown(name)}' staat niet in scan '{expected.scan}'; {words}"


def _form_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if values.get("uitkomst") not in OUTCOMES:
        yield "uitkomst", f"'{shown(values.get('uitkomst'))}'; verwacht {', '.join(OUTCOMES)}"
    if not _all_of(values.get(LIST, []), str):
        yield LIST, f"'{shown(values.get(LIST))}'; verwacht een lijst van codes"
    if not _all_of(values.get("gezien", []), int):
        yield "gezien", f"'{shown(values.get('gezien'))}'; verwacht een lijst van nummers"
    if not isinstance(values.get("vervolg", ""), str):
        yield "vervolg", f"'{shown(values.get('vervolg'))}'; verwacht een code of leeg"
    if values.get("aanleiding", "") not in ("", *Aanleiding):
        yield "aanleiding", f"'{shown(values['aanleiding'])}'; verwacht leeg of {', '.join(Aanleiding)}"


def _all_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) and not isinstance(item, bool) for item in value)


def _moment_problems(values: Mapping[str, Any], now: dt.datetime) -> Iterator[tuple[str, str]]:
    moment = _moment(values.get("op"))
    if moment is None:
        yield "op", f"'{shown(values.get('op'))}'; verwacht {MOMENT_FORM}"
    elif moment > now + CLOCK_SLACK:
        yield "op", f"'{shown(values['op'])}' ligt in de toekomst; verwacht een moment tot nu. Staat de klok goed?"
    elif moment < EARLIEST:
        yield "op", f"'{shown(values['op'])}' ligt voor {EARLIEST.year}; verwacht {MOMENT_FORM}. Staat de klok goed?"


def _moment(value: object) -> dt.datetime | None:
    """Moment in UTC, to the millisecond; None where there is none or it does not tell its zone."""
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is None or found.tzinfo is None:
            return None
        whole = found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return whole.replace(microsecond=whole.microsecond // 1000 * 1000)


def _codes(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values.get(LIST, [])))


def _ticks(values: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(sorted(set(values.get("gezien", []))))


def _finding(values: Mapping[str, Any], expected: Expected) -> Finding:
    name = str(values["location_id"])
    return Finding(
        location_id=name,
        theme="" if expected.themes is None else expected.themes[name],
        outcome=cast("Outcome", values["uitkomst"]),
        codes=_codes(values),
        ticks=_ticks(values),
        follow_up=str(values.get("vervolg", "")),
        moment=cast("dt.datetime", _moment(values["op"])),
        list_name=expected.fieldwork.name,
        corrected_at=expected.now if expected.is_correction else None,
    )
