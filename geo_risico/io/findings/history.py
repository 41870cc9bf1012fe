"""All findings that were ever read for a scan: a file beside its output to which only chained lines are added."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.chain import FORMER, OWN, START, link
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.inspection.findings import merged
from geo_risico.inspection.findings_rounds import Placement
from geo_risico.io.chain_file import extend_chain, read_chain
from geo_risico.io.findings.guard import check_slot, one_writer, slot_path, write_slot
from geo_risico.io.findings.lines import LogEntry, entry_of, record
from geo_risico.io.wary.damage import told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.findings import Finding
    from geo_risico.io.findings.read import FindingsFile

FOLDER: Final = "bevindingen"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A checked file: its name and hash, its findings with the place that each has in a round, in the same order."""

    file: FindingsFile
    findings: tuple[Finding, ...]
    is_fictief: bool
    placements: tuple[Placement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Log:
    """The log after reading: all entries, oldest line first, how many are new and how many were there already."""

    path: Path
    entries: tuple[LogEntry, ...]
    added_count: int = 0
    same_count: int = 0
    last_hash: str = START
    is_chained_now: bool = False
    """The lines came from before the chain and got one."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, each once, oldest first."""
        return merged(entry.finding for entry in self.entries)


def log_path(folder: Path, scan: str) -> Path:
    """File with the findings of a scan: ``folder/bevindingen/<scan>.jsonl``, outside what a run replaces."""
    return folder / FOLDER / f"{scan}.jsonl"


def read_log(path: Path, *, is_slot_lost: bool = False) -> Log:
    """The log as it is; empty without a file.

    Parameters
    ----------
    path
        The log; a log of before the chain is read as it is.
    is_slot_lost
        Accept that nothing beside the log remembers its last line.

    Raises
    ------
    SourceError
        When a line was changed, moved or removed, at the end as well, or is not what this program wrote.
    """
    with told(path, "het logboek zoals dit programma het schreef; zet het bestand terug"):
        return _log(path, is_slot_lost=is_slot_lost)


def _log(path: Path, *, is_slot_lost: bool) -> Log:
    old = _without_chain(path)
    if old is not None:
        return Log(path=path, entries=_entries(path, old))
    lines = read_chain(path)
    if not (is_slot_lost and not slot_path(path).is_file()):
        check_slot(path, lines)
    last = str(lines[-1][OWN]) if lines else START
    return Log(path=path, entries=_entries(path, lines), last_hash=last)


def add_findings(path: Path, sources: Sequence[Source], moment: dt.datetime, *, is_slot_lost: bool = False) -> Log:
    """The log with what the files say that it did not hold yet; its own lines stay as they are.

    Parameters
    ----------
    path
        The log; made when it is not there.
    sources
        Files whose findings passed the check; the same file, or the same finding, twice adds nothing.
    moment
        Of reading.
    is_slot_lost
        As `read_log`; the slot is made again.

    Raises
    ------
    SourceError
        When the log is not what was written there.
    OutputError
        When the log cannot be written; it stays as it was.
    """
    with one_writer(path):
        before = read_log(path, is_slot_lost=is_slot_lost)
        known = {entry.finding.identity for entry in before.entries}
        fresh: list[LogEntry] = []
        for source in sources:
            for finding, placement in _in_order(source):
                if finding.identity not in known:
                    known.add(finding.identity)
                    fresh.append(_new_entry(source, finding, placement, moment))
        lines, chained = _extend(path, [record(entry) for entry in fresh])
    whole = sum(len(source.findings) for source in sources)
    return Log(
        path=path,
        entries=(*before.entries, *fresh),
        added_count=len(fresh),
        same_count=whole - len(fresh),
        last_hash=str(lines[-1][OWN]) if lines else START,
        is_chained_now=chained,
    )


def _extend(path: Path, fresh: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Mapping[str, Any]], bool]:
    """Chained lines with the new ones, and whether the old ones had no chain; the slot is told before and after."""
    old = _without_chain(path)
    before = [] if old is not None else list(read_chain(path))
    after = list(before)
    for content in [*(old or ()), *fresh]:
        after.append(link(content, str(after[-1][OWN]) if after else START))
    if not after:
        return after, False
    if old is None:
        write_slot(path, before, after)
        extend_chain(path, fresh)
    else:
        _chain_all(path, after, [*old, *fresh])
    with contextlib.suppress(OutputError):  # the slot that stands there knows both ends
        write_slot(path, after, after)
    return after, old is not None


def _chain_all(path: Path, after: Sequence[Mapping[str, Any]], contents: Sequence[Mapping[str, Any]]) -> None:
    """A log of before the chain makes room for one with it, as a whole or not at all."""
    beside = path.with_suffix(".keten")
    try:
        beside.unlink(missing_ok=True)
        extend_chain(beside, contents)
        write_slot(path, after, after)
        beside.replace(path)
    except (OSError, OutputError) as error:
        beside.unlink(missing_ok=True)
        slot_path(path).unlink(missing_ok=True)
        raise OutputError(f"{path}: de bevindingen kunnen niet worden bewaard: {error}") from error


def _without_chain(path: Path) -> list[dict[str, Any]] | None:
    """Lines of a log of before the chain; None where there is a chain, a slot or nothing."""
    if not path.is_file() or slot_path(path).is_file():
        return None
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); zet het bestand terug of verwijder het") from error
    lines = [_parsed(path, number, text) for number, text in enumerate(texts, start=1)]
    return None if any(FORMER in line or OWN in line for line in lines) else lines


def _parsed(path: Path, number: int, text: str) -> dict[str, Any]:
    try:
        line = parse_json(text)
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise SourceError(
            f"{path}, regel {number}: geen bevinding zoals dit programma die schrijft; zet het bestand terug"
        )
    return line


def _entries(path: Path, lines: Sequence[Mapping[str, Any]]) -> tuple[LogEntry, ...]:
    return tuple(entry_of(path, number, line) for number, line in enumerate(lines, start=1))


def _in_order(source: Source) -> list[tuple[Finding, Placement]]:
    """Findings of a file, each once and oldest first, with their place in a round."""
    places = source.placements or (Placement(),) * len(source.findings)
    by_identity: dict[tuple[object, ...], Placement] = {}
    for finding, placement in zip(source.findings, places, strict=True):
        by_identity.setdefault(finding.identity, placement)
    return [(finding, by_identity[finding.identity]) for finding in merged(source.findings)]


def _new_entry(source: Source, finding: Finding, placement: Placement, moment: dt.datetime) -> LogEntry:
    return LogEntry(
        finding=finding,
        aanleiding=placement.aanleiding,
        is_fictief=source.is_fictief,
        file=source.file.name,
        sha256=source.file.sha256,
        read_at=moment.isoformat(timespec="milliseconds"),
        keuze_id=placement.keuze_id,
        arm=placement.arm,
        inclusion_probability=placement.inclusion_probability,
    )
