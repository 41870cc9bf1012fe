"""Is a file what its name says? GDAL looks at the content only, and would open a list of addresses named .geojson."""

from __future__ import annotations

import re
import sqlite3
import zipfile
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import SourceError
from geo_risico.core.plain import plain

if TYPE_CHECKING:
    from geo_risico.io.files import Located

HEAD: Final = 4_096
BEGINS: Final[dict[str, re.Pattern[bytes]]] = {
    ".gpkg": re.compile(rb"SQLite format 3\0"),
    ".sqlite": re.compile(rb"SQLite format 3\0"),
    ".fgb": re.compile(rb"fgb[\x00-\x09]fgb"),
    ".shp": re.compile(rb"\x00\x00\x27\x0a"),
    ".geojson": re.compile(rb"(?:\xef\xbb\xbf)?[\s\x1e]*[{\[]"),
    ".geojsonl": re.compile(rb"(?:\xef\xbb\xbf)?[\s\x1e]*[{\[]"),
    ".json": re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x1e]*\S"),
    ".pbf": re.compile(rb"\x00\x00[\s\S]{2}[\s\S]{0,64}?OSMHeader"),
    ".parquet": re.compile(rb"PAR1"),
    ".geoparquet": re.compile(rb"PAR1"),
    ".gml": re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<"),
    ".xml": re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<"),
}
"""Suffix -> how such a file begins."""
WITHOUT_DRIVER: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".gdb", ".zip"})
"""Suffixes of which another reader judges the content, or that are a folder."""
NEVER: Final = frozenset({".vrt", ".gdalg", ".mvt", ".pmtiles", ".mbtiles", ".sql", ".dxf", ".pdf"})
TABLES: Final = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'table')"
VIRTUAL: Final = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+[\"'`\[]?(\w+)", re.IGNORECASE | re.DOTALL)
HARMLESS_MODULES: Final = frozenset({"rtree", "rtree_i32", "virtualspatialindex", "virtualelementary"})


def check_kind(located: Located) -> None:
    """Nothing; refuses content that is not of the format of the name.

    Raises
    ------
    SourceError
        The file begins otherwise, or names what should be read instead of holding it.
    """
    suffix = located.suffix
    if suffix in NEVER or located.name.lower().endswith(".gdalg.json"):
        raise SourceError(f"{located.name}: {suffix} verwijst naar andere gegevens; verwacht het bestand zelf")
    if suffix in WITHOUT_DRIVER or located.path.is_dir():
        return
    begin = BEGINS.get(suffix)
    if begin is not None and begin.match(_head(located)) is None:
        raise SourceError(
            f"{located.name}: bestand is niet te lezen (de inhoud is geen {suffix}); "
            "verwacht een heel bestand in het formaat van zijn naam"
        )
    if suffix == ".gpkg" and not located.member:
        _check_tables(located)


def _head(located: Located) -> bytes:
    try:
        if not located.member:
            with located.path.open("rb") as stream:
                return stream.read(HEAD)
        with zipfile.ZipFile(located.path) as archive, archive.open(located.member) as member:
            return member.read(HEAD)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, KeyError) as error:
        raise SourceError(f"{located.name}: niet te lezen ({error}); verwacht een heel bestand") from error


def _check_tables(located: Located) -> None:
    """Refuse a GeoPackage whose tables are programs: views, and virtual tables that read other files."""
    try:
        with closing(sqlite3.connect(f"{located.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            rows = file.execute(TABLES).fetchall()
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise SourceError(
            f"{located.name}: bestand is niet te lezen (geen heel GeoPackage: {error}); "
            "verwacht een heel bestand in het formaat van zijn naam"
        ) from error
    for kind, name, sql in rows:
        module = VIRTUAL.match(str(sql or ""))
        if module is not None and module.group(1).casefold() not in HARMLESS_MODULES:
            raise SourceError(
                f"{located.name}: tabel '{plain(str(name))[:60]}' is virtueel ({module.group(1)}) en leest iets "
                "anders; verwacht gewone tabellen"
            )
        if kind == "view":
            raise SourceError(
                f"{located.name}: '{plain(str(name))[:60]}' is een view (een opgeslagen vraag in SQL); verwacht gewone "
                "tabellen: bewaar de uitkomst als laag"
            )
