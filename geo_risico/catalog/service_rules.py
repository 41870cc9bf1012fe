"""Checks of services and of what a scan fetches from them, and the scenes that were fetched before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from geo_risico.catalog.uses import MISSING_FILE
from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.json_text import parse_json
from geo_risico.core.raster_specs import RasterUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.catalog.load import Catalog
    from geo_risico.core.raster_specs import RasterSourceSpec
    from geo_risico.core.service_specs import FetchUse, RasterServiceSpec
    from geo_risico.core.source_specs import ScanSpec


def service_problems(
    services: Mapping[str, RasterServiceSpec], sources: Mapping[str, RasterSourceSpec]
) -> Iterator[str]:
    """Dutch lines about services that name what is not there."""
    for service in services.values():
        where = f"services/{service.name}.yaml"
        if service.source is not None and service.source not in sources:
            yield f"{where}: source: '{service.source}' bestaat niet; {nearest(service.source, list(sources))}"
        if service.kind != "cog" and service.endpoint is None:
            yield f"{where}: endpoint ontbreekt; alleen een los bestand (cog) krijgt zijn adres van de scan"
        for key in ("optional", "classes"):
            for name in getattr(service, key):
                if name not in service.parts:
                    yield f"{where}: {key}: '{name}' staat niet bij parts; {nearest(name, list(service.parts))}"


def fetch_problems(scan: ScanSpec, catalog: Catalog) -> Iterator[str]:
    """Dutch lines about what a scan fetches: service, source, layer, address and folder."""
    folders: dict[str, str] = {}
    for name, use in scan.ophalen.items():
        where = f"ophalen.{name}"
        key = use.folder.rstrip("/")
        if key in folders:
            yield f"{where}: folder: '{use.folder}' is ook de map van {folders[key]}; een eigen map verwacht"
        folders[key] = name
        if use.service not in catalog.services:
            yield f"{where}: service: '{use.service}' bestaat niet; {nearest(use.service, list(catalog.services))}"
        else:
            yield from (f"{where}: {line}" for line in _use_problems(use, catalog))


def _use_problems(use: FetchUse, catalog: Catalog) -> Iterator[str]:
    service = catalog.services[use.service]
    if service.endpoint is None and use.endpoint is None:
        yield "endpoint ontbreekt; het adres van het bestand verwacht"
    for part in use.parts:
        if part not in service.parts:
            yield f"parts: '{part}' is geen deel van {service.name}; {nearest(part, list(service.parts))}"
    name = use.source or service.source
    if name is None:
        yield "source ontbreekt; een bron uit layers/rasters verwacht die het resultaat leest"
    elif name not in catalog.raster_sources:
        yield f"source: '{name}' bestaat niet; {nearest(name, list(catalog.raster_sources))}"
    elif catalog.raster_sources[name].layer != use.layer:
        yield f"layer: '{use.layer}'; bron {name} vult {catalog.raster_sources[name].layer}"


def with_fetched(scan: ScanSpec, catalog: Catalog, folder: Path) -> ScanSpec:
    """Scan with the scenes that were fetched for it under ``rasters``, behind those that it names itself.

    Parameters
    ----------
    scan
        The definition.
    catalog
        All definitions.
    folder
        Folder of the scan definition.
    """
    rasters = dict(scan.rasters)
    for use in scan.ophalen.values():
        service = catalog.services.get(use.service)
        source = use.source or (service.source if service else None)
        named = [one.path.rstrip("/") for uses in scan.rasters.values() for one in uses]
        if source is None or any(path.startswith(use.folder.rstrip("/")) for path in named):
            continue
        scenes = tuple(
            RasterUse(source=source, path=f"{use.folder.rstrip('/')}/{scene['folder']}", peildatum=_date(scene))
            for scene in fetched_scenes(folder / use.folder)
        )
        if scenes:
            rasters[use.layer] = (*rasters.get(use.layer, ()), *scenes)
    return scan if rasters == scan.rasters else scan.model_copy(update={"rasters": rasters})


def missing_fetches(scan: ScanSpec, folder: Path) -> Iterator[str]:
    """Dutch lines about what was not fetched yet."""
    for name, use in scan.ophalen.items():
        if not fetched_scenes(folder / use.folder):
            yield (
                f"ophalen.{name}: '{use.folder}' {MISSING_FILE} {folder}); draai eerst geo-risico ophalen op een "
                "machine met netwerk, of kopieer de map"
            )


def fetched_scenes(folder: Path) -> list[dict[str, Any]]:
    """Folder and date of each scene in a folder of a fetch; empty where nothing was fetched."""
    try:
        content = parse_json((folder / "snapshots.json").read_text(encoding="utf-8"))
        return [scene for scene in content["scenes"] if (folder / scene["folder"]).is_dir()]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _date(scene: Mapping[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(scene["date"]) if scene.get("date") else None
