"""Aggregates without small counts, and without a way to calculate them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo_risico.core.errors import ReleaseError
from geo_risico.governance.counts import CountTable, show_counts
from geo_risico.governance.sum_columns import SUMS, shown_sums, without_dominated
from geo_risico.governance.values import MINIMUM_LOCATIONS, show_values
from geo_risico.governance.vierkanten import show_vierkanten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

CLASSES: Final = ("A", "B", "C", "D", "E", "onbekend")
AREA_KEYS: Final = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}
"""Kinds of nested areas, from large to small, and the column of the locations that names the area."""

COUNT_COLUMNS: Final = ["location_count", *(f"count_{name}" for name in CLASSES)]
MINIMUM_FOR_TOP: Final = 10 * MINIMUM_LOCATIONS
"""The score per gemeente holds the mean of the highest tenth, which needs 10 locations of its own."""

LABEL_COLUMNS: Final = ("naam", "gemeente_code", "geometry")


class Suppressed(NamedTuple):
    """Aggregates that may be shown, and the number of hidden cells per kind of area."""

    aggregates: dict[str, gpd.GeoDataFrame]
    hidden: dict[str, int]


def suppress(
    aggregates: Mapping[str, gpd.GeoDataFrame],
    locations: gpd.GeoDataFrame,
    scores: pd.DataFrame,
    sums: pd.DataFrame | None = None,
    published: Sequence[pd.DataFrame] = (),
) -> Suppressed:
    """Aggregates with small and recoverable cells hidden (NaN), and how many cells that are.

    Parameters
    ----------
    aggregates
        Kind of area -> counts, sums and means per area, indexed by code.
    locations, scores
        The locations behind them: area codes and square, score and class.
    sums
        What each location adds to columns of the aggregates that are sums; None where there are none.
    published
        Counts per area that earlier releases showed: index (kind, code), NaN where they hid a count. What was hidden
        stays hidden.

    Raises
    ------
    ReleaseError
        If the counts do not follow from the locations; hiding would then promise what it does not do.
    """
    present = [kind for kind in AREA_KEYS if len(aggregates.get(kind, ()))]
    leaves = _leaves(locations, scores, present)
    areas = pd.concat([_members(aggregates[kind], leaves[AREA_KEYS[kind]], kind) for kind in present])
    _check(aggregates, areas, leaves)
    shown = _shown(areas, leaves, _hidden_before(areas.index, published))
    released = {k: _hide(aggregates[k], shown[areas.index.get_level_values(0) == k]) for k in present}
    magnitudes = _magnitudes(aggregates, present)
    kept = shown_sums(areas, _leaf_of(locations, present), sums, magnitudes, shown[:, -1])
    for kind in present:
        for name in kept:
            released[kind][name] = released[kind][name].where(kept[name].xs(kind))
    if "gemeenten" in released:
        enough = leaves.groupby("gemeente_code")["known"].sum() >= MINIMUM_FOR_TOP
        released["gemeenten"] = _hide_top(released["gemeenten"], enough)
    if len(aggregates.get("vierkanten", ())):
        visible = {AREA_KEYS[k]: released[k].index[released[k]["location_count"].notna()] for k in present}
        codes = pd.DataFrame({key: locations[key].where(locations[key].isin(ok)) for key, ok in visible.items()})
        known = _is_known(scores).astype(int).groupby(locations["vierkant"]).sum()
        codes_shown = show_vierkanten(locations["vierkant"], codes)
        squares = _vierkanten(aggregates["vierkanten"], codes_shown, known)
        released["vierkanten"] = without_dominated(squares, locations["vierkant"], sums)
    return Suppressed(released, {k: _hidden_count(aggregates[k], frame) for k, frame in released.items()})


def _leaves(locations: gpd.GeoDataFrame, scores: pd.DataFrame, present: list[str]) -> pd.DataFrame:
    """Smallest groups (every combination of areas that occurs) with their counts, per class and of known classes."""
    keys = [AREA_KEYS[kind] for kind in present]
    frame = locations[keys].copy()
    for name in CLASSES:
        frame[name] = (scores["class"] == name).astype(float)
    frame["known"] = _is_known(scores).astype(float)
    return frame.groupby(keys, dropna=False, sort=True).sum().reset_index()


def _leaf_of(locations: gpd.GeoDataFrame, present: list[str]) -> NDArray[np.intp]:
    """Number of the leaf of each location, in the order of `_leaves`."""
    groups = locations.groupby([AREA_KEYS[kind] for kind in present], dropna=False, sort=True)
    return np.asarray(groups.ngroup(), dtype=np.intp)


def _magnitudes(aggregates: Mapping[str, gpd.GeoDataFrame], present: list[str]) -> pd.DataFrame:
    """Sums per area (kind, code) as they are."""
    frames = {kind: pd.DataFrame(aggregates[kind]).filter(regex=f"^{SUMS}") for kind in present}
    return pd.concat(frames).astype(float)


def _is_known(scores: pd.DataFrame) -> pd.Series[bool]:
    """Locations that count in a mean score: those with a class."""
    return scores["class"].ne("onbekend") & scores["score"].notna()


def _members(frame: gpd.GeoDataFrame, codes: pd.Series[str], kind: str) -> pd.DataFrame:
    """Area x leaf, True where the leaf lies in the area; indexed by (kind, code)."""
    inside = frame.index.to_numpy()[:, None] == codes.to_numpy()[None, :]
    return pd.DataFrame(inside, index=pd.MultiIndex.from_product([[kind], frame.index]), dtype=bool)


def _check(aggregates: Mapping[str, gpd.GeoDataFrame], areas: pd.DataFrame, leaves: pd.DataFrame) -> None:
    """Refuse when the aggregates count something else than the locations."""
    sums = areas.to_numpy(dtype=float) @ leaves[[*CLASSES]].to_numpy()
    expected = pd.DataFrame(sums, index=areas.index, columns=COUNT_COLUMNS[1:])
    expected.insert(0, "location_count", expected.sum(axis=1))
    problems = [
        f"{kind}: {int(wrong.sum())} gebieden, bijvoorbeeld {', '.join(map(str, wrong.index[wrong][:5]))}"
        for kind in areas.index.get_level_values(0).unique()
        if (wrong := (aggregates[kind][COUNT_COLUMNS] != expected.loc[kind]).any(axis=1)).any()
    ]
    if problems:
        message = "De aantallen per gebied volgen niet uit de locaties; kleine aantallen zijn zo niet te verbergen."
        raise ReleaseError(message, problems)


def _hidden_before(areas: pd.Index[Any], published: Sequence[pd.DataFrame]) -> NDArray[np.bool_]:
    """Per area and count whether an earlier release had the area and hid the count."""
    hidden = np.zeros((len(areas), len(COUNT_COLUMNS)), dtype=bool)
    for frame in published:
        there = areas.isin(frame.index)
        hidden |= there[:, None] & frame.reindex(index=areas, columns=COUNT_COLUMNS).isna().to_numpy()
    return hidden


def _shown(areas: pd.DataFrame, leaves: pd.DataFrame, before: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Per area which counts are shown and, last column, its means and sums; what shares nothing is solved apart.

    A class that occurs nowhere in the scan is zero by its nature: it is shown and hides nothing else.
    """
    members = areas.to_numpy()
    shown = np.ones((len(areas), len(COUNT_COLUMNS) + 1), dtype=bool)
    shown[:, -1] = False
    level = areas.index.get_level_values(0).map(list(AREA_KEYS).index).to_numpy()
    per_class, known = leaves[[*CLASSES]].to_numpy(), leaves["known"].to_numpy()
    occurs = np.flatnonzero(per_class.sum(axis=0) > 0)
    counted = np.concatenate([[0], 1 + occurs])
    for rows, columns in _blocks(members):
        part = members[np.ix_(rows, columns)]
        table = CountTable(members=part, leaves=per_class[np.ix_(columns, occurs)], level=level[rows])
        shown[np.ix_(rows, counted)] = show_counts(table, before[np.ix_(rows, counted)])
        shown[rows, -1] = show_values(part, known[columns])
    return shown


def _blocks(members: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Groups of areas and leaves that hang together; empty areas are in none."""
    rows, columns = np.nonzero(members)
    size = sum(members.shape)
    links = csr_array((np.ones(rows.size), (rows, columns + members.shape[0])), shape=(size, size))
    _, label = connected_components(links, directed=False)
    of_area, of_leaf = label[: members.shape[0]], label[members.shape[0] :]
    found = np.unique(of_area[members.any(axis=1)])
    return [(np.flatnonzero(of_area == block), np.flatnonzero(of_leaf == block)) for block in found]


def _hide(frame: gpd.GeoDataFrame, shown: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """The frame with NaN where a count (one column of ``shown`` each) or a value (its last column) is not shown."""
    out = frame.copy()
    for column in out.columns.difference([*LABEL_COLUMNS]):
        position = COUNT_COLUMNS.index(column) if column in COUNT_COLUMNS else -1
        out[column] = out[column].astype(float).where(pd.Series(shown[:, position], index=out.index))
    return out


def _hide_top(frame: gpd.GeoDataFrame, enough: pd.Series[bool]) -> gpd.GeoDataFrame:
    """The frame with the score per gemeente only where its highest tenth is large enough."""
    out, shown = frame.copy(), enough.reindex(frame.index, fill_value=False)
    for column in out.columns[out.columns.str.startswith("score_per_gemeente")]:
        out[column] = out[column].where(shown)
    return out


def _vierkanten(frame: gpd.GeoDataFrame, codes: set[str], known: pd.Series[int]) -> gpd.GeoDataFrame:
    """Squares that are shown; without counts per class, and with rounded means and sums from 10 locations."""
    kept = frame.loc[frame.index.isin(codes)]
    shown = np.zeros((len(kept), len(COUNT_COLUMNS) + 1), dtype=bool)
    shown[:, 0] = True
    shown[:, -1] = known.reindex(kept.index) >= MINIMUM_LOCATIONS
    out = _hide(kept, shown)
    for column in out.columns.difference([*LABEL_COLUMNS, *COUNT_COLUMNS]):
        out[column] = out[column].round(-2 if column.startswith("barn_") else 2)
    return out


def _hidden_count(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> int:
    """Cells that had a value and are hidden now, dropped rows included."""
    columns = before.columns.difference([*LABEL_COLUMNS])
    return int(before[columns].notna().sum().sum() - after[columns].notna().sum().sum())
