"""What becomes of every row of a table of cases or visits: its place, its location and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.linking import link_points, preferred_locations
from geo_risico.cases.matching import match_addresses
from geo_risico.core.evidence import EXACT, MatchReport

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_risico.cases.rules import LinkRules
    from geo_risico.core.results import Locations

KEYS: Final[dict[str, str]] = {"casussen": "casus_id", "bezoeken": "bezoek_id"}
CHECKED: Final[dict[str, tuple[str, ...]]] = {"casussen": ("soort",), "bezoeken": ("resultaat",)}
"""Columns without which a row says less; the reason tells when they are unknown."""
REPORTED: Final = (
    "how", "is_exact", "adres_id", "x_m", "y_m", "location_id", "distance_m", "reason", "candidates",
)  # fmt: skip


def place_rows(table: pd.DataFrame, name: str, adressen: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Place of every row: by its own coordinates, or by the address of the scan that it names.

    Parameters
    ----------
    table
        Layer casussen or bezoeken; rows without a point have None as geometry.
    name
        Which of the two it is.
    adressen
        Addresses of the scan (BAG); None places rows by coordinates only.

    Returns
    -------
    pandas.DataFrame
        On the id of the rows: how, is_exact, adres_id, adres_row (label in ``adressen``, None without), x_m, y_m,
        reason and candidates.
    """
    shapes = np.asarray(table.geometry.array, dtype=object) if "geometry" in table else np.full(len(table), None)
    has_point = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    placed = match_addresses(table, adressen, ~has_point)
    xy = np.full((len(table), 2), np.nan)
    xy[has_point] = shapely.get_coordinates(shapes[has_point])
    placed.loc[has_point, ["x_m", "y_m"]] = xy[has_point]
    placed.loc[has_point, "how"] = "coordinaten"
    placed["is_exact"] = placed["how"].isin(list(EXACT))
    return placed.set_axis(pd.Index(table[KEYS[name]].astype("str"), name=KEYS[name]))


def report_rows(
    table: pd.DataFrame,
    placed: pd.DataFrame,
    name: Literal["casussen", "bezoeken"],
    locations: Locations,
    rules: LinkRules,
) -> MatchReport:
    """What became of every row of one table for the locations of one theme.

    Parameters
    ----------
    table
        Layer casussen or bezoeken.
    placed
        Result of `place_rows` for it.
    name
        Which of the two it is.
    locations
        Locations of the theme.
    rules
        Distance, area and peildatum of the scan.
    """
    xy = placed[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    preferred = preferred_locations(xy, placed["adres_row"].to_numpy(dtype=object), rules.frames, locations.links)
    links = link_points(xy, locations, rules.within_m, preferred)
    late = _late(table, rules.peildatum)
    rows = placed.assign(
        location_id=np.where(late, "", links["location_id"]),
        distance_m=np.where(late, np.nan, links["distance_m"]),
    )
    far = _why_not_linked(xy, links, rules)
    rows["reason"] = [
        "; ".join(part for part in parts if part)
        for parts in zip(_dates(table, late), placed["reason"], far, _unknown(table, name), strict=True)
    ]
    return MatchReport(layer=name, link_distance_m=rules.within_m, rows=rows[list(REPORTED)])


def _late(table: pd.DataFrame, peildatum: dt.date) -> np.ndarray:
    """Rows dated after the peildatum: they cannot be known on that day and never count."""
    return (table["date"] >= pd.Timestamp(peildatum) + pd.Timedelta(days=1)).to_numpy(dtype=bool)


def _dates(table: pd.DataFrame, late: np.ndarray) -> list[str]:
    days = table["date"].dt.strftime("%Y-%m-%d")
    return [
        f"datum {day} ligt na de peildatum, telt niet mee" if is_late else "" if pd.notna(day) else "datum onbekend"
        for day, is_late in zip(days, late, strict=True)
    ]


def _unknown(table: pd.DataFrame, name: str) -> list[str]:
    words = [np.where(table[column].isna(), f"{column} onbekend", "") for column in CHECKED[name]]
    return ["; ".join(word for word in row if word) for row in zip(*words, strict=True)]


def _why_not_linked(xy: np.ndarray, links: pd.DataFrame, rules: LinkRules) -> list[str]:
    has_place = np.isfinite(xy).all(axis=1)
    inside = rules.inside(xy)
    return [
        ""
        if not placed or linked
        else "buiten het gebied van de scan"
        if not is_in
        else f"te ver: {near_m:.0f} m tot {near}"
        if near
        else "de scan heeft geen locaties"
        for placed, linked, is_in, near, near_m in zip(
            has_place, links["location_id"], inside, links["nearest_id"], links["nearest_m"], strict=True
        )
    ]
