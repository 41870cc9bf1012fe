"""The figures as tables in the terminal."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from naive import NO_SIMPLE_FORM, OPERATIONS
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Figures = Mapping[str, Any]


def compared(figures: Figures) -> dict[str, Any]:
    """Operations of one size that both ways computed."""
    return {name: row for name, row in figures["operations"].items() if row.get("naive")}


def totals(figures: Figures) -> tuple[float, float]:
    """Processor seconds of the simple script and of the toolkit over the same operations."""
    rows = compared(figures).values()
    return sum(row["naive"]["cpu_s"] for row in rows), sum(row["toolkit"]["cpu_s"] for row in rows)


def with_rasters(sizes: Iterable[Figures], zonal: Iterable[Figures]) -> list[str]:
    """How many times as fast the table is with one raster mean per erf added, per size; none without both.

    The raster costs as much per erf as in the largest zonal comparison.
    """
    lines = []
    for raster in list(zonal)[-1:]:
        for figures in sizes:
            simple, ours = totals(figures)
            share = figures["location_count"] / raster["erven_count"]
            slow, fast = raster["rasterstats"]["cpu_s"] * share, raster["geo_risico"]["cpu_s"] * share
            if simple:
                lines.append(
                    f"{figures['location_count']} erven: {simple / ours:.0f} keer zonder raster, "
                    f"{(simple + slow) / (ours + fast):.0f} keer met (rasterstats ~{slow:.0f} s tegen {fast:.2f} s)"
                )
    return lines


def disagreements(figures: Figures) -> list[str]:
    """Names of the operations whose figures differ."""
    return [name for name, row in compared(figures).items() if not row["agreement"]["is_equal"]]


def size_table(figures: Figures) -> Table:
    """Operations of one size: seconds both ways, ratio and agreement."""
    table = Table(title=f"{figures['panden_count']} panden, {figures['location_count']} erven (processorseconden)")
    for title in ("bewerking", "eenvoudige vorm", "eenvoudig", "geo_risico", "keer", "gelijk"):
        table.add_column(title, justify="left" if title in {"bewerking", "eenvoudige vorm"} else "right")
    for name, row in figures["operations"].items():
        table.add_row(name, *_cells(name, row))
    simple, ours = totals(figures)
    if simple:
        table.add_section()
        table.add_row("totaal van wat vergeleken is", "", f"{simple:.1f}", f"{ours:.2f}", f"{simple / ours:.0f}", "")
    whole = sum(row["toolkit"]["cpu_s"] for row in figures["operations"].values())
    table.add_row("hele tabel", "", "", f"{whole:.2f}", "", "")
    return table


def _cells(name: str, row: Figures) -> tuple[str, str, str, str, str]:
    """Cells of one operation after its name."""
    ours = row["toolkit"]["cpu_s"]
    naive = row.get("naive")
    if naive is None:
        why = row.get("why") or NO_SIMPLE_FORM.get(name) or "niet gevraagd"
        return why, "-", f"{ours:.2f}", "-", "-"
    agreement = row["agreement"]
    equal = "ja" if agreement["is_equal"] else "NEE"
    mark = "~" if naive["is_extrapolated"] else ""
    difference = f"{equal} ({agreement['largest_difference']:.0e})"
    return (
        OPERATIONS[name].how,
        f"{mark}{naive['cpu_s']:.2f}",
        f"{ours:.2f}",
        f"{naive['cpu_s'] / ours:.1f}",
        difference,
    )


def stage_table(sizes: Iterable[Figures]) -> Table:
    """Seconds and peak memory of each stage, per size."""
    table = Table(title="Stappen (processorseconden, hoogste geheugen tot en met die stap)")
    table.add_column("panden", justify="right")
    table.add_column("stap")
    for title in ("processor s", "klok s", "GiB"):
        table.add_column(title, justify="right")
    for figures in sizes:
        for name, stage in figures["stages"].items():
            count = str(figures["panden_count"])
            table.add_row(count, name, f"{stage['cpu_s']:.1f}", f"{stage['wall_s']:.1f}", f"{stage['peak_gib']:.2f}")
        table.add_section()
    return table


def growth(small: Figures, large: Figures) -> dict[str, float]:
    """How much the cost per erf grows per tenfold of erven, per operation and for the whole table."""
    tenfolds = math.log10(large["location_count"] / small["location_count"])
    per_erf = []
    for figures in (small, large):
        costs = {name: row["toolkit"]["cpu_s"] for name, row in figures["operations"].items()}
        costs["hele tabel"] = sum(costs.values())
        per_erf.append({name: cost / figures["location_count"] for name, cost in costs.items()})
    return {name: float((per_erf[1][name] / cost) ** (1 / tenfolds)) for name, cost in per_erf[0].items() if cost > 0}


def growth_table(sizes: list[Figures]) -> Table:
    """Cost per erf of each size and its growth per tenfold."""
    table = Table(title="Groei van de kosten per erf, per vertienvoudiging")
    table.add_column("bewerking")
    columns = [growth(small, large) for small, large in pairwise(sizes)]
    for small, large in pairwise(sizes):
        table.add_column(f"{small['panden_count']} naar {large['panden_count']}", justify="right")
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:.2f}" if name in column else "-" for column in columns))
    return table
