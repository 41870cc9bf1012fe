"""Which reader belongs to which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.io.driver import describe
from geo_risico.io.gml import describe_gml
from geo_risico.io.osm import describe_osm
from geo_risico.io.parquet import describe_parquet
from geo_risico.io.parquet_folder import describe_folder
from geo_risico.io.tables import describe_table

if TYPE_CHECKING:
    from geo_risico.core.source_specs import LayerUse, SourceSpec
    from geo_risico.io.files import Located
    from geo_risico.io.part import Part


def describe_parts(located: Located, source: SourceSpec, use: LayerUse) -> list[Part]:
    """Return the tables of a file that fill the layer, not yet read.

    Parameters
    ----------
    located
        File that exists.
    source
        Definition of the delivery form.
    use
        Entry of the scan; its ``dataset`` goes before that of the source.
    """
    named = use.dataset or source.dataset or ()
    wanted = (named,) if isinstance(named, str) else named
    suffix = located.suffix
    if located.is_folder:
        return describe_folder(located, source.crs)
    if suffix in {".gml", ".xml"}:
        return describe_gml(located, wanted, source.geometry_element, source.crs)
    if suffix in {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"} or (suffix == ".json" and source.json_record is not None):
        return describe_table(located, wanted, source)
    if suffix in {".parquet", ".geoparquet"}:
        return describe_parquet(located, source.crs)
    if suffix == ".pbf":
        return describe_osm(located, wanted, union=source.union)
    return describe(located, wanted, union=source.union, crs=source.crs)
