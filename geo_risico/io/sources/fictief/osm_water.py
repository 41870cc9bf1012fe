"""OpenStreetMap as its driver gives it: what volunteers mapped of the water, the parks and the airfields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.fixtures import crane, fence_lines, gate, jetties, runway, slipway
from geo_risico.io.sources.fictief.geometry import bilinear, polygons, rectangles, unit
from geo_risico.io.sources.fictief.houseboats import houseboats

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.shore import Waterplace
    from geo_risico.io.sources.fictief.sites import Site
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
LAKE_MARINA = "Jachthaven Grote Plas"
FIELDS = {
    "points": ("name", "barrier", "highway", "man_made", "place"),
    "lines": ("name", "highway", "waterway", "barrier", "man_made"),
    "multipolygons": (
        "name", "aeroway", "amenity", "barrier", "building", "landuse", "leisure", "man_made", "place", "shop",
        "tourism",
    ),
}  # fmt: skip
FIRST_ID = {"points": 990_100_000_001, "lines": 990_200_000_001, "multipolygons": 990_300_000_001}
PARK_TAGS = {"camping, kampeerterrein": "camp_site", "bungalowpark": "chalet", "caravanpark": "caravan_site"}
Mapped = list[tuple[str, shapely.Geometry, dict[str, str]]]


def make_osm(world: World) -> dict[str, gpd.GeoDataFrame]:
    """Layers points, lines and multipolygons; tags without a column of their own stand in other_tags."""
    mapped: Mapped = []
    for k, place in enumerate(world.shore):
        mapped += _place(place, k)
    for k, site in enumerate(world.sites):
        mapped += _site(site, k)
    for lake in world.lakes:
        mapped += _lake(lake)
    return {layer: _layer(layer, [row for row in mapped if row[0] == layer]) for layer in FIELDS}


def _place(place: Waterplace, k: int) -> Mapped:
    mapped: Mapped = [("lines", line, {"man_made": "pier"}) for line in jetties(place)[:3]]
    mapped += _fixtures(place)
    if place.kind == "jachthaven":
        mapped.append(("multipolygons", place.terrain, {"name": place.name, "leisure": "marina"}))
    if place.kind == "scheepswerf":
        mapped.append(("multipolygons", place.terrain, {"name": place.name, "waterway": "boatyard"}))
    if place.kind == "binnenhaven" and k != 0:
        mapped.append(("multipolygons", place.terrain, {"name": place.name, "landuse": "harbour"}))
    if place.kind == "woonboten":
        mapped += [
            ("points", shapely.centroid(shapely.Polygon(ring)), {"building": "houseboat"})
            for ring in houseboats(place)[::2]
        ]
    if place.kind == "steigers":
        mapped.append(
            (
                "points",
                shapely.Point(place.spot + np.array([230.0, 12.0])),
                {"name": "Veerpont Vliet", "amenity": "ferry_terminal"},
            )
        )
    return mapped


def _fixtures(place: Waterplace) -> Mapped:
    """Crane, slipway, gate, a piece of fence, and cameras where somebody keeps watch."""
    mapped: Mapped = []
    spots = (
        (crane(place), {"man_made": "crane"}),
        (slipway(place), {"leisure": "slipway"}),
        (None if place.is_open else gate(place), {"barrier": "lift_gate"}),
        (
            gate(place) + 6.0 if place.is_supervised else None,
            {"man_made": "surveillance", "surveillance:type": "camera"},
        ),
    )
    mapped += [("points", shapely.Point(spot), tags) for spot, tags in spots if spot is not None]
    return [*mapped, *(("lines", line, {"barrier": "fence"}) for line in fence_lines(place)[:1])]


def _site(site: Site, k: int) -> Mapped:
    if site.kind in PARK_TAGS:
        return _caravans(site) + (
            [("multipolygons", site.shape, {"name": site.name, "tourism": PARK_TAGS[site.kind]})] if k % 2 == 0 else []
        )
    if site.kind == "bedrijventerrein":
        spot = shapely.centroid(site.outlines[0])
        return [
            ("multipolygons", site.shape, {"name": site.name, "landuse": "industrial"}),
            ("points", spot, {"name": "Opslagboxen Fictief", "shop": "storage_rental"}),
        ]
    if not site.is_licensed:
        return [("lines", runway(site), {"aeroway": "airstrip", "surface": "grass"})]
    gliding = site.kind == "zweefvliegveldterrein"
    tags = {"name": site.name, "aeroway": "aerodrome", **({"sport": "gliding"} if gliding else {})}
    return [
        ("multipolygons", site.shape, tags),
        ("lines", runway(site), {"aeroway": "runway", "surface": "grass" if gliding else "asphalt"}),
    ]


def _caravans(site: Site) -> Mapped:
    """Caravans on a camping or caravan park, which need not be in the BAG."""
    if site.kind == "bungalowpark":
        return []
    ring = shapely.get_coordinates(site.shape)[:4]
    u, v = (values.ravel() for values in np.meshgrid(np.linspace(0.25, 0.75, 3), np.linspace(0.45, 0.8, 4)))
    spots = bilinear(np.broadcast_to(ring, (len(u), 4, 2)), u, v)
    axis = np.broadcast_to(unit(ring[1] - ring[0]), spots.shape)
    shapes = polygons(rectangles(spots, axis, np.full(len(u), 8.0), np.full(len(u), 3.0)))
    return [("multipolygons", shape, {"building": "static_caravan"}) for shape in shapes]


def _lake(lake: shapely.Polygon) -> Mapped:
    """A marina on a lake without a way out, that only OpenStreetMap knows."""
    ring = shapely.get_coordinates(lake)
    spot = ring[int(np.argmin(ring[:, 1]))]
    shape = shapely.buffer(shapely.Point(spot), 55.0, quad_segs=4)
    pier = shapely.LineString([spot, spot + np.array([0.0, 30.0])])
    return [("multipolygons", shape, {"name": LAKE_MARINA, "leisure": "marina"}), ("lines", pier, {"man_made": "pier"})]


def _layer(layer: str, rows: Mapped) -> gpd.GeoDataFrame:
    fields = FIELDS[layer]
    columns = {name: pd.Series([tags.get(name) for _, _, tags in rows], dtype="str") for name in fields}
    other = [
        ",".join(f'"{key}"=>"{value}"' for key, value in tags.items() if key not in fields) or None
        for _, _, tags in rows
    ]
    number = (pd.Series(np.arange(len(rows))) + FIRST_ID[layer]).astype("str")
    ids = (
        {"osm_id": pd.Series([None] * len(rows), dtype="str"), "osm_way_id": number}
        if layer == "multipolygons"
        else {"osm_id": number}
    )
    return gpd.GeoDataFrame(
        {**ids, **columns, "other_tags": pd.Series(other, dtype="str")},
        geometry=[shape for _, shape, _ in rows],
        crs=CRS,
    )
