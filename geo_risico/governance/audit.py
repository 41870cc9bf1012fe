"""How well hidden counts stay hidden: an attacker with linear programming and every published figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

NARROWEST: int = 4
"""A hidden count keeps at least five possible values: no fewer than '0 to 4' already says."""

_ROOM = 40.0
_PROBES = 6


def exposed(
    forms: csr_array, true: NDArray[np.float64], public: NDArray[np.bool_], guarded: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Positions of guarded cells that the public cells narrow to fewer than five possible values.

    Parameters
    ----------
    forms
        One row per cell: the smallest counts (columns) that it adds up.
    true
        The smallest counts as they are.
    public, guarded
        Per cell: is it published, must it stay hidden.

    Returns
    -------
    numpy.ndarray
        Positions in the order of the cells; empty when every guarded cell is safe.

    Notes
    -----
    The attacker knows that counts are not negative and solves for the lowest and highest value of each hidden cell.
    Any feasible table is a witness for all cells at once, so a few mixed questions answer most of them.
    """
    targets = np.flatnonzero(guarded & ~public)
    if targets.size == 0:
        return targets
    attack = _Attack(forms, true, public, targets)
    for probe in range(_PROBES):
        mix = np.cos(np.arange(targets.size) * (1.7 + probe))
        attack.ask(attack.rows.T @ mix)
        attack.ask(-(attack.rows.T @ mix))
    for position in range(targets.size):
        for sign in (-1.0, 1.0):
            if attack.width()[position] < NARROWEST:
                attack.ask(sign * attack.rows[[position]].toarray().ravel())
    return targets[attack.width() < NARROWEST]


class _Attack:
    """Lowest and highest value seen of each target over feasible tables."""

    def __init__(
        self, forms: csr_array, true: NDArray[np.float64], public: NDArray[np.bool_], targets: NDArray[np.intp]
    ) -> None:
        self.rows = forms[targets]
        self._known = forms[np.flatnonzero(public)]
        self._sums = self._known @ true
        self._bounds = np.column_stack([np.zeros_like(true), true + _ROOM])
        self._low = self._high = self.rows @ true

    def ask(self, objective: NDArray[np.float64]) -> None:
        """Solve for the table with the lowest objective and remember what it shows."""
        answer = linprog(objective, A_eq=self._known, b_eq=self._sums, bounds=self._bounds, method="highs")
        if answer.success:
            seen = self.rows @ answer.x
            self._low, self._high = np.minimum(self._low, seen), np.maximum(self._high, seen)

    def width(self) -> NDArray[np.float64]:
        """Highest minus lowest value of each target, over the tables seen so far."""
        return np.asarray(self._high - self._low + 1e-6)
