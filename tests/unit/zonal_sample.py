"""Rasters and polygons for the zonal tests, and the slow way of computing what lies inside a polygon."""

import numpy as np
import shapely

from geo_risico.core.raster import ArrayScene, Grid, SceneMeta


def scene(values, *, pixel_m=10.0, left=1000.0, top=5000.0, layer="proef", native_pixel_m=None, classes=None):
    """A scene in memory of band -> rows."""
    arrays = {name: np.asarray(rows, dtype=np.float32) for name, rows in values.items()}
    height, width = next(iter(arrays.values())).shape
    return ArrayScene(
        values=np.stack(list(arrays.values())),
        bands=tuple(arrays),
        grid=Grid(left=left, top=top, pixel_m=pixel_m, width=width, height=height),
        meta=SceneMeta(
            layer=layer,
            source="proef",
            title="Proef",
            sensor="proef",
            date=None,
            native_pixel_m=native_pixel_m or pixel_m,
        ),
        classes=classes or {},
    )


def noise(rng, size, *, pixel_m=10.0, unknown=0.05, **options):
    """A scene of size x size cells: a band of numbers with unknown cells, one of weights and one of codes 0 to 3."""
    number = rng.normal(size=(size, size))
    number[rng.random((size, size)) < unknown] = np.nan
    bands = {"getal": number, "gewicht": rng.uniform(0, 3, (size, size)), "klasse": rng.integers(0, 4, (size, size))}
    return scene(bands, pixel_m=pixel_m, classes={"klasse": ("kas", "erf", "water", "rest")}, **options)


def blobs(rng, grid, count, radius_m):
    """Star-shaped polygons with a hole, some in two parts, some partly or wholly outside the grid."""
    x1, y1, x2, y2 = grid.bounds
    found = []
    for number in range(count):
        centre = rng.uniform((x1 - radius_m, y1 - radius_m), (x2 + radius_m, y2 + radius_m))
        shape = shapely.difference(star(rng, centre, radius_m), shapely.Point(centre).buffer(radius_m / 6))
        if number % 4 == 0:
            shape = shapely.union(shape, star(rng, centre + radius_m * np.array([1.5, 1.0]), radius_m / 2))
        found.append(shape)
    return np.array(found, dtype=object)


def star(rng, centre, radius_m, points=11):
    """A polygon that can be seen whole from its centre."""
    angle = (np.arange(points) + rng.uniform(0, 1, points)) * 2 * np.pi / points
    far = rng.uniform(0.3, 1, points) * radius_m
    return shapely.Polygon(np.column_stack([centre[0] + far * np.cos(angle), centre[1] + far * np.sin(angle)]))


def cover_by_intersection(shape, grid):
    """Share of each cell inside a shape, by cutting the box of every cell."""
    column, row = np.meshgrid(np.arange(grid.width), np.arange(grid.height))
    left, top = grid.left + column * grid.pixel_m, grid.top - row * grid.pixel_m
    cells = shapely.box(left, top - grid.pixel_m, left + grid.pixel_m, top)
    return shapely.area(shapely.intersection(cells, shape)) / grid.pixel_m**2


def cover_by_engine(blocks, count, grid):
    """The same from blocks of cells: (shapes, rows, columns)."""
    result = np.zeros((count, grid.height, grid.width))
    for block in blocks:
        row = np.rint((grid.top - block.y) / grid.pixel_m - 0.5).astype(int)
        column = np.rint((block.x - grid.left) / grid.pixel_m - 0.5).astype(int)
        result[block.owner, row, column] += block.cover
    return result
