"""A table inside a file: described first, read later with only the needed columns and area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd
    from pyproj import CRS

    from geo_risico.io.request import Bounds

OTHER_TAGS = "other_tags"
"""Column in which GDAL keeps the OSM tags that have no column of their own (hstore text)."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Rows as the file has them: columns in its own names, geometry in its own CRS.

    ``geometry``: array of shapely geometries (None where empty or unreadable), or None for a table without geometry.
    ``null_count``: rows without geometry that an area filter in the driver has already left out.
    ``messages``: what the driver complained about. ``tag_names``: names of all OSM tags that occur.
    """

    frame: pd.DataFrame
    geometry: np.ndarray | None = None
    null_count: int = 0
    messages: tuple[str, ...] = ()
    tag_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table inside one file.

    ``file``: as written in the scan. ``extent``: bounds in ``crs``, None when the format does not tell.
    ``read``: takes the wanted columns and the bounds in ``crs``.
    ``rows``: number of rows in the whole table, None when unknown.
    ``implies_wgs84``: the CRS is the default of the format, nobody wrote it down.
    ``sample``: takes columns and gives their first rows, None where that costs a whole reading.
    ``short_names``: the format cuts column names at ten characters (shapefile).
    """

    file: str
    dataset: str
    columns: tuple[str, ...]
    crs: CRS | None
    extent: Bounds | None
    read: Callable[[Sequence[str], Bounds | None], Raw]
    rows: int | None = None
    sample: Callable[[Sequence[str]], pd.DataFrame] | None = None
    short_names: bool = False
    implies_wgs84: bool = False

    @property
    def where(self) -> str:
        """File and table, for messages."""
        return f"{self.file} (laag {self.dataset})" if self.dataset else self.file
