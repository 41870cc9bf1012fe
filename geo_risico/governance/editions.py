"""What earlier releases of the same areas hid: it stays hidden, or figures that stayed the same would give it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SQUARES: Final = "vierkanten"
_TOTAL: Final = "location_count"


def hidden_columns(areas: pd.Index[Any], published: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Per area and column whether an earlier release had both and hid the figure.

    Parameters
    ----------
    areas
        Areas (kind, code) of now.
    published
        Figures of earlier releases: index (kind, code), NaN where they hid one.
    columns
        Columns to look at.
    """
    hidden = pd.DataFrame(data=False, index=areas, columns=list(columns))
    for frame in published:
        there = areas.isin(frame.index)
        for name in frame.columns.intersection(hidden.columns):
            hidden[name] |= there & frame[name].reindex(areas).isna().to_numpy()
    return hidden


def hidden_values(areas: pd.Index[Any], published: Sequence[pd.DataFrame], others: Sequence[str]) -> NDArray[np.bool_]:
    """Per area whether an earlier release had locations in it and hid its means.

    Parameters
    ----------
    areas, published
        As for `hidden_columns`.
    others
        Columns that are no means.
    """
    hidden = np.zeros(len(areas), dtype=bool)
    for frame in published:
        values = frame[frame.columns.difference(list(others))]
        if values.columns.empty:
            continue
        had = areas.isin(frame.index[frame[_TOTAL].ne(0)])
        hidden |= had & values.isna().all(axis=1).reindex(areas, fill_value=False).to_numpy(dtype=bool)
    return hidden


def hidden_squares(
    vierkant: pd.Series[str], gemeente: pd.Series[str], published: Sequence[pd.DataFrame]
) -> frozenset[str]:
    """Codes of squares with locations that an earlier release left out, of the gemeenten that it was about.

    Parameters
    ----------
    vierkant, gemeente
        Code of the square and of the gemeente of each location.
    published
        As for `hidden_columns`; one without squares says nothing.
    """
    found: set[str] = set()
    for frame in published:
        kinds = frame.index.get_level_values(0)
        if SQUARES not in kinds or "gemeenten" not in kinds:
            continue
        inside = gemeente.isin(frame.loc["gemeenten"].index)
        whole = inside.groupby(vierkant).all()
        found |= set(whole.index[whole]) - set(frame.loc[SQUARES].index)
    return frozenset(found)
