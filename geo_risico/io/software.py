"""With which software a scan was made: hashes of code and lock, and every version that can change a number."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

import pyogrio
import pyproj
import shapely

from geo_risico.catalog import definitions_folder
from geo_risico.io.files import sha256

PACKAGE: Final = Path(__file__).parents[1]
LOCK: Final = "requirements.lock"
NO_LOCK: Final = "versies van de geïnstalleerde pakketten"
_NOT_CODE: Final = frozenset({"__pycache__", "definitions"})
"""Folders of the package that are no code: what Python makes itself, and definitions, which have their own hashes."""
_MADE: Final = (".pyc", ".pyo", ".nbi", ".nbc")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def software() -> dict[str, Any]:
    """Version and hash of the code, hash of the lock, and versions of Python, native libraries and packages."""
    versions = package_versions()
    lock, lock_sha256 = _lock(versions)
    return {
        "code_version": version("geo-risico"),
        "code_sha256": running_code(),
        "lock": lock,
        "lock_sha256": lock_sha256,
        "platform": f"{platform.system()} {platform.machine()}",
        "versions": {
            "python": platform.python_version(),
            "gdal": pyogrio.__gdal_version_string__,
            "geos": shapely.geos_version_string,
            "proj": pyproj.proj_version_str,
            **versions,
        },
    }


@functools.cache
def running_code() -> str:
    """SHA-256 of the code of this process, as it was when somebody asked first."""
    return code_sha256(PACKAGE)


def code_sha256(package: Path) -> str:
    """SHA-256 over names and content of all files of a package, templates and scripts included.

    What Python and numba keep beside the code does not count, so a checkout and an installed package agree.

    Parameters
    ----------
    package
        Folder of the package.
    """
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*") if path.is_file()}
    kept = {name: path for name, path in files.items() if _is_code(name)}
    lines = [f"{sha256(kept[name])}  {name}\n" for name in sorted(kept)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@functools.cache
def package_versions() -> dict[str, str]:
    """Version of every installed package that this one needs, also indirectly, by name."""
    found: dict[str, str] = {}
    waiting = _needed("geo-risico")
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # for another system or another Python
            continue
        waiting += _needed(name)
    return dict(sorted(found.items()))


def _needed(name: str) -> list[str]:
    """Names of the packages that one asks for itself; those of its extras do not count."""
    lines = [line for line in requires(name) or [] if "extra ==" not in line]
    return [found[0].lower().replace("_", "-").replace(".", "-") for line in lines if (found := _NAME.match(line))]


def _lock(versions: dict[str, str]) -> tuple[str, str]:
    """Name and hash of the lock beside the code; of the installed versions where there is none."""
    path = definitions_folder() / LOCK
    if path.is_file():
        return LOCK, sha256(path)
    return NO_LOCK, hashlib.sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()


def _is_code(name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith(".") for part in parts)
    return not hidden and not name.endswith(_MADE) and not _NOT_CODE.intersection(parts)
