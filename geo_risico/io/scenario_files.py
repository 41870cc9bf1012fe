"""Files of a scenario: areas that it chooses in, and what it came to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import SourceError
from geo_risico.core.scenario import BANNER
from geo_risico.core.terms import CRS_RD
from geo_risico.io.csv_table import write_csv_table
from geo_risico.io.files import locate
from geo_risico.io.geoparquet import write_geoparquet
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.kinds import check_kind
from geo_risico.io.wary.places import checked

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.core.results import ReleaseMeta
    from geo_risico.core.scenario import ScenarioOutcome

_DECIMALS = 6
_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".fgb")


def read_area(path: Path) -> shapely.Geometry:
    """All polygons of a file as one shape, EPSG:28992.

    Raises
    ------
    SourceError
        When the file cannot be read, says no crs or holds no polygon.
    """
    wanted = f"vlakken in {', '.join(_SUFFIXES)}"
    if path.suffix.lower() not in _SUFFIXES:
        raise SourceError(f"{path}: niet te lezen; verwacht {wanted}")
    located = locate(checked(path.parent, path.name), str(path), None)
    check_kind(located)
    with told(path, wanted):
        frame = gpd.read_file(path)
    if frame.crs is None or frame.empty:
        raise SourceError(f"{path}: {len(frame)} rijen, crs {frame.crs}; verwacht vlakken met een crs")
    shapes = frame.to_crs(CRS_RD).geometry
    polygons = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])]
    if polygons.empty:
        raise SourceError(f"{path}: geen vlakken; verwacht een of meer vlakken")
    return shapely.union_all(shapely.make_valid(np.asarray(polygons.array)))


def write_outcome(outcome: ScenarioOutcome, meta: ReleaseMeta, page: str, folder: Path) -> None:
    """Write page, tables and definition of a scenario into an empty folder.

    Parameters
    ----------
    outcome
        What may be shown.
    meta
        What stands on every output.
    page
        The page ``scenario.html``.
    folder
        Folder that exists.
    """
    (folder / "scenario.html").write_text(page, encoding="utf-8", newline="\n")
    for shift in outcome.shifts:
        name = shift.theme.name
        marked = shift.locations.assign(scenario=BANNER, is_fictief=meta.is_fictief)
        write_geoparquet(marked.reset_index(names="location_id"), folder / f"locaties_{name}.parquet")
        table = pd.DataFrame(marked.drop(columns="geometry")).reset_index(names="location_id")
        write_csv_table(table, folder / f"locaties_{name}.csv", decimals=_DECIMALS)
        for key, rows in (("gebieden", shift.areas), ("bandbreedte", shift.band)):
            if len(rows):
                told = rows.assign(scenario=BANNER, is_fictief=meta.is_fictief)
                write_csv_table(told, folder / f"{key}_{name}.csv", decimals=_DECIMALS)
    content = {
        "kind": "geo-risico scenario",
        "version": 1,
        "banner": BANNER,
        "is_fictief": meta.is_fictief,
        "scenario": outcome.spec.model_dump(mode="json"),
        "draws": outcome.draw_count,
        "steps": {
            step.name: {"candidates": step.candidate_count, "chosen": step.chosen_count} for step in outcome.steps
        },
        "notes": list(outcome.notes),
        "expires": meta.expires.isoformat(),
        "code_version": meta.version,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "scenario.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
