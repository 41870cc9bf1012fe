"""Trend of a band over the clear images of each location, with its standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.looks.change import YEAR_DAYS, day_gap, sensor_notes
from geo_risico.spatial.looks.harmonise import fit_of
from geo_risico.spatial.looks.level import Found, middle
from geo_risico.spatial.looks.reasons import OTHER_SENSOR, why_unknown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.looks.take import Looks

HARMONIC_COUNT = 8
"""With so many clear images the season is part of the fit (sine and cosine of the year)."""


def trend(looks: Looks, band: str, minimum: tuple[float, ...], series: tuple[float, ...], season_days: float) -> Found:
    """Change of a band per year over the clear images of each location.

    Parameters
    ----------
    looks
        Looks at the locations.
    band
        ``ndvi`` or ``helderheid``.
    minimum
        Cells and share of the shape that an image must show.
    series
        Number of clear images, and years between the first and the last.
    season_days
        Images within so many days of each other in the year belong to one season.
    """
    clear = looks.clear(band, minimum)
    values = harmonised(looks, band)
    alike = clear & ~np.isnan(values)
    used = in_season(looks, alike, season_days)
    span = _span(looks.days, used)
    slope, error = slopes(looks.days, values, used)
    known = (used.sum(axis=1) >= series[0]) & (span >= series[1]) & ~np.isnan(slope)
    seen = looks.bands[band]
    reasons = why_unknown(looks, band, minimum, int(series[0]))
    short = (reasons == "") & ~known
    reasons[short] = f"te kort: de heldere beelden van een seizoen beslaan geen {series[1]:g} jaar"
    reasons[short & (used.sum(axis=1) < series[0])] = (
        f"ander seizoen: geen {series[0]:g} heldere beelden uit een seizoen"
    )
    reasons[short & (alike.sum(axis=1) < series[0])] = OTHER_SENSOR
    parts = {
        "pixel_count": np.nan_to_num(middle(seen.pixel_count, used)),
        "covered_share": np.nan_to_num(middle(seen.covered_share, used)),
        "standard_error": error,
        "clear_count": used.sum(axis=1).astype(np.float64),
    }
    return Found(value=np.where(known, slope, np.nan), parts=parts, reasons=reasons, notes=sensor_notes(looks, band))


def harmonised(looks: Looks, band: str) -> NDArray[np.float64]:
    """Means (locations, images) in the scale of one sensor: the one with most images, of equals the latest.

    An image of another sensor is drawn to the image of that sensor nearest in the year, then in time; NaN where the
    two cannot be harmonised.
    """
    sensors = looks.sensors
    means = looks.bands[band].mean.copy()
    dated = [number for number, date in enumerate(looks.dates) if date is not None]
    if not dated:
        return means
    main = max({sensors[n] for n in dated}, key=lambda s: (sum(sensors[n] == s for n in dated), _latest(looks, s)))
    anchors = [number for number in dated if sensors[number] == main]
    for number in dated:
        if sensors[number] == main:
            continue
        fit = fit_of(looks, number, min(anchors, key=lambda other: _distance(looks, number, other)), band)
        means[:, number] = np.nan if fit is None else means[:, number] * fit.slope + fit.intercept
    return means


def in_season(looks: Looks, clear: NDArray[np.bool_], season_days: float) -> NDArray[np.bool_]:
    """Clear images (locations, images) that count for a trend.

    All of them where there are enough to fit the season too; else those within ``season_days`` around the day of the
    year that has most clear images, so that a series of summers is not compared with one winter.
    """
    dates = looks.dates
    near = np.array(
        [[a is not None and b is not None and day_gap(a, b) <= season_days / 2 for b in dates] for a in dates],
        dtype=np.bool_,
    ).reshape(len(dates), len(dates))
    counts = clear.astype(np.int64) @ near.T.astype(np.int64)
    best = counts.argmax(axis=1) if counts.shape[1] else np.zeros(len(clear), dtype=np.intp)
    window = near[best] if len(dates) else clear
    return np.asarray(clear & (window | (clear.sum(axis=1) >= HARMONIC_COUNT)[:, None]), dtype=np.bool_)


def slopes(
    days: NDArray[np.float64], values: NDArray[np.float64], used: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Change per year by least squares and its standard error, one per row of ``values`` (rows, images).

    Rows with at least 8 values get a sine and cosine of the year beside the line. NaN where the line is not fixed
    (fewer values than unknowns plus one, or all on one date).
    """
    years = np.nan_to_num(days - np.nanmean(days)) / YEAR_DAYS if np.isfinite(days).any() else np.zeros(len(days))
    wave = 2 * np.pi * np.nan_to_num(days) / YEAR_DAYS
    design = np.column_stack([np.ones(len(days)), years, np.cos(wave), np.sin(wave)])
    slope, error = np.full((2, len(values)), np.nan)
    count = used.sum(axis=1)
    for terms, rows in ((2, (count > 2) & (count < HARMONIC_COUNT)), (4, count >= HARMONIC_COUNT)):  # noqa: PLR2004
        if rows.any():
            slope[rows], error[rows] = _least_squares(design[:, :terms], values[rows], used[rows])
    return slope, error


def _least_squares(
    design: NDArray[np.float64], values: NDArray[np.float64], used: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    weight = used.astype(np.float64)
    known = np.where(used, values, 0.0)
    square = np.einsum("ns,sp,sq->npq", weight, design, design)
    inverse = np.linalg.pinv(square, hermitian=True)
    beta = np.einsum("npq,ns,sq->np", inverse, known, design)
    left = np.where(used, values - beta @ design.T, 0.0)
    free = np.maximum(weight.sum(axis=1) - design.shape[1], 1)
    error = np.sqrt((left**2).sum(axis=1) / free * inverse[:, 1, 1])
    fixed = np.linalg.matrix_rank(square, hermitian=True) == design.shape[1]
    return np.where(fixed, beta[:, 1], np.nan), np.where(fixed, error, np.nan)


def _span(days: NDArray[np.float64], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Years between the first and the last image that is used; 0 where there is none."""
    span = np.zeros(len(used))
    rows = used.any(axis=1)
    shown = np.where(used, days, np.nan)[rows]
    if rows.any():
        span[rows] = (np.nanmax(shown, axis=1) - np.nanmin(shown, axis=1)) / YEAR_DAYS
    return span


def _latest(looks: Looks, sensor: str) -> float:
    return float(np.nanmax([d if s == sensor else np.nan for d, s in zip(looks.days, looks.sensors, strict=True)]))


def _distance(looks: Looks, one: int, other: int) -> tuple[float, float]:
    first, last = looks.dates[one], looks.dates[other]
    if first is None or last is None:
        return (np.inf, np.inf)
    return (round(day_gap(first, last) / 45), abs(float((first - last).days)))
