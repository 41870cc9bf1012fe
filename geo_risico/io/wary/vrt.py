"""A VRT is a list of other rasters: followed only to files beside it, and never as a program."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from geo_risico.core.errors import SourceError
from geo_risico.core.plain import plain
from geo_risico.io.wary.places import CONNECTION, check_link
from geo_risico.io.wary.xml import parse_xml

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 64 * 2**20
SOURCES: Final = ("SourceFilename", "SourceDataset")
FORBIDDEN: Final = ("PixelFunctionType", "PixelFunctionCode", "PixelFunctionLanguage", "Script", "ProcessingSteps")
"""Elements with which a VRT calculates instead of pointing."""
RASTERS: Final = (".tif", ".tiff", ".jp2", ".img", ".asc", ".nc", ".png", ".jpg", ".jpeg")


def check_vrt(path: Path, name: str, label: str) -> None:
    """Nothing; refuses a VRT that points anywhere but to rasters in or below its own folder.

    Parameters
    ----------
    path
        The VRT, or the zip that holds it.
    name
        How GDAL opens it; the part after the zip is its place inside.
    label
        How messages call it.

    Raises
    ------
    SourceError
        It is no XML without DTD, points elsewhere, to another VRT, or calculates.
    """
    is_zipped = path.suffix.lower() == ".zip"
    member = name.partition(f"{path}/")[2] if is_zipped else ""
    try:
        root = parse_xml(_content(path, member))
    except (ET.ParseError, OSError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise SourceError(f"{label}: is geen leesbare VRT ({error}); verwacht XML zonder DTD") from error
    for element in root.iter():
        if element.tag in FORBIDDEN or ("subClass" in element.attrib and element.get("subClass") not in USUAL):
            raise SourceError(
                f"{label}: VRT rekent of leest ruwe bytes ({element.tag}); verwacht een VRT die alleen rasters "
                "naast elkaar legt"
            )
        if element.tag in SOURCES:
            _check_source(element, path, label, is_zipped=is_zipped)


USUAL: Final = ("VRTSourcedRasterBand", "VRTWarpedRasterBand", "VRTWarpedDataset", "VRTDataset")


def _content(path: Path, member: str) -> bytes:
    if not member:
        if path.stat().st_size > MOST_BYTES:
            raise OSError(f"meer dan {MOST_BYTES} bytes")
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(member).file_size > MOST_BYTES:
            raise OSError(f"meer dan {MOST_BYTES} bytes")
        return archive.read(member)


def _check_source(element: ET.Element, path: Path, label: str, *, is_zipped: bool) -> None:
    text = (element.text or "").strip()
    place = PurePosixPath(text.replace("\\", "/"))
    is_relative = element.get("relativeToVRT", "1" if element.tag == "SourceDataset" else "0") == "1"
    is_beside = is_relative and not place.is_absolute() and ".." not in place.parts and not CONNECTION.match(text)
    if not is_beside or place.suffix.lower() not in RASTERS:
        raise SourceError(
            f"{label}: VRT verwijst naar '{plain(text)[:80]}'; verwacht rasters in of onder de map van de VRT "
            f"(relativeToVRT=1, {', '.join(RASTERS[:3])})"
        )
    if not is_zipped:
        check_link(path.parent / text, path.parent, f"{label}: {text}")
