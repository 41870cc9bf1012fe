"""Registers of an area fetched into a snapshot: what is needed, what is there, and what changed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_risico.core.errors import GeoRisicoError, OutputError, SourceError
from geo_risico.core.snapshot_specs import FailedRecord, FileRecord, Snapshot
from geo_risico.io.registers.errands import (
    Errand,
    Place,
    drop_old_parts,
    drop_parts,
    errands_of,
    reason_of,
    run,
    work_folder,
)
from geo_risico.io.registers.keeping import plain_asked
from geo_risico.io.registers.snapshot import fault_of, save_snapshot
from geo_risico.io.registers.task import Task
from geo_risico.io.services.addresses import at_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.register_specs import RegisterSpec
    from geo_risico.io.registers.changes import Changes

Bounds = tuple[float, float, float, float]
Refresh = Literal["missing", "stale", "all"]
NETHERLANDS: Final[Bounds] = (0, 300_000, 290_000, 630_000)
"""Bounds (EPSG:28992) for a register that is asked before the area is known."""


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """How registers are fetched.

    ``refresh``: only what is not there or not whole, also what is older than its register allows, or all.
    ``fixed_date``: the peildatum was asked for, so that another one is another question. ``index``: address of the
    overview of services; ``via``: address of the gateway of a closed network. ``report`` takes a register, what is
    being done, how much is done and the total, None where the service does not say.
    """

    folder: Path
    work: Path
    now: dt.datetime
    peildatum: dt.date
    fixed_date: bool
    refresh: Refresh
    most_mb: int
    report: Callable[[str, str, int, int | None], None]
    index: str | None = None
    via: str | None = None


@dataclass(frozen=True, kw_only=True)
class Register:
    """What became of one register: why it was fetched and what is different, or why it was not."""

    name: str
    title: str
    reason: str = ""
    """Why it was fetched; empty when it was there already."""
    record: FileRecord | None = None
    changes: Changes | None = None
    is_same: bool = False
    failure: str = ""
    image_count: int = 0
    """Files of a service of images."""


@dataclass
class Haul:
    """A snapshot while it grows; it is saved after every register."""

    snapshot: Snapshot
    registers: dict[str, Register] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def fetch_registers(names: Iterable[str], bounds: Bounds | None, haul: Haul, how: Fetching, catalog: Catalog) -> None:
    """Fetch registers into the snapshot of a haul, those that are there and whole excepted.

    A register that fails is told in the snapshot, and the others go on.

    Parameters
    ----------
    names
        Registers.
    bounds
        Area with its buffer in EPSG:28992; None while it is not known yet.
    haul
        Takes what became of each register.
    how
        Where and how.
    catalog
        All definitions.

    Raises
    ------
    OutputError
        When the snapshot cannot be written.
    """
    tasks = [_task(_moved(catalog.registers[name], how), bounds, how, catalog) for name in names]
    records = haul.snapshot.files
    todo: list[Errand] = []
    reasons: dict[str, str] = {}
    for errand in errands_of(tasks, records):
        found = {task.spec.name: _reason(task, records.get(task.spec.name), how) for task in errand.tasks}
        reasons |= {name: reason or next(filter(None, found.values()), "") for name, reason in found.items()}
        if any(found.values()):
            drop_old_parts(errand.tasks[0], records.get(errand.tasks[0].spec.name))
            todo.append(errand)
            continue
        drop_parts(errand.tasks)
        for task in errand.tasks:
            haul.registers[task.spec.name] = Register(
                name=task.spec.name, title=task.spec.title, record=records[task.spec.name]
            )
            haul.snapshot = haul.snapshot.with_file(records[task.spec.name])
    _run(todo, reasons, haul, how, catalog)


def _run(errands: list[Errand], reasons: Mapping[str, str], haul: Haul, how: Fetching, catalog: Catalog) -> None:
    place = Place(folder=how.folder, layers=catalog.layers, now=how.now, most_mb=how.most_mb)
    for outcome in run(errands, place):
        if isinstance(outcome.error, OutputError):
            raise outcome.error
        if outcome.error is not None:
            _failed(outcome.errand, outcome.error, haul)
        for task, record in zip(outcome.errand.tasks, outcome.records, strict=False):
            haul.snapshot = haul.snapshot.with_file(record)
            haul.registers[record.of_register] = Register(
                name=record.of_register,
                title=task.spec.title,
                reason=reasons[record.of_register],
                record=record,
                changes=outcome.changes,
                is_same=outcome.is_same,
            )
        save_snapshot(how.folder, haul.snapshot)
        if outcome.error is None:
            drop_parts(outcome.errand.tasks)


def _failed(errand: Errand, error: BaseException, haul: Haul) -> None:
    if not isinstance(error, GeoRisicoError):
        haul.faults.append(error)
    for task in errand.tasks:
        failure = FailedRecord.model_validate(
            {"register": task.spec.name, "layer": task.spec.layer, "reason": reason_of(error)}
        )
        haul.snapshot = haul.snapshot.with_failure(failure)
        haul.registers[task.spec.name] = Register(name=task.spec.name, title=task.spec.title, failure=failure.reason)


def _moved(spec: RegisterSpec, how: Fetching) -> RegisterSpec:
    """Register behind the gateway of a closed network, or looked up in another overview of services."""
    index, endpoint = spec.index, spec.endpoint
    if how.via is not None:
        index = None if index is None else at_host(index, how.via)
        endpoint = None if endpoint is None else at_host(endpoint, how.via)
    if how.index is not None and index is not None:
        index = how.index
    return spec.model_copy(update={"index": index, "endpoint": endpoint})


def _task(spec: RegisterSpec, bounds: Bounds | None, how: Fetching, catalog: Catalog) -> Task:
    def report(what: str, done: int, total: int | None) -> None:
        how.report(spec.name, what, done, total)

    task = Task(
        spec=spec if bounds else spec.model_copy(update={"extent": "nederland"}),
        source=catalog.sources[spec.source],
        bounds=bounds or NETHERLANDS,
        peildatum=how.peildatum,
        work=how.work,
        report=report,
    )
    return replace(task, work=work_folder(how.work, task))


def _reason(task: Task, record: FileRecord | None, how: Fetching) -> str:
    """Dutch words for why a register must be fetched; empty when what is there will do."""
    if record is None:
        return "nog niet opgehaald"
    if how.refresh == "all":
        return "opnieuw gevraagd"
    if _question(plain_asked(task), how) != _question(record.asked, how):
        return "gebied, datum of dienst is veranderd"
    fault = fault_of(how.folder, record)
    if fault:
        return fault
    age = how.now - record.fetched_at
    if how.refresh == "stale" and age > dt.timedelta(days=task.spec.max_age_days):
        return f"ouder dan {task.spec.max_age_days} dag(en)"
    return ""


def _question(asked: Mapping[str, Any], how: Fetching) -> str:
    """What was asked, without the peildatum where nobody chose it: then the age of the answer decides."""
    left_out = () if how.fixed_date else ("peildatum",)
    return json.dumps({key: value for key, value in asked.items() if key not in left_out}, sort_keys=True)


def no_gemeenten(haul: Haul) -> SourceError:
    """Error that says why the gemeenten are not there."""
    reasons = [one.failure for one in haul.registers.values() if one.failure]
    return SourceError("De gemeenten zijn niet op te halen; zonder hun grenzen is er geen gebied", reasons)
