"""GML of BAG, BGT and BRK: the polygon instead of the label point, every value as text.

GDAL guesses which geometry and types are meant and writes its guess beside the file. Here a template in a temporary
folder says it exactly, so nothing is guessed, leading zeros stay and the source folder is not touched.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.columns import hint, listing
from geo_risico.io.driver import parse_crs, read_rows
from geo_risico.io.files import UNPACKING
from geo_risico.io.gml_scan import GmlScan
from geo_risico.io.part import Part, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.io.files import Located
    from geo_risico.io.request import Bounds
BLOCK: Final = 1 << 20


def describe_gml(located: Located, wanted: Sequence[str], geometry_element: str | None, crs: str | None) -> list[Part]:
    """Return the one table of a GML file, not yet read.

    Parameters
    ----------
    located
        File on disk or in a zip.
    wanted
        Names of the feature element, the first that occurs counts.
    geometry_element
        Element inside the feature that holds the geometry.
    crs
        CRS for a file that names none.

    Raises
    ------
    SourceError
        The XML breaks off or is no XML.
    DataError
        The feature element or geometry element is not in the file.
    """
    scan = _scanned(located)
    dataset = _feature(located, scan, wanted)
    paths = scan.paths.get(dataset, {})
    geometry = _geometry_path(located, paths, geometry_element) if dataset else ""
    columns = scan.leaves(dataset)
    named = parse_crs(scan.srs_name or crs, located.name)

    def read(wanted_columns: Sequence[str], bounds: Bounds | None) -> Raw:
        if not paths:
            return Raw(frame=pd.DataFrame(columns=list(wanted_columns)), geometry=np.empty(0, dtype=object))
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder) / "sjabloon.gfs"
            template.write_text(_template(dataset, geometry, wanted_columns, scan.srs_name or crs or ""), "utf-8")
            return read_rows(located, dataset, wanted_columns, bounds, GFS_TEMPLATE=str(template))

    return [Part(file=located.name, dataset=dataset, columns=columns, crs=named, extent=None, read=read)]


def _scanned(located: Located) -> GmlScan:
    scan = GmlScan()
    try:
        for block in _blocks(located):
            scan.feed(block)
        scan.close()
    except (ET.ParseError, ValueError, *UNPACKING) as error:
        raise SourceError(f"{located.name}: GML is niet te lezen ({error}); verwacht een heel XML-bestand") from error
    return scan


def _blocks(located: Located) -> Iterator[bytes]:
    if not located.member:
        with located.path.open("rb") as stream:
            yield from iter(lambda: stream.read(BLOCK), b"")
        return
    with zipfile.ZipFile(located.path) as archive, archive.open(located.member) as member:
        yield from iter(lambda: member.read(BLOCK), b"")


def _feature(located: Located, scan: GmlScan, wanted: Sequence[str]) -> str:
    lower = {name.casefold(): name for name in scan.paths}
    for name in wanted:
        if name.casefold() in lower:
            return lower[name.casefold()]
    if not scan.paths:
        return wanted[0] if wanted else ""
    if not wanted and len(scan.paths) == 1:
        return next(iter(scan.paths))
    asked = " of ".join(f"'{n}'" for n in wanted) or "een enkel soort object"
    near = hint(wanted[0], scan.paths) if wanted else ""
    raise DataError(f"{located.name}: element {asked} niet gevonden; aanwezig: {listing(scan.paths)}{near}")


def _geometry_path(located: Located, paths: dict[str, None], element: str | None) -> str:
    if element is None or not paths:
        return element or ""
    found = [path for path in paths if path == element or path.endswith("|" + element)]
    if not found:
        raise DataError(
            f"{located.name}: geometrie-element '{element}' ontbreekt; aanwezig: {listing(paths)}{hint(element, paths)}"
        )
    return found[0]


def _template(dataset: str, geometry: str, columns: Sequence[str], srs_name: str) -> str:
    root = ET.Element("GMLFeatureClassList")
    feature = ET.SubElement(root, "GMLFeatureClass")
    ET.SubElement(feature, "Name").text = dataset
    ET.SubElement(feature, "ElementPath").text = dataset
    if geometry:
        shape = ET.SubElement(feature, "GeomPropertyDefn")
        ET.SubElement(shape, "Name").text = re.sub(r"\W", "_", geometry)
        ET.SubElement(shape, "ElementPath").text = geometry
    if srs_name:
        ET.SubElement(feature, "SRSName").text = srs_name
    for path in columns:
        definition = ET.SubElement(feature, "PropertyDefn")
        ET.SubElement(definition, "Name").text = path
        ET.SubElement(definition, "ElementPath").text = path
        ET.SubElement(definition, "Type").text = "String"
    return ET.tostring(root, encoding="unicode")
