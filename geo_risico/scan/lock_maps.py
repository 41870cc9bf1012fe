"""Maps of an output folder as pages that open with a passphrase."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.write import fault_reason
from geo_risico.maps.locked import lock_page

if TYPE_CHECKING:
    from pathlib import Path

PATTERN: Final = "kaart*.html"


def lock_maps(folder: Path, target: Path, passphrase: str) -> tuple[Path, ...]:
    """Paths of the locked maps, named after the folder, in the target folder.

    Parameters
    ----------
    folder
        Output of a scan.
    target
        Folder for the locked maps.
    passphrase
        What opens them.

    Raises
    ------
    SourceError
        When a map cannot be read.
    OutputError
        When a page cannot be written; nothing of it is left then.
    """
    return tuple(
        _locked(path, target / f"{folder.name}_{path.stem}_beveiligd.html", passphrase)
        for path in sorted(folder.glob(PATTERN))
    )


def _locked(path: Path, target: Path, passphrase: str) -> Path:
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); verwacht een kaart van geo-risico") from error
    beside = target.with_name(f".{target.name}.{os.getpid()}.deel")
    try:
        beside.write_text(lock_page(page, passphrase), encoding="utf-8", newline="\n")
        beside.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: kan niet worden geschreven: {fault_reason(error)}") from error
    finally:
        beside.unlink(missing_ok=True)
    return target
