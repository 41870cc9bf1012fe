"""Aggregates without small counts, and without a way to calculate them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo_risico.core.errors import ReleaseError
from geo_risico.governance.counts import CountTable, show_counts
from geo_risico.governance.values import MINIMUM_LOCATIONS, show_values
from geo_risico.governance.vierkanten import show_vierkanten

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

CLASSES: Final = ("A", "B", "C", "D", "E", "onbekend")
AREA_KEYS: Final = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}
"""Kinds of nested areas, from large to small, and the column of the locations that names the area."""

COUNT_COLUMNS: Final = ["location_count", *(f"count_{name}" for name in CLASSES)]
LABEL_COLUMNS: Final = ("naam", "gemeente_code", "geometry")


class Suppressed(NamedTuple):
    """Aggregates that may be shown, and the number of hidden cells per kind of area."""

    aggregates: dict[str, gpd.GeoDataFrame]
    hidden: dict[str, int]


def suppress(
    aggregates: Mapping[str, gpd.GeoDataFrame], locations: gpd.GeoDataFrame, scores: pd.DataFrame
) -> Suppressed:
    """Aggregates with small and recoverable cells hidden (NaN), and how many cells that are.

    Parameters
    ----------
    aggregates
        Kind of area -> counts, sums and means per area, indexed by code.
    locations, scores
        The locations behind them: area codes and square, score and class.

    Raises
    ------
    ReleaseError
        If the counts do not follow from the locations; hiding would then promise what it does not do.
    """
    present = [kind for kind in AREA_KEYS if len(aggregates.get(kind, ()))]
    leaves = _leaves(locations, scores, present)
    areas = pd.concat([_members(aggregates[kind], leaves[AREA_KEYS[kind]], kind) for kind in present])
    _check(aggregates, areas, leaves)
    counts, values = _shown(areas, leaves)
    released = {k: _hide(aggregates[k], counts.loc[k], values.loc[k], COUNT_COLUMNS) for k in present}
    if len(aggregates.get("vierkanten", ())):
        visible = {AREA_KEYS[k]: released[k].index[released[k]["location_count"].notna()] for k in present}
        codes = pd.DataFrame({key: locations[key].where(locations[key].isin(ok)) for key, ok in visible.items()})
        released["vierkanten"] = _vierkanten(aggregates["vierkanten"], locations["vierkant"], codes)
    return Suppressed(released, {k: _hidden_count(aggregates[k], frame) for k, frame in released.items()})


def _leaves(locations: gpd.GeoDataFrame, scores: pd.DataFrame, present: list[str]) -> pd.DataFrame:
    """Smallest groups (every combination of areas that occurs) with their counts per class and of known scores."""
    keys = [AREA_KEYS[kind] for kind in present]
    frame = locations[keys].copy()
    for name in CLASSES:
        frame[name] = (scores["class"] == name).astype(float)
    frame["scored"] = scores["score"].notna().astype(float)
    return frame.groupby(keys, dropna=False, sort=True).sum().reset_index()


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


def _shown(areas: pd.DataFrame, leaves: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Per area which counts and whether its means and sums are shown; areas that share nothing are solved apart."""
    members = areas.to_numpy()
    counts = np.ones((len(areas), len(COUNT_COLUMNS)), dtype=bool)
    values = np.zeros(len(areas), dtype=bool)
    level = areas.index.get_level_values(0).map(list(AREA_KEYS).index).to_numpy()
    per_class, scored = leaves[[*CLASSES]].to_numpy(), leaves["scored"].to_numpy()
    for rows, columns in _blocks(members):
        part = members[np.ix_(rows, columns)]
        table = CountTable(members=part, leaves=per_class[columns], level=level[rows])
        counts[rows] = show_counts(table)
        values[rows] = show_values(part, scored[columns])
    return pd.DataFrame(counts, index=areas.index, columns=COUNT_COLUMNS), pd.Series(values, index=areas.index)


def _blocks(members: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Groups of areas and leaves that hang together; empty areas are in none."""
    rows, columns = np.nonzero(members)
    size = sum(members.shape)
    links = csr_array((np.ones(rows.size), (rows, columns + members.shape[0])), shape=(size, size))
    _, label = connected_components(links, directed=False)
    of_area, of_leaf = label[: members.shape[0]], label[members.shape[0] :]
    found = np.unique(of_area[members.any(axis=1)])
    return [(np.flatnonzero(of_area == block), np.flatnonzero(of_leaf == block)) for block in found]


def _hide(
    frame: gpd.GeoDataFrame, counts: pd.DataFrame, values: pd.Series[bool], count_columns: list[str]
) -> gpd.GeoDataFrame:
    """The frame with NaN where a count or value is not shown."""
    out = frame.copy()
    for column in out.columns.difference([*LABEL_COLUMNS]):
        shown = counts[column] if column in count_columns else values
        out[column] = out[column].astype(float).where(shown)
    return out


def _vierkanten(frame: gpd.GeoDataFrame, vierkant: pd.Series[str], areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Squares with enough locations; without counts per class, and with rounded means and sums from 10 locations."""
    kept = frame.loc[frame.index.isin(show_vierkanten(vierkant, areas))]
    counts = pd.DataFrame({c: c == "location_count" for c in COUNT_COLUMNS}, index=kept.index)
    out = _hide(kept, counts, kept["location_count"] >= MINIMUM_LOCATIONS, COUNT_COLUMNS)
    for column in out.columns.difference([*LABEL_COLUMNS, *COUNT_COLUMNS]):
        out[column] = out[column].round(-2 if column.startswith("barn_") else 2)
    return out


def _hidden_count(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> int:
    """Cells that had a value and are hidden now, dropped rows included."""
    columns = before.columns.difference([*LABEL_COLUMNS])
    return int(before[columns].notna().sum().sum() - after[columns].notna().sum().sum())
