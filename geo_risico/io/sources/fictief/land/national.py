"""What is of the whole country: outlines, waterways, the table of provinces, and a scan definition that is ready."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
import yaml

from geo_risico.io.geoparquet import put_whole
from geo_risico.io.parquet_folder import EXTENTS
from geo_risico.io.sources.fictief.land.places import placed_shapes
from geo_risico.io.sources.fictief.land.store import put_text, write_layer
from geo_risico.io.sources.fictief.land.tables import CANAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.sources.fictief.geometry import Geometries, Ints
    from geo_risico.io.sources.fictief.land.borders import Borders
    from geo_risico.io.sources.fictief.land.places import Tiles
    from geo_risico.io.sources.fictief.land.stamps import Stamps

DEFINITION: Final = "land.yaml"
PROVINCES: Final = "provincies.csv"
ACCOUNT: Final = "land.json"
GAP_M: Final = 60.0
"""Slivers between simplified boundaries that are no border of the country."""
PEILDATUM: Final = "2024-12-31"
SOURCES: Final = {
    "wijken": ("cbs_wijken", "wijken/", "2024-01-01"),
    "buurten": ("cbs_buurten", "buurten/", "2024-01-01"),
    "panden": ("bag_panden", "panden/", PEILDATUM),
    "verblijfsobjecten": ("bag_verblijfsobjecten", "verblijfsobjecten/", PEILDATUM),
    "adressen": ("bag_adressen", "verblijfsobjecten/", PEILDATUM),
    "percelen": ("brk_percelen", "percelen/", PEILDATUM),
    "plaatsen": ("top10_plaatsen", "plaatsen/", PEILDATUM),
    "wegen": ("top10_wegen", "wegen/", PEILDATUM),
    "opritten": ("nwb_opritten", "opritten/", PEILDATUM),
    "waterdelen": ("top10_waterdelen", "waterdelen/", PEILDATUM),
    "beplanting": ("top10_beplanting", "beplanting/", PEILDATUM),
    "kassen": ("top10_kassen", "kassen/", PEILDATUM),
    "functionele_gebieden": ("top10_functionele_gebieden", "functionele_gebieden/", PEILDATUM),
    "gebruikslocaties": ("osm_gebruikslocaties", "gebruikslocaties/", PEILDATUM),
}
CROPS: Final = (("gewaspercelen_2020/", "2020-05-15"), ("gewaspercelen_2024/", "2024-05-15"))


def write_national(
    folder: Path, borders: Borders, squares: tuple[Tiles, Stamps], facts: Sequence[dict[str, Any]], seed: int
) -> None:
    """Write the layers of the whole country, the table of provinces and, last, the scan definition.

    Parameters
    ----------
    folder
        Folder of the country, with the layers of every gemeente.
    borders
        The gemeenten.
    squares
        Squares of the country and what lies on them.
    facts
        What was written for each gemeente.
    seed
        Seed of the country, also that of the scan.

    Raises
    ------
    OutputError
        When there is no room.
    """
    write_layer(folder / "gemeenten.parquet", _gemeenten(borders), borders.outline)
    land = pa.table({"identificatie": ["6030"], "code": ["6030"], "naam": ["Nederland"]})
    write_layer(folder / "landgebied.parquet", land, np.array([_country(borders.outline)], dtype=object))
    waterways, lines = _waterways(*squares)
    if len(lines):
        write_layer(folder / "vaarwegen.parquet", waterways, lines)
    table = pd.DataFrame({"gemeentecode": borders.code, "gemeentenaam": borders.name, "provincie": borders.province})
    put_whole(folder / PROVINCES, lambda part: table.to_csv(part, index=False, lineterminator="\n"))
    _write_extents(folder, facts)
    account = {
        "fictief": "Verzonnen inhoud" + (", echte grenzen" if borders.is_real else ", verzonnen grenzen"),
        "herstel": list(borders.repairs),
        "gemeenten": [
            {"gemeente": made["gemeente"], "inputs": made["inputs"], "panden": made["files"]["panden"]["rows"]}
            for made in facts
        ],
    }
    put_text(folder / ACCOUNT, json.dumps(account, ensure_ascii=False, indent=1))
    put_text(folder / DEFINITION, _definition(folder, borders, seed))


def _write_extents(folder: Path, facts: Sequence[dict[str, Any]]) -> None:
    """Beside the files of each layer: where each lies, for a reader that meets a damaged one."""
    by_layer: dict[str, dict[str, list[float]]] = {}
    for made in facts:
        for name, told in made["files"].items():
            by_layer.setdefault(name, {})[f"{made['gemeente']}.parquet"] = told["bounds"]
    for name, extents in by_layer.items():
        put_text(folder / name / EXTENTS, json.dumps(extents))


def _gemeenten(borders: Borders) -> pa.Table:
    numbers = {name: k + 20 for k, name in enumerate(sorted(set(borders.province)))}
    return pa.table({
        "identificatie": list(borders.code),
        "code": [code.removeprefix("GM") for code in borders.code],
        "naam": list(borders.name),
        "ligt_in_provincie_code": [str(numbers[name]) for name in borders.province],
        "ligt_in_provincie_naam": list(borders.province),
    })  # fmt: skip


def _country(outlines: Geometries) -> shapely.Geometry:
    grown = shapely.union_all(shapely.buffer(outlines, GAP_M, join_style="mitre", mitre_limit=2.0))
    return shapely.make_valid(shapely.buffer(grown, -GAP_M, join_style="mitre", mitre_limit=2.0))


def _waterways(tiles: Tiles, stamps: Stamps) -> tuple[pa.Table, Geometries]:
    """Canals of all squares as sections with junction numbers of their own."""
    layer = stamps.layers[CANAL]
    row, tile = layer.on(tiles.stamp)
    lines = placed_shapes(layer.shape[row], tile, tiles)
    number = np.arange(len(lines))
    rows = layer.rows.take(row)
    begin, end = _junctions(lines)
    names = pa.array([f"Kanaal {k + 1}" for k in number.tolist()])
    columns = {"vwk_id": number + 1, "vwj_id_beg": begin, "vwj_id_end": end, "vrt_naam": names, "vwg_naam": names}
    columns |= {"vrt_code": pa.array([str(k + 1) for k in number.tolist()]), "endkm": shapely.length(lines) / 1000}
    for name, values in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values))
    return rows, lines


def _junctions(lines: Geometries) -> tuple[Ints, Ints]:
    if not len(lines):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    ends = np.stack([shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)], axis=1)
    _, node = np.unique(np.round(ends.reshape(-1, 2)).astype(np.int64), axis=0, return_inverse=True)
    begin, end = node.reshape(-1, 2).T
    return begin + 1, end + 1


def _definition(folder: Path, borders: Borders, seed: int) -> str:
    layers: dict[str, Any] = {
        "gemeenten": {"source": "gemeenten_bestuurlijk", "path": "gemeenten.parquet", "peildatum": PEILDATUM},
        "landgebied": {"source": "landgebied", "path": "landgebied.parquet", "peildatum": PEILDATUM},
    }
    for name, (source, path, day) in SOURCES.items():
        if (folder / path).is_dir():
            layers[name] = {"source": source, "path": path, "peildatum": day}
    if (folder / "vaarwegen.parquet").is_file():
        layers["vaarwegen"] = {"source": "nwb_vaarwegen", "path": "vaarwegen.parquet", "peildatum": PEILDATUM}
    crops = [{"source": "gewaspercelen", "path": p, "peildatum": d} for p, d in CROPS if (folder / p).is_dir()]
    layers |= {"gewaspercelen": crops} if crops else {}
    scan = {
        "name": "land",
        "title": "Gebiedsscan van een verzonnen land",
        "themes": ["buitengebied"],
        "peildatum": PEILDATUM,
        "doel": "Proef op landelijke schaal; alle inhoud is verzonnen"
        + (", de grenzen van gemeenten zijn echt" if borders.is_real else ""),
        "grondslag": "Geen; alle panden, adressen, percelen en wegen zijn verzonnen door dit programma",
        "bewaartermijn": "12 maanden",
        "opdrachtgever": "Voorbeeldprovincie",
        "profile": "partner",
        "is_fictief": True,
        "seed": seed,
        "area": {"gemeenten": list(borders.code), "buffer_m": 5000},
        "layers": layers,
    }
    note = "# Verzonnen land van geo-risico verzin-land. Een gemeente: zet bij area.gemeenten alleen haar code.\n"
    text: str = yaml.safe_dump(scan, allow_unicode=True, sort_keys=False, width=100_000, default_flow_style=None)
    return note + text.replace(f"'{PEILDATUM}'", PEILDATUM).rstrip("\n")
