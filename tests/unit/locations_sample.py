"""Small hand-made layers for the builders of locations."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point, box

from geo_risico.core.specs import ThemeSpec
from geo_risico.locations import build_locations

X, Y = 190_000.0, 500_000.0
TEXT = {
    "panden": ("status", "gebruiksdoel", "building_type"),
    "adressen": (
        "adres_id",
        "pand_id",
        "straat",
        "huisnummer",
        "huisletter",
        "toevoeging",
        "postcode",
        "woonplaats",
        "status",
        "gebruiksdoel",
    ),
    "verblijfsobjecten": ("verblijfsobject_id", "pand_id", "status", "gebruiksdoel"),
    "percelen": ("perceel_id", "kadastrale_gemeente", "akr_code", "sectie", "perceelnummer"),
    "gemeenten": ("gemeente_code", "gemeente"),
    "plaatsen": ("plaats_id", "plaats", "typegebied"),
    "wijken": ("wijk_code", "wijk", "gemeente_code"),
    "buurten": ("buurt_code", "buurt", "wijk_code", "gemeente_code"),
    "wegen": ("straat",),
    "functionele_gebieden": ("functie",),
}
NUMBER = {"panden": ("bouwjaar", "verblijfsobject_count"), "gemeenten": ("land_area_ha",)}


def layer(name, rows):
    """Frame of one layer from dicts; columns that no row names are unknown."""
    data = {c: pd.Series([r.get(c, np.nan) for r in rows], dtype="str") for c in TEXT[name]}
    data |= {c: pd.Series([r.get(c, np.nan) for r in rows], dtype="float64") for c in NUMBER.get(name, ())}
    if name == "panden":
        data["pand_id"] = pd.Series([r.get("pand_id", np.nan) for r in rows], dtype="str")
    if name == "plaatsen":
        data["is_bebouwde_kom"] = pd.Series([r.get("is_bebouwde_kom") for r in rows], dtype="object")
    return gpd.GeoDataFrame(data, geometry=[r["geometry"] for r in rows], crs=28992)


def pand(number, x, y, w=10.0, h=10.0, **more):
    """Row of a pand with its south-west corner at (x, y) from the origin."""
    shape = box(X + x, Y + y, X + x + w, Y + y + h)
    return {"pand_id": f"999910{number:010d}", "geometry": shape, **more}


def adres(number, x, y, **more):
    """Row of an address at (x, y) from the origin."""
    base = {"adres_id": f"999920{number:010d}", "straat": "Polderweg", "huisnummer": str(number)}
    return base | {"woonplaats": "Nieuwpolder", "geometry": Point(X + x, Y + y), **more}


def perceel(number, x, y, w, h):
    """Row of a perceel."""
    base = {"perceel_id": f"NPD00B{number:05d}", "kadastrale_gemeente": "Otterlo", "sectie": "B"}
    return base | {"perceelnummer": str(number), "geometry": box(X + x, Y + y, X + x + w, Y + y + h)}


def gemeenten(*rows):
    """Layer gemeenten from (code, name, polygon); without rows one gemeente around everything."""
    every = rows or [("GM9999", "Nieuwpolder", box(X - 9e4, Y - 9e4, X + 9e4, Y + 9e4))]
    return layer("gemeenten", [{"gemeente_code": c, "gemeente": n, "geometry": g} for c, n, g in every])


def theme(selection=("in_gemeente",), builder="erven", **settings):
    """Theme with one builder."""
    return ThemeSpec(
        name="proef",
        title="Proef",
        description="Proefthema",
        locations=builder,
        location_title="erf",
        location_plural="erven",
        settings=settings,
        selection=selection,
        dimensions=({"name": "a", "title": "aaa", "summary": "aaa", "weights": {"x": 1}},),
    )


def build(panden, selection=("in_gemeente",), settings=None, **rows):
    """Locations from rows of panden and of other layers."""
    layers = {"panden": layer("panden", panden), "gemeenten": gemeenten()}
    layers |= {name: layer(name, r) if isinstance(r, list) else r for name, r in rows.items()}
    return build_locations(layers, theme(selection, **(settings or {})), ())


def groups(result):
    """Panden per location, as a set of frozen sets of positions."""
    link = result.links["panden"]
    return {frozenset(index) for index in link.groupby(link).groups.values()}
