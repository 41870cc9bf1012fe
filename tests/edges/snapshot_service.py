"""An OGC API Features service on loopback over frames that a test changes, with an index, cursors and RD."""

import datetime as dt
import functools
import importlib.util
import json
import threading
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from werkzeug.wrappers import Request, Response

from geo_risico.catalog import load_catalog
from geo_risico.io.sources.fictief import ensure
from geo_risico.scan.fetching_registers import Fetching
from geo_risico.scan.haul import Order, haul

_SPEC = importlib.util.spec_from_file_location("servers", Path(__file__).with_name("services_servers.py"))
servers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(servers)

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
APIS = {
    "kadaster/bag/ogc/v2": ("bag.gpkg", ["pand", "verblijfsobject", "ligplaats", "standplaats"]),
    "kadaster/brk-kadastrale-kaart/ogc/v1": ("brk.gpkg", ["perceel"]),
    "kadaster/brk-bestuurlijke-gebieden/ogc/v1": (
        "bestuurlijke_gebieden.gpkg",
        ["gemeentegebied", "provinciegebied", "landgebied"],
    ),
    "cbs/wijken-en-buurten-2025/ogc/v1": ("wijkenbuurten.gpkg", ["wijken", "buurten"]),
    "kadaster/brt-top10nl/ogc/v1": ("top10nl.gpkg", ["plaats_vlak", "functioneel_gebied_vlak", "gebouw_vlak"]),
}
"""Path of a service -> file of the fictitious gemeente and its tables."""
ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
LAYERS = ("panden", "adressen", "wijken", "landgebied")


class Service:
    """WSGI app; ``frames``: (api, collection) -> rows. A test may replace rows between requests."""

    def __init__(self, frames):
        self.frames, self.lock, self.count, self.after = frames, threading.Lock(), 0, lambda _: None

    def __call__(self, environ, start_response):
        request = Request(environ)
        with self.lock:
            self.count += 1
            self.after(self.count)
            found, headers = self._answer(request, request.path.strip("/"), f"http://{request.host}")
        if found is None:
            return Response("geen", 404)(environ, start_response)
        return Response(json.dumps(found), 200, headers, content_type="application/geo+json")(environ, start_response)

    def _answer(self, request, path, here):
        apis = sorted({api for api, _ in self.frames})
        if path == "index.json":
            return {"apis": [{"links": [{"rel": "root", "href": f"{here}/{api}"}]} for api in apis]}, {}
        api = next((one for one in apis if path == one or path.startswith(f"{one}/")), None)
        if api is None:
            return None, {}
        steps = path[len(api) :].strip("/").split("/")
        names = sorted(name for one, name in self.frames if one == api)
        if steps == ["collections"]:
            return {"collections": [self._about(f"{here}/{api}", name) for name in names], "links": []}, {}
        if len(steps) < 2 or steps[1] not in names:
            return None, {}
        if len(steps) == 2:
            return self._about(f"{here}/{api}", steps[1]), {}
        return self._items(request, self.frames[api, steps[1]], f"{here}/{path}")

    def _about(self, base, name):
        links = [{"rel": "items", "type": "application/geo+json", "href": f"{base}/collections/{name}/items?f=json"}]
        return {"id": name, "title": name, "crs": [CRS84, RD], "extent": {}, "links": links}

    def _items(self, request, frame, address):
        bbox = request.args.get("bbox")
        rows = frame if bbox is None else frame[frame.intersects(shapely.box(*map(float, bbox.split(","))))]
        begin, size = int(request.args.get("cursor", 0)), min(int(request.args.get("limit", 10)), 1000)
        page = rows.iloc[begin : begin + size]
        content = json.loads(page.to_json(drop_id=False, show_bbox=False))
        for one in content["features"]:
            one["properties"] = {key: value for key, value in one["properties"].items() if value is not None}
        links = []
        if begin + size < len(rows):
            others = "&".join(f"{key}={value}" for key, value in request.args.items() if key != "cursor")
            links = [{"rel": "next", "href": f"{address}?{others}&cursor={begin + size}"}]
        kept = {"type": "FeatureCollection", "features": content["features"], "links": links}
        return {**kept, "numberReturned": len(page)}, {"Content-Crs": f"<{RD}>"}


def frames_of(folder):
    """Rows of the fictitious gemeente by api and collection."""
    found = {}
    for api, (file, tables) in APIS.items():
        for table in tables:
            rows = pyogrio.read_dataframe(Path(folder) / file, layer=table)
            found[api, table] = _plain(rows.to_crs(28992) if rows.crs is not None else rows)
    return found


def _plain(rows):
    """Rows with dates as text, as JSON has them."""
    texts = pd.api.types.is_datetime64_any_dtype
    dates = [name for name in rows.columns if name != "geometry" and texts(rows[name])]
    return gpd.GeoDataFrame(rows.assign(**{name: rows[name].astype(str).replace("NaT", None) for name in dates}))


@contextmanager
def fictief_service(cache, panden_count=500, seed=3):
    """Service, gateway before it and address of its index, over a small fictitious gemeente."""
    service = Service(frames_of(ensure(Path(cache), panden_count=panden_count, seed=seed)))
    with servers.served(service) as (gateway, address):
        yield service, gateway, f"{address}/index.json"


def fetched(folder, index, *asked, now=NOW, refresh="missing", names=LAYERS, **changes):
    """Haul into a folder, with its parts beside it."""
    how = Fetching(
        folder=folder,
        work=folder.with_name(f"{folder.name}_delen"),
        now=now,
        peildatum=now.date(),
        fixed_date=False,
        refresh=refresh,
        most_mb=100,
        report=lambda *_: None,
        index=index,
    )
    return haul(Order(gemeenten=asked, names=names, **changes), how, definitions())


@functools.cache
def definitions():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def digests(folder):
    """SHA-256 of each file of a snapshot as its record says."""
    content = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    return {one["register"]: one["sha256"] for records in content["layers"].values() for one in records}
