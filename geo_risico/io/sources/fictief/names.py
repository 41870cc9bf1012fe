"""Invented names of streets, places, waters and gemeenten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Ints
    from geo_risico.io.sources.fictief.landscape import Landscape

GEMEENTE = "Nieuwpolder"
GEMEENTE_CODES = ("9999", "9998", "9997", "9996")
GEMEENTE_NAMES = (GEMEENTE, "Noorderveld", "Westerwaard", "Zuiderbroek")
PROVINCE = ("PV99", "99", "Fictieland")
RIVER = "Vliet"
LINES_PER_NAME = 6

_RURAL_FIRST = (
    "Hoge", "Lage", "Oude", "Nieuwe", "Noorder", "Zuider", "Ooster", "Wester", "Kerke", "Molen", "Broek", "Veen",
    "Heide", "Kamper",
    "Eiken", "Elzen", "Wilgen", "Populieren", "Meeuwen", "Reiger", "Kievits", "Grutto", "Ganzen", "Zwanen",
    "Boeren", "Schapen", "Paarden", "Turf", "Riet", "Klei", "Zand", "Dwars", "Midden", "Achter", "Voor", "Buiten",
)  # fmt: skip
_RURAL_LAST = ("weg", "dijk", "laan", "kade", "pad", "steeg", "wetering", "vaart")
_TOWN_FIRST = (
    "Dorps", "Kerk", "School", "Markt", "Haven", "Brink", "Linden", "Beuken", "Kastanje", "Esdoorn", "Tulpen", "Rozen",
    "Anjer", "Merel", "Lijster", "Vinken", "Zwaluw", "Bakkers", "Smeden", "Molenaars", "Wevers", "Vissers", "Schippers",
    "Jonker", "Graaf", "Prins", "Konings", "Burgemeester", "Dominee", "Meester", "Notaris", "Dokter",
)  # fmt: skip
_TOWN_LAST = ("straat", "laan", "plein", "hof", "weg", "singel", "plantsoen", "gaarde", "dreef", "pad")
_PLACE_FIRST = (
    "Nieuw", "Oud", "Wester", "Ooster", "Noord", "Zuid", "Hoog", "Laag", "Groot", "Klein", "Boven", "Neder", "Middel",
    "Broek", "Eik", "Berk", "Wilg", "Riet", "Kraai", "Valk",
)  # fmt: skip
_PLACE_LAST = (
    "hoven",
    "woude",
    "dorp",
    "veen",
    "mare",
    "kerke",
    "rade",
    "burg",
    "horst",
    "lo",
    "broek",
    "zijl",
    "wolde",
)


def place_names(count: int) -> list[str]:
    """Names of villages and hamlets; the first is the gemeente's own name."""
    made = [GEMEENTE]
    k = 0
    while len(made) < count:
        first, last = _PLACE_FIRST[(k * 7 + 3) % len(_PLACE_FIRST)], _PLACE_LAST[(k * 5 + k // 20) % len(_PLACE_LAST)]
        name = f"{first}{last}" if k < len(_PLACE_FIRST) * len(_PLACE_LAST) else f"{first}{last}-{k}"
        made += [name] if name not in made else []
        k += 1
    return made


def street_names(land: Landscape, street: Ints) -> np.ndarray:
    """Name of each street number: block edges share a name along a line, streets in towns have their own."""
    columns = land.columns
    edges = land.h_kind.size + land.v_kind.size
    line, along = np.divmod(street, columns)
    v = street - land.h_kind.size
    v_along, v_line = np.divmod(v, columns + 1)
    is_v, is_town = (street >= land.h_kind.size) & (street < edges), street >= edges
    key = np.where(is_v, 7919 * v_line + v_along // LINES_PER_NAME, 104_729 * line + along // LINES_PER_NAME)
    rural = _combine(_RURAL_FIRST, _RURAL_LAST, key)
    return np.where(is_town, _combine(_TOWN_FIRST, _TOWN_LAST, street), rural)


def _combine(first: tuple[str, ...], last: tuple[str, ...], key: Ints) -> np.ndarray:
    table = np.array([f"{a}{b}" for b in last for a in first], dtype=object)
    return np.asarray(table[(np.abs(key) * 2_654_435_761 % 2**32) // 7 % len(table)], dtype=object)
