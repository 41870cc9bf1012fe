"""Settings of the builder of erven, read from the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.locations.theme_settings import checked_settings, refuse

if TYPE_CHECKING:
    from geo_risico.core.specs import ThemeSpec


@dataclass(frozen=True, kw_only=True)
class ErvenSettings:
    """What a theme may set; the YAML of the theme states each value."""

    pand_gap_m: float = 30.0
    """Largest gap between the panden of one erf."""
    yard_extent_m: float = 200.0
    """Largest width and height of an erf with several addressed panden, or with none."""
    yard_adres_panden: float = 3.0
    """Most addressed panden (or percelen with an address) that one erf may hold."""
    minimum_area_m2: float = 50.0
    """Built area below which a group of panden is no erf (verb ``minimum_area``)."""
    kom_adressen_per_ha: float = 5.0
    """Addresses per hectare within ``kom_radius_m`` that make a place bebouwde kom."""
    kom_panden_per_ha: float = 7.0
    """Same for panden, where no addresses exist."""
    kom_radius_m: float = 200.0
    """Reach within which addresses are counted."""
    kom_near_m: float = 50.0
    """Largest distance from a place in the kom to an address; gaps up to twice this are closed."""
    kom_minimum_count: float = 75.0
    """Addresses (or panden) that a kom holds at least."""
    kom_minimum_ha: float = 3.0
    """Area of a kom at least."""
    kom_hole_ha: float = 25.0
    """Largest hole in a kom that belongs to it."""
    kom_terrein_gap_m: float = 100.0
    """A bedrijventerrein this close to a derived kom belongs to it."""


def erven_settings(theme: ThemeSpec) -> ErvenSettings:
    """Settings of the theme, checked.

    Raises
    ------
    DefinitionError
        With a line for each unknown key and each value that is no positive number.
    """
    values, problems = checked_settings(theme, ErvenSettings)
    refuse(theme, problems)
    return ErvenSettings(**values)
