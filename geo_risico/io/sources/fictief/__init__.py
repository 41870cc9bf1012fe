"""The fictitious gemeente Nieuwpolder (GM9999): the same files for the same seed, in the form of the real registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo_risico.core.errors import OutputError
from geo_risico.io.sources.fictief.folders import made_once, made_whole
from geo_risico.io.sources.fictief.world import make_world
from geo_risico.io.sources.fictief.writing import write_world

if TYPE_CHECKING:
    from pathlib import Path

GENERATOR_VERSION = 7
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
        made_whole(folder, lambda made: write_world(make_world(panden_count, seed), made))
    except FAULTS as error:
        raise OutputError(
            f"De fictieve gemeente kan niet in {folder.parent} worden gemaakt: {error}; verwacht een map waarin "
            "geschreven mag worden, met genoeg ruimte (kies een andere met --cache)"
        ) from error


def ensure(cache_dir: Path, *, panden_count: int, seed: int) -> Path:
    """Folder with the fictitious gemeente, made when it is not there yet.

    Two runs that start together may both make it; the first to finish stays, and both are the same.
    """
    folder = cache_dir / f"fictief-{panden_count}-{seed}-{GENERATOR_VERSION}"
    return made_once(folder, lambda own: generate(own, panden_count=panden_count, seed=seed))
