"""Level of the green in the last images of each location."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.looks.change import YEAR_DAYS
from geo_risico.spatial.looks.harmonise import CELLS_EACH
from geo_risico.spatial.looks.reasons import why_unknown
from geo_risico.spatial.looks.take import NDVI

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from geo_risico.spatial.looks.take import Looks


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """Values of an indicator per location, what they rest on, and why some are unknown."""

    value: NDArray[np.float64]
    parts: dict[str, NDArray[np.float64]]
    reasons: NDArray[np.object_]
    notes: tuple[str, ...] = ()


def latest_level(looks: Looks, minimum: tuple[float, ...], years: tuple[float, ...], peildatum: dt.date) -> Found:
    """Median NDVI over the clear images of the last years of each location, up to the peildatum.

    The error is that of one image, the spread over the cells (four for one), as images of one place share most of it.

    Parameters
    ----------
    looks
        Looks at the locations.
    minimum
        Cells and share of the shape that an image must show.
    years
        Years that the period counts back from the last clear image, and age in years above which that image is too old.
    peildatum
        Images after it do not count.
    """
    clear = looks.clear(NDVI, minimum)
    days = np.where(looks.days <= peildatum.toordinal(), looks.days, np.nan)
    shown = np.where(clear, days, -np.inf)
    shown[np.isnan(shown)] = -np.inf
    last = shown.max(axis=1, initial=-np.inf)
    too_old = last < peildatum.toordinal() - years[1] * YEAR_DAYS
    used = (shown >= (last - years[0] * YEAR_DAYS)[:, None]) & np.isfinite(shown) & ~too_old[:, None]
    seen = looks.bands[NDVI]
    count = used.sum(axis=1)
    value = middle(seen.mean, used)
    cells = middle(seen.pixel_count, used)
    error = middle(seen.std, used) / np.sqrt(np.maximum(cells / CELLS_EACH, 1))
    reasons = why_unknown(looks, NDVI, minimum, 1)
    reasons[(reasons == "") & ~np.isfinite(last)] = "alle heldere beelden zijn van na de peildatum"
    for row in np.flatnonzero(np.isfinite(last) & too_old):
        reasons[row] = f"laatste heldere beeld is {(peildatum.toordinal() - last[row]) / YEAR_DAYS:.0f} jaar oud"
    parts = {
        "pixel_count": np.nan_to_num(cells),
        "covered_share": np.nan_to_num(middle(seen.covered_share, used)),
        "standard_error": error,
        "clear_count": count.astype(np.float64),
    }
    return Found(value=value, parts=parts, reasons=reasons, notes=_notes(last, count, years, peildatum))


def middle(values: NDArray[np.float64], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Median of each row over the columns that are used; NaN where none is."""
    result = np.full(len(values), np.nan)
    rows = used.any(axis=1)
    if rows.any():
        result[rows] = np.nanmedian(np.where(used, values, np.nan)[rows], axis=1)
    return result


def _notes(
    last: NDArray[np.float64], count: NDArray[np.int64], years: tuple[float, ...], peildatum: dt.date
) -> tuple[str, ...]:
    old = (count > 0) & (last < peildatum.toordinal() - years[0] * YEAR_DAYS)
    if not old.any():
        return ()
    newest = (peildatum.toordinal() - last[old].max()) / YEAR_DAYS
    note = (
        f"Voor {int(old.sum())} locaties is het laatste heldere beeld ten minste {newest:.0f} jaar ouder dan de "
        "peildatum: het zegt hoe groen het toen was."
    )
    return (note,)
