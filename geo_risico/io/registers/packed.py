"""Zip files from elsewhere: looked through before anything is taken out of them."""

from __future__ import annotations

import fnmatch
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.services.jobs import file_name

if TYPE_CHECKING:
    from pathlib import Path

CHUNK: Final = 1 << 20


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
