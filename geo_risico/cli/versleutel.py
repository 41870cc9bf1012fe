"""Commands about encryption: versleutel, ontsleutel, ontvanger."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated, Final

import typer

from geo_risico.cli.console import err, out
from geo_risico.core.errors import DefinitionError
from geo_risico.core.numbers import format_number

VARIABLE: Final = "GEO_RISICO_WACHTZIN"
SHORTEST: Final = 16
"""Characters of a passphrase; whoever has the file can try for ever."""
FEWEST: Final = 8
"""Different characters."""


def versleutel(
    map_: Annotated[
        Path, typer.Argument(metavar="MAP", help="Uitvoermap, zoals uit/nieuwpolder.", exists=True, file_okay=False)
    ],
    voor: Annotated[
        list[str] | None,
        typer.Option("--voor", help="Publieke sleutel (age1..., ssh-...) of bestand daarmee; mag vaker."),
    ] = None,
    naar: Annotated[Path | None, typer.Option("--naar", help="Bestand; standaard MAP.age.", dir_okay=False)] = None,
    *,
    kaart: Annotated[bool, typer.Option("--kaart", help="Ook de kaarten apart, te openen met de wachtzin.")] = False,
    verwijder: Annotated[bool, typer.Option("--verwijder", help="Haal MAP daarna weg.")] = False,
) -> None:
    """Versleutel een uitvoermap voor ontvangers, of met een wachtzin (uit een vraag of GEO_RISICO_WACHTZIN)."""
    from geo_risico.io.age_files import ENDING, encrypt_folder, recipients_of  # noqa: PLC0415 - heavy
    from geo_risico.scan.lock_maps import lock_maps  # noqa: PLC0415 - idem

    recipients = recipients_of(voor or [])
    with_maps = kaart or not recipients
    passphrase = passphrase_of(is_new=True) if with_maps else ""
    folder = map_.resolve()
    target = naar or folder.with_name(f"{folder.name}{ENDING}")
    count = encrypt_folder(folder, target, recipients, passphrase)
    who = f"{len(recipients)} ontvanger(s)" if recipients else "wie de wachtzin heeft"
    out.print(f"Versleuteld voor {who}: {target} ({format_number(count)} bestanden)", markup=False)
    for path in lock_maps(folder, target.parent, passphrase) if with_maps else ():
        out.print(f"Kaart die zonder internet opent met de wachtzin: {path}", markup=False)
    if verwijder:
        shutil.rmtree(folder)
        out.print(f"Weggehaald: {folder}. In uit/archief staat de scan nog voor vergelijken.", markup=False)
    else:
        out.print(f"Let op: {folder} staat er nog leesbaar; met --verwijder gaat hij weg.", markup=False)


def ontsleutel(
    bestand: Annotated[Path, typer.Argument(metavar="FILE", help="Bestand .age.", exists=True, dir_okay=False)],
    naar: Annotated[Path, typer.Option("--naar", help="Nieuwe map voor de inhoud.")],
    sleutel: Annotated[
        Path | None,
        typer.Option("--sleutel", help="Bestand met uw geheime sleutel; zonder: een wachtzin.", exists=True),
    ] = None,
) -> None:
    """Open een versleutelde uitvoermap met uw sleutel of met de wachtzin."""
    from geo_risico.io.age_files import decrypt_folder  # noqa: PLC0415 - heavy; help must answer at once

    passphrase = "" if sleutel is not None else passphrase_of()
    decrypt_folder(bestand, naar, sleutel, passphrase)
    out.print(f"Geopend: {naar}. Haal de map weg als u klaar bent.", markup=False)


def ontvanger(
    bestand: Annotated[Path, typer.Argument(metavar="FILE", help="Nieuw bestand voor de geheime sleutel.")],
) -> None:
    """Maak een sleutelpaar om versleutelde uitvoer te ontvangen."""
    from geo_risico.io.age_files import make_identity  # noqa: PLC0415 - heavy; help must answer at once

    public = make_identity(bestand)
    out.print(f"Geheim, blijft bij u: {bestand}", markup=False)
    out.print("Openbaar, geef deze aan wie u iets stuurt:")
    out.print(public, markup=False, highlight=False, soft_wrap=True)


def passphrase_of(*, is_new: bool = False) -> str:
    """Passphrase from the environment, or asked without showing it; never from the command line."""
    given = os.environ.get(VARIABLE, "")
    if not given and not err.is_terminal:
        raise DefinitionError(f"geen wachtzin: zet die in {VARIABLE}, of voer de opdracht uit in een terminal")
    found: str = given or typer.prompt("Wachtzin", hide_input=True, confirmation_prompt=is_new, err=True)
    if is_new and (len(found) < SHORTEST or len(set(found)) < FEWEST):
        raise DefinitionError(
            f"de wachtzin heeft {len(found)} tekens, {len(set(found))} verschillende; verwacht er minstens {SHORTEST} "
            f"en {FEWEST} verschillende. Vijf willekeurige woorden achter elkaar zijn goed te onthouden"
        )
    return found
