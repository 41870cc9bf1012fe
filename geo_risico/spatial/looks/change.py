"""Change of a band between two images per location, with its standard error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.looks.harmonise import CELLS_EACH, fit_of
from geo_risico.spatial.looks.pair import CHANGE, LEVEL, change_scene
from geo_risico.spatial.looks.reasons import OTHER_SEASON, OTHER_SENSOR, why_unknown
from geo_risico.spatial.looks.take import COLUMNS, own_cells
from geo_risico.spatial.zonal import zonal_stats

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo_risico.spatial.looks.harmonise import Fit
    from geo_risico.spatial.looks.take import Looks

YEAR_DAYS = 365.25
APART = "samen bewolkt: de heldere delen van de twee beelden overlappen te weinig"


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """Late minus early per location, NaN with a reason where there is none.

    ``level``: early value in the scale of the late image. ``early`` and ``late``: positions of the images, -1 = none.
    """

    value: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    level: NDArray[np.float64]
    pixel_count: NDArray[np.float64]
    covered_share: NDArray[np.float64]
    clear_count: NDArray[np.float64]
    reasons: NDArray[np.object_]
    early: NDArray[np.int64]
    late: NDArray[np.int64]
    notes: tuple[str, ...]

    @property
    def parts(self) -> dict[str, NDArray[np.float64]]:
        """What the values rest on."""
        names = ("pixel_count", "covered_share", "standard_error", "clear_count")
        return {name: getattr(self, name) for name in names}


def changes(looks: Looks, band: str, minimum: tuple[float, ...], season_days: float) -> Changes:
    """Change between the first and the last clear image of the same season, per location.

    The error is the spread of the change over the cells of the shape, four cells for one, and the noise between the
    two images, measured on the ground around: ``sqrt(std^2 / (cells / 4) + noise^2)``.

    Parameters
    ----------
    looks
        Looks at the locations.
    band
        ``ndvi`` or ``helderheid``.
    minimum
        Cells and share of the shape that an image must show, both images together too.
    season_days
        Largest difference in day of the year between the two images.
    """
    size = len(looks.shapes)
    early, late, barred = chosen_pairs(looks, band, minimum, season_days)
    found = {key: np.full(size, np.nan) for key in ("value", "standard_error", "level")}
    found |= {key: np.zeros(size) for key in ("pixel_count", "covered_share")}
    for pair in sorted({(int(a), int(b)) for a, b in zip(early, late, strict=True) if a >= 0}):
        rows = np.flatnonzero((early == pair[0]) & (late == pair[1]))
        for key, part in _pair_change(looks, band, pair, rows).items():
            found[key][rows] = part
    known = (found["pixel_count"] >= minimum[0]) & (found["covered_share"] >= minimum[1])
    for key in ("value", "standard_error", "level"):
        found[key][~known] = np.nan
    reasons = why_unknown(looks, band, minimum, 2)
    reasons[(reasons == "") & (early < 0)] = OTHER_SEASON
    reasons[(early < 0) & barred] = OTHER_SENSOR
    reasons[(early >= 0) & ~known] = APART
    return Changes(
        **found,
        clear_count=looks.clear(band, minimum).sum(axis=1).astype(np.float64),
        reasons=reasons,
        early=early,
        late=late,
        notes=sensor_notes(looks, band),
    )


def chosen_pairs(
    looks: Looks, band: str, minimum: tuple[float, ...], season_days: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Position of the early and the late image of each location (-1 = none), and whether sensors stood in the way.

    The pair farthest apart in time whose dates differ at most ``season_days`` in the year.
    """
    clear = looks.clear(band, minimum)
    early, late = np.full((2, len(clear)), -1, dtype=np.int64)
    barred = np.zeros(len(clear), dtype=np.bool_)
    for first, last in season_pairs(looks.dates, season_days):
        rows = clear[:, first] & clear[:, last] & (early < 0)
        if not rows.any():
            continue
        if fit_of(looks, first, last, band) is None:
            barred |= rows
            continue
        early[rows], late[rows] = first, last
    return early, late, barred


def season_pairs(dates: Sequence[dt.date | None], season_days: float) -> Iterator[tuple[int, int]]:
    """Pairs of images of the same time of the year, the longest period first, then the latest."""
    dated = [(number, date) for number, date in enumerate(dates) if date is not None]
    pairs = [
        (-(last - first).days, -b, a, b)
        for a, first in dated
        for b, last in dated
        if first < last and day_gap(first, last) <= season_days
    ]
    yield from ((a, b) for _, _, a, b in sorted(pairs))


def day_gap(first: dt.date, last: dt.date) -> float:
    """Days between two days of the year, over the turn of the year where that is shorter.

    Examples
    --------
    >>> import datetime as dt
    >>> day_gap(dt.date(2020, 12, 30), dt.date(2024, 1, 4))
    4.25
    """
    gap = abs(first.timetuple().tm_yday - last.timetuple().tm_yday)
    return float(min(gap, YEAR_DAYS - gap))


def sensor_notes(looks: Looks, band: str) -> tuple[str, ...]:
    """One Dutch sentence for each two sensors that were harmonised, or could not be."""
    notes: dict[tuple[str, str], str] = {}
    for (first, last, name), fit in sorted(looks.fits.items(), key=lambda item: item[0]):
        pair = looks.sensors[first], looks.sensors[last]
        if name == band and pair[0] != pair[1]:
            notes[pair] = _told(pair, fit)
    return tuple(notes.values())


def _told(pair: tuple[str, str], fit: Fit | None) -> str:
    if fit is None:
        return (
            f"{pair[0]} en {pair[1]} zijn niet op elkaar af te stemmen: er zijn te weinig onveranderde beeldpunten. "
            "Een verschil in niveau is geen verandering."
        )
    line = f"helling {fit.slope:.2f}, verschuiving {fit.intercept:+.3f}, restspreiding {fit.residual:.3f}"
    cells = f"{fit.stable_share:.0%} van {fit.cell_count} vergeleken beeldpunten is onveranderd"
    return (
        f"{pair[0]} en {pair[1]} zijn op elkaar afgestemd; een verschil in niveau is geen verandering "
        f"({line.replace('.', ',')}; {cells})."
    )


def _pair_change(
    looks: Looks, band: str, pair: tuple[int, int], rows: NDArray[np.intp]
) -> dict[str, NDArray[np.float64]]:
    fit = fit_of(looks, *pair, band)
    scene = change_scene(looks.scenes[pair[0]], looks.scenes[pair[1]], band, fit) if fit is not None else None
    if scene is None or fit is None:
        return {}
    stats = zonal_stats(looks.shapes[rows], scene, [CHANGE, LEVEL])
    part = {key: stats[CHANGE][key].to_numpy(dtype=np.float64) for key in COLUMNS}
    cells = part["pixel_count"] / own_cells(scene)
    own = part["std"] ** 2 / np.maximum(cells / CELLS_EACH, 1)
    return {
        "value": part["mean"],
        "standard_error": np.sqrt(own + fit.noise**2),
        "level": stats[LEVEL]["mean"].to_numpy(dtype=np.float64),
        "pixel_count": cells,
        "covered_share": part["covered_share"],
    }
