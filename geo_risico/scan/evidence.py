"""Cases and visits of a scan on the locations of a theme; nothing of it leaves the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.rows import place_rows, report_rows
from geo_risico.cases.rules import LinkRules
from geo_risico.core.evidence import Evidence, MatchReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_risico.core.results import Layers, Locations
    from geo_risico.core.source_specs import ScanSpec

TableName = Literal["casussen", "bezoeken"]
TABLES: tuple[TableName, ...] = ("casussen", "bezoeken")
CASE_COLUMNS = ("date", "soort", "bron", "zekerheid")
VISIT_COLUMNS = ("date", "aanleiding", "resultaat", "inclusion_probability", "is_tip")
PLACE_COLUMNS = ("x_m", "y_m", "location_id")


def place_evidence(layers: Layers) -> dict[TableName, pd.DataFrame]:
    """Place of every row of the tables that the scan offers, the same for all themes.

    Parameters
    ----------
    layers
        What was read; addresses are only compared with its layer adressen.
    """
    adressen = layers.shapes("adressen") if "adressen" in layers.frames else None
    return {name: place_rows(layers.frames[name], name, adressen) for name in TABLES if name in layers.frames}


def gather_evidence(
    layers: Layers,
    locations: Locations,
    scan: ScanSpec,
    places: Mapping[TableName, pd.DataFrame] | None = None,
) -> Evidence | None:
    """Cases and visits on the locations of one theme, with what became of every row.

    Rows dated after the peildatum are told in the reports and left out of the cases and visits.

    Parameters
    ----------
    layers
        What was read.
    locations
        Locations of the theme.
    scan
        Definition, with the distance within which a point belongs to a location.
    places
        Result of `place_evidence`, for a scan of several themes; None works it out.

    Returns
    -------
    Evidence or None
        None without a layer casussen or bezoeken, and in profile open.
    """
    tables = {name: layers.frames[name] for name in TABLES if name in layers.frames}
    if not tables or scan.profile == "open":
        return None
    placed = place_evidence(layers) if places is None else places
    rules = LinkRules(
        within_m=scan.evidence.link_distance_m,
        peildatum=scan.peildatum,
        frames=layers.frames,
        outlines=_outlines(layers, scan),
    )
    reports = {name: report_rows(table, placed[name], name, locations, rules) for name, table in tables.items()}
    return Evidence(
        cases=_cases(tables["casussen"], reports["casussen"], rules) if "casussen" in tables else None,
        visits=_visits(tables["bezoeken"], reports["bezoeken"], rules) if "bezoeken" in tables else None,
        reports=tuple(reports.values()),
    )


def _outlines(layers: Layers, scan: ScanSpec) -> NDArray[np.object_]:
    """Polygons of the scanned gemeenten within the bounds of the scan."""
    if "gemeenten" not in layers.frames:
        return np.empty(0, dtype=object)
    gemeenten = layers.shapes("gemeenten")
    codes = scan.area.gemeenten
    chosen = gemeenten[gemeenten["gemeente_code"].isin(codes)] if codes else gemeenten
    shapes = np.asarray(chosen.geometry.array, dtype=object)
    return shapes if scan.area.bounds is None else shapely.intersection(shapes, shapely.box(*scan.area.bounds))


def _cases(table: pd.DataFrame, report: MatchReport, rules: LinkRules) -> pd.DataFrame:
    return _counted(table, report, rules, CASE_COLUMNS)


def _visits(table: pd.DataFrame, report: MatchReport, rules: LinkRules) -> pd.DataFrame:
    visits = _counted(table, report, rules, VISIT_COLUMNS)
    return visits.assign(is_tip=(visits["is_tip"] == True).to_numpy(dtype=bool))  # noqa: E712 - None is not True


def _counted(table: pd.DataFrame, report: MatchReport, rules: LinkRules, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows that may be known on the peildatum, in order of their id."""
    own = pd.DataFrame(table)[list(columns)].set_axis(report.rows.index)
    rows = own.join(report.rows[list(PLACE_COLUMNS)])
    last = pd.Timestamp(rules.peildatum) + pd.Timedelta(days=1)
    return rows[~(rows["date"] >= last)].sort_index()
