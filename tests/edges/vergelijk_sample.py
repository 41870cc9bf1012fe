"""An archive of the fictitious gemeente with later editions in which we know what changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml
from shapely.affinity import translate

from geo_risico.io.geoparquet import write_geoparquet

ROOT = Path(__file__).parents[2]
SCAN = "halfjaren"
DAYS = ("2026-01-01", "2026-04-01", "2026-07-01")
LAYERS = ("gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "percelen", "verblijfsobjecten")


def definition(folder, profile="partner"):
    """File with the definition of a small scan."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content |= {"name": SCAN, "themes": ["buitengebied"], "rasters": {}, "fictief": {"panden_count": 1500, "seed": 3}}
    content |= {"profile": profile, "peildatum": DAYS[0]}
    content["layers"] = {key: content["layers"][key] for key in LAYERS}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{SCAN}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def edition(uit, day):
    """Folder of the edition of a day."""
    return uit / "archief" / SCAN / f"peildatum={day}" / "uitgave=1"


def add_later(uit, change):
    """Editions of the later days; ``change`` takes locations and the number of the day and gives the locations."""
    first = next((uit / "archief" / SCAN).glob("peildatum=*/uitgave=1"))
    if first != edition(uit, DAYS[0]):
        raise AssertionError(first)
    for number, day in enumerate(DAYS[1:], start=1):
        folder = edition(uit, day)
        shutil.copytree(edition(uit, DAYS[number - 1]), folder)
        facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for item in facts["inputs"]:
            if item["status"] == "present":
                item |= {"peildatum": day, "sha256": f"{number:064x}"}
        (folder / "manifest.json").write_text(json.dumps(facts | {"peildatum": day}), encoding="utf-8")
        path = folder / "locaties.parquet"
        if path.is_file():
            frame = gpd.read_parquet(path)
            write_geoparquet(change(frame.drop(columns="bbox", errors="ignore"), number), path)


def changed(frame, number):
    """The first day: a split, a gone and a new location, and one value; the second day: one value."""
    frame = frame.sort_values("location_id", ignore_index=True)
    known = frame.index[frame["barn_area_m2"].notna() & frame["score"].notna()]
    frame.loc[known[number], "barn_area_m2"] += 5000.0
    if number > 1:
        return frame
    shapes = frame.geometry.to_numpy(copy=True)
    west, south, east, north = shapes[known[5]].bounds
    middle = (west + east) / 2
    halves = frame.loc[[known[5], known[5]]].copy()
    halves["location_id"] = ["HELFT-1", "HELFT-2"]
    halves["geometry"] = [
        shapes[known[5]].intersection(box)
        for box in gpd.GeoSeries.from_wkt([_box(west, south, middle, north), _box(middle, south, east, north)])
    ]
    new = frame.loc[[known[6]]].copy()
    new["location_id"], new["geometry"] = "NIEUW-1", [translate(shapes[known[6]], 50_000.0)]
    rest = frame.drop(index=[known[5], known[7]])
    return gpd.GeoDataFrame(pd.concat([rest, halves, new], ignore_index=True), crs=frame.crs)


def _box(west, south, east, north):
    corners = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"
