"""What an earlier scan wrote, read back for one location."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class SavedLocation:
    """One location of a saved scan: its row (columns as in ``locaties.parquet``) and the manifest of that scan."""

    folder: Path
    suffix: str
    """Part of the file names that tells the theme; empty for the main theme."""
    row: pd.Series[Any]
    manifest: dict[str, Any]


def find_location(location_id: str, folder: Path, scan: str | None = None) -> SavedLocation:
    """Location with this id in the newest saved scan that has it.

    Parameters
    ----------
    location_id
        As on the map.
    folder
        Folder that holds a folder per scan.
    scan
        Name of the scan to look in; None looks in all.

    Raises
    ------
    SourceError
        When there is no saved scan, a file is damaged, or no scan has the location.
    """
    with told(folder, "wat een scan heeft geschreven; voer de scan opnieuw uit"):
        return _found(location_id, folder, scan)


def _found(location_id: str, folder: Path, scan: str | None) -> SavedLocation:
    paths = sorted(folder.glob(f"{scan or '*'}/locaties*.parquet"), key=lambda path: -path.stat().st_mtime)
    if not paths:
        what = f"scan '{scan}'" if scan else "scan met locaties"
        raise SourceError(f"{folder}: geen {what} gevonden; voer eerst uit: geo-risico scan BESTAND --uit {folder}")
    for path in paths:
        rows = _rows(path, location_id)
        if len(rows):
            return SavedLocation(
                folder=path.parent,
                suffix=path.stem.removeprefix("locaties"),
                row=rows.iloc[0],
                manifest=_manifest(path),
            )
    names = ", ".join(dict.fromkeys(path.parent.name for path in paths))
    raise SourceError(f"'{location_id}' staat niet in {names}; verwacht een location_id zoals op de kaart (ERF-...)")


def support_of(found: SavedLocation) -> pd.DataFrame:
    """What the raster values of a saved location rest on, by indicator; empty where the scan saved none.

    Raises
    ------
    SourceError
        When the file is damaged.
    """
    path = found.folder / f"beeldkwaliteit{found.suffix}.parquet"
    if not path.is_file():
        return pd.DataFrame(columns=["pixel_count", "covered_share", "standard_error", "clear_count", "reason"])
    return _rows(path, str(found.row["location_id"])).set_index("indicator")


def _rows(path: Path, location_id: str) -> pd.DataFrame:
    try:
        names = [name for name in pq.read_schema(path).names if name not in {"geometry", "bbox"}]
        table = pq.read_table(path, columns=names, filters=[("location_id", "=", location_id)])
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{path}: niet te lezen als GeoParquet ({error}); voer de scan opnieuw uit") from error
    rows: pd.DataFrame = table.to_pandas()
    return rows


def _manifest(locations: Path) -> dict[str, Any]:
    """Manifest beside a file with locations; what it says of the theme of that file stands at the top."""
    path, theme = locations.with_name("manifest.json"), locations.stem.removeprefix("locaties").removeprefix("_")
    try:
        content: dict[str, Any] = dict(read_record(path))
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); voer de scan opnieuw uit") from error
    return content | (content["beside"][theme] if theme else {})
