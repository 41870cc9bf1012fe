"""Find the file of a scan, look inside its zip, and name it by its content."""

from __future__ import annotations

import fnmatch
import functools
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import SourceError
from geo_risico.core.limits import TABLE, too_much
from geo_risico.io.columns import hint, listing
from geo_risico.io.wary.zips import check_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

VECTOR_SUFFIXES: Final = (
    ".gpkg",
    ".geojson",
    ".json",
    ".fgb",
    ".shp",
    ".gml",
    ".xml",
    ".csv",
    ".pbf",
    ".parquet",
    ".xlsx",
)
SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


UNPACKING: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError, MemoryError,
)  # fmt: skip
"""What taking a file out of a broken, locked or strange zip raises."""


@dataclass(frozen=True, kw_only=True)
class Located:
    """A file that exists.

    ``name``: as written in the scan, for messages. ``member``: file inside a zip, empty when not zipped.
    """

    path: Path
    name: str
    member: str = ""

    @property
    def suffix(self) -> str:
        """Last suffix of the data itself, in lower case."""
        return "." + (self.member or self.path.name).rpartition(".")[2].lower()

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of which the files together are one table."""
        return self.name.endswith("/") and self.path.is_dir()

    @property
    def gdal_name(self) -> str:
        """Name under which GDAL opens the data."""
        return f"/vsizip/{self.path}/{self.member}" if self.member else str(self.path)

    def content(self) -> bytes:
        """Return all bytes of the data itself, taken out of its zip.

        Raises
        ------
        SourceError
            The zip is broken, or the data are more than a table may be.
        """
        try:
            if not self.member:
                return self._within(self.path.stat().st_size, self.path.read_bytes)
            with zipfile.ZipFile(self.path) as archive:
                size = archive.getinfo(self.member).file_size
                return self._within(size, lambda: archive.read(self.member))
        except UNPACKING as error:
            raise SourceError(f"{self.name}: zip is niet te lezen ({error}); verwacht een heel zip-bestand") from error

    def _within(self, size: int, read: Callable[[], bytes]) -> bytes:
        if fault := too_much(TABLE, size):
            raise SourceError(f"{self.name}: {fault}")
        return read()


def locate(path: Path, name: str, member: str | None) -> Located:
    """Return the file, checked to exist and to be a file, with its member when it is a zip.

    Parameters
    ----------
    path
        File on disk.
    name
        The path as written in the scan; a folder of GeoParquet ends in ``/``.
    member
        Name or pattern of the file inside a zip.

    Raises
    ------
    SourceError
        Missing file, folder instead of a file, empty file, broken zip or member that is not there.
    """
    if fault := _unreachable(path):
        raise SourceError(f"{name[:80]}: pad is niet te volgen ({fault}); verwacht een bestand")
    if path.is_dir() and path.suffix.lower() != ".gdb":
        if not name.endswith("/"):
            raise SourceError(f"{name}: is een map; verwacht een bestand, of een / erachter voor alle .parquet erin")
        return Located(path=path, name=name)
    if not path.exists():
        raise SourceError(f"{name}: bestand bestaat niet{_neighbours(path)}")
    if path.is_file() and path.stat().st_size == 0:
        raise SourceError(f"{name}: bestand is leeg (0 bytes)")
    if path.suffix.lower() != ".zip":
        return Located(path=path, name=name)
    return Located(path=path, name=name, member=_member(path, name, member))


def _unreachable(path: Path) -> str:
    """Why a path cannot even be looked at; empty when it can."""
    try:
        path.stat()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        return (error.strerror if isinstance(error, OSError) else "") or "geen geldig pad"
    return ""


def _neighbours(path: Path) -> str:
    if not path.parent.is_dir():
        return f"; de map '{path.parent.name}' bestaat ook niet"
    return hint(path.name, (other.name for other in path.parent.iterdir()))


def _member(path: Path, name: str, wanted: str | None) -> str:
    names = check_zip(path, name)
    found = _matching(names, wanted)
    if len(found) == 1:
        return found[0]
    asked = f"'{wanted}'" if wanted else "een bestand met gegevens"
    raise SourceError(f"{name}: zip heeft {len(found)} keer {asked}, verwacht precies een; aanwezig: {listing(names)}")


def _matching(names: Sequence[str], wanted: str | None) -> list[str]:
    if wanted is None:
        return [n for n in names if n.lower().endswith(VECTOR_SUFFIXES)]
    return [n for n in names if fnmatch.fnmatch(n.rpartition("/")[2].lower(), wanted.lower())]


def sha256(path: Path) -> str:
    """Return the SHA-256 of the content of a file, as hexadecimal text.

    Parameters
    ----------
    path
        File on disk; read once per process while size and time of change stay the same.
    """
    if path.is_dir():
        return _digest("".join(sha256(child) for child in sorted(path.iterdir()) if child.is_file()))
    state = path.stat()
    return _sha256(path, state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=16_384)
def _sha256(path: Path, size: int, mtime_ns: int) -> str:
    del size, mtime_ns
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(path: Path) -> str:
    """Return a text that changes with the content of the file or of its companions (shapefile).

    Parameters
    ----------
    path
        File on disk.
    """
    if path.suffix.lower() != ".shp":
        return sha256(path)
    companions = sorted(p for p in path.parent.glob(path.stem + ".*") if p.suffix.lower() in SHAPEFILE_PARTS)
    return _digest("".join(sha256(p) for p in companions))
