"""Properties of features as columns: packed per page, and one type for all pages together.

Each page is packed in Arrow at once: a page of Python texts costs more memory, and time to get that memory, than the
text of the page itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geo_risico.io.registers.geojson import json_text, plain_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.registers.geojson import Column

DECLARED: Final = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
TO_PANDAS: Final = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def joined(chunks: Sequence[Column], rows: Sequence[int], kind: str | None = None) -> pd.Series[Any]:
    """Chosen rows of a column of which the type does not hang on empty values.

    Texts stay texts (dates too), whole numbers ``Int64``, other numbers ``float64``, yes and no ``boolean``. Lists,
    objects and mixtures become JSON text.

    Parameters
    ----------
    chunks
        The column of each page.
    rows
        Numbers of rows over all chunks.
    kind
        JSON type that the schema of the collection says: it decides for a column without values, and makes whole
        numbers decimal.

    Examples
    --------
    >>> whole = pa.array([1, None])
    >>> joined([whole], [0, 1]).dtype, joined([whole], [0]).dtype, joined([whole], [0], "number").dtype
    (Int64Dtype(), Int64Dtype(), dtype('float64'))
    >>> joined([pa.array(["a|b", None]), [[1], {"b": 2}]], [0, 1, 2, 3]).tolist()
    ['a|b', nan, '[1]', '{"b":2}']
    """
    found = {chunk.type for chunk in chunks if isinstance(chunk, pa.Array)} - {pa.null()}
    if any(not isinstance(chunk, pa.Array) for chunk in chunks):
        wanted = None
    elif not found:
        wanted = DECLARED.get(kind or "", pa.large_string())
    elif found == {pa.int64()} and kind == "number":
        wanted = pa.float64()
    elif len(found) == 1:
        wanted = found.pop()
    else:
        wanted = pa.float64() if found == {pa.int64(), pa.float64()} else None
    if wanted is None:
        return _texts(pa.array([_text(value) for value in _all_values(chunks)], pa.large_string()), rows)
    parts = [chunk.cast(wanted, safe=False) for chunk in chunks if isinstance(chunk, pa.Array)]
    array = pa.concat_arrays(parts) if parts else pa.array([], wanted)
    if wanted == pa.large_string():
        return _texts(array, rows)
    series: pd.Series[Any] = array.take(_places(rows)).to_pandas(types_mapper=TO_PANDAS.get)
    return series


def _all_values(chunks: Sequence[Column]) -> list[Any]:
    return [value for chunk in chunks for value in plain_values(chunk)]


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json_text(value)


def _texts(array: Any, rows: Sequence[int]) -> pd.Series[Any]:  # noqa: ANN401 - array of Arrow
    return pd.Series(array.take(_places(rows)), dtype="str")


def _places(rows: Sequence[int]) -> Any:  # noqa: ANN401 - array of Arrow
    return pa.array(np.asarray(rows, dtype=np.int64))
