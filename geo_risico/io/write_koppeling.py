"""The match report of cases and visits as csv: what became of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.core.evidence import PLACED
from geo_risico.core.formula import harmless_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_risico.core.evidence import MatchReport

COLUMNS: Final = {
    "how": "hoe",
    "is_placed": "geplaatst",
    "is_exact": "exact",
    "adres_id": "adres_id",
    "x_m": "x",
    "y_m": "y",
    "location_id": "locatie",
    "distance_m": "afstand_m",
    "reason": "reden",
    "candidates": "kandidaten",
}
"""Column of the report -> column in the file."""


def koppeling_csv(report: MatchReport) -> str:
    """Return the match report as csv with a header, in order of the id; x, y in EPSG:28992 metres.

    Parameters
    ----------
    report
        What became of every row of one table.
    """
    rows = report.rows.sort_index(kind="stable")
    rows = rows.assign(is_placed=rows["how"].isin(list(PLACED)))
    for name in ("is_placed", "is_exact"):
        rows[name] = rows[name].map({True: "ja", False: "nee"}).astype("str")
    for name in ("x_m", "y_m", "distance_m"):
        rows[name] = rows[name].astype("float64").round(1)
    out = rows[list(COLUMNS)].rename(columns=COLUMNS).reset_index()
    return str(harmless_table(out).to_csv(index=False, lineterminator="\n"))


def write_koppeling(reports: Iterable[MatchReport], folder: Path, suffix: str = "") -> tuple[Path, ...]:
    """Return the files that were written: ``koppeling_casussen.csv`` and ``koppeling_bezoeken.csv``.

    Only for profile partner: the rows tell where cases are.

    Parameters
    ----------
    reports
        What became of every row of each table.
    folder
        Folder of the scan.
    suffix
        Part of the name that tells the theme, empty for the main theme.
    """
    written = []
    for report in reports:
        path = folder / f"koppeling_{report.layer}{suffix}.csv"
        path.write_text(koppeling_csv(report), encoding="utf-8-sig", newline="")
        written.append(path)
    return tuple(written)
