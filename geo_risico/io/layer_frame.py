"""Frames that keep the contract of a layer, also when there is nothing in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.terms import CRS_RD
from geo_risico.io.values import unknown_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.specs import LayerSpec


def empty_frame(spec: LayerSpec) -> pd.DataFrame:
    """Return a frame without rows, with every column of the layer in its own type.

    Parameters
    ----------
    spec
        Layer with our columns.
    """
    index = pd.RangeIndex(0)
    columns = {name: unknown_column(column.dtype, index) for name, column in spec.columns.items()}
    return shaped(spec, pd.DataFrame(columns, index=index), None)


def shaped(spec: LayerSpec, frame: pd.DataFrame, geometry: np.ndarray | None) -> pd.DataFrame:
    """Return the frame with its geometry (EPSG:28992), or without when the layer has none.

    Parameters
    ----------
    spec
        Layer; ``geometry: none`` gives a plain DataFrame.
    frame
        Rows in our columns.
    geometry
        Geometries in the same order, None for an empty layer.
    """
    if spec.geometry == "none":
        return frame
    shapes = np.empty(0, dtype=object) if geometry is None else geometry
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=CRS_RD), crs=CRS_RD)


def joined(spec: LayerSpec, frames: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, list[int]]:
    """Return the frames under each other with a running index, and how many double keys each one lost.

    Parameters
    ----------
    spec
        Layer with its key; the first frame in which a key stands wins.
    frames
        Frames of the same layer.
    """
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty_frame(spec), [0] * len(frames)
    if len(filled) == 1:
        return filled[0].reset_index(drop=True), [0] * len(frames)
    numbered = [frame.assign(_part=number) for number, frame in enumerate(frames) if len(frame)]
    together = pd.concat(numbered, ignore_index=True)
    double = pd.Series(data=False, index=together.index)
    if spec.key is not None:
        double = together[spec.key].duplicated() & together[spec.key].notna()
    lost = together.loc[double, "_part"].value_counts()
    result = together.loc[~double].drop(columns="_part").reset_index(drop=True)
    return result, [int(lost.get(number, 0)) for number in range(len(frames))]
