"""Gemeenten of a snapshot by the names that people type, on its peildatum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from geo_risico.core.errors import DataError
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.read import read_layer
from geo_risico.io.registers.gemeenten import resolve
from geo_risico.io.request import ReadRequest
from geo_risico.scan.register_names import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely

    from geo_risico.catalog import Catalog
    from geo_risico.core.snapshot_specs import Snapshot
    from geo_risico.scan.fetching_registers import Fetching


@dataclass(frozen=True, kw_only=True)
class Gemeente:
    """One gemeente that was asked: its code, name and outline (EPSG:28992) on the peildatum."""

    asked: str
    code: str
    naam: str
    geometry: shapely.Geometry
    note: str = ""


def find_gemeenten(asked: Sequence[str], snapshot: Snapshot, how: Fetching, catalog: Catalog) -> list[Gemeente]:
    """Gemeenten behind names, codes and former names, in the order in which they are asked.

    Raises
    ------
    DefinitionError
        When a name is no gemeente, or more than one; all of them are named at once.
    DataError
        When a gemeente of the peildatum is not in the outlines that the snapshot has.
    """
    known = known_gemeenten(snapshot, how, catalog)

    def of_year(year: int) -> gpd.GeoDataFrame:
        if year != how.peildatum.year:
            raise DataError(f"de momentopname heeft geen gemeentegrenzen van {year}")
        return known

    return [
        Gemeente(asked=one.asked, code=one.code, naam=one.naam, geometry=one.geometry, note=one.note)
        for one in resolve(asked, how.peildatum, of_year)
    ]


def known_gemeenten(snapshot: Snapshot, how: Fetching, catalog: Catalog) -> gpd.GeoDataFrame:
    """Gemeenten that the snapshot holds, in our columns.

    Raises
    ------
    SourceError, DataError
        When the files cannot be read.
    """
    uses = [
        (LayerUse(source=record.source, path=record.file), catalog.sources[record.source])
        for record in snapshot.layers[ALWAYS]
    ]
    request = ReadRequest(folder=how.folder, bounds=None, peildatum=how.peildatum)
    frame, _ = read_layer(catalog.layers[ALWAYS], uses, request)
    if frame.empty or not isinstance(frame, gpd.GeoDataFrame):
        raise DataError(f"{snapshot.layers[ALWAYS][0].file}: geen enkele gemeente op {how.peildatum}")
    return frame
