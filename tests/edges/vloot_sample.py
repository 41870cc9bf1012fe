"""Small runs of a fleet: the fictitious gemeente with her neighbours, and one gemeente cut in two through its erven."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import yaml

from geo_risico.catalog import load_catalog, load_scan
from geo_risico.governance import release
from geo_risico.io.sources.fictief import ensure
from geo_risico.io.write_tables import location_details
from geo_risico.scan.run import run_scan

ROOT = Path(__file__).parents[2]
CODES = ("GM9996", "GM9997", "GM9998", "GM9999")
FEW = ("gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "percelen", "verblijfsobjecten", "wegen")
WEST, EAST = "GM9901", "GM9902"


def region(folder, name="regio", layers=None, **changes):
    """File with the definition of the fictitious gemeente and her neighbours, of 1,000 panden."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder_regio.yaml").read_text(encoding="utf-8"))
    content |= {"name": name, "fictief": {"panden_count": 1000, "seed": 5}, **changes}
    content["layers"] = {key: content["layers"][key] for key in layers or content["layers"]}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def cut_in_two(folder, cache):
    """Definition in which the border of two gemeenten runs through the densest row of panden of the fictitious one."""
    made = ensure(cache, panden_count=1000, seed=5)
    whole = gpd.read_file(made / "bestuurlijke_gebieden.gpkg", layer="gemeentegebied")
    shape = whole.loc[whole["identificatie"].astype(str).str.endswith("9999"), "geometry"].iloc[0]
    panden = gpd.read_file(made / "bag.gpkg", layer="pand").geometry.centroid
    inside = panden[panden.within(shape)]
    counts, edges = np.histogram(inside.x, bins=60)
    place = int(np.argmax(counts))
    x = float(np.median(inside.x[inside.x.between(edges[place], edges[place + 1])]))
    minx, miny, maxx, maxy = shape.bounds
    halves = [shapely.box(minx, miny, x, maxy), shapely.box(x, miny, maxx, maxy)]
    frame = gpd.GeoDataFrame(
        {"identificatie": [WEST, EAST], "naam": ["Westhelft", "Oosthelft"]},
        geometry=[shapely.intersection(shape, half) for half in halves],
        crs=whole.crs,
    )
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_file(folder / "gemeenten.gpkg", layer="gemeentegebied")
    content = yaml.safe_load(region(folder, "gedeeld", buffer_free(FEW)).read_text(encoding="utf-8"))
    content["layers"]["gemeenten"] = {
        "source": "gemeenten_bestuurlijk", "path": "gemeenten.gpkg", "peildatum": "2026-01-01",
    }  # fmt: skip
    content["area"] = {"gemeenten": [WEST, EAST], "buffer_m": 25_000}
    path = folder / "gedeeld.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path, x


def buffer_free(layers):
    """Layers without those whose areas belong to one gemeente."""
    return [name for name in layers if name not in {"wijken", "buurten"}]


def vloot(*words, env=None, **options):
    """Finished process of the command."""
    return subprocess.run(
        [sys.executable, "-m", "geo_risico", "vloot", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
        **options,
    )


def places(folder):
    """All locations of the dataset of a run."""
    return gpd.read_parquet(folder / "locaties").set_index("location_id").sort_index()


def differences(one, other, tolerance=1e-9):
    """Columns in which two tables of the same locations differ, geometry included."""
    found = []
    for name in one.columns:
        a, b = one[name], other[name]
        if name == "geometry":
            same = np.asarray(shapely.equals_exact(a.to_numpy(), b.to_numpy(), 0))
        elif pd.api.types.is_numeric_dtype(a) and pd.api.types.is_numeric_dtype(b):
            same = np.isclose(a.astype(float), b.astype(float), rtol=tolerance, atol=tolerance, equal_nan=True)
        else:
            same = (a.astype("str").fillna("") == b.astype("str").fillna("")).to_numpy()
        if not same.all():
            found.append(f"{name}: {int((~same).sum())}")
    return found


def scan(path, cache):
    """All locations as one scan of all its gemeenten gives them to a partner."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    result = run_scan(load_scan(path), catalog, path.parent, cache=cache, step=lambda _: None)
    return location_details(release(result, version="proef")).set_index("location_id").sort_index()


def alone(path, code):
    """Definition of one gemeente of another definition, beside it."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["name"] = f"alleen_{code.lower()}"
    content["area"]["gemeenten"] = [code]
    single = path.with_name(f"alleen_{code.lower()}.yaml")
    single.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return single
