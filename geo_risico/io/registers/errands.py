"""Registers fetched side by side, each with a connection and a folder for finished parts of its own."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import queue
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.locks import held
from geo_risico.io.registers.fetchers import fetch_register
from geo_risico.io.registers.keeping import again, keep, plain_asked
from geo_risico.io.services.connection import Connection, Manners
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.snapshot_specs import FileRecord
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.registers.changes import Changes
    from geo_risico.io.registers.task import Task

MB: Final = 1_000_000
AT_ONCE: Final = 3
"""Registers that are fetched at the same time; each keeps to the number of requests of its own definition."""
WHOLE_ANSWERS: Final = frozenset({"features", "osm"})
"""Kinds of registers whose answer does not depend on the source that reads it."""
LONGEST_WAIT_S: Final = 3600.0
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
"""What the system says when a file cannot be written."""
BEGUN: Final = "begonnen.json"
KEEP_PARTS: Final = dt.timedelta(days=1)
"""Finished parts of a fetch that broke off are used for this long; later they would mix two days."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where fetches come: the snapshot folder, the definitions of the layers, the time, and the largest answer."""

    folder: Path
    layers: Mapping[str, LayerSpec]
    now: dt.datetime
    most_mb: int


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Registers with one question, so that it is asked once; ``name`` is that of their file."""

    tasks: tuple[Task, ...]
    name: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an errand: records of its registers, or why there are none.

    ``changes``: against the file that was there; ``is_same``: nothing is different.
    """

    errand: Errand
    records: tuple[FileRecord, ...] = ()
    changes: Changes | None = None
    is_same: bool = False
    error: BaseException | None = None


def errands_of(tasks: Sequence[Task], records: Mapping[str, FileRecord]) -> list[Errand]:
    """Tasks with the same question together; a file that is there keeps its name."""
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        groups.setdefault(_digest(task), []).append(task)
    found = []
    for group in groups.values():
        known = [records[task.spec.name] for task in group if task.spec.name in records]
        names = [record.file.partition("/")[2].partition(".")[0] for record in known]
        found.append(Errand(tasks=tuple(group), name=(names or [group[0].spec.name])[0]))
    return found


def work_folder(root: Path, task: Task) -> Path:
    """Folder for finished parts of a task; equal questions share it."""
    return root / f"{task.spec.kind}-{_digest(task)[:24]}"


def run(errands: Sequence[Errand], place: Place) -> Iterator[Outcome]:
    """What comes of each errand, in the order in which they are done.

    The threads do not keep the program alive: what they have finished stays on disk when it is stopped.

    Parameters
    ----------
    errands
        What to fetch.
    place
        Where it comes.
    """
    todo: queue.SimpleQueue[Errand] = queue.SimpleQueue()
    done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    for errand in errands:
        todo.put(errand)
    for _ in range(min(AT_ONCE, len(errands))):
        threading.Thread(target=_work, args=(todo, done, place), daemon=True).start()
    for _ in errands:
        yield done.get()


def _work(todo: queue.SimpleQueue[Errand], done: queue.SimpleQueue[Outcome], place: Place) -> None:
    while True:
        try:
            errand = todo.get_nowait()
        except queue.Empty:
            return
        try:
            done.put(_fetch(errand, place))
        except BaseException as error:  # noqa: BLE001 - told and raised again by whoever waits for it
            done.put(Outcome(errand=errand, error=error))


def _fetch(errand: Errand, place: Place) -> Outcome:
    """What came of an errand; a haul into another folder that asks the same at this moment goes first."""
    work = errand.tasks[0].work
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
        with held(_lock(work), LONGEST_WAIT_S) as is_ours:
            if not is_ours:
                raise OutputError(f"{work}: een andere geo-risico haal vraagt hetzelfde; geef een eigen --cache")
            return _fetch_alone(errand, place)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OutputError(f"{work}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error


def _lock(work: Path) -> Path:
    return work.with_name(f".{work.name}.bezig")


def _fetch_alone(errand: Errand, place: Place) -> Outcome:
    task, spec = errand.tasks[0], errand.tasks[0].spec
    _prepare(task.work, place.now)
    manners = Manners(
        tries=spec.tries, timeout_s=spec.timeout_s, parallel=spec.parallel, largest=max(place.most_mb, 1) * MB
    )
    with Connection(spec.title, manners) as connection:
        got = fetch_register(task, connection)
    kept = keep(task, got, place.folder, layer=place.layers[spec.layer], name=errand.name, now=place.now)
    records = (kept.record, *(again(other, kept.record) for other in errand.tasks[1:]))
    return Outcome(errand=errand, records=records, changes=kept.changes, is_same=kept.is_same)


def _prepare(work: Path, now: dt.datetime) -> None:
    """Folder with the parts of a fetch that broke off shortly before, else an empty one."""
    mark = work / BEGUN
    try:
        if not _is_recent(mark, now):
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True, exist_ok=True)
            mark.write_text(json.dumps({"begonnen": now.isoformat()}), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{work}: map niet te maken ({error}); verwacht schrijfrechten en ruimte") from error


def _is_recent(mark: Path, now: dt.datetime) -> bool:
    begun = _begun(mark)
    return begun is not None and dt.timedelta(0) <= now - begun < KEEP_PARTS


def _begun(mark: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(read_record(mark)["begonnen"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def drop_parts(tasks: Sequence[Task]) -> None:
    """Remove the finished parts of tasks whose answer is in the snapshot, unless another haul uses them now."""
    for task in tasks:
        if not task.work.exists():
            continue
        with held(_lock(task.work)) as is_ours:
            if is_ours:
                shutil.rmtree(task.work, ignore_errors=True)


def drop_old_parts(task: Task, record: FileRecord | None) -> None:
    """Remove parts of the fetch that gave the record: they are not of today."""
    begun = _begun(task.work / BEGUN)
    if record is not None and begun is not None and begun.replace(microsecond=0) <= record.fetched_at:
        shutil.rmtree(task.work, ignore_errors=True)


def reason_of(error: BaseException) -> str:
    """Dutch words for why a register could not be fetched."""
    if isinstance(error, SourceError):
        return str(error)
    return f"fout in geo-risico zelf ({type(error).__name__}): {error}"


def _digest(task: Task) -> str:
    source = "" if task.spec.kind in WHOLE_ANSWERS else task.source.name
    return hashlib.sha256(json.dumps([plain_asked(task), source], sort_keys=True).encode()).hexdigest()
