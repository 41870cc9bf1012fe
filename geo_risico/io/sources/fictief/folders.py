"""Folders of generated files that appear complete or not at all, and once for all runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_risico.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable


def made_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a scratch folder, which then takes the name of `folder`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        write(made)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made by `make` when it is not there yet.

    Two runs that start together may both make it; the first to finish stays, and both are the same.
    """
    if folder.exists():
        return folder
    own = folder.with_name(f"{folder.name}.{os.getpid()}")
    try:
        make(own)
        if not folder.exists():
            _take_place(own, folder)
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return folder


def _take_place(own: Path, folder: Path) -> None:
    try:
        own.rename(folder)
    except OSError as error:
        if not folder.exists():
            raise OutputError(f"{folder}: niet te maken ({error.strerror}); een schrijfbare map verwacht") from error
