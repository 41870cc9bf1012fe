"""A raster of 100,000 x 100,000 cells is opened, judged and read by window in little memory."""

import subprocess
import sys
from pathlib import Path

import pytest
import rasterio

HERE = Path(__file__).parent
SIDE = 100_000
LIMIT_BYTES = 1.5 * 2**30
WORK = """
import importlib.util, sys
from pathlib import Path
import numpy as np
place = importlib.util.spec_from_file_location("raster_files", sys.argv[1])
files = importlib.util.module_from_spec(place)
place.loader.exec_module(files)
from geo_risico.core.raster import Grid, Window
from geo_risico.spatial.blocks import tile_grid
masks = [{"title": "wolken", "file": "masker.tif", "values": [9], "margin_m": 5}]
spec = files.source({"rood": {"file": "groot.tif"}}, masks=masks)
scene, provenance = files.opened(sys.argv[2], "b", spec)
assert provenance.rows_read == 100_000 ** 2, provenance.rows_read
known = 0
for row in (0, 50_000, 96_000):
    part = scene.read(["rood"], Window(row, 40_000, 4_000, 4_000))
    known += int((~np.isnan(part)).sum())
wide = scene.read(["rood"], Window(0, 0, 8_000, 8_000), factor=50)
turned = scene.on(Grid(left=scene.grid.left + 0.1, top=scene.grid.top, pixel_m=0.4, width=5_000, height=5_000))
total = sum(int(np.isfinite(turned.read(["rood"], block.outer)).sum()) for block in tile_grid(turned.grid, 2_048, 16))
# ru_maxrss would also hold what the process that started this one used
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
print(known, wide.size, total, peak * 1024)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("groot")
    (folder / "b").mkdir()
    shape = {"width": SIDE, "height": SIDE, "count": 1, "crs": "EPSG:28992", "driver": "GTiff", "BIGTIFF": "YES"}
    shape |= {"tiled": True, "blockxsize": 512, "blockysize": 512, "SPARSE_OK": True, "compress": "deflate"}
    transform = rasterio.Affine(0.25, 0, 150_000, 0, -0.25, 475_000)
    for name, dtype in (("groot", "uint16"), ("masker", "uint8")):
        with rasterio.open(folder / f"b/{name}.tif", "w", dtype=dtype, transform=transform, **shape):
            pass
    return folder


def test_memory_stays_within_bounds(large):
    command = [sys.executable, "-W", "error", "-c", WORK, str(HERE / "raster_files.py"), str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stderr[-2000:]
    known, wide, total, peak = (int(text) for text in done.stdout.split())
    assert (known, wide) == (48_000_000, 160 * 160)
    assert total > 25_000_000
    assert peak < LIMIT_BYTES
