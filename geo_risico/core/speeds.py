"""How fast one drives on the roads of the base registers: one table for the visit list and the map."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SPEEDS_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {"autosnelweg": 95, "oprit": 50, "hoofdweg": 70, "regionale weg": 60, "lokale weg": 45, "straat": 25}
)
"""Mean speed by wegtype (TOP10NL) with bends, junctions and traffic; design choices below the legal limits."""
OTHER_KMH: Final = 20.0
"""On every other road that a motor vehicle may use."""
STRAIGHT_KMH: Final = 40.0
"""Where no road is known: speed over the detour."""
DETOUR: Final = 1.3
"""Length over the road compared with the straight line, where no road is known."""


def seconds_per_m(wegtype: str) -> float:
    """Seconds that one metre of a road takes.

    Examples
    --------
    >>> round(seconds_per_m("straat") * 1000)
    144
    """
    return 3.6 / SPEEDS_KMH.get(wegtype, OTHER_KMH)
