"""Images of a real coverage service in a snapshot: what each file is, what came, and a scan on them without network."""

import dataclasses
import importlib.util
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio

from geo_risico.core.service_specs import RasterServiceSpec
from geo_risico.io.files import sha256
from geo_risico.scan.fetching_registers import Fetching
from geo_risico.scan.haul import Order, haul


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


registers, servers, images = module("snapshot_service"), module("services_servers"), module("services_sample")
pytestmark = pytest.mark.skipif(shutil.which("mapserv") is None, reason="mapserv ontbreekt (scripts/servers.sh)")
PIXEL_M = 20.0


def heights(folder, bounds, value):
    """Heights over an area, all the same."""
    columns, rows = (int((bounds[i + 2] - bounds[i]) / PIXEL_M) + 200 for i in (0, 1))
    values = np.full((1, rows, columns), value, dtype=np.float32)
    left, top = bounds[0] - 100 * PIXEL_M, bounds[3] + 100 * PIXEL_M
    return images.write_tif(folder / "dsm.tif", values, left, top, PIXEL_M, nodata=-9999), (left, top, columns, rows)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Registers and heights of the fictitious gemeente on loopback, and the definitions that point there."""
    folder = tmp_path_factory.mktemp("wereld")
    with registers.fictief_service(folder / "fictief") as (service, _, index):
        bounds = tuple(float(one) for one in next(iter(service.frames.values())).total_bounds)
        dsm, (left, top, columns, rows) = heights(folder, bounds, 1.0)
        text = images.MAPFILE.format(
            left=left, top=top, right=left + columns * PIXEL_M, bottom=top - rows * PIXEL_M,
            dsm=dsm, photo=dsm, maxsize=4096,
        ).replace("dtm_05m", "dsm_05m")  # fmt: skip
        (folder / "proef.map").write_text(text, encoding="utf-8")
        with servers.served(servers.mapserver(folder / "proef.map")) as (gateway, address):
            catalog = registers.definitions()
            ahn = catalog.services["ahn_dsm"].model_dump() | {"endpoint": f"{address}/ows", "source": "ahn"}
            services = {**catalog.services, "ahn_dsm": RasterServiceSpec.model_validate(ahn)}
            yield SimpleNamespace(
                index=index, gateway=gateway, folder=folder, bounds=bounds,
                catalog=dataclasses.replace(catalog, services=services),
            )  # fmt: skip


def fetched(world, folder, refresh="missing"):
    how = Fetching(
        folder=folder, work=folder.with_name("delen"), now=registers.NOW, peildatum=registers.NOW.date(),
        fixed_date=False, refresh=refresh, most_mb=500, report=lambda *_: None, index=world.index,
    )  # fmt: skip
    order = Order(gemeenten=("Nieuwpolder",), names=("panden", "ahn_dsm"), pixel_m=PIXEL_M)
    return haul(order, how, world.catalog)


def test_the_record_tells_what_each_image_is_and_a_later_haul_what_changed(world, tmp_path):
    folder = tmp_path / "opname"
    first = fetched(world, folder)
    assert first.registers["ahn_dsm"].failure == ""
    record = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))["rasters"]["ahn_dsm"]
    assert record["licence"] == "CC0"
    assert "Actueel Hoogtebestand" in record["attribution"]
    assert (record["kind"], record["title"]) == ("wcs", "AHN hoogte van het oppervlak (DSM) via WCS")
    held = list((folder / record["folder"]).rglob("*.tif"))
    assert len(held) == len(record["files"]) == first.registers["ahn_dsm"].image_count > 0
    for one in record["files"]:
        path = folder / record["folder"] / one["file"]
        assert (one["sha256"], one["bytes"]) == (sha256(path), path.stat().st_size)
    with rasterio.open(held[0]) as data:
        assert set(np.unique(data.read(1))) == {1.0}

    world.gateway.calm()
    again = fetched(world, folder)
    assert again.registers["ahn_dsm"].reason == ""
    assert world.gateway.log == []

    heights(world.folder, world.bounds, 2.0)
    later = fetched(world, folder, "all").registers["ahn_dsm"]
    assert later.changes is not None
    assert (later.changes.added_count, later.changes.removed_count, later.changes.changed_count) == (0, 0, 1)
    told = json.loads((folder / "wijzigingen.json").read_text(encoding="utf-8"))["registers"]["ahn_dsm"]
    assert told["wijzigingen"]["veranderd"]["aantal"] == 1
    assert told["wijzigingen"]["veranderd"]["voorbeelden"][0].endswith(".tif")
    same = fetched(world, folder, "all").registers["ahn_dsm"]
    assert same.is_same
