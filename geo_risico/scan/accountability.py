"""Artefacts of a scan: its tables looked at column by column, and everything an auditor asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.governance.columns import column_facts
from geo_risico.io.write_style import column_titles
from geo_risico.io.write_tables import area_table, file_name, location_details
from geo_risico.reports.accountability import write_accountability

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import Release
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.governance.columns import ColumnFact


def accountability_files(released: Release, scan: ScanSpec, created: dt.datetime) -> dict[str, str | bytes]:
    """File name -> content of the artefacts.

    Parameters
    ----------
    released
        All themes under the profile of the scan.
    scan
        Its definition, with what the organisation filled in.
    created
        Moment of making, with its time zone.
    """
    return write_accountability(released, scan.verantwoording, _tables(released), created)


def _tables(released: Release) -> Mapping[str, tuple[Sequence[ColumnFact], Mapping[str, str]]]:
    """File name -> facts and titles of its columns, for locations and areas of each theme."""
    found: dict[str, tuple[Sequence[ColumnFact], Mapping[str, str]]] = {}
    for part in released.by_theme:
        for name, frame in (("locaties.parquet", location_details(part)), ("gebieden.parquet", area_table(part))):
            if frame is not None:
                titles = column_titles(frame.columns, part.indicator_specs, part.theme.features)
                found[file_name(name, part, released)] = (column_facts(part, frame), titles)
    return found
