"""Many draws of the same scenario on the raw values of the locations, without building everything again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_risico.scan.areas import peer_groups
from geo_risico.scan.compute import compute_indicators, indicator_function, layer_parameters
from geo_risico.scan.scenario_change import carry_out, changed_values
from geo_risico.scan.scenario_select import drawn
from geo_risico.scan.scenario_shift import band_of, shift_counts
from geo_risico.scoring.bands import classify
from geo_risico.scoring.combine import combine
from geo_risico.scoring.curve import apply_curves

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.core.scenario_specs import ScenarioSpec
    from geo_risico.scan.scenario_change import Done


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Everything that a scenario starts from."""

    plan: Plan
    catalog: Catalog
    layers: Layers
    base: ScanResult
    fitting: Mapping[str, pd.Index[Any]]
    """Step -> locations or rows that fit its conditions."""


def draw_choice(spec: ScenarioSpec, ground: Ground, number: int) -> dict[str, pd.Index[Any]]:
    """Step -> what it chooses in one draw; the same number gives the same choice."""
    chosen = {}
    for place, step in enumerate(spec.steps):
        rng = np.random.default_rng([spec.seed, place, number])
        chosen[step.name] = drawn(ground.fitting[step.name], step.select.share, rng)
    return chosen


def bands(spec: ScenarioSpec, ground: Ground, count: int, step: Callable[[str], None]) -> dict[str, pd.DataFrame]:
    """Theme -> shifts per gemeente over so many draws.

    Each draw changes the layers and calculates the indicators that read a changed layer again, neighbours included.
    The locations stay those without the scenario.
    """
    was = {part.theme.name: _classes(part, part.indicators) for part in ground.base.by_theme}
    draws: dict[str, list[pd.Series[float]]] = {name: [] for name in was}
    for number in range(count):
        step(f"Trekking {number + 1} van {count}")
        done = carry_out(spec.steps, draw_choice(spec, ground, number), ground.base, ground.layers)
        for part in ground.base.by_theme:
            name = part.theme.name
            values = changed_values(done, name, part.locations, _affected(part, ground, done))
            codes = part.locations.frame["gemeente_code"]
            draws[name].append(shift_counts(was[name], _classes(part, values), codes))
    return {name: band_of(found) for name, found in draws.items()}


def _affected(part: ScanResult, ground: Ground, whole: Done) -> pd.DataFrame:
    """Raw values of a theme on the changed layers; only indicators that read one are calculated again."""
    frames = ground.layers.frames
    changed = {name for name, frame in whole.layers.frames.items() if frame is not frames[name]}
    specs = part.indicator_specs
    names = {name for name, spec in specs.items() if changed & set(layer_parameters(indicator_function(name), spec))}
    dims = [
        dim.model_copy(update={"weights": {name: weight for name, weight in dim.weights.items() if name in names}})
        for dim in part.theme.dimensions
    ]
    theme = part.theme.model_copy(update={"dimensions": tuple(dim for dim in dims if dim.weights)})
    if not theme.dimensions:
        return part.indicators
    plan = replace(ground.plan, themes=(theme,))
    fresh, _, _ = compute_indicators(plan, ground.catalog, whole.layers, part.locations, lambda _: None)
    return part.indicators.assign(**{str(name): fresh[name] for name in fresh})


def _classes(part: ScanResult, indicators: pd.DataFrame) -> pd.DataFrame:
    """Score and class of each location, without what depends on where people looked."""
    index = combine(apply_curves(indicators, part.indicator_specs), part.weights)
    letters = classify(index, part.theme, peer_groups(part.locations, part.theme))["class"]
    return index[["score"]].assign(**{"class": letters.astype("str")})
