"""Which fetcher belongs to which kind of register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.io.registers.bestand import fetch_bestand
from geo_risico.io.registers.cbs_tabel import fetch_cbs_tabel
from geo_risico.io.registers.energielabels import fetch_energielabels
from geo_risico.io.registers.features import fetch_features
from geo_risico.io.registers.fis import fetch_fis
from geo_risico.io.registers.osm_extract import fetch_osm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_risico.io.registers.task import Got, Task
    from geo_risico.io.services.connection import Connection

FETCHERS: Final[Mapping[str, Callable[[Task, Connection], Got]]] = {
    "features": fetch_features,
    "fis": fetch_fis,
    "bestand": fetch_bestand,
    "osm": fetch_osm,
    "cbs_tabel": fetch_cbs_tabel,
    "energielabels": fetch_energielabels,
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
    return FETCHERS[task.spec.kind](task, connection)
