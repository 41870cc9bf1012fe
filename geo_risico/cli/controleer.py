"""Command controleer: a scan checked by its manifest, and done again."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.subject import closed_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.scan.verify import Finding

TITLES: Final = {
    "handtekening": "Handtekening",
    "bestanden": "Bestanden naast het manifest",
    "programma": "Programma en definities",
    "invoer": "Invoer",
    "overdoen": "Opnieuw gedaan",
}
MARKS: Final = {"goed": "goed  ", "let op": "let op", "fout": "FOUT  "}


def controleer(  # noqa: PLR0913 - each is an option of the command
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="manifest.json van een scan, of de map ervan.")],
    kaart: Annotated[
        Path | None,
        typer.Option("--map", metavar="DIR", help="Map waar de paden van de scandefinitie beginnen.", file_okay=False),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option("--snapshot", metavar="DIR", help="Momentopname waarop is gescand.", file_okay=False),
    ] = None,
    sleutel: Annotated[
        str,
        typer.Option("--publieke-sleutel", metavar="SLEUTEL", help="Publieke sleutel (bestand .pub of tekst RW...)."),
    ] = "",
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="DIR", help="Gelezen lagen hergebruiken; leeg: alles opnieuw lezen."),
    ] = None,
    *,
    alleen_bestanden: Annotated[
        bool, typer.Option("--alleen-bestanden", help="Doe de scan niet opnieuw; ga alleen bestanden na.")
    ] = False,
    streng: Annotated[
        bool, typer.Option("--streng", help="Een bestand dat het manifest niet kent, is ook een fout.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Maak geen enkele verbinding.")] = False,
) -> None:
    """Ga een scan na: handtekening, bestanden, programma, invoer, en of zij opnieuw dezelfde bytes geeft."""
    from geo_risico.io.manifest_file import manifest_path  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.controleer import How, check_scan  # noqa: PLC0415 - idem

    path = manifest_path(manifest)
    how = How(
        public_key=sleutel or None,
        folder=kaart,
        snapshot=snapshot,
        cache=cache,
        files_only=alleen_bestanden,
        strict=streng,
        offline=offline,
    )
    with closed_network() if offline else nullcontext(), progress("controle") as step:
        findings = list(check_scan(path, how, catalog_of(), step))
    out.print(f"Controle van {path}", markup=False)
    _print(findings)
    if any(one.part == "overdoen" and one.verdict == "goed" for one in findings):
        _print_excepted()
    faults = sum(one.verdict == "fout" for one in findings)
    if faults:
        out.print(f"[bold red]KLOPT NIET[/]: {faults} {'fout' if faults == 1 else 'fouten'}")
        raise typer.Exit(1)
    done = "wat is nagegaan" if alleen_bestanden else "bestanden, invoer en uitkomst"
    out.print(f"[bold green]KLOPT[/]: {done}")


def _print(findings: Sequence[Finding]) -> None:
    for part, group in groupby(findings, key=lambda one: one.part):
        out.print(f"[bold]{TITLES[part]}[/]")
        for one in group:
            out.print(f"  {MARKS[one.verdict]}  {one.text}", markup=False)


def _print_excepted() -> None:
    from geo_risico.scan.verify_again import EXCEPTED  # noqa: PLC0415 - heavy; help must answer at once

    out.print("  Tijden: het overdoen gebruikt het moment uit het manifest, dus geen enkel bestand is uitgezonderd.")
    out.print("  In manifest.json mag verschillen:")
    for key, why in EXCEPTED.items():
        out.print(f"    {key}: {why}", markup=False)
