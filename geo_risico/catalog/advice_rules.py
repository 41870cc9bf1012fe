"""Checks of the handelingsperspectieven against the themes, and what they leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.advice_specs import AdviceRule, AdviceSpec
    from geo_risico.core.specs import ThemeSpec


def advice_problems(advice: Mapping[str, AdviceSpec], themes: Mapping[str, ThemeSpec]) -> list[str]:
    """Dutch lines about rules that name a theme or a dimension that is not there."""
    return [
        f"handelingsperspectieven/{spec.name}.yaml: rules.{place}: {line}"
        for spec in advice.values()
        for place, rule in enumerate(spec.rules)
        for line in _rule_problems(rule, themes)
    ]


def without_advice(spec: AdviceSpec, themes: Mapping[str, ThemeSpec]) -> list[str]:
    """Theme and dimension, as 'thema.dimensie', for which a list holds nothing."""
    return [
        f"{theme.name}.{dim.name}"
        for theme in themes.values()
        for dim in theme.dimensions
        if not spec.names_for(theme.name, dim.name)
    ]


def _rule_problems(rule: AdviceRule, themes: Mapping[str, ThemeSpec]) -> Iterator[str]:
    for name in rule.themes:
        if name not in themes:
            yield f"themes: '{name}' bestaat niet; {nearest(name, list(themes))}"
    shown = [themes[name] for name in rule.themes if name in themes] if rule.themes else list(themes.values())
    known = {dim.name for theme in shown for dim in theme.dimensions}
    for name in rule.dimensions:
        if known and name not in known:
            yield f"dimensions: '{name}' is geen dimensie van die thema's; {nearest(name, sorted(known))}"
