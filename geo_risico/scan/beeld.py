"""Change candidates of a scan: the strongest get cut-outs of the images that show it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_risico.core.candidates import Candidates, Chip, ChipPair
from geo_risico.imagery.colours import enlarged, known_cells, stretched
from geo_risico.imagery.credible import find_candidates
from geo_risico.imagery.looks import Wish, best_pair
from geo_risico.imagery.precision import with_marks
from geo_risico.imagery.square import outline_path
from geo_risico.io.chips import encode_chip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from shapely.geometry.base import BaseGeometry

    from geo_risico.core.candidates import Candidate, Mark
    from geo_risico.core.raster import RasterLayer
    from geo_risico.core.results import ScanResult
    from geo_risico.core.specs import IndicatorSpec
    from geo_risico.imagery.looks import Look

IMAGE_LAYERS = ("luchtfotos", "satellietbeelden")
"""Layers that may show a change that another one tells, best first."""


def add_candidates(
    results: Sequence[ScanResult], rasters: Mapping[str, RasterLayer], step: Callable[[str], None]
) -> list[ScanResult]:
    """The results of all themes with their change candidates and cut-outs of the strongest.

    Parameters
    ----------
    results
        One for each theme of the scan; left as they were.
    rasters
        Raster layer name -> scenes, read by window.
    step
        Called with a short Dutch text when a step starts.
    """
    found = find_candidates(results)
    if any(part is not None for part in found):
        step("Veranderingen op beeld uitsnijden")
    found = with_marks(found, {})
    return [
        result if part is None else replace(result, candidates=_with_chips(part, result, rasters))
        for part, result in zip(found, results, strict=True)
    ]


def put_marks(result: ScanResult, marks: Mapping[str, Mark]) -> ScanResult:
    """The result of all themes with marks at its candidates, and the precision that they give."""
    found = with_marks([part.candidates for part in result.by_theme], marks)
    parts = [replace(part, candidates=at) for part, at in zip(result.by_theme, found, strict=True)]
    return replace(parts[0], beside=tuple(parts[1:]))


def _with_chips(found: Candidates, result: ScanResult, rasters: Mapping[str, RasterLayer]) -> Candidates:
    layers = {fact.name: fact.layers for fact in result.facts}
    shapes = result.locations.frame.geometry
    items = []
    for item in found.items:
        if item.rank > result.scan.beeld_selection:
            items.append(item)
            continue
        names = dict.fromkeys((*layers[item.changes[0].indicator], *IMAGE_LAYERS))
        chosen = [rasters[name] for name in names if name in rasters]
        wish = _wish(result.indicator_specs[item.changes[0].indicator])
        items.append(_shown(item, shapes[item.location_id], chosen, wish))
    return replace(found, items=tuple(items), limit=result.scan.beeld_selection)


def _wish(spec: IndicatorSpec) -> Wish:
    """What an indicator asks of its images, as far as its settings tell: ``minimum`` is cells and share."""
    minimum, season = spec.settings.get("minimum"), spec.settings.get("season_days")
    wish = Wish()
    if isinstance(minimum, tuple) and len(minimum) > 1:
        wish = replace(wish, clear_share=float(minimum[1]))
    return replace(wish, season_days=float(season)) if isinstance(season, int | float) else wish


def _shown(item: Candidate, shape: BaseGeometry, layers: Sequence[RasterLayer], wish: Wish) -> Candidate:
    """The candidate with its cut-outs, where two images show it."""
    pair = best_pair(layers, shape.bounds, wish)
    if pair is None:
        return item
    pictures = stretched(pair.before.values, pair.after.values)
    before, after = (
        _chip(look, picture, pair.longest_px) for look, picture in zip((pair.before, pair.after), pictures, strict=True)
    )
    chips = ChipPair(
        before=before,
        after=after,
        colours=pair.colours,
        outline=outline_path(shape, pair.square),
        width_m=pair.square.width * pair.square.pixel_m,
    )
    return replace(item, chips=chips)


def _chip(look: Look, picture: np.ndarray, longest_px: int) -> Chip:
    content, width, height = encode_chip(enlarged(picture, known_cells(look.values), longest_px))
    meta = look.scene.meta
    return Chip(
        layer=meta.layer,
        title=meta.title,
        sensor=meta.sensor,
        date=look.date,
        pixel_m=meta.native_pixel_m,
        clear_share=look.clear_share,
        scene_clear_share=meta.clear_share,
        picture=content,
        width_px=width,
        height_px=height,
    )
