"""Settings of the builder of watergebonden locaties, read from the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.locations.theme_settings import checked_settings, refuse

if TYPE_CHECKING:
    from geo_risico.core.specs import ThemeSpec

    Texts = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WatergebondenSettings:
    """What a theme may set; the YAML of the theme states each value."""

    same_harbour_m: float = 150.0
    """Two objects further apart are never the same harbour."""
    other_name_m: float = 50.0
    """Two objects with different names further apart are never the same harbour."""
    same_register_m: float = 10.0
    """Two nameless objects of one register this close are parts of one harbour."""
    name_agreement: float = 0.8
    """Likeness of two names from which they are the same name (0 to 1)."""
    overlap_share: float = 0.7
    """Share of a harbour that lies in a jachthaven from which the two are the same basin."""
    basin_m2: float = 20_000.0
    """A nameless harbour up to this size around a jachthaven of another register is that jachthaven."""
    facility_m: float = 150.0
    """A steiger, helling or ligplaats this close to a harbour belongs to it."""
    steiger_m: float = 50.0
    """A loose steiger this close to another loose object belongs to it."""
    group_gap_m: float = 75.0
    """Largest gap between objects of one group outside a harbour."""
    group_extent_m: float = 400.0
    """Largest width and height of a group outside a harbour."""
    berth_gap_m: float = 150.0
    """Largest gap between berths of one group outside a harbour."""
    berth_extent_m: float = 1500.0
    """Largest width and height of a group of berths outside a harbour."""
    margin_m: float = 10.0
    """Ground around steigers, hellingen and ligplaatsen that belongs to a location."""
    line_margin_m: float = 25.0
    """Ground around a harbour that the register knows as a line or point."""
    gemeente_reach_m: float = 10_000.0
    """A location on water outside every gemeente belongs to the nearest one within this distance."""
    site_m: float = 50.0
    """Panden and adressen this close to a location lie on its site."""
    approach_words: Texts = ()
    """Words in the name of a waterway section that is no harbour."""
    other_words: Texts = ()
    """Words in the harbour part of a name that make it something else, such as a canal or a lock."""
    jachthaven_words: Texts = ()
    """Words in a name that make a harbour a jachthaven; words of up to four letters count as whole words."""
    werf_words: Texts = ()
    """Words in a name that make a harbour a scheepswerf."""
    loswal_words: Texts = ()
    """Words in a name without 'haven' that make a harbour a laad- en loswal."""
    name_stopwords: Texts = ()
    """Words that say nothing when two names are compared."""
    distinct_words: Texts = ()
    """Beginnings of words that tell two harbours apart, such as noord, nieuwe and eerste."""
    zeehavens: Texts = ()
    """Seaports as 'name x y radius' in metres (EPSG:28992); harbours within the radius are zeehavens."""
    complete: Texts = ()
    """Kinds that a register should hold, as 'register:kind'; a location that it lacks is reported."""


def watergebonden_settings(theme: ThemeSpec) -> WatergebondenSettings:
    """Settings of the theme, checked.

    Raises
    ------
    DefinitionError
        With a line for each unknown key and each value of the wrong kind.
    """
    values, problems = checked_settings(theme, WatergebondenSettings)
    problems += _seaport_problems(values.get("zeehavens", ()))
    refuse(theme, problems)
    return WatergebondenSettings(**values)


def seaports(settings: WatergebondenSettings) -> tuple[tuple[str, float, float, float], ...]:
    """Name, x, y and radius (m) of each seaport."""
    parts = [text.rsplit(maxsplit=3) for text in settings.zeehavens]
    return tuple((name, float(x), float(y), float(radius)) for name, x, y, radius in parts)


def _seaport_problems(given: object) -> list[str]:
    problems = []
    for text in given if isinstance(given, tuple) else ():
        parts = str(text).rsplit(maxsplit=3)
        if len(parts) != len(("name", "x", "y", "radius")) or not all(_is_number(part) for part in parts[1:]):
            problems.append(f"settings.zeehavens: '{text}'; verwacht een naam, x, y en straal in meter")
    return problems


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
