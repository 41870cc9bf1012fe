"""A line of the log of findings: what stands in it, and how it is read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_risico.core.errors import SourceError
from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A finding with the file that it came from and why somebody went there (empty: not told).

    ``keuze_id``, ``arm`` and ``inclusion_probability`` are those of the sealed choice that sent people there; empty and
    None where none did.
    """

    finding: Finding
    aanleiding: str
    is_fictief: bool
    file: str
    sha256: str
    read_at: str
    keuze_id: str = ""
    arm: str = ""
    inclusion_probability: float | None = None


def record(entry: LogEntry) -> dict[str, Any]:
    """The content of a line, ready for JSON."""
    item = entry.finding
    return {
        "location_id": item.location_id,
        "thema": item.theme,
        "uitkomst": item.outcome,
        "bevindingen": list(item.codes),
        "gezien": list(item.ticks),
        "vervolg": item.follow_up,
        "op": _told(item.moment),
        "verbeterd_op": "" if item.corrected_at is None else _told(item.corrected_at),
        "lijst": item.list_name,
        "aanleiding": entry.aanleiding,
        "keuze_id": entry.keuze_id,
        "arm": entry.arm,
        "inclusion_probability": entry.inclusion_probability,
        "is_fictief": entry.is_fictief,
        "bestand": entry.file,
        "sha256": entry.sha256,
        "ingelezen_op": entry.read_at,
    }


def entry_of(path: Path, number: int, found: Mapping[str, Any]) -> LogEntry:
    """What a line says; lines of before choices were sealed have no choice.

    Raises
    ------
    SourceError
        When the line is not what this program writes.
    """
    try:
        chance = found.get("inclusion_probability")
        corrected = found.get("verbeterd_op", "")
        return LogEntry(
            finding=Finding(
                location_id=str(found["location_id"]),
                theme=str(found["thema"]),
                outcome=OUTCOMES[OUTCOMES.index(found["uitkomst"])],
                codes=tuple(map(str, found["bevindingen"])),
                ticks=tuple(map(int, found["gezien"])),
                follow_up=str(found["vervolg"]),
                moment=_moment(found["op"]),
                list_name=str(found["lijst"]),
                corrected_at=_moment(corrected) if corrected else None,
            ),
            aanleiding=str(found["aanleiding"]),
            is_fictief=bool(found["is_fictief"]),
            file=str(found["bestand"]),
            sha256=str(found["sha256"]),
            read_at=str(found["ingelezen_op"]),
            keuze_id=str(found.get("keuze_id", "")),
            arm=str(found.get("arm", "")),
            inclusion_probability=None if chance is None else float(chance),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"{path}, regel {number}: geen bevinding zoals dit programma die schrijft; zet het bestand terug"
        raise SourceError(text) from error


def _told(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
