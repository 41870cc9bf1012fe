"""One GeoTIFF or COG at an address, cut to the area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.core.errors import SourceError
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.canvas import date_tags
from geo_risico.io.services.cut import Cut, cut_bytes, cut_file, opened
from geo_risico.io.services.jobs import SceneJob
from geo_risico.io.services.naming import layer_date, scene_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.jobs import Wish


def plan_cog(wish: Wish, connection: Connection) -> list[SceneJob]:
    """One scene: the part of each file that covers the area.

    Raises
    ------
    SourceError
        When a file cannot be read or does not reach the area.
    """
    date = layer_date(wish.use, wish.endpoint.rpartition("/")[2])
    urls = {part: wish.endpoint + tail for part, tail in wish.parts.items()}
    size = 0
    for url in urls.values():
        with opened(connection, url) as data:
            taken = cut_bytes(data, wish.bounds, wish.use.pixel_m)
            if not taken:
                raise SourceError(
                    f"{connection.title}: {safe_address(url)}: bestand ligt buiten het gebied {list(wish.bounds)}; "
                    "verwacht een bestand dat het gebied raakt"
                )
            size += taken

    def make(folder: Path, advance: Callable[[int, int], None]) -> None:
        for part, url in urls.items():
            path = folder / f"{part}.tif"
            cut = Cut(
                url=url,
                bounds=wish.bounds,
                pixel_m=wish.use.pixel_m,
                classes=part in wish.spec.classes,
                tags=date_tags(date),
            )
            if not path.exists():
                cut_file(connection, cut, path, advance)

    asked = {"files": {part: safe_address(url) for part, url in urls.items()}, "pixel_m": wish.use.pixel_m}
    return [SceneJob(name=scene_name(date), date=date, asked=asked, bytes_count=size, make=make)]
