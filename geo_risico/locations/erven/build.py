"""Builder ``erven``: panden that form one yard, outside the bebouwde kom.

The rule that makes a yard stands in ``geo_risico.spatial.grouping``. Yards are made of all panden that have a say in
them, so also of those around the gemeente, and selected afterwards: a yard at the border is the same yard in a scan of
the neighbour, and belongs to the gemeente of its representative point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.erven.grounds import Grounds, built_on_perceel, grounds_of, perceel_ids, perceel_links
from geo_risico.locations.erven.kom import bebouwde_kom
from geo_risico.locations.erven.labels import location_labels
from geo_risico.locations.erven.nearby import ZONE_M, also_asked, within
from geo_risico.locations.erven.objects import pand_of, strengths
from geo_risico.locations.erven.selection import Yards, select_yards, wanted
from geo_risico.locations.erven.settings import erven_settings
from geo_risico.locations.erven.stock import standing_panden
from geo_risico.locations.regions import gemeenten_frame, with_regions
from geo_risico.spatial.cells import vierkant_codes
from geo_risico.spatial.grouping import YardRule, group_panden

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec
    from geo_risico.locations.erven.settings import ErvenSettings
    from geo_risico.locations.erven.stock import Stock
    from geo_risico.spatial.grouping import Groups

    Ints = NDArray[np.int64]

DEEP_IN_KOM_M = 60.0
"""Panden this far inside the kom are in no yard outside it and are left out beforehand."""


def build_erven(layers: Mapping[str, pd.DataFrame], theme: ThemeSpec, gemeenten_codes: Collection[str]) -> Locations:
    """Erven with links from panden, adressen, verblijfsobjecten and percelen.

    Raises
    ------
    DataError
        When the layer panden or gemeenten is absent, or a gemeente code is not in the layer.
    DefinitionError
        When a setting of the theme is unknown or no number.
    """
    settings = erven_settings(theme)
    gemeenten = gemeenten_frame(layers, gemeenten_codes)
    stock, notes = standing_panden(layers)
    in_kom = np.zeros(len(stock.row), dtype=bool)
    kom: gpd.GeoSeries | None = None
    if "outside_bebouwde_kom" in theme.selection:
        kom, kom_notes = bebouwde_kom(layers, stock, settings)
        stock, in_kom = _without_deep_kom(stock, np.asarray(kom.values))
        notes += kom_notes
    yards, grounds, owners = _yards(layers, (stock, in_kom), theme, settings, wanted(gemeenten, gemeenten_codes))
    stock = yards.stock
    kept, shapes, select_notes = select_yards(yards, theme, settings, (gemeenten, gemeenten_codes))
    links = _links(layers, yards, kept, owners, grounds)
    frame = with_regions(_frame(yards, kept, shapes), layers)
    sizes = {name: _pand_area(layers[name], stock, owner) for name, owner in owners.items()}
    sizes["percelen"] = built_on_perceel(grounds, stock)
    frame["perceel_ids"] = perceel_ids(layers.get("percelen"), links["percelen"], frame.index)
    frame["label"] = location_labels(frame, layers, links, sizes)
    return Locations(
        frame=frame,
        links={k: v for k, v in links.items() if k in layers},
        notes=notes + select_notes,
        bebouwde_kom=kom,
    )


def _without_deep_kom(stock: Stock, kom: NDArray[np.object_]) -> tuple[Stock, NDArray[np.bool_]]:
    """Panden not deep inside the kom, and whether each of those lies in it."""
    tree = STRtree(stock.point)
    in_kom, deep = np.zeros((2, len(stock.row)), dtype=bool)
    in_kom[tree.query(kom, predicate="intersects")[1]] = True
    core = shapely.buffer(kom, -DEEP_IN_KOM_M, quad_segs=4)
    deep[tree.query(core, predicate="intersects")[1]] = True
    return stock.only(~deep), in_kom[~deep]


def _yards(
    layers: Mapping[str, pd.DataFrame],
    panden: tuple[Stock, NDArray[np.bool_]],
    theme: ThemeSpec,
    settings: ErvenSettings,
    gemeenten: NDArray[np.object_],
) -> tuple[Yards, Grounds, dict[str, Ints]]:
    """Yards that may be locations, with the percelen and the pand of each object; only what has a say is grouped."""
    stock, in_kom = panden
    part = np.arange(len(stock.row))
    if "in_gemeente" in theme.selection and len(part):
        part = np.flatnonzero(within(stock.geometry, gemeenten, ZONE_M))
    while True:
        grouped = stock.only(part)
        groups, grounds, owners = _grouped(layers, grouped, settings)
        if len(part) == len(stock.row):
            break
        more = also_asked(part, stock, groups.component, grounds, gemeenten, settings.pand_gap_m)
        if not len(more):
            break
        part = np.union1d(part, more)
    return _numbered(grouped, in_kom[part], groups), grounds, owners


def _grouped(
    layers: Mapping[str, pd.DataFrame], stock: Stock, settings: ErvenSettings
) -> tuple[Groups, Grounds, dict[str, Ints]]:
    """The yard of each pand, its perceel, and the pand of each adres and verblijfsobject."""
    grounds = grounds_of(layers, stock)
    owners = {
        name: pand_of(layers[name], stock, layers["panden"]["pand_id"], grounds)
        for name in ("adressen", "verblijfsobjecten")
        if name in layers
    }
    rule = YardRule(
        gap_m=settings.pand_gap_m,
        extent_m=settings.yard_extent_m,
        addressed_count=int(settings.yard_adres_panden),
    )
    held = strengths(layers, owners, stock)
    return group_panden(stock.geometry, held, grounds.owner, grounds.geometry, rule), grounds, owners


def _numbered(stock: Stock, in_kom: NDArray[np.bool_], groups: Groups) -> Yards:
    """Yards in the order of their first pand."""
    number = np.unique(groups.first, return_inverse=True)[1].astype(np.int64)
    return Yards(stock=stock, yard=number, in_kom=in_kom)


def _frame(yards: Yards, kept: NDArray[np.bool_], outlines: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Kept yards as locations, without regions and names."""
    index = pd.Index(yards.location_id[kept], dtype="str", name="location_id")
    shapes = gpd.GeoSeries(outlines, index=index, crs=CRS_RD)
    count = np.bincount(yards.yard, minlength=yards.count)
    frame = gpd.GeoDataFrame(
        {
            "label": pd.Series(np.nan, index=index, dtype="str"),
            "kind": pd.Series("erf", index=index, dtype="str"),
            "vierkant": vierkant_codes(shapes.representative_point()),
            "area_m2": pd.Series(np.round(yards.area_m2[kept], 1), index=index),
            "pand_count": pd.Series(count[kept], index=index, dtype="int64"),
        },
        geometry=shapes,
        crs=CRS_RD,
    )
    return frame.sort_index()


def _links(
    layers: Mapping[str, pd.DataFrame],
    yards: Yards,
    kept: NDArray[np.bool_],
    owners: Mapping[str, Ints],
    grounds: Grounds,
) -> dict[str, pd.Series[str]]:
    """Location_id of each row that belongs to a kept yard, per layer."""
    location = pd.Series(yards.location_id, dtype="str").where(kept).iloc[yards.yard].reset_index(drop=True)
    by_row = location.set_axis(yards.stock.row).dropna().sort_index().rename("location_id")
    links = {"panden": by_row, "percelen": perceel_links(grounds, location)}
    for name, owner in owners.items():
        found = location.reindex(owner).set_axis(layers[name].index)
        links[name] = found.dropna().rename("location_id")
    return links


def _pand_area(objects: pd.DataFrame, stock: Stock, owner: Ints) -> pd.Series[float]:
    """Area (m2) of the pand of each object, NaN for none."""
    return pd.Series(stock.area_m2).reindex(owner).set_axis(objects.index)
