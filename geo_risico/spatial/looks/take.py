"""What each image shows of each location: the mean of a band, its spread and how much of the shape is clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import zonal_stats

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer, Scene
    from geo_risico.spatial.looks.harmonise import Fit

NDVI, BRIGHT = "ndvi", "helderheid"
STAND_IN = {BRIGHT: "rood"}
"""Band that is read where an image lacks the first: a few products have red and near infrared only."""
WATER = (0.0, 0.1)
"""Water in two images: NDVI under the first in one of them and under the second in both.

What NDVI water gets depends on the haze and on the sensor, not on what happened.
"""
COLUMNS = ("mean", "std", "pixel_count", "covered_share")
SEEN = (*COLUMNS, "inside_share")


@dataclass(frozen=True, kw_only=True, eq=False)
class BandLooks:
    """One band in every image: arrays (locations, images), NaN where an image shows nothing.

    ``pixel_count`` counts cells of the product itself, also where an image was resampled to a finer grid.
    ``inside_share``: part of the shape (0 to 1) within the edge of the image, clear or not.
    """

    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    pixel_count: NDArray[np.float64]
    covered_share: NDArray[np.float64]
    inside_share: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Looks:
    """Looks at each location, by position, images oldest first; computed once per theme.

    ``fits`` keeps what was found between two images, so that indicators share it.
    """

    shapes: NDArray[np.object_]
    scenes: tuple[Scene, ...]
    bands: Mapping[str, BandLooks]
    fits: dict[tuple[int, int, str], Fit | None] = field(default_factory=dict, repr=False)

    @property
    def dates(self) -> tuple[dt.date | None, ...]:
        """Date of each image."""
        return tuple(scene.meta.date for scene in self.scenes)

    @property
    def days(self) -> NDArray[np.float64]:
        """Date of each image as a number of days, NaN without one."""
        return np.array([date.toordinal() if date else np.nan for date in self.dates], dtype=np.float64)

    @property
    def sensors(self) -> tuple[str, ...]:
        """Sensor of each image."""
        return tuple(scene.meta.sensor for scene in self.scenes)

    def clear(self, band: str, minimum: tuple[float, ...]) -> NDArray[np.bool_]:
        """Whether each image shows enough of each location: cells, and share of the shape; dated images only."""
        seen = self.bands[band]
        enough = (seen.pixel_count >= minimum[0]) & (seen.covered_share >= minimum[1])
        return np.asarray(enough & ~np.isnan(seen.mean) & ~np.isnan(self.days), dtype=np.bool_)


def take_looks(locations: gpd.GeoDataFrame, satellietbeelden: RasterLayer) -> Looks:
    """Looks at the locations, in their order: NDVI and brightness in every image.

    Brightness is the mean of the visible bands, or red where an image has no other.
    """
    outlines, scenes = shapes(locations), satellietbeelden.scenes
    size = (len(outlines), len(scenes))
    bands = {band: _nothing(size) for band in (NDVI, BRIGHT)}
    for number, scene in enumerate(scenes if len(outlines) else ()):
        read = {band: name for band in bands if (name := present(scene, band)) is not None}
        found = zonal_stats(outlines, scene, list(read.values())) if read else {}
        for band, name in read.items():
            for column in SEEN:
                getattr(bands[band], column)[:, number] = found[name][column].to_numpy()
            bands[band].pixel_count[:, number] /= own_cells(scene)
    return Looks(shapes=outlines, scenes=scenes, bands=bands)


def present(scene: Scene, band: str) -> str | None:
    """Name under which a scene has a band, or its stand-in; none where it has neither."""
    return next((name for name in (band, STAND_IN.get(band)) if name in scene.bands), None)


def still_water(band: str, one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Cells that are water in both images, where the difference of NDVI says nothing; none for another band."""
    if band != NDVI:
        return np.zeros(one.shape, dtype=np.bool_)
    return np.asarray((np.minimum(one, other) < WATER[0]) & (np.maximum(one, other) < WATER[1]), dtype=np.bool_)


def own_cells(scene: Scene) -> float:
    """Cells of the grid in one cell of the product itself; 1 where it was not resampled to smaller cells."""
    return max(1.0, (scene.meta.native_pixel_m / scene.grid.pixel_m) ** 2)


def _nothing(size: tuple[int, int]) -> BandLooks:
    unknown, none = np.full(size, np.nan), np.zeros(size)
    return BandLooks(
        mean=unknown, std=unknown.copy(), pixel_count=none, covered_share=none.copy(), inside_share=none.copy()
    )
