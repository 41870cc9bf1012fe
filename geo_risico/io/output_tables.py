"""Every table of an output with its columns, whatever the form: flat files, layers, and sheets of a workbook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
from openpyxl import load_workbook

from geo_risico.io.write_beeld import FOLDER, candidate_frame, has_candidates, support_table
from geo_risico.io.write_gpkg import gpkg_layers
from geo_risico.io.write_tables import AREA_KINDS, area_frame, area_table, file_name, location_details, location_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.results import Release

PROSE: Final = frozenset({"Toelichting", "Uitleg", "Woordenlijst", "_scan"})
"""Sheets of headings and texts, without columns of data."""


class OutputTable(NamedTuple):
    """A table of one theme: its file (and layer or sheet), its rows, and whether its columns keep their own names.

    ``layers``: layers behind every column, beside those that its name tells; for a mixed table those of the scan.
    """

    file: str
    part: Release
    frame: pd.DataFrame
    layers: tuple[str, ...] = ()


def output_tables(release: Release, texts: Mapping[str, str | bytes]) -> Iterator[OutputTable]:
    """All tables that the output of a scan holds.

    Parameters
    ----------
    release
        What may be shown.
    texts
        File name -> content of what is already made; csv and workbooks among them are read.
    """
    for part in release.by_theme:
        yield from _flat(part, release)
    for layer in gpkg_layers(release):
        yield OutputTable(f"locaties.gpkg: {layer.name}", _owner(layer.name, release), pd.DataFrame(layer.frame))
    everything = tuple(sorted({item.layer for part in release.by_theme for item in part.provenance}))
    if has_candidates(release):
        yield OutputTable(f"{FOLDER}/kandidaten.gpkg", release, pd.DataFrame(candidate_frame(release)), everything)
    for name, content in texts.items():
        part = _owner(name.rpartition(".")[0], release)
        if name.endswith(".csv"):
            special = next((kind for kind in ("casussen", "bezoeken") if f"koppeling_{kind}" in name), "")
            yield OutputTable(name, part, csv_frame(content), (special,) if special else everything)
        elif name.endswith(".xlsx") and isinstance(content, bytes):
            yield from (
                OutputTable(f"{name}: {sheet}", part, frame, everything) for sheet, frame in sheet_frames(content)
            )


def _flat(part: Release, main: Release) -> Iterator[OutputTable]:
    """Files with locations and areas of one theme; GeoParquet has a column with bounds beside the geometry."""
    for stem, whole, short in (
        ("locaties", location_details(part), location_table(part)),
        ("gebieden", area_table(part), area_table(part)),
    ):
        if whole is not None and short is not None:
            rows = pd.DataFrame(whole).assign(bbox=whole.geometry.to_numpy())
            yield OutputTable(file_name(f"{stem}.parquet", part, main), part, rows)
            yield OutputTable(file_name(f"{stem}.fgb", part, main), part, pd.DataFrame(short))
    for kind in (kind for kind in AREA_KINDS if kind in part.aggregates):
        rows = pd.DataFrame(area_frame(part, kind)).drop(columns="geometry")
        yield OutputTable(file_name(f"{kind}.csv", part, main), part, rows)
    quality = support_table(part)
    if quality is not None:
        read = tuple(sorted({name for fact in part.facts if fact.name in part.support for name in fact.layers}))
        yield OutputTable(file_name("beeldkwaliteit.parquet", part, main), part, quality, read)


def _owner(stem: str, release: Release) -> Release:
    """Theme whose name ends the name; the main theme otherwise."""
    return next((part for part in release.beside if stem.endswith(f"_{part.theme.name}")), release)


def csv_frame(content: str | bytes) -> pd.DataFrame:
    """Rows of a csv of ours as texts, None where a cell is empty.

    Parameters
    ----------
    content
        The file.
    """
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    return pd.DataFrame(rows[1:], columns=rows[0] if rows else [], dtype="str").replace("", None)


def sheet_frames(content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    """Sheets with data and their rows; the first row holds the names of the columns.

    Parameters
    ----------
    content
        The workbook.
    """
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.title not in PROSE:
            rows = list(sheet.iter_rows(values_only=True))
            names = [str(name) for name in (rows[0] if rows else ()) if name is not None]
            yield sheet.title, pd.DataFrame([row[: len(names)] for row in rows[1:]], columns=names, dtype="object")
    book.close()
