"""Every kernel called once, with the types that the code uses."""

from __future__ import annotations

import numpy as np

from geo_risico.spatial.kernels.coverage import Place, Rings, covered_cells
from geo_risico.spatial.kernels.summary import moments


def warm() -> None:
    """Compile every kernel, or load it from disk."""
    rings = Rings(
        x=np.array([0.0, 2.0, 2.0, 0.0, 0.0]),
        y=np.array([0.0, 0.0, 2.0, 2.0, 0.0]),
        ring_start=np.array([0, 5]),
        sign=np.ones(1),
        shape_start=np.array([0, 1]),
    )
    place = Place(0.0, 2.0, 1.0, 2.0, 2.0)
    start, _, _, share = covered_cells(rings, np.zeros(1, dtype=np.int64), np.array([[0, 0, 2, 2]]), place)
    values = np.ones(share.size, dtype=np.float32)
    moments(values, share, share, start)
