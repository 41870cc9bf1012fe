"""Ground that was green in the median early image and is bare or sealed in every late one, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.looks.change import YEAR_DAYS, day_gap, season_pairs, sensor_notes
from geo_risico.spatial.looks.harmonise import Fit, fit_of, joint_grid
from geo_risico.spatial.looks.reasons import OTHER_SEASON, OTHER_SENSOR, why_unknown
from geo_risico.spatial.looks.take import NDVI
from geo_risico.spatial.zonal import cell_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.spatial.looks.take import Looks

NIR = "nir"
UNCHANGED = Fit(slope=1.0, intercept=0.0, residual=0.0, noise=0.0, stable_share=1.0, cell_count=0)
HIDDEN = "bewolkt: te weinig beeldpunten zijn in beide perioden helder"


@dataclass(frozen=True, kw_only=True, eq=False)
class Bare:
    """New bare ground per location in m2, NaN with a reason where it is unknown."""

    area_m2: NDArray[np.float64]
    parts: dict[str, NDArray[np.float64]]
    reasons: NDArray[np.object_]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Periods:
    """Positions of the early and the late images, and the line of each to the scale of the last one."""

    early: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    fits: dict[int, Fit] = field(default_factory=dict)
    reason: str = ""


def new_bare(looks: Looks, minimum: tuple[float, ...], bounds: tuple[float, ...], periods: Periods) -> Bare:
    """New bare or sealed ground per location.

    The error holds the cells at the rim of the bare ground: each is in fact bare for an unknown part, and so is the
    cell beside it, so that ``n`` rim cells give ``cell * sqrt(n / 6)``. Where nothing is found it is the area that
    stays unseen: ``minimum_cells * cell / sqrt(12)``.

    Parameters
    ----------
    looks
        Looks at the locations.
    minimum
        Cells of a location, share of it that is clear in both periods, and cells of bare ground that count as seen.
    bounds
        NDVI from which ground is green, NDVI under which it is bare, NDVI under which it is water, and near infrared
        under which it is water.
    periods
        Early and late images.
    """
    size = len(looks.shapes)
    reasons = why_unknown(looks, NDVI, minimum, 1)
    if not periods.late:
        reasons[reasons == ""] = periods.reason
        parts = {"pixel_count": np.zeros(size), "covered_share": np.zeros(size), "standard_error": np.zeros(size)}
        return Bare(area_m2=np.full(size, np.nan), parts=parts, reasons=reasons, notes=sensor_notes(looks, NDVI))
    order = sorted((*periods.early, *periods.late), key=lambda number: -looks.scenes[number].grid.pixel_m)
    grid = joint_grid([looks.scenes[number] for number in order])
    cell_m2 = grid.pixel_m**2
    known, cells, rim = np.zeros((3, size))
    bands = [[NDVI, *([NIR] if NIR in looks.scenes[number].bands else [])] for number in order]
    sources = [(looks.scenes[n].on(grid), names) for n, names in zip(order, bands, strict=True)]
    for block in cell_blocks(looks.shapes, sources):
        is_known, is_bare = _judged(_by_image(block.values, order, bands, periods.fits), periods, bounds)
        place = block.owner
        known += np.bincount(place, weights=block.cover * is_known, minlength=size) * block.factor**2
        cells += np.bincount(place[is_bare], weights=block.cover[is_bare], minlength=size) * block.factor**2
        rim += _rim(place[is_bare], block.column[is_bare], block.row[is_bare], size) * block.factor
    seen = cells >= minimum[2]
    error = np.where(seen, np.sqrt(rim / 6), minimum[2] / np.sqrt(12)) * cell_m2
    share = known * cell_m2 / np.maximum(shapely.area(looks.shapes), 1e-9)
    native_m = max(looks.scenes[number].meta.native_pixel_m for number in order)
    own = known / max(1.0, (native_m / grid.pixel_m) ** 2)
    enough = (own >= minimum[0]) & (share >= minimum[1]) & (reasons == "")
    reasons[(reasons == "") & ~enough] = HIDDEN
    return Bare(
        area_m2=np.where(enough, np.where(seen, cells * cell_m2, 0.0), np.nan),
        parts={
            "pixel_count": own,
            "covered_share": share.clip(max=1),
            "standard_error": error,
            "clear_count": looks.clear(NDVI, minimum)[:, order].sum(axis=1).astype(np.float64),
        },
        reasons=reasons,
        notes=sensor_notes(looks, NDVI),
    )


def two_periods(looks: Looks, season_days: float, period_years: float) -> Periods:
    """Early and late images of the same time of the year, the farthest apart that can be compared.

    Around the first and the last image of the longest pair: those at most ``period_years`` after the first and before
    the last, never beyond the middle, and harmonised with the last; images that cannot be are left out.
    """
    reason = OTHER_SEASON
    for first, last in season_pairs([s.meta.date if NDVI in s.bands else None for s in looks.scenes], season_days):
        if _line(looks, first, last) is None:
            reason = OTHER_SENSOR
            continue
        days = looks.days
        reach = min(period_years * YEAR_DAYS, (days[last] - days[first]) / 2 - 1)
        fits = {n: fit for n in _same_season(looks, last, season_days) if (fit := _line(looks, n, last))}
        early = tuple(n for n in fits if days[first] <= days[n] <= days[first] + reach)
        late = tuple(n for n in fits if days[last] - reach <= days[n] <= days[last])
        return Periods(early=early, late=late, fits=fits)
    return Periods(reason=reason if len(looks.scenes) > 1 else "1 beeld, 2 nodig")


def _line(looks: Looks, number: int, last: int) -> Fit | None:
    """Line from an image to the scale of the last one: its own scale for the same sensor."""
    return UNCHANGED if looks.sensors[number] == looks.sensors[last] else fit_of(looks, number, last, NDVI)


def _same_season(looks: Looks, last: int, season_days: float) -> Sequence[int]:
    until = looks.dates[last]
    return [
        number
        for number, scene in enumerate(looks.scenes)
        if scene.meta.date and until and NDVI in scene.bands and day_gap(scene.meta.date, until) <= season_days
    ]


def _by_image(
    values: NDArray[np.float32], order: Sequence[int], bands: Sequence[Sequence[str]], fits: dict[int, Fit]
) -> dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """NDVI in the scale of the last image and near infrared of every image, per cell."""
    result, at = {}, 0
    for number, names in zip(order, bands, strict=True):
        ndvi = values[at].astype(np.float64) * fits[number].slope + fits[number].intercept
        nir = values[at + 1].astype(np.float64) if NIR in names else np.full(len(ndvi), np.nan)
        result[number] = (ndvi, nir)
        at += len(names)
    return result


def _judged(
    images: dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]], periods: Periods, bounds: tuple[float, ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each cell is clear in both periods, and whether it went from green to bare."""
    green, bare, water, water_nir = bounds
    early = np.stack([images[number][0] for number in periods.early])
    late = np.stack([images[number][0] for number in periods.late])
    dark = np.stack([images[number][1] < water_nir for number in periods.late])
    known = np.asarray((~np.isnan(early)).any(axis=0) & (~np.isnan(late)).any(axis=0), dtype=np.bool_)
    was_green = np.zeros(len(known), dtype=np.bool_)
    was_green[known] = np.nanmedian(early[:, known], axis=0) >= green
    is_bare = np.isnan(late) | (late < bare)
    is_wet = ((late < water) | dark).any(axis=0)
    return known, np.asarray(known & was_green & is_bare.all(axis=0) & ~is_wet, dtype=np.bool_)


def _rim(place: NDArray[np.int64], column: NDArray[np.int32], row: NDArray[np.int32], size: int) -> NDArray[np.float64]:
    """How many of the bare cells of each location lie beside a cell that is not."""
    keys = _key(place, column, row)
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
    inner = np.all([np.isin(_key(place, column + dx, row + dy), keys) for dx, dy in steps], axis=0)
    return np.bincount(place, weights=(~inner).astype(np.float64), minlength=size).astype(np.float64)


def _key(place: NDArray[np.int64], column: NDArray[np.int32], row: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.asarray((place << 42) + ((column.astype(np.int64) + 1) << 21) + row.astype(np.int64) + 1, dtype=np.int64)
