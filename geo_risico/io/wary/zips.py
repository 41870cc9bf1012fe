"""Zip files from elsewhere: looked through before anything is taken out of them."""

from __future__ import annotations

import stat
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import SourceError
from geo_risico.core.limits import MIB, ZIP_FILES, ZIP_RATIO, ZIP_TOTAL, too_much
from geo_risico.core.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

SMALL: Final = 50 * MIB
"""Smaller files may shrink as much as they like."""
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
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise SourceError(f"{name}: zip is niet te lezen ({error}); verwacht een heel zip-bestand") from error
    outside = [info.filename for info in infos if _leads_elsewhere(info)]
    if outside:
        named = plain(outside[0])[:80]
        raise SourceError(f"{name}: zip noemt een bestand buiten zijn map ('{named}'); verwacht gewone namen")
    total = sum(info.file_size for info in infos)
    fault = too_much(ZIP_TOTAL, total) or too_much(ZIP_FILES, len(infos))
    if fault:
        raise SourceError(f"{name}: {fault}; dat is te veel")
    for info in infos:
        if info.file_size > SMALL and info.file_size > ZIP_RATIO.most * max(info.compress_size, 1):
            raise SourceError(
                f"{name}: '{plain(info.filename)[:80]}' in de zip wordt verdacht veel groter bij uitpakken "
                f"({info.file_size // max(info.compress_size, 1)} keer, verwacht hoogstens {ZIP_RATIO.most})"
            )
    return [info.filename for info in infos]


def _leads_elsewhere(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(info.external_attr >> LINK)
    return parts.is_absolute() or ".." in parts.parts or ":" in (parts.parts or ("",))[0] or is_link
