"""Why a figure is hidden, counted per kind of area for the privacy report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Reasons = NDArray[np.int8]

REASONS: Final = ("primair", "dominantie", "secundair", "verschil")
"""Too few locations; too much of one location; beside a hidden figure; hidden in an earlier release."""
PRIMARY, DOMINANCE, SECONDARY, DIFFERENCE = range(len(REASONS))
SHOWN: Final = -1


def reasons_of(shown: Flags, first: Flags, before: Flags, reason: int = PRIMARY) -> Reasons:
    """Per figure the number of the reason why it is hidden, `SHOWN` where it is not.

    Parameters
    ----------
    shown
        Per figure whether it is shown.
    first
        Per figure whether it is hidden for what it is itself.
    before
        Per figure whether an earlier release hid it.
    reason
        Reason of ``first``.
    """
    why = np.full(shown.shape, SECONDARY, dtype=np.int8)
    why[before] = DIFFERENCE
    why[first] = reason
    why[shown] = SHOWN
    return why


def rounded(reasons: Mapping[str, Mapping[str, int]], base: int) -> dict[str, dict[str, int]]:
    """Numbers rounded up to a multiple; exact ones would tell which of two hidden figures is the small one.

    Parameters
    ----------
    reasons
        Kind of area -> reason -> number of hidden figures.
    base
        The multiple: the smallest count that is shown.

    Examples
    --------
    >>> rounded({"wijken": {"primair": 1, "secundair": 0}}, 5)
    {'wijken': {'primair': 5, 'secundair': 0}}
    """
    return {
        kind: {name: -(-count // base) * base for name, count in found.items()}
        for kind, found in sorted(reasons.items())
    }


def tally(before: pd.DataFrame, after: pd.DataFrame, why: pd.DataFrame) -> dict[str, int]:
    """Number of hidden figures per reason, every reason named; what no reason is known of has too few locations.

    Parameters
    ----------
    before, after
        Figures as they are and as they are shown; a row that is not shown is not in ``after``.
    why
        Reason per figure, on the rows and columns of ``before``.
    """
    hidden = before.notna() & ~after.reindex(index=before.index, columns=before.columns).notna()
    found = why.reindex(index=before.index, columns=before.columns).fillna(PRIMARY).to_numpy(dtype=np.int8)
    found = np.where(found == SHOWN, PRIMARY, found)[hidden.to_numpy()]
    return {name: int((found == number).sum()) for number, name in enumerate(REASONS)}
