"""Visits that follow earlier findings: what greedy selection does to itself, and what exploration repairs.

After the urns of Ensign and others (2018): an area is visited because something was found there before, and something
is found there because it is visited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Policy = Literal["urn", "hotspot", "score"]
"""Visits in proportion to earlier findings; always where most was found; always where the score with findings added is
highest."""
POLICIES: Final = ("urn", "hotspot", "score")


@dataclass(frozen=True)
class Selection:
    """How visits are chosen.

    ``exploration``: share of the visits that is spread evenly over all areas. ``corrected``: a finding counts for one
    over the chance of the visit (Ensign), instead of for one.
    """

    policy: Policy = "urn"
    exploration: float = 0.0
    corrected: bool = False


@dataclass(frozen=True)
class Length:
    """How long and how often is simulated: rounds per run, visits per round, and runs beside each other."""

    rounds: int = 1000
    visits: int = 1
    runs: int = 200


@dataclass(frozen=True)
class Feedback:
    """What became of the visits. First axis: simulated runs; last axis: areas."""

    believed_share: Floats
    """Share of each area in the findings as counted, at the end."""
    visit_share: Floats
    """Share of each area in the visits of a round: runs by rounds by areas."""
    found_count: npt.NDArray[np.int64]
    """Findings in all rounds per run."""


def simulate_feedback(
    rates: object,
    rng: np.random.Generator,
    selection: Selection = Selection(),
    *,
    length: Length = Length(),
    start: object = 1.0,
    score: object = 0.0,
) -> Feedback:
    """Findings and visits per area when the next visits follow from the earlier findings.

    Parameters
    ----------
    rates
        True chance of a finding per visit of each area.
    rng
        Source of all chance.
    selection
        How visits are chosen.
    length
        Rounds, visits and runs.
    start
        Findings per area before the first round; 0 is an area where nobody ever looked.
    score
        Score of each area, on the scale of a number of findings; only for policy ``score``.

    Raises
    ------
    DataError
        When rates or settings are impossible.
    """
    rate = np.asarray(rates, dtype=np.float64)
    _check(rate, selection, length)
    count = len(rate)
    believed = np.tile(np.broadcast_to(np.asarray(start, dtype=np.float64), rate.shape), (length.runs, 1))
    prior = np.broadcast_to(np.asarray(score, dtype=np.float64), rate.shape)
    share = np.empty((length.runs, length.rounds, count))
    found = np.zeros(length.runs, dtype=np.int64)
    for number in range(length.rounds):
        chance = _chances(believed, prior, selection, rng)
        visited = rng.multinomial(length.visits, chance)
        hits = rng.binomial(visited, rate)
        believed = believed + (hits / (count * chance) if selection.corrected else hits)
        share[:, number] = visited / length.visits
        found += hits.sum(axis=1)
    total = believed.sum(axis=1, keepdims=True)
    believed_share = np.divide(believed, total, out=np.full_like(believed, 1.0 / count), where=total > 0)
    return Feedback(believed_share, share, found)


def _chances(believed: Floats, prior: Floats, selection: Selection, rng: np.random.Generator) -> Floats:
    """Chance of each area to get the next visit, per run."""
    count = believed.shape[1]
    if selection.policy == "urn":
        total = believed.sum(axis=1, keepdims=True)
        greedy = np.divide(believed, total, out=np.full_like(believed, 1.0 / count), where=total > 0)
    else:
        level = believed + (prior if selection.policy == "score" else 0.0)
        tie = rng.random(level.shape) * 1e-9
        greedy = (np.argmax(level + tie, axis=1)[:, None] == np.arange(count)).astype(np.float64)
    chances: Floats = (1.0 - selection.exploration) * greedy + selection.exploration / count
    return chances


def _check(rate: Floats, selection: Selection, length: Length) -> None:
    if rate.ndim != 1 or not len(rate) or not ((rate >= 0) & (rate <= 1)).all():
        raise DataError(f"rates: {rate.tolist()}, verwacht een kans tussen 0 en 1 per gebied")
    if selection.policy not in POLICIES:
        raise DataError(f"policy: {selection.policy}, verwacht een van {', '.join(POLICIES)}")
    if not 0 <= selection.exploration <= 1:
        raise DataError(f"exploration: {selection.exploration}, verwacht een aandeel tussen 0 en 1")
    if selection.corrected and selection.policy != "urn" and selection.exploration == 0:
        raise DataError("corrected: zonder verkenning is de kans op een bezoek 0 of 1 en valt er niets te corrigeren")
    if min(length.rounds, length.visits, length.runs) < 1:
        raise DataError(f"length: {length}, verwacht getallen vanaf 1")
