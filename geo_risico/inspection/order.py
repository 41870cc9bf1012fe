"""The order in which stops are visited, by PyVRP; the same input always gives the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from pyvrp import Model
from pyvrp.stop import MaxIterations, MultipleCriteria, NoImprovement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyvrp import Client, Depot

SEED: Final = 20260101
_MOST_ROUNDS: Final = 2000
_IDLE_ROUNDS: Final = 400
"""The search ends after this many rounds without a better order."""
_PER_MIN: Final = 600
"""The solver counts in whole tenths of a second."""
_NO_LIMIT: Final = 10**12
_PRIZE: Final = 10_000_000
"""Tenths of a second that one stop is worth: more than any day, so that driving never wins from visiting."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Times in minutes between all places; the first ``stop_count`` are stops.

    ``start`` and ``end``: position of that place, None where the route is free to begin or end at any stop.
    ``limit_min``: longest day, visits of ``visit_min`` included; None for no limit. ``prizes``: what each stop counts.
    """

    minutes: NDArray[np.float64]
    stop_count: int
    visit_min: float
    prizes: NDArray[np.float64]
    start: int | None = None
    end: int | None = None
    limit_min: float | None = None

    def driving(self, order: Sequence[int]) -> float:
        """Minutes of driving in this order, start and end included."""
        path = [at for at in (self.start, *order, self.end) if at is not None]
        return float(self.minutes[path[:-1], path[1:]].sum()) if order else 0.0

    def fits(self, order: Sequence[int]) -> bool:
        """Whether the day is long enough."""
        return self.limit_min is None or self.driving(order) + self.visit_min * len(order) <= self.limit_min + 1e-9

    def rank(self, order: Sequence[int]) -> tuple[float, float]:
        """Lower is better: what the stops count, then minutes of driving."""
        return (-round(float(self.prizes[list(order)].sum()), 9), round(self.driving(order), 6))


def best_order(task: Task, given: Sequence[int] = ()) -> list[int]:
    """Positions of the stops in the order of the shortest time; those that do not fit in the day are left out.

    Never longer than the nearest stop first, nor than the ``given`` order of all stops.
    """
    found = [_solved(task), _nearest_first(task), list(given)]
    usable = [order for order in found if order and task.fits(order)]
    usable = [order for order in usable if task.limit_min is not None or len(order) == task.stop_count]
    return min(usable, key=task.rank, default=[])


def _solved(task: Task) -> list[int]:
    if task.stop_count == 0:
        return []
    model = Model()
    depot = {at: model.add_depot(model.add_location(0, 0), name=str(at)) for at in {task.start, task.end}}
    has_limit = task.limit_min is not None
    clients = [
        model.add_client(
            model.add_location(0, 0),
            service_duration=_whole(task.visit_min),
            prize=max(1, round(float(task.prizes[at]) * _PRIZE)) if has_limit else 0,
            required=not has_limit,
        )
        for at in range(task.stop_count)
    ]
    limit = _NO_LIMIT if task.limit_min is None else int(task.limit_min * _PER_MIN)
    model.add_vehicle_type(
        start_depot=depot[task.start], end_depot=depot[task.end], unit_distance_cost=1, shift_duration=limit
    )
    _add_edges(model, task, depot, clients)
    until = MultipleCriteria([MaxIterations(_MOST_ROUNDS), NoImprovement(_IDLE_ROUNDS)])
    result = model.solve(until, seed=SEED, collect_stats=False, display=False)
    if not result.is_feasible():
        return []
    return [activity.idx for route in result.best.routes() for activity in route if activity.is_client()]


def _add_edges(model: Model, task: Task, depot: dict[int | None, Depot], clients: Sequence[Client]) -> None:
    """Times between all places; from and to a free begin or end they are nought."""
    points = [(at, model.locations[client.location]) for at, client in enumerate(clients)]
    ends = [(at, model.locations[item.location]) for at, item in depot.items()]
    for at, begin in [*points, *ends]:
        for to, end in [*points, *ends]:
            if begin is end:
                continue
            time = 0 if at is None or to is None else _whole(float(task.minutes[at, to]))
            model.add_edge(begin, end, distance=time, duration=time)


def _whole(minutes: float) -> int:
    """Whole tenths of a second, rounded up, so that what fits for the solver fits."""
    return int(np.ceil(minutes * _PER_MIN - 1e-6))


def _nearest_first(task: Task) -> list[int]:
    """From each place the nearest stop that was not visited, as long as the day allows."""
    order: list[int] = []
    left = list(range(task.stop_count))
    if task.start is None and left:
        order, left = [left[0]], left[1:]
    while left:
        at = order[-1] if order else task.start
        left.sort(key=lambda stop: float(task.minutes[at, stop]))
        order.append(left.pop(0))
        if not task.fits(order):
            return order[:-1]
    return order
