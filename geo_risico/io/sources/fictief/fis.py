"""FIS answers (Vaarweginformatie) as JSON envelopes: harbours, berths, terminals, locks, bridges and sections."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo_risico.io.sources.fictief.moorings import BOATS_PER_PIER, PIERS, quays
from geo_risico.io.sources.fictief.names import GEMEENTE
from geo_risico.io.sources.fictief.shore import basin_middle, numbered
from geo_risico.io.sources.fictief.waterways import SEAPORT, sea_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo_risico.io.sources.fictief.geometry import Floats
    from geo_risico.io.sources.fictief.shore import Waterplace
    from geo_risico.io.sources.fictief.world import World

TO_DEGREES = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
LOCK_LENGTH_M, LOCK_WIDTH_M = 110.0, 12.0
FIXED: Final = ((9.1, None), (7.0, None))
LIFTING: Final = ((3.8, 30.0), (2.9, None))
LOW: Final = ((2.5, None),)
OPENING_M = 60.0
MOVED_M = 90.0
OTHER_NAMES = ("Haven van Nieuwpolder", "Haven Vlietzicht", "Haven De Punt")
TERMINALS = ("Betoncentrale De Vliet", "Graanoverslag Nieuwpolder", "Overslag Vlietzicht")
HOURS: Final = (("06:00", "22:00"), ("08:00", "18:00"), ("00:00", "23:59"))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SIZES: Final = {
    "Va": {"GeneralDepth": 3.5, "GeneralLength": 110.0, "GeneralWidth": 11.4, "GeneralHeight": 9.1},
    "II": {"GeneralDepth": 2.2, "GeneralLength": 55.0, "GeneralWidth": 6.6, "GeneralHeight": 5.5},
}
OWNERS: Final = ((1, "Rijkswaterstaat Fictieland", "RWS"), (2, "Provincie Fictieland", "PROV"), (3, GEMEENTE, "GEM"))
Document = dict[str, object]


def fis_documents(world: World, vakken: gpd.GeoDataFrame) -> dict[str, list[Document]]:
    """Objects per FIS entity, geometry as WKT in longitude and latitude; `vakken` are the vaarwegvakken."""
    return {
        **_harbours(world),
        **_locks(world, vakken),
        **_bridges(world, vakken),
        **_sections(vakken),
        "administration": [{"Id": 997_000 + k, "Name": name, "Type": kind} for k, name, kind in OWNERS],
    }


def _harbours(world: World) -> dict[str, list[Document]]:
    """Harbours as FIS knows them: the second marina 90 m off, one harbour by another name, yards not at all."""
    marinas = [p for p in world.shore if p.kind == "jachthaven"]
    harbours = [p for p in world.shore if p.kind == "binnenhaven"]
    visitors = [p for p in world.shore if p.kind == "passantensteiger"]
    places = 2 * PIERS * BOATS_PER_PIER
    spots = [_beside(p) if k == 1 else _water(p) for k, p in enumerate(marinas)]
    tourist = [
        _object(
            k,
            p.name,
            shapely.Point(spot),
            {"LongStayPlaces": (4 - k % 3) * places, "ShortStayPlaces": places, "SuppliesFuel": k % 3 == 0},
        )
        for k, (p, spot) in enumerate(zip(marinas, spots, strict=True))
    ]
    names = [numbered(OTHER_NAMES, k // 2) if k % 2 else p.name for k, p in enumerate(harbours)]
    seaport = sea_points(world)[2] + np.array([0.0, 700.0])
    terminal = [
        _object(100 + k, numbered(TERMINALS, k // 2), shapely.LineString(quays(p.basin)))
        for k, p in enumerate(harbours)
        if p.basin is not None and k % 2 == 0
    ]
    known = [_object(400 + k, names[k], shapely.Point(_water(p))) for k, p in enumerate(harbours)]
    berth = [
        _object(2000 + k, f"Ligplaats {p.name}", shapely.LineString(quays(p.basin)))
        for k, p in enumerate(harbours)
        if p.basin is not None
    ]
    berth += [_object(2500 + k, p.name, shapely.Point(p.spot)) for k, p in enumerate(visitors)]
    return {
        "touristharbour": tourist,
        "terminal": [*terminal, _object(199, f"Terminal {SEAPORT}", shapely.Point(seaport + 60.0))],
        "berth": berth,
        "vinharbour": [
            *known,
            _object(499, SEAPORT, shapely.Point(seaport)),
        ],
    }


def _water(place: Waterplace) -> Floats:
    return place.spot if place.basin is None else basin_middle(place.basin)


def _beside(place: Waterplace) -> Floats:
    """A spot east of the terrain: the register has the harbour at the wrong place."""
    return np.array([place.terrain.bounds[2] + MOVED_M, _water(place)[1]])


def _locks(world: World, vakken: gpd.GeoDataFrame) -> dict[str, list[Document]]:
    """A lock on the way to the sea and one in every feeder of a canal; the last is worked all day and night."""
    feeders = vakken[vakken["vaktype"] == "V"]
    spots = [
        sea_points(world)[1],
        *(np.asarray(line.interpolate(0.5, normalized=True).coords[0]) for line in feeders.geometry),
    ]
    names = ["Zeesluis Vlietmond", *(f"Schutsluis {k + 1}" for k in range(len(feeders)))]
    locks, chambers, hours = [], [], []
    for k, (name, spot) in enumerate(zip(names, spots, strict=True)):
        reach = np.array([LOCK_LENGTH_M / 2, LOCK_WIDTH_M])
        shape = shapely.box(*(spot - reach), *(spot + reach))
        kept: Document = {"OperatingTimesId": 993_000 + k, "AdministrationId": 997_001 + k % 2}
        locks.append(_object(300 + k, name, shape, {"NumberOfChambers": 1, **kept}))
        size: Document = {"Length": LOCK_LENGTH_M, "Width": LOCK_WIDTH_M, "GateWidth": LOCK_WIDTH_M}
        chambers.append(_object(3500 + k, "", shape, {"ParentId": 990_300 + k, "Number": 1, **size}))
        hours.append(_operating_times(993_000 + k, HOURS[2] if k == 0 else HOURS[k % 2]))
    return {"lock": locks, "chamber": chambers, "operatingtimes": hours}


def _bridges(world: World, vakken: gpd.GeoDataFrame) -> dict[str, list[Document]]:
    """A fixed and a lifting bridge on the way to the sea, and a low one in every feeder; heights per opening."""
    way = sea_points(world)
    feeders = vakken[vakken["vaktype"] == "V"].geometry
    low = [np.asarray(line.interpolate(0.25, normalized=True).coords[0]) for line in feeders]
    spots = [way[:2].mean(axis=0), way[1:3].mean(axis=0), *low]
    names = ["Vlietbrug", "Hefbrug Vlietmond", *(f"Lage brug {k + 1}" for k in range(len(low)))]
    bridges, openings = [], []
    for k, (name, spot) in enumerate(zip(names, spots, strict=True)):
        heights = FIXED if k == 0 else LIFTING if k == 1 else LOW
        bridges.append(_object(10_000 + k, name, shapely.Point(spot), {"CanOpen": heights is LIFTING}))
        for n, (closed, opened) in enumerate(heights):
            size: Document = {"HeightClosed": closed, "HeightOpened": opened, "Width": 12.0}
            place = shapely.Point(spot + np.array([0.0, n * OPENING_M]))
            parent: Document = {"ParentId": 1_000_000 + k}
            openings.append(_object(12_000 + 2 * k + n, "", place, {**parent, **size}))
    return {"bridge": bridges, "opening": openings}


def _operating_times(number: int, hours: tuple[str, str]) -> Document:
    day = {"OperatingTimes": [{"FromTime": hours[0], "ToTime": hours[1]}]}
    return {"Id": number, "NormalSchedules": [{"From": "--01-01", **dict.fromkeys(DAYS, day)}], "HolidaySchedules": []}


def _sections(vakken: gpd.GeoDataFrame) -> dict[str, list[Document]]:
    through = vakken[vakken["vaktype"] == "D"]
    names, lines = through["vwg_naam"].tolist(), list(through.geometry)
    numbers = [980_000 + int(code) for code in through["vrt_code"]]
    begin, end = through["begkm"].tolist(), through["endkm"].tolist()
    start, last = through["vwj_id_beg"].tolist(), through["vwj_id_end"].tolist()
    sections, sizes, classes = [], [], []
    for k, (name, line) in enumerate(zip(names, lines, strict=True)):
        route: Document = {"RouteId": numbers[k], "RouteKmBegin": begin[k], "RouteKmEnd": end[k]}
        ends: Document = {"StartJunctionId": start[k], "EndJunctionId": last[k]}
        sections.append(_object(4000 + k, name, line, {**ends, "Length": round(line.length / 1000, 3), **route}))
        size = SIZES["II" if name.startswith("Kanaal") else "Va"]
        sizes.append(_object(6000 + k, name, line, {**route, **size}))
        code = "II" if name.startswith("Kanaal") else "V_A"
        classes.append(_object(8000 + k, name, line, {**route, "Classification": "CEMT", "Code": code}))
    return {"section": sections, "maximumdimensions": sizes, "navigability": classes}


def _object(number: int, name: str, shape: shapely.Geometry, extra: Document | None = None) -> Document:
    wkt = shapely.to_wkt(shapely.transform(shape, _degrees), rounding_precision=7)
    return {"Id": 990_000 + number, "Name": name, "Geometry": wkt, **(extra or {})}


def _degrees(xy: np.ndarray) -> np.ndarray:
    return np.stack(TO_DEGREES.transform(xy[:, 0], xy[:, 1]), axis=1)


def write_fis(folder: Path, documents: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Write one JSON file per entity in the FIS envelope."""
    folder.mkdir(parents=True, exist_ok=True)
    for entity, objects in documents.items():
        envelope = {"Offset": 0, "Count": len(objects), "TotalCount": len(objects), "Result": list(objects)}
        text = json.dumps(envelope, ensure_ascii=False, indent=1)
        (folder / f"{entity}.json").write_text(text, encoding="utf-8")
