"""Checks of registers on the network against the layers and sources that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.register_specs import RegisterSpec
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec


def register_problems(
    registers: Mapping[str, RegisterSpec], layers: Mapping[str, LayerSpec], sources: Mapping[str, SourceSpec]
) -> Iterator[str]:
    """Dutch lines about registers that name a layer or a source that is not there, or that do not fit."""
    for register in registers.values():
        where = f"registers/{register.name}.yaml"
        if register.layer not in layers:
            yield f"{where}: layer: '{register.layer}' bestaat niet; {nearest(register.layer, list(layers))}"
        if register.source not in sources:
            yield f"{where}: source: '{register.source}' bestaat niet; {nearest(register.source, list(sources))}"
        elif sources[register.source].layer != register.layer:
            yield f"{where}: layer: '{register.layer}'; bron {register.source} vult {sources[register.source].layer}"
        if register.kind == "features" and not register.collection:
            yield f"{where}: collection ontbreekt; verwacht de naam van een verzameling bij kind features"
