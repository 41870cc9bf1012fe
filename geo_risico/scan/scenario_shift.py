"""Scores with a scenario beside those without it: per location, per gemeente and wijk, and over many draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.scenario import ThemeShift
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.results import ScanResult

HIGH = ("D", "E")
ORDER = {letter: place for place, letter in enumerate("ABCDE")}
_TINY = 1e-12
_AREAS = (("gemeenten", "gemeente_code", "gemeente"), ("wijken", "wijk_code", "wijk"))


def theme_shift(
    before: ScanResult,
    after: ScanResult,
    steps: Mapping[str, pd.Index[Any]],
    band: pd.DataFrame,
    shown: pd.Index[Any] | None,
) -> ThemeShift:
    """Change of one theme, per location and per area.

    Parameters
    ----------
    before, after
        The theme without and with the scenario.
    steps
        Step, as people call it -> locations of this theme that it chose.
    band
        Shift of classes over draws.
    shown
        Locations that may be shown; None shows all. Areas are left out where not all are.
    """
    table = _locations(before, after, steps)
    areas = _areas(before, table) if shown is None else pd.DataFrame()
    if shown is not None:
        table = table.loc[table.index.isin(shown)]
    return ThemeShift(theme=after.theme, locations=table, areas=areas, band=band if shown is None else pd.DataFrame())


def _locations(before: ScanResult, after: ScanResult, steps: Mapping[str, pd.Index[Any]]) -> gpd.GeoDataFrame:
    old, new = before.locations.frame, after.locations.frame
    index = old.index.union(new.index, sort=False)
    both = pd.concat([new, old.loc[~old.index.isin(new.index)]]).reindex(index)
    names = [name for name in ("label", "kind", "gemeente_code", "gemeente", "wijk_code", "wijk") if name in both]
    table = pd.DataFrame(both[names])
    table["score_before"] = before.scores["score"].reindex(index)
    table["score_after"] = after.scores["score"].reindex(index)
    for name, part in (("class_before", before), ("class_after", after)):
        table[name] = part.scores["class"].astype("str").reindex(index).fillna("")
    chosen = {name: index.isin(places) for name, places in steps.items() if len(places)}
    table["steps"] = ["|".join(name for name, hit in chosen.items() if hit[place]) for place in range(len(index))]
    moved = (table["score_after"] - table["score_before"]).abs().gt(_TINY)
    moved |= table["score_after"].isna() != table["score_before"].isna()
    status = pd.Series("gelijk", index=index).mask(moved | (table["class_before"] != table["class_after"]), "anders")
    table["status"] = status.mask(~index.isin(old.index), "nieuw").mask(~index.isin(new.index), "weg")
    table["indicator"] = _movers(before, after, index).where(moved, "")
    rows = zip(table["status"], table["steps"], moved, strict=True)
    table["cause"] = [_cause(status, names, moved=bool(changed)) for status, names, changed in rows]
    return gpd.GeoDataFrame(table, geometry=both.geometry, crs=CRS_RD)


def _movers(before: ScanResult, after: ScanResult, index: pd.Index[Any]) -> pd.Series[str]:
    """Indicator whose contribution moved most at each location; no text where none did."""
    change = after.contributions.reindex(index).fillna(0.0) - before.contributions.reindex(index).fillna(0.0)
    size = change.abs()
    return size.idxmax(axis=1).where(size.max(axis=1) > _TINY, "").astype("str")


def _cause(status: str, steps: str, *, moved: bool) -> str:
    if status == "gelijk":
        return ""
    if steps:
        return f"wereld: {steps.replace('|', ', ')}"
    if moved or status in {"nieuw", "weg"}:
        return "wereld: in de buurt van een stap"
    return "schuift mee met andere plekken"


def _areas(before: ScanResult, table: gpd.GeoDataFrame) -> pd.DataFrame:
    steps = table["class_after"].map(ORDER) - table["class_before"].map(ORDER)
    plain = pd.DataFrame(
        {
            "score_before": table["score_before"],
            "score_after": table["score_after"],
            "high_before": table["class_before"].isin(HIGH),
            "high_after": table["class_after"].isin(HIGH),
            "up": steps > 0,
            "down": steps < 0,
        }
    )
    parts = []
    for kind, code, label in _AREAS:
        if code not in table or kind not in before.aggregates:
            continue
        groups = plain.groupby(table[code])
        part = groups[["score_before", "score_after"]].mean()
        part.columns = ["mean_before", "mean_after"]
        part["location_count"] = groups.size()
        for name in ("high_before", "high_after", "up", "down"):
            part[name if name.startswith("high") else f"{name}_count"] = groups[name].sum().astype("int64")
        names = before.aggregates[kind]["naam"]
        part["naam"] = [str(names.get(key, key)) for key in part.index]
        if label not in table and kind == "wijken":
            part["naam"] = part["naam"].astype("str")
        parts.append(part.rename_axis("code").reset_index().assign(soort=kind))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def shift_counts(before: pd.DataFrame, after: pd.DataFrame, gemeenten: pd.Series[str]) -> pd.Series[float]:
    """Shifts per gemeente: mean of the score (points of 100) and numbers of locations; its index holds both names.

    Parameters
    ----------
    before, after
        Columns score and class, on one index.
    gemeenten
        Code of the gemeente of each location, on that index.
    """
    old, new = (frame["class"].map(ORDER) for frame in (before, after))
    high_old, high_new = (frame["class"].isin(HIGH) for frame in (before, after))
    table = pd.DataFrame(
        {
            "score": 100 * (after["score"] - before["score"]),
            "omhoog": new > old,
            "omlaag": new < old,
            "naar D of E": high_new & ~high_old,
            "uit D of E": high_old & ~high_new,
        }
    )
    groups = table.groupby(gemeenten.rename("gemeente_code"))
    found = groups.sum().astype("float64").assign(score=groups["score"].mean())
    parts = {name: found[name] for name in table.columns}
    rows: pd.Series[float] = pd.concat(parts, names=["shift"])
    return rows.reorder_levels([1, 0])


def band_of(draws: list[pd.Series[float]]) -> pd.DataFrame:
    """Mean of each shift and its 5th and 95th percentile over the draws, per gemeente; empty without draws."""
    if not draws:
        return pd.DataFrame()
    values = np.column_stack([draw.to_numpy(dtype=float) for draw in draws])
    low, high = np.quantile(values, (0.05, 0.95), axis=1)
    return pd.DataFrame({"mean": values.mean(axis=1), "low": low, "high": high}, index=draws[0].index).reset_index()
