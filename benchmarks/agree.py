"""Whether both ways give the same figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

RELATIVE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Comparison of one indicator over the erven that both computed.

    ``tied_count``: erven that were left out because the data give more than one right answer (two roads at the same
    distance).
    """

    compared_count: int
    tied_count: int
    unknown_differs_count: int
    value_differs_count: int
    largest_difference: float

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return self.unknown_differs_count == 0 and self.value_differs_count == 0

    def as_dict(self) -> dict[str, float | bool]:
        """All figures, for a file."""
        return asdict(self) | {"is_equal": self.is_equal}


def compare(toolkit: pd.Series[float], naive: pd.Series[float], tolerance: float) -> Agreement:
    """Agreement of two outcomes on the erven of ``naive``."""
    ties = naive.attrs.get("ties", naive.index[:0])
    single = naive.index.difference(ties)
    ours = toolkit.reindex(single).to_numpy(dtype="float64")
    theirs = naive.reindex(single).to_numpy(dtype="float64")
    known = ~np.isnan(ours) & ~np.isnan(theirs)
    ours_known, theirs_known = ours[known], theirs[known]
    close = np.isclose(ours_known, theirs_known, rtol=RELATIVE, atol=tolerance)
    return Agreement(
        compared_count=len(single),
        tied_count=len(naive) - len(single),
        unknown_differs_count=int((np.isnan(ours) != np.isnan(theirs)).sum()),
        value_differs_count=int((~close).sum()),
        largest_difference=float(np.abs(ours_known - theirs_known).max(initial=0.0)),
    )
