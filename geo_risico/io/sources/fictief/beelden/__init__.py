"""Images of the fictitious gemeente with planted changes: Sentinel-2, heights and aerial photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasterio.errors import RasterioError

from geo_risico.core.errors import OutputError
from geo_risico.io.sources.fictief.beelden.photo import write_photos
from geo_risico.io.sources.fictief.beelden.planted import with_clouds
from geo_risico.io.sources.fictief.beelden.scene import make_landview
from geo_risico.io.sources.fictief.beelden.sentinel2 import write_sentinel2
from geo_risico.io.sources.fictief.beelden.tiles import write_tiles
from geo_risico.io.sources.fictief.folders import made_once, made_whole
from geo_risico.io.sources.fictief.world import make_world

if TYPE_CHECKING:
    from pathlib import Path

IMAGES_VERSION = 1
LARGEST_WITH_IMAGES = 100_000

__all__ = ["IMAGES_VERSION", "ensure_images", "generate_images"]


def generate_images(folder: Path, *, panden_count: int, seed: int) -> None:
    """Write all images and ``truth_beeld.parquet`` into `folder`, which appears complete or not at all.

    Parameters
    ----------
    folder
        Folder to make; an older one of the same name is replaced.
    panden_count
        Panden inside the gemeente, at most 100,000.
    seed
        Seed of all randomness: the gemeente of the same seed is what the images show.

    Raises
    ------
    OutputError
        When the gemeente is too large for images, or the folder cannot be written.
    """
    if panden_count > LARGEST_WITH_IMAGES:
        raise OutputError(
            f"fictieve gemeente: beelden van {panden_count} panden; verwacht hoogstens {LARGEST_WITH_IMAGES} (laat de "
            "sleutel rasters weg of kies een kleiner panden_count)"
        )
    try:
        made_whole(folder, lambda made: _write(made, panden_count, seed))
    except (OSError, RasterioError) as error:
        raise OutputError(
            f"De beelden van de fictieve gemeente kunnen niet in {folder.parent} worden gemaakt: {error}; verwacht een "
            "map waarin geschreven mag worden, met genoeg ruimte (kies een andere met --cache)"
        ) from error


def _write(folder: Path, panden_count: int, seed: int) -> None:
    view = make_landview(make_world(panden_count, seed))
    clouds = write_sentinel2(view, folder / "sentinel2")
    write_tiles(view, folder / "ahn")
    write_photos(view, folder / "luchtfoto")
    with_clouds(view.truth, clouds).to_parquet(folder / "truth_beeld.parquet", index=False)


def ensure_images(cache_dir: Path, *, panden_count: int, seed: int) -> Path:
    """Folder with the images of the fictitious gemeente, made when it is not there yet."""
    folder = cache_dir / f"fictief-{panden_count}-{seed}-beelden-{IMAGES_VERSION}"
    return made_once(folder, lambda own: generate_images(own, panden_count=panden_count, seed=seed))
