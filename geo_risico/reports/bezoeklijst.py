"""The visit list on A4: the map with the route, and a line for each stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely

from geo_risico.core.certainty import described
from geo_risico.core.numbers import format_number
from geo_risico.core.route import clock
from geo_risico.reports.locatiebladen import shortened
from geo_risico.reports.route_map import WIDE_MM, route_map
from geo_risico.reports.sheet_access import NOT_ASKED, NOT_SHOWN, AccessReader, coordinates
from geo_risico.reports.typeset import page_facts, typeset

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.core.route import Leg, Route, Visit

TEMPLATE: Final = "bezoeklijst.typ"
_LABEL_LENGTH: Final = 90
_ADDRESS_LENGTH: Final = 120
_MIN_PER_HOUR: Final = 60


def write_bezoeklijst(release: Release, route: Route) -> bytes:
    """Tagged PDF (A4) of a route; it holds no scores. The same release and route give the same bytes.

    Parameters
    ----------
    release
        What may be shown, with its other themes beside it.
    route
        Along locations of that release.
    """
    parts = {part.theme.name: part for part in release.by_theme if part.locations is not None}
    readers = {name: AccessReader(part) for name, part in parts.items()}
    rows = [
        _row(parts[visit.stop.theme], readers[visit.stop.theme], number, visit)
        for number, visit in enumerate(route.visits, 1)
    ]
    content = {
        "facts": page_facts(release.meta),
        "totals": _totals(route),
        "map": {"file": "route.svg", "width": WIDE_MM, "alt": _alt(route)},
        "start": None if route.day.start is None else route.day.start.name,
        "start_time": clock(route.day.start_min),
        "end": None if route.day.end is None else route.day.end.name,
        "end_time": clock(route.day.start_min + route.minutes),
        "end_leg": None if route.last_leg is None else leg_text(route.last_leg),
        "stops": rows,
        "left_out": [f"{stop.label} ({stop.location_id})" for stop in route.left_out],
        "notes": route.notes,
        "safety": () if release.fieldwork is None else release.fieldwork.safety,
        "special": _special(parts, route),
    }
    return typeset(TEMPLATE, content, {"route.svg": route_map(release, route)})


def leg_text(leg: Leg) -> str:
    """Length and time of a leg in Dutch, with how it was measured when no road covers it."""
    way = "" if leg.is_over_road else ", rechte lijn x 1,3"
    return f"{format_number(leg.km, 1)} km, {format_number(leg.minutes)} min{way}"


def duration_text(minutes: float) -> str:
    """Hours and minutes in Dutch.

    Examples
    --------
    >>> duration_text(135)
    '2 uur 15 min'
    """
    hours, rest = divmod(round(minutes), _MIN_PER_HOUR)
    return f"{hours} uur {rest} min" if hours else f"{rest} min"


def _totals(route: Route) -> list[tuple[str, str]]:
    driving = sum(leg.minutes for leg in route.legs)
    visiting = f"{len(route.visits)} van {format_number(route.day.visit_min)} min"
    return [
        ("Bezoeken", visiting),
        ("Afstand", f"{format_number(route.km, 1)} km"),
        ("Rijden", duration_text(driving)),
        ("Hele dag", duration_text(route.minutes)),
    ]


def _row(part: Release, access: AccessReader, number: int, visit: Visit) -> dict[str, Any]:
    frame = described(part)
    if frame is None:
        raise TypeError("a stop is in a release with locations")
    stop, row = visit.stop, frame.loc[[visit.stop.location_id]].iloc[0]
    addresses = [text for text in str(row.get("adressen", "") or "").split("|") if text and text != "nan"]
    shape = frame.geometry[stop.location_id]
    facts = access.read(stop.location_id, shape).land
    degrees = coordinates(shapely.points(stop.x, stop.y))
    return {
        "nr": number,
        "arrival": clock(visit.arrival_min),
        "departure": clock(visit.departure_min),
        "leg": None if visit.leg is None else leg_text(visit.leg),
        "label": shortened(stop.label, _LABEL_LENGTH),
        "id": stop.location_id,
        "kind": str(row["kind"]),
        "address": shortened("; ".join(addresses), _ADDRESS_LENGTH),
        "access": "; ".join(f"{name}: {value}" for name, value in facts if value not in {NOT_ASKED, NOT_SHOWN}),
        "place": degrees[1][1],
    }


def _special(parts: dict[str, Release], route: Route) -> list[tuple[str, str]]:
    """Extra dangers of the kinds of location on this route: numbers of the stops, and the note."""
    found: dict[str, list[str]] = {}
    for number, visit in enumerate(route.visits, 1):
        part = parts[visit.stop.theme]
        if part.fieldwork is None or part.locations is None:
            continue
        kind = str(part.locations["kind"][visit.stop.location_id])
        for note in part.fieldwork.checklist(kind, part.theme.locations).safety:
            found.setdefault(note, []).append(str(number))
    every = len(route.visits)
    return [("alle" if len(at) == every else ", ".join(at), note) for note, at in found.items()]


def _alt(route: Route) -> str:
    names = ", ".join(f"{number} {visit.stop.label}" for number, visit in enumerate(route.visits, 1))
    return shortened(f"Kaart van de route met {len(route.visits)} genummerde stops: {names}", 900)
