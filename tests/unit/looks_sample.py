"""Drawn images of a known landscape: cells share light with their neighbours, as those of a satellite do."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.raster import ArrayScene, Grid, RasterLayer, SceneMeta
from geo_risico.core.terms import CRS_RD

PIXEL_M = 10.0
SIDE = 200
MINIMUM = (9, 0.5)


def landscape(rng):
    """NDVI of a landscape of fields of 10 by 10 cells."""
    return np.kron(rng.uniform(0.1, 0.8, (SIDE // 10, SIDE // 10)), np.ones((10, 10)))


def smear(noise):
    """Noise of which two by two cells share most."""
    return (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1) + np.roll(noise, (1, 1), (0, 1))) / 2


def image(ndvi, date, *, rng=None, noise=0.0, sensor="een", clouds=None, left=0.0, top=None):
    """Image with red 0.1 and near infrared that gives this NDVI, with noise on it."""
    seen = ndvi if rng is None else ndvi + smear(rng.normal(0, noise, ndvi.shape))
    seen = seen.clip(-0.9, 0.95)
    values = np.stack([np.full(seen.shape, 0.1), 0.1 * (1 + seen) / (1 - seen), seen])
    if clouds is not None:
        values[:, clouds] = np.nan
    size = seen.shape
    return ArrayScene(
        values=values.astype(np.float32),
        bands=("rood", "nir", "ndvi"),
        grid=Grid(
            left=left, top=size[0] * PIXEL_M if top is None else top, pixel_m=PIXEL_M, width=size[1], height=size[0]
        ),
        meta=SceneMeta(
            layer="satellietbeelden",
            source="proef",
            title="Proef",
            sensor=sensor,
            date=dt.date.fromisoformat(date),
            native_pixel_m=PIXEL_M,
        ),
    )


def layer(*scenes):
    return RasterLayer(name="satellietbeelden", scenes=tuple(scenes))


def squares(side_m=60, step_m=100):
    """Locations of 60 by 60 m all over the image, each within one field."""
    corners = [(x + 20, y + 20) for y in range(0, SIDE * 10, step_m) for x in range(0, SIDE * 10, step_m)]
    shapes = [shapely.box(x, y, x + side_m, y + side_m) for x, y in corners]
    index = pd.Index([f"L{number:03d}" for number in range(len(shapes))], name="location_id")
    return gpd.GeoDataFrame({"kind": "erf"}, geometry=shapes, crs=CRS_RD, index=index)


def cells_of(locations, name):
    """Rows and columns of the cells of one location."""
    minx, miny, maxx, maxy = (round(edge / PIXEL_M) for edge in locations.geometry[name].bounds)
    return slice(SIDE - maxy, SIDE - miny), slice(minx, maxx)
