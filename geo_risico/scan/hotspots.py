"""Hot and cold spots of a scan on hexagons that cross the borders of gemeenten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.evidence import FOUND, NO_ACCESS
from geo_risico.core.numbers import format_number
from geo_risico.core.terms import CRS_RD
from geo_risico.model.hotspots import TOO_FEW, gi_star, rate_spots
from geo_risico.spatial.hexagons import Links, hexagon_adjacency, hexagon_codes, hexagon_shapes

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.core.evidence import Evidence
    from geo_risico.core.results import ScanResult

WIDTHS_M: Final = (250, 500, 1000, 2000, 4000, 8000)
"""Widths that a scan may use; few of them, so that scans of neighbouring areas share cells."""
MEDIANS: Final = (10, 5)
"""Locations that the median cell must hold: the first if any width allows it, otherwise the second."""
MINIMUM_COUNT: Final = 5
"""A cell with fewer locations with a score has no mean score; fewer found cases in all give no case hot spots."""
MINIMUM_CELLS: Final = 30
CASE_COLUMNS: Final = (
    "case_count",
    "visited_count",
    "found_count",
    "gi_cases",
    "p_cases",
    "is_hot_cases",
)
"""Columns that come from cases and visits: only for profile partner."""


def find_hotspots(result: ScanResult, rng: np.random.Generator) -> gpd.GeoDataFrame | None:
    """Hexagons (EPSG:28992) with Gi* of the scores, and of the cases where there are any; None with too few cells.

    The scores come from esda with a normal approximation. The cases are a rate: found per visited location (no tips, no
    visits without access) where there is a visit log, otherwise locations with a case per location. Their p-values come
    from draws that put the found cases on the visited (or all) locations at random.

    Parameters
    ----------
    result
        Scores and evidence of one theme.
    rng
        Source of the draws for the cases.

    Returns
    -------
    gpd.GeoDataFrame | None
        Index ``cel`` (the same code in every scan with that width). Columns location_count, mean_score (NaN below 5
        scores), gi_score, p_score, is_hot_score (hot, cold, geen, te weinig); with evidence also `CASE_COLUMNS`.
        ``attrs`` holds width_m, case_basis and notes (Dutch sentences).
    """
    frame = result.locations.frame
    if frame.empty or bool((frame["kind"] == "gemeente").all()):
        return None
    points = frame.geometry.representative_point()
    xy = np.column_stack([points.x, points.y])
    width = _width(xy)
    if width is None:
        return None
    cells = pd.Series(hexagon_codes(xy, width).to_numpy(), index=frame.index, dtype="str", name="cel")
    table, beside = _score_spots(result.scores["score"], cells)
    notes = [_width_note(width, table)]
    basis = ""
    if result.evidence is not None:
        extra, basis, note = _case_spots(result.evidence, cells, table, beside, rng)
        table = table.join(extra)
        notes.append(note)
    found = gpd.GeoDataFrame(table, geometry=hexagon_shapes(list(table.index)).to_numpy(), crs=CRS_RD)
    found.attrs = {"width_m": width, "case_basis": basis, "notes": tuple(notes)}
    return found


def hotspot_notes(result: ScanResult) -> tuple[str, ...]:
    """Dutch sentences about the hot spots of a result, or the reason why there are none."""
    if result.hotspots is not None:
        return tuple(result.hotspots.attrs.get("notes", ()))
    count = len(result.locations.frame)
    places = f"{format_number(count)} {result.theme.location_plural}"
    return (
        f"Geen hotspots: {places} vullen geen {MINIMUM_CELLS} zeshoeken met elk minstens {MINIMUM_COUNT} locaties.",
    )


def _width(xy: npt.NDArray[np.float64]) -> int | None:
    """Smallest width whose median cell holds enough locations and that leaves enough cells; None without."""
    sizes = {width: hexagon_codes(xy, width).value_counts() for width in WIDTHS_M}
    for median in MEDIANS:
        for width, counts in sizes.items():
            if counts.median() >= median and int((counts >= MINIMUM_COUNT).sum()) >= MINIMUM_CELLS:
                return width
    return None


def _score_spots(scores: pd.Series[float], cells: pd.Series[str]) -> tuple[pd.DataFrame, Links]:
    """Locations, mean score and Gi* per cell, and which cells lie side by side."""
    groups = scores.groupby(cells)
    table = pd.DataFrame({"location_count": groups.size(), "mean_score": groups.mean()}).rename_axis("cel")
    table["mean_score"] = table["mean_score"].where(groups.count() >= MINIMUM_COUNT)
    beside = hexagon_adjacency(list(table.index))
    found = gi_star(table["mean_score"], beside)
    table[["gi_score", "p_score", "is_hot_score"]] = found[["gi", "p", "spot"]]
    return table, beside


def _case_spots(
    evidence: Evidence, cells: pd.Series[str], table: pd.DataFrame, beside: Links, rng: np.random.Generator
) -> tuple[pd.DataFrame, str, str]:
    """Columns about cases per cell, what the rate is, and a Dutch sentence on it."""
    cases = _per_cell(_linked(evidence.cases), cells, table.index)
    columns = pd.DataFrame({"case_count": cases})
    hits, tries, basis = cases, table["location_count"], "casussen per locatie"
    if evidence.visits is not None:
        looked = evidence.visits[~evidence.visits["is_tip"].astype(bool) & (evidence.visits["resultaat"] != NO_ACCESS)]
        tries = _per_cell(_linked(looked), cells, table.index)
        hits = _per_cell(_linked(looked[looked["resultaat"] == FOUND]), cells, table.index)
        columns = columns.assign(visited_count=tries, found_count=hits)
        basis = "vondsten per bezochte locatie"
    known = int(hits.sum()) >= MINIMUM_COUNT and int((tries > 0).sum()) >= MINIMUM_CELLS
    note = _case_note(basis, int(hits.sum()), known=known)
    if not known:
        return columns.assign(gi_cases=np.nan, p_cases=np.nan, is_hot_cases=TOO_FEW), basis, note
    spots = rate_spots(np.asarray(hits), np.asarray(tries), beside, rng)
    spots.index = table.index
    return columns.assign(gi_cases=spots["gi"], p_cases=spots["p"], is_hot_cases=spots["spot"]), basis, note


def _linked(rows: pd.DataFrame | None) -> pd.Series[str]:
    """Each location that at least one row belongs to, once."""
    if rows is None:
        return pd.Series(dtype="str")
    linked = rows["location_id"]
    return linked[linked.notna() & (linked != "")].drop_duplicates()


def _per_cell(locations: pd.Series[str], cells: pd.Series[str], index: pd.Index[str]) -> pd.Series[int]:
    """Number of these locations in each cell."""
    counts = cells.reindex(pd.Index(locations)).dropna().value_counts()
    return counts.reindex(index, fill_value=0).astype("int64")


def _width_note(width: int, table: pd.DataFrame) -> str:
    middle = format_number(float(table["location_count"].median()))
    return (
        f"Hotspots: {format_number(len(table))} zeshoeken van {format_number(width)} m breed, over gemeentegrenzen "
        f"heen; de middelste zeshoek telt {middle} locaties. Getis-Ord Gi* van de gemiddelde score; van de gevonden "
        "hotspots is naar verwachting hoogstens 5% toeval."
    )


def _case_note(basis: str, found: int, *, known: bool) -> str:
    if not known:
        return f"Hotspots van casussen: te weinig gegevens ({format_number(found)}) om {basis} te vergelijken."
    if basis == "casussen per locatie":
        return (
            "Hotspots van casussen: casussen per locatie. Er is geen bezoekenlog; een hotspot kan ook betekenen dat er "
            "vaker is gekeken."
        )
    return (
        "Hotspots van casussen: vondsten per bezochte locatie, zonder bezoeken na een tip. Waar vaker is gekeken, "
        "wordt dus ook meer verwacht."
    )
