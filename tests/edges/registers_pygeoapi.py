"""A program: a real pygeoapi that serves files as collections, on a port that it gets and prints.

pygeoapi cannot read a GeoPackage here: its provider for it needs extensions that the sqlite3 of this Python refuses,
and its Parquet provider answers a bbox with what lies wholly inside it. The provider below reads with geopandas; the
paging, parameters, CRS and links are those of pygeoapi.
"""

import functools
import json
import sys
from pathlib import Path

import geopandas as gpd
import shapely
from pygeoapi.api import API, APIRequest, describe_collections, get_collection_schema, itemtypes, landing_page
from pygeoapi.provider.base import BaseProvider
from pygeoapi.util import crs_transform
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

KINDS = {"i": "integer", "f": "number", "b": "boolean"}


@functools.cache
def content(path, table):
    """Rows of a table, their shapes with an index, and the JSON type of each property."""
    frame = gpd.read_file(path, layer=table or None).to_crs(28992)
    plain = frame.drop(columns=frame.geometry.name)
    rows = json.loads(plain.to_json(orient="records", date_format="iso"))
    kinds = {name: {"type": KINDS.get(column.dtype.kind, "string")} for name, column in plain.items()}
    return rows, frame.geometry.array, shapely.STRtree(frame.geometry.array), kinds


class FileProvider(BaseProvider):
    """Features of one table; the number of the row is its id."""

    def __init__(self, definition):
        super().__init__(definition)
        self.rows, self.shapes, self.tree, self.kinds = content(self.data, definition.get("table"))
        self.get_fields()

    def get_fields(self):
        if not self._fields:
            self._fields = self.kinds
        return self._fields

    @crs_transform
    def query(self, offset=0, limit=10, bbox=(), **_):
        found = range(len(self.rows))
        if bbox:
            found = sorted(int(i) for i in self.tree.query(shapely.box(*bbox), predicate="intersects"))
        features = [self._feature(i) for i in found[offset : offset + limit]]
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": len(found),
            "numberReturned": len(features),
        }

    @crs_transform
    def get(self, identifier, **_):
        return self._feature(int(identifier))

    def _feature(self, i):
        shape = None if self.shapes[i] is None else json.loads(shapely.to_geojson(self.shapes[i]))
        return {"type": "Feature", "id": i, "geometry": shape, "properties": dict(self.rows[i])}


class _Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):  # noqa: A002 - signature of werkzeug
        pass


def served(api):
    """WSGI app of the paths that a client of features asks."""

    def app(environ, start_response):
        request = Request(environ)
        asked = APIRequest.from_flask(request, api.locales)
        steps = request.path.strip("/").split("/")
        if steps[-1] == "items":
            headers, status, body = itemtypes.get_collection_items(api, asked, steps[-2])
        elif steps[-1] == "queryables":
            headers, status, body = itemtypes.get_collection_queryables(api, asked, steps[-2])
        elif steps[-1] == "schema":
            headers, status, body = get_collection_schema(api, asked, steps[-2])
        elif steps[0] == "collections":
            headers, status, body = describe_collections(api, asked, steps[1] if len(steps) > 1 else None)
        else:
            headers, status, body = landing_page(api, asked)
        return Response(body, status, headers)(environ, start_response)

    return app


if __name__ == "__main__":
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    server = make_server("127.0.0.1", 0, served(API(settings, {})), threaded=True, request_handler=_Quiet)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
