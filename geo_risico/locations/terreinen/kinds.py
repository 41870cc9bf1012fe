"""What a terrein is: which functions of an area make which type, per builder, and the settings of the builders."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.locations.theme_settings import checked_settings, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import ThemeSpec

REGISTERS: Final = ("TOP10NL", "IBIS", "BGT", "OSM")
"""Registers in the order in which their name, type and identification are taken; others come after these."""


@dataclass(frozen=True, kw_only=True)
class TerreinType:
    """One family of terreinen.

    ``kinds``: word in the functie of an area -> type, the first word that is found counts. ``vague``: types that give
    way to a more precise one of the same terrein. ``loose``: types that lie around others without being the same.
    """

    prefix: str
    kinds: Mapping[str, str]
    vague: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


VAKANTIEPARK: Final = TerreinType(
    prefix="VKP-",
    kinds=MappingProxyType(
        {
            "bungalowpark": "bungalowpark",
            "camping": "camping",
            "kampeer": "camping",
            "caravanpark": "caravanpark",
            "stacaravan": "caravanpark",
            "camperplaats": "camperplaats",
            "vakantiepark": "vakantiepark",
            "recreatiekern": "vakantiepark",
            "recreatiegebied": "recreatiegebied",
        }
    ),
    vague=("vakantiepark", "recreatiegebied"),
    loose=("recreatiegebied",),
)
BEDRIJVENTERREIN: Final = TerreinType(
    prefix="BDT-",
    kinds=MappingProxyType(
        {
            "bedrijventerrein": "bedrijventerrein",
            "bedrijvenpark": "bedrijventerrein",
            "industrieterrein": "bedrijventerrein",
            "industriekern": "bedrijventerrein",
        }
    ),
)
LUCHTHAVEN: Final = TerreinType(
    prefix="LVH-",
    kinds=MappingProxyType(
        {
            "zweefvlieg": "zweefvliegterrein",
            "helihaven": "helihaven",
            "heliport": "helihaven",
            "landingsstrip": "landingsstrip",
            "landingsbaan": "landingsstrip",
            "vliegveld": "vliegveld",
            "luchthaven": "luchthaven",
        }
    ),
    vague=("landingsstrip",),
)
TERREIN_TYPES: Final = MappingProxyType(
    {"vakantieparken": VAKANTIEPARK, "bedrijventerreinen": BEDRIJVENTERREIN, "luchthavens": LUCHTHAVEN}
)
"""Builder in the YAML of a theme -> family of terreinen that it makes."""


@dataclass(frozen=True, kw_only=True)
class TerreinSettings:
    """What a theme may set; the YAML of the theme states each value."""

    piece_gap_m: float = 30.0
    """Nameless pieces of one register and type this close together are one terrein."""
    name_gap_m: float = 500.0
    """Pieces of one register with the same name this close together are one terrein."""
    register_gap_m: float = 50.0
    """Terreinen of two registers this close together are the same when type and name allow it."""
    overlap_share: float = 0.5
    """Two outlines are the same terrein when this share of the smaller one lies in the other."""
    point_radius_m: float = 50.0
    """Radius of the estimated outline of a terrein that is known as a point only."""
    strip_width_m: float = 30.0
    """Width of the estimated outline of a runway that is known as a line only."""
    minimum_area_m2: float = 2_000.0
    """Smaller terreinen are no location (verb ``minimum_area``)."""


def terrein_settings(theme: ThemeSpec) -> TerreinSettings:
    """Settings of the theme, checked.

    Raises
    ------
    DefinitionError
        With a line for each unknown key, each value that is no number of 0 or more, and each verb that does not exist
        for terreinen.
    """
    values, problems = checked_settings(theme, TerreinSettings)
    if "outside_bebouwde_kom" in theme.selection:
        problems.append("selection: outside_bebouwde_kom bestaat alleen voor erven; verwacht in_gemeente, minimum_area")
    refuse(theme, problems)
    return TerreinSettings(**values)


def kind_of(functie: pd.Series[str], family: TerreinType) -> pd.Series[str]:
    """Type of each area by its functie; NaN for an area that is no terrein of this family."""
    number, different = pd.factorize(functie.astype("str"))
    found = [_kind(str(text).casefold(), family) for text in different]
    kinds = np.asarray([*found, None], dtype=object)[number]
    return pd.Series(kinds, index=functie.index, dtype="str")


def _kind(functie: str, family: TerreinType) -> str | None:
    return next((kind for word, kind in family.kinds.items() if word in functie), None)


def register_rank(registers: pd.Series[str]) -> pd.Series[int]:
    """Place of each register in the order of preference, unknown ones last."""
    ranks = {name: number for number, name in enumerate(REGISTERS)}
    return registers.map(ranks).fillna(len(ranks)).astype("int64")
