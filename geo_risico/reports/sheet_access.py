"""How a location is reached over land and over water, as facts with a value or 'onbekend'."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo_risico.core.numbers import UNKNOWN, format_number, format_value
from geo_risico.core.sheets import SEARCH_M
from geo_risico.core.terms import CRS_RD, CRS_WGS84

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo_risico.core.results import Release

Fact = tuple[str, str]
NOT_ASKED: Final = "niet onderzocht in dit thema"
NOT_SHOWN: Final = "niet getoond in deze uitgave"
_NO_DRIVING: Final = ("fietspad", "voetpad")
_ROADS: Final = (
    ("access_surface_class", "Verharding"),
    ("is_dead_end", "Ligt aan"),
    ("motorway_exit_distance_m", "Oprit snelweg"),
    ("gate_count", "Poorten en hekken"),
)
_WATER: Final = (
    ("drivable_quay_m", "Kade bij een weg"),
    ("slipway_distance_m", "Trailerhelling"),
    ("lock_count", "Sluizen naar zee"),
    ("waterway_depth_m", "Diepte"),
    ("waterway_class", "Vaarwegklasse"),
    ("bridge_clearance_m", "Hoogte onder bruggen"),
)
_ALWAYS: Final = frozenset({"access_surface_class", "is_dead_end", "motorway_exit_distance_m"})


@dataclass(frozen=True, kw_only=True)
class Access:
    """Facts over land and over water."""

    land: tuple[Fact, ...]
    water: tuple[Fact, ...]


class AccessReader:
    """Finds the nearest road and waterway of any location of one theme."""

    def __init__(self, release: Release) -> None:
        own = {} if release.grounds is None else release.grounds.layers
        self._release = release
        self._roads = _drivable(own.get("wegen", release.background.get("wegen")))
        self._waterways = release.background.get("vaarwegen")
        self._told = None if release.locations is None else release.locations.get("bereikbaarheid")

    def read(self, location_id: str, shape: BaseGeometry) -> Access:
        """Facts of one location."""
        road, metres = _nearest(self._roads, shape)
        named = _nearest(_named(self._roads), shape)
        land = [("Weg", _road_text(self._roads, road, metres, named))]
        land += [self._land(name, title, location_id, road) for name, title in _ROADS if self._concerns(name)]
        return Access(land=tuple(land), water=tuple(self._water(location_id, shape)))

    def _concerns(self, name: str) -> bool:
        return name in _ALWAYS or name in self._release.indicator_specs

    def _land(self, name: str, title: str, location_id: str, road: pd.Series[Any] | None) -> Fact:
        text = self._value(name, location_id)
        if name == "access_surface_class" and text in {NOT_ASKED, NOT_SHOWN, UNKNOWN} and road is not None:
            surface = road.get("verharding")
            return title, surface if isinstance(surface, str) and surface else UNKNOWN
        return title, text

    def _water(self, location_id: str, shape: BaseGeometry) -> list[Fact]:
        row, metres = _nearest(self._waterways, shape)
        name = "" if row is None else row.get("naam")
        measured = self._value("navigable_water_distance_m", location_id)
        if measured in {NOT_ASKED, NOT_SHOWN, UNKNOWN}:
            measured = _distance_text(metres)
        facts = [
            ("Bevaarbaar water", measured),
            ("Vaarweg", name if isinstance(name, str) and name else UNKNOWN),
        ]
        asked = [(name, title) for name, title in _WATER if name in self._release.indicator_specs]
        if not asked:
            return [*facts, ("Kade, helling, sluizen, diepte", NOT_ASKED)]
        return [*facts, *((title, self._value(name, location_id)) for name, title in asked)]

    def _value(self, name: str, location_id: str) -> str:
        spec, raw = self._release.indicator_specs.get(name), self._release.indicators
        if spec is None:
            return NOT_ASKED
        if raw is None:
            return _told_value(self._told, location_id, spec.title)
        return format_value(float(raw[name].loc[location_id]), spec) if name in raw else NOT_ASKED


def coordinates(shape: BaseGeometry) -> tuple[Fact, ...]:
    """Place of a location in RD (m) and WGS84 (degrees), of a point inside it."""
    point = shape.representative_point()
    lon, lat = _to_degrees().transform(point.x, point.y)
    return (
        ("RD (x, y)", f"{point.x:.0f}, {point.y:.0f}"),
        ("WGS84 (lat, lon)", f"{lat:.5f}, {lon:.5f}"),
    )


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(CRS_RD, CRS_WGS84, always_xy=True)


def _told_value(told: pd.Series[Any] | None, location_id: str, title: str) -> str:
    """Value of an access indicator from the text that stands where raw values are not shown."""
    text = "" if told is None else str(told.get(location_id, ""))
    return next((part.partition(": ")[2] for part in text.split("; ") if part.startswith(f"{title}: ")), NOT_SHOWN)


def _drivable(frame: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    if frame is None:
        return None
    kept = np.ones(len(frame), dtype=bool)
    if "wegtype" in frame:
        kept &= ~frame["wegtype"].isin(_NO_DRIVING).to_numpy()
    if "is_motor_accessible" in frame:
        kept &= ~frame["is_motor_accessible"].eq(other=False).fillna(value=False).to_numpy(dtype=bool)
    return frame[kept].reset_index(drop=True)


def _named(frame: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    return None if frame is None or "naam" not in frame else frame[frame["naam"].notna() & frame["naam"].ne("")]


def _nearest(frame: gpd.GeoDataFrame | None, shape: BaseGeometry) -> tuple[pd.Series[Any] | None, float]:
    if frame is None or frame.empty:
        return None, math.nan
    found = frame.sindex.nearest(shape, return_all=True)[1]
    row = frame.iloc[int(found.min())]
    return row, float(shapely.distance(shape, row.geometry))


def _road_text(
    roads: gpd.GeoDataFrame | None,
    road: pd.Series[Any] | None,
    metres: float,
    named: tuple[pd.Series[Any] | None, float],
) -> str:
    if road is None or metres > SEARCH_M:
        return UNKNOWN if roads is None else f"geen weg binnen {SEARCH_M:.0f} m"
    name = road.get("naam")
    if isinstance(name, str) and name:
        return f"{name} ({_distance_text(metres)})"
    other, far = named
    beside = f"; {other['naam']} op {_distance_text(far)}" if other is not None and far <= SEARCH_M else ""
    return f"zonder naam ({_distance_text(metres)}){beside}"


def _distance_text(metres: float) -> str:
    if math.isnan(metres):
        return UNKNOWN
    return "aan de plek" if metres < 1 else f"{format_number(metres)} m"
