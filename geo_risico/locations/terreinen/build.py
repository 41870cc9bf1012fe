"""Builders ``vakantieparken``, ``bedrijventerreinen`` and ``luchthavens``: terreinen from several registers, each once.

A terrein takes its identification, type and name from the first register that knows it (see ``REGISTERS``) and its
outline from the register that draws it largest. What the registers disagree about stands in ``conflicts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.regions import gemeenten_frame, with_regions
from geo_risico.locations.terreinen.areas import terrein_areas
from geo_risico.locations.terreinen.conflicts import conflict_texts
from geo_risico.locations.terreinen.kinds import TERREIN_TYPES, terrein_settings
from geo_risico.locations.terreinen.labels import terrein_labels
from geo_risico.locations.terreinen.links import terrein_links
from geo_risico.locations.terreinen.union import group_areas
from geo_risico.spatial.cells import vierkant_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec
    from geo_risico.locations.terreinen.kinds import TerreinSettings, TerreinType

    Ints = NDArray[np.int64]


def build_terreinen(
    layers: Mapping[str, pd.DataFrame], theme: ThemeSpec, gemeenten_codes: Collection[str]
) -> Locations:
    """Terreinen of the family that the theme names, with links from the register rows that lie on them.

    Parameters
    ----------
    layers
        Layer name -> frame in our columns (EPSG:28992).
    theme
        Names the builder, its settings and the selection verbs.
    gemeenten_codes
        Gemeenten to keep; empty means all in the layer.

    Returns
    -------
    Locations
        Without rows where the registers know no such terrein.

    Raises
    ------
    DataError
        When the layer gemeenten is absent or a gemeente code is not in it.
    DefinitionError
        When a setting of the theme is unknown or no number.
    """
    family, settings = TERREIN_TYPES[theme.locations], terrein_settings(theme)
    gemeenten_frame(layers, gemeenten_codes)
    areas = terrein_areas(layers, family, settings)
    number = group_areas(areas, family, settings)
    frame = _frame(areas, number, family, settings)
    frame = with_regions(frame, layers)
    kept, notes = _selected(frame, theme, settings, gemeenten_codes)
    frame = frame[kept]
    frame = frame.assign(label=terrein_labels(frame, layers)).drop(columns="naam")
    links = terrein_links(frame, layers)
    return Locations(frame=frame, links=links, notes=(*_notes(areas, number, theme), *notes))


def _frame(areas: gpd.GeoDataFrame, number: Ints, family: TerreinType, settings: TerreinSettings) -> gpd.GeoDataFrame:
    """One row per terrein, in order of location_id, without regions and label."""
    shapes = gpd.GeoSeries(_outlines(areas, number, settings), crs=CRS_RD)
    area_m2 = np.round(shapely.area(np.asarray(shapes.array)), 1)
    vague = areas["kind"].isin(family.vague).to_numpy()
    plain = pd.DataFrame(areas.drop(columns="geometry")).assign(number=number, vague=vague)
    plain["size"] = -shapely.area(np.asarray(areas.geometry.array))
    first = plain.drop_duplicates("number").set_index("number").sort_index()
    by_type = plain.sort_values(["number", "vague", "rank", "size", "object_id"], kind="stable")
    kind = by_type.drop_duplicates("number").set_index("number")["kind"]
    named = plain[plain["naam"] != ""].drop_duplicates("number").set_index("number")["naam"]
    sources = plain.drop_duplicates(["number", "register"]).groupby("number")["register"].agg("|".join)
    index = pd.Index(_location_ids(family.prefix + first["object_id"]), dtype="str", name="location_id")
    frame = gpd.GeoDataFrame(
        {
            "label": pd.Series(np.nan, index=index, dtype="str"),
            "kind": kind.astype("str").set_axis(index),
            "naam": named.reindex(first.index).astype("str").set_axis(index),
            "vierkant": vierkant_codes(shapes.representative_point().set_axis(index)),
            "area_m2": pd.Series(area_m2, index=index, dtype="float64"),
            "sources": sources.astype("str").set_axis(index),
            "conflicts": conflict_texts(plain, family.vague)
            .reindex(first.index)
            .fillna("")
            .astype("str")
            .set_axis(index),
        },
        geometry=shapes.set_axis(index),
        crs=CRS_RD,
    )
    return frame.sort_index()


def _location_ids(names: pd.Series[str]) -> list[str]:
    """Names, with a number from the second terrein on that shares an identification."""
    again = names.groupby(names).cumcount().tolist()
    return [f"{name}-{n + 1}" if n else str(name) for name, n in zip(names, again, strict=True)]


def _outlines(areas: gpd.GeoDataFrame, number: Ints, settings: TerreinSettings) -> NDArray[np.object_]:
    """Outline of each terrein: of the register that draws it largest, small gaps between its pieces closed."""
    shape = np.asarray(areas.geometry.array, dtype=object)
    dimension, register = areas["dimension"].to_numpy(), areas["register"].to_numpy(dtype=object)
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    result = np.empty(len(starts), dtype=object)
    for place, rows in enumerate(np.split(order, starts[1:]) if len(order) else ()):
        drawn = rows[dimension[rows] == dimension[rows].max()]
        names = dict.fromkeys(register[drawn])
        parts = [shapely.union_all(shape[drawn[register[drawn] == name]]) for name in names]
        best = parts[int(np.argmax(np.round(shapely.area(parts), 1)))]
        result[place] = shapely.normalize(_closed(best, settings.piece_gap_m / 2))
    return result


def _closed(shape: shapely.Geometry, reach_m: float) -> shapely.Geometry:
    """Outline with the gaps between its parts closed; one part stays as it is."""
    if isinstance(shape, shapely.Polygon):
        return shape
    wide = shapely.buffer(shape, reach_m, join_style="mitre")
    return shapely.make_valid(shapely.union(shapely.buffer(wide, -reach_m, join_style="mitre"), shape))


def _selected(
    frame: gpd.GeoDataFrame, theme: ThemeSpec, settings: TerreinSettings, codes: Collection[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Whether each terrein passes the verbs of the theme, and notes on what each verb removes."""
    home = frame["gemeente_code"]
    passes = {
        "in_gemeente": (home.isin(list(codes)) if codes else home.notna()).to_numpy(dtype=bool),
        "minimum_area": (frame["area_m2"] >= settings.minimum_area_m2).to_numpy(dtype=bool),
    }
    why = {
        "in_gemeente": "door een ligging buiten de gevraagde gemeenten",
        "minimum_area": f"door een oppervlakte onder {settings.minimum_area_m2:g} m2",
    }
    kept, notes = np.ones(len(frame), dtype=bool), []
    for verb in theme.selection:
        if removed := int((kept & ~passes[verb]).sum()):
            verb_text = "valt" if removed == 1 else "vallen"
            notes.append(f"{_counted(removed, theme)} {verb_text} af {why[verb]}.")
        kept &= passes[verb]
    return kept, notes


def _notes(areas: gpd.GeoDataFrame, number: Ints, theme: ThemeSpec) -> list[str]:
    """How many areas of which registers made how many terreinen."""
    if areas.empty:
        return [f"De registers kennen in dit gebied geen {theme.location_plural}."]
    counts = ", ".join(f"{name} {count}" for name, count in sorted(areas["register"].value_counts().items()))
    made = _counted(len(np.unique(number)), theme)
    notes = [f"Gebieden uit de registers ({counts}) zijn samen {made}, ook net buiten de gemeente."]
    estimated = int((areas["dimension"] < 2).groupby(number).all().sum())  # noqa: PLR2004 - two dimensions is a polygon
    if estimated:
        notes.append(f"Van {_counted(estimated, theme)} is geen vlak bekend: de omtrek is geschat.")
    return notes


def _counted(count: int, theme: ThemeSpec) -> str:
    """Number of terreinen in words: '1 vakantiepark', '3 vakantieparken'."""
    return f"{count} {theme.location_title if count == 1 else theme.location_plural}"
