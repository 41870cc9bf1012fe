"""Clusters that grow by joining pairs, as long as every two members across the seam go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class Clusters:
    """Members 0 to ``size``, each first on its own.

    Parameters
    ----------
    size
        Number of members.
    may_join
        Whether two members may stand in one cluster.
    """

    def __init__(self, size: int, may_join: Callable[[int, int], bool]) -> None:
        self._of = list(range(size))
        self._members = [[k] for k in range(size)]
        self._may_join = may_join

    def join(self, one: int, other: int) -> bool:
        """Whether the clusters of two members are one cluster now."""
        left, right = sorted((self._of[one], self._of[other]))
        if left == right:
            return True
        if not all(self._may_join(i, j) for i in self._members[left] for j in self._members[right]):
            return False
        for member in self._members[right]:
            self._of[member] = left
        self._members[left] += self._members[right]
        self._members[right] = []
        return True

    def numbers(self) -> NDArray[np.int64]:
        """Cluster of each member: the number of its first member."""
        return np.asarray(self._of, dtype=np.int64)
