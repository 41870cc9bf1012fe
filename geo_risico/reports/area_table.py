"""The table that sets gemeenten, or the buurten of one gemeente, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.certainty import area_certainty, place_text
from geo_risico.core.numbers import UNKNOWN, format_number, format_share
from geo_risico.core.shown import HIGH_SHARE
from geo_risico.reports.counts import class_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from geo_risico.core.results import Release

ROW_LIMIT: Final = 12
HIDDEN: Final = "x"
"""Stands for a number that is kept back."""

_SINGULAR: Final = {"gemeenten": "gemeente", "wijken": "wijk", "buurten": "buurt"}
_WHOLE_SHARE = 0.995
"""From this share of an area with data it counts as wholly in view."""
BARNS: Final = (
    ("barn_200_500_m2", "200-500"),
    ("barn_500_1000_m2", "500-1.000"),
    ("barn_1000_2500_m2", "1.000-2.500"),
    ("barn_2500_m2", "2.500 en meer"),
)


@dataclass(frozen=True, kw_only=True)
class AreaTable:
    """Texts of the table, and what a reader must know beside it."""

    kind: str
    """gemeenten, wijken or buurten."""
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...] = ()
    """Code of the area of each row."""
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


def area_table(release: Release, limit: int = ROW_LIMIT, kind: str = "") -> AreaTable | None:
    """Rows in order of score: gemeenten where there are several, else buurten or wijken; None without areas.

    Parameters
    ----------
    release
        What may be shown.
    limit
        Rows to show; the others become one row.
    kind
        Areas to show; empty chooses.
    """
    kind, frame = (kind, release.aggregates.get(kind)) if kind else _choose(release)
    if frame is None:
        return None
    data = area_figures(release, kind, frame)
    filled = data[~data["locations"].eq(0)] if "locations" in data else data
    ranked = filled.sort_values(["score", "naam"], ascending=[False, True], kind="stable", na_position="last")
    columns = _columns(release, ranked)
    shown, rest = ranked.iloc[:limit], ranked.iloc[limit:]
    rows = [_row(columns, place, row) for place, (_, row) in enumerate(shown.iterrows(), 1)]
    cells = [cell for row in rows for cell in row]
    median = ranked["score"].median() if len(ranked) else float("nan")
    return AreaTable(
        kind=kind,
        headers=("Rang", _SINGULAR[kind].capitalize(), *(column.header for column in columns)),
        rows=tuple(rows),
        codes=tuple(str(code) for code in shown.index),
        rest=_rest(columns, rest, kind),
        area_count=len(ranked),
        median_score=None if pd.isna(median) else float(median),
        empty_count=len(data) - len(filled),
        has_hidden=HIDDEN in cells,
        has_barns=any(name in ranked for name, _ in BARNS),
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


def area_figures(release: Release, kind: str, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per area: score, low and high (0 to 100), locations, high_share, class, coverage and barns."""
    out = pd.DataFrame(index=frame.index)
    out["naam"] = frame["naam"].where(frame["naam"].notna(), frame.index.astype("str")).astype("str")
    if "known_share" in frame:
        share = frame["known_share"]
        out["naam"] += [f" ({part:.0%} in beeld)" if part < _WHOLE_SHARE else "" for part in share]
    own, factor = ("score_per_gemeente", 1) if "score_per_gemeente" in frame else ("mean_score", 100)
    for source, name in ((own, "score"), (f"{own}_low", "low"), (f"{own}_high", "high")):
        out[name] = frame[source] * factor if source in frame else float("nan")
    for source, name in (("location_count", "locations"), ("coverage", "coverage")):
        if source in frame:
            out[name] = frame[source]
    if release.theme.locations == "gemeenten":
        return _of_gemeenten(release, out)
    if release.theme.locations == "erven":
        out = out.join(frame[[name for name, _ in BARNS if name in frame]])
    out["high_share"] = _high_share(release, kind, frame)
    counts = area_certainty(release, kind)
    return out if counts is None else out.join(counts)


def _of_gemeenten(release: Release, out: pd.DataFrame) -> pd.DataFrame:
    """The same rows where each location is a gemeente: its class and bounds instead of counts."""
    kept = out.drop(columns=["locations", "low", "high"], errors="ignore")
    locations, column = release.locations, class_column(release)
    if locations is None:
        return kept
    own = locations.set_index("gemeente_code")
    for source, name in (("score_low", "low"), ("score_high", "high"), (column, "class")):
        if source in own:
            kept[name] = own[source].reindex(kept.index) * (1 if name == "class" else 100)
    if "robustness" in own:
        kept["sure"] = _sure_texts(own).reindex(kept.index)
    return kept


def _sure_texts(own: gpd.GeoDataFrame) -> pd.Series[str]:
    """Robust or not, and the interval of the rank."""
    places = [place_text(low, high) for low, high in zip(own["rank_low"], own["rank_high"], strict=True)]
    lines = [f"{word}, {place}" if place else word for word, place in zip(own["robustness"], places, strict=True)]
    return pd.Series(lines, index=own.index, dtype="str")


def _high_share(release: Release, kind: str, frame: gpd.GeoDataFrame) -> pd.Series[float]:
    """Share of the locations in class D or E, over the class that compares the whole scan where it is released."""
    if HIGH_SHARE in frame:
        return frame[HIGH_SHARE]
    locations, column = release.locations, class_column(release)
    key = f"{_SINGULAR[kind]}_code"
    if locations is not None and column is not None and release.meta.profile == "partner":
        is_high = locations[column].isin(["D", "E"]).astype(float)
        return is_high.groupby(locations[key]).mean().reindex(frame.index)
    if {"count_D", "count_E", "location_count"} <= set(frame):
        counts = frame["location_count"].where(frame["location_count"] > 0)
        return (frame["count_D"] + frame["count_E"]) / counts
    return pd.Series(float("nan"), frame.index)


def _columns(release: Release, data: pd.DataFrame) -> list[_Column]:
    hidden = HIDDEN if release.meta.profile == "open" else UNKNOWN
    is_gemeente = release.theme.locations == "gemeenten"
    margin = "Onder- en bovengrens" if is_gemeente else "Marge (95%)"
    wanted = {
        "score": _Column("Score", _cell("score", _points, hidden), _span_of_scores),
        "low": _Column(margin, lambda row: _interval(row, hidden), _nothing),
        "class": _Column("Klasse", lambda row: str(row["class"]), _nothing),
        "locations": _Column(
            release.theme.location_plural.capitalize(),
            _cell("locations", format_number, hidden),
            _sum_of("locations", hidden),
        ),
        "high_share": _Column("Klasse D of E", _cell("high_share", format_share, hidden), _nothing),
        "count_robust": _sure_column(data),
        "sure": _Column("Zekerheid", lambda row: str(row["sure"]), _nothing),
    }
    shown = [column for name, column in wanted.items() if name in data and data[name].notna().any()]
    for name, title in BARNS:
        if name in data:
            mask = hidden if data[name].notna().any() else UNKNOWN
            shown.append(_Column(f"{title} m²", _cell(name, format_number, mask), _sum_of(name, mask)))
    if "coverage" in data and data["coverage"].notna().any():
        shown.append(_Column("Bekend", _cell("coverage", format_share, hidden), _nothing))
    return shown


def _sure_column(data: pd.DataFrame) -> _Column:
    """Robust ones, grensgevallen and, with a visit log, witte vlekken: counts behind each other."""
    names = [name for name in ("count_robust", "count_grensgeval", "count_witte_vlek") if name in data]
    heading = " / ".join(("Ro\u00adbuust", "grens\u00adgeval", "witte vlek")[: len(names)])

    def texts(counts: pd.Series[float]) -> str:
        return "/".join(format_number(float(counts[name])) for name in names)

    return _Column(heading, texts, lambda rows: texts(rows[names].sum()))


def _nothing(_rows: pd.DataFrame) -> str:
    return ""


def _points(value: float) -> str:
    return format_number(value, 1)


def _cell(name: str, text: Callable[[float], str], missing: str) -> Callable[[pd.Series[float]], str]:
    return lambda row: missing if math.isnan(row[name]) else text(float(row[name]))


def _sum_of(name: str, missing: str) -> Callable[[pd.DataFrame], str]:
    return lambda rows: missing if rows[name].isna().any() else format_number(float(rows[name].sum()))


def _interval(row: pd.Series[float], missing: str) -> str:
    low, high = float(row["low"]), float(row["high"])
    if math.isnan(low) or math.isnan(high):
        return missing
    return f"{_points(max(low, 0.0))} - {_points(min(high, 100.0))}"


def _span_of_scores(rows: pd.DataFrame) -> str:
    known = rows["score"].dropna()
    return f"{_points(float(known.min()))} - {_points(float(known.max()))}" if len(known) else UNKNOWN


def _row(columns: Iterable[_Column], place: int, row: pd.Series[float]) -> tuple[str, ...]:
    rank = "-" if math.isnan(row["score"]) else str(place)
    return (rank, str(row["naam"]), *(column.text(row) for column in columns))


def _rest(columns: Iterable[_Column], rest: pd.DataFrame, kind: str) -> tuple[str, ...]:
    if rest.empty:
        return ()
    noun = _SINGULAR[kind] if len(rest) == 1 else kind
    return ("", f"Overige {format_number(len(rest))} {noun}", *(column.total(rest) for column in columns))
