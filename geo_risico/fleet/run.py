"""A whole run: measure every gemeente, compare all locations, write every gemeente, and the pages about all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.errors import OutputError
from geo_risico.core.numbers import format_number
from geo_risico.fleet.cluster import hand_out, workers
from geo_risico.fleet.job import FINISHED, MEASURED, PLACES, SCORED, WHOLE
from geo_risico.fleet.keys import digest, finish_key
from geo_risico.fleet.province import write_province
from geo_risico.fleet.rank import rank_all
from geo_risico.fleet.tasks import finish_gemeente, measure_gemeente
from geo_risico.io.fleet.records import kept_record, sweep, write_part
from geo_risico.io.locks import held
from geo_risico.io.wary.outputs import check_output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo_risico.fleet.cluster import Crew, Pulse
    from geo_risico.fleet.job import Job, Told

LOCK = ".vloot.slot"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of every gemeente, and the files about all of them (none when every gemeente failed)."""

    told: tuple[Told, ...]
    files: tuple[Path, ...]


def run_fleet(job: Job, crew: Crew, *, step: Callable[[str], None], watch: Callable[[Pulse], None]) -> Outcome:
    """Every gemeente scanned and compared with all others; what did not change since the last run is left as it is.

    Parameters
    ----------
    job
        What to do.
    crew
        Which workers.
    step
        Called with a short Dutch text when a step starts.
    watch
        Called every second while workers are busy.

    Raises
    ------
    OutputError
        When the output cannot be written, or another run is busy in it.
    SourceError, DataError, DefinitionError
        When nothing can be done for any gemeente.
    """
    check_output(job.output)
    job.output.mkdir(parents=True, exist_ok=True)
    with held(job.output / LOCK) as is_mine:
        if not is_mine:
            raise OutputError(
                f"In {job.output} is een andere vloot bezig; wacht tot die klaar is of kies een andere --uit"
            )
        return _run(job, crew, step, watch)


def _run(job: Job, crew: Crew, step: Callable[[str], None], watch: Callable[[Pulse], None]) -> Outcome:
    _sweep(job, step)
    step("Werkers starten")
    with workers(crew) as client:
        measured = hand_out(client, "meten", measure_gemeente, [(job, code) for code in job.codes], watch)
        good = {item.gemeente: str(item.record["sleutel"]) for item in measured if not item.error}
        if not good:
            return Outcome(told=tuple(measured), files=())
        scores = rank_all(job, good, step)
        notices = whole_notices(job, measured)
        asked = [
            (job, code, finish_key(job, code, good[code], scores[code], notices), notices) for code in sorted(good)
        ]
        written = hand_out(client, "schrijven", finish_gemeente, asked, watch)
    told = [*(item for item in measured if item.error), *written]
    files = () if all(item.error for item in told) else _whole(job, told, notices, step)
    return Outcome(told=tuple(sorted(told, key=lambda item: item.gemeente)), files=files)


def _whole(job: Job, told: Sequence[Told], notices: Sequence[str], step: Callable[[str], None]) -> tuple[Path, ...]:
    """Files about all gemeenten; left as they are when nothing behind them changed."""
    made_of = [[item.gemeente, item.error, item.record.get("sleutel", "")] for item in told]
    key, target = digest([job.code, str(job.output), made_of, list(notices)]), job.place(WHOLE, "")
    record = kept_record(target, key)
    if record is not None and all((job.output / name).is_file() for name in record["bestanden"]):
        return tuple(job.output / name for name in record["bestanden"])
    files = write_province(job, told, notices, step)
    write_part(target, key, {"bestanden": [path.name for path in files]}, lambda _: None)
    return files


def _sweep(job: Job, step: Callable[[str], None]) -> None:
    """Nothing; throws away what killed runs left half-written."""
    datasets = sorted(job.output.glob(f"{PLACES}*")) if job.output.is_dir() else []
    parts = [job.place(kind, job.codes[0]).parent for kind in (MEASURED, SCORED, FINISHED)]
    count = sweep(*datasets, *parts, job.output / "gemeenten")
    if count:
        step(f"{count} onvoltooide mappen van een afgebroken vloot opgeruimd")


def whole_notices(job: Job, measured: Sequence[Told]) -> tuple[str, ...]:
    """Sentences about the whole that every output shows."""
    failed = [f"{job.names[item.gemeente]} ({item.gemeente})" for item in measured if item.error]
    count = len(measured) - len(failed)
    whole = (
        f"{format_number(count)} gemeenten zijn met dezelfde methode bekeken ('{job.scan.title}'); elke locatie is ook "
        "met die van alle andere gemeenten vergeleken."
    )
    if not failed:
        return (whole,)
    return (whole, f"Zonder {', '.join(failed)}: daar ging het meten mis. Over die gemeenten is hier niets bekend.")
