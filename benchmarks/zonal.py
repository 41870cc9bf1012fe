"""One size of the zonal comparison in its own process: seconds, memory, agreement, and what a cold start costs.

``python zonal.py ERVEN TARGET`` writes the figures as JSON; started by ``run.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from case import Clock, peak_gib
from rich.table import Table
from zonal_case import with_exactextract, with_package, with_rasterstats, zonal_case

from geo_risico.spatial.kernels.warming import warm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from zonal_case import ZonalCase

SIDE = 10_000
SAMPLES = {"exactextract": 10_000, "rasterstats": 500}
"""Erven that the other ways compute at most; their seconds per erf are scaled to all."""
EXACT = 1e-5
SEED = 20260101


def measure(erven_count: int, side: int = SIDE) -> dict[str, Any]:
    """Seconds, highest memory and agreement of one number of erven on a raster of ``side`` x ``side`` cells."""
    case = zonal_case(erven_count, side)
    warm()
    before_gib = peak_gib()
    ours, spent = _timed(with_package, case, case.erven)
    figures: dict[str, Any] = {
        "erven_count": erven_count,
        "side": side,
        "raster_gib": case.scene.values.nbytes / 1024**3,
        "before_gib": before_gib,
        "peak_gib": peak_gib(),
        "geo_risico": spent,
    }
    for name, compute, tolerance in (
        ("exactextract", with_exactextract, EXACT),
        ("rasterstats", with_rasterstats, case.steepest),
    ):
        size = min(SAMPLES[name], erven_count)
        chosen = np.sort(np.random.default_rng(SEED).choice(erven_count, size, replace=False))
        theirs, spent = _timed(compute, case, case.erven[chosen])
        figures[name] = {key: value * erven_count / size for key, value in spent.items()}
        figures[name] |= {"sample_count": size, **_agreement(ours[chosen], theirs, tolerance)}
    return figures


def _timed(
    compute: Callable[[ZonalCase, NDArray[np.object_]], NDArray[np.float64]],
    case: ZonalCase,
    erven: NDArray[np.object_],
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """Outcome and seconds of one way."""
    begin = Clock.now()
    return compute(case, erven), begin.spent()


def _agreement(ours: NDArray[np.float64], theirs: NDArray[np.float64], tolerance: float) -> dict[str, Any]:
    """Whether the means are the same within ``tolerance`` where both have one, and how far they are apart at most."""
    known = ~np.isnan(theirs)
    apart = np.abs(ours[known] - theirs[known])
    return {
        "compared_count": int(known.sum()),
        "largest_difference": float(apart.max(initial=0.0)),
        "tolerance": tolerance,
        "is_equal": bool(known.any() and (apart <= tolerance).all()),
    }


def cold_start() -> dict[str, float]:
    """Processor seconds of a process that loads every kernel, without and with what an earlier run kept."""
    script = "import time\nfrom geo_risico.spatial.kernels.warming import warm; warm()\nprint(time.process_time())"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", script]
        seconds = [
            float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
            for _ in range(2)
        ]
    return {"cold_s": seconds[0], "warm_s": seconds[1]}


def zonal_growth(sizes: list[dict[str, Any]]) -> float:
    """Cost per erf of the last size, as a multiple of that of the first."""
    per_erf = [figures["geo_risico"]["cpu_s"] / figures["erven_count"] for figures in (sizes[0], sizes[-1])]
    return float(per_erf[1] / per_erf[0])


def zonal_disagreements(sizes: list[dict[str, Any]]) -> list[str]:
    """Ways whose figures differ, with the size."""
    return [
        f"{figures['erven_count']} erven: {name}"
        for figures in sizes
        for name in SAMPLES
        if not figures[name]["is_equal"]
    ]


def zonal_table(sizes: list[dict[str, Any]], start: dict[str, float]) -> Table:
    """Seconds, ratios, agreement and memory of all sizes."""
    side = sizes[0]["side"]
    table = Table(
        title=f"Gemiddelde per erf over een raster van {side} x {side} (processorseconden)",
        caption=f"Eerste keer laden: {start['cold_s']:.1f} s zonder en {start['warm_s']:.1f} s met bewaarde kernen. "
        f"Kosten per erf van klein naar groot: {zonal_growth(sizes):.2f} keer. "
        "~ is geschat uit een steekproef; rasterstats telt alleen beeldpunten waarvan het midden in het erf ligt.",
    )
    for title in ("erven", "manier", "s", "keer", "grootste verschil", "gelijk", "GiB"):
        table.add_column(title, justify="left" if title == "manier" else "right")
    for figures in sizes:
        count, ours = str(figures["erven_count"]), figures["geo_risico"]["cpu_s"]
        for name in SAMPLES:
            row = figures[name]
            mark = "~" if row["sample_count"] < figures["erven_count"] else ""
            seconds, equal = f"{mark}{row['cpu_s']:.2f}", "ja" if row["is_equal"] else "NEE"
            table.add_row(
                count, name, seconds, f"{row['cpu_s'] / ours:.0f}", f"{row['largest_difference']:.0e}", equal, ""
            )
        table.add_row(count, "geo_risico", f"{ours:.2f}", "1", "", "", f"{figures['peak_gib']:.2f}")
        table.add_section()
    return table


def main() -> None:
    """Figures of one size, to the file named last."""
    count, target = sys.argv[1:]
    Path(target).write_text(json.dumps(measure(int(count)), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
