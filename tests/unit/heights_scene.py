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

    def local(self, x, y, degrees):
        """Coordinates along and across a direction, from a middle point."""
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        return c * (self.x - x) + s * (self.y - y), -s * (self.x - x) + c * (self.y - y)

    def building(self, x, y, size, *, eaves_m=3.0, pitch=0.0, degrees=0.0, kind="gable", registered=False):
        """A building: flat, gable, lean-to or round roof; the ground below it is unknown."""
        along, across = self.local(x, y, degrees)
        half = size[1] / 2
        inside = (np.abs(along) <= size[0] / 2) & (np.abs(across) <= half)
        rise = {
            "gable": pitch * (half - np.abs(across)),
            "lean": pitch * (half + across),
            "round": pitch * np.sqrt(np.maximum(half**2 - across**2, 0)),
        }[kind]
        base = float(self.ground[inside].mean())
        self.surface[inside] = np.maximum(self.surface, base + eaves_m + rise)[inside]
        self.gaps |= inside
        shape = shapely.affinity.rotate(
            shapely.box(x - size[0] / 2, y - half, x + size[0] / 2, y + half), degrees, origin=(x, y)
        )
        (self.panden if registered else self.boxes).append(shape)
        if not registered:
            self.truth |= inside

    def tree(self, x, y, radius_m, height_m, *, rough_m=0.6):
        """A round crown with leaves and gaps."""
        far = np.hypot(self.x - x, self.y - y)
        dome = height_m - radius_m + np.sqrt(np.maximum(radius_m**2 - far**2, 0))
        crown = self.ground + dome + self.rng.normal(0, rough_m, far.shape)
        self.surface = np.where(far <= radius_m, np.maximum(self.surface, crown), self.surface)

    def hedge(self, x, y, length_m, width_m, height_m, degrees=0.0):
        """A clipped hedge: a long narrow block with a fairly smooth top."""
        along, across = self.local(x, y, degrees)
        inside = (np.abs(along) <= length_m / 2) & (np.abs(across) <= width_m / 2)
        top = self.ground + height_m + self.rng.normal(0, 0.1, inside.shape)
        self.surface = np.where(inside, np.maximum(self.surface, top), self.surface)

    def bands(self):
        """Surface with noise and ground with gaps under buildings, as the data come."""
        noise = self.rng.normal(0, self.noise_m, (2, *self.ground.shape))
        surface = (self.surface + noise[0]).astype(np.float32)
        ground = np.where(self.gaps, np.nan, self.ground + noise[1]).astype(np.float32)
        return surface, ground
