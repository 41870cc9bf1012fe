"""Places where barriers were added between two scans, as their scores tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from geo_risico.core.specs import ThemeSpec

LEAST: Final = 0.01
"""A place counts when better barriers brought its score down by at least this much."""


def barrier_indicators(theme: ThemeSpec) -> tuple[str, ...]:
    """Indicators of the dimensions on the axis of barriers; empty where the theme has no such axis."""
    return tuple(name for part in theme.dimensions if part.axis == "barriere" for name in part.weights)


def hardened_places(world: pd.DataFrame, theme: ThemeSpec, least: float = LEAST) -> pd.Series[float]:
    """How much the score fell by added barriers, for the places where that is at least ``least``.

    Parameters
    ----------
    world
        Real change of the score per location and indicator; NaN is unknown.
    theme
        Says which indicators are barriers.
    least
        Smallest fall that counts, on the scale of the score.

    Returns
    -------
    pd.Series[float]
        On the locations that count, by index; positive.
    """
    names = [name for name in barrier_indicators(theme) if name in world]
    fall = -world[names].sum(axis=1, min_count=1) if names else pd.Series(dtype=float, index=world.index)
    return fall[fall >= least].sort_index().rename("fall")
