"""A readable name for each watergebonden locatie: its own, else the water and the street beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from shapely import STRtree

from geo_risico.locations.erven.labels import STREET_REACH_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

WATER_REACH_M: Final = 300.0
"""Named water further away is not the water that a location lies on."""
ARTICLES: Final = ("de ", "het ", "'t ", "den ")
NEUTER: Final = ("diep", "kanaal", "meer", "water", "gat", "wad", "spui", "zwin", "dok", "ij", "wijd", "scheur")
"""Ends of names of water that take 'het'."""
WATER: Final = (("waterdelen", "naam"), ("vaarwegen", "vaarweg"))
STREETS: Final = (("wegen", "straat"), ("adressen", "straat"), ("plaatsen", "naam"))


def water_labels(frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> pd.Series[str]:
    """Name of each location, never empty; equal labels of nameless locations get a number.

    Parameters
    ----------
    frame
        Locations with kind, naam (NaN when no register gives one) and gemeente.
    layers
        Layers of the scan; named water, streets and places are looked for in them.
    """
    label = frame["naam"].astype("str")
    bare = frame[label.isna()]
    if not len(bare):
        return label
    points = np.asarray(bare.geometry.values, dtype=object)
    water = _nearest_name(points, layers, WATER, WATER_REACH_M)
    street = _nearest_name(points, layers, STREETS, STREET_REACH_M)
    texts = [
        _text(kind, at, near, gemeente)
        for kind, at, near, gemeente in zip(bare["kind"], water, street, bare["gemeente"], strict=True)
    ]
    made = pd.Series(texts, index=bare.index, dtype="str").sort_index()
    turn = made.groupby(made).cumcount() + 1
    made = made.mask(turn > 1, made + " (" + turn.astype("str") + ")")
    return label.combine_first(made).reindex(frame.index).astype("str")


def _text(kind: str, water: str | None, street: str | None, gemeente: str) -> str:
    at = f" aan {_with_article(water)}" if water else ""
    place = street or gemeente
    return f"{kind}{at}, nabij {place}" if water else f"{kind} nabij {place}"


def _with_article(name: str) -> str:
    lower = name.lower()
    if lower.startswith(ARTICLES):
        return name[0].lower() + name[1:]
    return f"het {name}" if lower.endswith(NEUTER) else f"de {name}"


def _nearest_name(
    shapes: NDArray[np.object_],
    layers: Mapping[str, pd.DataFrame],
    sources: tuple[tuple[str, str], ...],
    reach_m: float,
) -> list[str | None]:
    """Name nearest to each shape, from the first layer that has one within reach."""
    result: list[str | None] = [None] * len(shapes)
    for name, column in sources:
        layer = layers.get(name)
        if layer is None or column not in layer:
            continue
        known = layer[layer[column].notna() & ~(layer.geometry.isna() | layer.geometry.is_empty)]
        known = known.sort_values(column, kind="stable")
        texts = known[column].tolist()
        found = STRtree(np.asarray(known.geometry.values, dtype=object)).query_nearest(shapes, max_distance=reach_m)
        nearest: dict[int, int] = {}
        for one, place in found.T.tolist():
            nearest[one] = min(place, nearest.get(one, place))
        result = [
            text if text is not None else (texts[nearest[k]] if k in nearest else None) for k, text in enumerate(result)
        ]
    return result
