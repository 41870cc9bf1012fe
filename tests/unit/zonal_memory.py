"""Zonal statistics over a raster of 100,000 x 100,000 cells in a process of its own; prints what came out as JSON.

``python zonal_memory.py FOLDER``: writes a sparse tiled BigTIFF with a few tiles of known values there.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio.windows import Window as RasterWindow

from geo_risico.spatial.zonal import zonal_stats

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).parents[1] / "edges" / "raster_files.py")
files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(files)

SIDE, TILE = 100_000, 512
LEFT, TOP, PIXEL_M = 10_000.0, 410_000.0, 1.0


def write(path):
    """The raster: 0 where nothing is stored, the number of the column in tiles along the diagonal."""
    options = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": "EPSG:28992", "tiled": True}
    options |= {"blockxsize": TILE, "blockysize": TILE, "BIGTIFF": "YES", "SPARSE_OK": "TRUE", "compress": "deflate"}
    transform = rasterio.Affine(PIXEL_M, 0, LEFT, 0, -PIXEL_M, TOP)
    with rasterio.open(path, "w", width=SIDE, height=SIDE, transform=transform, **options) as file:
        for at in range(0, SIDE - TILE, 20 * TILE):
            columns = np.broadcast_to(np.arange(at, at + TILE, dtype=np.float32), (TILE, TILE))
            file.write(columns, 1, window=RasterWindow(at, at, TILE, TILE))


def shapes():
    """A thousand erven all over the raster, one in each known tile, and shapes that are far too large."""
    rng = np.random.default_rng(3)
    centres = rng.uniform((LEFT, TOP - SIDE), (LEFT + SIDE, TOP), (1000, 2))
    erven = shapely.buffer(shapely.points(centres), rng.uniform(5, 200, 1000), quad_segs=3)
    known = [shapely.box(LEFT + at + 10, TOP - at - 60, LEFT + at + 110, TOP - at - 10) for at in diagonal()]
    large = shapely.buffer(shapely.Point(LEFT + 50_000, TOP - 50_000), [2200, 1500])
    return np.array([*known, *large, *erven], dtype=object)


def diagonal():
    """First column of each tile with values."""
    return range(0, SIDE - TILE, 20 * TILE)


def peak_kib():
    """Largest memory of this process; ru_maxrss would also hold what the process that started it used."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main():
    folder = Path(sys.argv[1])
    write(folder / "beeld.tif")
    wanted = shapes()
    scene, _ = files.opened(folder)
    frame = zonal_stats(wanted, scene, ("rood",), quantiles=(0.5,))["rood"]
    count = len(diagonal())
    outcome = {
        "peak_gib": peak_kib() / 1024**2,
        "means": frame["mean"].head(count).tolist(),
        "expected": [at + 59.5 for at in diagonal()],
        "factors": frame["factor"].iloc[count : count + 2].tolist(),
        "largest_miss": float((frame["covered_share"] - 1).abs().iloc[: count + 2].max()),
        "known_count": int(frame["mean"].notna().sum()),
        "shape_count": len(wanted),
    }
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
