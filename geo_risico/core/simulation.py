"""What rounds of visits came to for each way of choosing, on places of which the truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class WayOutcome:
    """One way of choosing. First axis of each array: runs; second axis: rounds."""

    lead: str
    exploration: float
    corrected: bool
    believed: Floats
    """Share of each zone in all that was counted until then (last axis: zones)."""
    hits: Floats
    """Findings in that round."""
    seen: Floats
    """Share of the zones that had a visit since the first round."""

    @property
    def hit_count(self) -> float:
        """Findings of a whole run, on average."""
        return float(self.hits.sum(axis=1).mean())

    @property
    def hit_error(self) -> float:
        """Standard error of `hit_count`; infinite with a single run."""
        totals = self.hits.sum(axis=1)
        return float(totals.std(ddof=1) / np.sqrt(len(totals))) if len(totals) > 1 else np.inf

    @property
    def seen_share(self) -> float:
        """Share of the zones seen at the end, on average."""
        return float(self.seen[:, -1].mean())

    def gap_share(self, truth: Floats) -> float:
        """Largest difference of any zone between the share in the end, averaged over runs, and the truth."""
        return float(np.abs(self.believed[:, -1].mean(axis=0) - truth).max())

    def run_gap_share(self, truth: Floats) -> float:
        """Largest difference of any zone in a single run, on average; never less than `gap_share`."""
        return float(np.abs(self.believed[:, -1] - truth).max(axis=1).mean())


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """All ways of choosing on the same places."""

    place: str
    place_count: int
    zones: tuple[str, ...]
    true_share: Floats
    """Share of each zone in all that there is to find."""
    ways: tuple[WayOutcome, ...]
    visits: int
    seed: int

    @property
    def runs(self) -> int:
        """Times that each way was run."""
        return int(self.ways[0].hits.shape[0])

    @property
    def rounds(self) -> int:
        """Rounds of a run."""
        return int(self.ways[0].hits.shape[1])

    def way(self, lead: str, *, explored: bool, corrected: bool) -> WayOutcome:
        """The outcome of one way of choosing.

        Parameters
        ----------
        lead
            What the visits follow.
        explored, corrected
            Whether a share is drawn, and whether findings are corrected.
        """
        return next(
            each
            for each in self.ways
            if (each.lead, each.exploration > 0, each.corrected) == (lead, explored, corrected)
        )
