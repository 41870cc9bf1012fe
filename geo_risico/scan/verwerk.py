"""Findings of crews processed: checked against the sealed lists, kept in the log, made into visits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.inspection.findings_rounds import EARLY, OFF_LIST, place_finding
from geo_risico.io.findings import (
    Expected,
    Source,
    add_findings,
    check_findings,
    log_path,
    read_findings,
    saved_scan,
    write_visits,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.findings import Finding
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.visit_choice import VisitChoice
    from geo_risico.io.findings import FindingsFile, Log, SavedScan

NAME_FORM: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
CHOICES: Final = "keuzes"


@dataclass(frozen=True, kw_only=True)
class FindingsAsked:
    """What is asked: files, where the output stands, the definition of the scan if told, and what holds for all files.

    ``keuze_id`` overrides what the files say; ``is_slot_lost`` makes the slot of the log again.
    """

    paths: tuple[Path, ...]
    uit: Path
    definition: ScanSpec | None = None
    aanleiding: str = ""
    keuze_id: str = ""
    is_correction: bool = False
    is_slot_lost: bool = False


@dataclass(frozen=True, kw_only=True)
class Processed:
    """What became of the files.

    ``placed`` counts the findings of these files by keuze_id, `OFF_LIST` and `EARLY`; ``elsewhere`` are those without a
    list, with why people went. ``gone`` are visits to locations that the output no longer knows, ``visits`` the file
    with visits (None without output).
    """

    scan: str
    fieldwork: FieldworkSpec
    files: tuple[FindingsFile, ...]
    log: Log
    is_fictief: bool
    placed: Mapping[str, int]
    elsewhere: tuple[tuple[Finding, str, str], ...]
    visits: Path | None
    gone: tuple[Finding, ...]


def process_findings(asked: FindingsAsked, lists: Mapping[str, FieldworkSpec], now: dt.datetime) -> Processed:
    """Files with findings, kept in the log of their scan and made into visits.

    Parameters
    ----------
    asked
        Files and settings.
    lists
        Closed lists of findings by name.
    now
        Moment of reading.

    Raises
    ------
    DataError
        With every problem of every file; then nothing is kept.
    SourceError
        When a sealed choice or the log is not what was written there.
    OutputError
        When the log or the visits cannot be written.
    """
    files = tuple(read_findings(path) for path in asked.paths)
    name, fieldwork = _wanted(files, asked.definition, lists)
    choices = sealed_choices(asked.uit, name)
    saved = saved_scan(asked.uit, name)
    is_fictief = _is_fictief(files, saved, asked.definition)
    expected = Expected(
        scan=name,
        fieldwork=fieldwork,
        now=now,
        themes=_themes(saved, choices),
        is_fictief=is_fictief,
        keuzes=tuple(item.keuze_id for item in choices),
        is_correction=asked.is_correction,
    )
    _check_keuze(asked.keuze_id, expected)
    sources = [
        _source(file, found, choices, asked, is_fictief=is_fictief is True)
        for file, found in zip(files, check_findings(files, expected), strict=True)
    ]
    log = add_findings(log_path(asked.uit, name), sources, now, is_slot_lost=asked.is_slot_lost)
    visits, gone = (None, ()) if saved is None else write_visits(log, saved)
    return Processed(
        scan=name,
        fieldwork=fieldwork,
        files=files,
        log=log,
        is_fictief=is_fictief is True,
        placed=Counter(item.keuze_id or item.arm for source in sources for item in source.placements),
        elsewhere=tuple(_elsewhere(sources)),
        visits=visits,
        gone=gone,
    )


def sealed_choices(uit: Path, scan: str) -> tuple[VisitChoice, ...]:
    """Choices of a scan, oldest first, their seals checked; empty where none was made.

    Raises
    ------
    SourceError
        When a choice is not what was sealed.
    """
    if not (uit / CHOICES / scan).is_dir():
        return ()
    from geo_risico.io.choices import choices_of, read_choice  # noqa: PLC0415 - only where something was sealed

    return tuple(read_choice(folder) for folder in choices_of(uit, scan))


def _wanted(
    files: Sequence[FindingsFile], definition: ScanSpec | None, lists: Mapping[str, FieldworkSpec]
) -> tuple[str, FieldworkSpec]:
    """Name of the scan and the list of findings: from its definition, else from the files."""
    if definition is not None:
        name, list_name = definition.name, definition.veldwerk
    else:
        name, list_name = _told(files, "scan"), _told(files, "lijst")
        if not NAME_FORM.fullmatch(name):
            raise DataError(f"scan '{name[:60]}' is geen naam van een scan; noem de scandefinitie met --scan")
    if list_name not in lists:
        raise DefinitionError(f"lijst '{list_name[:60]}' bestaat niet; verwacht {', '.join(lists)} (scans/veldwerk)")
    return name, lists[list_name]


def _told(files: Sequence[FindingsFile], key: str) -> str:
    """The one value that the files give."""
    unread = [line for file in files for line in file.problems]
    found = sorted({str(file.facts[key]) for file in files if file.facts.get(key)})
    if unread and not found:
        raise DataError(f"Er is geen bevinding opgenomen: {len(unread)} probleem(en)", unread)
    if len(found) != 1:
        words = ", ".join(value[:60] for value in found) or "niets"
        raise DataError(
            f"{key}: verwacht een waarde in alle bestanden, gevonden: {words}; noem de scandefinitie met --scan"
        )
    return found[0]


def _is_fictief(files: Sequence[FindingsFile], saved: SavedScan | None, definition: ScanSpec | None) -> bool | None:
    """Whether the scan is FICTIEF: its output knows, else its definition, else a file that says so."""
    if saved is not None:
        return saved.is_fictief
    if definition is not None:
        return definition.is_fictief
    return True if any(file.facts.get("is_fictief") is True for file in files) else None


def _themes(saved: SavedScan | None, choices: Sequence[VisitChoice]) -> dict[str, str] | None:
    """Location -> theme of all that the output or a choice knows; None without both."""
    if saved is None and not choices:
        return None
    known: dict[str, str] = {}
    for item in choices:
        known |= {str(name): str(theme) for name, theme in item.rows["theme"].items()}
    return known if saved is None else known | saved.themes


def _check_keuze(keuze_id: str, expected: Expected) -> None:
    if keuze_id and keuze_id not in expected.keuzes:
        words = ", ".join(expected.keuzes) or "geen, want deze scan heeft nog geen keuze"
        raise DataError(f"--keuze '{keuze_id[:60]}' is geen keuze van scan {expected.scan}; verwacht {words}")


def _source(
    file: FindingsFile,
    found: tuple[Finding, ...],
    choices: Sequence[VisitChoice],
    asked: FindingsAsked,
    *,
    is_fictief: bool,
) -> Source:
    told = asked.keuze_id or str(file.facts.get("keuze_id") or "")
    placements = tuple(
        place_finding(
            finding,
            choices,
            keuze_id=told,
            own_reason=str(row.values.get("aanleiding") or ""),
            reason=asked.aanleiding,
        )
        for finding, row in zip(found, file.rows, strict=True)
    )
    return Source(file=file, findings=found, placements=placements, is_fictief=is_fictief)


def _elsewhere(sources: Sequence[Source]) -> list[tuple[Finding, str, str]]:
    """Findings that belong to no list, with why not and why people went."""
    pairs = [pair for source in sources for pair in zip(source.findings, source.placements, strict=True)]
    return [(finding, item.arm, item.aanleiding) for finding, item in pairs if item.arm in {OFF_LIST, EARLY}]
