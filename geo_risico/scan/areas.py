"""Aggregates per gemeente, wijk, buurt and 500 m square, with their outlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.scan.extent import known_shares, scanned_gemeenten
from geo_risico.scoring.aggregates import aggregate
from geo_risico.scoring.gemeente_score import score_per_gemeente
from geo_risico.spatial.cells import vierkant_squares
from geo_risico.spatial.linked_barns import barn_footprints

if TYPE_CHECKING:
    from geo_risico.core.results import Layers, Locations
    from geo_risico.core.source_specs import AreaSpec
    from geo_risico.core.specs import ThemeSpec

LEVELS = (
    ("gemeenten", "gemeente_code", "gemeente"),
    ("wijken", "wijk_code", "wijk"),
    ("buurten", "buurt_code", "buurt"),
)
BARN_M2 = (200.0, 10_000.0)
BARN_LAYERS = ("panden", "verblijfsobjecten", "adressen", "kassen")


def peer_groups(locations: Locations, theme: ThemeSpec) -> pd.Series[str]:
    """Name of the group that a location is compared within, such as 'jachthaven, GM0166'.

    The theme says what makes a group; one that is smaller than its minimum is compared with all locations together, as
    gemeenten always are.
    """
    frame = locations.frame
    everyone = pd.Series(f"alle {theme.location_plural}", index=frame.index, dtype="str")
    columns = [{"gemeente": "gemeente_code", "kind": "kind"}[name] for name in theme.peers]
    if not columns or (frame["kind"] == "gemeente").all():
        return everyone
    names = frame[columns[0]]
    for column in columns[1:]:
        names = names + ", " + frame[column]
    small = names.map(names.value_counts()) < theme.minimum_peers
    return names.mask(small.to_numpy(), everyone)


def within_bounds(locations: Locations, bounds: tuple[float, float, float, float] | None) -> Locations:
    """Locations whose representative point lies within bounds (EPSG:28992); all of them without bounds."""
    if bounds is None:
        return locations
    points = locations.frame.geometry.representative_point()
    kept = locations.frame[shapely.intersects(np.asarray(points.array), shapely.box(*bounds))]
    dropped = len(locations.frame) - len(kept)
    note = f"{dropped} locaties vallen af omdat zij buiten het gevraagde deel van de gemeente liggen."
    return replace(locations, frame=kept, notes=(*locations.notes, note) if dropped else locations.notes)


def aggregate_areas(
    layers: Layers,
    locations: Locations,
    scores: pd.DataFrame,
    rng: np.random.Generator,
    area: AreaSpec,
    barns: pd.DataFrame | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Aggregates by kind of area (gemeenten, wijken, buurten, vierkanten), each indexed by code, EPSG:28992.

    An area of a scanned gemeente without locations is there with a count of 0; one outside the bounds of the scan is
    not there at all. A layer that is absent gives no aggregate.
    """
    frame = locations.frame
    scanned = set(scanned_gemeenten(layers, area)["gemeente_code"])
    result = {}
    for name, code, label in LEVELS:
        if name in layers.frames:
            rows = layers.shapes(name)
            outline = _outlines(_within(rows[rows["gemeente_code"].isin(scanned)], area), code, label)
            table = aggregate(scores, frame[code], rng, barns=barns)
            if name == "gemeenten":
                table = table.join(score_per_gemeente(scores, frame[code], rng))
            result[name] = _with_outline(table, outline, layers, area)
    if (frame["kind"] == "gemeente").all():
        return result
    table = aggregate(scores, frame["vierkant"], rng, barns=barns)
    squares = gpd.GeoDataFrame(geometry=vierkant_squares(list(table.index)), crs=CRS_RD)
    pairs = frame[["vierkant", "gemeente_code"]].value_counts().reset_index().drop_duplicates("vierkant")
    codes = pairs.set_index("vierkant")["gemeente_code"].reindex(squares.index)
    result["vierkanten"] = _with_outline(table, squares.assign(naam=squares.index, gemeente_code=codes), layers, area)
    return result


def potential_barns(layers: Layers, locations: Locations) -> pd.DataFrame | None:
    """Barns that may come free: location_id and area_m2 (NaN where it is unknown whether a pand is one).

    None when the panden are not there or do not belong to the locations, and for locations that are no erven.
    """
    is_erf = bool((locations.frame["kind"] == "erf").all())
    if "panden" not in layers.frames or "panden" not in locations.links or not is_erf:
        return None
    linked = {name: _linked(layers, locations, name) for name in BARN_LAYERS if name in layers.frames}
    panden = linked["panden"]
    rows = panden[panden["location_id"].notna()]
    footprint, _ = barn_footprints(
        rows, linked.get("adressen"), linked.get("kassen"), BARN_M2, linked.get("verblijfsobjecten")
    )
    barns = pd.DataFrame({"location_id": rows["location_id"], "area_m2": footprint})
    return barns[barns["area_m2"] != 0]


def _linked(layers: Layers, locations: Locations, name: str) -> gpd.GeoDataFrame:
    frame = layers.shapes(name)
    if name not in locations.links:
        return frame
    return frame.assign(location_id=locations.links[name].reindex(frame.index))


def _within(rows: gpd.GeoDataFrame, area: AreaSpec) -> gpd.GeoDataFrame:
    if area.bounds is None:
        return rows
    return rows[shapely.area(shapely.intersection(np.asarray(rows.geometry.array), shapely.box(*area.bounds))) > 0]


def _outlines(rows: gpd.GeoDataFrame, code: str, label: str) -> gpd.GeoDataFrame:
    outline: gpd.GeoDataFrame = rows.set_index(rows[code].rename("code"))[["geometry"]]
    return outline.assign(
        naam=rows[label].to_numpy() if label in rows else rows[code].to_numpy(),
        gemeente_code=rows["gemeente_code"].to_numpy(),
    )


def _with_outline(table: pd.DataFrame, outline: gpd.GeoDataFrame, layers: Layers, area: AreaSpec) -> gpd.GeoDataFrame:
    counts = ["location_count", *(name for name in table.columns if name.startswith("count_"))]
    joined = table.reindex(outline.index)
    joined[counts] = joined[counts].fillna(0).astype("int64")
    joined["known_share"] = known_shares(outline.geometry, layers, area.bounds)
    columns = pd.concat([outline[["naam", "gemeente_code"]], joined, outline[["geometry"]]], axis=1)
    return gpd.GeoDataFrame(columns.rename_axis("code").sort_index(), geometry="geometry", crs=CRS_RD)
