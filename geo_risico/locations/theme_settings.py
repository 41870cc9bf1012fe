"""Settings in the YAML of a theme, checked against what its builder knows."""

from __future__ import annotations

import dataclasses
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.specs import Setting, ThemeSpec


def checked_settings(theme: ThemeSpec, kind: type[Any]) -> tuple[dict[str, Any], list[str]]:
    """Values for the fields of a settings class, and a Dutch line for each key or value that does not fit.

    A field whose default is a tuple takes a list of words, every other field a number of 0 or more.

    Parameters
    ----------
    theme
        Theme of which the settings are read.
    kind
        Frozen dataclass with a default for every field.
    """
    defaults = {field.name: field.default for field in dataclasses.fields(kind)}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for key, value in theme.settings.items():
        if key not in defaults:
            near = get_close_matches(key, defaults, n=1)
            hint = f"bedoelt u '{near[0]}'?" if near else f"bekend zijn: {', '.join(defaults)}"
            problems.append(f"settings.{key}: onbekende instelling; {hint}")
            continue
        fault = _fault(value, is_list=isinstance(defaults[key], tuple))
        if fault is None:
            values[key] = float(value) if isinstance(value, int | float) else value
        else:
            problems.append(f"settings.{key}: '{value}'; {fault}")
    return values, problems


def refuse(theme: ThemeSpec, problems: Sequence[str]) -> None:
    """Nothing when there are no problems.

    Raises
    ------
    DefinitionError
        With a line for each problem.
    """
    if problems:
        where = f"thema {theme.name}: de instellingen van de bouwer {theme.locations} kloppen niet"
        raise DefinitionError(where, list(problems))


def _fault(value: Setting, *, is_list: bool) -> str | None:
    """What is expected instead of this value; None when it fits."""
    if is_list:
        fits = isinstance(value, tuple) and all(isinstance(word, str) for word in value)
        return None if fits else "verwacht een lijst met woorden"
    fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return None if fits else "verwacht een getal van 0 of meer"
