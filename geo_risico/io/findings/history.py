"""All findings that were ever read for a scan: a file beside its output to which only lines are added."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.findings import Finding
from geo_risico.inspection.findings import merged
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.findings.read import FindingsFile

FOLDER: Final = "bevindingen"


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A finding with the file that it came from and why somebody went there (empty: not told)."""

    finding: Finding
    aanleiding: str
    is_fictief: bool
    file: str
    sha256: str
    read_at: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """A checked file: its name and hash, its findings, and what holds for all of them."""

    file: FindingsFile
    findings: tuple[Finding, ...]
    aanleiding: str
    is_fictief: bool


@dataclass(frozen=True, kw_only=True)
class Log:
    """The log after reading: all entries, oldest line first, how many are new and how many were there already."""

    path: Path
    entries: tuple[LogEntry, ...]
    added_count: int = 0
    same_count: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, each once, oldest first."""
        return merged(entry.finding for entry in self.entries)


def log_path(folder: Path, scan: str) -> Path:
    """File with the findings of a scan: ``folder/bevindingen/<scan>.jsonl``, outside what a run replaces."""
    return folder / FOLDER / f"{scan}.jsonl"


def read_log(path: Path) -> Log:
    """The log as it is; empty without a file.

    Raises
    ------
    SourceError
        When a line is not what this program wrote.
    """
    if not path.is_file():
        return Log(path=path, entries=())
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); zet het bestand terug of verwijder het") from error
    return Log(path=path, entries=tuple(_entry(path, n, line) for n, line in enumerate(lines, start=1)))


def add_findings(path: Path, sources: Sequence[Source], moment: dt.datetime) -> Log:
    """The log with what the files say that it did not hold yet; its own lines stay as they are.

    Parameters
    ----------
    path
        The log; made when it is not there.
    sources
        Files whose findings passed the check; the same file, or the same finding, twice adds nothing.
    moment
        Of reading.

    Raises
    ------
    OutputError
        When the log cannot be written; it stays as it was.
    """
    before = read_log(path)
    known = {entry.finding.identity for entry in before.entries}
    fresh: list[LogEntry] = []
    for source in sources:
        for finding in merged(source.findings):
            if finding.identity not in known:
                known.add(finding.identity)
                fresh.append(_new_entry(source, finding, moment))
    if fresh:
        _append(path, fresh)
    total = sum(len(source.findings) for source in sources)
    return Log(path=path, entries=(*before.entries, *fresh), added_count=len(fresh), same_count=total - len(fresh))


def _new_entry(source: Source, finding: Finding, moment: dt.datetime) -> LogEntry:
    return LogEntry(
        finding=finding,
        aanleiding=source.aanleiding,
        is_fictief=source.is_fictief,
        file=source.file.name,
        sha256=source.file.sha256,
        read_at=moment.isoformat(timespec="milliseconds"),
    )


def _record(entry: LogEntry) -> dict[str, Any]:
    item = entry.finding
    return {
        "location_id": item.location_id,
        "thema": item.theme,
        "uitkomst": item.outcome,
        "bevindingen": list(item.codes),
        "gezien": list(item.ticks),
        "vervolg": item.follow_up,
        "op": item.moment.isoformat(timespec="milliseconds"),
        "lijst": item.list_name,
        "aanleiding": entry.aanleiding,
        "is_fictief": entry.is_fictief,
        "bestand": entry.file,
        "sha256": entry.sha256,
        "ingelezen_op": entry.read_at,
    }


def _entry(path: Path, number: int, line: str) -> LogEntry:
    try:
        found = json.loads(line)
        moment = dt.datetime.fromisoformat(found["op"]).astimezone(dt.UTC)
        return LogEntry(
            finding=Finding(
                location_id=str(found["location_id"]),
                theme=str(found["thema"]),
                outcome=OUTCOMES[OUTCOMES.index(found["uitkomst"])],
                codes=tuple(map(str, found["bevindingen"])),
                ticks=tuple(map(int, found["gezien"])),
                follow_up=str(found["vervolg"]),
                moment=moment,
                list_name=str(found["lijst"]),
            ),
            aanleiding=str(found["aanleiding"]),
            is_fictief=bool(found["is_fictief"]),
            file=str(found["bestand"]),
            sha256=str(found["sha256"]),
            read_at=str(found["ingelezen_op"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        text = f"{path}, regel {number}: geen bevinding zoals dit programma die schrijft; zet het bestand terug"
        raise SourceError(text) from error


def _append(path: Path, entries: Sequence[LogEntry]) -> None:
    """Write old and new lines beside the log and let them take its place: as a whole or not at all."""
    lines = "".join(f"{json.dumps(_record(entry), allow_nan=False)}\n" for entry in entries)
    beside = path.with_suffix(".nieuw")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_bytes() if path.is_file() else b""
        gap = b"" if not old or old.endswith(b"\n") else b"\n"
        beside.write_bytes(old + gap + lines.encode("ascii"))
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: de bevindingen kunnen niet worden bewaard: {fault_reason(error)}") from error
    finally:
        if beside.is_file():
            beside.unlink()
