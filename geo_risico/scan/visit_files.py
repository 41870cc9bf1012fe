"""The visit list written: PDF, JSON, GPX and csv in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.io.write import write_whole
from geo_risico.io.write_route import route_csv, route_gpx, route_json
from geo_risico.reports.bezoeklijst import write_bezoeklijst

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo_risico.core.results import Release
    from geo_risico.core.route import Route


def write_visits(released: Release, route: Route, folder: Path, *, created: dt.datetime) -> tuple[Path, ...]:
    """Files of a visit list in ``folder``, replaced as a whole or not at all.

    Parameters
    ----------
    released
        What may be shown.
    route
        Along locations of that release.
    folder
        Folder of the visit list only.
    created
        Moment of making.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    files = {
        "bezoeklijst.pdf": write_bezoeklijst(released, route),
        "bezoeklijst.json": route_json(route, released.meta, created).encode(),
        "bezoeklijst.gpx": route_gpx(route, released.meta, created).encode(),
        "bezoeklijst.csv": route_csv(route, released.meta).encode(),
    }

    def fill(fresh: Path) -> None:
        for name, content in files.items():
            (fresh / name).write_bytes(content)

    return write_whole(folder, fill)
