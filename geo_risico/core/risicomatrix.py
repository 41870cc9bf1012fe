"""The risicomatrix as cells: which locations stand where, the same for workbook and report."""

from __future__ import annotations

from typing import Final

import pandas as pd

STEPS: Final = (5, 4, 3, 2, 1)
"""Steps of both axes, from high to low."""

LABEL: Final = "Reconstructie met instelbare standaardwaarden; niet de matrix van het RIEC."

Cell = tuple[int | None, int | None]
"""Step of kans and step of barriere; None is unknown."""


def cells(locations: pd.DataFrame) -> dict[Cell, list[str]]:
    """Index of the locations in each cell that has any, in the order of the rows.

    Parameters
    ----------
    locations
        With columns kans_level and barriere_level, NaN where unknown.
    """
    found: dict[Cell, list[str]] = {}
    for name, kans, barriere in zip(locations.index, locations["kans_level"], locations["barriere_level"], strict=True):
        found.setdefault((_step(kans), _step(barriere)), []).append(str(name))
    return found


def _step(level: float) -> int | None:
    return None if pd.isna(level) else int(level)
