"""How large the fictitious gemeente is: counts and spacings that follow from the number of panden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PANDEN_PER_KM2 = 125.0
RING_M = 5500.0
KOM_SHARE = 0.64
RING_SHARE = 0.45


@dataclass(frozen=True)
class Size:
    """Counts and spacings of one gemeente.

    Attributes
    ----------
    panden_count : int
        Panden inside the gemeente.
    block_m : float
        Side of one polder block in metres; four blocks form one polder.
    columns : int
        Blocks of the gemeente from west to east (even).
    polder_rows : int
        Polders of the gemeente from south to north (two blocks each).
    ring_polders : int
        Polders of neighbouring gemeenten on each domestic side.
    village_count : int
        Villages with a bebouwde kom.
    hamlet_count : int
        Hamlets.
    """

    panden_count: int
    block_m: float
    columns: int
    polder_rows: int
    ring_polders: int
    village_count: int
    hamlet_count: int

    @property
    def kom_panden(self) -> int:
        """Panden inside the villages."""
        return round(KOM_SHARE * self.panden_count)

    @property
    def ring_panden(self) -> int:
        """Panden in the data ring outside the gemeente."""
        return round(RING_SHARE * self.panden_count)

    def many(self, per: int) -> int:
        """At least one feature, and one more for every `per` panden."""
        return max(1, self.panden_count // per)


def _village_count(panden_count: int) -> int:
    """Villages: one in the smallest gemeente, fewer per pand in a large one."""
    return min(1 + panden_count // 5000, panden_count // 9000 + 3)


def size_for(panden_count: int) -> Size:
    """Sizes of a gemeente with `panden_count` panden; a small one gets smaller blocks."""
    area_km2 = panden_count / PANDEN_PER_KM2
    block_m = float(np.clip(1000.0 * np.sqrt(area_km2 / 60.0), 560.0, 800.0))
    blocks = max(36.0, area_km2 / (block_m / 1000.0) ** 2)
    columns = max(6, 2 * round(float(np.sqrt(blocks)) / 2))
    return Size(
        panden_count=panden_count,
        block_m=block_m,
        columns=columns,
        polder_rows=max(3, round(blocks / columns / 2)),
        ring_polders=int(np.ceil(RING_M / (2 * block_m))),
        village_count=_village_count(panden_count),
        hamlet_count=2 + panden_count // 4000,
    )
