"""Overlaps around an erf as an analyst writes it: buffer, overlay, dissolve, area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    Tables = Mapping[str, Any]

ROUND = 64
"""Segments per quarter circle: the toolkit cuts exact circles, so the polygon must come close."""


def screening_share(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Share of the ring around an erf that lies under trees or hedges."""
    ring = erven.geometry.buffer(settings["ring_m"], quad_segs=8).difference(erven.geometry, align=False)
    rings = gpd.GeoDataFrame({"erf": erven.index}, geometry=ring.to_numpy(), crs=erven.crs)
    planting = layers["beplanting"].geometry
    lines = planting[planting.geom_type.str.contains("Line")]
    cover = pd.concat(
        [
            planting[planting.geom_type.str.contains("Polygon")],
            lines.buffer(settings["line_width_m"] / 2, cap_style="flat"),
        ]
    )
    pieces = gpd.overlay(rings, gpd.GeoDataFrame(geometry=cover.to_numpy(), crs=erven.crs), how="intersection")
    covered = pieces.dissolve("erf").area.reindex(erven.index, fill_value=0.0)
    return (covered / ring.area).clip(0.0, 1.0)


def gewas_loss_share(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Share of the land declared in the first year around an erf that is not declared in the last."""
    fields = layers["gewaspercelen"]
    first = fields.loc[fields["jaar"] == fields["jaar"].min(), ["geometry"]]
    last = fields.loc[fields["jaar"] == fields["jaar"].max(), ["geometry"]]
    circle = erven.geometry.representative_point().buffer(settings["radius_m"], quad_segs=ROUND)
    circles = gpd.GeoDataFrame({"erf": erven.index}, geometry=circle.to_numpy(), crs=erven.crs)
    gone = gpd.overlay(first, last, how="difference")
    declared = gpd.overlay(circles, first, how="intersection")
    lost = gpd.overlay(circles, gone, how="intersection")
    declared_m2 = declared.area.groupby(declared["erf"]).sum().reindex(erven.index)
    lost_m2 = lost.area.groupby(lost["erf"]).sum().reindex(erven.index, fill_value=0.0)
    return (lost_m2 / declared_m2).clip(0.0, 1.0)
