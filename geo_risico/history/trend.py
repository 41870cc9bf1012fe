"""Change per gemeente against the others, with intervals from drawing blocks of locations again.

Neighbouring locations share their data and their changes: an interval over single locations would be too narrow. So
whole blocks of 3 km are drawn, as in the other intervals of the toolkit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS
from geo_risico.core.trend import FEWEST_BLOCKS, Trend

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

BLOCK_M: Final = 3000.0
DRAWS: Final = 500


def gemeente_trend(
    changes: pd.DataFrame,
    runs: Mapping[dt.date, pd.DataFrame],
    rng: np.random.Generator,
    level: float = 0.9,
) -> Trend:
    """Mean change per gemeente and its difference with the others, and the row of mean scores.

    Parameters
    ----------
    changes
        One row per location with a score in both scans: gemeente_code, x and y (EPSG:28992, metres), method, data and
        world (parts of the change of its score).
    runs
        Peildatum -> figures per gemeente: index code, columns mean_score and location_count, NaN where not shown.
    rng
        Source of the draws.
    level
        Confidence of the intervals.
    """
    known = changes[["gemeente_code", "x", "y", *FACTORS]].dropna(subset=["gemeente_code", *FACTORS])
    codes = sorted(known["gemeente_code"].unique())
    rows = {code: _row(known, code, rng, level) for code in codes}
    return Trend(changes=pd.DataFrame.from_dict(rows, orient="index"), series=_series(runs), level=level)


def _row(known: pd.DataFrame, code: str, rng: np.random.Generator, level: float) -> dict[str, object]:
    is_own = known["gemeente_code"].eq(code).to_numpy()
    own, rest = known[is_own], known[~is_own]
    means: dict[str, float] = {factor: float(own[factor].mean()) for factor in FACTORS}
    rest_world = float(rest["world"].mean()) if len(rest) else float("nan")
    low, high = _interval(own, rest, rng, level)
    return {
        "count": len(own),
        "total": sum(means.values()),
        **means,
        "rest_world": rest_world,
        "difference": means["world"] - rest_world,
        "low": low,
        "high": high,
        "verdict": _verdict(low, high, is_alone=rest.empty),
    }


def _verdict(low: float, high: float, *, is_alone: bool) -> str:
    if is_alone:
        return "er is geen andere gemeente om mee te vergelijken"
    if np.isnan(low):
        return "te weinig plekken voor een uitspraak"
    if low > 0:
        return "steeg meer dan de andere gemeenten"
    if high < 0:
        return "daalde of bleef achter bij de andere gemeenten"
    return "niet anders dan de andere gemeenten, voor zover te meten"


def _interval(own: pd.DataFrame, rest: pd.DataFrame, rng: np.random.Generator, level: float) -> tuple[float, float]:
    """Interval of the difference of mean real change, from draws of blocks within each of the two groups."""
    mine, theirs = _block_means(own, rng), _block_means(rest, rng)
    if mine is None or theirs is None:
        return float("nan"), float("nan")
    low, high = np.quantile(mine - theirs, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _block_means(part: pd.DataFrame, rng: np.random.Generator) -> Floats | None:
    """Mean real change in each draw of blocks; None with too few blocks."""
    if part.empty:
        return None
    block = (part[["x", "y"]] // BLOCK_M).astype(int)
    groups = part["world"].groupby([block["x"], block["y"]])
    sums, counts = groups.sum().to_numpy(), groups.size().to_numpy()
    if len(sums) < FEWEST_BLOCKS:
        return None
    drawn = rng.integers(len(sums), size=(DRAWS, len(sums)))
    mean = float(sums.sum() / counts.sum())
    spread = np.sqrt(len(sums) / (len(sums) - 1))  # few blocks drawn again show too little spread
    means: Floats = mean + (sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1) - mean) * spread
    return means


def _series(runs: Mapping[dt.date, pd.DataFrame]) -> pd.DataFrame:
    """Mean score per gemeente and of all together, per peildatum."""
    parts = []
    for day, frame in sorted(runs.items()):
        score = frame["mean_score"].astype(float)
        weight = frame["location_count"].astype(float).where(score.notna())
        total = weight.sum()
        whole = (
            float((score * weight).sum() / total) if total > 0 and not frame["location_count"].isna().any() else np.nan
        )
        parts.append(
            pd.DataFrame(
                {"peildatum": day, "code": frame.index.astype(str), "mean_score": score.to_numpy(), "rest_score": whole}
            )
        )
    columns = ["peildatum", "code", "mean_score", "rest_score"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found.sort_values(["peildatum", "code"], ignore_index=True)
