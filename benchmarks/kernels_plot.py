"""The growth of the cost of each kernel as a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WIDTH, HEIGHT = 7.0, 4.2
DASHES = ("-", "--", ":")


def draw(seconds: Mapping[str, Mapping[int, float]], path: Path) -> None:
    """Write microseconds per place against the number of places, one line per operation; a flat line is linear growth.

    Parameters
    ----------
    seconds
        Processor seconds by operation and number of places.
    path
        File to write, svg.
    """
    with mpl.rc_context({"svg.hashsalt": "groei", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        for k, (name, by_count) in enumerate(seconds.items()):
            cost = [1e6 * spent / count for count, spent in by_count.items()]
            axes.plot(list(by_count), cost, DASHES[k % len(DASHES)], marker="o", markersize=3, label=name)
        axes.set(xscale="log", yscale="log", xlabel="locaties", ylabel="microseconden per locatie")
        axes.grid(visible=True, which="major", linewidth=0.3)
        figure.legend(loc="outside right upper", frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})
