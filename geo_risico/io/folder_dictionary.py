"""A data dictionary for output that is no scan of its own: every column of every table in a folder.

Files are not loaded for it: parquet holds the count of unknown cells itself, and pyarrow counts those of a csv.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from geo_risico.governance.columns import personal_classes
from geo_risico.io.csv_table import write_csv_table
from geo_risico.io.output_tables import sheet_frames
from geo_risico.io.write_style import column_titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME: Final = "gegevenswoordenboek.csv"


class _Column(NamedTuple):
    """A column of a table: its name, the kind of its values, and how many are filled."""

    name: str
    dtype: str
    filled: int


def write_dictionary(folder: Path, profile: str) -> None:
    """Nothing; writes the dictionary of the tables that stand in the folder itself, where there are any.

    Parameters
    ----------
    folder
        Folder of which everything else is written.
    profile
        Who may have this output: every column is as strict as its whole.
    """
    rows = [row for file, columns in _tables(folder) for row in _rows(file, columns, profile)]
    if rows:
        write_csv_table(pd.DataFrame(rows), folder / NAME, decimals=0)


def _rows(file: str, columns: list[_Column], profile: str) -> Iterator[dict[str, str | int]]:
    names = [column.name for column in columns]
    titles, personal = column_titles(names, {}), personal_classes(names)
    for column in columns:
        yield {
            "bestand": file,
            "kolom": column.name,
            "titel": titles[column.name],
            "soort": column.dtype,
            "gevuld": column.filled,
            "profiel": profile,
            "persoonsgegeven": personal[column.name],
        }


def _tables(folder: Path) -> Iterator[tuple[str, list[_Column]]]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv" and path.name != NAME:
            yield path.name, _of_csv(path)
        elif path.suffix == ".parquet":
            yield path.name, _of_parquet(path)
        elif path.suffix == ".xlsx":
            for sheet, frame in sheet_frames(path.read_bytes()):
                yield (
                    f"{path.name}: {sheet}",
                    [_Column(str(name), str(c.dtype), int(c.count())) for name, c in frame.items()],
                )


def _of_csv(path: Path) -> list[_Column]:
    """Columns of a csv of ours; every value is a text, an empty cell is unknown."""
    with path.open(encoding="utf-8-sig") as stream:
        first = stream.readline()
    if not first:
        return []
    delimiter = ";" if first.count(";") > first.count(",") else ","
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    with csv.open_csv(path, parse_options=parse) as reader:
        names = reader.schema.names
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    table = csv.read_csv(path, parse_options=parse, convert_options=texts)
    return [
        _Column(name, "str", len(column) - column.null_count)
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]


def _of_parquet(path: Path) -> list[_Column]:
    """Columns of a GeoParquet or Parquet file, with the kind that pandas gives them."""
    with pq.ParquetFile(path) as file:
        kinds = file.schema_arrow.empty_table().to_pandas().dtypes
        counted = _counted(file.metadata)
        return [
            _Column(str(name), str(kind), counted[name] if name in counted else _filled(file, str(name)))
            for name, kind in kinds.items()
        ]


def _counted(about: pq.FileMetaData) -> dict[str, int]:
    """How many cells are filled, for the columns of which every part of the file says so."""
    empty: dict[str, int | None] = {}
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            said, before = column.statistics, empty.get(column.path_in_schema, 0)
            known = said is not None and said.has_null_count and before is not None
            empty[column.path_in_schema] = before + said.null_count if known else None
    return {name: about.num_rows - count for name, count in empty.items() if count is not None}


def _filled(file: pq.ParquetFile, name: str) -> int:
    column = file.read(columns=[name]).column(0)
    return int(len(column) - column.null_count)
