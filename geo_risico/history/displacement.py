"""The waterbed: whether scores or cases rise around places where barriers were added, against comparable places.

Difference in differences with matched comparable places: the change of each place in a surroundings minus the mean
change of places of the same kind that scored alike before and lie far from every new barrier. The interval is the wider
of two: from drawing the places with new barriers again (their surroundings move together), and from the effect around
as many places where nothing was added. The first alone is too narrow where surroundings overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo_risico.core.displacement import FEWEST_PLACES, Displacement, DisplacementSettings
from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.intp]

COLUMNS = ("x", "y", "kind", "before", "change")
DEFAULT = DisplacementSettings()
FAR = "geen vergelijkbare plek ver genoeg weg"
ALONE = "geen andere plek in de omgeving"


def displacement(
    places: pd.DataFrame,
    hardened: pd.Index[str],
    rng: np.random.Generator,
    settings: DisplacementSettings = DEFAULT,
) -> Displacement:
    """Rise around places with new barriers beyond comparable places, in the unit of ``change``.

    Parameters
    ----------
    places
        Index location_id; columns x and y (EPSG:28992, metres), kind (text), before (score in [0, 1] of the former
        scan) and change (of the score, or of the number of cases). Rows without before or change do not count.
    hardened
        Places where barriers were added; they do not count in anybody's surroundings.
    rng
        Source of the draws.
    settings
        Distances, matching and draws.

    Raises
    ------
    DataError
        When a column is missing or a place with new barriers is not among the places.
    """
    missing = [name for name in COLUMNS if name not in places]
    lost = hardened.difference(places.index)
    if missing or len(lost):
        what = f"kolommen {', '.join(missing)}" if missing else f"plekken {', '.join(map(str, lost[:5]))}"
        raise DataError(f"verplaatsing: {what} ontbreken; verwacht {', '.join(COLUMNS)} en elke plek met barrieres")
    known = places.loc[places["before"].notna() & places["change"].notna()].sort_index()
    ground = _Ground(known, settings)
    at = places.loc[hardened.unique().sort_values(), ["x", "y"]].to_numpy(dtype=np.float64)
    effects, around, matched = ground.effects(at, known.index.isin(hardened))
    counts = np.isfinite(effects)
    table = pd.DataFrame(
        {"effect": effects, "around_count": around, "matched_count": matched},
        index=hardened.unique().sort_values(),
    )
    effect = float(effects[counts].mean()) if counts.any() else float("nan")
    low, high = _again(effects[counts], rng, settings)
    chance_low, chance_high = _by_chance(ground, places.loc[table.index[counts], "kind"], known, hardened, rng)
    return Displacement(
        effect=effect,
        low=min(low, effect - chance_high),
        high=max(high, effect - chance_low),
        chance_low=chance_low,
        chance_high=chance_high,
        around=table[counts],
        left_out={
            reason: count
            for reason, count in ((ALONE, int((around == 0).sum())), (FAR, int(((around > 0) & ~counts).sum())))
            if count
        },
    )


class _Ground:
    """Places with everything that does not depend on where the barriers are."""

    def __init__(self, known: pd.DataFrame, settings: DisplacementSettings) -> None:
        self.settings = settings
        self.xy = known[["x", "y"]].to_numpy(dtype=np.float64)
        self.tree = cKDTree(self.xy) if len(known) else None
        self.before = known["before"].to_numpy(dtype=np.float64)
        self.change = known["change"].to_numpy(dtype=np.float64)
        self.kind = pd.factorize(known["kind"])[0]

    def effects(self, at: Floats, is_hardened: npt.NDArray[np.bool_]) -> tuple[Floats, Ints, Ints]:
        """Effect, number of places around and number of those with comparable places, for each point."""
        effects, around, matched = np.full(len(at), np.nan), np.zeros(len(at), np.intp), np.zeros(len(at), np.intp)
        if self.tree is None or not len(at):
            return effects, around, matched
        near = [own[~is_hardened[own]] for own in self._within(at, self.settings.ring_m)]
        is_free = ~is_hardened
        is_free[np.concatenate(self._within(at, self.settings.apart_m))] = False
        wanted = np.unique(np.concatenate(near))
        extra = self._beyond_like(wanted, np.flatnonzero(is_free))
        for number, own in enumerate(near):
            gain = extra[np.searchsorted(wanted, own)] if len(own) else np.empty(0)
            around[number], matched[number] = len(own), int(np.isfinite(gain).sum())
            if matched[number]:
                effects[number] = float(np.nanmean(gain))
        return effects, around, matched

    def _within(self, at: Floats, reach_m: float) -> list[Ints]:
        """Rows within a distance of each point."""
        found = cKDTree(at).query_ball_tree(self.tree, reach_m) if self.tree is not None else [[] for _ in at]
        return [np.asarray(rows, dtype=np.intp) for rows in found]

    def _beyond_like(self, rows: Ints, free: Ints) -> Floats:
        """Change of each row minus the mean change of the free places of its kind that scored most alike before."""
        out = np.full(len(rows), np.nan)
        for kind in np.unique(self.kind[rows]):
            mine, pool = np.flatnonzero(self.kind[rows] == kind), free[self.kind[free] == kind]
            if not len(pool):
                continue
            count = min(self.settings.most_matches, len(pool))
            tree = cKDTree(self.before[pool][:, None])
            apart, which = tree.query(self.before[rows[mine]][:, None], k=list(range(1, count + 1)))
            alike = np.asarray(apart) <= self.settings.score_apart
            total = np.where(alike, self.change[pool][which], 0.0).sum(axis=1)
            number = alike.sum(axis=1)
            mean = np.divide(total, number, out=np.full(len(mine), np.nan), where=number > 0)
            out[mine] = self.change[rows[mine]] - mean
        return out


def _again(effects: Floats, rng: np.random.Generator, settings: DisplacementSettings) -> tuple[float, float]:
    """Interval of the mean effect over draws of the places with new barriers."""
    if len(effects) < FEWEST_PLACES:
        return float("nan"), float("nan")
    draws = effects[rng.integers(len(effects), size=(settings.draws, len(effects)))].mean(axis=1)
    spread = np.sqrt(len(effects) / (len(effects) - 1))  # drawing again from few places shows too little spread
    return _interval(effects.mean() + (draws - effects.mean()) * spread, settings.level)


def _by_chance(
    ground: _Ground, kinds: pd.Series[str], known: pd.DataFrame, hardened: pd.Index[str], rng: np.random.Generator
) -> tuple[float, float]:
    """Interval of the effect around as many places of the same kinds where nothing was added."""
    is_hardened = known.index.isin(hardened)
    pools = {kind: np.flatnonzero(~is_hardened & known["kind"].eq(kind).to_numpy()) for kind in kinds.unique()}
    if kinds.empty or any(not len(pool) for pool in pools.values()):
        return float("nan"), float("nan")
    draws = []
    for _ in range(min(ground.settings.draws, 199)):
        rows = np.unique(np.concatenate([rng.choice(pools[kind], size=1) for kind in kinds]))
        posed = is_hardened.copy()
        posed[rows] = True
        effects, _, _ = ground.effects(ground.xy[rows], posed)
        draws.append(float(np.nanmean(effects)) if np.isfinite(effects).any() else np.nan)
    found = np.array(draws)
    return _interval(found[np.isfinite(found)], ground.settings.level)


def _interval(values: Floats, level: float) -> tuple[float, float]:
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
