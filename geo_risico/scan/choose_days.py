"""Days of a crew: places are drawn until their route fits, and cut in the order of that route."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import DataError
from geo_risico.core.route import DaySpec, Stop
from geo_risico.core.visit_choice import NOT_CHOSEN
from geo_risico.inspection.choose import Drawn, draw_from, prepare
from geo_risico.inspection.route import plan_route
from geo_risico.scan.visits import DEFAULT_MIN

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.inspection.choose import Limits

_MIN_PER_HOUR: Final = 60


@dataclass(frozen=True, kw_only=True)
class CrewTime:
    """Days of a crew, the hours of each (None is as long as it takes) and the most visits of each (None is no most)."""

    days: int = 1
    hours: float | None = None
    per_day: int | None = None


@dataclass(frozen=True, kw_only=True)
class CrewDay:
    """Theme and location_id of the visits of a day in the order of the route, and how many minutes the day takes."""

    places: tuple[tuple[str, str], ...]
    minutes: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Planned:
    """What was drawn, its days, how many visits fit, and how often the draw was done again because they did not."""

    drawn: Drawn
    days: tuple[CrewDay, ...]
    count: int
    redrawn: int = 0


def crew_days(chosen: pd.DataFrame, result: ScanResult, layers: Layers, time: CrewTime) -> tuple[CrewDay, ...]:
    """The places in the order of one route, cut into days; with hours there can be more days than the crew has.

    Nothing but the place of a location decides where it comes.

    Parameters
    ----------
    chosen
        Index location_id, with theme, label, x and y.
    result
        Its fieldwork lists say how long a visit takes.
    layers
        Roads count where their layer is open.
    time
        What the crew has.
    """
    stops = [
        Stop(location_id=str(name), theme=str(row["theme"]), label=str(row["label"]), x=row["x"], y=row["y"])
        for name, row in chosen.sort_index().iterrows()
    ]
    visit_min = DEFAULT_MIN if result.fieldwork is None else result.fieldwork.visit_minutes
    roads = layers.shapes("wegen") if "wegen" in layers.frames and layers.access("wegen") == "open" else None
    visits = plan_route(stops, DaySpec(visit_min=visit_min), roads).visits
    most_min = float("inf") if time.hours is None else time.hours * _MIN_PER_HOUR
    most = -(-len(visits) // time.days) if time.hours is None else (time.per_day or len(visits))
    days: list[CrewDay] = []
    for visit in visits:
        place = (visit.stop.theme, visit.stop.location_id)
        driven = 0.0 if visit.leg is None else visit.leg.minutes
        last = days[-1] if days else CrewDay(places=(), minutes=most_min)
        if days and len(last.places) < most and last.minutes + driven + visit_min <= most_min:
            days[-1] = CrewDay(places=(*last.places, place), minutes=last.minutes + driven + visit_min)
        else:
            days.append(CrewDay(places=(place,), minutes=visit_min))
    return tuple(days)


def plan_draw(
    rows: pd.DataFrame,
    limits: Limits,
    unseen: frozenset[str],
    rng: np.random.Generator,
    time: CrewTime,
    divide: Callable[[pd.DataFrame], tuple[CrewDay, ...]],
) -> Planned:
    """A draw whose route fits in the hours of the crew.

    How many visits fit is found with a draw that is thrown away, so that the chances of the draw that counts do not
    depend on it. Should that one not fit either, fewer places are drawn again.

    Parameters
    ----------
    rows
        Candidates, as for `prepare`.
    limits
        How many, and maxima.
    unseen
        Zones where nobody came for a year.
    rng
        Source of the draws.
    time
        What the crew has.
    divide
        Chosen rows -> days.

    Raises
    ------
    DataError
        When not even one visit fits.
    """
    count, is_trial, redrawn = limits.count, time.hours is not None, 0
    while True:
        drawn = draw_from(prepare(rows, replace(limits, count=count), unseen), rng)
        chosen = drawn.rows[drawn.rows["arm"].ne(NOT_CHOSEN)]
        days = divide(chosen)
        fits = len(chosen) if time.hours is None else _fitting(days, time)
        if fits == len(chosen) and not is_trial:
            return Planned(drawn=drawn, days=days, count=count, redrawn=redrawn)
        if fits < len(chosen):
            redrawn += not is_trial
            count = fits
        else:
            is_trial = False
        if count < 1:
            raise DataError(f"--uren {time.hours:g}: geen enkel bezoek past in een dag; er is niets gemaakt")


def _fitting(days: tuple[CrewDay, ...], time: CrewTime) -> int:
    """How many visits fit in the days and hours that the crew has."""
    most_min = float("inf") if time.hours is None else time.hours * _MIN_PER_HOUR
    return sum(len(day.places) for day in days[: time.days] if day.minutes <= most_min)
