"""Rounds of visits that follow earlier findings, on zones with a known truth: what each way of choosing does.

As `simulated_feedback`, with a limited number of places per zone: who finds much in a zone uses it up for a round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

Lead = Literal["hotspot", "score", "urn"]
"""What the visits follow: zones with most findings, places with the highest score (findings in their zone added), or
each zone in proportion to its findings."""
HISTORY: Final = 0.5
"""How much the findings in a zone weigh against the score of a place."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of choosing visits: what they follow, which share is drawn, and whether findings are corrected (Ensign)."""

    name: str
    title: str
    lead: Lead
    exploration: float = 0.0
    corrected: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Terrain:
    """Places with their truth: zone (0, 1, ...), chance that a visit finds something, score, and former visits made."""

    zone: Counts
    chance: Floats
    score: Floats
    looked: Floats

    @property
    def size(self) -> Counts:
        """Number of places of each zone."""
        return np.bincount(self.zone).astype(np.int64)

    @property
    def true_share(self) -> Floats:
        """Share of each zone in all that there is to find."""
        amount = np.bincount(self.zone, weights=self.chance)
        return np.asarray(amount / amount.sum(), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rounds:
    """What became of one way of choosing. First axis: runs; second axis: rounds."""

    way: Way
    believed: Floats
    """Share of each zone in all that was found, as counted until then (last axis: zones)."""
    hits: Floats
    """Findings in that round."""
    seen: Floats
    """Share of the zones that had a visit since the first round."""


def simulate_rounds(
    terrain: Terrain, way: Way, rng: np.random.Generator, *, rounds: int = 12, visits: int = 40, runs: int = 20
) -> Rounds:
    """Findings, shares and seen zones of one way of choosing.

    Parameters
    ----------
    terrain
        Places with their truth.
    way
        How visits are chosen.
    rng
        Source of all chance.
    rounds, visits, runs
        Rounds of a run, visits of a round, and runs.

    Raises
    ------
    DataError
        When settings are impossible.
    """
    _check(terrain, way, visits)
    size = terrain.size
    believed = np.empty((runs, rounds, len(size)))
    hits, seen = np.empty((runs, rounds)), np.empty((runs, rounds))
    for run in range(runs):
        start = rng.binomial(1, terrain.looked * terrain.chance)
        counted = np.bincount(terrain.zone, weights=start, minlength=len(size)).astype(np.float64)
        visited = np.zeros(len(size), dtype=np.bool_)
        for number in range(rounds):
            places, chance = choose(terrain, counted, way, visits, rng)
            found = rng.random(len(places)) < terrain.chance[places]
            counted = counted + _count(terrain.zone[places], found, chance, way, len(size))
            visited[terrain.zone[places]] = True
            hits[run, number], seen[run, number] = found.sum(), visited.mean()
            believed[run, number] = counted / max(counted.sum(), 1e-12)
    return Rounds(way=way, believed=believed, hits=hits, seen=seen)


def choose(terrain: Terrain, counted: Floats, way: Way, visits: int, rng: np.random.Generator) -> tuple[Counts, Floats]:
    """Places of one round and the chance that each had to be visited.

    Parameters
    ----------
    terrain
        Places.
    counted
        Findings per zone as counted until now.
    way
        How visits are chosen.
    visits
        Of the round.
    rng
        Source of the draw.
    """
    drawn = round(way.exploration * visits)
    led = visits - drawn
    count = len(terrain.zone)
    if way.lead == "urn":
        quota = rng.multinomial(led, counted / counted.sum() if counted.sum() else terrain.size / count)
        level = rng.random(count)
        place = _rank_in_zone(terrain.zone, level)
        lead = np.flatnonzero(place < quota[terrain.zone])
        chance = np.minimum(led * counted / max(counted.sum(), 1e-12) / terrain.size, 1.0)[terrain.zone]
    else:
        level = _level(terrain, counted, way) + 1e-9 * rng.random(count)
        lead = np.argpartition(-level, led - 1)[:led]
        chance = np.zeros(count)
        chance[lead] = 1.0
    rest = np.setdiff1d(np.arange(count), lead)
    extra = rng.choice(rest, size=drawn, replace=False)
    both = chance + (1.0 - chance) * drawn / len(rest)
    places = np.concatenate([lead, extra])
    return places, both[places]


def _level(terrain: Terrain, counted: Floats, way: Way) -> Floats:
    """What places are ranked by: the share of their zone in the findings, or the score with that added."""
    share = (counted / max(float(counted.sum()), 1e-12))[terrain.zone]
    return np.asarray(share if way.lead == "hotspot" else terrain.score + HISTORY * share, dtype=np.float64)


def _count(zone: Counts, found: npt.NDArray[np.bool_], chance: Floats, way: Way, zones: int) -> Floats:
    """Findings per zone: each for one, or for one over the chance of its visit."""
    weight = found / chance if way.corrected else found.astype(np.float64)
    return np.asarray(np.bincount(zone, weights=weight, minlength=zones), dtype=np.float64)


def _rank_in_zone(zone: Counts, level: Floats) -> Counts:
    """Place of each one in its own zone by level, from 0."""
    order = np.lexsort((level, zone))
    first = np.searchsorted(zone[order], zone[order])
    rank = np.empty(len(zone), dtype=np.int64)
    rank[order] = np.arange(len(zone)) - first
    return rank


def _check(terrain: Terrain, way: Way, visits: int) -> None:
    if not 1 <= visits <= len(terrain.zone) // 2:
        raise DataError(f"visits: {visits}, verwacht 1 tot de helft van {len(terrain.zone)} plaatsen")
    if not 0 <= way.exploration < 1:
        raise DataError(f"exploration: {way.exploration}, verwacht een aandeel van 0 tot 1")
    if way.corrected and way.exploration == 0 and way.lead != "urn":
        raise DataError("corrected: zonder verkenning is de kans op een bezoek 0 of 1 en valt er niets te corrigeren")
