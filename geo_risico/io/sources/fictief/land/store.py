"""Layers of one gemeente on disk: GeoParquet along a Hilbert curve, and a record that says they are whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from geo_risico.core.terms import CRS_RD
from geo_risico.io.files import sha256
from geo_risico.io.geoparquet import HILBERT_LEVEL, ROWS_PER_GROUP, put_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_risico.io.sources.fictief.geometry import Geometries
    from geo_risico.io.sources.fictief.land.gemeente import Made

RECORDS: Final = ".gemaakt"
CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")
MARK: Final = {b"fictief": b"verzonnen inhoud, gemaakt door geo-risico verzin-land"}


def write_layer(path: Path, rows: pa.Table, shapes: Geometries) -> list[float]:
    """Bounds of the rows, which are written as GeoParquet 1.1 in EPSG:28992, whole or not at all.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    bounds = shapely.bounds(shapes)
    middle = gpd.GeoSeries(shapely.points((bounds[:, :2] + bounds[:, 2:]) / 2))
    around = (*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0) + 1.0)
    order = np.argsort(middle.hilbert_distance(total_bounds=around, level=HILBERT_LEVEL).to_numpy(), kind="stable")
    boxes = pa.StructArray.from_arrays([pa.array(bounds[order, k]) for k in range(4)], names=list(CORNERS))
    table = rows.take(order)
    table = table.append_column("bbox", boxes)
    table = table.append_column("geometry", pa.array(shapely.to_wkb(shapes[order])))
    table = table.replace_schema_metadata({b"geo": json.dumps(_geo(shapes, around)).encode(), **MARK})
    put_whole(path, lambda part: pq.write_table(table, part, compression="zstd", row_group_size=ROWS_PER_GROUP))
    return [float(value) for value in around]


def _geo(shapes: Geometries, around: tuple[float, ...]) -> dict[str, Any]:
    kinds = sorted({str(kind) for kind in gpd.GeoSeries(shapes).geom_type.unique()})
    column = {
        "encoding": "WKB",
        "crs": CRS.from_user_input(CRS_RD).to_json_dict(),
        "geometry_types": kinds,
        "bbox": [float(value) for value in around],
        "covering": {"bbox": {corner: ["bbox", corner] for corner in CORNERS}},
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def write_gemeente(folder: Path, code: str, digest: str, layers: Iterable[Made]) -> dict[str, Any]:
    """Facts of a gemeente whose layers are written; the record comes last, so that with it all files are whole.

    Parameters
    ----------
    folder
        Folder of the country.
    code
        Code of the gemeente.
    digest
        Hash of all that decides what the files hold.
    layers
        Name, rows and shapes of each layer.
    """
    record = folder / RECORDS / f"{code}.json"
    record.unlink(missing_ok=True)
    for old in folder.glob(f"*/{code}.parquet"):
        old.unlink()
    files: dict[str, Any] = {}
    for name, rows, shapes in layers:
        path = folder / name / f"{code}.parquet"
        bounds = write_layer(path, rows, shapes)
        size = path.stat().st_size
        files[name] = {"rows": len(rows), "bytes": size, "sha256": sha256(path), "bounds": bounds}
    facts = {"gemeente": code, "inputs": digest, "files": files}
    put_text(record, json.dumps(facts, indent=1))
    return facts


def put_text(path: Path, text: str) -> None:
    """Write lines of text, whole or not at all.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """

    def write(part: Path) -> None:
        part.write_text(f"{text}\n", encoding="utf-8", newline="\n")

    put_whole(path, write)


def kept_gemeente(folder: Path, code: str, digest: str) -> dict[str, Any] | None:
    """Facts of a gemeente that an earlier run made whole from the same inputs; None when it must be made."""
    record = folder / RECORDS / f"{code}.json"
    if not record.is_file():
        return None
    try:
        facts: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        sizes = {folder / name / f"{code}.parquet": told["bytes"] for name, told in facts["files"].items()}
    except (ValueError, KeyError, TypeError):
        return None
    is_whole = all(path.is_file() and path.stat().st_size == size for path, size in sizes.items())
    return facts if is_whole and facts.get("inputs") == digest else None
