"""Zonal mean of erven over a raster in memory, three ways: rasterstats, exactextract and the package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from rasterio import Affine
from rasterstats import zonal_stats as rasterstats_zonal

from geo_risico.core.raster import ArrayScene, Grid, SceneMeta
from geo_risico.spatial.zonal import zonal_stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIXEL_M = 10.0
LEFT, TOP = 100_000.0, 500_000.0
WAVE_M = 700.0
"""Length over which the values of the raster rise and fall."""
CORNERS = 14
MEDIAN_RADIUS_M = 45.0
HOLE_SHARE = 0.1


@dataclass(frozen=True, kw_only=True, eq=False)
class ZonalCase:
    """A raster and erven on it; ``steepest``: how much the value can differ over the diagonal of one cell."""

    scene: ArrayScene
    erven: NDArray[np.object_]

    @property
    def steepest(self) -> float:
        """Largest difference of value over the diagonal of a cell."""
        return float(np.sqrt(2) * PIXEL_M * 2 * np.pi / WAVE_M)


def zonal_case(erven_count: int, side: int) -> ZonalCase:
    """Raster of ``side`` x ``side`` cells of 10 m with smooth values, and star-shaped erven of about 0.3 ha on it."""
    grid = Grid(left=LEFT, top=TOP, pixel_m=PIXEL_M, width=side, height=side)
    wave = np.sin((np.arange(side) + 0.5) * PIXEL_M * 2 * np.pi / WAVE_M).astype(np.float32)
    meta = SceneMeta(layer="proef", source="proef", title="Proef", sensor="-", date=None, native_pixel_m=PIXEL_M)
    values = np.add.outer(wave / 2, wave / 2)[None]
    scene = ArrayScene(values=values, bands=("waarde",), grid=grid, meta=meta)
    return ZonalCase(scene=scene, erven=_erven(np.random.default_rng(20260101), grid, erven_count))


def _erven(rng: np.random.Generator, grid: Grid, count: int) -> NDArray[np.object_]:
    """Polygons with 14 corners spread over the raster, one in ten with a hole."""
    x1, y1, x2, y2 = grid.bounds
    centre = rng.uniform((x1 + 500, y1 + 500), (x2 - 500, y2 - 500), (count, 2))
    angle = (np.arange(CORNERS) + rng.uniform(0, 0.9, (count, CORNERS))) * 2 * np.pi / CORNERS
    typical = np.minimum(np.exp(rng.normal(0, 0.6, (count, 1))) * MEDIAN_RADIUS_M, 450)
    far = rng.uniform(0.5, 1, (count, CORNERS)) * typical
    points = centre[:, None] + np.stack([far * np.cos(angle), far * np.sin(angle)], axis=-1)
    erven = shapely.polygons(points)
    holed = rng.random(count) < HOLE_SHARE
    yards = shapely.buffer(shapely.points(centre[holed]), typical[holed, 0] / 5, quad_segs=2)
    erven[holed] = shapely.difference(erven[holed], yards)
    return np.asarray(erven, dtype=object)


def with_package(case: ZonalCase, erven: NDArray[np.object_]) -> NDArray[np.float64]:
    """Mean of each erf by the package."""
    return zonal_stats(erven, case.scene, ("waarde",))["waarde"]["mean"].to_numpy(dtype=np.float64)


def with_exactextract(case: ZonalCase, erven: NDArray[np.object_]) -> NDArray[np.float64]:
    """Mean of each erf by exactextract, over the same array."""
    frame = gpd.GeoDataFrame(geometry=list(erven), crs="EPSG:28992")
    source = NumPyRasterSource(case.scene.values[0], *case.scene.grid.bounds, srs_wkt=frame.crs.to_wkt())
    found = exact_extract(source, frame, ["mean"], output="pandas")
    return np.asarray(found["mean"].to_numpy(dtype=np.float64))


def with_rasterstats(case: ZonalCase, erven: NDArray[np.object_]) -> NDArray[np.float64]:
    """Mean of each erf by rasterstats: cells whose middle lies inside; NaN for an erf without such a cell."""
    grid = case.scene.grid
    corner = Affine(grid.pixel_m, 0, grid.left, 0, -grid.pixel_m, grid.top)
    found = rasterstats_zonal(list(erven), case.scene.values[0], affine=corner, stats=["mean"], nodata=-9999.0)
    return np.array([np.nan if row["mean"] is None else row["mean"] for row in found], dtype=np.float64)
