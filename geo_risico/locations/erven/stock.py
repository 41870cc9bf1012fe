"""Panden that stand, in an order that depends on nothing but themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError
from geo_risico.spatial.linked import in_stock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Standing panden by identification; every array has the same length and order."""

    pand_id: pd.Index[str]
    row: pd.Index[int]
    """Label of each pand in the layer."""
    geometry: NDArray[np.object_]
    point: NDArray[np.object_]
    """A point inside each pand."""
    area_m2: NDArray[np.float64]

    def only(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> Stock:
        """The panden for which ``keep`` is True, or those at these ascending positions, in the same order."""
        return Stock(
            pand_id=self.pand_id[keep],
            row=self.row[keep],
            geometry=self.geometry[keep],
            point=self.point[keep],
            area_m2=self.area_m2[keep],
        )


def standing_panden(layers: Mapping[str, pd.DataFrame]) -> tuple[Stock, tuple[str, ...]]:
    """Panden in the stock of buildings (BAG 'in voorraad') and notes on those that do not count.

    A pand with an unknown status counts as standing. A pand without identification is named after its coordinates.

    Raises
    ------
    DataError
        When the layer panden is absent.
    """
    if "panden" not in layers:
        raise DataError("laag panden ontbreekt: zonder gebouwen zijn er geen erven te maken")
    panden = layers["panden"]
    stands = in_stock(panden)
    kept = panden[stands]
    geometry = np.asarray(kept.geometry.values)
    point = np.asarray(shapely.point_on_surface(geometry))
    pand_id = _identifications(kept["pand_id"], point)
    order = np.argsort(pand_id.to_numpy(dtype="object"), kind="stable")
    stock = Stock(
        pand_id=pand_id[order],
        row=kept.index[order],
        geometry=geometry[order],
        point=point[order],
        area_m2=np.asarray(shapely.area(geometry[order])),
    )
    return stock, tuple(_notes(panden["status"], stands))


def _identifications(pand_id: pd.Series[str], point: NDArray[np.object_]) -> pd.Index[str]:
    """Identification of each pand; where it is missing, ``X`` and ``Y`` of a point inside it in decimetres."""
    known = pand_id.astype("str")
    lost = known.isna().to_numpy()
    x = np.round(shapely.get_x(point[lost]) * 10).astype(np.int64)
    y = np.round(shapely.get_y(point[lost]) * 10).astype(np.int64)
    names = [f"X{a:07d}Y{b:07d}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    fill = pd.Series(names, index=known.index[lost], dtype="str")
    return pd.Index(known.mask(lost, fill.reindex(known.index)).array, dtype="str")


def _notes(status: pd.Series[str], stands: pd.Series[bool]) -> list[str]:
    notes = []
    if gone := int((~stands).sum()):
        notes.append(f"{gone} panden tellen niet mee: zij staan er nog niet, niet meer of nooit.")
    if len(status) and status.isna().all():
        notes.append("De status van panden is onbekend: elk pand telt als bestaand.")
    elif unknown := int(status.isna().sum()):
        notes.append(f"Van {unknown} panden is de status onbekend: zij tellen als bestaand.")
    return notes
