"""Objects of several registers at one location, without counting one object twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.linked import owners, total

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


def object_counts(locations: pd.DataFrame, objects: pd.DataFrame, soorten: Collection[str]) -> NDArray[np.float64]:
    """Number of linked objects of these kinds at each location, by the register that knows most of them.

    Parameters
    ----------
    locations
        Sites.
    objects
        Layer waterobjecten with a column ``location_id``.
    soorten
        Values of the column ``soort`` that count.
    """
    rows = objects[objects["soort"].isin(list(soorten)) & objects["register"].notna()]
    owner = owners(locations, rows)
    return most_in_one_register(owner[owner >= 0], rows["register"][owner >= 0], len(locations))


def most_in_one_register(site: NDArray[np.intp], registers: pd.Series[str], length: int) -> NDArray[np.float64]:
    """Number of objects at each site, by the register that knows most of them.

    Parameters
    ----------
    site
        Position of the site of each object that was found there.
    registers
        Register of each of these objects.
    length
        Number of sites.
    """
    count = np.zeros(length)
    codes = pd.factorize(registers)[0]
    for code in np.unique(codes):
        count = np.maximum(count, np.bincount(site[codes == code], minlength=length))
    return count


def place_counts(locations: pd.DataFrame, objects: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places for long and for short stay at each location, by the register that knows most; NaN where none knows.

    Parameters
    ----------
    locations
        Sites.
    objects
        Layer waterobjecten with a column ``location_id``.
    """
    long_stay, short_stay = np.full((2, len(locations)), np.nan)
    for _, rows in objects.groupby("register"):
        found = [_known_total(locations, rows, name) for name in ("ligplaatsen_vast", "ligplaatsen_passanten")]
        more = ~(_sum(*found) <= _sum(long_stay, short_stay)) & ~np.isnan(_sum(*found))
        long_stay, short_stay = np.where(more, found[0], long_stay), np.where(more, found[1], short_stay)
    return long_stay, short_stay


def _known_total(locations: pd.DataFrame, rows: pd.DataFrame, name: str) -> NDArray[np.float64]:
    known = rows[rows[name].notna()]
    owner = owners(locations, known)
    count = total(owner, np.ones(len(known)), len(locations))
    return np.where(count > 0, total(owner, known[name], len(locations)), np.nan)


def _sum(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum in which one unknown part is left out; NaN where both are unknown."""
    either = np.nan_to_num(one) + np.nan_to_num(other)
    return np.where(np.isnan(one) & np.isnan(other), np.nan, either)


def total_places(long_stay: NDArray[np.float64], short_stay: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places for long and short stay together; an unknown part is left out, NaN where both are unknown.

    Parameters
    ----------
    long_stay, short_stay
        Number of places per location.
    """
    return _sum(long_stay, short_stay)
