"""Commands about signatures: onderteken, sleutelpaar."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from geo_risico.cli.console import err, out
from geo_risico.cli.moment import moment_of_making
from geo_risico.core.errors import DefinitionError

VARIABLE: Final = "GEO_RISICO_WACHTWOORD"
SHORTEST: Final = 12
"""Characters; a key that signs for an organisation deserves a sentence."""


def onderteken(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="manifest.json van een scan, of de map ervan.")],
    sleutel: Annotated[
        Path,
        typer.Option("--sleutel", metavar="FILE", help="Geheime sleutel van minisign.", exists=True, dir_okay=False),
    ],
) -> None:
    """Onderteken een manifest (minisign); het wachtwoord komt van een vraag of uit GEO_RISICO_WACHTWOORD."""
    from geo_risico.io.manifest_file import manifest_bytes, manifest_path, read_manifest  # noqa: PLC0415 - heavy
    from geo_risico.io.signing import has_passphrase, sign  # noqa: PLC0415 - idem
    from geo_risico.scan.verify import check_files  # noqa: PLC0415 - idem

    path = manifest_path(manifest)
    content, facts = manifest_bytes(path), read_manifest(path)
    faults = [one.text for one in check_files(path.resolve().parent, facts) if one.verdict == "fout"]
    if faults:
        raise DefinitionError(f"{path}: niet ondertekend, want de bestanden zijn niet die van het manifest", faults)
    passphrase = _passphrase() if has_passphrase(sleutel) else ""
    moment = int(moment_of_making().timestamp())
    statement = f"timestamp:{moment}\tfile:{path.name}\thashed\tscan:{facts.name}"
    signature = sign(path, content, sleutel, passphrase, statement)
    out.print(f"Ondertekend: {signature}", markup=False)
    out.print(f"Nagaan: geo-risico controleer {path} --publieke-sleutel {sleutel.with_suffix('.pub')}", markup=False)


def sleutelpaar(
    naam: Annotated[str, typer.Argument(help="Naam van beide bestanden, bijvoorbeeld provincie.")],
    naar: Annotated[
        Path, typer.Option("--naar", metavar="DIR", help="Map waarin de sleutels komen.", file_okay=False)
    ] = Path(),
) -> None:
    """Maak een geheime sleutel met wachtwoord (NAAM.key) en een publieke (NAAM.pub) om manifesten te ondertekenen."""
    from geo_risico.io.signing import make_keys  # noqa: PLC0415 - heavy; help must answer at once

    if Path(naam).name != naam or naam in {"", ".", ".."}:
        raise DefinitionError(f"'{naam[:60]}': een naam zonder map verwacht; noem de map met --naar")
    passphrase = _passphrase(is_new=True)
    if len(passphrase) < SHORTEST:
        raise DefinitionError(f"het wachtwoord heeft {len(passphrase)} tekens; verwacht er minstens {SHORTEST}")
    secret, public = make_keys(naar, naam, passphrase)
    out.print(f"Geheim, voor wie ondertekent: {secret}", markup=False)
    out.print(f"Openbaar, voor wie controleert: {public}", markup=False)
    out.print("Het wachtwoord is nergens bewaard; zonder wachtwoord is de geheime sleutel niet te gebruiken.")


def _passphrase(*, is_new: bool = False) -> str:
    """Passphrase from the environment, or asked without showing it; never from the command line."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    if not err.is_terminal:
        raise DefinitionError(f"geen wachtwoord: zet het in {VARIABLE}, of voer de opdracht uit in een terminal")
    asked: str = typer.prompt("Wachtwoord", hide_input=True, err=True)
    if is_new and typer.prompt("Nog eens hetzelfde wachtwoord", hide_input=True, err=True) != asked:
        raise DefinitionError("de twee wachtwoorden zijn niet gelijk; er is geen sleutel gemaakt")
    return asked
