"""Which places or rows a step of a scenario chooses, in the situation without the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.core.scenario_specs import NearSpec, SelectSpec

_SHOWN = 5


def candidates(
    select: SelectSpec, base: ScanResult, layers: Layers, areas: Mapping[str, shapely.Geometry]
) -> pd.Index[Any]:
    """Index of the locations, or of the rows of a layer, that fit every condition.

    Parameters
    ----------
    select
        The conditions.
    base
        The scan without the scenario, all themes.
    layers
        Its layers.
    areas
        Area (EPSG:28992) by the name of its file, for conditions with one.

    Raises
    ------
    DataError
        When a name is not there, or nothing fits; with every such problem.
    """
    return _rows(select, layers, areas) if select.layer is not None else _places(select, base, layers, areas)


def drawn(index: pd.Index[Any], share: float, rng: np.random.Generator) -> pd.Index[Any]:
    """So large a share of an index, drawn without regard to anything and in the order of the index.

    Raises
    ------
    DataError
        When the share of so few is none.
    """
    count = round(share * len(index))
    if share == 1:
        return index
    if not count:
        raise DataError(f"share {share:g} van {len(index)} is minder dan een half: er wordt niets gekozen; neem meer")
    return index[np.sort(rng.choice(len(index), count, replace=False))]


def fitting_rows(frame: pd.DataFrame, columns: Mapping[str, tuple[Any, ...]]) -> pd.Series[bool]:
    """Whether each row has one of the values in every column; a column that the frame lacks fits nothing."""
    fits = pd.Series(data=True, index=frame.index)
    for name, values in columns.items():
        if name not in frame:
            return pd.Series(data=False, index=frame.index)
        fits &= frame[name].isin(list(values)).to_numpy(dtype=bool)
    return fits


def _rows(select: SelectSpec, layers: Layers, areas: Mapping[str, shapely.Geometry]) -> pd.Index[Any]:
    name = str(select.layer)
    frame = layers.frames[name]
    fits = fitting_rows(frame, select.columns)
    if isinstance(frame, gpd.GeoDataFrame):
        fits &= _inside(frame.geometry, select, areas)
    if not fits.any():
        seen = [f"{key}: {_examples(frame[key])}" for key in select.columns if key in frame]
        raise DataError(f"select: geen van de {len(frame)} rijen van {name} past", seen)
    return frame.index[fits]


def _places(
    select: SelectSpec, base: ScanResult, layers: Layers, areas: Mapping[str, shapely.Geometry]
) -> pd.Index[Any]:
    part = next(item for item in base.by_theme if item.theme.name == select.theme)
    frame, raw = part.locations.frame, part.indicators
    problems = [
        f"select.{key}: '{value}' komt niet voor; bekend: {_examples(known)}"
        for key, wanted, known in (
            ("kinds", select.kinds, frame["kind"]),
            ("gemeenten", select.gemeenten, frame["gemeente_code"]),
            ("locations", select.locations, pd.Series(frame.index)),
        )
        for value in wanted
        if value not in set(known)
    ]
    if problems:
        raise DataError("Een keuze van het scenario bestaat niet in de scan", problems)
    left, counts = pd.Series(data=True, index=frame.index), [f"{len(frame)} {part.theme.location_plural}"]
    for words, fits in _conditions(select, frame, raw, layers, areas):
        left &= fits
        counts.append(f"na {words}: {int(left.sum())}")
    if not left.any():
        raise DataError("select: geen enkele locatie past bij alle voorwaarden", counts)
    return frame.index[left]


def _conditions(
    select: SelectSpec,
    frame: gpd.GeoDataFrame,
    raw: pd.DataFrame,
    layers: Layers,
    areas: Mapping[str, shapely.Geometry],
) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if select.kinds:
        found.append(("kinds", frame["kind"].isin(select.kinds)))
    if select.gemeenten:
        found.append(("gemeenten", frame["gemeente_code"].isin(select.gemeenten)))
    if select.locations:
        found.append(("locations", frame.index.isin(select.locations)))
    for name, bound in select.indicators.items():
        low = -np.inf if bound.at_least is None else bound.at_least
        high = np.inf if bound.at_most is None else bound.at_most
        found.append((f"indicators.{name}", raw[name].between(low, high)))
    if select.bounds is not None or select.area_file:
        found.append(("bounds en area_file", _inside(frame.geometry, select, areas)))
    if select.near is not None:
        found.append((f"near {select.near.layer}", _near(frame, select.near, layers)))
    return found


def _near(frame: gpd.GeoDataFrame, near: NearSpec, layers: Layers) -> np.ndarray:
    rows = layers.shapes(near.layer)
    shapes = np.asarray(rows.geometry.array)[fitting_rows(rows, near.columns).to_numpy()]
    return close(np.asarray(frame.geometry.array), shapes, near.within_m)


def close(shapes: np.ndarray, others: np.ndarray, within_m: float) -> np.ndarray:
    """Whether each shape lies within so many metres of any of the others."""
    found = np.zeros(len(shapes), dtype=bool)
    kept = others[~shapely.is_missing(others) & ~shapely.is_empty(others)]
    if len(kept):
        found[shapely.STRtree(kept).query(shapes, predicate="dwithin", distance=within_m)[0]] = True
    return found


def _inside(shapes: gpd.GeoSeries, select: SelectSpec, areas: Mapping[str, shapely.Geometry]) -> np.ndarray:
    points = np.asarray(shapes.representative_point().array)
    inside = np.ones(len(points), dtype=bool)
    if select.bounds is not None:
        inside &= shapely.intersects(points, shapely.box(*select.bounds))
    if select.area_file:
        inside &= shapely.intersects(points, areas[select.area_file])
    return inside


def _examples(values: pd.Series[Any]) -> str:
    seen = sorted(str(value) for value in values.dropna().unique())
    more = f" en nog {len(seen) - _SHOWN}" if len(seen) > _SHOWN else ""
    return (", ".join(seen[:_SHOWN]) or "niets") + more
