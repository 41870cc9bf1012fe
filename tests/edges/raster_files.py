"""Small rasters on disk and short ways to open them."""

import datetime as dt
from pathlib import Path

import numpy as np
import rasterio
import yaml

from geo_risico.core.raster import Window
from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
from geo_risico.core.specs import LayerSpec
from geo_risico.io.raster import open_rasters
from geo_risico.io.request import ReadRequest

LAYERS = Path(__file__).parents[2] / "layers"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PEILDATUM = dt.date(2024, 1, 1)
RD = "EPSG:28992"
UTM = "EPSG:32631"
LEFT, TOP = 180_000.0, 450_000.0
UTM_LEFT, UTM_TOP = 680_000.0, 5_760_000.0
BASE = {
    "name": "proef",
    "title": "Proefbeeld",
    "layer": "proef",
    "register_name": "Proef",
    "licence": "CC0",
    "attribution": "Proef",
    "access": "open",
    "sensor": "proef",
    "resampling": "bilinear",
}
NUMBERS = {
    "name": "proef",
    "title": "Proef",
    "description": "Proeflaag",
    "geometry": "raster",
    "columns": {name: {"title": name, "dtype": "number"} for name in ("rood", "groen", "nir")},
    "derived": {"ndvi": {"formula": "normalised_difference", "bands": ["nir", "rood"], "minimum": -1, "maximum": 1}},
}
WORDS = ["bos", "water", "kas"]
CLASSES = NUMBERS | {
    "columns": {"klasse": {"title": "klasse", "dtype": "category", "vocabulary": WORDS}},
    "derived": {},
}


def write(path, values, *, pixel=10.0, left=LEFT, top=TOP, crs=RD, transform=None, overviews=(), tags=None, **profile):
    """GeoTIFF of values (rows, columns) or (bands, rows, columns)."""
    values = np.asarray(values)
    values = values[None] if values.ndim == 2 else values
    path.parent.mkdir(parents=True, exist_ok=True)
    transform = transform or rasterio.Affine(pixel, 0, left, 0, -pixel, top)
    options = {"driver": "GTiff", "count": len(values), "height": values.shape[1], "width": values.shape[2]} | profile
    scales, offsets = options.pop("scales", None), options.pop("offsets", None)
    with rasterio.open(
        path, "w", dtype=options.pop("dtype", values.dtype), crs=crs, transform=transform, **options
    ) as data:
        data.write(values)
        data.update_tags(**(tags or {}))
        if scales:
            data.scales, data.offsets = scales, offsets
    if overviews:
        with rasterio.open(path, "r+") as data:
            data.build_overviews(overviews, rasterio.enums.Resampling.average)
    return path


def source(bands=None, **changes):
    return RasterSourceSpec.model_validate(BASE | {"bands": bands or {"rood": {}}} | changes)


def layer(like=None):
    return LayerSpec.model_validate(like or NUMBERS)


def opened(folder, path="beeld.tif", spec=None, *, bounds=None, scan_date=PEILDATUM, like=None, **use):
    """Scene and provenance of one image."""
    spec = spec or source()
    request = ReadRequest(folder=Path(folder), bounds=bounds, peildatum=scan_date)
    made = RasterUse(source=spec.name, path=path, **use)
    raster, (provenance,) = open_rasters(layer(like), [(made, spec)], request)
    return raster.scenes[0], provenance


def whole(scene, *bands, factor=1):
    """Everything of some bands; the rows of one band when only one is asked."""
    values = scene.read(bands or ("rood",), Window(0, 0, scene.grid.height, scene.grid.width), factor=factor)
    return values[0] if len(bands) < 2 else values


def real_layer(name):
    return LayerSpec.model_validate(yaml.safe_load((LAYERS / f"{name}.yaml").read_text("utf-8")))


def real_source(name):
    return RasterSourceSpec.model_validate(yaml.safe_load((LAYERS / "rasters" / f"{name}.yaml").read_text("utf-8")))
