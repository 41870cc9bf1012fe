"""The command line as a whole, and what it answers when something goes wrong."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from geo_risico.cli.beeld import beeld
from geo_risico.cli.bezoeklijst import bezoeklijst
from geo_risico.cli.console import err
from geo_risico.cli.controleer import controleer
from geo_risico.cli.definitions import check, nieuwe_indicator, schema
from geo_risico.cli.dutch import DutchCommand, DutchGroup, dutch_message, use_dutch_panels
from geo_risico.cli.gemeente import gemeente
from geo_risico.cli.haal import haal, registers
from geo_risico.cli.ijk import ijk
from geo_risico.cli.kies import kies
from geo_risico.cli.leer import leer
from geo_risico.cli.locatiebladen import locatiebladen
from geo_risico.cli.logboek import logboek
from geo_risico.cli.logged import in_log, take_requester
from geo_risico.cli.moment import moment_of_making
from geo_risico.cli.onderteken import onderteken, sleutelpaar
from geo_risico.cli.ophalen import ophalen
from geo_risico.cli.opruimen import opruimen
from geo_risico.cli.run import demo, scan
from geo_risico.cli.scenario import scenario
from geo_risico.cli.show import lagen, uitleg
from geo_risico.cli.simuleer import simuleer
from geo_risico.cli.toets import toets
from geo_risico.cli.vergelijk import vergelijk
from geo_risico.cli.versleutel import ontsleutel, ontvanger, versleutel
from geo_risico.cli.verwerk import verwerk
from geo_risico.cli.verzin_land import verzin_land
from geo_risico.cli.vloot import vloot
from geo_risico.core.collector import collect_seldom
from geo_risico.core.errors import GeoRisicoError

FAULT_OF_OURS = 1
WRONG_INPUT = 2
INTERRUPTED = 130

use_dutch_panels()
app = typer.Typer(
    name="geo-risico",
    cls=DutchGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Gebiedsscans: uitlegbare gelegenheidsscores per locatie, met kaart en rapport.",
)
for command in (
    scan,
    demo,
    vloot,
    ijk,
    toets,
    beeld,
    locatiebladen,
    bezoeklijst,
    kies,
    verwerk,
    leer,
    gemeente,
    haal,
    registers,
    ophalen,
    opruimen,
    logboek,
    controleer,
    onderteken,
    sleutelpaar,
    scenario,
    simuleer,
    uitleg,
    lagen,
    check,
    vergelijk,
    versleutel,
    ontsleutel,
    ontvanger,
    verzin_land,
    schema,
    nieuwe_indicator,
):
    app.command(command.__name__.replace("_", "-"), cls=DutchCommand)(in_log(command))


@app.callback()
def _options(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Toon bij een fout waar die in de code ontstaat.")] = False,
    aanvrager: Annotated[
        str, typer.Option("--aanvrager", help="Functie of organisatie die vraagt, voor het logboek; geen namen.")
    ] = "",
) -> None:
    """Gebiedsscans: uitlegbare gelegenheidsscores per locatie, met kaart en rapport."""
    del debug  # main has read it
    take_requester(aanvrager)
    moment_of_making()  # a wrong SOURCE_DATE_EPOCH is told before a library stumbles over it


def main() -> None:
    """Run the command line; exit 0 when done, 2 for wrong input, 1 for a fault of ours."""
    collect_seldom()
    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:  # typer swallows the interrupt and says nothing
            raise KeyboardInterrupt  # noqa: TRY301 - one answer for every interrupt
        sys.exit(code)
    except GeoRisicoError as error:
        _explain(error, WRONG_INPUT, str(error), debug=debug)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (KeyboardInterrupt, typer.Abort) as error:
        _explain(error, INTERRUPTED, "Afgebroken; de vorige uitvoer staat er nog.", debug=debug)
    except Exception as error:  # noqa: BLE001 - the last place that can say something
        if hasattr(error, "format_message"):
            text = dutch_message(error.format_message()) or "Geef een opdracht; hierboven staat welke er zijn."
            _explain(error, WRONG_INPUT, text, debug=debug)
        text = f"in geo-risico zelf ({type(error).__name__}): {error}\nMeer met: geo-risico --debug ..."
        _explain(error, FAULT_OF_OURS, text, debug=debug)


def _explain(error: BaseException, code: int, text: str, *, debug: bool) -> None:
    err.print("[bold red]Fout[/]", end=" ")
    err.print(text, markup=False)
    if debug:
        err.print_exception() if err.is_terminal else err.print(_trace(error), markup=False)
    sys.exit(code)


def _trace(error: BaseException) -> str:
    import traceback  # noqa: PLC0415 - only when asked for

    return "".join(traceback.format_exception(error))
