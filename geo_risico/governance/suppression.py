"""Aggregates without small counts, and without a way to calculate them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo_risico.core.errors import ReleaseError
from geo_risico.core.suppression_specs import SuppressionSpec
from geo_risico.governance.counts import CountTable, show_counts
from geo_risico.governance.editions import hidden_columns, hidden_squares, hidden_values
from geo_risico.governance.reasons import DOMINANCE, PRIMARY, SHOWN, reasons_of, tally
from geo_risico.governance.sum_columns import SUMS, shown_sums, without_dominated
from geo_risico.governance.values import show_values
from geo_risico.governance.vierkanten import show_vierkanten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

CLASSES: Final = ("A", "B", "C", "D", "E", "onbekend")
AREA_KEYS: Final = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}
"""Kinds of nested areas, from large to small, and the column of the locations that names the area."""

COUNT_COLUMNS: Final = ["location_count", *(f"count_{name}" for name in CLASSES)]
LIMITS: Final = SuppressionSpec()
TOP_SHARE: Final = 10
"""The score per gemeente holds the mean of the highest tenth, which needs enough locations of its own."""

LABEL_COLUMNS: Final = ("naam", "gemeente_code", "geometry")


class Suppressed(NamedTuple):
    """Aggregates that may be shown, and the number of hidden cells per kind of area, in all and by reason."""

    aggregates: dict[str, gpd.GeoDataFrame]
    hidden: dict[str, int]
    reasons: dict[str, dict[str, int]]


class _Cells(NamedTuple):
    """Per area (kind, code): what is shown (a column per count, the last for means), and else the reason."""

    shown: NDArray[np.bool_]
    why: NDArray[np.int8]


def suppress(
    aggregates: Mapping[str, gpd.GeoDataFrame],
    locations: gpd.GeoDataFrame,
    scores: pd.DataFrame,
    sums: pd.DataFrame | None = None,
    published: Sequence[pd.DataFrame] = (),
    limits: SuppressionSpec = LIMITS,
) -> Suppressed:
    """Aggregates with small and recoverable cells hidden (NaN), how many cells that are and why.

    Parameters
    ----------
    aggregates
        Kind of area -> counts, sums and means per area, indexed by code.
    locations, scores
        The locations behind them: area codes and square, score and class.
    sums
        What each location adds to columns of the aggregates that are sums; None where there are none.
    published
        Figures per area that earlier releases showed: index (kind, code), NaN where they hid one. What was hidden
        stays hidden.
    limits
        From which numbers on something is shown.

    Raises
    ------
    ReleaseError
        If the counts do not follow from the locations; hiding would then promise what it does not do.
    """
    present = [kind for kind in AREA_KEYS if len(aggregates.get(kind, ()))]
    leaves = _leaves(locations, scores, present)
    areas = pd.concat([_members(aggregates[kind], leaves[AREA_KEYS[kind]], kind) for kind in present])
    _check(aggregates, areas, leaves)
    cells = _cells(areas, leaves, published, limits)
    rows = {kind: areas.index.get_level_values(0) == kind for kind in present}
    released = {k: _hide(aggregates[k], cells.shown[rows[k]]) for k in present}
    why = {k: _why(aggregates[k], cells.why[rows[k]]) for k in present}
    magnitudes = _magnitudes(aggregates, present)
    may = pd.Series(cells.why[:, -1], index=areas.index)
    before = hidden_columns(areas.index, published, list(magnitudes.columns))
    kept = shown_sums(areas, _leaf_of(locations, present), sums, magnitudes, may, before, limits)
    for kind in present:
        for name in kept.shown:
            released[kind][name] = released[kind][name].where(kept.shown[name].xs(kind))
            why[kind][name] = kept.why[name].xs(kind)
    if "gemeenten" in released:
        enough = leaves.groupby("gemeente_code")["known"].sum() >= TOP_SHARE * limits.minimum_locations
        released["gemeenten"] = _hide_top(released["gemeenten"], enough)
    if len(aggregates.get("vierkanten", ())):
        visible = {AREA_KEYS[k]: released[k].index[released[k]["location_count"].notna()] for k in present}
        codes = pd.DataFrame({key: locations[key].where(locations[key].isin(ok)) for key, ok in visible.items()})
        squares = _Squares(locations, _is_known(scores), codes, sums, limits)
        released["vierkanten"], why["vierkanten"] = squares.shown(aggregates["vierkanten"], published)
    columns = {k: aggregates[k].columns.difference([*LABEL_COLUMNS]) for k in released}
    reasons = {k: tally(aggregates[k][names], released[k][names], why[k]) for k, names in columns.items()}
    return Suppressed(released, {k: sum(found.values()) for k, found in reasons.items()}, reasons)


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


def _cells(
    areas: pd.DataFrame, leaves: pd.DataFrame, published: Sequence[pd.DataFrame], limits: SuppressionSpec
) -> _Cells:
    """Which counts and means of each area are shown, and else why; what shares nothing is solved apart.

    A class that occurs nowhere in the scan is zero by its nature: it is shown and hides nothing else.
    """
    members = areas.to_numpy()
    before = hidden_columns(areas.index, published, COUNT_COLUMNS).to_numpy()
    values_before = hidden_values(areas.index, published, [*COUNT_COLUMNS, *LABEL_COLUMNS])
    shown = np.ones((len(areas), len(COUNT_COLUMNS) + 1), dtype=bool)
    shown[:, -1] = False
    why = np.where(shown, SHOWN, PRIMARY).astype(np.int8)
    level = areas.index.get_level_values(0).map(list(AREA_KEYS).index).to_numpy()
    per_class, known = leaves[[*CLASSES]].to_numpy(), leaves["known"].to_numpy()
    occurs = np.flatnonzero(per_class.sum(axis=0) > 0)
    counted = np.concatenate([[0], 1 + occurs])
    for rows, columns in _blocks(members):
        part, old = members[np.ix_(rows, columns)], before[np.ix_(rows, counted)]
        leaf_counts = per_class[np.ix_(columns, occurs)]
        table = CountTable(members=part, leaves=leaf_counts, level=level[rows], minimum=limits.minimum_count)
        found = show_counts(table, old)
        shown[np.ix_(rows, counted)] = found
        why[np.ix_(rows, counted)] = reasons_of(found, table.small, old)
        values = show_values(part, known[columns], limits.minimum_locations, values_before[rows])
        shown[rows, -1] = values
        small = part @ known[columns] < limits.minimum_locations
        why[rows, -1] = reasons_of(values, small, values_before[rows])
    return _Cells(shown, why)


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
        position = _position(str(column))
        out[column] = out[column].astype(float).where(pd.Series(shown[:, position], index=out.index))
    return out


def _hide_top(frame: gpd.GeoDataFrame, enough: pd.Series[bool]) -> gpd.GeoDataFrame:
    """The frame with the score per gemeente only where its highest tenth is large enough."""
    out, shown = frame.copy(), enough.reindex(frame.index, fill_value=False)
    for column in out.columns[out.columns.str.startswith("score_per_gemeente")]:
        out[column] = out[column].where(shown)
    return out


def _why(frame: gpd.GeoDataFrame, why: NDArray[np.int8]) -> pd.DataFrame:
    """Reason per figure, on the rows and columns of the frame; labels have none."""
    names = frame.columns.difference([*LABEL_COLUMNS])
    return pd.DataFrame({name: why[:, _position(str(name))] for name in names}, index=frame.index)


def _position(column: str) -> int:
    """Place of a column among the counts; the last is that of everything else."""
    return COUNT_COLUMNS.index(column) if column in COUNT_COLUMNS else -1


class _Squares(NamedTuple):
    """Squares of 500 m: the locations in them, and which areas show a count."""

    locations: gpd.GeoDataFrame
    known: pd.Series[bool]
    codes: pd.DataFrame
    sums: pd.DataFrame | None
    limits: SuppressionSpec

    def shown(
        self, frame: gpd.GeoDataFrame, published: Sequence[pd.DataFrame]
    ) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
        """Squares that are shown, without counts per class and with rounded means and sums; and why others are not."""
        vierkant, limits = self.locations["vierkant"], self.limits
        before = hidden_squares(vierkant, self.locations["gemeente_code"], published)
        codes = show_vierkanten(vierkant, self.codes, limits.minimum_count, before)
        known = self.known.astype(int).groupby(vierkant).sum().reindex(frame.index, fill_value=0)
        enough = (known >= limits.minimum_locations).to_numpy()
        there = frame.index.isin(list(codes))
        shown = np.zeros((len(frame), len(COUNT_COLUMNS) + 1), dtype=bool)
        shown[:, 0], shown[:, -1] = True, enough
        out = _hide(frame, shown).loc[there]
        for column in out.columns.difference([*LABEL_COLUMNS, *COUNT_COLUMNS]):
            out[column] = out[column].round(-2 if column.startswith(SUMS) else 2)
        out = without_dominated(out, vierkant, self.sums, limits)
        small = (vierkant.value_counts().reindex(frame.index, fill_value=0) < limits.minimum_count).to_numpy()
        rows = reasons_of(there, small, frame.index.isin(list(before)))
        why = pd.DataFrame(dict.fromkeys(out.columns.difference([*LABEL_COLUMNS]), rows), index=frame.index)
        for name in why.columns[why.columns.str.startswith(SUMS)]:
            why[name] = np.where(there & enough, DOMINANCE, why[name])
        return out, why
