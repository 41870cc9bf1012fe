"""Which definition a command runs on: a file, or a snapshot with or without a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from geo_risico.catalog import load_scan
from geo_risico.cli.console import err
from geo_risico.cli.definitions import catalog_of
from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_risico.core.source_specs import ScanSpec


class Subject(NamedTuple):
    """A scan, the folder where its paths start, and the snapshot that it was asked on."""

    scan: ScanSpec
    folder: Path
    snapshot: Path | None = None


def asked_scan(path: Path | None, snapshot: Path | None, *, offline: bool) -> Subject:
    """Scan of a file, of a snapshot, or of a file with what it lacks from a snapshot.

    Raises
    ------
    DefinitionError
        When neither is named, or an offline scan needs a network.
    """
    from geo_risico.scan.offline import on_snapshot, refuse_network  # noqa: PLC0415 - heavy; help must answer at once

    if snapshot is not None:
        found = on_snapshot(snapshot, path, catalog_of())
        for note in found.notes:
            err.print(note, markup=False)
        subject = Subject(found.scan, found.folder, snapshot)
    elif path is not None:
        subject = Subject(load_scan(path), path.parent)
    else:
        raise DefinitionError("Noem een scandefinitie (BESTAND), of een momentopname met --snapshot")
    if offline:
        refuse_network(subject.scan)
    return subject


@contextmanager
def closed_network() -> Iterator[None]:
    """Refuse every connection within the block."""
    from geo_risico.io.offline import no_connections  # noqa: PLC0415 - heavy; help must answer at once

    with no_connections():
        yield
