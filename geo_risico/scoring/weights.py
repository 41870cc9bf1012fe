"""Weights of a theme, changed by a scan and scaled to one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import ThemeSpec


def effective_weights(theme: ThemeSpec, changes: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weight of each indicator as a share of 1, with the scan's changes in the units of the theme file.

    Parameters
    ----------
    theme
        Theme with raw weights per dimension.
    changes
        Indicator -> raw weight that replaces the theme's; 0 leaves the indicator out.

    Raises
    ------
    DefinitionError
        When a change names an indicator outside the theme, or nothing is left.
    """
    raw = {name: weight for dim in theme.dimensions for name, weight in dim.weights.items()}
    unknown = sorted(set(changes or {}) - set(raw))
    if unknown:
        raise DefinitionError(
            f"Gewichten die niet bij thema {theme.name} horen",
            [f"weights.{name}: verwacht een van {', '.join(raw)}" for name in unknown],
        )
    return normalised({**raw, **(changes or {})})


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights scaled so that they add up to 1, in the given order.

    Raises
    ------
    DefinitionError
        When a weight is negative or not a number, or all weights are zero.

    Examples
    --------
    >>> normalised({"a": 3, "b": 1})
    {'a': 0.75, 'b': 0.25}
    """
    wrong = [f"{name}: {weight}, verwacht een getal vanaf 0" for name, weight in weights.items() if not _valid(weight)]
    total = math.fsum(weights.values()) if not wrong else 0.0
    if wrong or total <= 0:
        raise DefinitionError("De gewichten zijn onbruikbaar", wrong or ["verwacht minstens een gewicht boven 0"])
    return {name: weight / total for name, weight in weights.items()}


def _valid(weight: float) -> bool:
    """Whether a weight is a finite number from zero."""
    return math.isfinite(weight) and weight >= 0
