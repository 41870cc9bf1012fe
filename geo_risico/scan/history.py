"""Earlier cases around each location: a term beside the score, never in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.model.history import case_history

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.core.results import ScanResult

    Floats = npt.NDArray[np.float64]


def location_history(result: ScanResult) -> Floats | None:
    """Earlier cases near each location, faded with distance and time, its own left out; None without cases.

    Parameters
    ----------
    result
        Gives the locations, the peildatum and the evidence.
    """
    if result.evidence is None or result.evidence.cases is None or result.scan.profile == "open":
        return None
    points = result.locations.frame.geometry.representative_point()
    placed = result.evidence.cases[result.evidence.cases["x_m"].notna() & result.evidence.cases["y_m"].notna()]
    # the peildatum itself is known: a case counts until the day after
    known_until = result.scan.peildatum + dt.timedelta(days=1)
    xy = np.column_stack([points.x, points.y])
    return case_history(xy, placed[["x_m", "y_m"]].to_numpy(), placed["date"], known_until)


def history_columns(result: ScanResult) -> dict[str, Floats]:
    """Columns case_history and, with a calibrated coefficient, score_history; nothing unless the scan asks."""
    if not result.scan.evidence.case_history:
        return {}
    history = location_history(result)
    if history is None:
        return {}
    if result.calibration is None or result.calibration.history is None:
        return {"case_history": history}
    score = result.scores["score"].to_numpy(dtype=np.float64)
    return {"case_history": history, "score_history": np.clip(score + result.calibration.history * history, 0.0, 1.0)}
