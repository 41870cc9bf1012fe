"""Good inputs to start from, small and made here: a file for each target, in a folder of its own."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import osmium
import osmium.osm.mutable as osm
import pandas as pd
import rasterio
import shapely
import yaml

from geo_risico.catalog import definitions_folder
from geo_risico.core.chain import OWN, START, link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ROOT = definitions_folder()
HASH = "0" * 64
ROWS = [("a", "200000", "500000", "2023-01-01"), ("b", "200100,5", "500100", "1-2-2023")]
TABLE = "melding_id;x;y;datum\n" + "".join(f"{';'.join(row)}\n" for row in ROWS)
FINDINGS = {
    "soort": "geo-risico bevindingen", "versie": 1, "scan": "proef", "peildatum": "2026-01-01", "is_fictief": True,
    "lijst": "standaard",
    "bevindingen": [{"location_id": "ERF-1", "uitkomst": "aangetroffen", "bevindingen": ["asbest"], "gezien": [1],
                     "op": "2026-03-01T10:00:00.000Z"}],
}  # fmt: skip
MARKS = {"scan": "proef", "oordelen": [{"location_id": "ERF-1", "oordeel": "echt", "op": "2026-01-01T10:00:00Z"}]}
KEPT = "location_id,oordeel,op,bestand,sha256,ingelezen_op\nERF-1,echt,2026-01-01,a.json,aa,2026-01-02\n"
VISITS = {"soort": "geo-risico bezoeklijst", "scan": "proef", "stops": [{"location_id": "ERF-1", "thema": "erven"}]}
RECORD = {
    "name": "proef", "title": "Proef", "profile": "partner", "theme": "erven", "peildatum": "2025-01-01",
    "created": "2025-02-01T10:00:00+00:00", "expires": "2026-01-01", "is_fictief": True, "beside": {},
    "scan": {"area": {}}, "code_version": "1", "catalog_sha256": HASH, "doel": "proef", "grondslag": "proef",
    "inputs": [], "indicators": [], "weights": {},
}  # fmt: skip
CHOICE = {
    "kind": "geo-risico keuze", "version": 1, "keuze_id": "2026-01-01-aaaaaa", "scan": "proef", "is_fictief": True,
    "peildatum": "2026-01-01", "made_at": "2026-01-01T10:00:00+00:00", "seed": 1, "settings": {}, "seal": HASH,
    "rows_sha256": hashlib.sha256(b"x").hexdigest(),
}  # fmt: skip
SESSION = {
    "soort": "expertsessie", "versie": 1, "scan": "proef", "thema": "erven", "peildatum": "2026-01-01",
    "is_fictief": True, "gemaakt": "2026-02-01", "rollen": ["RIEC"], "weights": {"barn_share": 1.5},
}  # fmt: skip
GML = """<?xml version="1.0"?><c xmlns:gml="http://www.opengis.net/gml"><cityObjectMember><BuildingPart gml:id="a">
<creationDate>2020-01-01</creationDate><identificatieBAGPND>0166100000000001</identificatieBAGPND><imgeo:geometrie2dGrondvlak
 xmlns:imgeo="i"><gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992"><gml:exterior><gml:LinearRing><gml:posList>
200000 500000 200010 500000 200010 500010 200000 500000</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>
</imgeo:geometrie2dGrondvlak></BuildingPart></cityObjectMember></c>"""
VRT = """<VRTDataset rasterXSize="16" rasterYSize="16"><SRS>EPSG:28992</SRS><GeoTransform>200000,10,0,500000,0,-10
</GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
<SourceFilename relativeToVRT="1">b.tif</SourceFilename>
<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"""


def seeds(folder: Path) -> dict[str, bytes]:
    """Name of a target -> bytes of a good input.

    Parameters
    ----------
    folder
        Empty; holds the files that a library must write itself.
    """
    texts: dict[str, Any] = {
        "csv": TABLE, "tsv": TABLE.replace(";", "\t"), "json": {"Result": [{"Id": 1, "Name": "Kade", "GeoType": "x"}]},
        "gml": GML, "vrt": VRT, "oordelen_bewaard": KEPT, "bevindingen_json": FINDINGS, "oordelen": MARKS,
        "bevindingen_csv": "location_id;uitkomst;bevindingen;op\nERF-1;aangetroffen;asbest;1-3-2026\n",
        "oordelen_csv": "location_id;oordeel\nERF-1;echt\n", "bezoeklijst": VISITS, "archief": RECORD, "eerder": RECORD,
        "bezoeklijst_csv": "location_id;thema\nERF-1;erven\n", "einddatum": RECORD, "keuze": CHOICE,
        "methode": {"themes": []}, "keten": chain_text({"a": 1}, {"b": [1.5, None]}),
        "logboek": chain_text({"location_id": "ERF-1", "uitkomst": "aangetroffen"}),
        "momentopname": {"made_at": "2026-01-01T00:00:00+00:00", "files": {}},
        "stac": {"type": "Feature", "stac_version": "1.0.0", "properties": {"datetime": "2024-01-01T00:00:00Z"},
                 "assets": {"band": {"href": "b.tif"}}},
        "gewichten": yaml.safe_dump(SESSION),
    }  # fmt: skip
    found = {name: _bytes(text) for name, text in texts.items()}
    for name, path in DEFINITIONS.items():
        found[name] = (ROOT / path).read_bytes()
    found["indicator"] = b"name: proef\ntitle: Proef\n"
    return found | {name: write(folder) for name, write in WRITTEN.items()}


DEFINITIONS = {
    "laag": "layers/panden.yaml", "bron": "layers/sources/bag_panden.yaml", "thema": "scans/themes/buitengebied.yaml",
    "scan": "scans/nieuwpolder.yaml", "scenario": "scans/scenarios/haven_hek_cameras.yaml",
}  # fmt: skip


def chain_text(*lines: Mapping[str, object]) -> str:
    """Lines of a whole chain."""
    made: list[Mapping[str, object]] = []
    for content in lines:
        made.append(link(content, str(made[-1][OWN]) if made else START))
    return "".join(f"{json.dumps(line)}\n" for line in made)


def _bytes(text: Any) -> bytes:  # noqa: ANN401 - any JSON value, or a text
    return (text if isinstance(text, str) else json.dumps(text)).encode()


def panden() -> gpd.GeoDataFrame:
    """Three buildings with the columns of the BAG."""
    x = 200_000 + 100 * np.arange(3)
    columns = {"identificatie": [f"0166100000{i:06d}" for i in range(3)], "bouwjaar": [1900, 1950, 2001]}
    shapes = shapely.box(x, 500_100, x + 20, 500_130)
    return gpd.GeoDataFrame(columns | {"status": "Pand in gebruik"}, geometry=shapes, crs="EPSG:28992")


def _vector(suffix: str, **options: Any) -> Callable[[Path], bytes]:  # noqa: ANN401 - of the driver
    def write(folder: Path) -> bytes:
        path = folder / f"zaad{suffix}"
        panden().to_file(path, **options)
        return path.read_bytes()

    return write


def _parquet(folder: Path) -> bytes:
    panden().to_parquet(folder / "zaad.parquet")
    return (folder / "zaad.parquet").read_bytes()


def _shape_zip(folder: Path) -> bytes:
    panden().to_file(folder / "zaad.shp")
    return _zipped({path.name: path.read_bytes() for path in sorted(folder.glob("zaad.[sdp][hbr][pxfj]"))})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _sheet(_: Path) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(ROWS, columns=["melding_id", "x", "y", "datum"]).to_excel(stream, index=False)
    return stream.getvalue()


def _form(_: Path) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {
        "Locaties": [["location_id", "cameras"], ["ERF-1", 2]],
        "Gewichten": [["indicator", "gewicht"], ["barn_share", 1.5]],
        "_scan": [["scan", "proef"], ["thema", "erven"], ["peildatum", "2026-01-01"], ["locatie", "ERF-1"],
                       ["gewicht", "barn_share", 1.0], ["schouw", "nee"]],
    }  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def raster(path: Path) -> bytes:
    """Bytes of a small GeoTIFF, also left at ``path``."""
    values = np.arange(256, dtype="uint8").reshape(1, 16, 16)
    place = rasterio.Affine(10, 0, 200_000, 0, -10, 500_000)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, width=16, height=16, dtype="uint8", crs="EPSG:28992", transform=place,
        compress="deflate",
    ) as data:  # fmt: skip
        data.write(values)
    return path.read_bytes()


def _extract(folder: Path) -> bytes:
    path = folder / "zaad.osm.pbf"
    corners = [(6.0, 52.5), (6.001, 52.5), (6.001, 52.501), (6.0, 52.5)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(corners[:3], start=1):
            writer.add_node(osm.Node(id=number, location=place, version=1))
        writer.add_way(osm.Way(id=9, nodes=[1, 2, 3, 1], tags={"building": "barn", "start_date": "1950"}, version=1))
    return path.read_bytes()


WRITTEN: dict[str, Callable[[Path], bytes]] = {
    "geojson": _vector(".geojson"),
    "gebied": _vector("2.geojson"),
    "gpkg": _vector(".gpkg", layer="pand"),
    "fgb": _vector(".fgb"),
    "geoparquet": _parquet,
    "shapezip": _shape_zip,
    "gmlzip": lambda _: _zipped({"bgt_pand.gml": GML.encode()}),
    "xlsx": _sheet,
    "invulblad": _form,
    "pbf": _extract,
    "geotiff": lambda folder: raster(folder / "b.tif"),
}
