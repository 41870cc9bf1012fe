"""Where a path of a definition may lead: an ordinary file, not a device, a connection or a link that leads away."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from geo_risico.core.errors import SourceError
from geo_risico.core.plain import plain

ROOTS: Final = "GEO_RISICO_BRONNEN"
"""Environment variable with the folders in which all sources lie, with : (Windows ;) between them."""
CONNECTION: Final = re.compile(r"^(?:/vsi\w*/|[A-Za-z][\w+.-]+:|[<{\[])", re.IGNORECASE)
"""How GDAL writes what is no file: /vsicurl/, PG:..., inline XML or JSON. One letter and a colon is a disk."""
SYSTEM: Final = tuple(Path(name) for name in ("/proc", "/sys", "/dev"))
LONGEST: Final = 4_000


def checked(folder: Path, path: str) -> Path:
    """File or folder that a path means, that exists or not.

    Without ``GEO_RISICO_BRONNEN`` a path may lead out of ``folder`` by itself (``..`` or absolute), but not by a link:
    what a reader of the definition sees is what is read. With it, everything lies in ``folder`` or in those folders.

    Parameters
    ----------
    folder
        Where relative paths start.
    path
        As written in a definition.

    Raises
    ------
    SourceError
        It is a connection, a device, or leads to where it may not.
    """
    if CONNECTION.match(path) or plain(path) != path or "\n" in path or len(path) > LONGEST:
        raise SourceError(
            f"{plain(path)[:80]}: is geen pad van een bestand; verwacht een pad zonder voorvoegsel, verbinding of "
            "stuurteken"
        )
    whole = folder / path
    try:
        found = whole.resolve()
        is_there = found.exists()
        is_plain = not is_there or found.is_file() or found.is_dir()
    except (OSError, RuntimeError) as error:
        raise SourceError(f"{path[:80]}: pad is niet te volgen ({_reason(error)}); verwacht een bestand") from error
    if not is_plain or any(found.is_relative_to(place) for place in SYSTEM):
        raise SourceError(f"{path}: is geen gewoon bestand (een apparaat, pijp of systeemmap); verwacht een bestand")
    _check_inside(folder, path, found)
    return whole


def check_link(path: Path, folder: Path, name: str) -> None:
    """Nothing; refuses a file that was found in a folder but lies elsewhere through a link.

    Raises
    ------
    SourceError
        The file lies outside the folder, and not in a folder of ``GEO_RISICO_BRONNEN``.
    """
    found, home = path.resolve(), folder.resolve()
    if not any(found.is_relative_to(root) for root in (home, *_roots())):
        raise SourceError(f"{plain(name)}: {_leads_away(found)}")
    if found.exists() and not (found.is_file() or found.is_dir()):
        raise SourceError(f"{plain(name)}: is geen gewoon bestand (een apparaat of pijp); verwacht een bestand")


def _check_inside(folder: Path, path: str, found: Path) -> None:
    roots, home = _roots(), folder.resolve()
    if any(found.is_relative_to(root) for root in (home, *roots)):
        return
    if roots:
        raise SourceError(
            f"{path}: ligt buiten de map van de definitie en buiten {ROOTS}; verwacht een bestand binnen die mappen"
        )
    leaves_by_itself = Path(path).is_absolute() or ".." in Path(path).parts
    beside = Path(os.path.normpath(folder / path)).parent.resolve()
    if not leaves_by_itself or not found.is_relative_to(beside):
        raise SourceError(f"{path}: {_leads_away(found)}")


def _leads_away(found: Path) -> str:
    return (
        f"een koppeling (symlink) leidt naar een andere map ({found.parent}); noem het echte pad, of zet die map in "
        f"{ROOTS}"
    )


def _roots() -> tuple[Path, ...]:
    named = os.environ.get(ROOTS, "")
    return tuple(Path(part).resolve() for part in named.split(os.pathsep) if part)


def _reason(error: Exception) -> str:
    return error.strerror or "onbekend" if isinstance(error, OSError) else "koppelingen leiden in een kring"
