"""Zip files from elsewhere: looked through before anything is taken out of them."""

from __future__ import annotations

import fnmatch
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.services.jobs import file_name

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 60 * 1024**3
"""Bytes that a zip may unpack to: the whole BAG or BGT fits, a bomb does not."""

MOST_FILES: Final = 100_000
STRONGEST: Final = 250
"""How many times smaller packing may make a file of more than ``SMALL`` bytes; text of registers: 5 to 60."""

SMALL: Final = 50 * 1024**2
CHUNK: Final = 1 << 20
LINK: Final = 16


def check_zip(path: Path, name: str) -> list[str]:
    """Names of the files in a zip that is safe to read.

    Parameters
    ----------
    path
        Zip on disk.
    name
        How messages call it.

    Raises
    ------
    SourceError
        The zip is broken, names files outside its folder, or unpacks to far more than a register has.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{name}: zip is niet te lezen ({error}); verwacht een heel zip-bestand") from error
    outside = [info.filename for info in infos if _leads_elsewhere(info)]
    if outside:
        raise SourceError(f"{name}: zip noemt een bestand buiten zijn map ('{outside[0]}'); verwacht gewone namen")
    total = sum(info.file_size for info in infos)
    if total > LARGEST or len(infos) > MOST_FILES:
        raise SourceError(f"{name}: zip wordt uitgepakt {total} bytes in {len(infos)} bestanden; dat is te veel")
    for info in infos:
        if info.file_size > SMALL and info.file_size > STRONGEST * max(info.compress_size, 1):
            raise SourceError(f"{name}: '{info.filename}' in de zip wordt verdacht veel groter bij uitpakken")
    return [info.filename for info in infos]


def _leads_elsewhere(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(info.external_attr >> LINK)
    return parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0] or is_link


def unpack(path: Path, member: str, name: str) -> Path:
    """One file of a zip, beside it; one that was unpacked before is used again.

    Parameters
    ----------
    path
        Zip on disk, checked.
    member
        Name of the file inside.
    name
        How messages call the zip.

    Raises
    ------
    SourceError
        The zip breaks off inside the file.
    OutputError
        The disk is full.
    """
    stem, _, suffix = PurePosixPath(member).name.rpartition(".")
    target = path.with_name(f"{file_name([path.stem, stem])}.{file_name([suffix])}")
    part = target.with_name(f".{target.name}.deel")
    try:
        with zipfile.ZipFile(path) as archive:
            said = archive.getinfo(member).file_size
            if target.is_file() and target.stat().st_size == said and target.stat().st_mtime >= path.stat().st_mtime:
                return target
            with archive.open(member) as packed, part.open("wb") as stream:
                while chunk := packed.read(CHUNK):
                    stream.write(chunk)
        part.replace(target)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(f"{name}: '{member}' in de zip is beschadigd ({error})") from error
    except OSError as error:
        raise OutputError(f"{target.name}: uitpakken mislukt ({error}); verwacht genoeg ruimte") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def member_of(names: list[str], wanted: str | None, suffix: str) -> str | None:
    """The one file of a kind in a zip that fits a pattern, None when there is none or more than one."""
    fitting = [name for name in names if name.lower().endswith(suffix)]
    if wanted is not None:
        fitting = [n for n in fitting if fnmatch.fnmatch(n.rpartition("/")[2].lower(), wanted.lower())]
    return fitting[0] if len(fitting) == 1 else None
