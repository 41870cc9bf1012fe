"""Dutch words for what typer itself says: help, usage and mistakes on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Context

PHRASES = (
    ("Missing argument", "Dit ontbreekt:"),
    ("Missing option", "Deze optie ontbreekt:"),
    ("Missing command.", "Geef een opdracht."),
    ("Missing parameter", "Dit ontbreekt"),
    ("No such option:", "Deze optie bestaat niet:"),
    ("No such command", "Deze opdracht bestaat niet:"),
    ("Did you mean", "Bedoelt u"),
    ("(Possible options:", "(mogelijk:"),
    ("Possible options:", "mogelijk:"),
    ("Invalid value for", "Verkeerde waarde voor"),
    ("Invalid value", "Verkeerde waarde"),
    ("Got unexpected extra argument(s)", "Te veel woorden:"),
    ("Got unexpected extra argument", "Te veel woorden:"),
    ("is not a valid integer range", "is geen geheel getal in het bereik"),
    ("is not a valid integer", "is geen geheel getal"),
    ("is not a valid float", "is geen getal"),
    ("is not in the range", "ligt niet in"),
    ("is not one of", "is niet een van"),
    ("does not exist", "bestaat niet"),
    ("is a directory", "is een map"),
    ("is not readable", "is niet te lezen"),
    ("requires an argument", "vraagt om een waarde"),
    ("does not take a value", "neemt geen waarde"),
    ("Option ", "Optie "),
    ("Argument ", "Argument "),
    (": file '", ": bestand '"),
    (": directory '", ": map '"),
    (": path '", ": pad '"),
    ("Path ", "Pad "),
    ("File ", "Bestand "),
    ("Directory ", "Map "),
)


def dutch_message(text: str) -> str:
    """Dutch form of a usage message of typer.

    Examples
    --------
    >>> dutch_message("No such option: --fout")
    'Deze optie bestaat niet: --fout'
    """
    for english, dutch in PHRASES:
        text = text.replace(english, dutch)
    return text


def use_dutch_panels() -> None:
    """Give typer's help panels Dutch titles."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Argumenten"
    rich_utils.OPTIONS_PANEL_TITLE = "Opties"
    rich_utils.COMMANDS_PANEL_TITLE = "Opdrachten"
    rich_utils.ERRORS_PANEL_TITLE = "Fout"
    rich_utils.DEFAULT_STRING = "[standaard: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[verplicht]"
    rich_utils.RICH_HELP = "Hulp: [blue]{command_path} {help_option}[/]"


def _dutch_usage(usage: str) -> str:
    words = (("Usage:", "Gebruik:"), ("[OPTIONS]", "[OPTIES]"), ("COMMAND [ARGS]...", "OPDRACHT ..."))
    for english, dutch in words:
        usage = usage.replace(english, dutch)
    return usage


class DutchCommand(TyperCommand):
    """A command that explains itself in Dutch."""

    def get_usage(self, ctx: Context) -> str:
        """Usage line."""
        return _dutch_usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> Any:  # noqa: ANN401 - typer does not export the type
        """Help option, None when switched off."""
        return _dutch_help(super().get_help_option(ctx))


class DutchGroup(TyperGroup):
    """A group of commands that explains itself in Dutch."""

    def get_usage(self, ctx: Context) -> str:
        """Usage line."""
        return _dutch_usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> Any:  # noqa: ANN401 - typer does not export the type
        """Help option, None when switched off."""
        return _dutch_help(super().get_help_option(ctx))


def _dutch_help(option: Any) -> Any:  # noqa: ANN401 - typer does not export the type
    if option is not None:
        option.help = "Toon deze hulp."
    return option
