"""Everything that reads an input of somebody else: a name, good inputs to start from, and what reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from geo_risico.catalog import definitions_folder, load_catalog, load_scan
from geo_risico.catalog.scenario import load_scenario
from geo_risico.catalog.yaml_files import parse
from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
from geo_risico.core.source_specs import LayerUse, SourceSpec
from geo_risico.core.specs import IndicatorSpec, LayerSpec, ThemeSpec
from geo_risico.io.archive import read_run
from geo_risico.io.chain_file import read_chain
from geo_risico.io.choices import read_choice
from geo_risico.io.findings import read_findings
from geo_risico.io.findings.history import read_log
from geo_risico.io.former import run_areas
from geo_risico.io.invulblad.read import read_invulblad
from geo_risico.io.marks.history import read_history
from geo_risico.io.marks.read import read_marks
from geo_risico.io.raster import open_rasters
from geo_risico.io.read import read_layer
from geo_risico.io.registers.snapshot import read_snapshot
from geo_risico.io.request import ReadRequest
from geo_risico.io.retention import output_folders
from geo_risico.io.scenario_files import read_area
from geo_risico.io.wanted import read_asked
from geo_risico.io.weights_file import is_session, read_session, read_weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = dt.date(2024, 1, 1)
ROOT = definitions_folder()


@dataclass(frozen=True, kw_only=True)
class Target:
    """One reader: the name that its file must have, and what reads a folder with that file in it."""

    name: str
    file: str
    read: Callable[[Path], object]


def layer(source: str, file: str, **changes: object) -> Callable[[Path], object]:
    """Reader of one file as a layer of a scan."""
    content = yaml.safe_load((ROOT / "layers" / "sources" / f"{source}.yaml").read_text("utf-8"))
    spec = SourceSpec.model_validate(content).model_copy(update=changes)
    kind = LayerSpec.model_validate(yaml.safe_load((ROOT / "layers" / f"{spec.layer}.yaml").read_text("utf-8")))

    def read(folder: Path) -> object:
        request = ReadRequest(folder=folder, bounds=(1e5, 4e5, 3e5, 6e5), peildatum=DAY)
        return read_layer(kind, [(LayerUse(source=source, path=file), spec)], request)

    return read


def raster(file: str) -> Callable[[Path], object]:
    """Reader of one file as a raster layer of a scan."""
    column = {"band": {"title": "band", "dtype": "number"}}
    kind = LayerSpec.model_validate(
        {"name": "proef", "title": "Proef", "description": "Proef", "geometry": "raster", "columns": column}
    )
    words = dict.fromkeys(("name", "title", "layer", "register_name", "licence", "attribution", "sensor"), "proef")
    source = RasterSourceSpec.model_validate(
        words | {"access": "open", "resampling": "bilinear", "bands": {"band": {"index": 1, "asset": "band"}}}
    )

    def read(folder: Path) -> object:
        request = ReadRequest(folder=folder, bounds=None, peildatum=DAY)
        use = RasterUse(source="proef", path=file, peildatum=DAY)
        return open_rasters(kind, [(use, source)], request)[1]

    return read


def _scenario(folder: Path) -> object:
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    return load_scenario(folder / "proef.yaml", catalog)


def _weights(folder: Path) -> object:
    path = folder / "w.yaml"
    return read_session(path) if is_session(path) else read_weights(path)


def _snapshot(folder: Path) -> object:
    return read_snapshot(folder)


TARGETS: tuple[Target, ...] = (
    Target(name="csv", file="m.csv", read=layer("meldingen_tabel", "m.csv")),
    Target(name="tsv", file="m.tsv", read=layer("meldingen_tabel", "m.tsv")),
    Target(name="xlsx", file="m.xlsx", read=layer("meldingen_tabel", "m.xlsx")),
    Target(name="json", file="f.json", read=layer("fis_terminal", "f.json")),
    Target(name="geojson", file="p.geojson", read=layer("bag_panden", "p.geojson")),
    Target(name="gpkg", file="p.gpkg", read=layer("bag_panden", "p.gpkg")),
    Target(name="fgb", file="p.fgb", read=layer("bag_panden", "p.fgb")),
    Target(name="geoparquet", file="p.parquet", read=layer("bag_panden", "p.parquet")),
    Target(name="shapezip", file="p.zip", read=layer("bag_panden", "p.zip", member="*.shp")),
    Target(name="gml", file="b.gml", read=layer("bgt_panden", "b.gml")),
    Target(name="gmlzip", file="b.zip", read=layer("bgt_panden", "b.zip")),
    Target(name="pbf", file="o.osm.pbf", read=layer("osm_panden", "o.osm.pbf")),
    Target(name="geotiff", file="r.tif", read=raster("r.tif")),
    Target(name="vrt", file="r.vrt", read=raster("r.vrt")),
    Target(name="stac", file="i.json", read=raster("i.json")),
    Target(name="gebied", file="g.geojson", read=lambda folder: read_area(folder / "g.geojson")),
    Target(name="laag", file="l.yaml", read=lambda folder: parse(folder / "l.yaml", LayerSpec)),
    Target(name="bron", file="b.yaml", read=lambda folder: parse(folder / "b.yaml", SourceSpec)),
    Target(name="indicator", file="i.yaml", read=lambda folder: parse(folder / "i.yaml", IndicatorSpec)),
    Target(name="thema", file="t.yaml", read=lambda folder: parse(folder / "t.yaml", ThemeSpec)),
    Target(name="scan", file="s.yaml", read=lambda folder: load_scan(folder / "s.yaml")),
    Target(name="scenario", file="proef.yaml", read=_scenario),
    Target(name="gewichten", file="w.yaml", read=_weights),
    Target(name="invulblad", file="r.xlsx", read=lambda folder: read_invulblad(folder / "r.xlsx")),
    Target(name="bevindingen_json", file="b.json", read=lambda folder: read_findings(folder / "b.json")),
    Target(name="bevindingen_csv", file="b.csv", read=lambda folder: read_findings(folder / "b.csv")),
    Target(name="logboek", file="b.jsonl", read=lambda folder: read_log(folder / "b.jsonl", is_slot_lost=True)),
    Target(name="keten", file="k.jsonl", read=lambda folder: read_chain(folder / "k.jsonl")),
    Target(name="oordelen", file="o.json", read=lambda folder: read_marks(folder / "o.json")),
    Target(name="oordelen_csv", file="o.csv", read=lambda folder: read_marks(folder / "o.csv")),
    Target(name="oordelen_bewaard", file="o.csv", read=lambda folder: read_history(folder / "o.csv")),
    Target(name="bezoeklijst", file="v.json", read=lambda folder: read_asked(folder / "v.json")),
    Target(name="bezoeklijst_csv", file="v.csv", read=lambda folder: read_asked(folder / "v.csv")),
    Target(name="momentopname", file="snapshot.json", read=_snapshot),
    Target(name="keuze", file="verzegeld/keuze.json", read=read_choice),
    Target(name="archief", file="manifest.json", read=read_run),
    Target(name="methode", file="methode.json", read=read_run),
    Target(name="eerder", file="manifest.json", read=lambda folder: run_areas(folder, "partner")),
    Target(name="einddatum", file="uit/manifest.json", read=output_folders),
)
