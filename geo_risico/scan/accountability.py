"""Artefacts of a scan: its tables looked at column by column, and everything an auditor asks for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_risico.governance.columns import column_facts
from geo_risico.io.output_tables import output_tables
from geo_risico.io.write_style import column_titles
from geo_risico.reports.accountability import write_accountability

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import Release
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.governance.columns import ColumnFact


def accountability_files(
    released: Release, scan: ScanSpec, created: dt.datetime, texts: Mapping[str, str | bytes] = MappingProxyType({})
) -> dict[str, str | bytes]:
    """File name -> content of the artefacts.

    Parameters
    ----------
    released
        All themes under the profile of the scan.
    scan
        Its definition, with what the organisation filled in.
    created
        Moment of making, with its time zone.
    texts
        File name -> content of what is already made, for the columns of csv and workbooks among it.
    """
    return write_accountability(released, scan.verantwoording, _tables(released, texts), created)


def _tables(
    released: Release, texts: Mapping[str, str | bytes]
) -> Mapping[str, tuple[Sequence[ColumnFact], Mapping[str, str]]]:
    """File name -> facts and titles of its columns, for every table of the output."""
    found: dict[str, tuple[Sequence[ColumnFact], Mapping[str, str]]] = {}
    for table in output_tables(released, texts):
        titles = column_titles(table.frame.columns, table.part.indicator_specs, table.part.theme.features)
        found[table.file] = (column_facts(table.part, table.frame, table.layers), titles)
    return found
