"""One size in its own process: prepare, compute both ways, compare, and write the figures as JSON.

Started by ``run.py``, so that peak memory belongs to one size.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agree import compare
from budget import measure_naive
from case import Clock, peak_gib, prepare, run_toolkit
from naive import NO_SIMPLE_FORM, OPERATIONS

from geo_risico.scan.compute import indicator_function
from geo_risico.spatial.kernels.warming import warm

if TYPE_CHECKING:
    import pandas as pd
    from case import Case


def measure(panden_count: int, cache: Path, budget_s: float, only: frozenset[str]) -> dict[str, Any]:
    """Figures of one size; ``only`` names the indicators to compare with their simple form.

    Parameters
    ----------
    panden_count
        Size of the fictitious gemeente.
    cache
        Folder for its files.
    budget_s
        Seconds of processor time that one simple operation may take.
    only
        Indicators whose simple form is run; the toolkit always computes the whole table.
    """
    for name in (*OPERATIONS, *NO_SIMPLE_FORM):
        indicator_function(name)
    warm()
    case = prepare(panden_count, cache)
    begin = Clock.now()
    table, spent = run_toolkit(case)
    stages = {**case.stages, "indicatoren": begin.spent() | {"peak_gib": peak_gib()}}
    operations = {name: {"toolkit": seconds} for name, seconds in spent.items()}
    for name in table.columns.intersection(list(only)):
        operations[name] |= _naive(name, case, table[name], budget_s)
        _say(panden_count, name, operations[name])
    return {
        "panden_count": panden_count,
        "location_count": len(table),
        "layer_rows": {name: len(frame) for name, frame in case.layers.frames.items()},
        "stages": stages,
        "operations": operations,
    }


def _naive(name: str, case: Case, ours: pd.Series[float], budget_s: float) -> dict[str, Any]:
    """Seconds of the simple form and whether it agrees; ``naive`` is None when it did not fit."""
    if ours.isna().all():
        return {"naive": None, "why": "geen gegevens"}
    outcome = measure_naive(name, case, budget_s)
    if outcome is None:
        return {"naive": None, "why": "past niet in het tijdbudget"}
    seconds = {"cpu_s": outcome.cpu_s, "wall_s": outcome.wall_s, "is_extrapolated": outcome.is_extrapolated}
    agreement = compare(ours, outcome.values, OPERATIONS[name].tolerance)
    return {"naive": seconds, "agreement": agreement.as_dict()}


def _say(panden_count: int, name: str, figures: dict[str, Any]) -> None:
    """Progress on stderr."""
    naive = figures["naive"]
    text = figures["why"] if naive is None else f"{naive['cpu_s']:.2f} s tegen {figures['toolkit']['cpu_s']:.2f} s"
    print(f"{panden_count} panden, {name}: {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Figures of one size, to the file named last."""
    count, cache, budget_s, only, target = sys.argv[1:]
    figures = measure(int(count), Path(cache), float(budget_s), frozenset(only.split(",")))
    Path(target).write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
