"""Small hand-made registers for the builder of watergebonden locaties."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml
from shapely.geometry import LineString, Point, box

from geo_risico.core.specs import ThemeSpec
from geo_risico.locations import build_locations

ROOT = Path(__file__).parents[2]
X, Y = 190_000.0, 500_000.0
TEXT = ("object_id", "soort", "naam", "register", "beheerder")
NUMBER = ("ligplaatsen_vast", "ligplaatsen_passanten")


def theme(**settings):
    """The theme of the repository, with other settings where given."""
    text = (ROOT / "scans" / "themes" / "watergebonden.yaml").read_text(encoding="utf-8")
    spec = ThemeSpec.model_validate(yaml.safe_load(text))
    return spec.model_copy(update={"settings": {**spec.settings, **settings}})


def gemeenten(*shapes):
    """Gemeenten GM9990, GM9991... with these outlines; one of 40 km around the origin when none is given."""
    given = shapes or (box(X - 20_000, Y - 20_000, X + 20_000, Y + 20_000),)
    codes = [f"GM999{k}" for k in range(len(given))]
    return gpd.GeoDataFrame({"gemeente_code": codes, "gemeente": "Nieuwpolder"}, geometry=list(given), crs=28992)


def row(register, soort, shape, name=None, number=None):
    """One row of waterobjecten."""
    return {"register": register, "soort": soort, "geometry": shape, "naam": name, "object_id": number}


def objects(*rows):
    """Layer waterobjecten; rows without a number get one by their place."""
    data = {c: pd.Series([r.get(c) for r in rows], dtype="str") for c in TEXT}
    numbers = pd.Series([f"{r['register']}-{k + 1}" for k, r in enumerate(rows)], dtype="str")
    data["object_id"] = data["object_id"].fillna(numbers)
    data |= {c: pd.Series([r.get(c, np.nan) for r in rows], dtype="float64") for c in NUMBER}
    return gpd.GeoDataFrame(data, geometry=[r["geometry"] for r in rows], crs=28992)


def sections(*rows):
    """Layer vaarwegen from (name, vaktype, geometry)."""
    return gpd.GeoDataFrame(
        {
            "vaarwegvak_id": pd.Series([str(100 + k) for k in range(len(rows))], dtype="str"),
            "vaarweg": pd.Series([name for name, _, _ in rows], dtype="str"),
            "naam": pd.Series([name for name, _, _ in rows], dtype="str"),
            "vaktype": pd.Series([kind for _, kind, _ in rows], dtype="str"),
        },
        geometry=[shape for _, _, shape in rows],
        crs=28992,
    )


def built(waterobjecten=None, vaarwegen=None, codes=(), settings=None, **layers):
    """Locations of these layers under the theme of the repository."""
    given = {"gemeenten": gemeenten(), "waterobjecten": waterobjecten, "vaarwegen": vaarwegen, **layers}
    present = {name: frame for name, frame in given.items() if frame is not None}
    return build_locations(present, theme(**(settings or {})), codes)


def basin(x, y, width=100.0, height=60.0):
    """Polygon with its south-west corner at (x, y) from the origin."""
    return box(X + x, Y + y, X + x + width, Y + y + height)


def spot(x, y):
    """Point at (x, y) from the origin."""
    return Point(X + x, Y + y)


def line(*points):
    """Line through points from the origin."""
    return LineString([(X + x, Y + y) for x, y in points])
