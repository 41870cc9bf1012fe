"""Tables as comma separated UTF-8 that a spreadsheet opens without running anything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from geo_risico.core.formula import SIGNS, harmless

if TYPE_CHECKING:
    from pathlib import Path

_FORMULA: Final = rf"^([\t\r\n]|[\s\p{{Z}}\x00-\x1f\x7f-\x85\x{{200b}}-\x{{200f}}\x{{2060}}\x{{feff}}]*[{SIGNS}])"
"""`geo_risico.core.formula.BEGIN` in the words of RE2, which cannot look ahead."""
_OPTIONS: Final = csv.WriteOptions(include_header=False, quoting_style="needed")


def write_csv_table(table: pd.DataFrame, path: Path, *, decimals: int) -> None:
    r"""Nothing; writes the rows with a header, without the index; unknown is an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. pyarrow writes the rows, which takes a
    tenth of the time that pandas takes.

    Parameters
    ----------
    table
        Columns of texts, numbers, dates or truth values.
    path
        File to write.
    decimals
        Numbers are rounded to so many decimals.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    columns = {str(name): _cells(table[name], decimals) for name in table.columns}
    with path.open("wb") as stream:
        pd.DataFrame(columns=[harmless(name) for name in columns]).to_csv(
            stream, index=False, encoding="utf-8", lineterminator="\n"
        )
        csv.write_csv(pa.table(columns), stream, _OPTIONS)


def _cells(column: pd.Series[str] | pd.Series[float], decimals: int) -> pa.Array | pa.ChunkedArray:
    """Values of a column as Arrow writes them."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return pa.array(column.map({True: "True", False: "False"}), from_pandas=True)
    if pd.api.types.is_float_dtype(column.dtype):
        return pa.array(column.astype("float64").round(decimals) + 0.0, from_pandas=True)  # no minus before zero
    if pd.api.types.is_integer_dtype(column.dtype):
        return pa.array(column, from_pandas=True)
    texts = pa.array(column.astype("str"), from_pandas=True)
    begins = pc.unique(pc.utf8_slice_codeunits(texts, 0, 1)).to_pylist()
    if all(not begin or begin.isalnum() for begin in begins):  # no formula begins with a letter or a digit
        return texts
    return pc.replace_substring_regex(texts, _FORMULA, r"'\1")
