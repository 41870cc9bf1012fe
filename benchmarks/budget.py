"""The simple form of an indicator in a child process that can be stopped; a sample where the whole takes too long."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from case import Clock
from naive import OPERATIONS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import pandas as pd
    from case import Case

SAMPLES = (250, 1000)
"""Erven in the two samples whose difference in time gives the time per erf."""
SEED = 20260101
GRACE = 3.0
"""Times the budget in wall clock that a child gets, because other work shares the processor."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Outcome of one operation; ``values`` holds only the erven that were computed."""

    values: pd.Series[float]
    cpu_s: float
    wall_s: float
    is_extrapolated: bool


def measure_naive(name: str, case: Case, budget_s: float) -> Measured | None:
    """Outcome and seconds of one operation, or None when not even its samples fit the budget."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, name, case, budget_s))
    child.start()
    theirs.close()
    deadline = time.monotonic() + GRACE * budget_s
    latest: Measured | None = None
    while ours.poll(max(deadline - time.monotonic(), 0.0)):
        try:
            latest = ours.recv()
        except EOFError:
            break
    child.terminate()
    child.join()
    return latest


def _work(pipe: Connection, name: str, case: Case, budget_s: float) -> None:
    """Send what is known so far: after the samples an estimate, after the whole the measurement."""
    size = len(case.locations.frame)
    if not OPERATIONS[name].needs_all and size > 2 * SAMPLES[1]:
        chosen = np.random.default_rng(SEED).permutation(size)
        small, large = (_run(name, case, np.sort(chosen[:count])) for count in SAMPLES)
        times = {}
        for key in ("cpu_s", "wall_s"):
            per_erf = max(large[1][key] - small[1][key], 0.0) / (SAMPLES[1] - SAMPLES[0])
            times[key] = large[1][key] + per_erf * (size - SAMPLES[1])
        pipe.send(Measured(values=large[0], is_extrapolated=True, **times))
        if times["cpu_s"] > budget_s:
            return
    values, spent = _run(name, case, np.arange(size))
    pipe.send(Measured(values=values, is_extrapolated=False, **spent))


def _run(name: str, case: Case, rows: np.ndarray) -> tuple[pd.Series[float], dict[str, float]]:
    erven, layers, settings = case.locations.frame.iloc[rows], case.linked, case.settings(name)
    begin = Clock.now()
    values = OPERATIONS[name].run(erven, layers, settings)
    return values, begin.spent()
