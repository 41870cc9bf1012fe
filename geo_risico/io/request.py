"""What one reading is asked to do: from which folder, for which area, on which peildatum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.places import checked

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo_risico.core.register_specs import DatabaseUse

Bounds: TypeAlias = tuple[float, float, float, float]
"""(minx, miny, maxx, maxy)."""

FICTIEF_PREFIX = "fictief/"


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """Where the paths of a scan start and which part of the files is wanted.

    ``folder``: paths are relative to it. ``bounds``: area in EPSG:28992 metres, None reads everything.
    ``peildatum``: the version of each object that is valid on this date is taken.
    ``fictief_folder``: where paths that start with ``fictief/`` are found. ``database``: where tables are found.
    """

    folder: Path
    bounds: Bounds | None
    peildatum: dt.date
    fictief_folder: Path | None = None
    database: DatabaseUse | None = None

    def resolve(self, path: str) -> Path:
        """Return the file that a path in a scan points to.

        Parameters
        ----------
        path
            Path as written in the scan.

        Raises
        ------
        SourceError
            A path below ``fictief/`` without a fictitious gemeente, or one that is no ordinary file.
        """
        if not path.startswith(FICTIEF_PREFIX):
            return checked(self.folder, path)
        if self.fictief_folder is None:
            raise SourceError(
                f"{path}: de scan maakt geen fictieve gemeente; verwacht een sleutel 'fictief' met panden_count en seed"
            )
        return checked(self.fictief_folder, path.removeprefix(FICTIEF_PREFIX))
