"""A whole country on disk: every gemeente once, what an earlier run made stays, and the definition of a scan last."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo_risico.core.errors import OutputError
from geo_risico.io.locks import held
from geo_risico.io.parquet_folder import EXTENTS
from geo_risico.io.sources.fictief.land.borders import read_borders
from geo_risico.io.sources.fictief.land.gemeente import Task
from geo_risico.io.sources.fictief.land.lattice_land import lattice_borders
from geo_risico.io.sources.fictief.land.national import DEFINITION, write_national
from geo_risico.io.sources.fictief.land.plan import MOST, Plan, make_plan
from geo_risico.io.sources.fictief.land.rows import Gemeente
from geo_risico.io.sources.fictief.land.stamps import make_stamps, world_size
from geo_risico.io.sources.fictief.land.store import RECORDS, kept_gemeente
from geo_risico.io.sources.fictief.land.work import make_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.io.sources.fictief.land.borders import Borders

LAND_VERSION: Final = 1
"""Goes up when the same inputs give other files."""
FEWEST: Final = 4
LARGEST: Final = 400
LEAST_PANDEN: Final = 100
"""Fewest panden for each gemeente."""
LOCK: Final = ".bezig"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What country to make.

    ``borders``: file with boundaries, None for a fictitious lattice of ``gemeenten`` cells. ``provinces``: file with
    provinces for boundaries that do not name them. ``workers``: processes that make gemeenten at the same time.
    """

    folder: Path
    borders: Path | None = None
    provinces: Path | None = None
    gemeenten: int = 342
    panden: int = 10_000_000
    seed: int = 1
    workers: int = 1


@dataclass(frozen=True, kw_only=True)
class Country:
    """What stands in the folder: gemeenten (of which ``kept`` from before), panden, bytes, and what was repaired."""

    definition: Path
    gemeenten: int
    kept: int
    panden: int
    size: int
    repairs: tuple[str, ...]


def make_country(asked: Asked, step: Callable[[int, int, str], None]) -> Country:
    """What stands in the folder after every gemeente that was not there yet is made.

    Parameters
    ----------
    asked
        Which country.
    step
        Takes the gemeenten that are there, all of them, and the name of the last one.

    Raises
    ------
    OutputError
        The numbers are out of range, the folder holds something else or is in use, or there is no room.
    SourceError, DataError
        The boundaries cannot be used.
    """
    _check_numbers(asked)
    borders = _borders(asked)
    _check_size(asked, len(borders.code))
    _check_folder(asked.folder)
    with held(asked.folder / LOCK) as alone:
        if not alone:
            raise OutputError(f"{asked.folder}: een andere opdracht verzin-land is hier bezig; wacht tot die klaar is")
        return _make(asked, borders, step)


def _make(asked: Asked, borders: Borders, step: Callable[[int, int, str], None]) -> Country:
    stamps = make_stamps(asked.panden, asked.seed)
    plan = make_plan(borders, stamps, asked.panden, asked.seed)
    tasks = {task.gemeente.code: task for task in _tasks(asked, borders, plan)}
    digests = {code: _digest(task, asked.panden) for code, task in tasks.items()}
    _clear(asked.folder, set(tasks))
    found = {code: kept_gemeente(asked.folder, code, digests[code]) for code in tasks}
    facts = {code: told for code, told in found.items() if told is not None}
    kept = len(facts)
    if kept < len(tasks):
        (asked.folder / DEFINITION).unlink(missing_ok=True)
    step(kept, len(tasks), "")
    wanted = [(tasks[code], digests[code]) for code in tasks if code not in facts]
    wanted.sort(key=lambda pair: -pair[0].panden_count)
    for told in make_all(asked.folder, wanted, (asked.panden, asked.seed, asked.workers), stamps):
        facts[told["gemeente"]] = told
        step(len(facts), len(tasks), tasks[told["gemeente"]].gemeente.name)
    write_national(asked.folder, borders, (plan.tiles, stamps), [facts[code] for code in sorted(facts)], asked.seed)
    return _account(asked.folder, borders, kept, facts)


def _account(folder: Path, borders: Borders, kept: int, facts: dict[str, Any]) -> Country:
    files = [told for made in facts.values() for told in made["files"].values()]
    return Country(
        definition=folder / DEFINITION,
        gemeenten=len(facts),
        kept=kept,
        panden=sum(made["files"]["panden"]["rows"] for made in facts.values()),
        size=sum(told["bytes"] for told in files),
        repairs=borders.repairs,
    )


def _borders(asked: Asked) -> Borders:
    if asked.borders is None:
        return lattice_borders(asked.gemeenten, asked.panden, asked.seed)
    return read_borders(asked.borders, asked.provinces)


def _check_numbers(asked: Asked) -> None:
    if asked.borders is None and not FEWEST <= asked.gemeenten <= LARGEST:
        raise OutputError(f"--gemeenten {asked.gemeenten}: verwacht {FEWEST} tot en met {LARGEST}")
    if asked.provinces is not None and asked.borders is None:
        raise OutputError("--provincies hoort bij --grenzen; een land zonder echte grenzen heeft verzonnen provincies")


def _check_size(asked: Asked, count: int) -> None:
    low, high = LEAST_PANDEN * count, MOST * count
    if not low <= asked.panden <= high:
        raise OutputError(f"--panden {asked.panden}: verwacht {low} tot en met {high} voor {count} gemeenten")


def _check_folder(folder: Path) -> None:
    """Nothing; refuses a folder that holds what this program did not make."""
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: is een bestand; verwacht een map")
        others = folder.is_dir() and any(folder.iterdir()) and not (folder / RECORDS).is_dir()
        if others:
            raise OutputError(f"{folder}: hier staan andere bestanden; verwacht een lege map of een eerder land")
        (folder / RECORDS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: niet te maken ({error.strerror}); verwacht een schrijfbare map") from error


def _clear(folder: Path, codes: set[str]) -> None:
    """Throw away what a killed run left behind, and gemeenten that are not in this country."""
    for left in (*folder.rglob(".*.deel"), *folder.glob(f"*/{EXTENTS}")):
        left.unlink(missing_ok=True)
    strange = [path for path in folder.glob("*/GM*.parquet") if path.stem not in codes]
    strange += [path for path in (folder / RECORDS).glob("*.json") if path.stem not in codes]
    if strange:
        (folder / DEFINITION).unlink(missing_ok=True)
    for path in strange:
        path.unlink()
    for place in folder.iterdir():
        if place.is_dir() and place.name != RECORDS and not any(place.iterdir()):
            shutil.rmtree(place)


def _tasks(asked: Asked, borders: Borders, plan: Plan) -> list[Task]:
    tasks = []
    for k, code in enumerate(borders.code):
        number = plan.tiles_of(k)
        tasks.append(
            Task(
                gemeente=Gemeente(number=k, code=code, name=borders.name[k]),
                outline=borders.outline[k],
                tiles=plan.tiles.take(number),
                number=number,
                panden_count=int(plan.panden[k]),
                seed=asked.seed,
            )
        )
    return tasks


def _digest(task: Task, panden_count: int) -> str:
    """Hash of all that decides what the files of a gemeente hold."""
    squares = np.stack([task.tiles.column, task.tiles.row, task.tiles.stamp, task.tiles.turn, task.number])
    made_of = [
        LAND_VERSION,
        world_size(panden_count),
        task.seed,
        task.panden_count,
        task.gemeente.code,
        task.gemeente.name,
        task.gemeente.number,
        shapely.to_wkb(task.outline, hex=True),
        squares.tolist(),
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
