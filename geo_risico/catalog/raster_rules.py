"""Checks of raster layers, their sources and their use in a scan, before any image is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog.uses import path_problems, use_problems
from geo_risico.catalog.yaml_files import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.catalog.load import Catalog
    from geo_risico.core.raster_specs import BandMap, RasterSourceSpec
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import LayerSpec, ThemeSpec


def offered(theme: ThemeSpec, scan: ScanSpec) -> ThemeSpec:
    """Theme with the dimensions that belong to this scan: those that need no raster layer, or one that it names."""
    kept = tuple(dim for dim in theme.dimensions if not dim.only_with or set(dim.only_with) & set(scan.rasters))
    return theme if len(kept) == len(theme.dimensions) else theme.model_copy(update={"dimensions": kept})


def raster_problems(
    layers: Mapping[str, LayerSpec], sources: Mapping[str, RasterSourceSpec], themes: Mapping[str, ThemeSpec]
) -> list[str]:
    """Dutch lines about raster definitions that do not fit together, in file order."""
    return [
        *(line for layer in layers.values() for line in _layer_problems(layer)),
        *(line for source in sources.values() for line in _source_problems(source, layers)),
        *(line for theme in themes.values() for line in _dimension_problems(theme, layers)),
    ]


def raster_use_problems(scan: ScanSpec, catalog: Catalog, folder: Path) -> Iterator[str]:
    """Dutch lines about the images that a scan names."""
    rasters = [name for name, layer in catalog.layers.items() if layer.geometry == "raster"]
    for name, uses in scan.rasters.items():
        if name not in rasters:
            yield f"rasters: '{name}' is geen rasterlaag; {nearest(name, rasters)}"
        if not uses:
            yield f"rasters.{name}: geen beeld genoemd; laat een laag die er niet is weg"
        for use in uses:
            yield from (f"rasters.{name}: {line}" for line in use_problems(name, use, scan, catalog.raster_sources))
            yield from (f"rasters.{name}: {line}" for line in path_problems(use.path, scan, folder))


def _layer_problems(layer: LayerSpec) -> Iterator[str]:
    where = f"{layer.name}.yaml"
    if layer.geometry != "raster":
        if layer.derived:
            yield f"{where}: derived: alleen een laag met geometry raster heeft berekende banden"
        return
    for name, column in layer.columns.items():
        if column.dtype not in {"number", "category"}:
            yield f"{where}: columns.{name}: dtype '{column.dtype}'; een band is number of category"
    yield from (f"{where}: derived.{line}" for line in _math_problems(layer))


def _math_problems(layer: LayerSpec) -> Iterator[str]:
    known = list(layer.columns)
    for name, math in layer.derived.items():
        if name in layer.columns:
            yield f"{name}: staat ook bij columns; een band heeft een herkomst"
        for band in math.bands:
            if band not in known:
                yield f"{name}: '{band}' is geen band; {nearest(band, known)}"
        known.append(name)


def _source_problems(source: RasterSourceSpec, layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    where = f"rasters/{source.name}.yaml"
    rasters = [name for name, layer in layers.items() if layer.geometry == "raster"]
    if source.layer not in rasters:
        yield f"{where}: layer: '{source.layer}' is geen rasterlaag; {nearest(source.layer, rasters)}"
        return
    layer = layers[source.layer]
    for name, band in source.bands.items():
        if name not in layer.columns:
            yield f"{where}: bands: '{name}' is geen band van {layer.name}; {nearest(name, list(layer.columns))}"
        else:
            words = layer.columns[name].vocabulary
            yield from (f"{where}: bands.{name}: {line}" for line in _class_problems(band, words))


def _class_problems(band: BandMap, words: tuple[str, ...]) -> Iterator[str]:
    if bool(words) != bool(band.classes):
        yield "classes horen bij een band met vocabulary, en alleen daarbij"
    for word in [*band.classes, *([band.other] if band.other else [])]:
        if word not in words:
            yield f"classes: '{word}' staat niet in de vocabulary; {nearest(word, list(words))}"


def _dimension_problems(theme: ThemeSpec, layers: Mapping[str, LayerSpec]) -> Iterator[str]:
    rasters = [name for name, layer in layers.items() if layer.geometry == "raster"]
    for dim in theme.dimensions:
        for name in dim.only_with:
            if name not in rasters:
                yield f"themes/{theme.name}.yaml: only_with: '{name}' is geen rasterlaag; {nearest(name, rasters)}"
