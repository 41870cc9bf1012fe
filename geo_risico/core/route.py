"""The route of a day: what was asked, and what came out."""

from __future__ import annotations

from dataclasses import dataclass, field

XY = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A named point, EPSG:28992 in metres."""

    x: float
    y: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A location that is visited; ``prize`` says how much it counts when not all fit in the day."""

    location_id: str
    theme: str
    label: str
    x: float
    y: float
    prize: float = 1.0


@dataclass(frozen=True, kw_only=True)
class DaySpec:
    """What the day looks like; ``hours`` None is as long as it takes, ``start_min`` counts from midnight."""

    start: Place | None = None
    end: Place | None = None
    start_min: float = 9 * 60
    visit_min: float = 30
    hours: float | None = None


@dataclass(frozen=True, kw_only=True)
class Leg:
    """From one place to the next: length in km, time in minutes, the line driven, and whether it is over roads."""

    km: float
    minutes: float
    line: tuple[XY, ...]
    is_over_road: bool


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A stop with its leg from the place before it (None for a first stop without a start) and clock in minutes."""

    stop: Stop
    leg: Leg | None
    arrival_min: float
    departure_min: float


@dataclass(frozen=True, kw_only=True)
class Route:
    """Visits in order, the leg to the end, the stops that did not fit, and Dutch sentences about the result."""

    day: DaySpec
    visits: tuple[Visit, ...]
    last_leg: Leg | None
    left_out: tuple[Stop, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """All legs in order."""
        own = [visit.leg for visit in self.visits]
        return tuple(leg for leg in (*own, self.last_leg) if leg is not None)

    @property
    def km(self) -> float:
        """Length of the whole route."""
        return sum(leg.km for leg in self.legs)

    @property
    def minutes(self) -> float:
        """Length of the day, driving and visiting."""
        return sum(leg.minutes for leg in self.legs) + self.day.visit_min * len(self.visits)

    @property
    def line(self) -> tuple[XY, ...]:
        """The whole line, each point once."""
        points = [point for leg in self.legs for point in leg.line]
        return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])


def clock(minutes: float) -> str:
    """Time of day in words of a clock; past midnight it starts again.

    Examples
    --------
    >>> clock(552.4), clock(24 * 60 + 5)
    ('09:12', '00:05')
    """
    whole = round(minutes) % (24 * 60)
    return f"{whole // 60:02d}:{whole % 60:02d}"
