"""Layers for the tests of indicators: a small drawn area with every column of the catalog, and hand-written tables."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD

_SPEC = importlib.util.spec_from_file_location("raster_sample", Path(__file__).with_name("raster_sample.py"))
raster_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(raster_sample)

SIDE_M = 2_000
ERVEN = 40
ROWS = 150
LINKED = (
    "panden", "adressen", "verblijfsobjecten", "percelen", "standplaatsen", "waterobjecten", "schouw",
    "bedrijfsregister", "vitaliteit", "transacties", "recreatieobjecten",
)  # fmt: skip
TEXTS = {
    "gebruiksdoel": ["woonfunctie", "woonfunctie,winkelfunctie", "II"],
    "functie": ["start- en landingsbaan", "camping, kampeerterrein", "bedrijventerrein"],
    "verharding": ["verhard", "grass", "onbekend"],
    "deel_van": [f"B{n}" for n in range(100)],
}
RANGES = {"bouwjaar": (1900, 2020), "jaar": (2020, 2022), "verblijfsobject_count": (0, 2)}
PLAIN = {"number": "float64", "date": "datetime64[us]", "bool": "object"}


def empty_column(spec, index):
    """Column of a layer in which nothing is known."""
    missing = None if spec.dtype == "bool" else np.nan
    return pd.Series(missing, index=index, dtype=PLAIN.get(spec.dtype, "str"))


def box(x1, y1, x2, y2):
    return shapely.box(x1, y1, x2, y2)


def draw_locations(rng, kind):
    """Erven of about 60 by 60 m, or two gemeenten side by side, under a shuffled text index."""
    if kind == "gemeente":
        codes = ["GM9998", "GM9999"]
        shapes = [box(0, 0, 1000, SIDE_M), box(1000, 0, SIDE_M, SIDE_M)]
        return gpd.GeoDataFrame(
            {"gemeente_code": codes, "kind": "gemeente", "area_m2": 2e6},
            geometry=shapes,
            crs=CRS_RD,
            index=pd.Index(codes, name="location_id"),
        )
    corner = rng.permutation([(x, y) for x in range(50, SIDE_M - 100, 150) for y in range(50, SIDE_M - 100, 150)])
    low = corner[:ERVEN].astype(float)
    size = rng.uniform(40, 80, (ERVEN, 2))
    shapes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + size[:, 0], low[:, 1] + size[:, 1])
    index = pd.Index([f"ERF-{n:03d}" for n in rng.permutation(ERVEN)], name="location_id")
    columns = {"gemeente_code": "GM9999", "kind": "erf", "area_m2": 500.0}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS_RD, index=index)


def draw_shapes(rng, spec, erven):
    """Geometries of one layer; linked layers lie inside the erven."""
    low = rng.uniform(0, SIDE_M - 100, (ROWS, 2))
    if spec.name in LINKED:
        low = shapely.bounds(np.asarray(erven.geometry.array)[np.arange(ROWS) % ERVEN])[:, :2] + rng.uniform(1, 15)
    high = low + rng.uniform(5, 60, (ROWS, 2))
    if spec.name in {"landgebied", "buurten", "gemeenten", "wijken"}:
        return [box(-500, -500, 1000, 2500), box(1000, -500, 2500, 2500)]
    if spec.geometry == "point":
        return list(shapely.points(low))
    if spec.geometry == "line":
        grid = [[(x, y) for x in range(0, SIDE_M + 1, 100)] for y in range(0, SIDE_M + 1, 400)]
        grid += [[(x, y) for y in range(0, SIDE_M + 1, 100)] for x in range(0, SIDE_M + 1, 400)]
        return [shapely.LineString(points) for points in grid] + [shapely.LineString([(800, 800), (950, 990)])]
    return list(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))


def draw_column(rng, name, spec, size):
    """Known values of one column with a few unknown ones."""
    if spec.dtype == "number":
        low, high = RANGES.get(name, (1, 100))
        values = pd.Series(rng.integers(low, high + 1, size).astype(float))
    elif spec.dtype == "date":
        values = pd.Series(pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, 5000, size), unit="D"))
    elif spec.dtype == "bool":
        values = pd.Series(rng.choice([True, True, False], size), dtype="object")
    elif spec.vocabulary:
        values = pd.Series(rng.choice(list(spec.vocabulary), size), dtype="str")
    else:
        values = pd.Series(rng.choice(TEXTS.get(name, [f"{name}-{size}"]), size), dtype="str")
    return values.mask(rng.random(size) < 0.1) if not spec.required else values


def draw_layers(catalog, erven, rng):
    """Every layer of the catalog, filled by what its columns are."""
    layers = {}
    for spec in catalog.layers.values():
        if spec.geometry == "raster":
            layers[spec.name] = raster_sample.draw_raster(rng, spec, SIDE_M, erven.geometry.iloc[0].bounds[:2])
            continue
        shapes = None if spec.geometry == "none" else draw_shapes(rng, spec, erven)
        size = 2 if spec.name == "kerncijfers" else ROWS if shapes is None else len(shapes)
        frame = pd.DataFrame({name: draw_column(rng, name, column, size) for name, column in spec.columns.items()})
        if spec.key is not None:
            frame[spec.key] = pd.Series([f"{n:04d}" for n in range(size)], dtype="str")
        if "verblijfsobject_id" in spec.columns:
            frame["verblijfsobject_id"] = pd.Series([f"{n:04d}" for n in range(size)], dtype="str")
        if spec.key == "gemeente_code":
            frame["gemeente_code"] = ["GM9998", "GM9999"]
        if spec.name in LINKED:
            frame["location_id"] = erven.index.to_numpy()[np.arange(size) % ERVEN]
        layers[spec.name] = frame if shapes is None else gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS_RD)
    roads = layers["wegen"]
    roads.loc[0, ["wegtype", "is_motor_accessible"]] = ["oprit", True]
    return layers


def as_shape(value):
    """Geometry from WKT, from [x, y] or from [x1, y1, x2, y2]."""
    if isinstance(value, str):
        return shapely.from_wkt(value)
    return shapely.Point(value) if len(value) == 2 else box(*value)


def table_locations(rows):
    """Locations of one case of a table: name -> geometry, or name -> columns."""
    plain = {name: row if isinstance(row, dict) else {"geometry": row} for name, row in rows.items()}
    shapes = [as_shape(row["geometry"]) for row in plain.values()]
    columns = [{key: value for key, value in row.items() if key != "geometry"} for row in plain.values()]
    frame = pd.DataFrame(columns, index=pd.Index(plain, name="location_id", dtype="str"))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS_RD)


def table_layer(spec, rows):
    """Layer of one case of a table, with every column of its definition; what is not written is unknown."""
    if spec.geometry == "raster":
        return raster_sample.table_raster(spec, rows)
    index = pd.RangeIndex(len(rows))
    columns = {name: empty_column(column, index) for name, column in spec.columns.items()}
    columns["location_id"] = pd.Series(np.nan, index=index, dtype="str")
    for name, blank in list(columns.items()):
        given = [row.get(name) for row in rows]
        if any(value is not None for value in given):
            columns[name] = pd.Series(given, index=index).astype(blank.dtype)
    frame = pd.DataFrame(columns, index=index)
    if spec.geometry == "none":
        return frame
    return gpd.GeoDataFrame(frame, geometry=[as_shape(row["geometry"]) for row in rows], crs=CRS_RD)
