"""What the mean score of each gemeente, wijk and buurt did, and how much of that is data, method and world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.comparison import FACTORS

if TYPE_CHECKING:
    import geopandas as gpd

KINDS: Final = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}
COLUMNS: Final = ["soort", "code", "naam", "mean_old", "mean_new", "change", "known_count", "known_change", *FACTORS]


def area_changes(old: gpd.GeoDataFrame | None, new: gpd.GeoDataFrame | None, rows: pd.DataFrame | None) -> pd.DataFrame:
    """One row per area of either scan, in the order of kind and code.

    The means are those that both releases show: a mean that one of them hides stays hidden, and so does its change.
    The split is over the locations that are known in both scans; its parts add up to ``known_change``.

    Parameters
    ----------
    old, new
        Areas as released.
    rows
        Rows of `ThemeComparison`; None where locations are not shown.
    """
    tables = [_of_kind(kind, code, (old, new), rows) for kind, code in KINDS.items()]
    held = [table for table in tables if len(table)]
    return pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=COLUMNS)


def _of_kind(
    kind: str, code: str, sides: tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None], rows: pd.DataFrame | None
) -> pd.DataFrame:
    """Areas of one kind."""
    before, after = (_means(side, kind) for side in sides)
    codes = before.index.union(after.index).sort_values()
    means = {"mean_old": before["mean_score"].reindex(codes), "mean_new": after["mean_score"].reindex(codes)}
    table = pd.DataFrame(means, index=codes)
    table["change"] = table["mean_new"] - table["mean_old"]
    table["naam"] = after["naam"].reindex(codes).fillna(before["naam"].reindex(codes))
    split = _split(rows, code).reindex(codes)
    split["known_count"] = split["known_count"].fillna(0).astype("Int64")
    table = table.join(split)
    table["soort"], table["code"] = kind, codes
    return table[COLUMNS].reset_index(drop=True)


def _means(areas: gpd.GeoDataFrame | None, kind: str) -> pd.DataFrame:
    if areas is None:
        return pd.DataFrame({"naam": pd.Series(dtype="str"), "mean_score": pd.Series(dtype="float64")})
    own = pd.DataFrame(areas[areas["soort"] == kind]).set_index("code")
    return pd.DataFrame({"naam": own["naam"], "mean_score": own.get("mean_score", float("nan"))}, index=own.index)


def _split(rows: pd.DataFrame | None, code: str) -> pd.DataFrame:
    """Mean change and parts over the locations that are known in both scans, and how many."""
    names = ["known_change", *FACTORS]
    if rows is None or code not in rows:
        return pd.DataFrame(columns=["known_count", *names], dtype="float64")
    known = rows[rows["change"].notna() & ~rows["reason"].isin(["new", "gone", "unknown"])]
    values = known[["change", *FACTORS]].rename(columns={"change": "known_change"}).astype("float64")
    groups = values.groupby(known[code])
    return groups.mean().join(groups.size().rename("known_count"))
