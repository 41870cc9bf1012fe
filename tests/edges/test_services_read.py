"""What was fetched is read back by the source definitions, without a server: dates, offset of Sentinel-2, clouds."""

import datetime as dt
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from geo_risico.catalog.yaml_files import parse
from geo_risico.core.raster import Window
from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
from geo_risico.core.specs import LayerSpec
from geo_risico.io.raster import open_rasters
from geo_risico.io.request import ReadRequest
from geo_risico.io.services import fetch

LAYERS = Path(__file__).parents[2] / "layers"


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("services_sample")


def test_offset_of_sentinel_2_survives_the_fetch(tmp_path):
    shifted = {"s2:processing_baseline": "04.00", "earthsearch:boa_offset_applied": False}
    with servers.served(servers.files(tmp_path)) as (_, address):
        items = [
            sample.scene(tmp_path, "S2A_31UGU_1", 32631, "2022-05-03", base=f"{address}/"),
            sample.scene(tmp_path, "S2A_31UGU_2", 32631, "2022-06-12", base=f"{address}/", **shifted),
        ]
        url = sample.static_catalog(tmp_path, items, address)
        wish = sample.wish_of(sample.service("sentinel2_stac"), url, layer="satellietbeelden")
        fetched = fetch(wish, sample.request_in(tmp_path))
    source = parse(LAYERS / "rasters" / "sentinel2_l2a.yaml", RasterSourceSpec)
    uses = [(RasterUse(source=source.name, path=f"beelden/{name}"), source) for name in fetched.scenes]
    request = ReadRequest(
        folder=tmp_path / "scan", bounds=sample.AREA, peildatum=dt.date(2024, 1, 1), fictief_folder=None
    )
    layer, provenance = open_rasters(parse(LAYERS / "satellietbeelden.yaml", LayerSpec), uses, request)
    middle = [
        scene.read(["rood"], Window(row=scene.grid.height // 2, column=scene.grid.width // 2, height=2, width=2))
        for scene in layer.scenes
    ]
    assert [scene.meta.date for scene in layer.scenes] == [dt.date(2022, 5, 3), dt.date(2022, 6, 12)]
    assert np.unique(middle[0]) == pytest.approx([0.1003], abs=1e-6)
    assert np.unique(middle[1]) == pytest.approx([0.0012], abs=1e-6)
    assert {item.status for item in provenance} == {"present"}
    assert {item.origin.register for item in provenance} == {"sentinel2_stac"}
    assert {item.origin.url for item in provenance} == {url}
    assert all(json.loads(item.origin.parameters)["crs"] == "EPSG:28992" for item in provenance)
