"""A readable name for each terrein: its own, else its type and the nearest street."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.locations.erven.labels import street_labels
from geo_risico.locations.terreinen.names import bare_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd


def terrein_labels(frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> pd.Series[str]:
    """Name of each terrein, unique within the frame.

    Parameters
    ----------
    frame
        Locations with kind, naam (NaN for none) and geometry.
    layers
        Layers with adressen or wegen for the nearest street.
    """
    labels = frame["naam"].astype("str")
    bare = labels.fillna("").map(bare_name) == ""
    nameless = (labels.isna() | bare).to_numpy(dtype=bool)
    if nameless.any():
        labels = labels.mask(nameless, street_labels(frame[nameless], layers).reindex(frame.index))
    again = labels.groupby(labels).cumcount()
    return (labels + (" (" + (again + 1).astype("str") + ")").where(again > 0, "")).astype("str")
