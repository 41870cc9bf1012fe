"""Which means and sums are shown: never over fewer than 10 locations, also not by subtraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MINIMUM_LOCATIONS: int = 10


def show_values(members: NDArray[np.bool_], counts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Per area whether a value over its locations is shown.

    Parameters
    ----------
    members
        Area x leaf, True where the leaf lies in the area.
    counts
        Locations with a known value per leaf.

    Notes
    -----
    Areas nest, so everything that subtraction can reach is a sum of *rests*: a shown area minus the shown areas in
    it. A rest of 1 to 9 locations would give them away; then the smallest shown area inside is hidden as well.
    """
    sizes = members.astype(float) @ counts
    shown = sizes >= MINIMUM_LOCATIONS
    order = np.lexsort((np.arange(len(sizes)), members.sum(axis=1)))
    changed = True
    while changed:
        changed = False
        for area in order:
            inside = _shown_inside(members, shown, int(area)) if shown[area] else np.array([], dtype=int)
            covered = members[inside].any(axis=0) if inside.size else np.zeros(members.shape[1], dtype=bool)
            rest = counts[members[area] & ~covered].sum()
            if inside.size and 0 < rest < MINIMUM_LOCATIONS:
                shown[inside[np.argmin(sizes[inside])]] = False
                changed = True
    return np.asarray(shown)


def _shown_inside(members: NDArray[np.bool_], shown: NDArray[np.bool_], area: int) -> NDArray[np.intp]:
    """Shown areas with fewer leaves that lie wholly in the area."""
    within = ~(members & ~members[area]).any(axis=1) & (members.sum(axis=1) < members[area].sum())
    return np.flatnonzero(within & shown & members.any(axis=1))
