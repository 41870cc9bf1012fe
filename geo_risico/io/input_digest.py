"""Whether an input of a scan is still the one that was read, without reading it as a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.catalog.uses import REMOTE
from geo_risico.core.errors import SourceError
from geo_risico.io.files import sha256
from geo_risico.io.raster.files import find
from geo_risico.io.raster.open import image_digest
from geo_risico.io.request import FICTIEF_PREFIX

if TYPE_CHECKING:
    from geo_risico.catalog import Catalog
    from geo_risico.core.manifest_specs import InputFacts
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.io.request import ReadRequest

FOLDER: Final = "een map met GeoParquet"
"""What is in it that the area touches is known when it is read."""
WORKBOOK: Final = "invulblad"
"""Source of what people filled in; the manifest names that file among the other inputs."""


def can_be_told(item: InputFacts) -> bool:
    """Whether an input is a file that can be looked at before a run.

    Parameters
    ----------
    item
        Input as the manifest names it. Which files of a folder were read depends on the area of the run.
    """
    return kind_by_reading(item) == ""


def kind_by_reading(item: InputFacts) -> str:
    """Dutch words for an input that only a run can look at, empty for a file that can be looked at before.

    Parameters
    ----------
    item
        Input as the manifest names it.
    """
    name = item.file.lower()
    if item.source == WORKBOOK:
        return "een ingevuld werkboek"
    if name.startswith("database "):
        return "een tabel in een database"
    if name.startswith(FICTIEF_PREFIX):
        return "de fictieve gemeente"
    if name.startswith(("/vsi", *REMOTE)):
        return "een adres op internet"
    if name.endswith("/"):
        return FOLDER
    return "" if item.sha256 and item.file else "iets zonder sha256"


def input_digest(item: InputFacts, scan: ScanSpec, catalog: Catalog, request: ReadRequest) -> str:
    """SHA-256 of an input as it is now, computed as its reader does.

    Parameters
    ----------
    item
        Input as the manifest names it.
    scan
        Definition as it ran, with its images.
    catalog
        All definitions, for the sources of images.
    request
        Where the paths of the scan start.

    Raises
    ------
    SourceError
        When the file is not there.
    """
    for use in scan.rasters.get(item.layer, ()):
        if use.path == item.file and use.source == item.source and use.source in catalog.raster_sources:
            return image_digest(find(use, catalog.raster_sources[use.source], request).images)
    path = request.resolve(item.file)
    if not path.exists():
        raise SourceError(f"{item.file}: bestand bestaat niet in {request.folder}")
    return sha256(path)
