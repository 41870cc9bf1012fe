"""What a WCS says of one coverage: axes, grid, CRS and the value without measurement.

Read here and not with owslib, whose reader of a 2.0.1 description takes axes in a fixed order and passes over nilValue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

GML: Final = "{http://www.opengis.net/gml/3.2}"
SWE: Final = "{http://www.opengis.net/swe/2.0}"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One coverage: names of the axes to east and to north, bounds and size of a cell in units of its CRS."""

    name: str
    crs: CRS
    east: str
    north: str
    bounds: tuple[float, float, float, float]
    pixel_x: float
    pixel_y: float
    nodata: float | None
    bands: int


def read_coverage(text: bytes, name: str, where: str) -> Coverage:
    """Coverage as a DescribeCoverage of WCS 2.0.1 describes it.

    Parameters
    ----------
    text
        XML of the answer.
    name
        Coverage that was asked.
    where
        Service and address, for messages.

    Raises
    ------
    SourceError
        When it is no description of a grid with two axes in a known CRS.
    """
    try:
        root = parse_xml(text)
        envelope, grid = _one(root, "Envelope"), _one(root, "RectifiedGrid")
        crs = CRS.from_user_input(envelope.get("srsName", ""))
        labels = envelope.get("axisLabels", "").split()
        east = next(place for place, axis in enumerate(crs.axis_info[:2]) if axis.direction == "east")
        low, high = (_numbers(envelope, f"{GML}{corner}Corner") for corner in ("lower", "upper"))
        steps = [[float(part) for part in (vector.text or "").split()] for vector in grid.iter(f"{GML}offsetVector")]
        sizes = [max(abs(vector[place]) for vector in steps) for place in (0, 1)]
        return Coverage(
            name=name,
            crs=crs,
            east=labels[east],
            north=labels[1 - east],
            bounds=(low[east], low[1 - east], high[east], high[1 - east]),
            pixel_x=sizes[east],
            pixel_y=sizes[1 - east],
            nodata=next(_nil_values(root), None),
            bands=max(sum(1 for _ in root.iter(f"{SWE}field")), 1),
        )
    except (ET.ParseError, CRSError, StopIteration, LookupError, ValueError, TypeError) as error:
        raise SourceError(
            f"{where}: beschrijving van coverage '{name}' niet te lezen ({type(error).__name__}: {error}); verwacht "
            "een raster met twee assen (WCS 2.0.1)"
        ) from error


def _one(root: ET.Element, name: str) -> ET.Element:
    found = next(root.iter(f"{GML}{name}"), None)
    if found is None:
        raise LookupError(f"{name} ontbreekt")
    return found


def _numbers(element: ET.Element, name: str) -> list[float]:
    return [float(part) for part in (element.findtext(name) or "").split()]


def _nil_values(root: ET.Element) -> Iterator[float]:
    for element in root.iter(f"{SWE}nilValue"):
        yield float(element.text or "")
