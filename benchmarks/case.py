"""One fictitious gemeente, read and cut into erven, ready for both ways of computing."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.io.sources.fictief import ensure
from geo_risico.locations import build_locations
from geo_risico.scan.compute import compute_indicators, link_layers
from geo_risico.scan.extent import domestic_area, known_area
from geo_risico.scan.reading import read_layers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.results import Layers, Locations

ROOT = Path(__file__).parents[1]
KIB_PER_GIB = 1024**2


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Seconds of processor time (all threads) and of wall clock at one moment."""

    cpu_s: float
    wall_s: float

    @classmethod
    def now(cls) -> Clock:
        """The present moment."""
        return cls(cpu_s=time.process_time(), wall_s=time.perf_counter())

    def spent(self) -> dict[str, float]:
        """Seconds since this moment."""
        now = Clock.now()
        return {"cpu_s": now.cpu_s - self.cpu_s, "wall_s": now.wall_s - self.wall_s}


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that the indicators read, what it cost to get there, and peak memory on the way."""

    plan: Plan
    catalog: Catalog
    layers: Layers
    locations: Locations
    stages: Mapping[str, dict[str, float]]

    @property
    def linked(self) -> dict[str, Any]:
        """Layers with the location_id of each row, and the area where adressen are known."""
        linked = link_layers(self.layers.frames, self.locations.links)
        return {**linked, "known_area": known_area(self.layers, ["adressen", "landgebied"], domestic_area(self.layers))}

    def settings(self, name: str) -> dict[str, Any]:
        """Settings of an indicator, with the peildatum."""
        return dict(self.catalog.indicators[name].settings) | {"peildatum": self.plan.scan.peildatum}


def peak_gib() -> float:
    """Largest resident memory of this process so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_GIB


def prepare(panden_count: int, cache: Path) -> Case:
    """Case of a fictitious gemeente of that size; its files are kept in ``cache``."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    scan = load_scan(ROOT / "scans" / "nieuwpolder.yaml")
    if scan.fictief is None:
        raise SystemExit("scans/nieuwpolder.yaml: sleutel fictief ontbreekt")
    size = scan.fictief.model_copy(update={"panden_count": panden_count})
    scan = scan.model_copy(update={"fictief": size, "themes": ("buitengebied",), "rasters": {}})
    plan = make_plan(scan, catalog, ROOT / "scans")
    stages = {}
    begin = Clock.now()
    ensure(cache, panden_count=panden_count, seed=scan.fictief.seed)
    stages["maken"] = begin.spent() | {"peak_gib": peak_gib()}
    begin = Clock.now()
    layers = read_layers(plan, cache, _silent)
    stages["lezen"] = begin.spent() | {"peak_gib": peak_gib()}
    begin = Clock.now()
    locations = build_locations(layers.frames, plan.theme, scan.area.gemeenten)
    stages["erven"] = begin.spent() | {"peak_gib": peak_gib()}
    return Case(plan=plan, catalog=catalog, layers=layers, locations=locations, stages=stages)


def run_toolkit(case: Case) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Indicator table of the toolkit, and seconds per indicator."""
    names = [None, *case.plan.theme.weights]
    spent: dict[str, dict[str, float]] = {}
    marks: list[Clock] = [Clock.now()]

    def step(_text: str) -> None:
        name = names[len(marks) - 1]
        if name is not None:
            spent[name] = marks[-1].spent()
        marks.append(Clock.now())

    table, _facts, _support = compute_indicators(case.plan, case.catalog, case.layers, case.locations, step)
    step("")
    return table, spent


def _silent(_text: str) -> None:
    """Progress goes nowhere."""
