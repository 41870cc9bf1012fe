"""A raster layer of a scan: every image opened, dated and accounted for."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_risico.core.raster import RasterLayer, SceneMeta
from geo_risico.core.results import Origin, Provenance, Repair
from geo_risico.io.files import sha256
from geo_risico.io.raster import dates, layout, offsets, quality, stac
from geo_risico.io.raster.facts import Facts, facts
from geo_risico.io.raster.files import Found, find
from geo_risico.io.raster.frames import of_grid, shift
from geo_risico.io.raster.remote import is_address, shown
from geo_risico.io.raster.scene import FileScene
from geo_risico.io.services.snapshot import origin_of_scene
from geo_risico.io.wary.damage import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.raster.bands import Band
    from geo_risico.io.raster.handles import Image
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
    opened = [_told(spec, use, source, request) for use, source in uses]
    opened.sort(key=lambda pair: pair[0].meta.date or dt.date.min)
    return RasterLayer(name=spec.name, scenes=tuple(scene for scene, _ in opened)), tuple(p for _, p in opened)


def _told(
    spec: LayerSpec, use: RasterUse, source: RasterSourceSpec, request: ReadRequest
) -> tuple[FileScene, Provenance]:
    """One image, and whatever its content does wrong as an error that names it."""
    with told(shown(use.path) if is_address(use.path) else use.path, "een raster dat heel is"):
        return _open(spec, use, source, request)


def _open(
    spec: LayerSpec, use: RasterUse, source: RasterSourceSpec, request: ReadRequest
) -> tuple[FileScene, Provenance]:
    found, dropped = _fitting(find(use, source, request), source)
    known = {image: facts(image, source.crs) for image in found.images}
    item = stac.load(use.path, request) if stac.is_item(use.path) else stac.beside(found.images)
    tags = known[found.images[0]].tags
    dated = dates.checked(dates.taken(use, found.images, source.date_pattern, item, tags), request.peildatum, use.path)
    shifts, assumed = _shifts(source, {name: known[files[0]] for name, files in found.bands.items()}, item, dated, use)
    words = {name: column.vocabulary for name, column in spec.columns.items()}
    bands = layout.bands(source, found, known, words, shifts)
    scene = _scene(spec, source, bands, dated.date)
    seen = quality.view(scene, request.bounds)
    notes = quality.notes(seen)
    scene = replace(scene, meta=replace(scene.meta, clear_share=seen.clear_share, notes=notes))
    repairs = (*dropped, *([dated.assumption] if dated.assumption else []), *assumed, *quality.filtered(seen, source))
    return scene, Provenance(
        layer=spec.name,
        source=source.name,
        title=source.title,
        status="present",
        access=use.access or source.access,
        path=shown(use.path) if is_address(use.path) else use.path,
        sha256=image_digest(found.images),
        licence=source.licence,
        attribution=source.attribution,
        peildatum=dated.date,
        rows_read=seen.seen_count,
        rows_kept=seen.kept_count,
        counted="beeldpunten",
        repairs=repairs,
        note=" ".join([*notes, *([source.note] if source.note else [])]),
        origin=_origin(found.images),
    )


def _origin(images: Sequence[Image]) -> Origin | None:
    """Where images were fetched that lie in one folder of geo-risico ophalen; None for others."""
    folders = {image.path.parent for image in images if image.path is not None}
    return origin_of_scene(folders.pop()) if len(folders) == 1 else None


def _fitting(found: Found, source: RasterSourceSpec) -> tuple[Found, tuple[Repair, ...]]:
    """Files without those of another product in the same folder: their names do not fit the pattern of dates."""
    kept = Found(
        bands={name: dates.matching(files, source.date_pattern) for name, files in found.bands.items()},
        masks=tuple(dates.matching(files, source.date_pattern) for files in found.masks),
    )
    left = tuple(image.label for image in found.images if image not in kept.images)
    if not left:
        return kept, ()
    message = f"{len(left)} bestanden horen niet bij dit beeld: hun naam past niet op date_pattern."
    return kept, (Repair(kind="dropped", count=len(left), message=message, examples=left[:5]),)


def _shifts(
    source: RasterSourceSpec,
    first: Mapping[str, Facts],
    item: Mapping[str, Any] | None,
    dated: dates.Dated,
    use: RasterUse,
) -> tuple[dict[str, float], tuple[Repair, ...]]:
    """What to add to the stored numbers of each band, and what that rests on; nothing without a rule."""
    found: dict[str, float] = {}
    assumed: dict[str, Repair] = {}
    for name, band in source.bands.items():
        file_offset = first[name].offsets[min(band.index, first[name].band_count) - 1]
        if source.offset_rule is None or band.classes or band.offset is not None or file_offset:
            continue
        found[name], assumption = offsets.shift(band, first[name], item, dated.date, use.path)
        if assumption is not None:
            assumed.setdefault(assumption.message, assumption)
    return found, tuple(assumed.values())


def _scene(spec: LayerSpec, source: RasterSourceSpec, bands: Mapping[str, Band], date: dt.date | None) -> FileScene:
    """Scene on the cells of its finest band, or on the smallest grid in EPSG:28992 around them."""
    finest = min(bands.values(), key=lambda band: band.frame.pixel_m).frame
    grid = finest.grid()
    is_same = all(shift(of_grid(grid), band.frame) is not None for band in bands.values())
    how = "nearest" if all(band.words for band in bands.values()) else source.resampling
    return FileScene(
        sources=bands,
        derived=spec.derived,
        resampling=source.resampling,
        grid=grid,
        meta=SceneMeta(
            layer=spec.name,
            source=source.name,
            title=source.title,
            sensor=source.sensor,
            date=date,
            native_pixel_m=finest.pixel_m,
            resampling="" if is_same else how,
            attribution=source.attribution,
        ),
    )


def image_digest(images: Sequence[Image]) -> str:
    """SHA-256 of a local file, or of the names and digests of several; empty for addresses."""
    paths = {image.path: image.label for image in images if image.path is not None}
    if not paths:
        return ""
    if len(paths) == 1:
        return sha256(next(iter(paths)))
    lines = sorted(f"{label.rpartition('/')[2]} {sha256(path)}" for path, label in paths.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
