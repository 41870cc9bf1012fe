"""The route of a day: stops in the best order over the roads, with times and kilometres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.driving import STRAIGHT_FACTOR, STRAIGHT_KMH
from geo_risico.core.route import Leg, Route, Visit
from geo_risico.inspection.order import Task, best_order
from geo_risico.spatial.driving import drivable_roads, drives_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.core.route import DaySpec, Place, Stop
    from geo_risico.spatial.driving import Drives

ABOUT_TIMES: Final = (
    "Rijtijden volgen uit het soort weg en zijn een schatting; eenrichtingswegen, afsluitingen en drukte zijn niet "
    "bekend."
)
NO_ROADS: Final = (
    "Deze scan heeft geen wegen: alle afstanden zijn de rechte lijn maal 1,3. De volgorde is een schatting."
)
_DAY_MIN: Final = 24 * 60
_M_PER_MIN: Final = 1000 / 60
_NAMED: Final = 5


class _Ways:
    """Legs between places by position; straight where no road joins them."""

    def __init__(self, places: NDArray[np.float64], drives: Drives | None) -> None:
        self._places, self._drives = places, drives
        step = places[:, None, :] - places[None, :, :]
        straight = np.hypot(step[..., 0], step[..., 1]) * STRAIGHT_FACTOR
        shape = straight.shape
        self.is_road = np.zeros(shape, dtype=bool) if drives is None else np.isfinite(drives.minutes)
        time = straight / (STRAIGHT_KMH * _M_PER_MIN)
        self.minutes = time if drives is None else np.where(self.is_road, drives.minutes, time)
        self.length_m = straight if drives is None else np.where(self.is_road, drives.length_m, straight)

    def leg(self, begin: int, end: int) -> Leg:
        """One leg with its line."""
        ends = [tuple(map(float, self._places[at])) for at in (begin, end)]
        is_road = bool(self.is_road[begin, end])
        line = self._drives.line(begin, end) if is_road and self._drives is not None else ends
        return Leg(
            km=float(self.length_m[begin, end]) / 1000,
            minutes=float(self.minutes[begin, end]),
            line=tuple((x, y) for x, y in line),
            is_over_road=is_road,
        )


def plan_route(stops: Sequence[Stop], day: DaySpec, wegen: gpd.GeoDataFrame | None) -> Route:
    """Route along all stops in the shortest time; the order of ``stops`` does not matter.

    Parameters
    ----------
    stops
        What is visited, each once.
    day
        Start, end, time of leaving, length of a visit and, when the day has an end, its length in hours. Stops that do
        not fit are left out, those that count least first.
    wegen
        Layer of roads (EPSG:28992); None for straight lines.
    """
    known = sorted(stops, key=lambda stop: (stop.theme, stop.location_id))
    places = [(stop.x, stop.y) for stop in known] + [(at.x, at.y) for at in (day.start, day.end) if at is not None]
    points = np.array(places, dtype=float).reshape(-1, 2)
    drives = None if wegen is None or wegen.empty or not known else drives_between(drivable_roads(wegen), points)
    ways = _Ways(points, drives)
    start = None if day.start is None else len(known)
    task = Task(
        minutes=ways.minutes,
        stop_count=len(known),
        visit_min=day.visit_min,
        prizes=np.array([stop.prize for stop in known], dtype=float),
        start=start,
        end=None if day.end is None else len(points) - 1,
        limit_min=None if day.hours is None else day.hours * 60,
    )
    places_of = {(stop.theme, stop.location_id): at for at, stop in enumerate(known)}
    order = best_order(task, [places_of[stop.theme, stop.location_id] for stop in stops])
    return _timed(known, order, task, ways, day)


def _timed(known: Sequence[Stop], order: Sequence[int], task: Task, ways: _Ways, day: DaySpec) -> Route:
    now, at, visits = day.start_min, task.start, []
    for stop in order:
        leg = None if at is None else ways.leg(at, stop)
        now += 0.0 if leg is None else leg.minutes
        visits.append(Visit(stop=known[stop], leg=leg, arrival_min=now, departure_min=now + day.visit_min))
        now, at = now + day.visit_min, stop
    last = None if at is None or task.end is None or not order else ways.leg(at, task.end)
    out = tuple(stop for place, stop in enumerate(known) if place not in set(order))
    route = Route(day=day, visits=tuple(visits), last_leg=last, left_out=out)
    notes = _notes(route, has_roads=bool(ways.is_road.any()) and len(known) > 0)
    return Route(day=day, visits=tuple(visits), last_leg=last, left_out=out, notes=notes)


def _notes(route: Route, *, has_roads: bool) -> tuple[str, ...]:
    notes = [ABOUT_TIMES if has_roads else NO_ROADS]
    straight = _straight(route) if has_roads else []
    if straight:
        rest = f" en nog {len(straight) - _NAMED}" if len(straight) > _NAMED else ""
        notes.append(
            f"Over de weg niet bereikbaar in deze gegevens, gerekend met de rechte lijn maal 1,3: "
            f"{'; '.join(straight[:_NAMED])}{rest}."
        )
    if route.left_out:
        notes.append(f"{len(route.left_out)} van {len(route.left_out) + len(route.visits)} past niet in de dag.")
    if route.day.start_min + route.minutes >= _DAY_MIN:
        notes.append("De route loopt door tot na middernacht.")
    return tuple(notes)


def _straight(route: Route) -> list[str]:
    """Names of the legs that no road covers."""
    names = [_name(route.day.start), *(visit.stop.label for visit in route.visits), _name(route.day.end)]
    legs = [*(visit.leg for visit in route.visits), route.last_leg]
    return [
        f"van {names[at]} naar {names[at + 1]}"
        for at, leg in enumerate(legs)
        if leg is not None and not leg.is_over_road
    ]


def _name(place: Place | None) -> str:
    return "" if place is None else place.name
