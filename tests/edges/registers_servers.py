"""A service that behaves as PDOK does, before a real pygeoapi, and the faults that a test plans for it."""

import base64
import datetime as dt
import hashlib
import importlib.util
import json
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.wrappers import Request, Response

_SPEC = importlib.util.spec_from_file_location("registers_geoapi", Path(__file__).with_name("registers_geoapi.py"))
geoapi = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(geoapi)
CRS84, RD = geoapi.CRS84, geoapi.RD
LISTED = (CRS84, RD, "http://www.opengis.net/def/crs/EPSG/0/3857", "http://www.opengis.net/def/crs/EPSG/0/4258")
KNOWN = {"f", "limit", "bbox", "bbox-crs", "crs", "cursor"}


@dataclass
class Pdok:
    """WSGI app: index, several versions, cursors, silent clamp, refusals; ``apis``: path -> {collection: backend}.

    ``clamp`` is the largest page, ``overlap`` the number of features that a page repeats of the one before,
    ``temporal`` the collections with history: backend -> (column of begin, column of end).
    """

    backend: str
    apis: dict
    clamp: int = 1000
    overlap: int = 0
    ignores_crs: bool = False
    temporal: dict = field(default_factory=dict)

    def __call__(self, environ, start_response):
        request = Request(environ)
        try:
            body, headers = self._answer(request)
        except _RefusedError as error:
            said = {"title": "Bad Request", "status": error.status, "detail": f"{error}"}
            response = Response(json.dumps(said), error.status, content_type="application/problem+json")
        else:
            response = Response(json.dumps(body), 200, headers)
        return response(environ, start_response)

    def _answer(self, request):
        path = request.path.strip("/")
        here = f"http://{request.host}"
        if path == "index.json":
            return self._index(here), {"Content-Type": "application/json"}
        api = next((one for one in self.apis if path == one or path.startswith(f"{one}/")), None)
        if api is None:
            raise _RefusedError(404, "not found")
        steps = path[len(api) :].strip("/").split("/")
        if request.args.get("f", "json" if "json" in request.headers.get("Accept", "") else "html") != "json":
            raise _RefusedError(406, "html")
        if steps[-1] == "items":
            return self._items(request, f"{here}/{path}", self._named(api, steps[1]))
        kind = {"Content-Type": "application/json"}
        if steps[-1] == "schema":
            return self._inside(f"{self._named(api, steps[1])}/queryables", {}), {
                "Content-Type": "application/schema+json"
            }
        if steps[0] == "collections":
            if len(steps) == 2:
                return self._collection(f"{here}/{api}", api, steps[1]), kind
            listed = [self._collection(f"{here}/{api}", api, name) for name in self.apis[api]]
            return {"collections": listed, "links": []}, kind
        return {"title": api, "links": [{"rel": "data", "href": f"{here}/{api}/collections?f=json"}]}, kind

    def _index(self, here):
        apis = [
            {"title": path, "links": [{"rel": "root", "type": "application/json", "href": f"{here}/{path}"}]}
            for path in self.apis
        ]
        return {"apis": apis}

    def _named(self, api, name):
        if name not in self.apis[api]:
            raise _RefusedError(404, f"collection {name} not found")
        return self.apis[api][name]

    def _collection(self, base, api, name):
        backend = self._named(api, name)
        extent = {"spatial": {"bbox": [[3, 50, 8, 54]]}}
        if backend in self.temporal:
            extent["temporal"] = {"interval": [["2010-01-01T00:00:00Z", None]]}
        own = f"{base}/collections/{name}"
        links = [
            {"rel": "items", "type": "application/geo+json", "href": f"{own}/items?f=json"},
            {
                "rel": "http://www.opengis.net/def/rel/ogc/1.0/schema",
                "type": "application/schema+json",
                "href": f"{own}/schema?f=json",
            },
        ]
        return {"id": name, "title": name, "extent": extent, "crs": list(LISTED), "storageCrs": RD, "links": links}

    def _items(self, request, address, backend):
        asked = request.args.to_dict()
        allowed = KNOWN | ({"datetime"} if backend in self.temporal else set())
        if unknown := sorted(set(asked) - allowed):
            raise _RefusedError(400, f"unknown query parameter(s) found: {unknown[0]}={asked[unknown[0]]}")
        crs = _crs(asked, "crs")
        _bbox(asked)
        limit = min(_number(asked.get("limit", "10")), self.clamp)
        offset = _opened(asked)
        page, matched = self._page(backend, asked, limit, offset, CRS84 if self.ignores_crs else crs)
        features = [self._feature(backend, one) for one in page if self._holds(backend, one, asked)]
        found = {"type": "FeatureCollection", "timeStamp": "2026-01-01T12:00:00Z", "numberReturned": len(features)}
        links = [{"rel": "self", "href": request.url}, {"rel": "alternate", "href": f"{address}?f=html"}]
        if offset + limit < matched:
            links.append(
                {"rel": "next", "href": _sealed(address, asked, max(offset + limit - self.overlap, offset + 1))}
            )
        if offset:
            links.append({"rel": "prev", "href": f"{address}?f=json"})
        headers = {"Content-Type": "application/geo+json", "Content-Crs": f"<{CRS84 if self.ignores_crs else crs}>"}
        return found | {"links": links, "features": features}, headers

    def _page(self, backend, asked, limit, offset, crs):
        words = {"limit": limit, "offset": offset, "crs": crs}
        words |= {name: asked[name] for name in ("bbox", "bbox-crs") if name in asked}
        found = self._inside(f"{backend}/items", words)
        return found["features"], found["numberMatched"]

    def _inside(self, path, words):
        url = f"{self.backend}/collections/{path}?{urllib.parse.urlencode({'f': 'json'} | words)}"
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server on loopback
            return json.loads(answer.read())

    def _feature(self, backend, one):
        known = {name: value for name, value in one["properties"].items() if value is not None}
        fid = uuid.uuid5(uuid.NAMESPACE_URL, f"{backend}/{one['id']}")
        return {"type": "Feature", "properties": known, "geometry": one["geometry"], "id": f"{fid}"}

    def _holds(self, backend, one, asked):
        if "datetime" not in asked:
            return True
        try:
            moment = dt.datetime.fromisoformat(asked["datetime"])
        except ValueError as error:
            raise _RefusedError(400, "datetime must be RFC 3339") from error
        begin, end = (one["properties"].get(name) for name in self.temporal[backend])
        day = f"{moment:%Y-%m-%d}"
        return f"{begin}"[:10] <= day and (end is None or day < f"{end}"[:10])


class _RefusedError(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def _crs(asked, name):
    crs = asked.get(name, CRS84)
    if crs not in LISTED:
        raise _RefusedError(400, f"{name} '{crs}' is not supported")
    return crs


def _bbox(asked):
    _crs(asked, "bbox-crs")
    if "bbox" not in asked:
        return
    try:
        minx, miny, maxx, maxy = (float(one) for one in asked["bbox"].split(","))
    except ValueError as error:
        raise _RefusedError(400, "bbox should contain exactly 4 values") from error
    if maxx <= minx or maxy <= miny:
        raise _RefusedError(400, "bbox has no surface area")


def _number(text):
    if not text.isdigit() or int(text) < 1:
        raise _RefusedError(400, "limit must be a positive number")
    return int(text)


def _seal(asked):
    plain = "&".join(f"{name}={asked[name]}" for name in sorted(asked) if name != "cursor")
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def _sealed(address, asked, offset):
    cursor = base64.urlsafe_b64encode(f"{offset}|{_seal(asked)}".encode()).decode()
    return f"{address}?{urllib.parse.urlencode({'cursor': cursor} | {k: v for k, v in asked.items() if k != 'cursor'})}"


def _opened(asked):
    if "cursor" not in asked:
        return 0
    try:
        offset, seal = base64.urlsafe_b64decode(asked["cursor"]).decode().split("|")
    except ValueError as error:
        raise _RefusedError(400, "cursor is invalid") from error
    if seal != _seal(asked):
        raise _RefusedError(400, "cursor does not belong to these parameters")
    return int(offset)


@contextmanager
def pdok(folder, tables, apis, **settings):
    """Service, gateway before it and their address, for tables (backend -> (file, table)) and apis."""
    with geoapi.pygeoapi(folder, "http://binnen.test", tables) as backend:
        service = Pdok(backend, apis, **settings)
        with geoapi.services.served(service, geoapi.FaultyGateway) as (gateway, address):
            yield service, gateway, address
