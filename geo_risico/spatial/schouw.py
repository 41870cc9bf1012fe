"""What a table per location says of each location: the last known value of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray


def last_known(locations: pd.DataFrame, table: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Last known value of one column for each location, NaN where no row fills it.

    A row with a higher ``voorrang`` goes before a lower one (unknown is 0), then a later ``peildatum`` before an
    earlier or unknown one; of rows that are still equal the largest value counts, or the last in the alphabet.

    Parameters
    ----------
    locations
        Frame that lends its index.
    table
        Rows with ``location_id``, ``voorrang`` and ``peildatum``; more rows may belong to one location.
    name
        Column of `table`.
    """
    filled = table[name].notna() & table["location_id"].isin(locations.index)
    keys = list(dict.fromkeys(["voorrang", "peildatum", name]))
    rows = table.loc[filled, ["location_id", *keys]].assign(voorrang=lambda frame: frame["voorrang"].fillna(0.0))
    ordered = rows.sort_values(keys, na_position="first", kind="stable")
    return ordered.drop_duplicates("location_id", keep="last").set_index("location_id")[name].reindex(locations.index)


def coded(locations: pd.DataFrame, table: pd.DataFrame, name: str, codes: Mapping[str, float]) -> NDArray[np.float64]:
    """Code of the last known word of each location; NaN where none is known or the word has no code."""
    return np.asarray(last_known(locations, table, name).map(codes), dtype=np.float64)


def counted(locations: pd.DataFrame, table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Last known number of each location from zero; NaN where none is known."""
    values = np.asarray(last_known(locations, table, name), dtype=np.float64)
    return np.where(values >= 0, values, np.nan)
