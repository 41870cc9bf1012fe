"""The figures of a simulation as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_risico.core.formula import harmless_table

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from geo_risico.core.simulation import Simulation, WayOutcome


def write_table(simulation: Simulation, path: Path) -> None:
    """Write a row per way, round and measure: mean over runs, and the 10th and 90th percentile of a single run."""
    rows = [row for way in simulation.ways for row in _rows(way, simulation)]
    harmless_table(pd.DataFrame(rows)).to_csv(
        path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8"
    )


def _rows(way: WayOutcome, simulation: Simulation) -> list[dict[str, Any]]:
    head = {
        "is_fictief": "ja",
        "volgt": way.lead,
        "verkenning_share": way.exploration,
        "is_gecorrigeerd": "ja" if way.corrected else "nee",
    }
    rows: list[dict[str, Any]] = []
    for number in range(simulation.rounds):
        at = {**head, "ronde": number + 1}
        rows += [
            {**at, "maat": "vondsten", "zone": "", "waarheid": np.nan, **_spread(way.hits[:, number])},
            {**at, "maat": "zones_gezien_share", "zone": "", "waarheid": np.nan, **_spread(way.seen[:, number])},
        ]
        rows += [
            {**at, "maat": "aandeel_share", "zone": name, "waarheid": true, **_spread(way.believed[:, number, place])}
            for place, (name, true) in enumerate(zip(simulation.zones, simulation.true_share, strict=True))
        ]
    return rows


def _spread(values: npt.NDArray[np.float64]) -> dict[str, float]:
    low, high = np.quantile(values, (0.1, 0.9))
    return {"gemiddeld": float(values.mean()), "p10": float(low), "p90": float(high)}
