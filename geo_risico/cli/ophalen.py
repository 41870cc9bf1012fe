"""Command that fetches images: ophalen."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from geo_risico.catalog import load_scan
from geo_risico.cli.console import err, out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache
from geo_risico.core.errors import DefinitionError
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_risico.io.services import Fetched
    from geo_risico.io.services.jobs import Wish

MOST_MB = 4000


def ophalen(
    bestand: Annotated[
        Path, typer.Argument(metavar="BESTAND", help="Scandefinitie (YAML).", exists=True, dir_okay=False)
    ],
    naar: Annotated[
        Path | None, typer.Option("--map", help="Andere map dan die van de scan, om daarna over te brengen.")
    ] = None,
    alleen: Annotated[
        list[str] | None, typer.Option("--alleen", help="Alleen dit onderdeel van ophalen; mag vaker.")
    ] = None,
    most_mb: Annotated[
        int, typer.Option("--max-mb", min=1, help="Vraag of stop als een onderdeel groter wordt (zonder compressie).")
    ] = MOST_MB,
    opnieuw: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--opnieuw", help="Haal ook op wat er al is.")
    ] = False,
    cache: Cache = DEFAULT_CACHE,
) -> None:
    """Haal de beelden en hoogtes op die de scan bij diensten vraagt; daarna draait de scan zonder netwerk."""
    from geo_risico.io.services import Request, fetch  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.fetching import wishes_of  # noqa: PLC0415 - idem

    definition = load_scan(bestand)
    wishes = wishes_of(definition, catalog_of(), bestand.parent, cache, lambda text: err.print(text, markup=False))
    _check_names(alleen or [], wishes)
    now = dt.datetime.now(tz=dt.UTC)
    for wish in wishes:
        if alleen and wish.name not in alleen:
            continue
        began = time.monotonic()
        with _bar(wish.name) as report:
            request = Request(
                folder=naar or bestand.parent,
                work=cache / "ophalen",
                now=now,
                refresh=opnieuw,
                most_mb=most_mb,
                report=report,
                may_exceed=_ask,
            )
            fetched = fetch(wish, request)
        _tell(wish, fetched, time.monotonic() - began, (naar or bestand.parent) / wish.use.folder)


def _check_names(asked: list[str], wishes: list[Wish]) -> None:
    known = [wish.name for wish in wishes]
    wrong = [name for name in asked if name not in known]
    if wrong:
        raise DefinitionError(
            f"--alleen: {', '.join(wrong)} staat niet bij ophalen; verwacht een van {', '.join(known)}"
        )


def _ask(size_mb: int) -> bool:
    """Let the user decide in a terminal; elsewhere the limit holds."""
    return err.is_terminal and typer.confirm(f"Dit wordt ongeveer {format_number(size_mb)} MB. Toch ophalen?", err=True)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar per scene; outside a terminal each scene is a line when it is done."""
    if not err.is_terminal:

        def line(scene: str, done: int, total: int) -> None:
            if done == total:
                err.print(f"{title}: {scene} ({total} delen)", markup=False)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=err, transient=True)
    task = bar.add_task(title, total=None)

    def show(scene: str, done: int, total: int) -> None:
        bar.start()  # not before the first part, for a question may come first
        bar.update(task, description=f"{title}: {scene}", completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()


def _tell(wish: Wish, fetched: Fetched, seconds: float, folder: Path) -> None:
    if not fetched.new_count:
        how = "stond er al" if not fetched.requests_count else "niets nieuws"
        out.print(f"{wish.name}: {len(fetched.scenes)} beeld(en), {how}: {folder}", markup=False)
        return
    size = format_number(-(-fetched.bytes_count // 1_000_000))
    out.print(
        f"{wish.name}: {fetched.new_count} van {len(fetched.scenes)} beeld(en) opgehaald: {folder} "
        f"({fetched.requests_count} verzoeken, {fetched.retries_count} keer opnieuw, {size} MB, {seconds:.0f} s)",
        markup=False,
    )
