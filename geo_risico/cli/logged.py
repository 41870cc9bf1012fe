"""Commands that write output or show data, with a line in the audit log before and after."""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGED: Final = frozenset(
    {
        "scan", "demo", "ijk", "toets", "beeld", "locatiebladen", "bezoeklijst", "kies", "verwerk", "leer", "haal",
        "ophalen", "opruimen", "scenario", "simuleer", "vergelijk", "versleutel", "vloot", "uitleg", "lagen",
    }
)  # fmt: skip
_REQUESTER: ContextVar[str] = ContextVar("aanvrager", default="")


def take_requester(text: str) -> None:
    """Nothing; keeps who asks, for the log of the command that follows."""
    _REQUESTER.set(text)


def in_log(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command, in the audit log when it makes output or shows data.

    Parameters
    ----------
    command
        Function of the command; its options are the arguments by name.
    """
    name = command.__name__
    if name not in LOGGED:
        return command

    @wraps(command)
    def run(**words: Any) -> Any:  # noqa: ANN401 - the options of any command
        from geo_risico.scan.logbook import logged  # noqa: PLC0415 - heavy; help must answer at once

        with logged(name, words, _REQUESTER.get()):
            return command(**words)

    return run
