"""What a step of a scenario does to layers and to raw values; new frames come out, nothing given changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError
from geo_risico.core.scenario_specs import AddChange, IndicatorChange, RowsChange
from geo_risico.core.terms import CRS_RD
from geo_risico.scan.scenario_select import close, fitting_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import Layers, Locations, ScanResult
    from geo_risico.core.scenario_specs import StepSpec


@dataclass(frozen=True, kw_only=True)
class Done:
    """What the steps of one draw came to: changed layers, values still to change, and what each step touched."""

    layers: Layers
    values: tuple[tuple[str, pd.Index[Any], IndicatorChange], ...] = ()
    """Theme, locations and change, in order."""
    chosen: Mapping[str, pd.Index[Any]] = field(default_factory=dict)
    """Step -> chosen locations or rows."""
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Step -> Dutch lines that say how many rows changed."""


def carry_out(steps: Sequence[StepSpec], chosen: Mapping[str, pd.Index[Any]], base: ScanResult, layers: Layers) -> Done:
    """Layers after all steps, and the changes of raw values that follow.

    Parameters
    ----------
    steps
        The steps in order.
    chosen
        Step -> the locations or rows that it chose.
    base
        The scan without the scenario.
    layers
        Its layers; left as they are.

    Raises
    ------
    DataError
        When a change touches no row.
    """
    values: list[tuple[str, pd.Index[Any], IndicatorChange]] = []
    told: dict[str, tuple[str, ...]] = {}
    for step in steps:
        lines = []
        for change in step.change:
            if isinstance(change, IndicatorChange):
                values.append((str(step.select.theme), chosen[step.name], change))
                continue
            places = None if step.select.theme is None else _theme(base, step.select.theme)
            frame = layers.frames[change.layer]
            fresh, line = (
                _added(frame, change, places, chosen[step.name], step.name)
                if isinstance(change, AddChange)
                else _edited(frame, change, places, chosen[step.name])
            )
            layers = replace(layers, frames={**layers.frames, change.layer: fresh})
            lines.append(line)
        told[step.name] = tuple(lines)
    return Done(layers=layers, values=tuple(values), chosen=dict(chosen), rows=told)


def changed_values(done: Done, theme: str, locations: Locations, indicators: pd.DataFrame) -> pd.DataFrame:
    """Raw values of a theme after the changes of indicators, on the same index.

    Places that layers made disappear are passed over.
    """
    index = locations.frame.index
    out = indicators.copy()
    for name, places, change in done.values:
        if name == theme:
            rows = index.intersection(places)
            out.loc[rows, change.indicator] = _new_values(out.loc[rows, change.indicator], change)
    return out


def _new_values(old: pd.Series[float], change: IndicatorChange) -> pd.Series[float]:
    if change.verb == "add":
        return old + change.value
    if change.verb == "multiply":
        return old * change.value
    if change.verb == "at_least":
        return old.clip(lower=change.value).fillna(change.value)
    if change.verb == "at_most":
        return old.clip(upper=change.value).fillna(change.value)
    return pd.Series(change.value, index=old.index)


def _theme(base: ScanResult, name: str) -> Locations:
    return next(part.locations for part in base.by_theme if part.theme.name == name)


def _edited(
    frame: pd.DataFrame, change: RowsChange, places: Locations | None, chosen: pd.Index[Any]
) -> tuple[pd.DataFrame, str]:
    """The frame without the chosen rows, or with other values in them."""
    if places is None:
        reached = pd.Series(frame.index.isin(chosen), index=frame.index)
    else:
        reached = _of_places(frame, change, places, chosen)
    hit = (reached & fitting_rows(frame, change.columns)).to_numpy()
    count = int(hit.sum())
    if not count:
        raise DataError(
            f"change {change.verb}: geen enkele rij van {change.layer} past bij de gekozen locaties; verander columns "
            "of within_m"
        )
    if change.verb == "remove_rows":
        return frame.loc[~hit], f"{count} van {len(frame)} rijen van {change.layer} weg"
    out = frame.copy()
    for name, value in change.values.items():
        out[name] = _column(out, name, value).mask(hit, _typed(out, name, value))
    return out, f"{count} van {len(frame)} rijen van {change.layer}: {', '.join(change.values)} gezet"


def _of_places(frame: pd.DataFrame, change: RowsChange, places: Locations, chosen: pd.Index[Any]) -> pd.Series[bool]:
    """Rows that belong to the places, or that lie near them."""
    if change.within_m is None and change.layer in places.links:
        return places.links[change.layer].reindex(frame.index).isin(chosen)
    if not isinstance(frame, gpd.GeoDataFrame):
        key = "location_id"
        return frame[key].isin(chosen) if key in frame else pd.Series(data=False, index=frame.index)
    shapes = np.asarray(places.frame.loc[places.frame.index.isin(chosen)].geometry.array)
    near = close(np.asarray(frame.geometry.array), shapes, change.within_m or 0.0)
    return pd.Series(near, index=frame.index)


def _added(
    frame: pd.DataFrame, change: AddChange, places: Locations | None, chosen: pd.Index[Any], step: str
) -> tuple[pd.DataFrame, str]:
    """The frame with a row for each chosen place."""
    if places is None or not isinstance(frame, gpd.GeoDataFrame):
        raise DataError(f"change {change.verb}: {change.layer} heeft geen geometrie in deze scan")
    shapes = places.frame.loc[places.frame.index.isin(chosen)].geometry
    if change.verb == "add_points":
        fresh = np.asarray(shapes.representative_point().array)
    else:
        fresh = shapely.boundary(shapely.buffer(np.asarray(shapes.array), change.outward_m))
    start = int(frame.index.max()) + 1 if pd.api.types.is_integer_dtype(frame.index) and len(frame) else 0
    names = [f"scenario-{step}-{place}" for place in range(len(fresh))]
    index = range(start, start + len(fresh)) if pd.api.types.is_integer_dtype(frame.index) else names
    rows = pd.DataFrame(index=pd.Index(index))
    for name in frame.columns.drop("geometry"):
        given = change.values.get(name)
        is_key = name.endswith("_id") and given is None
        filled = pd.Series(names if is_key else [given] * len(fresh), index=rows.index, dtype=object)
        rows[name] = filled.astype(frame[name].dtype)
    table = gpd.GeoDataFrame(rows, geometry=fresh, crs=CRS_RD)[list(frame.columns)]
    return pd.concat([frame, table]), f"{len(fresh)} rijen bij in {change.layer}"


def _column(frame: pd.DataFrame, name: str, value: object) -> pd.Series[Any]:
    if name in frame:
        return frame[name]
    return pd.Series([None] * len(frame), index=frame.index, dtype=type(value).__name__)


def _typed(frame: pd.DataFrame, name: str, value: object) -> object:
    is_date = name in frame and pd.api.types.is_datetime64_any_dtype(frame[name])
    return pd.Timestamp(str(value)) if is_date else value
