"""Command that scans many gemeenten with one method: vloot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer
from rich.live import Live
from rich.table import Table

from geo_risico.catalog import load_scan
from geo_risico.cli.console import err, out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.moment import moment_of_making
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.fleet.cluster import Pulse
    from geo_risico.fleet.job import Job, Told

DEFAULT_WORKERS = 2
DEFAULT_GIB = 3.0
_NAMED = 8
_FAILED = 1


def vloot(  # noqa: PLR0913, PLR0917 - each is an option of the command
    bestand: Annotated[Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML).", exists=True, dir_okay=False)],
    gemeenten: Annotated[
        str,
        typer.Option(
            "--gemeenten",
            metavar="KEUZE",
            help="provincie:NAAM, alle, een lijst (csv), of codes en namen met komma's; leeg: die van de scan.",
        ),
    ] = "",
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    werkers: Annotated[
        int, typer.Option("--werkers", min=1, help="Eigen werkprocessen op deze machine.")
    ] = DEFAULT_WORKERS,
    geheugen: Annotated[
        float, typer.Option("--geheugen", min=0.5, help="Hoogste geheugen per eigen werker, in GiB.")
    ] = DEFAULT_GIB,
    scheduler: Annotated[
        str,
        typer.Option("--scheduler", metavar="ADRES", help="Bestaande Dask-planner, bijvoorbeeld tcp://10.0.0.5:8786."),
    ] = "",
    *,
    zonder_kaarten: Annotated[
        bool, typer.Option("--zonder-kaarten", help="Per gemeente alleen cijfers en informatiebeeld: sneller.")
    ] = False,
) -> None:
    """Scan veel gemeenten met een methode: kaart, ranglijst en dataset van het geheel, en alles per gemeente."""
    from geo_risico.fleet.cluster import Crew  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.fleet.prepare import prepared  # noqa: PLC0415 - idem
    from geo_risico.fleet.run import run_fleet  # noqa: PLC0415 - idem

    job = prepared(
        load_scan(bestand),
        catalog_of(),
        bestand.parent,
        gemeenten,
        cache=cache,
        uit=uit,
        created=moment_of_making(),
        every_file=not zonder_kaarten,
    )
    crew = Crew(count=werkers, memory_gib=geheugen, scheduler=scheduler)
    out.print(f"{job.scan.title}: {format_number(len(job.codes))} gemeenten", markup=False)
    with _Watch(job) as watch:
        outcome = run_fleet(job, crew, step=watch.step, watch=watch.pulse)
    _report(job, outcome.told, outcome.files)
    if any(item.error for item in outcome.told):
        raise typer.Exit(_FAILED)


class _Watch:
    """Live table of the run on a terminal; elsewhere a line for each gemeente that is done."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._said: set[tuple[str, str]] = set()
        self._live = Live(console=err, transient=True, refresh_per_second=2) if err.is_terminal else None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def step(self, text: str) -> None:
        """Nothing; shows which step of the whole starts."""
        err.print(f"{self._job.scan.name}: {text}", markup=False)

    def pulse(self, pulse: Pulse) -> None:
        """Nothing; shows how far the gemeenten are."""
        if self._live is not None:
            self._live.update(self._table(pulse))
            return
        for item in pulse.told:
            if (item.phase, item.gemeente) not in self._said:
                self._said.add((item.phase, item.gemeente))
                err.print(f"{self._job.scan.name}: {self._line(item, pulse)}", markup=False)

    def _line(self, item: Told, pulse: Pulse) -> str:
        what = (
            f"FOUT: {item.error}"
            if item.error
            else "ongewijzigd"
            if item.kept
            else f"{format_number(item.seconds, 1)} s"
        )
        return f"{pulse.phase} {len(pulse.told)}/{pulse.total} {item.gemeente} {self._job.names[item.gemeente]}: {what}"

    def _table(self, pulse: Pulse) -> Table:
        table = Table(title=f"{self._job.scan.name}: {pulse.phase}", show_header=False)
        done = [item for item in pulse.told if not item.error]
        kept = sum(item.kept for item in done)
        table.add_row("klaar", f"{len(done)} van {pulse.total}" + (f", waarvan {kept} ongewijzigd" if kept else ""))
        table.add_row("mislukt", str(len(pulse.told) - len(done)))
        busy = [self._job.names[code] for code in pulse.running]
        more = f" en {len(busy) - _NAMED} andere" if len(busy) > _NAMED else ""
        table.add_row("bezig", ", ".join(busy[:_NAMED]) + more)
        table.add_row("geheugen", ", ".join(f"{format_number(value, 2)} GiB" for value in pulse.memory[:_NAMED]))
        return table


def _report(job: Job, told: Sequence[Told], files: Sequence[Path]) -> None:
    done, failed = [item for item in told if not item.error], [item for item in told if item.error]
    kept = sum(item.kept for item in done)
    peak = max((item.peak_gib for item in told), default=0.0)
    out.print(f"  {len(done)} gemeenten klaar ({kept} ongewijzigd), {len(failed)} mislukt")
    out.print(f"  hoogste geheugen van een werker: {format_number(peak, 2)} GiB")
    for item in failed:
        fault = "fout in geo-risico zelf: " if item.is_ours else ""
        out.print(f"  {item.gemeente} {job.names[item.gemeente]}: {fault}{item.error}", markup=False)
    for path in files:
        out.print(f"  {path}", markup=False)
    index = next((path for path in files if path.name == "index.html"), None)
    if index is not None:
        out.print(f"Begin hier: {index}", markup=False)
