"""The visit list as files: JSON that the map loads, GPX for a navigator, and a table."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from pyproj import Transformer

from geo_risico.core.formula import harmless, harmless_cells
from geo_risico.core.route import clock
from geo_risico.core.terms import CRS_RD, CRS_WGS84
from geo_risico.io.wanted import VISIT_LIST

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo_risico.core.results import ReleaseMeta
    from geo_risico.core.route import XY, Place, Route, Stop

VERSION: Final = 1
COLUMNS: Final = (
    "nr", "location_id", "thema", "label", "x", "y", "aankomst", "vertrek", "km", "minuten", "over_de_weg", "scan",
    "is_fictief",
)  # fmt: skip
_NS: Final = "http://www.topografix.com/GPX/1/1"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_MOST_POINTS: Final = 20_000


def route_json(route: Route, meta: ReleaseMeta, created: dt.datetime) -> str:
    """The visit list as JSON; places in RD, metres."""
    stops = []
    for number, visit in enumerate(route.visits, 1):
        stops.append(
            {
                "nr": number,
                **_stop(visit.stop),
                "aankomst": clock(visit.arrival_min),
                "vertrek": clock(visit.departure_min),
                "km": None if visit.leg is None else round(visit.leg.km, 2),
            }
        )
    content = {
        "soort": VISIT_LIST,
        "versie": VERSION,
        "scan": meta.name,
        "is_fictief": meta.is_fictief,
        "start": _place(route.day.start),
        "einde": _place(route.day.end),
        "vertrek": clock(route.day.start_min),
        "bezoekduur_min": route.day.visit_min,
        "gemaakt": created.isoformat(timespec="seconds"),
        "stops": stops,
        "totaal": {"km": round(route.km, 2), "minuten": round(route.minutes, 1)},
        "lijn": [[round(x, 1), round(y, 1)] for x, y in route.line] or None,
        "past_niet": [_stop(stop) for stop in route.left_out],
        "opmerkingen": list(route.notes),
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)}\n"


def route_csv(route: Route, meta: ReleaseMeta) -> str:
    """The visit list as a table with ``;``, for a spreadsheet."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(harmless_cells(COLUMNS))
    fictief = "ja" if meta.is_fictief else "nee"
    for number, visit in enumerate(route.visits, 1):
        stop, leg = visit.stop, visit.leg
        driven = ("", "", "") if leg is None else (_comma(leg.km, 2), _comma(leg.minutes, 0), _yes(leg.is_over_road))
        row = (
            number, stop.location_id, stop.theme, stop.label, f"{stop.x:.1f}", f"{stop.y:.1f}",
            clock(visit.arrival_min), clock(visit.departure_min), *driven, meta.name, fictief,
        )  # fmt: skip
        writer.writerow([harmless(str(cell)) for cell in row])
    return f"\ufeff{target.getvalue()}"


def route_gpx(route: Route, meta: ReleaseMeta, created: dt.datetime) -> str:
    """GPX 1.1: a waypoint for each stop, the stops as a route and the line over the roads as a track (WGS84)."""
    ET.register_namespace("", _NS)
    root = ET.Element(f"{{{_NS}}}gpx", {"version": "1.1", "creator": f"geo-risico {meta.version}"})
    root.set(f"{{{_XSI}}}schemaLocation", f"{_NS} {_NS}/gpx.xsd")
    name = f"FICTIEF: {meta.title}" if meta.is_fictief else meta.title
    about = _child(root, "metadata")
    _child(about, "name", f"Bezoeklijst {name}")
    _child(about, "desc", " ".join(("Verzonnen gegevens." if meta.is_fictief else "Vertrouwelijk.", *route.notes)))
    _child(about, "time", created.strftime("%Y-%m-%dT%H:%M:%SZ"))
    points = _route_points(route)
    for place, title, words in points:
        _point(root, "wpt", place, title, words)
    way = _child(root, "rte")
    _child(way, "name", name)
    for place, title, words in points:
        _point(way, "rtept", place, title, words)
    if route.line:
        track = _child(root, "trk")
        _child(track, "name", name)
        part = _child(track, "trkseg")
        for place in _thinned(route.line):
            _point(part, "trkpt", place)
    ET.indent(root, " ")
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _route_points(route: Route) -> list[tuple[XY, str, str]]:
    start, end = route.day.start, route.day.end
    points = [] if start is None else [((start.x, start.y), "Begin", start.name)]
    for number, visit in enumerate(route.visits, 1):
        words = f"{visit.stop.location_id}, aankomst {clock(visit.arrival_min)}"
        points.append(((visit.stop.x, visit.stop.y), f"{number}. {visit.stop.label}", words))
    return points if end is None else [*points, ((end.x, end.y), "Einde", end.name)]


def _thinned(line: Sequence[XY]) -> Sequence[XY]:
    step = -(-len(line) // _MOST_POINTS)
    return line if step == 1 else [*line[:-1:step], line[-1]]


def _point(parent: ET.Element, tag: str, place: XY, title: str = "", words: str = "") -> None:
    lon, lat = _TO_DEGREES.transform(*place)
    item = ET.SubElement(parent, f"{{{_NS}}}{tag}", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    if title:
        _child(item, "name", title)
        _child(item, "desc", words)


def _child(parent: ET.Element, tag: str, text: str = "") -> ET.Element:
    item = ET.SubElement(parent, f"{{{_NS}}}{tag}")
    item.text = "".join(sign for sign in text if sign >= " ") or None
    return item


def _stop(stop: Stop) -> dict[str, Any]:
    place = {"x": round(stop.x, 1), "y": round(stop.y, 1)}
    return {"location_id": stop.location_id, "thema": stop.theme, "label": stop.label, **place}


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"x": round(place.x, 1), "y": round(place.y, 1), "naam": place.name}


def _comma(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell
    return "ja" if value else "nee"


_TO_DEGREES: Final = Transformer.from_crs(CRS_RD, CRS_WGS84, always_xy=True)
