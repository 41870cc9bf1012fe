"""From a definition and a choice of gemeenten to a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DefinitionError
from geo_risico.fleet.choose import ALL, chosen_gemeenten
from geo_risico.fleet.job import Job
from geo_risico.scan.reading import read_gemeenten, widened

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.source_specs import ScanSpec


def prepared(  # noqa: PLR0913 - what a run is made of
    scan: ScanSpec,
    catalog: Catalog,
    folder: Path,
    asked: str,
    *,
    cache: Path,
    uit: Path,
    created: dt.datetime,
    every_file: bool = True,
) -> Job:
    """A run over the gemeenten that are asked for.

    Parameters
    ----------
    scan
        The definition; its own gemeenten count when nothing is asked.
    catalog
        All layers, sources and themes.
    folder
        Folder of the definition.
    asked
        As for `chosen_gemeenten`; empty is the gemeenten of the scan, or all where it names none.
    cache
        Folder for read layers and parts.
    uit
        Parent folder of the output.
    created
        Moment of making.
    every_file
        Whether each gemeente gets a map and everything beside it.

    Raises
    ------
    DefinitionError
        When the scan is cut off by bounds, or a choice is no gemeente.
    SourceError, DataError
        When the gemeenten cannot be read.
    """
    if scan.area.bounds is not None:
        raise DefinitionError(f"Scan {scan.name}: area.bounds: een vloot scant hele gemeenten; laat bounds weg")
    plan = make_plan(scan, catalog, folder)
    frame = read_gemeenten(plan, cache, lambda _: None)
    choice = asked.strip() or ",".join(scan.area.gemeenten) or ALL
    names = chosen_gemeenten(choice, frame, scan.peildatum, folder)
    outlines = dict(zip(frame["gemeente_code"].astype(str), frame.geometry, strict=True))
    area = scan.area.model_copy(update={"gemeenten": tuple(sorted(names))})
    return Job(
        scan=scan.model_copy(update={"area": area}),
        catalog=catalog,
        folder=folder.resolve(),
        cache=cache.resolve(),
        output=uit.resolve() / scan.name,
        names=names,
        bounds={code: widened(outlines[code].bounds, scan.area.buffer_m) for code in names},
        created=created,
        every_file=every_file,
    )
