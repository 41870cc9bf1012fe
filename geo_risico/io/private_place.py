"""A folder in memory, for output that must not lie readable on a disk before it is encrypted."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE: Final = "GEO_RISICO_GEHEUGEN"
"""Environment variable with a folder in memory, where the system has it elsewhere than Linux."""
LINUX: Final = "/dev/shm"  # noqa: S108 - memory that every Linux has; the folder made in it is for its owner alone


@contextmanager
def private_place() -> Iterator[Path]:
    """An empty folder in memory that only its owner can read; gone afterwards, whatever happened.

    Temporary files of this process go there as well.

    Raises
    ------
    OutputError
        When there is no folder in memory: nothing is written then.
    """
    memory = Path(os.environ.get(VARIABLE) or LINUX)
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        raise OutputError(
            f"{memory}: geen map in het geheugen om in te schrijven; zet in {VARIABLE} de naam van een RAM-schijf"
        )
    before = tempfile.tempdir
    folder = Path(tempfile.mkdtemp(prefix="geo-risico-", dir=memory))
    try:
        tempfile.tempdir = str(folder)
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def bring(folder: Path, place: Path, names: tuple[str, ...]) -> None:
    """Nothing; copies what a folder of output holds beside a scan and the scan looks at.

    Parameters
    ----------
    folder
        Folder of all output.
    place
        Folder to copy to.
    names
        Files and folders within it; what is not there is left out.
    """
    for name in names:
        source, target = folder / name, place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copyfile(source, target)
