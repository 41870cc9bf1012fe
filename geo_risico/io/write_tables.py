"""A release as flat files: locations and areas as GeoParquet and FlatGeobuf, areas as csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo_risico.core.certainty import area_certainty, described
from geo_risico.core.formula import harmless_table
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.core.results import Release

AREA_KINDS: Final = ("gemeenten", "wijken", "buurten", "vierkanten")
COUNT_COLUMNS: Final = frozenset({"location_count", "pand_count", "rank_count", "visit_count", "case_count"})
_EMPTY_COLUMNS: Final = ["code", "naam", "gemeente_code", "location_count"]


def theme_suffix(release: Release, main: Release) -> str:
    """Part of a name that tells the theme: empty for the main theme, else an underscore and the name."""
    return "" if release is main else f"_{release.theme.name}"


def file_name(name: str, release: Release, main: Release) -> str:
    """File name of one theme: ``locaties.parquet``, or ``locaties_watergebonden.parquet`` beside the main theme."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem}{theme_suffix(release, main)}{dot}{extension}"


def location_frame(locations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Locations with ``location_id`` as first column and without index; whole ranks and counts as integers."""
    return _whole(locations.rename_axis("location_id").reset_index())


def area_frame(release: Release, kind: str) -> gpd.GeoDataFrame:
    """Areas with ``code`` as first column and without index; counts as integers, missing where not shown.

    Where all locations are shown, with the number of robust ones, grensgevallen and witte vlekken.
    """
    areas, counts = release.aggregates[kind], area_certainty(release, kind)
    if counts is not None:
        shape = areas[["geometry"]]
        areas = areas.drop(columns="geometry").join(counts).join(shape).set_geometry("geometry")
    return _whole(areas.rename_axis("code").reset_index())


def _whole(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with counts as nullable integers, and without notes of earlier steps."""
    counts = [c for c in frame.columns if c in COUNT_COLUMNS or c.startswith("count_")]
    out = frame.astype(dict.fromkeys(counts, "Int64"))
    out.attrs = {}
    return out


def write_parquet(release: Release, path: Path) -> bool:
    """True when written: locations with raw values and contributions (``bijdrage_`` and the indicator), GeoParquet."""
    frame = location_details(release)
    if frame is None:
        return False
    frame.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    return True


def location_details(release: Release) -> gpd.GeoDataFrame | None:
    """Locations with raw values and contributions (``bijdrage_`` and the indicator); None without."""
    frame = described(release)
    if frame is None:
        return None
    if release.indicators is not None:
        frame = frame.join(release.indicators)
    if release.contributions is not None:
        frame = frame.join(release.contributions.add_prefix("bijdrage_"))
    return location_frame(frame)


def location_table(release: Release) -> gpd.GeoDataFrame | None:
    """Locations with how sure they are and their raw values, as GeoPackage and FlatGeobuf hold them; None without."""
    frame = described(release)
    if frame is None:
        return None
    return location_frame(frame if release.indicators is None else frame.join(release.indicators))


def area_table(release: Release) -> gpd.GeoDataFrame | None:
    """All areas under each other, with their kind in column ``soort``; None without any."""
    kinds = [kind for kind in AREA_KINDS if len(release.aggregates.get(kind, ()))]
    frames = [area_frame(release, kind).assign(soort=kind) for kind in kinds]
    if not frames:
        return None
    columns = list(dict.fromkeys(name for frame in frames for name in frame.columns if name != "geometry"))
    shapes = np.concatenate([frame.geometry.to_numpy() for frame in frames])
    data = {name: pd.concat([_column(frame, name) for frame in frames], ignore_index=True) for name in columns}
    order = ["soort", *(name for name in columns if name != "soort")]
    return gpd.GeoDataFrame(pd.DataFrame(data)[order], geometry=shapes, crs=CRS_RD)


def _column(frame: gpd.GeoDataFrame, name: str) -> pd.Series[float]:
    return frame[name] if name in frame else pd.Series(float("nan"), index=frame.index)


def write_areas(release: Release, path: Path) -> bool:
    """True when written: all areas as GeoParquet."""
    frame = area_table(release)
    if frame is None:
        return False
    frame.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    return True


def write_flatgeobuf(frame: gpd.GeoDataFrame | None, path: Path) -> bool:
    """True when written: the rows as FlatGeobuf with a spatial index, which sets their order."""
    if frame is None or frame.empty:
        return False
    pyogrio.write_dataframe(
        frame, path, driver="FlatGeobuf", layer=path.stem, promote_to_multi=True, SPATIAL_INDEX="YES"
    )
    return True


def write_csv(release: Release, kind: str, path: Path) -> None:
    """Nothing; writes one kind of area as comma separated UTF-8 with a header, without geometry.

    A kind that the scan does not have gives a file with a header only. A text that a spreadsheet would run as a
    formula gets an apostrophe in front.
    """
    if kind not in release.aggregates:
        table = pd.DataFrame(columns=_EMPTY_COLUMNS)
    else:
        table = pd.DataFrame(area_frame(release, kind).drop(columns="geometry"))
    harmless_table(table.round(6)).to_csv(
        path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.12g"
    )
