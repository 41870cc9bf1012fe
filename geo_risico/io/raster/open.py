"""A raster layer of a scan: every image opened, dated and accounted for."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.errors import DataError
from geo_risico.core.raster import RasterLayer, SceneMeta
from geo_risico.core.results import Provenance
from geo_risico.io.files import sha256
from geo_risico.io.raster.scene import open_scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.raster import Scene
    from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.request import ReadRequest


def open_rasters(
    spec: LayerSpec, uses: Sequence[tuple[RasterUse, RasterSourceSpec]], request: ReadRequest
) -> tuple[RasterLayer, tuple[Provenance, ...]]:
    """Scenes of one raster layer, oldest first, and where each came from.

    Parameters
    ----------
    spec
        Raster layer with its bands and derived bands.
    uses
        Images of the scan with the source definition of each.
    request
        Folder, area and peildatum.

    Raises
    ------
    SourceError, DataError
        When a file is missing, broken or not what its source definition promises.
    """
    opened = [_open(spec, use, source, request) for use, source in uses]
    opened.sort(key=lambda pair: pair[0].meta.date or dt.date.min)
    return RasterLayer(name=spec.name, scenes=tuple(scene for scene, _ in opened)), tuple(p for _, p in opened)


def _open(spec: LayerSpec, use: RasterUse, source: RasterSourceSpec, request: ReadRequest) -> tuple[Scene, Provenance]:
    path = request.resolve(use.path)
    files = {}
    for name, band in source.bands.items():
        found = sorted(path.glob(band.file)) if band.file else [path]
        if not found:
            raise DataError(f"{use.path}: geen bestand {band.file} voor band {name}")
        files[name] = found[0]
    masks = [next(iter(sorted(path.glob(rule.file))), path) if rule.file else path for rule in source.masks]
    date = use.peildatum or _date(next(iter(files.values())).name, source)
    meta = SceneMeta(
        layer=spec.name,
        source=source.name,
        title=source.title,
        sensor=source.sensor,
        date=date,
        native_pixel_m=0,
        resampling=source.resampling,
        attribution=source.attribution,
    )
    scene = open_scene(spec, source, files, masks, meta)
    points = scene.grid.width * scene.grid.height
    return scene, Provenance(
        layer=spec.name,
        source=source.name,
        title=source.title,
        status="present",
        access=use.access or source.access,
        path=use.path,
        sha256=sha256(next(iter(files.values()))),
        licence=source.licence,
        attribution=source.attribution,
        peildatum=date,
        rows_read=points,
        rows_kept=points,
        counted="beeldpunten",
        note=source.note or "",
    )


def _date(name: str, source: RasterSourceSpec) -> dt.date | None:
    found = re.search(source.date_pattern, name) if source.date_pattern else None
    if found is None:
        return None
    parts = {key: int(value) for key, value in found.groupdict().items() if value}
    if "doy" in parts:
        return dt.date(parts["year"], 1, 1) + dt.timedelta(days=parts["doy"] - 1)
    return dt.date(parts["year"], parts.get("month", np.int64(7).item()), parts.get("day", 1))
