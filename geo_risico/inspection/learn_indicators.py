"""Whether an indicator was higher where something was found, for all places, corrected for looking at many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import norm

from geo_risico.core.lessons import FEWEST_VISITS, IndicatorLesson, Verdict
from geo_risico.core.visit_choice import VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

DRAWS: Final = 400
LEVEL: Final = 0.05
_NEUTRAL: Final = 0.5


def indicator_lessons(
    rows: pd.DataFrame, titles: Mapping[str, str], rng: np.random.Generator
) -> tuple[IndicatorLesson, ...]:
    """A lesson for every indicator of every theme, the most telling first.

    The measure is the chance that of two places, one with and one without a finding, the first has the higher value;
    visits count 1 over their chance to be chosen, so that it holds for all places and not only for the highest
    scores. Its interval comes from drawing the visits again within each arm, and is never narrower than that of chance
    alone. The verdict uses the same error and Holm's correction over all indicators.

    Parameters
    ----------
    rows
        Columns theme, arm, inclusion_probability, hit and those with values.
    titles
        Indicator -> Dutch title.
    rng
        Source of the draws.
    """
    seen = rows[rows["hit"].notna()].sort_index()
    found: list[IndicatorLesson] = []
    for theme, part in seen.groupby("theme", sort=True):
        weights = _drawn_weights(part, rng)
        names = [str(name) for name in part.columns if str(name).startswith(VALUE) and part[name].notna().any()]
        found += [_lesson(part, name, (str(theme), titles), weights) for name in names]
    return tuple(sorted(_corrected(found), key=lambda item: (item.p_value, -_distance(item), item.theme, item.title)))


def weighted_chance(values: Floats, hit: Floats, weights: Floats) -> Floats:
    """Chance per row of weights that a place with a finding has the higher value; a tie counts half.

    Parameters
    ----------
    values
        (n,) known values.
    hit
        (n,) 1 or 0.
    weights
        (draws, n) weights from 0; NaN comes back where they leave one of the two sides empty.
    """
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(values[order]) > 0])
    with_hit = np.add.reduceat((weights * hit)[:, order], starts, axis=1)
    without = np.add.reduceat((weights * (1 - hit))[:, order], starts, axis=1)
    below = np.cumsum(without, axis=1) - without / 2
    total = with_hit.sum(axis=1) * without.sum(axis=1)
    result: Floats = np.full(len(weights), np.nan)
    is_known = total > 0
    result[is_known] = (with_hit * below).sum(axis=1)[is_known] / total[is_known]
    return result


def _drawn_weights(part: pd.DataFrame, rng: np.random.Generator) -> Floats:
    """First row: 1 over the chance; then the same times how often each visit was drawn again."""
    weight = 1 / part["inclusion_probability"].to_numpy(dtype=np.float64)
    times = np.zeros((DRAWS, len(part)))
    arms = part["arm"].to_numpy()
    for arm in sorted(set(arms)):
        own = np.flatnonzero(arms == arm)
        times[:, own] = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), size=DRAWS)
    return np.vstack([weight, times * weight])


def _lesson(part: pd.DataFrame, column: str, about: tuple[str, Mapping[str, str]], weights: Floats) -> IndicatorLesson:
    theme, titles = about
    name = column.removeprefix(VALUE)
    is_known = part[column].notna().to_numpy()
    values = part[column].to_numpy(dtype=np.float64)[is_known]
    hit = part["hit"].to_numpy(dtype=np.float64)[is_known]
    hits, misses = int(hit.sum()), int((1 - hit).sum())
    lesson = IndicatorLesson(
        theme=theme, name=name, title=titles.get(name, name), hits=hits, misses=misses, verdict="niet te zeggen"
    )
    if min(hits, misses) < FEWEST_VISITS:
        return _because(lesson, f"te weinig bezoeken: {hits} met en {misses} zonder vondst")
    if values.min() == values.max():
        return _because(lesson, "overal dezelfde waarde")
    chances = weighted_chance(values, hit, weights[:, is_known])
    drawn = chances[1:][~np.isnan(chances[1:])]
    error = max(float(drawn.std(ddof=1)), _chance_error(weights[0, is_known], hit))
    low, high = np.quantile(drawn, (LEVEL / 2, 1 - LEVEL / 2))
    least = float(norm.ppf(1 - LEVEL / 2)) * error
    low, high = max(0.0, min(low, chances[0] - least)), min(1.0, max(high, chances[0] + least))
    p_value = 2 * float(norm.sf(abs(chances[0] - _NEUTRAL) / error))
    facts = {"chance": float(chances[0]), "low": float(low), "high": float(high), "p_value": p_value}
    return IndicatorLesson(**{**lesson.__dict__, **facts})


def _because(lesson: IndicatorLesson, reason: str) -> IndicatorLesson:
    return IndicatorLesson(**{**lesson.__dict__, "reason": reason})


def _chance_error(weight: Floats, hit: Floats) -> float:
    """Standard error when the values say nothing, with the effective number of visits on either side."""
    one, two = (float(side.sum() ** 2 / (side**2).sum()) for side in (weight[hit > 0], weight[hit == 0]))
    return float(np.sqrt((one + two + 1) / (12 * one * two)))


def _corrected(lessons: Sequence[IndicatorLesson]) -> list[IndicatorLesson]:
    """The same with Holm's p-values and the verdict that follows."""
    told = sorted((item for item in lessons if item.chance is not None), key=lambda item: item.p_value)
    done = [item for item in lessons if item.chance is None]
    largest = 0.0
    for place, item in enumerate(told):
        largest = max(largest, min(1.0, item.p_value * (len(told) - place)))
        facts = {"p_value": largest, "verdict": _verdict(largest, item.chance)}
        done.append(IndicatorLesson(**{**item.__dict__, **facts}))
    return done


def _verdict(p_value: float, chance: float | None) -> Verdict:
    if chance is None or p_value >= LEVEL:
        return "niet te zeggen"
    return "hielp" if chance > _NEUTRAL else "wees de verkeerde kant op"


def _distance(item: IndicatorLesson) -> float:
    return -1.0 if item.chance is None else abs(item.chance - _NEUTRAL)
