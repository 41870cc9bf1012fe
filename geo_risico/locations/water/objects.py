"""Rows of the layer waterobjecten and the harbours of the NWB as objects of one register each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.locations.water.haven_sections import haven_sections
from geo_risico.locations.water.types import LOOSE, REGISTERS, SITES, site_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.locations.water.settings import WatergebondenSettings

COLUMNS = ["object_id", "register", "soort", "naam", "geometry", "layer", "rows"]


def water_objects(layers: Mapping[str, pd.DataFrame], settings: WatergebondenSettings) -> pd.DataFrame:
    """Objects that make or belong to locations, in an order that depends on nothing but themselves.

    Columns object_id, register, soort, naam (NaN when unknown), geometry, layer and rows (labels in the layer), and
    kind for objects that are a location by themselves (None for parts of a harbour).

    Parameters
    ----------
    layers
        Layers of the scan; waterobjecten and vaarwegen may each be absent.
    settings
        Distances and words of the theme.
    """
    parts = [pd.DataFrame(columns=COLUMNS)]
    if "waterobjecten" in layers:
        parts.append(_registered(layers["waterobjecten"]))
    if "vaarwegen" in layers:
        sections = haven_sections(layers["vaarwegen"], settings)
        parts.append(sections.assign(register="NWB", soort="haven", layer="vaarwegen")[COLUMNS])
    filled = [part for part in parts if len(part)]
    objects = pd.concat(filled, ignore_index=True) if filled else parts[0]
    objects["naam"] = objects["naam"].astype("str").str.strip()
    objects["naam"] = objects["naam"].where(objects["naam"] != "")
    rank = objects["register"].map({name: k for k, name in enumerate(REGISTERS)}).fillna(len(REGISTERS))
    keys = pd.DataFrame({"rank": rank, "size": objects["object_id"].str.len(), "id": objects["object_id"]})
    objects = objects.loc[keys.sort_values(["rank", "size", "id"], kind="stable").index].reset_index(drop=True)
    objects["kind"] = [
        site_kind(soort, None if pd.isna(name) else name, settings) if soort in SITES else None
        for soort, name in zip(objects["soort"], objects["naam"], strict=True)
    ]
    return objects


def _registered(layer: pd.DataFrame) -> pd.DataFrame:
    """Rows with a shape and a soort that counts; without identification the coordinates are one."""
    kept = layer[layer["soort"].isin([*SITES, *LOOSE, "kraan"])]
    kept = kept[~(kept.geometry.isna() | kept.geometry.is_empty)]
    shapes = np.asarray(kept.geometry.values, dtype=object)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    spots = pd.Series([f"X{x:.0f}Y{y:.0f}" for x, y in points.tolist()], index=kept.index, dtype="str")
    return pd.DataFrame(
        {
            "object_id": kept["object_id"].astype("str").fillna(spots),
            "register": kept["register"].astype("str").fillna("register onbekend"),
            "soort": kept["soort"].astype("str"),
            "naam": kept["naam"].astype("str"),
            "geometry": shapes,
            "layer": "waterobjecten",
            "rows": [(row,) for row in kept.index],
        }
    )
