"""How fast one drives, for the route of the day; the map and the command line use the same figures."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SPEED_KMH: Final = MappingProxyType(
    {
        "autosnelweg": 100.0,
        "oprit": 50.0,
        "hoofdweg": 80.0,
        "regionale weg": 70.0,
        "lokale weg": 50.0,
        "straat": 30.0,
        "overig": 20.0,
    }
)
"""Wegtype -> speed on the road itself; a design choice below the usual maximum of that kind of road."""
UNKNOWN_KMH: Final = 20.0
"""Speed where the wegtype is unknown: slow, so that a route never counts on an unknown road."""
DELAY_FACTOR: Final = 1.2
"""Time over the roads is so many times length over speed: bends, junctions and waiting; a design choice."""
STRAIGHT_FACTOR: Final = 1.3
"""Without a road in the data a leg is the straight line times this."""
STRAIGHT_KMH: Final = 40.0
"""Speed of such a leg."""
ACCESS_KMH: Final = 15.0
"""Speed between the road and the place itself, in a straight line."""
SNAP_M: Final = 1500.0
"""A place further than this from every road is not on the network."""
DETOUR_M: Final = 250.0
"""A place may take a road this much further than the nearest, when the nearest is loose from all others."""


def as_index() -> dict[str, object]:
    """The figures as the page of the map takes them."""
    return {
        "speed_kmh": dict(SPEED_KMH),
        "unknown_kmh": UNKNOWN_KMH,
        "delay_factor": DELAY_FACTOR,
        "straight_factor": STRAIGHT_FACTOR,
        "straight_kmh": STRAIGHT_KMH,
        "access_kmh": ACCESS_KMH,
        "snap_m": SNAP_M,
        "detour_m": DETOUR_M,
    }
