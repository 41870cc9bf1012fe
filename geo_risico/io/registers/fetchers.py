"""Which fetcher belongs to which kind of register."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.io.registers.task import Got, Task
    from geo_risico.io.services.connection import Connection

FETCHERS: Final[Mapping[str, tuple[str, str]]] = {
    "features": ("features", "fetch_features"),
    "fis": ("fis", "fetch_fis"),
    "bestand": ("bestand", "fetch_bestand"),
    "osm": ("osm_extract", "fetch_osm"),
    "cbs_tabel": ("cbs_tabel", "fetch_cbs_tabel"),
    "energielabels": ("energielabels", "fetch_energielabels"),
}


def fetch_register(task: Task, connection: Connection) -> Got:
    """What a register gives for one task.

    Parameters
    ----------
    task
        Register, area and peildatum.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        When the service refuses, keeps failing, or has nothing of the kind.
    """
    module, name = FETCHERS[task.spec.kind]
    got: Got = getattr(import_module(f"geo_risico.io.registers.{module}"), name)(task, connection)
    return got
