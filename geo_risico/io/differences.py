"""What differs between two versions of one file, in a few Dutch words: columns, rows, the largest difference."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
from openpyxl import load_workbook
from pandas.api.types import is_bool_dtype, is_numeric_dtype

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Tables = Mapping[str, pd.DataFrame]

NAMED: Final = 6
"""At most so many columns, keys or layers are named."""
SAME: Final = "de inhoud is gelijk, de bytes zijn anders (opmaak, volgorde of een tijd in het bestand)"
_TEXT: Final = (".html", ".json", ".qgs", ".svg", ".gpx", ".txt", ".qml")


def differs(old: Path, new: Path) -> str:
    """Dutch words for what differs between two files; empty when every byte is the same.

    Parameters
    ----------
    old, new
        The same file of two runs.
    """
    before, after = old.read_bytes(), new.read_bytes()
    if before == after:
        return ""
    try:
        return _told(old, new) or SAME
    except Exception as error:  # noqa: BLE001 - a broken file is a difference too, whatever its reader raises
        return f"{len(before)} bytes tegen {len(after)} bytes; niet verder te vergelijken ({type(error).__name__})"


def table_differences(old: pd.DataFrame, new: pd.DataFrame) -> str:
    """Dutch words for the columns, rows and values that differ between two tables; empty when none do.

    Examples
    --------
    >>> table_differences(pd.DataFrame({"a": [1.0, 2.0]}), pd.DataFrame({"a": [1.0, 2.5]}))
    'kolom a: 1 van 2 rijen anders, grootste verschil 0.5'
    """
    gone, more = list(old.columns.difference(new.columns)), list(new.columns.difference(old.columns))
    parts = [f"kolommen weg: {_named(gone)}"] if gone else []
    parts += [f"kolommen erbij: {_named(more)}"] if more else []
    if len(old) != len(new):
        return "; ".join([*parts, f"{len(old)} rijen, nu {len(new)}"])
    shared = [name for name in old.columns if name in new.columns]
    lines = [line for name in shared if (line := _column(str(name), old[name], new[name]))]
    rest = [f"en {len(lines) - NAMED} kolommen meer"] if len(lines) > NAMED else []
    return "; ".join([*parts, *lines[:NAMED], *rest])


def _told(old: Path, new: Path) -> str:
    reader = _READERS.get(old.suffix)
    if reader is not None:
        before, after = reader(old), reader(new)
        return "; ".join(_layers(before, after))
    if old.suffix == ".json":
        keys = list(_keys(json.loads(old.read_text("utf-8")), json.loads(new.read_text("utf-8")), ""))
        return f"anders bij {_named(keys)}" if keys else ""
    if old.suffix in _TEXT:
        return _line(old.read_text("utf-8"), new.read_text("utf-8"))
    return f"{old.stat().st_size} bytes, nu {new.stat().st_size} bytes"


def _layers(before: Tables, after: Tables) -> Iterator[str]:
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after or name not in before:
            yield f"laag {name} {'ontbreekt nu' if name in before else 'is er nu bij'}"
        elif told := table_differences(before[name], after[name]):
            yield f"{name}: {told}" if name else told


def _column(name: str, old: pd.Series[Any], new: pd.Series[Any]) -> str:
    if _is_number(old) and _is_number(new):
        first, second = old.to_numpy(float, na_value=np.nan), new.to_numpy(float, na_value=np.nan)
        same = (first == second) | (np.isnan(first) & np.isnan(second))
        gap = np.abs(first - second)[~same]
        known = gap[~np.isnan(gap)]
        largest = f", grootste verschil {known.max():.6g}" if len(known) else ", bekend tegen onbekend"
    else:
        same, largest = (_texts(old) == _texts(new)), ""
    count = int((~same).sum())
    return f"kolom {name}: {count} van {len(old)} rijen anders{largest}" if count else ""


def _is_number(values: pd.Series[Any]) -> bool:
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def _texts(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    if isinstance(values, gpd.GeoSeries):
        return values.to_wkb(hex=True).fillna("").to_numpy(object)
    return values.map(repr).to_numpy(object)


def _line(before: str, after: str) -> str:
    """First line that differs."""
    old, new = before.splitlines(), after.splitlines()
    for number, (first, second) in enumerate(zip(old, new, strict=False), start=1):
        if first != second:
            return f"anders vanaf regel {number}"
    return f"{len(old)} regels, nu {len(new)}" if len(old) != len(new) else ""


def _keys(before: Any, after: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _keys(before.get(key), after.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from _keys(first, second, f"{where}[{number}]")
    elif before != after:
        yield where or "het geheel"


def _named(names: list[str]) -> str:
    more = f" en {len(names) - NAMED} meer" if len(names) > NAMED else ""
    return ", ".join(map(str, names[:NAMED])) + more


def _parquet(path: Path) -> Tables:
    has_shapes = b"geo" in (pq.read_schema(path).metadata or {})
    return {"": gpd.read_parquet(path) if has_shapes else pd.read_parquet(path)}


def _csv(path: Path) -> Tables:
    with path.open(encoding="utf-8-sig") as file:
        heading = file.readline()
    mark = max(",;\t", key=heading.count)
    return {"": pd.read_csv(path, sep=mark, dtype=str, keep_default_na=False, encoding="utf-8-sig")}


def _vector(path: Path) -> Tables:
    return {str(name): pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)}


def _xlsx(path: Path) -> Tables:
    if not zipfile.is_zipfile(path):
        raise ValueError(path.name)
    book = load_workbook(path, read_only=True)
    try:
        return {sheet.title: pd.DataFrame(list(sheet.values)) for sheet in book.worksheets}
    finally:
        book.close()


_READERS: Final[dict[str, Callable[[Path], Tables]]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".fgb": _vector,
    ".gpkg": _vector,
    ".xlsx": _xlsx,
}
