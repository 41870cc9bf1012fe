"""The table that sets gemeenten, or the buurten of one gemeente, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.numbers import UNKNOWN, format_number, format_share
from geo_risico.reports.counts import class_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from geo_risico.core.results import Release

ROW_LIMIT: Final = 12
HIDDEN: Final = "x"
"""Stands for a number that is kept back."""

_BARNS: Final = (
    ("barn_200_500_m2", "200-500"), ("barn_500_1000_m2", "500-1.000"),
    ("barn_1000_2500_m2", "1.000-2.500"), ("barn_2500_m2", "2.500 en meer"),
)


@dataclass(frozen=True, kw_only=True)
class AreaTable:
    """Texts of the table, and what a reader must know beside it."""

    kind: str
    """gemeenten, wijken or buurten."""
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rest: tuple[str, ...] = ()
    """One row that sums up the areas below the top; empty where all are shown."""
    area_count: int = 0
    median_score: float | None = None
    empty_count: int = 0
    """Areas without locations, left out."""
    has_hidden: bool = False
    has_barns: bool = False


@dataclass(frozen=True)
class _Column:
    header: str
    text: Callable[[pd.Series[float]], str]
    total: Callable[[pd.DataFrame], str]


def area_table(release: Release) -> AreaTable | None:
    """Rows in order of score: gemeenten where there are several, else buurten or wijken; None without areas."""
    kind, frame = _choose(release)
    if frame is None:
        return None
    data = _figures(release, kind, frame)
    filled = data[~data["locations"].eq(0)] if "locations" in data else data
    ranked = filled.sort_values(["score", "naam"], ascending=[False, True], kind="stable", na_position="last")
    columns = _columns(release, ranked)
    shown, rest = ranked.iloc[:ROW_LIMIT], ranked.iloc[ROW_LIMIT:]
    rows = [_row(columns, place, row) for place, (_, row) in enumerate(shown.iterrows(), 1)]
    cells = [cell for row in rows for cell in row]
    median = ranked["score"].median() if len(ranked) else float("nan")
    return AreaTable(
        kind=kind,
        headers=("Rang", {"gemeenten": "Gemeente", "wijken": "Wijk", "buurten": "Buurt"}[kind])
        + tuple(column.header for column in columns),
        rows=tuple(rows),
        rest=_rest(columns, rest, kind),
        area_count=len(ranked),
        median_score=None if pd.isna(median) else float(median),
        empty_count=len(data) - len(filled),
        has_hidden=HIDDEN in cells,
        has_barns=any(name in ranked for name, _ in _BARNS),
    )


def _choose(release: Release) -> tuple[str, gpd.GeoDataFrame | None]:
    def size(kind: str) -> int:
        frame = release.aggregates.get(kind)
        return 0 if frame is None else len(frame)

    if size("gemeenten") > 1:
        return "gemeenten", release.aggregates["gemeenten"]
    fits = [kind for kind in ("buurten", "wijken") if 1 < size(kind) <= ROW_LIMIT]
    order = (*fits, "wijken" if size("wijken") > 1 else "buurten", "buurten", "gemeenten")
    kind = next((kind for kind in order if size(kind)), "gemeenten")
    return kind, release.aggregates[kind] if size(kind) else None


def _figures(release: Release, kind: str, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per area with the columns score, low, high, locations, high_share, class, coverage and barns."""
    out = pd.DataFrame(index=frame.index)
    out["naam"] = frame["naam"].where(frame["naam"].notna(), frame.index.astype("str")).astype("str")
    out["score"] = frame["mean_score"] if "mean_score" in frame else float("nan")
    if "score_per_gemeente" in frame and frame["score_per_gemeente"].notna().any():
        out["score"] = frame["score_per_gemeente"]
    names = {"mean_score_low": "low", "mean_score_high": "high", "location_count": "locations", "coverage": "coverage"}
    for source, name in names.items():
        if source in frame:
            out[name] = frame[source]
    if release.theme.locations == "gemeenten":
        return _of_gemeenten(release, out)
    for name, _ in _BARNS:
        if name in frame:
            out[name] = frame[name]
    out["high_share"] = _high_share(release, kind, frame)
    return out


def _of_gemeenten(release: Release, out: pd.DataFrame) -> pd.DataFrame:
    """The same rows where each location is a gemeente: its class and bounds instead of counts."""
    kept = out.drop(columns=["locations", "low", "high"], errors="ignore")
    locations, column = release.locations, class_column(release)
    if locations is None:
        return kept
    own = locations.set_index("gemeente_code")
    for source, name in (("score_low", "low"), ("score_high", "high"), (column, "class")):
        if source in own:
            kept[name] = own[source].reindex(kept.index)
    return kept


def _high_share(release: Release, kind: str, frame: gpd.GeoDataFrame) -> pd.Series[float]:
    """Share of the locations in class D or E, over the class that compares the whole scan where it is released."""
    locations, column = release.locations, class_column(release)
    key = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}[kind]
    if locations is not None and column is not None and release.meta.profile == "partner":
        share = locations[column].isin(["D", "E"]).groupby(locations[key]).mean()
        return share.reindex(frame.index)
    if {"count_D", "count_E", "location_count"} <= set(frame):
        counts = frame["location_count"].where(frame["location_count"] > 0)
        return (frame["count_D"] + frame["count_E"]) / counts
    return pd.Series(float("nan"), frame.index)


def _columns(release: Release, data: pd.DataFrame) -> list[_Column]:
    hidden = HIDDEN if release.meta.profile == "open" else UNKNOWN
    columns = []
    if data["score"].notna().any():
        columns.append(_Column("Score (0-100)", _cell("score", _points, hidden), _span_of_scores))
    if {"low", "high"} <= set(data) and data["low"].notna().any():
        title = "Onder- en bovengrens" if release.theme.locations == "gemeenten" else "Marge (95%)"
        columns.append(_Column(title, lambda row: _interval(row, hidden), lambda _: ""))
    if "class" in data:
        columns.append(_Column("Klasse", lambda row: str(row["class"]), lambda _: ""))
    if "locations" in data:
        title = release.theme.location_plural.capitalize()
        columns.append(_Column(title, _cell("locations", format_number, hidden), _sum_of("locations", hidden)))
    if "high_share" in data and data["high_share"].notna().any():
        columns.append(_Column("Klasse D of E", _cell("high_share", format_share, hidden), lambda _: ""))
    for name, title in _BARNS:
        if name in data:
            mask = hidden if data[name].notna().any() else UNKNOWN
            columns.append(_Column(f"{title} m²", _cell(name, format_number, mask), _sum_of(name, mask)))
    if "coverage" in data:
        columns.append(_Column("Bekend", _cell("coverage", format_share, hidden), lambda _: ""))
    return columns


def _points(value: float) -> str:
    return format_number(value * 100, 1)


def _cell(name: str, text: Callable[[float], str], missing: str) -> Callable[[pd.Series[float]], str]:
    return lambda row: missing if pd.isna(row[name]) else text(float(row[name]))


def _sum_of(name: str, missing: str) -> Callable[[pd.DataFrame], str]:
    return lambda rows: missing if rows[name].isna().any() else format_number(float(rows[name].sum()))


def _interval(row: pd.Series[float], missing: str) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return missing
    return f"{_points(max(float(row['low']), 0.0))} - {_points(min(float(row['high']), 1.0))}"


def _span_of_scores(rows: pd.DataFrame) -> str:
    known = rows["score"].dropna()
    return f"{_points(float(known.min()))} - {_points(float(known.max()))}" if len(known) else UNKNOWN


def _row(columns: Iterable[_Column], place: int, row: pd.Series[float]) -> tuple[str, ...]:
    rank = "-" if pd.isna(row["score"]) else str(place)
    return (rank, str(row["naam"]), *(column.text(row) for column in columns))


def _rest(columns: Iterable[_Column], rest: pd.DataFrame, kind: str) -> tuple[str, ...]:
    if rest.empty:
        return ()
    noun = {"gemeenten": "gemeente", "wijken": "wijk", "buurten": "buurt"}[kind] if len(rest) == 1 else kind
    return ("", f"Overige {format_number(len(rest))} {noun}", *(column.total(rest) for column in columns))
