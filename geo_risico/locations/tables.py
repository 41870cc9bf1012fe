"""Which location each row of a table per location belongs to, the same for every builder."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd

    from geo_risico.core.results import Locations

TABLES = MappingProxyType(
    {
        "schouw": "de schouw",
        "bedrijfsregister": "het bedrijfsregister",
        "vitaliteit": "de vitaliteitsscan",
        "transacties": "de transacties",
    }
)
"""Layers whose rows name a location, or lie near one; with how a sentence names them."""

NEAR_M = 150.0
"""A row without location_id belongs to the nearest location of each theme within this distance."""

_SHOWN = 5


def link_tables(
    places: Sequence[Locations],
    frames: Mapping[str, pd.DataFrame],
    *,
    with_examples: bool = True,
    silent: Collection[str] = (),
) -> tuple[Locations, ...]:
    """Locations of every theme with the link from the tables; rows of nobody are told in the notes of the first.

    Parameters
    ----------
    places
        Locations of each theme of one scan.
    frames
        Layer name -> frame; the tables have columns location_id, x, y (EPSG:28992, metres) and voorrang.
    with_examples
        Whether the note may name rows.
    silent
        Tables about which nothing may be told.

    Raises
    ------
    DataError
        When a row with ``voorrang``, which somebody filled in for this scan, belongs to no location.
    """
    linked = list(places)
    for name, title in TABLES.items():
        table = frames.get(name)
        if table is None or not len(table):
            continue
        links = [_link(table, place.frame) for place in linked]
        lost = table[~np.any([link.notna().to_numpy() for link in links], axis=0)]
        _refuse(lost)
        linked = [replace(place, links={**place.links, name: link}) for place, link in zip(linked, links, strict=True)]
        if len(lost) and name not in silent:
            note = _note(lost, len(table), title, with_examples=with_examples)
            linked[0] = replace(linked[0], notes=(*linked[0].notes, note))
    return tuple(linked)


def _link(table: pd.DataFrame, locations: gpd.GeoDataFrame) -> pd.Series[str]:
    """Location of each row: by its name, or the nearest where it has none."""
    named = table["location_id"].where(table["location_id"].isin(locations.index)).astype("str")
    blank = np.flatnonzero((table["location_id"].isna() & table["x"].notna() & table["y"].notna()).to_numpy())
    if not len(blank) or not len(locations):
        return named
    points = np.asarray(shapely.points(table["x"].to_numpy()[blank], table["y"].to_numpy()[blank]), dtype=object)
    ordered = locations.sort_index()
    tree = shapely.STRtree(np.asarray(ordered.geometry.array, dtype=object))
    row, place = tree.query_nearest(points, max_distance=NEAR_M, all_matches=True)
    first = pd.Series(place).groupby(row).min()
    result = named.copy()
    result.iloc[blank[first.index.to_numpy()]] = ordered.index.to_numpy()[first.to_numpy()]
    return result


def _refuse(lost: pd.DataFrame) -> None:
    filled_in = lost[lost["voorrang"].fillna(0) > 0]
    if len(filled_in):
        raise DataError(
            "Het invulblad noemt locaties die deze scan niet heeft; maak een nieuw invulblad met deze scan",
            [f"location_id '{name}': niet in de scan" for name in filled_in["location_id"]],
        )


def _note(lost: pd.DataFrame, total: int, title: str, *, with_examples: bool) -> str:
    count = len(lost)
    rows = "1 rij" if count == 1 else f"{count} rijen"
    verb, they = ("hoort", "zij telt") if count == 1 else ("horen", "zij tellen")
    text = f"{rows} (van {total}) van {title} {verb} bij geen locatie van deze scan; {they} niet mee"
    names = lost["location_id"].dropna().drop_duplicates().sort_values().head(_SHOWN)
    near = lost[lost["location_id"].isna() & lost["x"].notna() & lost["y"].notna()]
    examples = [*names, *(f"x {x:.0f} y {y:.0f}" for x, y in zip(near["x"], near["y"], strict=True))][:_SHOWN]
    return f"{text} (bijvoorbeeld {', '.join(examples)})." if examples and with_examples else f"{text}."
