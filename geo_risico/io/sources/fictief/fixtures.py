"""Things at the new places as TOP10NL draws them: piers, quays, fences, gates, cranes, slipways and runways."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.io.sources.fictief.geometry import Floats, bilinear, left, unit
from geo_risico.io.sources.fictief.moorings import piers, quays
from geo_risico.io.sources.fictief.waters import lokaal_ids

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.shore import Waterplace
    from geo_risico.io.sources.fictief.sites import Site
    from geo_risico.io.sources.fictief.world import World

Drawn: TypeAlias = list[tuple[shapely.Geometry, str]]
CRS = "EPSG:28992"
GATE_M, PIER_M, PIER_GAP_M, JETTY_M = 5.0, 16.0, 55.0, 60.0
FUNCTIONS = {"jachthaven": "jachthaven", "binnenhaven": "haven", "scheepswerf": "werf"}


def gate(place: Waterplace) -> Floats:
    """Where the road to the quay enters the terrain from the dike."""
    if place.basin is None:
        return place.spot
    return bilinear(place.basin.quad, np.array(place.basin.inner[0] - 0.025), np.array(0.999))


def fence_lines(place: Waterplace) -> list[shapely.LineString]:
    """Fence around the land side of a closed place, open at the gate; nothing around an open one."""
    if place.is_open:
        return []
    ring = shapely.get_coordinates(place.terrain)
    whole = shapely.LineString(ring[[0, 3, 2, 1]])
    return [*shapely.get_parts(shapely.difference(whole, shapely.buffer(shapely.Point(gate(place)), GATE_M)))]


def jetties(place: Waterplace) -> list[shapely.LineString]:
    """Jetties of a place: those of a marina, one along the bank for visitors, or lone ones a little apart."""
    if place.basin is not None:
        return [shapely.LineString(line) for line in piers(place.basin)] if place.basin.is_marina else []
    along = bank_direction(place)
    out = -left(along)
    if place.kind == "passantensteiger":
        ends = np.array([-0.5, 0.5])[:, None] * JETTY_M * along + place.spot + 4.0 * out
        return [shapely.LineString(ends)]
    if place.kind == "steigers":
        starts = [place.spot + step * PIER_GAP_M * along for step in (-1, 0, 1)]
        return [shapely.LineString([start, start + PIER_M * out]) for start in starts]
    return []


def bank_direction(place: Waterplace) -> Floats:
    """Unit vector along the bank, with the river to the right."""
    corners = shapely.get_coordinates(place.terrain)
    return unit(corners[1] - corners[0])


def slipway(place: Waterplace) -> Floats | None:
    """Place of the slipway of a marina, a yard or a visitors' jetty; None elsewhere."""
    if place.basin is not None and place.kind in {"jachthaven", "scheepswerf"}:
        line = quays(place.basin)
        return np.asarray(line[0] * 0.97 + line[1] * 0.03, dtype=np.float64)
    return place.spot + 45.0 * bank_direction(place) if place.kind == "passantensteiger" else None


def crane(place: Waterplace) -> Floats | None:
    """Place of the crane on the quay, None where there is none."""
    if place.basin is None or not place.has_crane:
        return None
    line = quays(place.basin)
    return np.asarray(line[0] * 0.3 + line[1] * 0.7, dtype=np.float64)


def shore_lines(world: World) -> Drawn:
    """Lines of the places that are new beside the first two, and the fences of all."""
    drawn: Drawn = []
    for place in world.shore[len(world.river.basins) :]:
        drawn += [(line, "aanlegsteiger") for line in jetties(place)]
        if place.basin is not None and not place.basin.is_marina:
            drawn.append((shapely.LineString(quays(place.basin)), "muur"))
    drawn += [(line, "hekwerk") for place in world.shore for line in fence_lines(place)]
    return [*drawn, *(line for site in world.sites for line in _site_fence(site))]


def _site_fence(site: Site) -> Drawn:
    ring = shapely.get_coordinates(site.shape)
    if site.kind == "bedrijventerrein":
        return [(shapely.LineString(ring[[1, 2, 3, 0]]), "hekwerk")]
    return [(shapely.LineString(ring[[0, 3, 2]]), "hek, haag")] if site.perceel >= 0 else []


def shore_points(world: World) -> Drawn:
    """Gates of all places, and cranes, slipways and mooring posts of those that are new beside the first two."""
    drawn: Drawn = [(shapely.Point(gate(place)), "wegafsluiting") for place in world.shore if not place.is_open]
    for place in world.shore[len(world.river.basins) :]:
        spots = [(crane(place), "kraan"), (slipway(place), "botenhelling")]
        drawn += [(shapely.Point(spot), word) for spot, word in spots if spot is not None]
        if place.kind == "binnenhaven" and place.basin is not None:
            line = quays(place.basin)
            inward = -left(unit(line[1] - line[0]))
            drawn += [(shapely.Point(line.mean(axis=0) + inward * 14.0 * k), "dukdalf") for k in (1, 2, 3)]
    return drawn


def functional_areas(world: World) -> list[tuple[shapely.Geometry, str, str]]:
    """Outline, function and name in TOP10NL of the new places and sites; an airstrip without licence is not in it."""
    shore = [
        (place.terrain, FUNCTIONS[place.kind], "" if place.kind == "binnenhaven" else place.name)
        for place in world.shore[len(world.river.basins) :]
        if place.kind in FUNCTIONS
    ]
    return [*shore, *((site.shape, site.kind, site.name) for site in world.sites if site.kind)]


def runway(site: Site) -> shapely.LineString:
    """Centre line of the strip of an airfield."""
    ring = shapely.get_coordinates(site.shape)
    return shapely.LineString([(ring[0] + ring[3]) / 2, (ring[1] + ring[2]) / 2])


def make_wegdeel_vlak(world: World) -> gpd.GeoDataFrame:
    """Runways of the airfields that TOP10NL knows."""
    known = [site for site in world.sites if site.perceel < 0 and site.is_licensed]
    gliding = np.array([site.kind == "zweefvliegveldterrein" for site in known])
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("WV", len(known)),
            "typeweg": "startbaan, landingsbaan",
            "verhardingstype": np.where(gliding, "onverhard", "verhard"),
        },
        geometry=[shapely.buffer(runway(site), 11.0, cap_style="flat") for site in known],
        crs=CRS,
    )
