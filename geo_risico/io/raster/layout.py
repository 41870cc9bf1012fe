"""Files of a band laid out as one mosaic, and bands with their masks put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.errors import DataError
from geo_risico.io.raster.bands import Band
from geo_risico.io.raster.frames import Frame, onto
from geo_risico.io.raster.masks import Mask
from geo_risico.io.raster.mosaic import Mosaic, Tile
from geo_risico.io.raster.offsets import SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.raster_specs import BandMap, MaskRule, RasterSourceSpec
    from geo_risico.io.raster.facts import Facts
    from geo_risico.io.raster.files import Found
    from geo_risico.io.raster.handles import Image

SAME: Final = 1e-6
"""Relative difference within which two cell sizes are one."""
BESIDE: Final = 0.05
"""Part of a cell that two files of a mosaic may lie beside each other."""


def mosaic(files: Sequence[Facts], index: int, what: str) -> Mosaic:
    """Files of one band on one frame.

    Raises
    ------
    DataError
        When a file lacks the band, or its cells do not lie on those of the first file.
    """
    for facts in files:
        if index > facts.band_count:
            raise DataError(
                f"{facts.image.label}: {what} vraagt om band {index}, maar het bestand heeft {facts.band_count} "
                f"band{'en' if facts.band_count > 1 else ''}; verwacht een index van 1 tot en met {facts.band_count}"
            )
    places = [_place(facts, files[0]) for facts in files]
    top, left = min(row for row, _ in places), min(column for _, column in places)
    tiles = tuple(
        Tile(
            image=facts.image,
            row=row - top,
            column=column - left,
            height=facts.frame.height,
            width=facts.frame.width,
            overviews=facts.overviews,
        )
        for facts, (row, column) in zip(files, places, strict=True)
    )
    first = files[0].frame
    x, y = first.coordinates(float(left), float(top))
    transform = (*first.transform[:2], x, *first.transform[3:5], y)
    frame = Frame(
        crs=first.crs,
        transform=transform,
        width=max(tile.column + tile.width for tile in tiles),
        height=max(tile.row + tile.height for tile in tiles),
    )
    dtype = str(np.result_type(*(facts.dtypes[index - 1] for facts in files)))
    return Mosaic(tiles=tiles, frame=frame, index=index, dtype=dtype)


def _place(facts: Facts, first: Facts) -> tuple[int, int]:
    """Row and column of the first cell of a file among those of the first file."""
    own, other = facts.frame, first.frame
    if own.crs != other.crs:
        raise DataError(
            f"{facts.image.label}: crs {own.crs[:40]}, maar {first.image.label} heeft {other.crs[:40]}; verwacht een "
            "crs per mozaiek (noem de bestanden als twee beelden)"
        )
    a, b, c, d, e, f = onto(own, other)
    same = (a - 1, b, d, e - 1)
    if max(abs(value) for value in same) > SAME:
        raise DataError(
            f"{facts.image.label}: beeldpunten van {own.pixel_m:g} m, maar {first.image.label} heeft "
            f"{other.pixel_m:g} m; "
            "verwacht gelijke beeldpunten in een mozaiek"
        )
    column, row = round(c), round(f)
    if max(abs(c - column), abs(f - row)) > BESIDE:
        raise DataError(
            f"{facts.image.label}: ligt een deel van een beeldpunt naast {first.image.label}; verwacht bestanden op "
            "hetzelfde raster"
        )
    return row, column


def bands(
    source: RasterSourceSpec,
    found: Found,
    known: Mapping[Image, Facts],
    words: Mapping[str, tuple[str, ...]],
    shifts: Mapping[str, float],
) -> dict[str, Band]:
    """Every band of a source over its files, with the masks of the source.

    Raises
    ------
    DataError
        When files and definition do not fit.
    """
    masks = tuple(
        Mask(rule=rule, mosaic=_mask_mosaic(rule, [known[i] for i in images]))
        for rule, images in zip(source.masks, found.masks, strict=True)
    )
    made = {}
    for name, band in source.bands.items():
        files = [known[image] for image in found.bands[name]]
        whole = mosaic(files, band.index, f"band {name}")
        _check_kind(source, name, files[0])
        scale, offset = _numbers(band, files, shifts.get(name))
        made[name] = Band(
            spec=band, mosaic=whole, masks=masks, scale=scale, offset=offset, words=words[name] if band.classes else ()
        )
    return made


def _mask_mosaic(rule: MaskRule, files: Sequence[Facts]) -> Mosaic:
    whole = mosaic(files, rule.index, f"masker '{rule.title}'")
    if np.dtype(whole.dtype).kind not in "iu":
        raise DataError(
            f"{files[0].image.label}: masker '{rule.title}' heeft getallen van soort {whole.dtype}; "
            "verwacht hele getallen"
        )
    return whole


def _check_kind(source: RasterSourceSpec, name: str, facts: Facts) -> None:
    """Refuse a picture where measurements are expected."""
    band = source.bands[name]
    if facts.is_palette and not band.classes:
        raise DataError(
            f"{facts.image.label}: band {band.index} is een kleurenpalet; verwacht voor {name} gemeten waarden"
        )
    if facts.is_rgb and {b.index for b in source.bands.values()} == {1} and len(source.bands) == 1:
        raise DataError(
            f"{facts.image.label}: is een kleurenfoto met {facts.band_count} banden; verwacht voor {name} een "
            "band met waarden"
        )


def _numbers(band: BandMap, files: Sequence[Facts], shift: float | None) -> tuple[float, float]:
    """Scale and offset of a band: the definition, else the file; a shift is in stored numbers.

    Raises
    ------
    DataError
        When the files of a mosaic say different things.
    """
    said = {(f.scales[band.index - 1], f.offsets[band.index - 1]) for f in files}
    if len(said) > 1 and (band.scale is None or (band.offset is None and shift is None)):
        raise DataError(
            f"{files[0].image.label}: bestanden van een mozaiek met verschillende scale en offset: {sorted(said)}"
        )
    scale, offset = next(iter(said))
    if band.scale is not None:
        scale = band.scale
    elif shift is not None and scale == 1:
        scale = SCALE
    if band.offset is not None:
        offset = band.offset
    elif shift is not None:
        offset = shift * scale
    return scale, offset
