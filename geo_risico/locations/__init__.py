"""Locations: which places are scored, and which register rows belong to each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_risico.core.errors import DefinitionError
from geo_risico.locations.erven.build import build_erven
from geo_risico.locations.gemeenten import build_gemeenten
from geo_risico.locations.terreinen.build import build_terreinen
from geo_risico.locations.vierkanten import build_vierkanten
from geo_risico.locations.water.build import build_watergebonden

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from geo_risico.core.results import Locations
    from geo_risico.core.specs import ThemeSpec

__all__ = ["BUILDERS", "build_locations"]

BUILDERS = MappingProxyType(
    {
        "erven": build_erven,
        "gemeenten": build_gemeenten,
        "vierkanten": build_vierkanten,
        "vakantieparken": build_terreinen,
        "bedrijventerreinen": build_terreinen,
        "luchthavens": build_terreinen,
        "watergebonden": build_watergebonden,
    }
)
"""Name in the YAML of a theme -> builder."""


def build_locations(
    layers: Mapping[str, pd.DataFrame], theme: ThemeSpec, gemeenten_codes: Collection[str]
) -> Locations:
    """Locations of a theme, on index ``location_id`` in ascending order, with their links to register rows.

    Parameters
    ----------
    layers
        Layer name -> frame in our columns (EPSG:28992).
    theme
        Names the builder, its settings and the selection verbs.
    gemeenten_codes
        Gemeenten to keep; empty means all in the layer.

    Raises
    ------
    DefinitionError
        When the theme names an unknown builder or a wrong setting.
    DataError
        When a layer that the builder cannot do without is absent, or a gemeente code is not in the layer.
    """
    builder = BUILDERS.get(theme.locations)
    if builder is None:
        known = ", ".join(sorted(BUILDERS))
        raise DefinitionError(
            f"thema {theme.name}, sleutel locations: '{theme.locations}' is geen bekende bouwer; bekend zijn: {known}"
        )
    return builder(layers, theme, gemeenten_codes)
