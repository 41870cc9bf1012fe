"""All definitions of a folder, read and checked together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from geo_risico.catalog.advice_rules import advice_problems
from geo_risico.catalog.borrowed import with_borrowed_settings, with_shared_settings
from geo_risico.catalog.origin_rules import origin_problems
from geo_risico.catalog.raster_rules import raster_problems
from geo_risico.catalog.register_rules import register_problems
from geo_risico.catalog.rules import catalog_problems
from geo_risico.catalog.service_rules import service_problems
from geo_risico.catalog.yaml_files import parse
from geo_risico.core.advice_specs import AdviceSpec
from geo_risico.core.backdrop_specs import BackdropSpec
from geo_risico.core.errors import DefinitionError
from geo_risico.core.fieldwork_specs import FieldworkSpec
from geo_risico.core.raster_specs import RasterSourceSpec
from geo_risico.core.register_specs import RegisterSpec
from geo_risico.core.service_specs import RasterServiceSpec
from geo_risico.core.source_specs import ScanSpec, SourceSpec
from geo_risico.core.specs import IndicatorSpec, LayerSpec, ThemeSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

S = TypeVar(
    "S",
    LayerSpec,
    SourceSpec,
    RasterSourceSpec,
    RasterServiceSpec,
    RegisterSpec,
    ThemeSpec,
    FieldworkSpec,
    AdviceSpec,
    BackdropSpec,
)


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Layers, sources, themes, services, registers, lists for visits and advice, online backgrounds, each by name."""

    layers: Mapping[str, LayerSpec]
    sources: Mapping[str, SourceSpec]
    themes: Mapping[str, ThemeSpec]
    raster_sources: Mapping[str, RasterSourceSpec] = field(default_factory=lambda: MappingProxyType({}))
    services: Mapping[str, RasterServiceSpec] = field(default_factory=lambda: MappingProxyType({}))
    registers: Mapping[str, RegisterSpec] = field(default_factory=lambda: MappingProxyType({}))
    fieldwork: Mapping[str, FieldworkSpec] = field(default_factory=lambda: MappingProxyType({}))
    advice: Mapping[str, AdviceSpec] = field(default_factory=lambda: MappingProxyType({}))
    backdrops: Mapping[str, BackdropSpec] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def indicators(self) -> dict[str, IndicatorSpec]:
        """Every indicator by name."""
        return {spec.name: spec for layer in self.layers.values() for spec in layer.indicators}

    @property
    def home_of(self) -> dict[str, str]:
        """Layer in whose YAML an indicator stands, by indicator."""
        return {spec.name: layer.name for layer in self.layers.values() for spec in layer.indicators}


def definitions_folder() -> Path:
    """Folder that holds ``layers`` and ``scans``: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[1]
    inside = package / "definitions"
    return inside if inside.is_dir() else package.parent


def load_catalog(layers_dir: Path, themes_dir: Path) -> Catalog:
    """Catalog of all layers, sources and themes.

    Parameters
    ----------
    layers_dir
        Folder with one YAML per layer, and folders ``sources``, ``rasters`` and ``services`` with one per form; in
        ``achtergronden`` there may be online backgrounds, in ``registers`` what is fetched from the network.
    themes_dir
        Folder with one YAML per theme; a folder ``veldwerk`` beside it may hold lists for visits, and one
        ``handelingsperspectieven`` lists of what may be considered.

    Raises
    ------
    DefinitionError
        With every problem of every file at once.
    """
    catalog, problems = read_catalog(layers_dir, themes_dir)
    if problems:
        raise DefinitionError(f"{len(problems)} probleem(en) in de definities", problems)
    return catalog


def read_catalog(layers_dir: Path, themes_dir: Path) -> tuple[Catalog, list[str]]:
    """Catalog of the definitions that can be read, and one Dutch line for every problem in all of them."""
    problems: list[str] = []
    catalog = Catalog(
        layers=with_borrowed_settings(_load_folder(layers_dir, LayerSpec, problems), problems),
        sources=_load_folder(layers_dir / "sources", SourceSpec, problems),
        raster_sources=_load_folder(layers_dir / "rasters", RasterSourceSpec, problems),
        services=_load_folder(layers_dir / "services", RasterServiceSpec, problems),
        registers=_load_optional(layers_dir / "registers", RegisterSpec, problems),
        fieldwork=_load_optional(themes_dir.parent / "veldwerk", FieldworkSpec, problems),
        advice=_load_optional(themes_dir.parent / "handelingsperspectieven", AdviceSpec, problems),
        backdrops=_load_optional(layers_dir / "achtergronden", BackdropSpec, problems),
        themes=with_shared_settings(_load_folder(themes_dir, ThemeSpec, problems), problems),
    )
    problems += catalog_problems(catalog.layers, catalog.sources, catalog.themes)
    problems += origin_problems(catalog.layers, catalog.sources)
    problems += raster_problems(catalog.layers, catalog.raster_sources, catalog.themes)
    problems += advice_problems(catalog.advice, catalog.themes)
    problems += register_problems(catalog.registers, catalog.layers, catalog.sources)
    return catalog, [*problems, *service_problems(catalog.services, catalog.raster_sources)]


def load_scan(path: Path) -> ScanSpec:
    """One scan definition.

    Raises
    ------
    DefinitionError
        With one line for each key that is wrong.
    """
    return parse(path, ScanSpec)


def _load_optional(folder: Path, model: type[S], problems: list[str]) -> dict[str, S]:
    return _load_folder(folder, model, problems) if folder.is_dir() else {}


def _load_folder(folder: Path, model: type[S], problems: list[str]) -> dict[str, S]:
    found: dict[str, S] = {}
    if not folder.is_dir():
        problems.append(f"{folder}: map met definities bestaat niet")
    for path in sorted(folder.glob("*.yaml")):
        spec = _load_one(path, model, problems)
        if spec is not None:
            found[spec.name] = spec
    return found


def _load_one(path: Path, model: type[S], problems: list[str]) -> S | None:
    try:
        spec: S = parse(path, model)
    except DefinitionError as error:
        problems.extend(f"{path.name}: {line}" for line in error.problems or (str(error),))
        return None
    if spec.name != path.stem:
        problems.append(f"{path.name}: name is '{spec.name}', verwacht '{path.stem}' (de bestandsnaam)")
    return spec
