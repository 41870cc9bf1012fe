"""A small OGC API Features in the manner of PDOK: strict about parameters, paging by cursor, RD by header."""

import datetime as dt
import hashlib
import json
import threading
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from werkzeug.wrappers import Response

from geo_risico.core.register_specs import RegisterSpec
from geo_risico.io.registers.features import fetch_features
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Connection, Manners

BOUNDS = (155_000.0, 463_000.0, 157_000.0, 465_000.0)
FAST = Manners(tries=3, timeout_s=5, backoff_s=0.001, longest_wait_s=0.01)
PATH = "/kadaster/bag/ogc/v2"
PUBLIC = "https://api.pdok.example/kadaster/bag/ogc/v2"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TO_RD = Transformer.from_crs("OGC:CRS84", "EPSG:28992")
TO_DEGREES = Transformer.from_crs("EPSG:28992", "OGC:CRS84")
CORE = {"f", "limit", "bbox", "cursor"}


def panden(count, seed=1):
    """Features over 2 x 2 km with one that touches four squares; some properties are absent where they are empty."""
    rng = np.random.default_rng(seed)
    at = np.round(rng.uniform([155_000, 463_000], [156_990, 464_990], (count, 2)), 3)
    at[0] = (155_995, 463_995)
    features = []
    for number, (x, y) in enumerate(at.tolist()):
        own = {"identificatie": f"{number:016d}", "bouwjaar": 1900 + number % 100, "status": "Pand in gebruik"}
        if number % 3:
            own["gebruiksdoel"] = "woonfunctie|winkelfunctie"
        ring = [[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "id": f"u{number:06d}", "properties": own, "geometry": shape})
    return features


def in_degrees(xy):
    return np.column_stack(TO_DEGREES.transform(*xy.T))


class Api:
    """WSGI app; attributes say what it knows and how it behaves."""

    def __init__(self, features, **ways):
        self.features, self.most, self.crs, self.temporal = features, 100, [CRS84, RD], None
        self.matched, self.schema, self.public, self.queryables = False, None, PUBLIC, ()
        self.alter, self.updated, self.headers = lambda body: body, None, {}
        self.degrees, self.lock = {}, threading.Lock()
        for name, value in ways.items():
            setattr(self, name, value)
        self.shapes = np.array(
            [f["geometry"] and shapely.geometry.shape(f["geometry"]) for f in features], dtype=object
        )

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], parse_qsl(environ.get("QUERY_STRING", ""))
        kinds = {"/items": self.items, "/schema": self.described, "/queryables": self.asked}
        ending = next((end for end in kinds if path.endswith(end)), None)
        if path.endswith("/index.json"):
            hrefs = [self.public, self.public.replace("v2", "v1"), self.public + "/api", self.public + "/v10"]
            answer = {"apis": [{"title": "BAG", "links": [{"rel": "root", "href": href} for href in hrefs]}]}
        elif ending:
            return kinds[ending](dict(query))(environ, start_response)
        elif path.endswith("/collections"):
            answer = {"collections": [self.collection(), {"id": "verblijfsobject"}], "crs": [CRS84, RD]}
        elif path.endswith("/collections/pand"):
            answer = self.collection()
        else:
            return Response("not here", status=404)(environ, start_response)
        return Response(json.dumps(answer), mimetype="application/json")(environ, start_response)

    def collection(self):
        here = f"{self.public}/collections/pand"
        links = [{"rel": "items", "type": "application/geo+json", "href": f"{here}/items?f=json"}]
        links += [{"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "href": f"{here}/queryables"}]
        if self.schema:
            links += [{"rel": "http://www.opengis.net/def/rel/ogc/1.0/schema", "href": f"{here}/schema"}]
        time = {"extent": {"temporal": {"interval": [self.temporal]}}} if self.temporal else {}
        time |= {"updated": self.updated} if self.updated else {}
        return {"id": "pand", "crs": self.crs, "storageCrs": CRS84, "links": links, **time}

    def described(self, _):
        return Response(json.dumps({"properties": self.schema}), mimetype="application/schema+json")

    def asked(self, _):
        return Response(json.dumps({"properties": {name: {} for name in self.queryables}}), mimetype="application/json")

    def items(self, query):
        known = CORE | set(self.queryables) | ({"crs", "bbox-crs"} if RD in self.crs else set())
        if set(query) - known - ({"datetime"} if self.temporal else set()):
            return Response(json.dumps({"title": "unknown query parameter"}), status=400, mimetype="application/json")
        if query.get("crs", CRS84) not in self.crs:
            return Response(json.dumps({"title": "crs"}), status=400, mimetype="application/json")
        first, limit = self.place(query), min(int(query.get("limit", 10)), self.most)
        if first is None:
            return Response(json.dumps({"title": "cursor does not match"}), status=400, mimetype="application/json")
        chosen = self.chosen(query)
        rows = chosen[first : first + limit]
        links = [{"rel": "next", "type": "text/html", "href": f"{self.public}/x"}]
        if first + limit < len(chosen):
            links += [{"rel": "next", "type": "application/geo+json", "href": self.following(query, first + limit)}]
        else:
            links = []
        crs = query.get("crs", CRS84)
        body = {"type": "FeatureCollection", "links": links, "numberReturned": len(rows)}
        body |= {"numberMatched": len(chosen)} if self.matched else {}
        body["features"] = [self.moved(self.features[row], crs) for row in rows]
        text = json.dumps(self.alter(body))
        return Response(text, mimetype="application/geo+json", headers={"Content-Crs": f"<{crs}>", **self.headers})

    def chosen(self, query):
        rows = pd.RangeIndex(len(self.features)).to_numpy()
        if "bbox" not in query:
            return rows.tolist()
        corners = [float(value) for value in query["bbox"].split(",")]
        assert len(corners) == 4
        assert corners[0] < corners[2]
        assert corners[1] < corners[3]
        if query.get("bbox-crs", CRS84) == CRS84:
            corners = TO_RD.transform_bounds(*corners)
        return rows[shapely.intersects(self.shapes, shapely.box(*corners))].tolist()

    def moved(self, feature, crs):
        if crs == RD or feature["geometry"] is None:
            return feature
        with self.lock:
            if feature["id"] not in self.degrees:
                turned = shapely.transform(shapely.geometry.shape(feature["geometry"]), in_degrees)
                self.degrees[feature["id"]] = shapely.geometry.mapping(turned)
        return feature | {"geometry": self.degrees[feature["id"]]}

    def checksum(self, query):
        plain = sorted((key, value) for key, value in query.items() if key != "cursor")
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:12]

    def following(self, query, place):
        asked = {**query, "cursor": f"{place}|{self.checksum(query)}"}
        return f"{self.public}/collections/pand/items?{urlencode(asked)}"

    def place(self, query):
        if "cursor" not in query:
            return 0
        place, _, proof = query["cursor"].partition("|")
        return int(place) if proof == self.checksum(query) else None


class Case:
    """One server with panden, and the folder of one task."""

    def __init__(self, gateway, address, folder):
        self.gateway, self.address, self.folder, self.said = gateway, address, folder, []
        if gateway is not None:
            gateway.calm()
            gateway.app = Api(panden(350))

    @property
    def api(self):
        return self.gateway.app

    def fetch(self, bounds=BOUNDS, **changes):
        words = {"name": "bag", "title": "BAG", "kind": "features", "layer": "panden", "source": "bag_panden"}
        words |= {"endpoint": self.address + PATH, "collection": ("pand",), "tries": 3}
        task = Task(
            spec=RegisterSpec.model_validate({**words, **changes}),
            source=None,
            bounds=bounds,
            peildatum=dt.date(2026, 7, 1),
            work=self.folder / "werk",
            report=lambda *said: self.said.append(said),
        )
        with Connection("BAG", FAST) as connection:
            return fetch_features(task, connection)

    def asked(self):
        return [line for line in self.gateway.log if "/items" in line]


def names(got):
    return got.frame["identificatie"].tolist()


def everything(case):
    return sorted(feature["properties"]["identificatie"] for feature in case.api.features)
