"""The five errors that a user can act on, with one base.

Messages are Dutch and name the file, the key, the value and what was expected. Problems are collected first and raised
together: ``problems`` holds one line each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class GeoRisicoError(Exception):
    """Base of every error that is the user's to solve.

    Parameters
    ----------
    message
        One Dutch sentence that says what is wrong.
    problems
        One Dutch line for each separate problem, in the order found.

    Examples
    --------
    >>> print(GeoRisicoError("scan.yaml klopt niet", ["a: leeg", "b: te lang"]))
    scan.yaml klopt niet
      - a: leeg
      - b: te lang
    """

    def __init__(self, message: str, problems: Iterable[str] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([message, *(f"  - {line}" for line in self.problems)]))


class DefinitionError(GeoRisicoError):
    """A layer, theme or scan definition (YAML) is wrong."""


class SourceError(GeoRisicoError):
    """A file or connection is missing, unreadable or corrupt."""


class DataError(GeoRisicoError):
    """The content of a source is not what its definition promises."""


class ReleaseError(GeoRisicoError):
    """What is asked may not leave in this release profile."""


class OutputError(GeoRisicoError):
    """The result cannot be written (no room, no rights)."""
