"""Where the data of a scan reach: outside an extract nothing is known, and nothing is not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.spatial.union import union_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_risico.core.results import Layers
    from geo_risico.core.source_specs import AreaSpec

Bounds = tuple[float, float, float, float]
WHOLE_SHARE = 0.995
SEA = ((13_700, 378_500), (276_600, 585_600), (276_600, 700_000), (-100_000, 700_000), (-100_000, 400_000))
"""Corners (EPSG:28992) of the area north-west of the line between Zwin and Dollard: no foreign land lies there."""


def delivered_area(layers: Layers, names: Iterable[str]) -> shapely.Geometry | None:
    """Area (EPSG:28992) for which all these layers were delivered; None where none of them has a known edge.

    Several files of one layer are added together.
    """
    area = None
    for name in names:
        extents = [item.extent for item in layers.provenance.get(name, ()) if item.status == "present"]
        known = [shapely.box(*extent) for extent in extents if extent is not None]
        if known and len(known) == len(extents):
            union = shapely.union_all(known)
            area = union if area is None else shapely.intersection(area, union)
    return area


def domestic_area(layers: Layers) -> shapely.Geometry | None:
    """Area inside the border; None without the layer landgebied.

    Open sea and large waters inside the country are inside: nobody lives there, and that is known.
    """
    return _domestic(layers.shapes("landgebied").geometry) if len(layers.frames.get("landgebied", ())) else None


def known_area(layers: Layers, names: Iterable[str], inside: shapely.Geometry | None) -> gpd.GeoDataFrame | None:
    """Area for which these layers were delivered; None where no edge is known.

    Parameters
    ----------
    layers
        What was read.
    names
        Layers that must be delivered.
    inside
        From `domestic_area`.
    """
    area = delivered_area(layers, names)
    if inside is not None:
        area = inside if area is None else shapely.intersection(inside, area)
    return None if area is None else gpd.GeoDataFrame(geometry=[area], crs=CRS_RD)


def _domestic(land: gpd.GeoSeries) -> shapely.Geometry:
    """Land without its holes, and the sea before the coast between Zwin and Dollard."""
    rings = shapely.get_exterior_ring(shapely.get_parts(union_of(np.asarray(land.array))))
    return union_of(np.array([*np.asarray(shapely.polygons(rings)), shapely.Polygon(SEA)], dtype=object))


def scanned_gemeenten(layers: Layers, area: AreaSpec) -> gpd.GeoDataFrame:
    """Gemeenten that a scan asks for, with or without locations; all of the layer when it names none."""
    gemeenten = layers.shapes("gemeenten")
    return gemeenten[gemeenten["gemeente_code"].isin(area.gemeenten)] if area.gemeenten else gemeenten


def known_shares(outlines: gpd.GeoSeries, layers: Layers, bounds: Bounds | None = None) -> np.ndarray:
    """Share (0 to 1) of each outline that lies within bounds and for which the panden were delivered."""
    delivered = delivered_area(layers, ["panden"])
    parts = [part for part in (delivered, None if bounds is None else shapely.box(*bounds)) if part is not None]
    shapes = np.asarray(outlines.array)
    seen = shapes
    for part in parts:
        seen = shapely.intersection(seen, part)
    return np.asarray(shapely.area(seen) / shapely.area(shapes)) if parts else np.ones(len(outlines))


def extent_notes(layers: Layers, area: AreaSpec) -> tuple[str, ...]:
    """Dutch sentences about gemeenten (or the part within bounds) that the panden cover only in part."""
    scanned = scanned_gemeenten(layers, area)
    asked = scanned.geometry if area.bounds is None else scanned.geometry.intersection(shapely.box(*area.bounds))
    shares = known_shares(asked, layers)
    return tuple(
        f"Van {name} is {share:.0%} in beeld: daarbuiten zijn geen panden geleverd en is niets bekend; dat is niet nul."
        for name, share in zip(scanned["gemeente"], shares, strict=True)
        if share < WHOLE_SHARE
    )


def outside_area(layers: Layers, outlines: gpd.GeoSeries) -> gpd.GeoDataFrame | None:
    """Parts of the outlines without delivered panden, for hatching on the map; None where there are none."""
    area = delivered_area(layers, ["panden"])
    if area is None or outlines.empty:
        return None
    rest = shapely.difference(shapely.union_all(np.asarray(outlines.array)), area)
    return None if shapely.area(rest) < 1 else gpd.GeoDataFrame(geometry=[rest], crs=CRS_RD)
