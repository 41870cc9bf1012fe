"""Which means and sums are shown: never over fewer than 10 locations, also not by subtraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.suppression_specs import SuppressionSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray


def show_values(
    members: NDArray[np.bool_],
    counts: NDArray[np.float64],
    minimum: int = SuppressionSpec().minimum_locations,
    before: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Per area whether a value over its locations is shown.

    Parameters
    ----------
    members
        Area x leaf, True where the leaf lies in the area.
    counts
        Locations with a known value per leaf.
    minimum
        Smallest number of locations under a value.
    before
        Per area whether an earlier release hid its values: they stay hidden. None without earlier releases.

    Notes
    -----
    Areas nest, so everything that subtraction can reach is a sum of *rests*: a shown area minus the shown areas in
    it. A rest of 1 location to one under the minimum would give them away; then the smallest shown area inside is
    hidden as well.
    """
    sizes = members.astype(float) @ counts
    shown = sizes >= minimum if before is None else (sizes >= minimum) & ~before
    order = np.lexsort((np.arange(len(sizes)), members.sum(axis=1)))
    changed = True
    while changed:
        changed = False
        for area in order:
            inside = _shown_inside(members, shown, int(area)) if shown[area] else np.array([], dtype=int)
            covered = members[inside].any(axis=0) if inside.size else np.zeros(members.shape[1], dtype=bool)
            rest = counts[members[area] & ~covered].sum()
            if inside.size and 0 < rest < minimum:
                shown[inside[np.argmin(sizes[inside])]] = False
                changed = True
    return np.asarray(shown)


def _shown_inside(members: NDArray[np.bool_], shown: NDArray[np.bool_], area: int) -> NDArray[np.intp]:
    """Shown areas with fewer leaves that lie wholly in the area."""
    within = ~(members & ~members[area]).any(axis=1) & (members.sum(axis=1) < members[area].sum())
    return np.flatnonzero(within & shown & members.any(axis=1))
