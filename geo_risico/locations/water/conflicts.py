"""Where registers disagree about a location: names, kinds, and locations that one of them lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo_risico.locations.water.names import core_words, likeness
from geo_risico.locations.water.types import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.locations.water.settings import WatergebondenSettings

    Fact = tuple[str, object, object]
    """Register, name and kind of an object; a name or kind that is no text is unknown."""


def conflicts(
    frame: gpd.GeoDataFrame,
    objects: pd.DataFrame,
    layers: Mapping[str, pd.DataFrame],
    settings: WatergebondenSettings,
) -> pd.Series[str]:
    """Dutch sentences about each location, '|'-joined; empty text where the registers agree.

    A register lacks a location only where it could hold it: the theme says that it should know the kind, it has such
    an object in the scan, and the location lies within the bounds of its objects.

    Parameters
    ----------
    frame
        Locations with kind, sources and members.
    objects
        All objects, on the positions in ``members``.
    layers
        Layers of the scan.
    settings
        Distances and words of the theme.
    """
    reach = {name: _bounds(part) for name, part in objects.groupby("register")}
    if "vaarwegen" in layers and len(layers["vaarwegen"]):
        reach["NWB"] = shapely.box(*layers["vaarwegen"].total_bounds)
    held = set(zip(objects["register"], objects["kind"].map(FAMILY), strict=True))
    duties = [text.split(":", 1) for text in settings.complete]
    known = [(register, kind) for register, kind in duties if (register, FAMILY.get(kind)) in held]
    points = frame.geometry.representative_point().tolist()
    facts = list(zip(objects["register"], objects["naam"], objects["kind"], strict=True))
    texts = []
    for kind, members, point in zip(frame["kind"], frame["members"], points, strict=True):
        own = [facts[k] for k in members if isinstance(facts[k][2], str)]
        present = list(dict.fromkeys(register for register, _, _ in own))
        missing = [r for r, held_kind in known if held_kind == kind and r not in present]
        missing = [r for r in missing if shapely.intersects(reach[r], point)]
        sentences = [*_names(own, settings), *_kinds(own)]
        if missing and own:
            sentences.append(f"staat in {_listing(present)}, niet in {_listing(missing)}")
        texts.append("|".join(sentences))
    return pd.Series(texts, index=frame.index, dtype="str")


def _bounds(objects: pd.DataFrame) -> shapely.Geometry:
    return shapely.box(*shapely.total_bounds(objects["geometry"].to_numpy(dtype=object)))


def _names(own: list[Fact], settings: WatergebondenSettings) -> list[str]:
    """Sentence about names of different registers that are not alike."""
    first: dict[str, str] = {}
    for register, name, _ in own:
        if isinstance(name, str):
            first.setdefault(register, name)
    cores = [core_words(name, settings) for name in first.values()]
    differ = any(likeness(cores[0], core, settings) < settings.name_agreement for core in cores[1:])
    return [f"namen verschillen: {_told(first)}"] if differ else []


def _kinds(own: list[Fact]) -> list[str]:
    """Sentence about registers that see a different kind of location."""
    first: dict[str, str] = {}
    for register, _, kind in own:
        first.setdefault(register, str(kind))
    different = len({FAMILY[kind] for kind in first.values()}) > 1
    return [f"soorten verschillen: {_told(first)}"] if different else []


def _told(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{text} ({register})" for register, text in texts.items())


def _listing(names: list[str]) -> str:
    return " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
