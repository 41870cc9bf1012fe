"""Where the command line prints, and its progress line."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.errors import MarkupError
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geo_risico.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.text import Text

OURS: Final = re.compile(
    r"\\+\[|\[(?:/|bold|dim|red|blue|green|yellow|bold red|bold green|bold yellow|black on yellow|/bold|/dim)\]"
)
"""Marks that this program writes itself, and brackets escaped before; every other bracket is text."""


class SafeConsole(Console):
    """A console on which names from files cannot steer the terminal, nor use its marks or break its print."""

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - passed on as they are
        """Text with our own marks only; without any where those do not fit together."""
        shown = plain(text)
        if options.get("markup") is False or not (self._markup if options.get("markup") is None else True):
            return super().render_str(shown, **options)
        try:
            return super().render_str(_ours_only(shown), **options)
        except MarkupError:
            return super().render_str(shown, **{**options, "markup": False})


def _ours_only(text: str) -> str:
    """The text with a backslash before every bracket that does not begin one of our marks."""
    parts, place = [], 0
    for found in OURS.finditer(text):
        parts += [escape(text[place : found.start()]), found.group()]
        place = found.end()
    return "".join([*parts, escape(text[place:])])


out = SafeConsole(highlight=False, soft_wrap=True)
err = SafeConsole(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """Show a spinner with the current step; outside a terminal each step is a line.

    Yields
    ------
    Callable
        Takes the Dutch name of the step that starts.
    """
    if not err.is_terminal:
        yield lambda text: err.print(f"{title}: {text}", markup=False)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title)
        yield lambda text: bar.update(task, description=f"{title}: {text}")
