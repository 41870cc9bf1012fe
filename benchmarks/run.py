"""Speed and memory of the indicator table against a plain geopandas script, on the fictitious gemeente.

``python benchmarks/run.py 10000 100000 1000000``. Then the mean of erven over a raster, against rasterstats and
exactextract: ``--zonaal 10000 100000`` erven; only that with ``--geen-tabel``. Prints tables and writes
``build/prestaties.json``. Ends with exit code 1 when figures differ; time decides nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from naive import OPERATIONS
from rich.console import Console
from tables import disagreements, growth, growth_table, size_table, stage_table, totals, with_rasters
from zonal import cold_start, zonal_disagreements, zonal_growth, zonal_table

ROOT = Path(__file__).parents[1]
PIPE_WIDTH = 130
LIBRARIES = ("numpy", "pandas", "geopandas", "shapely", "scipy", "numba", "exactextract", "rasterstats")


def main() -> int:
    """Exit code: 0 when all figures agree, 1 when some do not."""
    wanted = _arguments()
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    sizes = [] if wanted.geen_tabel else _tables(wanted, console)
    zonal, start = _zonal(wanted.zonaal, console)
    report = _report(sizes) | {"zonal": zonal, "kernels": start}
    if zonal:
        report["zonal_growth"] = zonal_growth(zonal)
    wanted.uit.parent.mkdir(parents=True, exist_ok=True)
    wanted.uit.write_text(json.dumps(report, indent=1), encoding="utf-8")
    console.print(*with_rasters(sizes, zonal), sep="\n")
    console.print(f"Geschreven: {wanted.uit}")
    wrong = [f"{figures['panden_count']} panden: {name}" for figures in sizes for name in disagreements(figures)]
    wrong += zonal_disagreements(zonal)
    for line in wrong:
        console.print(f"[bold]Verschil[/bold] bij {line}")
    return 1 if wrong else 0


def _tables(wanted: argparse.Namespace, console: Console) -> list[dict[str, Any]]:
    """Figures of the indicator table on each size, printed as they come."""
    sizes = []
    for count in wanted.panden:
        only = wanted.alleen if count <= wanted.grootste else []
        sizes.append(_in_own_process("measure.py", str(count), wanted.cache, str(wanted.budget), ",".join(only)))
        console.print(size_table(sizes[-1]))
    console.print(stage_table(sizes))
    if len(sizes) > 1:
        console.print(growth_table(sizes))
    return sizes


def _zonal(counts: list[int], console: Console) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Figures of the zonal comparison on each number of erven, and what loading the kernels costs."""
    if not counts:
        return [], {}
    start = cold_start()
    sizes = [_in_own_process("zonal.py", str(count)) for count in counts]
    console.print(zonal_table(sizes, start))
    return sizes, start


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("panden", nargs="*", type=int, default=[10_000], help="aantallen panden, klein naar groot")
    parser.add_argument("--budget", type=float, default=300.0, help="processorseconden per eenvoudige bewerking")
    parser.add_argument(
        "--alleen", nargs="*", choices=list(OPERATIONS), default=list(OPERATIONS), help="deze indicatoren"
    )
    parser.add_argument("--grootste", type=int, default=1_000_000, help="vergelijk tot en met dit aantal panden")
    parser.add_argument(
        "--zonaal", nargs="*", type=int, default=[10_000, 100_000], help="aantallen erven op een raster; leeg is geen"
    )
    parser.add_argument("--geen-tabel", action="store_true", help="alleen het raster, niet de indicatortabel")
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "benchmark", help="map met fictieve gemeenten")
    parser.add_argument("--uit", type=Path, default=ROOT / "build" / "prestaties.json", help="bestand met de cijfers")
    return parser.parse_args()


def _in_own_process(script: str, *arguments: str | Path) -> dict[str, Any]:
    """Figures of one size, measured by a script in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.json"
        command = [sys.executable, Path(__file__).with_name(script), *arguments, target]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
        figures: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return figures


def _report(sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything measured, with the machine and the versions."""
    return {
        "date": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "sizes": sizes,
        "totals": {str(figures["panden_count"]): totals(figures) for figures in sizes},
        "growth": [growth(small, large) for small, large in pairwise(sizes)],
    }


if __name__ == "__main__":
    sys.exit(main())
