"""The gemeenten of a country: from a file with boundaries, or on a lattice of the generator's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.terms import CRS_RD
from geo_risico.io.columns import listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.sources.fictief.geometry import Geometries

CODES: Final = ("gemeentecode", "identificatie", "statcode", "gm_code", "code")
NAMES: Final = ("gemeentenaam", "naam", "statnaam", "gm_naam")
PROVINCES: Final = ("ligt_in_provincie_naam", "provincienaam", "provincie")
PROVINCE_NAMES: Final = ("name", "naam", "provincienaam", "statnaam", "provincie")
ABROAD: Final = ("GM0998", "GM0999")
SLIVER_M2: Final = 1.0
PLAIN: Final = {"Friesland (Fryslân)": "Fryslân", "Friesland": "Fryslân"}
"""Names of provinces as the table of gemeenten has them."""


@dataclass(frozen=True, eq=False)
class Borders:
    """Gemeenten in order of code: codes (GMxxxx), names, provinces, outlines in EPSG:28992, and what was repaired."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    province: tuple[str, ...]
    outline: Geometries
    repairs: tuple[str, ...] = ()
    is_real: bool = False


def read_borders(path: Path, provinces: Path | None) -> Borders:
    """Gemeenten of a file with boundaries, repaired until they are valid and nowhere overlap.

    Parameters
    ----------
    path
        File that GDAL reads, with a code and a name for each gemeente.
    provinces
        File with the outlines of provinces, for boundaries that do not name them.

    Raises
    ------
    SourceError
        A file is missing or unreadable.
    DataError
        There is no column with codes or names, or a code occurs twice.
    """
    frame = _frame(path)
    code = _column(frame, CODES, path)
    frame = frame.assign(code=["GM" + str(text).upper().removeprefix("GM").zfill(4) for text in frame[code]])
    repairs = []
    abroad = frame["code"].isin(ABROAD)
    if abroad.any():
        repairs.append(f"{int(abroad.sum())} vlak dat geen gemeente is (Buitenland) valt af.")
    frame = frame[~abroad].sort_values("code", ignore_index=True)
    if frame["code"].duplicated().any():
        raise DataError(f"{path}: code {frame['code'][frame['code'].duplicated()].iloc[0]} staat er meer dan een keer")
    shapes, more = _repaired(np.asarray(frame.geometry.array, dtype=object), frame["code"].tolist())
    names = frame[_column(frame, NAMES, path)].astype("str")
    province, found = _provinces(frame, shapes, provinces)
    return Borders(
        tuple(frame["code"]), tuple(names), province, shapes, (*repairs, *more, *found), is_real=True
    )  # fmt: skip


def _frame(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise SourceError(f"{path}: bestand bestaat niet; verwacht een bestand met grenzen van gemeenten")
    try:
        frame = pyogrio.read_dataframe(path)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); verwacht een bestand met vlakken") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or frame.empty:
        raise SourceError(f"{path}: geen vlakken met een crs; verwacht een bestand met grenzen")
    return frame.to_crs(CRS_RD)


def _column(frame: gpd.GeoDataFrame, wanted: Sequence[str], path: Path) -> str:
    present = {str(name).casefold(): str(name) for name in frame.columns}
    found = next((present[name] for name in wanted if name in present), None)
    if found is None:
        raise DataError(f"{path}: geen kolom {' of '.join(wanted)}; aanwezig: {listing(sorted(present.values()))}")
    return found


def _repaired(shapes: Geometries, codes: Sequence[str]) -> tuple[Geometries, list[str]]:
    """Valid outlines that do not overlap: where two do, the first code keeps the ground."""
    said = []
    broken = [code for code, valid in zip(codes, shapely.is_valid(shapes), strict=True) if not valid]
    if broken:
        said.append(f"{len(broken)} grenzen kruisten zichzelf en zijn hersteld: {', '.join(broken)}.")
    whole = _faces(shapely.make_valid(shapes))
    first, second = shapely.STRtree(whole).query(whole, predicate="intersects")
    pairs = sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b)
    lost = 0.0
    for a, b in pairs:
        common = shapely.intersection(whole[a], whole[b]).area
        if common > SLIVER_M2:
            whole[b], lost = shapely.difference(whole[b], whole[a]), lost + common
    if lost:
        said.append(f"{lost / 1e6:.2f} km2 lag in twee gemeenten en hoort nu bij de eerste code.")
    return _faces(whole), said


def _faces(shapes: Geometries) -> Geometries:
    """Only the faces of each shape, as one shape."""
    parts, source = shapely.get_parts(shapes, return_index=True)
    keep = (shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > SLIVER_M2)  # noqa: PLR2004 - a face
    return np.array([shapely.union_all(parts[keep & (source == k)]) for k in range(len(shapes))], dtype=object)


def _provinces(frame: gpd.GeoDataFrame, shapes: Geometries, path: Path | None) -> tuple[tuple[str, ...], list[str]]:
    """Province of each gemeente: of its own column, else of where it lies, else invented from west to east."""
    present = {str(name).casefold(): str(name) for name in frame.columns}
    own = next((present[name] for name in PROVINCES if name in present), None)
    if own is not None:
        return tuple(frame[own].astype("str")), []
    if path is None:
        return fictitious_provinces(shapes), ["Provincies zijn verzonnen: het bestand met grenzen noemt ze niet."]
    outlines = _frame(path)
    names = outlines[_column(outlines, PROVINCE_NAMES, path)].astype("str").to_numpy()
    spots = shapely.point_on_surface(shapes)
    _, nearest = shapely.STRtree(np.asarray(outlines.geometry.array, dtype=object)).query_nearest(
        spots, all_matches=False
    )
    return tuple(PLAIN.get(names[k], names[k]) for k in nearest), []


def fictitious_provinces(shapes: Geometries) -> tuple[str, ...]:
    """Names of invented provinces: bands from west to east, at most twelve."""
    x = shapely.get_coordinates(shapely.centroid(shapes))[:, 0]
    count = int(np.clip(len(shapes) // 4, 1, 12))
    band = np.argsort(np.argsort(x, kind="stable"), kind="stable") * count // len(shapes)
    return tuple(f"Fictieland {number + 1}" for number in band)
