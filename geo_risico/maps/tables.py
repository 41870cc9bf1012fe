"""Locations, areas and background of a release as packed tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_risico.core.certainty import area_certainty, is_low_but_blind, rank_counts, without_low_words
from geo_risico.maps.geometry import lowest_zoom, on_grid, pack, pack_shapes, simplified
from geo_risico.maps.images import support_columns
from geo_risico.maps.places import place_columns
from geo_risico.maps.projection import CRS_WEB
from geo_risico.maps.search_keys import label_places, search_keys
from geo_risico.maps.trial import risk_columns

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release
    from geo_risico.maps.geometry import Grid
    from geo_risico.maps.packing import Block

SHARE_COLUMNS = (
    "score",
    "score_low",
    "score_high",
    "base",
    "p10",
    "p90",
    "mean_score",
    "mean_score_low",
    "mean_score_high",
    "kans",
    "barriere",
    "score_expert",
)
"""In [0, 1]; shown as 0 to 100 with one decimal."""
POINT_COLUMNS = ("score_per_gemeente", "score_per_gemeente_low", "score_per_gemeente_high")
"""Already in [0, 100]; shown with one decimal."""
PERCENT_COLUMNS = (
    "coverage", "percentile", "percentile_all", "top_share", "kans_coverage", "barriere_coverage", "dissimilarity",
)  # fmt: skip
"""In [0, 1]; shown as a whole percentage."""
CATEGORY_COLUMNS = (
    "kind",
    "gemeente",
    "wijk",
    "buurt",
    "gemeente_code",
    "class",
    "class_all",
    "robustness",
    "witte_vlek",
    "class_expert",
    "reasons_for",
    "reasons_against",
    "counterfactual_indicator",
    "counterfactual_class",
    "sources",
)
AREA_COLUMNS = ("buurt", "wijk", "gemeente", "gemeente_code")
"""From small to large."""
WHOLE_COLUMNS = ("area_m2", "pand_count", "rank_low", "rank_high", "rank_count")
SYMBOL_COUNT = 1500
"""Themes with fewer locations get a symbol of constant size for each, visible at every zoom."""
SHAPE_BUILDERS = frozenset({"erven", "vierkanten", "gemeenten"})
"""Builders whose locations cover the land: drawn in their own shape, as areas when that would be too small."""
LETTER_PX = 15
LETTER_SHARE = 0.25
"""From the zoom where at most this share of the symbols lie in each other's square, they are large with a letter."""
HIDDEN_COLUMNS = frozenset(
    {
        "geometry", "perceel_ids", "wijk_code", "buurt_code", "vierkant", "blindness", "missing_share", "zekerheid",
        "class_seen", "percentile_expert", "case_history", "score_history",
    }
)  # fmt: skip
"""Not on the page; a class that a witte vlek hides is not in it at all."""
EVIDENCE_COLUMNS = ("witte_vlek", "effort_decile", "dissimilarity", "days_since_visit", "visit_count", "case_count")
"""Left out where they say nothing of any location."""
AREA_TITLES = {
    "vierkanten": "Vierkanten van 500 m",
    "buurten": "Buurten",
    "wijken": "Wijken",
    "gemeenten": "Gemeenten",
}
BACKGROUND_TITLES = {
    "landgebied": "Land",
    "buitenland": "Buitenland",
    "geen_gegevens": "Geen gegevens geleverd",
    "bos": "Bos",
    "bebouwde_kom": "Bebouwde kom",
    "water": "Water",
    "vaarwegen": "Vaarwegen",
    "panden": "Gebouwen",
    "wegen": "Wegen",
    "spoor": "Spoor",
    "buurten": "Buurtgrenzen",
    "wijken": "Wijkgrenzen",
    "gemeenten": "Gemeentegrenzen",
    "plaatsen": "Plaatsnamen",
}
"""In drawing order; a layer that is not named here comes last, under its own name."""
LOCATION_TOLERANCE_M = 0.25
BACKGROUND_TOLERANCE_M = 1.0
EXTENT_PARTS = 20000


def _columns(block: Block, frame: pd.DataFrame) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for name in frame.columns.difference(list(HIDDEN_COLUMNS), sort=False):
        column = frame[name]
        if name in SHARE_COLUMNS:
            entries[name] = block.numbers(column * 100, 10)
        elif name in POINT_COLUMNS:
            entries[name] = block.numbers(column, 10)
        elif name in PERCENT_COLUMNS:
            entries[name] = block.numbers(column * 100)
        elif name in CATEGORY_COLUMNS:
            entries[name] = block.categories(column, _decider(frame, name))
        elif name in WHOLE_COLUMNS or pd.api.types.is_numeric_dtype(column):
            entries[name] = block.numbers(column)
    return entries


def _decider(frame: pd.DataFrame, name: str) -> pd.Series[Any] | None:
    """Column of a smaller area that stands on the page and may decide this one."""
    order = [column for column in AREA_COLUMNS if column in frame]
    return frame[order[order.index(name) - 1]] if name in order[1:] else None


def _per_indicator(block: Block, release: Release, order: pd.Index[str]) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {"values": {}, "contributions": {}}
    specs = release.indicator_specs
    if release.indicators is not None:
        raw = release.indicators.reindex(order)
        groups["values"] = {n: block.numbers(raw[n], 10 ** specs[n].decimals) for n in specs if n in raw}
    if release.contributions is not None:
        points = release.contributions.reindex(order) * 100
        groups["contributions"] = {n: block.numbers(points[n], 10) for n in specs if n in points}
    return groups | support_columns(block, release, order) | risk_columns(block, release, order)


def _highest_first(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if "score" not in frame:
        return frame
    ranked = frame.sort_values("score", ascending=False, kind="stable", na_position="last")
    is_unknown = ranked["class"].eq("onbekend").to_numpy()
    return ranked.iloc[np.argsort(is_unknown, kind="stable")]


def _with_certainty(release: Release) -> gpd.GeoDataFrame:
    """Locations with the size of their peer group and a mark where a witte vlek hides a low class."""
    if release.locations is None:
        raise TypeError("the release shows no locations")
    frame = without_low_words(release.locations)
    if "rank_low" in frame and release.meta.profile == "partner":
        frame = frame.assign(rank_count=rank_counts(frame, release.theme))
    is_hidden = is_low_but_blind(frame)
    if is_hidden.any():
        frame = frame.assign(is_hidden=is_hidden.astype("float64").where(is_hidden))
    return frame.drop(columns=[name for name in EVIDENCE_COLUMNS if name in frame and frame[name].isna().all()])


def location_table(block: Block, release: Release, grid: Grid) -> dict[str, Any] | None:
    """Index of the locations, highest score first and unknown class last; None where the profile shows no locations."""
    if release.locations is None:
        return None
    frame = _highest_first(_with_certainty(release))
    points = frame.geometry.representative_point()
    columns, called = _columns(block, frame.drop(columns="label")), label_places(frame)
    columns |= {
        "id": block.serials(pd.Series(frame.index, index=frame.index)),
        "label": block.serials(frame["label"].where(called.isna(), "")),
        **({"label_adres": block.numbers(called)} if called.notna().any() else {}),
    }
    if "conflicts" in frame:
        columns["conflicts"] = block.texts(frame["conflicts"])
    coverage = bool((frame["kind"] == "gemeente").all()) if "kind" in frame and len(frame) else False
    tolerance = _tolerance(frame) if coverage else LOCATION_TOLERANCE_M
    shapes = on_grid(simplified(frame.geometry, tolerance, coverage=coverage), grid)
    web = points.to_crs(CRS_WEB)
    return {
        "count": len(frame),
        "columns": columns | place_columns(block, points, shapes, grid),
        **_per_indicator(block, release, frame.index),
        "keys": search_keys(block, frame),
        "geometry": pack_shapes(block, shapes),
        "lowest_zoom": lowest_zoom(web) if len(frame) and not coverage else 0,
        "is_area": coverage,
        **_symbols(web, is_area=coverage, locations=release.theme.locations),
    }


def _symbols(points: gpd.GeoSeries, *, is_area: bool, locations: str) -> dict[str, int]:
    """Zoom from which symbols carry a letter; nothing for themes whose locations are drawn as they are."""
    if is_area or not 0 < len(points) < SYMBOL_COUNT or locations in SHAPE_BUILDERS:
        return {}
    return {"letter_zoom": lowest_zoom(points, cell_px=LETTER_PX, crowded_share=LETTER_SHARE)}


def _tolerance(frame: gpd.GeoDataFrame) -> float:
    west, south, east, north = frame.total_bounds
    return max(BACKGROUND_TOLERANCE_M, float(max(east - west, north - south)) / EXTENT_PARTS)


def area_tables(block: Block, release: Release, grid: Grid) -> list[dict[str, Any]]:
    """Index of each kind of area, smallest areas first."""
    tables = []
    for kind, title in AREA_TITLES.items():
        frame = release.aggregates.get(kind)
        if frame is None or not len(frame):
            continue
        certainty = area_certainty(release, kind)
        frame = frame if certainty is None else frame.join(certainty)
        columns = _columns(block, frame.drop(columns="naam", errors="ignore"))
        codes = pd.Series(frame.index, index=frame.index).astype("str")
        columns["id"] = block.texts(codes)
        columns["label"] = block.texts(frame["naam"].where(frame["naam"].notna(), codes) if "naam" in frame else codes)
        is_grid = kind == "vierkanten"
        shapes = frame.geometry if is_grid else simplified(frame.geometry, _tolerance(frame), coverage=True)
        tables.append(
            {
                "kind": kind,
                "title": title,
                "count": len(frame),
                "columns": columns,
                "geometry": pack(block, shapes, grid),
                "is_shielded": release.meta.profile != "partner",
            }
        )
    return tables


def background_tables(block: Block, release: Release, grid: Grid) -> list[dict[str, Any]]:
    """Index of the background layers, in drawing order."""
    order = [
        *(k for k in BACKGROUND_TITLES if k in release.background),
        *(k for k in release.background if k not in BACKGROUND_TITLES),
    ]
    tables = []
    for kind in order:
        frame = release.background[kind]
        if not len(frame):
            continue
        columns = {c: block.categories(frame[c]) for c in ("kind", "wegtype") if c in frame}
        if "naam" in frame:
            columns["label"] = block.texts(frame["naam"])
        meets = kind == "wegen"  # roads keep the vertices where they meet: the day route runs over them
        shapes = frame.geometry if meets else simplified(frame.geometry, _tolerance(frame), coverage=False)
        tables.append(
            {
                "kind": kind,
                "title": BACKGROUND_TITLES.get(kind, kind.replace("_", " ").capitalize()),
                "count": len(frame),
                "columns": columns,
                "geometry": pack(block, shapes, grid),
            }
        )
    return tables
