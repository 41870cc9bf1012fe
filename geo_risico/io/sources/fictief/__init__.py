"""The fictitious gemeente Nieuwpolder (GM9999): the same files for the same seed, in the form of the real registers."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo_risico.core.errors import OutputError
from geo_risico.io.sources.fictief.world import make_world
from geo_risico.io.sources.fictief.writing import write_world

GENERATOR_VERSION = 5
SMALLEST, LARGEST = 500, 1_000_000

FAULTS: Final = (OSError, DataLayerError, DataSourceError, FeatureError, pa.ArrowException)

__all__ = ["GENERATOR_VERSION", "ensure", "generate"]


def generate(folder: Path, *, panden_count: int, seed: int) -> None:
    """Write all files of the fictitious gemeente into `folder`, which appears complete or not at all.

    Parameters
    ----------
    folder : Path
        Folder to make; an older one of the same name is replaced.
    panden_count : int
        Panden inside the gemeente, 500 to 1,000,000; the data ring around it is extra.
    seed : int
        Seed of all randomness.

    Raises
    ------
    OutputError
        When the count is out of range, or the folder cannot be written.
    """
    if not SMALLEST <= panden_count <= LARGEST:
        message = f"fictieve gemeente: aantal panden {panden_count} moet tussen {SMALLEST} en {LARGEST} liggen"
        raise OutputError(message)
    try:
        _generate(folder, panden_count, seed)
    except FAULTS as error:
        raise OutputError(
            f"De fictieve gemeente kan niet in {folder.parent} worden gemaakt: {error}; verwacht een map waarin "
            "geschreven mag worden, met genoeg ruimte (kies een andere met --cache)"
        ) from error


def _generate(folder: Path, panden_count: int, seed: int) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        write_world(make_world(panden_count, seed), made)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def ensure(cache_dir: Path, *, panden_count: int, seed: int) -> Path:
    """Folder with the fictitious gemeente, made when it is not there yet.

    Two runs that start together may both make it; the first to finish stays, and both are the same.
    """
    folder = cache_dir / f"fictief-{panden_count}-{seed}-{GENERATOR_VERSION}"
    if folder.exists():
        return folder
    own = folder.with_name(f"{folder.name}.{os.getpid()}")
    try:
        generate(own, panden_count=panden_count, seed=seed)
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
