"""Settings that one indicator takes over from another, so that a long list stands in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import IndicatorSpec, LayerSpec


def with_borrowed_settings(layers: Mapping[str, LayerSpec], problems: list[str]) -> dict[str, LayerSpec]:
    """Layers whose indicators have the settings that they name in ``settings_from``.

    Parameters
    ----------
    layers
        Layers as they were read, by name.
    problems
        Gets one Dutch line for every setting that cannot be taken over.
    """
    own = {spec.name: spec.settings for layer in layers.values() for spec in layer.indicators}
    result = dict(layers)
    for name, layer in layers.items():
        if any(spec.settings_from for spec in layer.indicators):
            filled = tuple(_filled(spec, own, f"{name}.yaml", problems) for spec in layer.indicators)
            result[name] = layer.model_copy(update={"indicators": filled})
    return result


def _filled(
    spec: IndicatorSpec, own: Mapping[str, Mapping[str, object]], where: str, problems: list[str]
) -> IndicatorSpec:
    taken = {}
    for setting, owner in spec.settings_from.items():
        if setting in own.get(owner, {}) and setting not in spec.settings:
            taken[setting] = own[owner][setting]
            continue
        owners = ", ".join(sorted(name for name, settings in own.items() if setting in settings and name != spec.name))
        problems.append(
            f"{where}: {spec.name}: settings_from: '{setting}: {owner}'; verwacht een instelling die hier niet zelf "
            f"staat, van een indicator die haar heeft: {owners or 'geen enkele'}"
        )
    return spec.model_copy(update={"settings": {**taken, **spec.settings}})
