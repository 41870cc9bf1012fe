"""What is different between two fetches of one register, by the key of its objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.columns import find_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.source_specs import FieldMap

NAMED: Final = 5
GONE: Final = "gesloopt|niet gerealiseerd|ten onrechte|historisch|ingetrokken"
"""States in which a register keeps an object that is no longer there."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How many objects came, went and changed, with the first five of each by key; without keys only counts."""

    added_count: int = 0
    removed_count: int = 0
    changed_count: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """True where nothing is different."""
        return not (self.added_count or self.removed_count or self.changed_count)


def compare(old: pd.DataFrame, new: pd.DataFrame, field: FieldMap | None) -> Changes:
    """Objects that came, went and changed; an object that the register ended went.

    Without a key that both fetches have, every row counts as an object of its own, and nothing is named.

    Parameters
    ----------
    old, new
        Rows of two fetches, under the names of the register.
    field
        Where the key of the layer stands in the register; None for a layer without key.
    """
    before, after = _living(old), _living(new)
    names = sorted({str(name) for frame in (before, after) for name in frame.columns})
    key = _key(field, before, after)
    left, right = (_by_key(frame, names, key) for frame in (before, after))
    gone, come = left.index.difference(right.index), right.index.difference(left.index)
    both = left.index.intersection(right.index)
    other = both[(left[both].to_numpy() != right[both].to_numpy())]
    return Changes(
        added_count=len(come),
        removed_count=len(gone),
        changed_count=len(other),
        **({} if key is None else {"added": _first(come), "removed": _first(gone), "changed": _first(other)}),
    )


def _living(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that the register did not end."""
    column = next((name for name in frame.columns if str(name).casefold() in {"status", "pandstatus"}), None)
    if column is None:
        return frame
    ended = frame[column].astype("str").str.casefold().str.contains(GONE, na=False)
    return frame.loc[~ended.astype(bool)]


def _key(field: FieldMap | None, old: pd.DataFrame, new: pd.DataFrame) -> str | None:
    """Column of the key in both fetches."""
    names: Sequence[str] = () if field is None else [*([field.column] if field.column else []), *field.first_of]
    for name in names:
        found = find_column(name, list(new.columns))
        if found is not None and found in old.columns:
            return found
    return None


def _by_key(frame: pd.DataFrame, names: Sequence[str], key: str | None) -> pd.Series[Any]:
    """Number that stands for the values of each row, on its key; the second row of a key gets ' (2)' and so on."""
    marks = _marks(frame, names)
    keys = pd.Series(marks.astype(str)) if key is None else frame[key].astype("str").fillna("").reset_index(drop=True)
    if key is not None:
        marks = marks[order := np.lexsort((marks, keys.to_numpy(dtype=object)))]
        keys = keys.iloc[order].reset_index(drop=True)
    serial = keys.groupby(keys).cumcount()
    return pd.Series(marks, index=keys.where(serial == 0, keys + " (" + (serial + 1).astype(str) + ")"))


def _marks(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    plain = pd.DataFrame(
        {name: _texts(frame, name) for name in names if not _is_shape(frame, name)}, index=range(len(frame))
    )
    total = pd.util.hash_pandas_object(plain, index=False).to_numpy() if len(plain.columns) else np.zeros(len(frame))
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = shapely.to_wkb(shapely.normalize(np.asarray(frame.geometry.array, dtype=object)))
        bodies = np.array([*(body or b"" for body in shapes), None], dtype=object)[:-1]
        total = total.astype(np.uint64) * np.uint64(31) + pd.util.hash_array(bodies, categorize=False)
    return np.asarray(total, dtype=np.uint64)


def _is_shape(frame: pd.DataFrame, name: str) -> bool:
    return isinstance(frame, gpd.GeoDataFrame) and name == frame.geometry.name


def _texts(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Values as text, so that a whole number with or without gaps beside it is the same; empty where unknown."""
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype(float)
    return np.asarray(column.astype("str").fillna("").replace("nan", ""), dtype=object)


def _first(keys: pd.Index[Any]) -> tuple[str, ...]:
    return tuple(str(key) for key in sorted(keys)[:NAMED])
