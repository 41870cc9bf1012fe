"""Which sums of a magnitude are shown: not where one location makes up nearly all of it, also not by subtraction.

The p% rule: a sum is sensitive when what the others add is less than a share of the largest contribution, so that the
second largest could estimate the largest to within that share. Beside it a scan may ask for the (n,k) rule: the n
largest make up more than k% of the sum. A sensitive sum is hidden, and others with it, until linear programming over
all sums that are shown leaves at least that room on both sides (Hundepool et al., Statistical Disclosure Control, 2012,
chapters 4.2 and 4.4). No library for this installs beside this Python and pandas; the search is scipy's (HiGHS).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geo_risico.core.suppression_specs import SuppressionSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LIMITS: Final = SuppressionSpec()
WHOLE: Final = 100
_TINY: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class SumTable:
    """Sums of one magnitude per area.

    ``members``: area x leaf, True where the leaf lies in the area. ``leaf``: number of the leaf of each location;
    ``values``: what each location adds, not negative. ``limits``: rules of the scan.
    """

    members: Flags
    leaf: NDArray[np.intp]
    values: Floats
    limits: SuppressionSpec = LIMITS

    @cached_property
    def leaves(self) -> Floats:
        """Sum per leaf."""
        result: Floats = np.bincount(self.leaf, self.values, minlength=self.members.shape[1]).astype(np.float64)
        return result

    @cached_property
    def totals(self) -> Floats:
        """Sum per area."""
        result: Floats = self.members.astype(np.float64) @ self.leaves
        return result

    @cached_property
    def room(self) -> Floats:
        """Room that each sum needs on both sides; 0 where it may be shown."""
        return np.array([room_of(self.values[inside[self.leaf]], self.limits) for inside in self.members])


def room_of(values: Floats, limits: SuppressionSpec = LIMITS) -> float:
    """Room that a sum of these contributions needs on both sides; 0 where it may be shown.

    Examples
    --------
    >>> room_of(np.array([1000.0, 500.0, 400.0])), room_of(np.array([1000.0, 500.0, 40.0]))
    (0.0, 60.0)
    >>> room_of(np.array([1000.0, 900.0])), room_of(np.array([0.0, 0.0]))
    (100.0, 0.0)
    """
    own = np.sort(values[values > 0])[::-1]
    if not len(own):
        return 0.0
    share, largest = limits.p_percent / 100, float(own[0])
    if len(own) < limits.minimum_contributors:
        return share * largest
    dominant = float(own[: limits.dominance_n].sum()) / (limits.dominance_k / 100) - float(own.sum())
    return max(0.0, share * largest - float(own[2:].sum()), dominant if limits.dominance_k < WHOLE else 0.0)


def show_sums(table: SumTable, may: Flags) -> Flags:
    """Per area whether its sum is shown.

    Parameters
    ----------
    table
        The sums.
    may
        Per area whether a sum may be shown at all.
    """
    shown: Flags = np.asarray(may & (table.room == 0))
    left = [int(area) for area in np.flatnonzero(table.room > 0)]
    while True:
        left = [area for area in left if _is_exposed(table, shown, area)]  # hiding more only widens the others
        changed = [_hide_near(table, shown, area) for area in left]
        if not any(changed):
            return shown


def bounds_of(table: SumTable, shown: Flags, area: int) -> tuple[float, float]:
    """Lowest and highest value of the sum of an area for whoever knows all sums that are shown.

    Parameters
    ----------
    table
        The sums.
    shown
        Per area whether its sum is known.
    area
        Number of the area.
    """
    target = table.members[area].astype(np.float64)
    touches = shown & (table.members & _related(table, area)).any(axis=1)
    if not touches.any():
        return 0.0, float("inf")
    known = csr_array(table.members[touches].astype(np.float64))
    sums = table.totals[touches]
    found = [
        milp(sign * target, constraints=LinearConstraint(known, sums, sums), bounds=Bounds(0, np.inf)).x
        for sign in (1.0, -1.0)
    ]
    low, high = (None if answer is None else float(target @ answer) for answer in found)
    return 0.0 if low is None else low, float("inf") if high is None else high


def _related(table: SumTable, area: int) -> Flags:
    """Leaves of all areas that overlap with an area."""
    overlapping = (table.members & table.members[area]).any(axis=1)
    result: Flags = table.members[overlapping].any(axis=0)
    return result


def _is_exposed(table: SumTable, shown: Flags, area: int) -> bool:
    low, high = bounds_of(table, shown, area)
    total, room = table.totals[area], table.room[area] - _TINY
    return bool(total - low < min(room, total) or high - total < room)


def _hide_near(table: SumTable, shown: Flags, area: int) -> bool:
    """True when one more sum was hidden: the smallest beside the area, and else the smallest that overlaps with it."""
    overlaps = (table.members & table.members[area]).any(axis=1)
    beside = ~overlaps & (table.members & _related(table, area)).any(axis=1)
    for candidates in (beside, overlaps):
        able = np.flatnonzero(candidates & shown & (table.totals > 0))
        if len(able):
            shown[able[np.argmin(table.totals[able])]] = False
            return True
    return False
