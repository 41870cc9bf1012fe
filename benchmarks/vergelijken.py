"""Time of comparing half-years: ``python benchmarks/vergelijken.py 100000``.

Makes an archive of ten half-years from one scan of the fictitious gemeente, its locations copied beside each other
until there are enough; each half-year values change, places are drawn otherwise, merged, gone and new. Then compares
all of them with ``geo-risico vergelijk --alle`` in a process of its own. Beside it stands what an analyst does without
the toolkit: read the same files, join on id and subtract, without a split, a match of shapes, a page or intervals. Both
in the same run. Writes ``build/vergelijken.json``; ends with exit code 1 where a change and its parts do not add up, or
where the changes are not those of the simple way; time decides nothing.
"""

from __future__ import annotations

import argparse
import copy
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml
from rich.console import Console

from geo_risico.io.archive import runs_of
from geo_risico.io.geoparquet import write_geoparquet

ROOT = Path(__file__).parents[1]
WANTED_S = 30.0
"""Seconds for ten half-years of 100,000 locations."""
ROUNDING = 1e-12
SEED = 20260101
SCAN = "halfjaren"
LAYERS: tuple[str, ...] = (
    "gemeenten",
    "landgebied",
    "wijken",
    "buurten",
    "panden",
    "adressen",
    "percelen",
    "verblijfsobjecten",
)
LAYERS = (*LAYERS, "leegstand")
DAYS = [f"{year}-{month:02d}-01" for year in range(2021, 2026) for month in (1, 7)]
STEP_M = 40_000.0
CHANGED, REDRAWN, GONE = 0.03, 0.005, 0.01
"""Shares of the locations that change in a half-year."""


def main() -> int:
    """Exit code: 0 when all adds up, 1 otherwise; time decides nothing."""
    parser = argparse.ArgumentParser(description="Meet het vergelijken van bewaarde scans.")
    parser.add_argument("aantal", type=int, nargs="?", default=100_000, help="locaties per scan")
    parser.add_argument("--halfjaren", type=int, default=len(DAYS), help="aantal bewaarde scans")
    asked = parser.parse_args()
    console = Console(stderr=True, highlight=False)
    with tempfile.TemporaryDirectory() as name:
        uit = Path(name) / "uit"
        make_archive(uit, asked.aantal, DAYS[: asked.halfjaren])
        begun = time.perf_counter()
        run("vergelijk", SCAN, "--alle", "--uit", str(uit))
        toolkit_s = time.perf_counter() - begun
        begun = time.perf_counter()
        simple = subtracted(uit)
        simple_s = time.perf_counter() - begun
        worst, differing = checked(uit, simple)
    figures = {
        "locations": asked.aantal,
        "scans": asked.halfjaren,
        "toolkit_s": toolkit_s,
        "simple_s": simple_s,
        "ratio": toolkit_s / simple_s,
        "wanted_s": WANTED_S,
        "largest_remainder": worst,
        "differing": differing,
    }
    target = ROOT / "build" / "vergelijken.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    console.print(
        f"{asked.halfjaren} scans van {asked.aantal} locaties: geo-risico vergelijk {toolkit_s:.1f} s "
        f"(gewenst {WANTED_S:g} bij tien van 100.000), lezen en aftrekken op id {simple_s:.1f} s, "
        f"{toolkit_s / simple_s:.1f} keer; grootste rest van de verdeling {worst:.1e}; "
        f"andere uitkomst dan aftrekken: {differing}. Geschreven: {target}"
    )
    return 0 if worst < ROUNDING and not differing else 1


def run(*words: str) -> None:
    """Run the command line in a process of its own."""
    subprocess.run([sys.executable, "-m", "geo_risico", *words], cwd=ROOT, check=True, capture_output=True)


def make_archive(uit: Path, count: int, days: list[str]) -> None:
    """Archive with one edition for each day."""
    seed = _first(uit.parent)
    manifest = json.loads((seed / "manifest.json").read_text(encoding="utf-8"))
    rng = np.random.default_rng(SEED)
    locations = _copied(gpd.read_parquet(seed / "locaties.parquet").drop(columns="bbox", errors="ignore"), count)
    names = [item["name"] for item in manifest["indicators"] if item["name"] in locations]
    for number, day in enumerate(days):
        folder = uit / "archief" / SCAN / f"peildatum={day}" / "uitgave=1"
        folder.mkdir(parents=True)
        if number:
            locations = _later(locations, names, number, rng)
        write_geoparquet(locations, folder / "locaties.parquet")
        for name in ("gebieden.parquet", "methode.json"):
            (folder / name).write_bytes((seed / name).read_bytes())
        (folder / "manifest.json").write_text(json.dumps(_dated(manifest, day, number)), encoding="utf-8")


def _first(folder: Path) -> Path:
    """Edition of a scan of the fictitious gemeente."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content |= {"name": SCAN, "themes": ["buitengebied"], "fictief": {"panden_count": 4000, "seed": 3}}
    content["layers"] = {key: content["layers"][key] for key in LAYERS}
    path = folder / f"{SCAN}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    run("scan", str(path), "--uit", str(folder / "eerst"), "--cache", str(folder / "cache"))
    return runs_of(folder / "eerst", SCAN)[-1]


def _copied(frame: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """The same locations beside each other, until there are so many."""
    parts = []
    for number in range(-(-count // len(frame))):
        part = frame.copy()
        part["geometry"] = part.geometry.translate(xoff=STEP_M * (number % 7), yoff=STEP_M * (number // 7))
        part["location_id"] = part["location_id"] + f"-{number}"
        parts.append(part)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True).head(count), crs=frame.crs)


def _later(frame: gpd.GeoDataFrame, names: list[str], number: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Half a year later: other values, other outlines, places gone and new."""
    frame = frame.copy()
    for name in names:
        rows = np.flatnonzero(rng.random(len(frame)) < CHANGED)
        values = frame[name].to_numpy(dtype=np.float64, copy=True)
        values[rows] = values[rng.integers(len(frame), size=len(rows))]
        frame[name] = values
    redrawn = rng.random(len(frame)) < REDRAWN
    frame["geometry"] = frame.geometry.where(~redrawn, frame.geometry.buffer(1.0))
    gone = rng.random(len(frame)) < GONE
    back = frame[gone].copy()
    back["location_id"] = [f"NIEUW-{number}-{row}" for row in range(len(back))]
    back["geometry"] = back.geometry.translate(xoff=STEP_M * 9)
    return gpd.GeoDataFrame(pd.concat([frame[~gone], back], ignore_index=True), crs=frame.crs)


def _dated(manifest: dict[str, Any], day: str, number: int) -> dict[str, Any]:
    """Manifest of a later scan, whose files are newer."""
    content = copy.deepcopy(manifest) | {"peildatum": day}
    for item in content["inputs"]:
        if item["status"] == "present" and item["layer"] == "panden":
            item |= {"peildatum": day, "sha256": f"{number:064x}"}
    return content


def subtracted(uit: Path) -> list[pd.Series]:
    """Change of each raw value that is in two scans one after another, as counted by an analyst."""
    frames = [gpd.read_parquet(folder / "locaties.parquet").set_index("location_id") for folder in runs_of(uit, SCAN)]
    found = []
    for old, new in pairwise(frames):
        both = new.index.intersection(old.index)
        names = [name for name in new.columns if new[name].dtype.kind in "if" and name in old]
        found.append(new.loc[both, names].sub(old.loc[both, names]).ne(0).any(axis=1))
    return found


def checked(uit: Path, simple: list[pd.Series]) -> tuple[float, int]:
    """Largest remainder of the split, and the locations that changed here but not in the simple way."""
    worst, differing = 0.0, 0
    paths = sorted((uit / "vergelijkingen").glob("*/vergelijking.parquet"))
    for path, moved in zip(paths, simple, strict=True):
        rows = pd.read_parquet(path, columns=["location_id", "status", "change", "method", "data", "world"])
        rest = (rows["change"] - rows[["method", "data", "world"]].sum(axis=1, skipna=False)).abs()
        worst = max(worst, float(rest.max()))
        same = rows[rows["status"].eq("same") & rows["change"].abs().gt(1e-12)].set_index("location_id")
        differing += int((~moved.reindex(same.index).fillna(value=False).astype(bool)).sum())
    return worst, differing


if __name__ == "__main__":
    sys.exit(main())
