"""Commands about registers on the network: haal, registers."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo_risico.cli.console import err, out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache
from geo_risico.core.numbers import format_date, format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_risico.core.snapshot_specs import FileRecord
    from geo_risico.io.registers.changes import Changes
    from geo_risico.scan.fetching_registers import Haul, Refresh, Register

MOST_MB = 4000
INCOMPLETE = 3
"""Exit code of a snapshot that misses a register."""
INTERRUPTED = 130


def haal(  # noqa: PLR0913, PLR0917 - each is an option of the command
    gemeenten: Annotated[
        list[str] | None,
        typer.Argument(metavar="GEMEENTE", help="Naam, code (GM0166) of vroegere naam; leeg: die van --naar."),
    ] = None,
    naar: Annotated[Path, typer.Option("--naar", help="Map van de momentopname.")] = Path("snapshot"),
    lagen: Annotated[
        str, typer.Option("--lagen", help="Lagen, registers of beelddiensten, met komma's; leeg: de gewone registers.")
    ] = "",
    thema: Annotated[
        list[str] | None, typer.Option("--thema", help="De lagen die dit thema gebruikt; mag vaker.")
    ] = None,
    buffer: Annotated[
        float | None, typer.Option("--buffer", min=5000, help="Strook rondom in meter; gewoonlijk 5000.")
    ] = None,
    peildatum: Annotated[
        dt.datetime | None, typer.Option("--peildatum", formats=["%Y-%m-%d"], help="Gewoonlijk vandaag.")
    ] = None,
    index: Annotated[
        str | None, typer.Option("--index", metavar="URL", help="Ander dienstenoverzicht (index.json).")
    ] = None,
    via: Annotated[
        str | None, typer.Option("--via", metavar="URL", help="Poort waarlangs alle diensten te bereiken zijn.")
    ] = None,
    doel: Annotated[str, typer.Option("--doel", help="Doel van de scan, voor scan.yaml.")] = "",
    grondslag: Annotated[str, typer.Option("--grondslag", help="Juridische grondslag, voor scan.yaml.")] = "",
    opdrachtgever: Annotated[str, typer.Option("--opdrachtgever", help="Wie om de scan vraagt.")] = "",
    beeldpunt: Annotated[
        float, typer.Option("--beeldpunt", min=0.05, help="Grootte van een beeldpunt in meter (foto's, hoogten).")
    ] = 1.0,
    most_mb: Annotated[
        int, typer.Option("--max-mb", min=1, help="Vraag of stop als een antwoord of beeld groter wordt.")
    ] = MOST_MB,
    cache: Cache = DEFAULT_CACHE,
    *,
    alleen_nieuw: Annotated[
        bool, typer.Option("--alleen-nieuw", help="Ververs alleen wat verouderd, beschadigd of veranderd gevraagd is.")
    ] = False,
    opnieuw: Annotated[bool, typer.Option("--opnieuw", help="Haal alles opnieuw op.")] = False,
) -> None:
    """Haal de registers van een of meer gemeenten op in een momentopname, om mee te nemen naar een gesloten netwerk."""
    from geo_risico.scan.fetching_registers import Fetching  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.haul import Order  # noqa: PLC0415 - idem
    from geo_risico.scan.haul import haul as fetch_all  # noqa: PLC0415 - idem

    now = dt.datetime.now(tz=dt.UTC)
    refresh: Refresh = "all" if opnieuw else "stale" if alleen_nieuw else "missing"
    texts = {"doel": doel, "grondslag": grondslag, "opdrachtgever": opdrachtgever}
    order = Order(
        gemeenten=tuple(gemeenten or ()),
        names=tuple(name.strip() for name in lagen.split(",") if name.strip()),
        themes=tuple(thema or ()),
        buffer_m=buffer,
        peildatum=peildatum.date() if peildatum else None,
        texts={key: text for key, text in texts.items() if text},
        pixel_m=beeldpunt,
        may_exceed=_ask,
    )
    try:
        with _bars() as report:
            how = Fetching(
                folder=naar,
                work=cache / "haal",
                now=now,
                peildatum=order.peildatum or now.date(),
                fixed_date=peildatum is not None,
                refresh=refresh,
                most_mb=most_mb,
                report=report,
                index=index,
                via=via,
            )
            done = fetch_all(order, how, catalog_of())
    except KeyboardInterrupt:
        err.print(f"Afgebroken; wat klaar is staat in {naar}. Ga verder met dezelfde opdracht.", markup=False)
        os._exit(INTERRUPTED)  # requests in other threads would keep the program waiting; every file is whole
    _tell(done, naar, refresh)
    if done.faults:
        raise done.faults[0]
    if done.snapshot.failed:
        raise typer.Exit(INCOMPLETE)


def registers() -> None:
    """Toon de registers die haal kan ophalen."""
    table = Table(title="Registers op het netwerk")
    for heading in ("Register", "Laag", "Wat", "Soort", "Gewoon", "Vers (dagen)", "Licentie"):
        table.add_column(heading, overflow="fold")
    catalog = catalog_of()
    for spec in sorted(catalog.registers.values(), key=lambda one: (one.layer, one.name)):
        source = catalog.sources[spec.source]
        usual = "ja" if spec.is_default else "op verzoek"
        table.add_row(
            spec.name, spec.layer, escape(spec.title), spec.kind, usual, str(spec.max_age_days), source.licence
        )
    for service in catalog.services.values():
        layer = catalog.raster_sources[service.source].layer if service.source else ""
        table.add_row(service.name, layer, service.title, service.kind, "op verzoek", "", service.licence)
    out.print(table)


def _ask(size_mb: int) -> bool:
    """Let the user decide in a terminal; elsewhere the limit holds."""
    return err.is_terminal and typer.confirm(f"Dit wordt ongeveer {format_number(size_mb)} MB. Toch ophalen?", err=True)


@contextmanager
def _bars() -> Iterator[Callable[[str, str, int, int | None], None]]:
    """Show a line per register with what it does and how far it is; outside a terminal a line when that changes."""
    if not err.is_terminal:
        said: dict[str, str] = {}

        def line(register: str, what: str, done: int, total: int | None) -> None:
            if said.get(register) != what or done == total:
                said[register] = what
                err.print(f"{register}: {what} ({_count(done, total)})", markup=False)

        yield line
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(register: str, what: str, done: int, total: int | None) -> None:
            if register not in tasks:
                tasks[register] = bar.add_task(register, total=None)
            bar.update(tasks[register], description=f"{register}: {what}", completed=done, total=total)  # type: ignore[arg-type]

        yield show


def _count(done: int, total: int | None) -> str:
    return format_number(done) if total is None else f"{format_number(done)} van {format_number(total)}"


def _tell(done: Haul, folder: Path, refresh: Refresh) -> None:
    snapshot = done.snapshot
    names = ", ".join(f"{one.naam} ({one.code})" for one in snapshot.gemeenten)
    out.print(f"[bold]{escape(str(folder))}[/]: {escape(names)}, peildatum {format_date(snapshot.peildatum)}")
    for note in dict.fromkeys(one.note for one in snapshot.gemeenten if one.note):
        out.print(f"  {note}", markup=False)
    for one in sorted(done.registers.values(), key=lambda one: one.name):
        out.print(f"  {one.name}: {_line(one, refresh)}", markup=False)
    for note in done.notes:
        out.print(f"  {note}", markup=False)
    if snapshot.failed:
        lost = ", ".join(f"{one.of_register} (laag {one.layer})" for one in snapshot.failed)
        err.print(f"Niet gelukt: {lost}. De rest is bruikbaar. Ga verder met dezelfde opdracht.", markup=False)
    out.print(f"Draai nu: geo-risico scan --snapshot {folder} --offline", markup=False)


def _line(one: Register, refresh: Refresh) -> str:
    """What became of one register, in a sentence."""
    if one.failure:
        return f"MISLUKT: {one.failure}"
    rows = _images(one.image_count) if one.record is None else _size(one.record)
    if not one.reason:
        moment = f", opgehaald {format_date(one.record.fetched_at.date())}" if one.record is not None else ""
        return f"stond er al ({rows}{moment})" if refresh == "missing" else f"nog vers ({rows}{moment})"
    if one.is_same:
        return f"{rows}, niets veranderd"
    if one.changes is not None:
        return f"{rows}; {_changed(one.changes)}"
    return f"{rows} ({one.reason})" if one.record is not None else rows


def _images(count: int) -> str:
    return "1 beeldbestand" if count == 1 else f"{format_number(count)} beeldbestanden"


def _size(record: FileRecord) -> str:
    """Rows of a file, or its size where they are not counted."""
    if record.rows is not None:
        return f"{format_number(record.rows)} rijen"
    return f"{format_number(-(-record.bytes // 1_000_000))} MB"


def _changed(changes: Changes) -> str:
    """How many objects came, went and changed, with the first five of each."""
    parts = (
        ("erbij", changes.added_count, changes.added),
        ("verdwenen", changes.removed_count, changes.removed),
        ("veranderd", changes.changed_count, changes.changed),
    )
    said = [f"{format_number(count)} {word}{_named(names, count)}" for word, count, names in parts if count]
    return ", ".join(said) or "alleen velden die geen object veranderen"


def _named(names: tuple[str, ...], count: int) -> str:
    more = ", ..." if count > len(names) else ""
    return f" ({', '.join(names)}{more})" if names else ""
