"""A scan on a snapshot: which definition runs, what the snapshot adds, and what needs a network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.catalog import load_scan
from geo_risico.catalog.service_rules import with_fetched
from geo_risico.catalog.uses import REMOTE
from geo_risico.core.errors import DefinitionError, SourceError
from geo_risico.io.registers.scan_file import SCAN_FILE
from geo_risico.io.registers.snapshot import fault_of, read_snapshot
from geo_risico.io.services.snapshot import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.snapshot_specs import Snapshot
    from geo_risico.core.source_specs import ScanSpec


@dataclass(frozen=True, kw_only=True)
class OnSnapshot:
    """A scan with the folder where its paths start, and Dutch lines about what the snapshot gave."""

    scan: ScanSpec
    folder: Path
    notes: tuple[str, ...]


def on_snapshot(folder: Path, path: Path | None, catalog: Catalog) -> OnSnapshot:
    """Scan of a snapshot, or another scan with what it lacks from the snapshot.

    Parameters
    ----------
    folder
        Folder of the snapshot; every file in it is checked.
    path
        Another definition; None takes the definition in the snapshot.
    catalog
        All definitions.

    Raises
    ------
    SourceError
        When the folder is no snapshot, or a file in it is missing or changed.
    DefinitionError
        When a definition is wrong.
    """
    snapshot = read_snapshot(folder)
    _check_files(folder, snapshot)
    own = folder / SCAN_FILE
    if not own.exists():
        raise SourceError(
            f"{own}: bestaat niet, want de lagen van deze momentopname zijn te weinig voor een thema; haal er meer"
        )
    notes = tuple(f"{one.of_register} ontbreekt of is oud in de momentopname: {one.reason}" for one in snapshot.failed)
    if path is None:
        return OnSnapshot(scan=load_scan(own), folder=folder, notes=notes)
    scan, more = _filled(load_scan(path), with_fetched(load_scan(own), catalog, folder), _way(path.parent, folder))
    return OnSnapshot(scan=scan, folder=path.parent, notes=(*notes, *more))


def refuse_network(scan: ScanSpec) -> None:
    """Do nothing when a scan needs no connection.

    Raises
    ------
    DefinitionError
        With a line for every layer that needs one.
    """
    problems = list(_needing(scan))
    if problems:
        raise DefinitionError(
            f"Scan {scan.name}: --offline, maar {len(problems)} onderdeel vraagt een netwerk", problems
        )


def _needing(scan: ScanSpec) -> Iterator[str]:
    files = [(f"layers.{layer}", use) for layer, uses in scan.layers.items() for use in uses]
    for where, use in files:
        if use.table is not None:
            yield f"{where}: table: '{use.table}' staat in een database; verwacht een bestand"
    images = [(f"rasters.{layer}", image.path) for layer, found in scan.rasters.items() for image in found]
    for where, path in [*((where, use.path) for where, use in files), *images]:
        if path.lower().startswith((*REMOTE, "/vsi")):
            yield f"{where}: path: '{path}' is een adres; verwacht een bestand op deze machine"
    if scan.database is not None and scan.database.results is not None:
        yield f"database.results: '{scan.database.results}' staat op een server; laat de sleutel weg"


def _check_files(folder: Path, snapshot: Snapshot) -> None:
    """Every file of a snapshot is as it was fetched."""
    faults = [f"{record.file}: {fault}" for record in snapshot.files.values() if (fault := fault_of(folder, record))]
    for record in snapshot.rasters.values():
        faults += [
            f"{record.folder}/{scene}: beeld ontbreekt of is veranderd"
            for scene in record.scenes
            if not is_whole(folder / record.folder / scene)
        ]
    if faults:
        raise SourceError(
            f"{folder}: {len(faults)} bestand(en) van de momentopname kloppen niet; kopieer haar opnieuw, of herstel "
            f"haar: geo-risico haal --alleen-nieuw --naar {folder}",
            dict.fromkeys(faults),
        )


def _way(start: Path, folder: Path) -> str:
    """Path from the folder of a definition to that of the snapshot."""
    return os.path.relpath(folder.resolve(), start.resolve()).replace(os.sep, "/")


def _filled(scan: ScanSpec, given: ScanSpec, way: str) -> tuple[ScanSpec, list[str]]:
    """Scan with the layers and images of the snapshot that it does not name itself, and what was done."""
    layers = {
        name: tuple(use.model_copy(update={"path": f"{way}/{use.path}"}) for use in uses)
        for name, uses in given.layers.items()
        if name not in scan.layers
    }
    rasters = {
        name: tuple(image.model_copy(update={"path": f"{way}/{image.path}"}) for image in images)
        for name, images in given.rasters.items()
        if name not in scan.rasters
    }
    own = sorted(set(given.layers) & set(scan.layers))
    added = ", ".join(sorted({*layers, *rasters})) or "niets"
    notes = [f"Uit de momentopname: {added}."]
    if own:
        notes.append(f"De scan noemt zelf: {', '.join(own)}; die gaan voor.")
    if not set(scan.area.gemeenten) <= set(given.area.gemeenten) or not scan.area.gemeenten:
        covered = ", ".join(given.area.gemeenten)
        notes.append(f"De momentopname dekt {covered}; de scan vraagt {', '.join(scan.area.gemeenten) or 'alles'}.")
    update = {"layers": {**scan.layers, **layers}, "rasters": {**scan.rasters, **rasters}}
    return scan.model_copy(update=update), notes
