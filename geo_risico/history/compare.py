"""Two saved scans beside each other: per location what its score did and why, and the same per area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS, ThemeComparison
from geo_risico.history.area_changes import area_changes
from geo_risico.history.classes import class_reasons, main_reasons
from geo_risico.history.match import match_locations
from geo_risico.history.origin import differences, origins
from geo_risico.history.sentences import method_changes, sentences
from geo_risico.history.split import Method, split_changes

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.core.comparison import Factor, Matches, SavedRun, SavedTheme, Split

PLACE_COLUMNS: Final = ("label", "kind", "gemeente_code", "wijk_code", "buurt_code")
_SHOWN: Final = (*PLACE_COLUMNS, "class", "geometry")


def compare_theme(old: SavedTheme, new: SavedTheme, runs: tuple[SavedRun, SavedRun]) -> ThemeComparison:
    """Every location and area of one theme in both scans, with the split of each change.

    Parameters
    ----------
    old, new
        The same theme of both scans.
    runs
        Both scans.
    """
    titles = {name: spec.title for part in (old, new) for name, spec in part.indicator_specs.items()}
    changes = method_changes(old, new, runs)
    if old.locations is None or new.locations is None:
        areas = area_changes(old.areas, new.areas, None)
        return ThemeComparison(theme=new.theme, titles=titles, rows=None, parts={}, areas=areas, method_changes=changes)
    matches = match_locations(old.locations, new.locations)
    rows, parts = _rows(old, new, matches, runs)
    areas = area_changes(old.areas, new.areas, rows)
    return ThemeComparison(theme=new.theme, titles=titles, rows=rows, parts=parts, areas=areas, method_changes=changes)


def _rows(
    old: SavedTheme, new: SavedTheme, matches: Matches, runs: tuple[SavedRun, SavedRun]
) -> tuple[gpd.GeoDataFrame, dict[Factor, pd.DataFrame]]:
    """Rows of the comparison and the parts per indicator."""
    if old.locations is None or new.locations is None:
        raise TypeError("locations are compared where both scans show them")
    pairs = matches.pairs
    names = list(dict.fromkeys([*new.weights, *old.weights]))
    before = _raw(old, names).iloc[pairs["old"]].reset_index(drop=True)
    after = _raw(new, names).iloc[pairs["new"]].reset_index(drop=True)
    found = differences(old, new, runs)
    counting = tuple({name for name, weight in part.weights.items() if weight} for part in (old, new))
    origin = origins(before, after, pairs["kind"], found, (counting[0], counting[1]))
    methods = (
        Method(specs=old.indicator_specs, weights=old.weights),
        Method(specs=new.indicator_specs, weights=new.weights),
    )
    split = split_changes(before, after, origin, methods)
    frame, parts = _joined(split, pairs)
    starts = np.flatnonzero(np.r_[True, np.diff(pairs["new"]) > 0]) if len(pairs) else np.zeros(0, np.intp)
    news = pairs["new"].to_numpy()[starts]
    placed = new.locations[[name for name in _SHOWN if name in new.locations]].iloc[news]
    frame = _with_places(frame, placed, "new")
    frame["status"] = pairs["kind"].to_numpy()[starts]
    frame["old_ids"] = _old_ids(old.locations.index, pairs, starts)
    leading = pairs["old"].to_numpy()[starts]
    frame["class_old"] = _column(old.locations, "class").to_numpy()[leading]
    frame["class_new"] = _column(placed, "class").to_numpy()
    frame["class_reason"] = class_reasons(frame, old.theme, new.theme)
    frame["reason"] = main_reasons(frame)
    values = before.iloc[starts].set_axis(frame.index), after.iloc[starts].set_axis(frame.index)
    frame["sentence"] = sentences(frame, parts, values, found, (old, new))
    loose = [
        _loose(part, rows, status) for part, rows, status in ((new, matches.new, "new"), (old, matches.gone, "gone"))
    ]
    whole = pd.concat([frame, *(part for part in loose if len(part))]) if any(map(len, loose)) else frame
    shaped = gpd.GeoDataFrame(whole, geometry="geometry", crs=new.locations.crs)
    return shaped, parts


def _raw(part: SavedTheme, names: list[str]) -> pd.DataFrame:
    """Raw values of the named indicators; NaN for one that the scan does not have."""
    frame = part.locations
    if frame is None:
        raise TypeError("locations are compared where both scans show them")
    columns = {name: frame[name].to_numpy(dtype=np.float64) if name in frame else np.nan for name in names}
    return pd.DataFrame(columns, index=frame.index)


def _joined(split: Split, pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[Factor, pd.DataFrame]]:
    """Scores and parts per new location: the mean of its pairs by share, over the pairs that are known."""
    known = ~np.isnan(split.old) & ~np.isnan(split.new)
    news = pairs["new"].to_numpy()
    starts = np.flatnonzero(np.r_[True, np.diff(news) > 0]) if len(news) else np.zeros(0, np.intp)
    counts = np.diff(np.r_[starts, len(news)])
    share = np.where(known, pairs["share"].to_numpy(dtype=np.float64), 0.0)

    def mean(values: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        result = values[starts]
        several = np.flatnonzero(counts > 1)
        if len(several):
            rows, begins = _spans(starts[several], counts[several])
            part, share = values[rows], weight[rows]
            weighted = np.where(share > 0, np.where(np.isnan(part.T), 0.0, part.T) * share, 0.0).T
            total = np.add.reduceat(share, begins)
            summed = np.add.reduceat(weighted, begins, axis=0)
            result[several] = (summed.T / np.where(total > 0, total, np.nan)).T
        return result

    own = np.where(np.isnan(split.old), 0.0, pairs["share"].to_numpy(dtype=np.float64))
    parts: dict[Factor, pd.DataFrame] = {
        factor: pd.DataFrame(mean(split.parts[factor], share), columns=list(split.indicators)) for factor in FACTORS
    }
    table = pd.DataFrame({"score_old": mean(split.old, own), "score_new": split.new[starts]})
    table["change"] = table["score_new"] - table["score_old"]
    for factor in FACTORS:
        table[factor] = parts[factor].sum(axis=1, skipna=False)
    return table, parts


def _spans(
    starts: npt.NDArray[np.intp], counts: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Row numbers of each span one after another, and where in that list each span begins."""
    begins = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(starts - begins, counts), begins


def _with_places(frame: pd.DataFrame, places: gpd.GeoDataFrame, status: str) -> pd.DataFrame:
    """The frame on the index of the places, with what they are and where."""
    out = frame.set_axis(places.index)
    for name in PLACE_COLUMNS:
        out[name] = _column(places, name)
    out["status"] = status
    out["geometry"] = places.geometry
    return out


def _column(frame: pd.DataFrame, name: str) -> pd.Series[str]:
    return frame[name] if name in frame else pd.Series("", index=frame.index, dtype="str")


def _old_ids(ids: pd.Index[str], pairs: pd.DataFrame, starts: npt.NDArray[np.intp]) -> list[str]:
    """Ids of the old locations that each new one is compared with."""
    names = ids.to_numpy(dtype=object)[pairs["old"].to_numpy()]
    found: list[str] = names[starts].tolist()
    counts = np.diff(np.r_[starts, len(names)])
    for place in np.flatnonzero(counts > 1):
        found[place] = "|".join(map(str, names[starts[place] : starts[place] + counts[place]]))
    return found


def _loose(part: SavedTheme, rows: npt.NDArray[np.intp], status: str) -> pd.DataFrame:
    """Locations without a counterpart."""
    if part.locations is None or not len(rows):
        return pd.DataFrame()
    places = part.locations.iloc[rows]
    side = "new" if status == "new" else "old"
    frame = _with_places(pd.DataFrame(index=places.index), places, status)
    frame[f"score_{side}"] = places["score"].to_numpy(dtype=np.float64)
    frame[f"class_{side}"] = _column(places, "class")
    frame["old_ids"] = "" if status == "new" else frame.index.to_numpy()
    frame["reason"] = status
    frame["sentence"] = "Deze plek is er nieuw bij." if status == "new" else "Deze plek is er niet meer."
    return frame
