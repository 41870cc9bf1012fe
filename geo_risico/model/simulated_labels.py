"""A world of places with a known truth, looked at selectively: what a model learns against what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

TRUE_WEIGHTS: Final = (0.34, 0.26, 0.18, 0.12, 0.10, 0.0)
"""Weights of six value functions that decide where something is to be found; the last means nothing."""
SIDE_M: Final = 20_000.0
PATCH_M: Final = 2_500.0
STRENGTH: Final = 9.0


@dataclass(frozen=True)
class World:
    """Places with their value functions and the truth."""

    values: pd.DataFrame
    weights: Floats
    """True weights, adding up to 1."""
    xy: Floats
    present: Flags
    """Whether there is something to find."""
    effort: Floats
    """What draws visits, in [0, 1]: high near the roads that crews know. The last value function follows it."""


@dataclass(frozen=True)
class Labels:
    """What the visits and the reports brought to light in a world."""

    visited: Flags
    """Visited of one's own accord, not after a tip."""
    found: Flags
    """Visited, and something was found."""
    reported: Flags
    """Known from a tip, without a visit of one's own accord."""
    propensity: Floats
    """Chance of a visit of each place under the way of working."""

    @property
    def cases(self) -> Flags:
        """Places with a known case, found or reported."""
        cases: Flags = self.found | self.reported
        return cases


def make_world(rng: np.random.Generator, count: int = 12_000, prevalence: float = 0.2) -> World:
    """Places in a square of 20 km whose value functions vary smoothly, with something to find at some of them.

    Parameters
    ----------
    rng
        Source of all chance.
    count
        Number of places.
    prevalence
        Share of the places with something to find.
    """
    if count < 1 or not 0 < prevalence < 1:
        raise DataError(
            f"count {count} en prevalence {prevalence}: verwacht minstens 1 plaats en een aandeel tussen 0 en 1"
        )
    xy = rng.uniform(0.0, SIDE_M, (count, 2)) + 100_000.0
    weights = np.array(TRUE_WEIGHTS)
    fields = np.column_stack([_field(xy, rng) for _ in weights])
    noise = rng.normal(size=fields.shape)
    values = expit(1.1 * fields + 0.9 * noise)
    effort = expit(2.2 * fields[:, -1])
    index = values @ weights
    level = brentq(lambda b: float(expit(STRENGTH * index + b).mean()) - prevalence, -60.0, 60.0)
    present = rng.random(count) < expit(STRENGTH * index + float(level))
    frame = pd.DataFrame(values, columns=[f"v{number}" for number in range(len(weights))])
    return World(frame, weights, xy, present, effort)


def simulate_labels(
    world: World,
    rng: np.random.Generator,
    *,
    case_count: int = 100,
    selectivity: float = 8.0,
    reported_share: float = 0.0,
) -> Labels:
    """Visits where crews tend to look, until that many cases are known.

    Parameters
    ----------
    world
        Places and truth.
    rng
        Source of all chance.
    case_count
        Known cases to stop at; all there are when the world holds fewer.
    selectivity
        How strongly effort decides who is visited; 0 is a random sample.
    reported_share
        Share of the cases that is known from tips, also steered by effort, and without a visit.
    """
    pull = selectivity * (world.effort - world.effort.mean())
    reported = np.zeros(len(pull), dtype=bool)
    there = np.flatnonzero(world.present)
    tips = min(round(case_count * reported_share), len(there))
    reported[there[_drawn(pull[there], rng)[:tips]]] = True
    order = _drawn(pull, rng)
    order = order[~reported[order]]
    known = np.cumsum(world.present[order])
    needed = max(min(case_count - tips, int(known[-1]) if len(known) else 0), 0)
    stop = int(np.searchsorted(known, needed)) + 1 if needed else 0
    visited = np.zeros(len(pull), dtype=bool)
    visited[order[:stop]] = True
    return Labels(visited, visited & world.present, reported, _propensity(pull, stop))


def _drawn(pull: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Places in the order in which they are drawn without replacement, with odds exp(pull) (Gumbel)."""
    order: npt.NDArray[np.int64] = np.argsort(-(pull + rng.gumbel(size=len(pull))), kind="stable")
    return order


def _propensity(pull: Floats, visits: int) -> Floats:
    """Chance to be among that many draws without replacement, by the exponential race that equals it."""
    if visits in (0, len(pull)):
        return np.full(len(pull), visits / max(len(pull), 1))
    odds = np.exp(pull)
    pace = brentq(lambda t: float((1 - np.exp(-np.exp(t) * odds)).sum()) - visits, -50.0, 50.0)
    chance: Floats = 1.0 - np.exp(-np.exp(float(pace)) * odds)
    return chance


def _field(xy: Floats, rng: np.random.Generator, waves: int = 24) -> Floats:
    """Smooth random surface with mean about 0 and variance about 1, changing over some kilometres."""
    angle, phase = rng.uniform(0, 2 * np.pi, (2, waves))
    frequency = rng.rayleigh(1.0 / PATCH_M, waves)
    turn = xy @ np.vstack([np.cos(angle), np.sin(angle)]) * frequency + phase
    surface: Floats = np.sqrt(2.0 / waves) * np.cos(turn).sum(axis=1)
    return surface
