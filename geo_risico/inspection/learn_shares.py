"""Honest shares of places with something to find, from a choice of which every chance is known."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.lessons import Lift, Share
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION
from geo_risico.model.exploration import random_share
from geo_risico.model.metrics import wilson

if TYPE_CHECKING:
    import pandas as pd

MOST_NEEDED: Final = 385
"""Visits for an interval of 5 points either way when nothing is known of the share."""
HALF: Final = 0.05


def plain_share(rows: pd.DataFrame) -> Share:
    """Share of the visits that found something, with Wilson's interval: how often these visits hit.

    Parameters
    ----------
    rows
        Column hit: 1, 0, NaN without an answer.
    """
    hit = rows["hit"].dropna()
    low, high = wilson(float(hit.sum()), len(hit))
    share = float(hit.mean()) if len(hit) else None
    return Share(visits=len(hit), hits=int(hit.sum()), share=share, low=low, high=high)


def drawn_share(rows: pd.DataFrame) -> Share:
    """Share of the places that the score did not ask for, from those that were drawn (Horvitz-Thompson, Wilson).

    Parameters
    ----------
    rows
        Columns arm, inclusion_probability and hit.
    """
    drawn = rows[rows["arm"].eq(EXPLORATION) & rows["hit"].notna()]
    if drawn.empty:
        return Share(visits=0, hits=0)
    share, low, high = random_share(drawn["hit"], drawn["inclusion_probability"])
    return Share(visits=len(drawn), hits=int(drawn["hit"].sum()), share=share, low=low, high=high)


def is_certain(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a place was on the list without any luck: by its score, or because all places like it were."""
    return rows["arm"].eq(BY_SCORE) | rows["inclusion_probability"].ge(1)


def places_share(rows: pd.DataFrame, *, is_census: bool = True) -> Share:
    """Share of all eligible places: those that the score took as counted, the rest as estimated from the draw.

    The two parts are added by their number of places, their intervals by the method of variance estimates recovery
    (Zou and Donner, 2008). What cannot be estimated, because nobody was drawn, runs from 0 to 1 and has no share.

    Parameters
    ----------
    rows
        All eligible places: columns arm, inclusion_probability and hit.
    is_census
        Visited places of the score are all there are; False takes them for a sample of their sort.
    """
    is_top = is_certain(rows)
    top, rest = rows[is_top], rows[~is_top]
    first, second = plain_share(top), drawn_share(rest)
    if is_census and first.share is not None:
        narrow = sqrt(1 - first.visits / len(top))
        first = Share(
            visits=first.visits,
            hits=first.hits,
            share=first.share,
            low=first.share - narrow * (first.share - first.low),
            high=first.share + narrow * (first.high - first.share),
        )
    return _sum(((len(top), first), (len(rest), second)))


def _sum(parts: tuple[tuple[int, Share], ...]) -> Share:
    total = sum(count for count, _ in parts)
    visits, hits = sum(part.visits for _, part in parts), sum(part.hits for _, part in parts)
    there = [(count / total, part) for count, part in parts if count]
    if not there:
        return Share(visits=visits, hits=hits)
    if any(part.share is None for _, part in there):
        low = sum(weight * part.low for weight, part in there)
        return Share(visits=visits, hits=hits, low=low, high=sum(weight * part.high for weight, part in there))
    known = [(weight, part, float(part.share or 0.0)) for weight, part in there]
    share = sum(weight * value for weight, _, value in known)
    down = sqrt(sum((weight * (value - part.low)) ** 2 for weight, part, value in known))
    up = sqrt(sum((weight * (part.high - value)) ** 2 for weight, part, value in known))
    return Share(visits=visits, hits=hits, share=share, low=max(0.0, share - down), high=min(1.0, share + up))


def filled_share(rows: pd.DataFrame, value: float) -> Share:
    """Share of all eligible places if every place on the list without an answer had this one: 0 or 1.

    Parameters
    ----------
    rows
        As for `places_share`.
    value
        0 for nothing to find at any of them, 1 for something at all.
    """
    is_chosen = rows["arm"].isin((BY_SCORE, EXPLORATION))
    return places_share(rows.assign(hit=rows["hit"].where(~is_chosen | rows["hit"].notna(), value)))


def lift_of(by_score: Share, drawn: Share) -> Lift:
    """How many times as often the score hits as the draw, with its interval (Donner and Zou, 2012).

    Nothing found in the draw leaves the interval without an end; nothing found at all leaves nothing to say.
    """
    if by_score.share is None or drawn.share is None or not by_score.hits + drawn.hits:
        return Lift(times=None, low=0.0, high=None)
    one, two = by_score.share, drawn.share
    middle = one * two
    low = middle - _root(middle**2 - by_score.low * drawn.high * (2 * one - by_score.low) * (2 * two - drawn.high))
    low /= drawn.high * (2 * two - drawn.high)
    if two <= 0 or drawn.low <= 0:
        return Lift(times=None, low=max(0.0, low), high=None)
    high = middle + _root(middle**2 - by_score.high * drawn.low * (2 * one - by_score.high) * (2 * two - drawn.low))
    high /= drawn.low * (2 * two - drawn.low)
    return Lift(times=one / two, low=max(0.0, low), high=high)


def _root(value: float) -> float:
    return sqrt(max(value, 0.0))


def drawn_visits_needed(rows: pd.DataFrame, half: float = HALF) -> int:
    """Drawn visits with an answer for an interval of 5 points either way, at the share and the chances of these rows.

    Parameters
    ----------
    rows
        Columns arm, inclusion_probability and hit.
    half
        Half of the interval, as a share.
    """
    drawn = rows[rows["arm"].eq(EXPLORATION) & rows["hit"].notna()]
    if drawn.empty:
        return ceil(MOST_NEEDED * (HALF / half) ** 2)
    weight = 1 / drawn["inclusion_probability"].to_numpy(dtype=np.float64)
    stretch = len(drawn) * float((weight**2).sum()) / float(weight.sum()) ** 2
    share = float(np.average(drawn["hit"].to_numpy(dtype=np.float64), weights=weight))
    cautious = min(0.5, max(share, 1 / (len(drawn) + 2)))
    counts = np.arange(10, 2 * MOST_NEEDED)
    wide = [high - low for low, high in (wilson(cautious * count, float(count)) for count in counts)]
    enough = counts[np.array(wide) <= 2 * half]
    return ceil(float(enough[0]) * stretch)
