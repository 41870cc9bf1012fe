"""The released scan in the shared database of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.core.errors import OutputError
from geo_risico.core.numbers import format_number
from geo_risico.io.database.publish import publish
from geo_risico.io.database.runs import Run
from geo_risico.io.files import sha256

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.core.results import Release
    from geo_risico.core.source_specs import ScanSpec


def share_scan(
    scan: ScanSpec, released: Release, folder: Path, *, created: dt.datetime, step: Callable[[str], None]
) -> tuple[str, ...]:
    """Dutch lines that say what was written in the database of the scan; none for a scan without such a place.

    Parameters
    ----------
    scan
        The definition, with ``database.results``.
    released
        What ``save_scan`` released; nothing else is written.
    folder
        Parent folder of the files of the scan, with the manifest.
    created
        Moment of making.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    OutputError
        Nothing was written in the database; the files of the scan stand.
    """
    use = scan.database
    if use is None or use.results is None:
        return ()
    step("Uitkomst in de database zetten")
    saved = folder / scan.name
    run = Run(scan=scan.name, created=created, manifest_sha256=sha256(saved / "manifest.json"))
    try:
        done = publish(released, use, run)
    except OutputError as error:
        raise OutputError(f"{error} De bestanden in {saved} zijn wel geschreven.") from None
    readers = ", ".join(done.roles) or "niemand anders dan de eigenaar"
    where = f"database {done.address}, schema {done.schema}" if done.address else f"schema {done.schema}"
    return (
        f"{where}: versie {done.version} (leesbaar voor {readers})",
        *(f"  {done.schema}.{name}: {format_number(count)} rijen" for name, count in done.tables.items()),
    )
