"""The locations that a saved scan knows: theme and a point inside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from pathlib import Path

POINT_COLUMNS = ["thema", "x", "y"]


@dataclass(frozen=True, kw_only=True)
class SavedScan:
    """What findings of a scan are held against.

    ``points`` has a row for each location (index location_id, columns thema, x and y in metres, EPSG:28992).
    """

    folder: Path
    is_fictief: bool
    points: pd.DataFrame

    @property
    def themes(self) -> dict[str, str]:
        """Location -> theme."""
        return dict(self.points["thema"])


def saved_scan(folder: Path, scan: str) -> SavedScan | None:
    """Locations of the output of a scan in ``folder/<scan>``; None where there is none.

    Raises
    ------
    SourceError
        When a file of that output is damaged.
    """
    with told(folder / scan, "wat een scan heeft geschreven; voer de scan opnieuw uit"):
        return _saved(folder / scan)


def _saved(place: Path) -> SavedScan | None:
    paths = sorted(place.glob("locaties*.parquet"))
    if not paths:
        return None
    manifest = _manifest(place / "manifest.json")
    main = str(manifest.get("theme", ""))
    frames = [_points(path, path.stem.removeprefix("locaties").removeprefix("_") or main) for path in paths]
    points = pd.concat(frames)
    is_first = ~points.index.duplicated()
    return SavedScan(folder=place, is_fictief=manifest.get("is_fictief") is True, points=points[is_first])


def _points(path: Path, theme: str) -> pd.DataFrame:
    try:
        if "geometry" not in pq.read_schema(path).names:
            return pd.DataFrame(columns=POINT_COLUMNS)
        frame = gpd.read_parquet(path, columns=["location_id", "geometry"]).set_index("location_id")
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise SourceError(f"{path}: niet te lezen als GeoParquet ({error}); voer de scan opnieuw uit") from error
    inside = frame.geometry.representative_point()
    return pd.DataFrame({"thema": theme, "x": inside.x, "y": inside.y}, index=frame.index.astype(str))


def _manifest(path: Path) -> dict[str, Any]:
    try:
        content = read_record(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); voer de scan opnieuw uit") from error
    return content if isinstance(content, dict) else {}
