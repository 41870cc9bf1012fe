"""Columns of sums in the tables per area: each is looked at on its own, and one that cannot be checked is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo_risico.core.errors import ReleaseError
from geo_risico.governance.reasons import DOMINANCE, SHOWN, reasons_of
from geo_risico.governance.sums import LIMITS, SumTable, room_of, show_sums

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.core.suppression_specs import SuppressionSpec

SUMS: Final = "barn_"
"""Begin of the names of columns that are sums of what single locations have."""
_ROUNDING: Final = 1e-3


class ShownSums(NamedTuple):
    """Per area (rows) and column of sums: whether it is shown, and the number of the reason where it is not."""

    shown: pd.DataFrame
    why: pd.DataFrame


def shown_sums(  # noqa: PLR0913, PLR0917 - what a sum is judged on
    areas: pd.DataFrame,
    leaf: NDArray[np.intp],
    sums: pd.DataFrame | None,
    totals: pd.DataFrame,
    may: pd.Series[int],
    before: pd.DataFrame,
    limits: SuppressionSpec = LIMITS,
) -> ShownSums:
    """Per area and column of sums whether it is shown and else why not, on the index of the areas.

    Parameters
    ----------
    areas
        Area (kind, code) x leaf, True where the leaf lies in the area.
    leaf
        Number of the leaf of each location.
    sums
        What each location adds, a column per sum; None when that is unknown: nothing is shown then.
    totals
        The sums per area as they are; NaN where they are unknown.
    may
        Per area `SHOWN` where a value over its locations may be shown, else the reason why not.
    before
        Per area and column whether an earlier release hid the sum: it stays hidden.
    limits
        Rules of the scan.

    Raises
    ------
    ReleaseError
        When the sums do not follow from the locations; hiding would then promise what it does not do.
    """
    able = may.to_numpy() == SHOWN
    shown = pd.DataFrame(data=False, index=totals.index, columns=totals.columns)
    why = pd.DataFrame({name: np.where(able, DOMINANCE, may) for name in totals.columns}, index=totals.index)
    for name in totals.columns if sums is not None else ():
        values = _values(sums, str(name))
        table = SumTable(members=areas.to_numpy(dtype=bool), leaf=leaf, values=values, limits=limits)
        known = totals[name].notna().to_numpy()
        wrong = known & (np.abs(table.totals - totals[name].to_numpy()) > _ROUNDING * (1 + np.abs(table.totals)))
        if wrong.any():
            problems = [f"{name}: {'/'.join(map(str, area))}" for area in totals.index[wrong][:5]]
            raise ReleaseError("De oppervlakten per gebied volgen niet uit de locaties", problems)
        hidden = before[name].to_numpy()
        shown[name] = show_sums(table, able & known & ~hidden)
        reasons = reasons_of(shown[name].to_numpy(), table.room > 0, hidden, DOMINANCE)
        why[name] = np.where(able, reasons, may)
    return ShownSums(shown, why)


def without_dominated(
    squares: gpd.GeoDataFrame,
    vierkant: pd.Series[str],
    sums: pd.DataFrame | None,
    limits: SuppressionSpec = LIMITS,
) -> gpd.GeoDataFrame:
    """The squares without sums that one location makes up nearly alone.

    Squares show rounded sums that do not add up to those of areas, so that each is judged on its own.

    Parameters
    ----------
    squares
        Squares that are shown, by code.
    vierkant
        Code of the square of each location.
    sums
        As for `shown_sums`.
    limits
        Rules of the scan.
    """
    out = squares.copy()
    names = [name for name in out.columns if str(name).startswith(SUMS)]
    for name in names:
        if sums is None:
            out[name] = np.nan
            continue
        values = pd.Series(_values(sums, str(name)))
        room = values.groupby(vierkant.to_numpy()).agg(lambda own: room_of(own.to_numpy(), limits))
        out[name] = out[name].where(room.reindex(out.index).to_numpy() == 0)
    return out


def _values(sums: pd.DataFrame | None, name: str) -> NDArray[np.float64]:
    """What each location adds to one sum."""
    if sums is None or name not in sums:
        raise ReleaseError(f"{name}: van deze som is niet bekend wat elke locatie eraan toevoegt")
    return sums[name].fillna(0.0).to_numpy(dtype=np.float64)
