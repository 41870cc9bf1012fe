"""A drawn yard of heights in cells of 0.5 m: sheds, roofs, trees, hedges, on a gentle slope with noise."""

import numpy as np
import shapely

PIXEL_M = 0.5


class Yard:
    """Surface and ground that objects are put on; registered and unregistered ones are remembered."""

    def __init__(self, rng, side_m, noise_m=0.04):
        self.rng, self.size, self.noise_m = rng, int(side_m / PIXEL_M), noise_m
        self.row, self.column = np.mgrid[0 : self.size, 0 : self.size]
        self.x, self.y = (self.column + 0.5) * PIXEL_M, (self.size - self.row - 0.5) * PIXEL_M
        self.ground = (0.004 * self.x + 1.5 * (np.abs(self.y - 30) < 4)).astype(np.float64)
        self.surface = self.ground.copy()
        self.gaps = np.zeros(self.ground.shape, dtype=bool)
        self.truth = np.zeros(self.ground.shape, dtype=bool)
        self.boxes, self.panden = [], []

    def near(self, x, y, reach_m):
        """Slices of the cells around a point."""
        column, row, reach = int(x / PIXEL_M), self.size - int(y / PIXEL_M), int(reach_m / PIXEL_M) + 2
        return tuple(slice(max(0, at - reach), at + reach) for at in (row, column))

    def local(self, part, x, y, degrees):
        """Coordinates along and across a direction, from a middle point."""
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        east, north = self.x[part] - x, self.y[part] - y
        return c * east + s * north, -s * east + c * north

    def put(self, part, inside, top):
        """Raise the surface to a top where it is lower."""
        self.surface[part] = np.where(inside, np.maximum(self.surface[part], top), self.surface[part])

    def building(self, x, y, size, *, eaves_m=3.0, pitch=0.0, degrees=0.0, kind="gable", registered=False):
        """A building: flat, gable, lean-to or round roof; the ground below it is unknown."""
        part = self.near(x, y, sum(size) / 2)
        along, across = self.local(part, x, y, degrees)
        half = size[1] / 2
        inside = (np.abs(along) <= size[0] / 2) & (np.abs(across) <= half)
        rise = {
            "gable": pitch * (half - np.abs(across)),
            "lean": pitch * (half + across),
            "round": pitch * np.sqrt(np.maximum(half**2 - across**2, 0)),
        }[kind]
        self.put(part, inside, float(self.ground[part][inside].mean()) + eaves_m + rise)
        self.gaps[part] |= inside
        shape = shapely.affinity.rotate(
            shapely.box(x - size[0] / 2, y - half, x + size[0] / 2, y + half), degrees, origin=(x, y)
        )
        (self.panden if registered else self.boxes).append(shape)
        if not registered:
            self.truth[part] |= inside

    def tree(self, x, y, radius_m, height_m, *, rough_m=0.6):
        """A round crown with leaves and gaps."""
        part = self.near(x, y, radius_m)
        far = np.hypot(self.x[part] - x, self.y[part] - y)
        dome = height_m - radius_m + np.sqrt(np.maximum(radius_m**2 - far**2, 0))
        self.put(part, far <= radius_m, self.ground[part] + dome + self.rng.normal(0, rough_m, far.shape))

    def hedge(self, x, y, length_m, width_m, height_m, degrees=0.0):
        """A clipped hedge: a long narrow block with a fairly smooth top."""
        part = self.near(x, y, length_m)
        along, across = self.local(part, x, y, degrees)
        inside = (np.abs(along) <= length_m / 2) & (np.abs(across) <= width_m / 2)
        self.put(part, inside, self.ground[part] + height_m + self.rng.normal(0, 0.1, inside.shape))

    def bands(self):
        """Surface with noise and ground with gaps under buildings, as the data come."""
        noise = self.rng.normal(0, self.noise_m, (2, *self.ground.shape))
        surface = (self.surface + noise[0]).astype(np.float32)
        ground = np.where(self.gaps, np.nan, self.ground + noise[1]).astype(np.float32)
        return surface, ground
