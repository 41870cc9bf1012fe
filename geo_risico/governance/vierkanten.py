"""Which squares of 500 m are shown: at least 5 locations, and no rest of an area that gives a hidden square away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.governance.counts import MINIMUM_COUNT

if TYPE_CHECKING:
    import pandas as pd


def show_vierkanten(vierkant: pd.Series[str], areas: pd.DataFrame) -> set[str]:
    """Codes of the squares that are shown.

    Parameters
    ----------
    vierkant
        Code of the square of each location.
    areas
        Code of the area of each location, one column per kind of area; an area is left out (NaN) where its own
        count is not shown.

    Notes
    -----
    For every area: its locations outside the shown squares that lie wholly in it number 0, or at least 5 in two or
    more squares. Otherwise the smallest shown square in it is hidden too.
    """
    sizes = vierkant.value_counts()
    shown = set(sizes.index[sizes >= MINIMUM_COUNT])
    changed = True
    while changed:
        changed = False
        for kind in areas:
            for _, squares in vierkant.groupby(areas[kind]):
                extra = _too_revealing(squares.value_counts(), sizes, shown)
                shown -= extra
                changed |= bool(extra)
    return shown


def _too_revealing(inside: pd.Series[int], sizes: pd.Series[int], shown: set[str]) -> set[str]:
    """The smallest shown square of one area, when what remains of the area is too small."""
    whole = inside.index[np.asarray(inside == sizes.reindex(inside.index)) & inside.index.isin(shown)]
    rest = inside.drop(whole)
    if len(whole) == 0 or len(rest) == 0 or (rest.sum() >= MINIMUM_COUNT and len(rest) > 1):
        return set()
    return {str(sizes.reindex(whole).sort_index().idxmin())}
