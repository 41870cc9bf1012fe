"""Regular expressions of definitions, by an engine whose time grows with the length of the text (RE2, in pyarrow).

Python's own engine tries every way to match; with some expressions that never ends on a text that somebody made for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AfterValidator

from geo_risico.core.limits import PATTERN, too_much

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST: Final = r"\1"


def first_groups(texts: Sequence[str | None], pattern: str) -> list[str | None]:
    """What the first group of an expression matches in each text; None where it does not match or there is no text.

    Parameters
    ----------
    texts
        Texts to search; the first match counts.
    pattern
        Expression in the form of RE2, with at least one group.

    Examples
    --------
    >>> first_groups(["Kade 12b", "Kade", None], "([0-9]+)")
    ['12', None, None]
    """
    array = pa.array(texts, type=pa.string(), from_pandas=True)
    found = pc.replace_substring_regex(array, pattern=_around(pattern), replacement=_FIRST)
    kept: list[str | None] = pc.if_else(pc.match_substring_regex(array, pattern=pattern), found, None).to_pylist()
    return kept


def named_groups(text: str, pattern: str) -> dict[str, str] | None:
    """What each named group of an expression matches in a text; None where it does not match.

    Parameters
    ----------
    text
        Text to search; the first match counts.
    pattern
        Expression in the form of RE2, with names for all its groups.

    Examples
    --------
    >>> named_groups("luchtfoto_2024.tif", "(?P<year>20[0-9]+)")
    {'year': '2024'}
    """
    found: dict[str, str] | None = pc.extract_regex(pa.array([text]), pattern=pattern)[0].as_py()
    return found


def checked_pattern(pattern: str) -> str:
    """The expression itself, when it is short, the engine knows it and it has a group.

    Parameters
    ----------
    pattern
        Expression from a definition.

    Raises
    ------
    ValueError
        With what is wrong with it.
    """
    _check_form(pattern)
    try:
        first_groups([""], pattern)
    except pa.ArrowInvalid:
        raise ValueError(f"'{pattern}' heeft geen groep; zet haakjes om het deel dat de waarde is") from None
    return pattern


def checked_names(pattern: str) -> str:
    """The expression itself, when it is short, the engine knows it and all its groups have a name.

    Parameters
    ----------
    pattern
        Expression from a definition.

    Raises
    ------
    ValueError
        With what is wrong with it.
    """
    _check_form(pattern)
    try:
        named_groups("", pattern)
    except pa.ArrowInvalid:
        raise ValueError(f"'{pattern}' heeft groepen zonder naam; verwacht (?P<year>...), en (?:...) zonder") from None
    return pattern


Pattern = Annotated[str, AfterValidator(checked_pattern)]
"""Expression in a definition; one that could run for ever cannot be written in it."""
NamedPattern = Annotated[str, AfterValidator(checked_names)]
"""The same, with a name for every group."""


def _check_form(pattern: str) -> None:
    if problem := too_much(PATTERN, len(pattern)):
        raise ValueError(problem)
    try:
        pc.match_substring_regex(pa.array([""]), pattern=pattern)
    except pa.ArrowInvalid as error:
        raise ValueError(
            f"'{pattern}' is niet te gebruiken ({error}); verwacht een expressie van RE2, zonder vooruit- of "
            "terugkijken en zonder verwijzing naar een groep"
        ) from None


def _around(pattern: str) -> str:
    """Expression for a whole text around the first match."""
    return f"(?s:^.*?)(?:{pattern})(?s:.*)$"
