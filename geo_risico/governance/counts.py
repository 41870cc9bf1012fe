"""Which counts are shown: under 5 is hidden, and enough around it that nobody can calculate it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, kron

from geo_risico.core.suppression_specs import SuppressionSpec
from geo_risico.governance.audit import Attack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """Counts per area (rows) and class (columns; the first column is the total) that add up over leaves.

    ``members``: area x leaf, True where the leaf lies in the area. ``leaves``: leaf x class, the counts themselves.
    ``level``: per area its kind as a number; areas of one level do not overlap. ``minimum``: smallest count shown.
    """

    members: NDArray[np.bool_]
    leaves: NDArray[np.float64]
    level: NDArray[np.intp]
    minimum: int = SuppressionSpec().minimum_count

    @cached_property
    def holds(self) -> NDArray[np.bool_]:
        """Larger area x area: does an area of a higher level hold the whole other area."""
        members = self.members.astype(float)
        inside = members @ members.T == members.sum(axis=1)
        return np.asarray(inside & (self.level[:, None] < self.level))

    @property
    def cells(self) -> NDArray[np.float64]:
        """Counts, area x (total, classes...)."""
        parts = self.members.astype(float) @ self.leaves
        return np.column_stack([parts.sum(axis=1), parts])

    @property
    def small(self) -> NDArray[np.bool_]:
        """Per cell whether its count is too small to show; a zero too, unless its whole area is empty."""
        found: NDArray[np.bool_] = (self.cells < self.minimum) & (self.cells[:, :1] > 0)
        return found

    @property
    def forms(self) -> csr_array:
        """Each cell, row by row, as a sum of leaf counts."""
        classes = self.leaves.shape[1]
        split = np.vstack([np.ones(classes), np.eye(classes)])
        return csr_array(kron(csr_array(self.members.astype(float)), csr_array(split)))


def show_counts(table: CountTable, hidden_before: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Per cell whether it is shown; area x (total, classes...).

    Parameters
    ----------
    table
        The counts.
    hidden_before
        Per cell whether an earlier release of the same areas hid it: it stays hidden, because a later figure that is
        still the same would give the earlier ones beside it away. None without earlier releases.

    Notes
    -----
    A count under the minimum (5) is hidden, a zero too unless the whole area is empty. Then cells are added until (1)
    every sum that holds a hidden cell holds at least two, together the minimum or more, and (2) linear programming
    cannot narrow a count under the minimum to fewer values than that.
    """
    cells, small = table.cells, table.small
    shown: NDArray[np.bool_] = ~small if hidden_before is None else ~small & ~(hidden_before & (cells[:, :1] > 0))
    _close_sums(table, cells, shown)
    attack = Attack(table.forms, table.leaves.ravel(), small.ravel(), narrowest=table.minimum - 1)
    while True:
        open_cells = attack.exposed(shown.ravel())
        if open_cells.size == 0:
            return shown
        for cell in open_cells:
            _hide_near(table, cells, shown, divmod(int(cell), cells.shape[1]))
        _close_sums(table, cells, shown)


def _close_sums(table: CountTable, cells: NDArray[np.float64], shown: NDArray[np.bool_]) -> None:
    """Hide cells (in ``shown``) until no sum has a single hidden part."""
    changed = True
    while changed:
        changed = False
        for area, column in np.argwhere(~shown):
            for parts in _sums(table, shown, int(area), int(column)):
                changed |= _close(cells, shown, parts, table.minimum)


def _sums(
    table: CountTable, shown: NDArray[np.bool_], area: int, column: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Parts of each published sum that the cell belongs to, as (rows, columns)."""
    if column > 0 and shown[area, 0]:
        columns = np.arange(1, shown.shape[1])
        yield np.full(columns.size, area), columns
    for parent in np.flatnonzero(table.holds[:, area] & shown[:, column]):
        rows = np.flatnonzero(table.holds[parent] & (table.level == table.level[area]))
        yield rows, np.full(rows.size, column)


def _close(
    cells: NDArray[np.float64], shown: NDArray[np.bool_], parts: tuple[NDArray[np.intp], NDArray[np.intp]], minimum: int
) -> bool:
    """True when one more part had to be hidden."""
    visible = shown[parts]
    hidden_sum, hidden_count = cells[parts][~visible].sum(), (~visible).sum()
    if hidden_count == 0 or (hidden_count > 1 and hidden_sum >= minimum) or not visible.any():
        return False
    values = np.where(visible & (cells[parts] > 0), cells[parts], np.inf)
    if not np.isfinite(values).any():
        return False
    pick = int(np.argmin(values))
    shown[parts[0][pick], parts[1][pick]] = False
    return True


def _hide_near(table: CountTable, cells: NDArray[np.float64], shown: NDArray[np.bool_], cell: tuple[int, int]) -> None:
    """Hide the smallest shown count in the row of a cell, or in its column among areas around it."""
    area, column = cell
    related = table.members[table.holds[:, area]].any(axis=0) | table.members[area]
    around: NDArray[np.bool_] = np.asarray(table.members[:, related].any(axis=1))
    near = np.zeros_like(shown)
    near[area] = True
    near[around, column] = True
    for candidates in (near & shown & (cells > 0), shown & (cells > 0) & around.reshape(-1, 1), shown & (cells > 0)):
        if candidates.any():
            pick = np.argmin(np.where(candidates, cells, np.inf))
            shown[np.unravel_index(pick, shown.shape)] = False
            return
