"""What a scan will read, with every problem found before any data is opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.catalog.calibrated import calibrated_problems, session_problems
from geo_risico.catalog.database_rules import database_problems
from geo_risico.catalog.raster_rules import offered, raster_use_problems
from geo_risico.catalog.service_rules import fetch_problems, missing_fetches, with_fetched
from geo_risico.catalog.uses import path_problems, use_problems
from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.catalog.load import Catalog
    from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
    from geo_risico.core.source_specs import LayerUse, ScanSpec, SourceSpec
    from geo_risico.core.specs import LayerSpec, ThemeSpec

YEARS: Final = (1900, 2200)
"""First and last year of a peildatum; dates beyond cannot be reckoned with."""
LARGEST_WEIGHT: Final = 1e9
NEEDED: Final = {
    "erven": ("gemeenten", "panden"),
    "gemeenten": ("gemeenten",),
    "vierkanten": ("gemeenten",),
    "watergebonden": ("gemeenten",),
    "vakantieparken": ("gemeenten", "functionele_gebieden"),
    "bedrijventerreinen": ("gemeenten", "functionele_gebieden"),
    "luchthavens": ("gemeenten", "functionele_gebieden"),
}
"""Builder of locations -> layers that a scan must name; without rows in the first, or in panden, there is no scan."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A scan with its definitions resolved.

    ``reads``: layer name -> its definition and the files that fill it; ``rasters``: the same for raster layers;
    ``absent``: layers that the scan does not name. Themes hold only the dimensions that belong to this scan.
    """

    scan: ScanSpec
    themes: tuple[ThemeSpec, ...]
    folder: Path
    reads: Mapping[str, tuple[LayerSpec, tuple[tuple[LayerUse, SourceSpec], ...]]]
    absent: tuple[LayerSpec, ...]
    rasters: Mapping[str, tuple[LayerSpec, tuple[tuple[RasterUse, RasterSourceSpec], ...]]]

    @property
    def theme(self) -> ThemeSpec:
        """The main theme."""
        return self.themes[0]


def make_plan(scan: ScanSpec, catalog: Catalog, folder: Path) -> Plan:
    """Plan of a scan.

    Parameters
    ----------
    scan
        The definition.
    catalog
        All layers, sources and themes.
    folder
        Folder of the scan definition; paths of layers start there.

    Raises
    ------
    DefinitionError
        With every unknown name, missing file and contradiction at once.
    """
    scan = with_fetched(scan, catalog, folder)
    problems = list(_problems(scan, catalog, folder))
    if problems:
        raise DefinitionError(f"Scan {scan.name}: {len(problems)} probleem(en)", problems)
    return Plan(
        scan=scan,
        themes=tuple(offered(catalog.themes[name], scan) for name in scan.themes),
        folder=folder,
        reads={
            name: (catalog.layers[name], tuple((use, catalog.sources[use.source]) for use in uses))
            for name, uses in scan.layers.items()
        },
        absent=tuple(
            layer for name, layer in catalog.layers.items() if name not in scan.layers and name not in scan.rasters
        ),
        rasters={
            name: (catalog.layers[name], tuple((use, catalog.raster_sources[use.source]) for use in uses))
            for name, uses in scan.rasters.items()
        },
    )


def _problems(scan: ScanSpec, catalog: Catalog, folder: Path) -> Iterator[str]:
    yield from _scan_problems(scan)
    yield from _theme_problems(scan, catalog)
    yield from _named_problems(scan, catalog)
    yield from calibrated_problems(scan, folder)
    yield from session_problems(scan, folder)
    yield from raster_use_problems(scan, catalog, folder)
    yield from fetch_problems(scan, catalog)
    yield from missing_fetches(scan, folder)
    yield from database_problems(scan)
    for name, uses in scan.layers.items():
        if name not in catalog.layers:
            yield f"layers: '{name}' is geen laag; {nearest(name, list(catalog.layers))}"
        elif catalog.layers[name].geometry == "raster":
            yield f"layers: '{name}' is een rasterlaag; noem haar onder rasters"
        if not uses:
            yield f"layers.{name}: geen bestand genoemd; laat een laag die er niet is weg"
        for use in uses:
            yield from (f"layers.{name}: {line}" for line in use_problems(name, use, scan, catalog.sources))
            if use.table is None:
                yield from (f"layers.{name}: {line}" for line in path_problems(use.path, scan, folder))
            elif scan.database is None:
                yield f"layers.{name}: table: '{use.table}', maar de sleutel database ontbreekt in de scan"


def _named_problems(scan: ScanSpec, catalog: Catalog) -> Iterator[str]:
    if catalog.fieldwork and scan.veldwerk not in catalog.fieldwork:
        yield f"veldwerk: '{scan.veldwerk}' bestaat niet; {nearest(scan.veldwerk, list(catalog.fieldwork))}"
    wanted = scan.handelingsperspectieven
    if catalog.advice and wanted is not None and wanted not in catalog.advice:
        yield f"handelingsperspectieven: '{wanted}' bestaat niet; {nearest(wanted, list(catalog.advice))}"
    for name in scan.achtergrond:
        if name not in catalog.backdrops:
            yield f"achtergrond: '{name}' bestaat niet; {nearest(name, list(catalog.backdrops))}"


def _scan_problems(scan: ScanSpec) -> Iterator[str]:
    if not YEARS[0] <= scan.peildatum.year <= YEARS[1]:
        yield f"peildatum: {scan.peildatum}: jaar van {YEARS[0]} tot en met {YEARS[1]} verwacht"
    if scan.hide_score and scan.profile != "toezicht":
        yield f"hide_score: true verbergt de score alleen bij profile toezicht, niet bij {scan.profile}"
    bounds = scan.area.bounds
    if bounds is not None and not (bounds[0] < bounds[2] and bounds[1] < bounds[3]):
        yield f"area.bounds: {list(bounds)}: [minx, miny, maxx, maxy] met minx < maxx en miny < maxy verwacht"
    for name, weight in scan.weights.items():
        if weight > LARGEST_WEIGHT:
            yield f"weights.{name}: {weight:g}: hoogstens {LARGEST_WEIGHT:g} verwacht"


def _theme_problems(scan: ScanSpec, catalog: Catalog) -> Iterator[str]:
    known = [offered(catalog.themes[name], scan) for name in scan.themes if name in catalog.themes]
    for name in scan.themes:
        if name not in catalog.themes:
            yield f"themes: '{name}' bestaat niet; {nearest(name, list(catalog.themes))}"
    makers = Counter(theme.locations for theme in known)
    for maker in [name for name, count in makers.items() if count > 1]:
        yield f"themes: {makers[maker]} thema's maken {maker}; in een scan hoogstens een thema per soort locatie"
    for theme in known:
        for name in sorted(set(NEEDED.get(theme.locations, ())) - set(scan.layers)):
            yield f"layers: '{name}' ontbreekt; zonder die laag zijn er geen {theme.location_plural} te maken"
    if len(known) == len(scan.themes):
        yield from _weight_problems(scan, known)


def _weight_problems(scan: ScanSpec, themes: list[ThemeSpec]) -> Iterator[str]:
    allowed = list(dict.fromkeys(name for theme in themes for name in theme.weights))
    for name in scan.weights:
        if name not in allowed:
            titles = ", ".join(theme.name for theme in themes)
            yield f"weights: '{name}' hoort niet bij {titles}; {nearest(name, allowed)}"
    for theme in themes:
        changed = {**theme.weights, **{k: w for k, w in scan.weights.items() if k in theme.weights}}
        if not any(changed.values()):
            yield f"weights: minstens een gewicht boven 0 verwacht in {theme.name}"
