"""Builder ``watergebonden``: harbours, terminals, quays and moorings from many registers, each once.

Objects that are a location by themselves (a harbour, terminal or shipyard) are united over the registers first. Piers,
dolphins, slipways, cranes and berths near such a location belong to it; elsewhere they form groups of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.regions import gemeenten_frame
from geo_risico.locations.water.conflicts import conflicts
from geo_risico.locations.water.groups import grouped, nearest_within
from geo_risico.locations.water.labels import water_labels
from geo_risico.locations.water.location import WaterObject, location_of
from geo_risico.locations.water.objects import water_objects
from geo_risico.locations.water.regions import in_gemeenten
from geo_risico.locations.water.settings import seaports, watergebonden_settings
from geo_risico.locations.water.site_links import site_links
from geo_risico.locations.water.types import (
    BINNENHAVEN,
    LIGPLAATSGROEP,
    LOOSE,
    LOSSE_STEIGER,
    PASSANTENSTEIGER,
    TRAILERHELLING,
    ZEEHAVEN,
)
from geo_risico.locations.water.union import unite
from geo_risico.spatial.cells import vierkant_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec
    from geo_risico.locations.water.settings import WatergebondenSettings

    Ints = NDArray[np.int64]

NOBODY = -1


def build_watergebonden(
    layers: Mapping[str, pd.DataFrame], theme: ThemeSpec, gemeenten_codes: Collection[str]
) -> Locations:
    """Watergebonden locaties with links from waterobjecten, vaarwegen, panden, adressen and verblijfsobjecten.

    Raises
    ------
    DataError
        When the layer gemeenten is absent, or a gemeente code is not in the layer.
    DefinitionError
        When a setting of the theme is unknown or of the wrong kind.
    """
    settings = watergebonden_settings(theme)
    gemeenten_frame(layers, gemeenten_codes)
    objects = water_objects(layers, settings)
    owner = _owners(objects, settings)
    frame = _frame(objects, owner, settings)
    frame, notes = in_gemeenten(frame, layers, settings.gemeente_reach_m)
    links = _links(objects, owner, frame) | site_links(frame, layers, settings.site_m)
    if gemeenten_codes:
        frame = frame[frame["gemeente_code"].isin(list(gemeenten_codes))]
    notes += _outside_note(frame)
    frame = frame.assign(
        label=water_labels(frame, layers),
        conflicts=conflicts(frame, objects, layers, settings),
    ).drop(columns=["members", "naam", "is_outside"])
    kept = {name: link[link.isin(frame.index)] for name, link in links.items()}
    notes += _crane_note(int((owner == NOBODY).sum()))
    return Locations(frame=frame.sort_index(), links=kept, notes=notes)


def _owners(objects: pd.DataFrame, settings: WatergebondenSettings) -> Ints:
    """First object of the location of each object, -1 for an object of no location."""
    owner = np.full(len(objects), NOBODY, dtype=np.int64)
    shapes = np.asarray(objects["geometry"], dtype=object)
    sites = np.flatnonzero(objects["kind"].notna().to_numpy())
    if len(sites):
        owner[sites] = sites[unite(objects.iloc[sites].reset_index(drop=True), settings)]
    loose = np.flatnonzero(owner == NOBODY)
    near = nearest_within(shapes[loose], shapes[sites], settings.facility_m)
    owner[loose[near >= 0]] = owner[sites[near[near >= 0]]]
    makes = objects["soort"].map(dict(LOOSE)).to_numpy(dtype=object)
    for kind in (PASSANTENSTEIGER, LIGPLAATSGROEP, TRAILERHELLING, LOSSE_STEIGER):
        rest = np.flatnonzero((owner == NOBODY) & (makes == kind))
        if kind == LOSSE_STEIGER:
            rest = _moored(rest, owner, shapes, settings)
        is_berth = kind == PASSANTENSTEIGER
        gap_m = settings.berth_gap_m if is_berth else settings.group_gap_m
        extent_m = settings.berth_extent_m if is_berth else settings.group_extent_m
        owner[rest] = rest[grouped(shapes[rest], gap_m, extent_m)]
    _moored(np.flatnonzero(owner == NOBODY), owner, shapes, settings)
    return owner


def _moored(rest: Ints, owner: Ints, shapes: NDArray[np.object_], settings: WatergebondenSettings) -> Ints:
    """What is left of ``rest`` after objects near a loose location were given to it (in ``owner``)."""
    taken = np.flatnonzero(owner != NOBODY)
    near = nearest_within(shapes[rest], shapes[taken], settings.steiger_m)
    owner[rest[near >= 0]] = owner[taken[near[near >= 0]]]
    return rest[near < 0]


def _frame(objects: pd.DataFrame, owner: Ints, settings: WatergebondenSettings) -> gpd.GeoDataFrame:
    """Locations without region, label and conflicts; ``members`` are positions in ``objects``."""
    groups: dict[int, list[int]] = {}
    for position, first in enumerate(owner.tolist()):
        groups.setdefault(first, []).append(position)
    groups.pop(NOBODY, None)
    rows = [WaterObject(*row) for row in objects[list(WaterObject._fields)].itertuples(index=False)]
    records = [location_of(rows, members, settings) for members in groups.values()]
    names = ["location_id", "naam", "kind", "sources", "members", "geometry"]
    table = pd.DataFrame(records, columns=names).set_index("location_id").sort_index()
    table.index = pd.Index(table.index, dtype="str", name="location_id")
    shapes = gpd.GeoSeries(np.asarray(table["geometry"], dtype=object), index=table.index, crs=CRS_RD)
    frame = gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=CRS_RD)
    points = shapes.representative_point()
    frame["naam"] = frame["naam"].astype("str")
    frame["sources"] = frame["sources"].astype("str")
    frame["kind"] = _with_seaports(frame["kind"].astype("str"), points, settings)
    return frame.assign(vierkant=vierkant_codes(points), area_m2=np.round(shapes.area, 1))


def _with_seaports(kind: pd.Series[str], points: gpd.GeoSeries, settings: WatergebondenSettings) -> pd.Series[str]:
    """Kinds with binnenhavens near a seaport as zeehaven."""
    at_sea = pd.Series(data=False, index=kind.index)
    for _, x, y, radius_m in seaports(settings):
        at_sea |= np.hypot(points.x - x, points.y - y) <= radius_m
    return kind.mask(at_sea & (kind == BINNENHAVEN), ZEEHAVEN)


def _links(objects: pd.DataFrame, owner: Ints, frame: gpd.GeoDataFrame) -> dict[str, pd.Series[str]]:
    """Location_id of each row of waterobjecten and of each harbour section."""
    of = frame["members"].explode()
    location = pd.Series(of.index, index=pd.Index(of, dtype="int64"), dtype="str").reindex(objects.index)
    table = pd.DataFrame({"layer": objects["layer"], "row": objects["rows"], "location_id": location}).explode("row")
    table = table[table["location_id"].notna() & (owner[table.index] != NOBODY)]
    return {
        str(name): pd.Series(
            part["location_id"].to_numpy(), index=part["row"].astype("int64"), dtype="str", name="location_id"
        ).sort_index()
        for name, part in table.groupby("layer")
    }


def _crane_note(count: int) -> tuple[str, ...]:
    if count == 1:
        return ("1 kraan staat niet bij een haven, kade of werf en maakt zelf geen locatie.",)
    return (f"{count} kranen staan niet bij een haven, kade of werf en maken zelf geen locatie.",) if count else ()


def _outside_note(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    count = int(frame["is_outside"].sum())
    if count == 1:
        return ("1 locatie ligt op water buiten elke gemeente; zij hoort bij de dichtstbijzijnde.",)
    text = f"{count} locaties liggen op water buiten elke gemeente; zij horen bij de dichtstbijzijnde."
    return (text,) if count else ()
