"""Checks that go beyond one key: names that must exist elsewhere, texts that must fit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import IndicatorSpec, LayerSpec, ThemeSpec

KIND_OF_BUILDER = {
    "erven": "erf",
    "gemeenten": "gemeente",
    "vierkanten": "vierkant",
    "watergebonden": "watergebonden",
    "vakantieparken": "vakantiepark",
    "bedrijventerreinen": "bedrijventerrein",
    "luchthavens": "luchthaven",
}
"""Builder of locations -> kind of location that it makes."""


def catalog_problems(
    layers: Mapping[str, LayerSpec], sources: Mapping[str, SourceSpec], themes: Mapping[str, ThemeSpec]
) -> list[str]:
    """Dutch lines about references between definitions that do not hold, in file order."""
    indicators = {spec.name: spec for layer in layers.values() for spec in layer.indicators}
    return [
        *_duplicates(layers),
        *(line for layer in layers.values() for line in _layer_problems(layer, layers)),
        *(line for source in sources.values() for line in _source_problems(source, layers)),
        *(line for theme in themes.values() for line in _theme_problems(theme, indicators)),
    ]


def _duplicates(layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    counts = Counter(spec.name for layer in layers.values() for spec in layer.indicators)
    for name, count in counts.items():
        if count > 1:
            yield f"layers: indicator '{name}' staat {count} keer; een naam hoort bij een laag"


def _layer_problems(layer: LayerSpec, layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    where = f"{layer.name}.yaml"
    if layer.key is not None and layer.key not in layer.columns:
        yield f"{where}: key: '{layer.key}' is geen kolom; {nearest(layer.key, list(layer.columns))}"
    for spec in layer.indicators:
        yield from (f"{where}: {spec.name}: {line}" for line in _indicator_problems(spec, layers))


def _indicator_problems(spec: IndicatorSpec, layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    for kind in spec.applies_to:
        if kind not in KIND_OF_BUILDER.values():
            yield f"applies_to: '{kind}' bestaat niet; {nearest(kind, list(KIND_OF_BUILDER.values()))}"
    for key in ("reason_for", "reason_against"):
        text: str = getattr(spec, key)
        if "{value}" not in text:
            yield f"{key}: '{text}': {{value}} ontbreekt"
    for fallback in spec.fallbacks:
        if fallback.when_absent not in layers:
            hint = nearest(fallback.when_absent, list(layers))
            yield f"fallbacks.when_absent: '{fallback.when_absent}' is geen laag; {hint}"


def _source_problems(source: SourceSpec, layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    where = f"sources/{source.name}.yaml"
    layer = layers.get(source.layer)
    if layer is None:
        yield f"{where}: layer: '{source.layer}' bestaat niet; {nearest(source.layer, list(layers))}"
        return
    for column in source.fields:
        if column not in layer.columns:
            hint = nearest(column, list(layer.columns))
            yield f"{where}: fields: '{column}' is geen kolom van {layer.name}; {hint}"
    for column, spec in layer.columns.items():
        if spec.required and column not in source.fields:
            yield f"{where}: fields: verplichte kolom '{column}' van {layer.name} ontbreekt"


def _theme_problems(theme: ThemeSpec, indicators: Mapping[str, IndicatorSpec]) -> Iterator[str]:
    where = f"themes/{theme.name}.yaml"
    kind = KIND_OF_BUILDER.get(theme.locations)
    if kind is None:
        yield f"{where}: locations: '{theme.locations}' bestaat niet; {nearest(theme.locations, list(KIND_OF_BUILDER))}"
    counts = Counter(name for dim in theme.dimensions for name in dim.weights)
    for name, count in counts.items():
        if name not in indicators:
            yield f"{where}: '{name}' is geen indicator; {nearest(name, list(indicators))}"
        elif kind is not None and kind not in indicators[name].applies_to:
            yield f"{where}: '{name}' bestaat niet voor {kind}; applies_to is {', '.join(indicators[name].applies_to)}"
        if count > 1:
            yield f"{where}: '{name}' staat in {count} dimensies; een indicator telt een keer"
    yield from (f"{where}: {line}" for line in _feature_problems(theme))
    bands = list(dict(sorted(theme.bands.items())).values())
    if len(bands) != len("ABCDE") or bands != sorted(set(bands)) or bands[0] != 0:
        yield f"{where}: bands: {dict(theme.bands)}: A tot E met oplopende grenzen vanaf 0 verwacht"


def _feature_problems(theme: ThemeSpec) -> Iterator[str]:
    known = [feature.name for feature in theme.features]
    for feature in theme.features:
        if feature.indicator not in theme.weights:
            hint = nearest(feature.indicator, list(theme.weights))
            yield f"features.{feature.name}: indicator '{feature.indicator}' hoort niet bij dit thema; {hint}"
    for question in theme.questions:
        for name in question.features:
            if name not in known:
                yield f"questions: '{name}' is geen kenmerk van dit thema; {nearest(name, known)}"
    axes = {dim.axis for dim in theme.dimensions}
    if theme.matrix is not None and not {"kans", "barriere"} <= axes:
        yield "matrix: minstens een dimensie met axis kans en een met axis barriere verwacht"
