"""Administrative vacancy on a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, in_use, owners, ratio, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def vacant_object_share(
    locations: gpd.GeoDataFrame,
    *,
    verblijfsobjecten: gpd.GeoDataFrame,
    leegstand: pd.DataFrame,
    leegstand_type: str,
) -> pd.Series[float]:
    """Share (0 to 1) of the verblijfsobjecten in use on each terrein that is vacant on paper; NaN without any.

    A record of another kind of vacancy does not count; buiten gebruik (bouwval) is no vacancy.
    """
    used = verblijfsobjecten[in_use(verblijfsobjecten)]
    vacant = leegstand.loc[leegstand["leegstand_type"].eq(leegstand_type), "verblijfsobject_id"]
    owner, size = owners(locations, used), len(locations)
    is_vacant = used["verblijfsobject_id"].isin(vacant.dropna())
    return column(
        locations, ratio(total(owner, is_vacant, size), total(owner, np.ones(len(used)), size)), "vacant_object_share"
    )
