"""Which squares of 500 m are shown: at least 5 locations, and no rest of an area that gives a hidden square away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.suppression_specs import SuppressionSpec

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import pandas as pd


def show_vierkanten(
    vierkant: pd.Series[str],
    areas: pd.DataFrame,
    minimum: int = SuppressionSpec().minimum_count,
    before: AbstractSet[str] = frozenset(),
) -> set[str]:
    """Codes of the squares that are shown.

    Parameters
    ----------
    vierkant
        Code of the square of each location.
    areas
        Code of the area of each location, one column per kind of area; an area is left out (NaN) where its own
        count is not shown.
    minimum
        Smallest number of locations in a square.
    before
        Codes of squares that an earlier release did not show: they stay hidden.

    Notes
    -----
    For every area: its locations outside the shown squares that lie wholly in it number 0, or at least the minimum in
    two or more squares. Otherwise the smallest shown square in it is hidden too.
    """
    sizes = vierkant.value_counts()
    shown = set(sizes.index[sizes >= minimum]) - before
    changed = True
    while changed:
        changed = False
        for kind in areas:
            for _, squares in vierkant.groupby(areas[kind]):
                extra = _too_revealing(squares.value_counts(), sizes, shown, minimum)
                shown -= extra
                changed |= bool(extra)
    return shown


def _too_revealing(inside: pd.Series[int], sizes: pd.Series[int], shown: set[str], minimum: int) -> set[str]:
    """The smallest shown square of one area, when what remains of the area is too small."""
    whole = inside.index[np.asarray(inside == sizes.reindex(inside.index)) & inside.index.isin(shown)]
    rest = inside.drop(whole)
    if len(whole) == 0 or len(rest) == 0 or (rest.sum() >= minimum and len(rest) > 1):
        return set()
    return {str(sizes.reindex(whole).sort_index().idxmin())}
