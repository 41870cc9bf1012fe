"""A data dictionary for output that is no scan of its own: every column of every table in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.governance.columns import personal_classes
from geo_risico.io.csv_table import write_csv_table
from geo_risico.io.output_tables import csv_frame, sheet_frames
from geo_risico.io.write_style import column_titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME: Final = "gegevenswoordenboek.csv"


def write_dictionary(folder: Path, profile: str) -> None:
    """Nothing; writes the dictionary of the tables that stand in the folder itself, where there are any.

    Parameters
    ----------
    folder
        Folder of which everything else is written.
    profile
        Who may have this output: every column is as strict as its whole.
    """
    rows = [row for file, frame in _tables(folder) for row in _rows(file, frame, profile)]
    if rows:
        write_csv_table(pd.DataFrame(rows), folder / NAME, decimals=0)


def _rows(file: str, frame: pd.DataFrame, profile: str) -> Iterator[dict[str, str | int]]:
    names = [str(name) for name in frame.columns]
    titles, personal = column_titles(names, {}), personal_classes(names)
    for name in names:
        yield {
            "bestand": file,
            "kolom": name,
            "titel": titles[name],
            "soort": str(frame[name].dtype),
            "gevuld": int(frame[name].notna().sum()),
            "profiel": profile,
            "persoonsgegeven": personal[name],
        }


def _tables(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv" and path.name != NAME:
            yield path.name, csv_frame(path.read_bytes())
        elif path.suffix == ".parquet":
            yield path.name, pd.read_parquet(path)
        elif path.suffix == ".xlsx":
            yield from ((f"{path.name}: {sheet}", frame) for sheet, frame in sheet_frames(path.read_bytes()))
