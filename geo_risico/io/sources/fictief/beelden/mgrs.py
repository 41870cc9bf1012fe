"""UTM zone and tile of a place, as Sentinel-2 names them."""

from __future__ import annotations

import pyproj

ZONE_EDGE = 6.0
COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
ROWS = "ABCDEFGHJKLMNPQRSTUV"
SQUARE_M = 100_000


def utm_crs(bounds: tuple[float, float, float, float]) -> str:
    """CRS of the UTM zone of the middle of bounds in RD: EPSG:32631 west of 6 degrees, else EPSG:32632."""
    to_degrees = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    longitude, _ = to_degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    return "EPSG:32631" if longitude < ZONE_EDGE else "EPSG:32632"


def tile_name(crs: str, easting_m: float, northing_m: float) -> str:
    """Name of the tile of a corner, for the latitudes of the Netherlands (band U).

    Examples
    --------
    >>> tile_name("EPSG:32632", 310_000.0, 5_830_000.0)
    'T32ULD'
    >>> tile_name("EPSG:32631", 650_000.0, 5_790_000.0)
    'T31UFT'
    """
    zone = int(crs[-2:])
    column = COLUMNS[zone % 3][int(easting_m // SQUARE_M) - 1]
    first = 5 if zone % 2 == 0 else 0
    row = ROWS[(int(northing_m // SQUARE_M) + first) % len(ROWS)]
    return f"T{zone}U{column}{row}"
