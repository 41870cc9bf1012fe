"""Which registers and services are meant by the names of layers, registers, services and themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.catalog.plan import NEEDED
from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.errors import DefinitionError
from geo_risico.scan.compute import BUILDER_LAYERS, indicator_function, layer_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_risico.catalog import Catalog
    from geo_risico.core.specs import ThemeSpec

ALWAYS: Final = "gemeenten"
"""Layer without which nothing is known of an area."""
BESIDE: Final = frozenset({"gemeenten", "landgebied", "wijken", "buurten"})
"""Layers that every theme uses for its area."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Names of registers and of services for images, in the order of their names."""

    registers: tuple[str, ...]
    services: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.registers, *self.services)


def choose(names: Iterable[str], themes: Iterable[str], catalog: Catalog) -> Chosen:
    """Registers and services behind names of layers, registers, services and themes; every default when none is named.

    Parameters
    ----------
    names
        Layers, registers or services.
    themes
        Themes whose layers are meant.
    catalog
        All definitions.

    Raises
    ------
    DefinitionError
        When a name is unknown, or nothing fetches it.
    """
    problems: list[str] = []
    found: dict[str, None] = {}
    asked = [*names, *_layers_of(themes, catalog, problems)]
    for name in asked or [register.layer for register in catalog.registers.values() if register.is_default]:
        behind = _behind(name, catalog)
        found |= dict.fromkeys(behind)
        if not behind:
            problems.append(_unknown(name, catalog))
    if problems:
        raise DefinitionError(f"--lagen en --thema: {len(problems)} probleem(en)", list(dict.fromkeys(problems)))
    found |= dict.fromkeys(_behind(ALWAYS, catalog))
    return Chosen(
        registers=tuple(sorted(name for name in found if name in catalog.registers)),
        services=tuple(sorted(name for name in found if name in catalog.services)),
    )


def theme_layers(theme: ThemeSpec, catalog: Catalog) -> set[str]:
    """Layers of which a theme makes use: for its locations, its indicators and its area."""
    named = {
        layer
        for name in theme.weights
        for layer in layer_parameters(indicator_function(name), catalog.indicators[name])
    }
    return named | BUILDER_LAYERS[theme.locations] | set(NEEDED.get(theme.locations, ())) | BESIDE


def _layers_of(themes: Iterable[str], catalog: Catalog, problems: list[str]) -> list[str]:
    """Layers of themes that a register fills; images are fetched only when they are named."""
    found: set[str] = set()
    for name in themes:
        if name not in catalog.themes:
            problems.append(f"--thema: '{name}' bestaat niet; {nearest(name, list(catalog.themes))}")
            continue
        found |= theme_layers(catalog.themes[name], catalog)
    fetched = {register.layer for register in catalog.registers.values()}
    return sorted(found & fetched)


def _behind(name: str, catalog: Catalog) -> list[str]:
    """Register or service of that name, else those that fill the layer: the usual ones, or all where none is usual."""
    if name in catalog.registers or name in catalog.services:
        return [name]
    filling = [one for one in catalog.registers.values() if one.layer == name]
    usual = [one.name for one in filling if one.is_default]
    images = [
        service.name
        for service in catalog.services.values()
        if service.source is not None and catalog.raster_sources[service.source].layer == name and service.endpoint
    ]
    return usual or [one.name for one in filling] or images


def _unknown(name: str, catalog: Catalog) -> str:
    if name in catalog.layers:
        return f"--lagen: geen register of dienst haalt de laag '{name}'; zie geo-risico registers"
    layers = {one.layer for one in catalog.registers.values()}
    return f"--lagen: '{name}' bestaat niet; {nearest(name, sorted({*layers, *catalog.registers, *catalog.services}))}"
