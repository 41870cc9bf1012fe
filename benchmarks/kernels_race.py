"""Each kernel against the best library call and a naive script, and how its cost grows.

``python benchmarks/kernels_race.py 10000 100000 1000000``.

Seconds of processor time of all threads. The naive script is estimated from two samples of the places where the whole
would take more than ``BUDGET_S``; beyond ``LARGEST`` places only the kernel runs. Figures that differ give exit code 1;
time decides nothing. ``--plaat`` names the plot.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from case import Clock
from kernels_case import SEED, province
from kernels_plot import draw
from kernels_ways import RACES
from rich.console import Console
from rich.table import Table

from geo_risico.spatial.kernels.warming import warm

if TYPE_CHECKING:
    from kernels_case import Province
    from kernels_ways import Race, Way
    from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
PIPE_WIDTH = 130
LARGEST = 100_000
SAMPLES = (500, 2500)
BUDGET_S = 40.0
"""Estimated processor seconds of the naive script beyond which it is not run as a whole."""
ROUNDS = 3
TITLES = ("bewerking", "eenvoudig", "bibliotheek", "kern", "keer eenvoudig", "keer bibliotheek", "gelijk")


def main() -> int:
    """Exit code: 0 when all figures agree, 1 when some do not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("locaties", nargs="*", type=int, default=[10_000, 100_000], help="aantallen, klein naar groot")
    parser.add_argument("--uit", type=Path, default=ROOT / "build" / "kernen.json", help="bestand met de cijfers")
    parser.add_argument("--plaat", type=Path, default=ROOT / "build" / "groei.svg", help="plaat van de groei")
    wanted = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    begin = Clock.now()
    warm()
    console.print(f"Laden van de kernen: {begin.spent()['cpu_s']:.2f} s")
    sizes = {}
    for count in wanted.locaties:
        case = province(count)
        sizes[count] = {name: measure(race, case) for name, race in RACES.items()}
        console.print(_table(count, sizes[count]))
    for path in (wanted.uit, wanted.plaat):
        path.parent.mkdir(parents=True, exist_ok=True)
    wanted.uit.write_text(json.dumps(sizes, indent=1), encoding="utf-8")
    if len(sizes) > 1:
        draw({name: {count: rows[name]["kernel"] for count, rows in sizes.items()} for name in RACES}, wanted.plaat)
    compared = [(f"{count}: {name}", row) for count, rows in sizes.items() for name, row in rows.items()]
    wrong = [where for where, row in compared if row["is_equal"] is False]
    for line in wrong:
        console.print(f"[bold]Verschil[/bold] bij {line}")
    return 1 if wrong else 0


def measure(race: Race, case: Province) -> dict[str, Any]:
    """Seconds of each way (None for one that was not run) and whether the figures are equal."""
    every = np.arange(len(case.places))
    chosen = np.sort(np.random.default_rng(SEED).permutation(len(every))[: SAMPLES[1]])
    figures, kernel_s = _best(race.kernel, case, every)
    if len(every) > LARGEST:
        return {"kernel": kernel_s, "naive": None, "library": None, "is_equal": None}
    runs = [_best(race.naive, case, rows, rounds=1) for rows in (chosen[: SAMPLES[0]], chosen)]
    per_place = max(runs[1][1] - runs[0][1], 0.0) / (SAMPLES[1] - SAMPLES[0])
    equal = np.allclose(figures[chosen], runs[1][0], rtol=1e-6, atol=1e-6)
    naive_s = runs[1][1] + per_place * (len(every) - SAMPLES[1])
    is_estimated = naive_s > BUDGET_S
    if not is_estimated:
        theirs, naive_s = _best(race.naive, case, every, rounds=1)
        equal = equal and np.allclose(figures, theirs, rtol=1e-6, atol=1e-6)
    theirs, library_s = _best(race.library, case, every, rounds=1)
    equal = equal and np.allclose(figures, theirs, rtol=1e-6, atol=1e-6)
    return {
        "kernel": kernel_s,
        "naive": naive_s,
        "library": library_s,
        "is_equal": bool(equal),
        "is_estimated": is_estimated,
    }


def _best(way: Way, case: Province, rows: NDArray[np.intp], rounds: int = ROUNDS) -> tuple[NDArray[np.float64], float]:
    """Outcome, and the least processor seconds of a few rounds."""
    spent = []
    for _ in range(rounds):
        begin = Clock.now()
        values = way(case, rows)
        spent.append(begin.spent()["cpu_s"])
    return values, min(spent)


def _table(count: int, rows: dict[str, dict[str, Any]]) -> Table:
    """Operations of one size."""
    table = Table(title=f"{count} locaties (processorseconden; ~ is geschat uit {SAMPLES[1]} locaties)")
    for title in TITLES:
        table.add_column(title, justify="left" if title == TITLES[0] else "right")
    for name, row in rows.items():
        kernel, naive, library = row["kernel"], row["naive"], row["library"]
        if naive is None:
            table.add_row(name, "-", "-", f"{kernel:.3f}", "-", "-", "-")
            continue
        ratios = (f"{naive / kernel:.0f}", f"{library / kernel:.1f}")
        mark = "~" if row["is_estimated"] else ""
        equal = "ja" if row["is_equal"] else "NEE"
        table.add_row(name, mark + f"{naive:.1f}", f"{library:.3f}", f"{kernel:.3f}", *ratios, equal)
    return table


if __name__ == "__main__":
    sys.exit(main())
