"""The images that a scan asks of services, over its own area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_risico.catalog import Plan
from geo_risico.catalog.service_rules import fetch_problems
from geo_risico.core.errors import DefinitionError
from geo_risico.io.services.jobs import Wish
from geo_risico.scan.reading import read_layers, widened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.source_specs import ScanSpec

Bounds = tuple[float, float, float, float]


def wishes_of(scan: ScanSpec, catalog: Catalog, folder: Path, cache: Path, step: Callable[[str], None]) -> list[Wish]:
    """What a scan asks of services, in the order of the scan.

    Parameters
    ----------
    scan
        The definition.
    catalog
        All layers, sources and services.
    folder
        Folder of the scan definition.
    cache
        Folder for read layers.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    DefinitionError
        When the scan asks nothing, or something that does not fit.
    """
    problems = list(fetch_problems(scan, catalog))
    if not scan.ophalen:
        problems.append("ophalen: ontbreekt; noem wat de scan bij welke dienst (layers/services) haalt")
    if problems:
        raise DefinitionError(f"Scan {scan.name}: {len(problems)} probleem(en)", problems)
    area = _area(scan, catalog, folder, cache, step)
    return [
        Wish(
            name=name,
            use=use.model_copy(update={"end": min(use.end or scan.peildatum, scan.peildatum)}),
            spec=catalog.services[use.service],
            bounds=widened(area, use.margin_m),
        )
        for name, use in scan.ophalen.items()
    ]


def _area(scan: ScanSpec, catalog: Catalog, folder: Path, cache: Path, step: Callable[[str], None]) -> Bounds:
    """Bounds of the scan, or of its gemeenten where it names none."""
    if scan.area.bounds is not None:
        return scan.area.bounds
    uses = scan.layers["gemeenten"]
    plan = Plan(
        scan=scan,
        themes=tuple(catalog.themes[name] for name in scan.themes),
        folder=folder,
        reads={"gemeenten": (catalog.layers["gemeenten"], tuple((use, catalog.sources[use.source]) for use in uses))},
        absent=(),
        rasters={},
    )
    frame = read_layers(plan, cache, step).frames["gemeenten"]
    chosen = frame[frame["gemeente_code"].isin(scan.area.gemeenten)] if scan.area.gemeenten else frame
    minx, miny, maxx, maxy = gpd.GeoDataFrame(chosen, geometry="geometry").total_bounds
    return (float(minx), float(miny), float(maxx), float(maxy))
