"""How well hidden counts stay hidden: an attacker with linear programming and every published figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_ROOM = 40.0
_PROBES = 6


class Attack:
    """Searches the lowest and highest value that published cells leave for guarded cells.

    The attacker knows that counts are not negative. Any feasible table is a witness for all cells at once, so a few
    mixed questions answer most of them. Hiding more cells only adds feasible tables: what was seen stays valid.

    Parameters
    ----------
    forms
        One row per cell: the smallest counts (columns) that it adds up.
    true
        The smallest counts as they are.
    guarded
        Per cell: must it stay hidden.
    narrowest
        Room that a hidden count keeps: 4 leaves five possible values, no fewer than '0 to 4' already says.
    """

    def __init__(
        self, forms: csr_array, true: NDArray[np.float64], guarded: NDArray[np.bool_], *, narrowest: int
    ) -> None:
        self._narrowest = narrowest
        self._forms, self._true = forms, true
        self._targets = np.flatnonzero(guarded)
        self._rows = forms[self._targets]
        self._bounds = Bounds(np.zeros_like(true), true + max(_ROOM, 8.0 * narrowest))
        self._low = self._high = self._rows @ true

    def exposed(self, public: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Positions of guarded cells that the public cells narrow to too few possible values."""
        known = self._forms[np.flatnonzero(public)]
        for probe in range(_PROBES):
            if not self._narrow().any():
                break
            mix = np.cos(np.arange(self._targets.size) * (1.7 + probe)) * self._narrow()
            self._ask(known, self._rows.T @ mix)
            self._ask(known, -(self._rows.T @ mix))
        for position in np.flatnonzero(self._narrow()):
            for sign in (-1.0, 1.0):
                if self._narrow()[position]:
                    self._ask(known, sign * self._rows[[position]].toarray().ravel())
        return self._targets[self._narrow()]

    def _narrow(self) -> NDArray[np.bool_]:
        return np.asarray(self._high - self._low < self._narrowest - 1e-6)

    def _ask(self, known: csr_array, objective: NDArray[np.float64]) -> None:
        """Solve for the table with the lowest objective and remember what it shows."""
        sums = known @ self._true
        answer = milp(objective, constraints=LinearConstraint(known, sums, sums), bounds=self._bounds)
        if answer.x is not None:
            seen = self._rows @ answer.x
            self._low, self._high = np.minimum(self._low, seen), np.maximum(self._high, seen)
