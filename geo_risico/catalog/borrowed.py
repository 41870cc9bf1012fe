"""Settings that one indicator or theme takes over from another, so that a long list stands in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import IndicatorSpec, LayerSpec, ThemeSpec


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


def with_shared_settings(themes: Mapping[str, ThemeSpec], problems: list[str]) -> dict[str, ThemeSpec]:
    """Themes with the settings of the theme that they name in ``settings_from``.

    Parameters
    ----------
    themes
        Themes as they were read, by name.
    problems
        Gets one Dutch line for every theme that names no example with the same builder and settings of its own.
    """
    result = dict(themes)
    for name, theme in themes.items():
        if theme.settings_from is None:
            continue
        example = themes.get(theme.settings_from)
        if example is None or example.locations != theme.locations or example.settings_from is not None:
            names = [t.name for t in themes.values() if t.locations == theme.locations and t.settings_from is None]
            problems.append(
                f"themes/{name}.yaml: settings_from: '{theme.settings_from}'; verwacht een thema met dezelfde bouwer "
                f"en eigen instellingen: {', '.join(names)}"
            )
            continue
        result[name] = theme.model_copy(update={"settings": {**example.settings, **theme.settings}})
    return result
