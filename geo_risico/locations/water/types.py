"""Kinds of watergebonden locaties, and which objects make one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo_risico.locations.water.names import mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.locations.water.settings import WatergebondenSettings

ZEEHAVEN: Final = "zeehaven"
BINNENHAVEN: Final = "binnenhaven"
JACHTHAVEN: Final = "jachthaven"
TERMINAL: Final = "terminal"
LOSWAL: Final = "laad- en loswal"
WERF: Final = "scheepswerf"
PASSANTENSTEIGER: Final = "passantensteiger"
TRAILERHELLING: Final = "trailerhelling"
LIGPLAATSGROEP: Final = "woonboot- en ligplaatsgroep"
LOSSE_STEIGER: Final = "losse steiger"
KINDS: Final = (
    ZEEHAVEN,
    BINNENHAVEN,
    JACHTHAVEN,
    TERMINAL,
    LOSWAL,
    WERF,
    PASSANTENSTEIGER,
    TRAILERHELLING,
    LIGPLAATSGROEP,
    LOSSE_STEIGER,
)
"""Every kind of watergebonden locatie; the place in this list is the code of the indicator location_type."""

SITES: Final = MappingProxyType(
    {
        "haven": BINNENHAVEN,
        "binnenhaven": BINNENHAVEN,
        "zeehaven": ZEEHAVEN,
        "jachthaven": JACHTHAVEN,
        "veerhaven": TERMINAL,
        "terminal": TERMINAL,
        LOSWAL: LOSWAL,
        "scheepswerf": WERF,
    }
)
"""Soort of an object that is a location by itself -> kind, when its name says nothing else."""
LOOSE: Final = MappingProxyType(
    {
        "meerplaats": PASSANTENSTEIGER,
        "passantenhaven": PASSANTENSTEIGER,
        "ligplaats": LIGPLAATSGROEP,
        "woonboot": LIGPLAATSGROEP,
        "trailerhelling": TRAILERHELLING,
        "aanlegsteiger": LOSSE_STEIGER,
        "dukdalf": LOSSE_STEIGER,
        "brandstof": LOSSE_STEIGER,
    }
)
"""Soort of an object that is part of a harbour -> kind of location that it makes outside every harbour."""
FAMILY: Final = MappingProxyType(
    {ZEEHAVEN: "haven", BINNENHAVEN: "haven", JACHTHAVEN: "jacht", TERMINAL: "kade", LOSWAL: "kade", WERF: "werf"}
)
"""Kind -> family; objects of different families are different locations unless a rule says otherwise."""
REGISTERS: Final = ("FIS", "TOP10NL", "NWB", "OSM", "BGT", "BAG")
"""Registers in the order in which they give a location its name and identification."""


def site_kind(soort: str, name: str | None, settings: WatergebondenSettings) -> str:
    """Kind of an object that is a location by itself, from its soort and the words of its name."""
    kind = SITES[soort]
    if name is None or FAMILY[kind] in {"jacht", "werf"}:
        return kind
    if FAMILY[kind] == "kade":
        return LOSWAL if mentions(name, settings.loswal_words) and not mentions(name, (TERMINAL,)) else kind
    if mentions(name, settings.jachthaven_words):
        return JACHTHAVEN
    if mentions(name, settings.werf_words):
        return WERF
    bare = "haven" not in name.lower()
    return LOSWAL if bare and mentions(name, settings.loswal_words) else kind


def joint_kind(kinds: Sequence[str]) -> str:
    """Kind of a location whose objects have these kinds: the most specific one, else the first."""
    for specific in (JACHTHAVEN, WERF, LOSWAL, TERMINAL, ZEEHAVEN):
        if specific in kinds:
            return specific
    return kinds[0]
