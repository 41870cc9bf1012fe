"""Registers that are no OGC API Features, served from files on loopback, and short ways to fetch one of them."""

import datetime as dt
import importlib.util
import json
import math
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import shapely
from pyproj import Transformer
from werkzeug.wrappers import Response

from geo_risico.core.register_specs import RegisterSpec
from geo_risico.core.source_specs import SourceSpec
from geo_risico.io.registers.fetchers import fetch_register
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Connection, Manners

BOUNDS = (186_000.0, 505_000.0, 196_000.0, 512_000.0)
TO_DEGREES = Transformer.from_crs(28992, 4326, always_xy=True)


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, reading = module("services_servers"), module("reading_sample")


def shared(path):
    """File of the shared data; the test is skipped where it is not there."""
    found = Path(__file__).parents[3] / "shared" / "data" / path
    if not found.exists():
        pytest.skip(f"../shared/data/{path} ontbreekt")
    return found


def task_of(register, work, source=None, bounds=BOUNDS, report=lambda *_: None, **changes):
    """Task of a register of the catalog, with other values in its definition."""
    spec = reading.load(RegisterSpec, f"registers/{register}.yaml").model_copy(update=changes)
    return Task(
        spec=spec,
        source=source or reading.load(SourceSpec, f"sources/{spec.source}.yaml"),
        bounds=bounds,
        peildatum=dt.date(2024, 1, 1),
        work=Path(work) / register,
        report=report,
    )


def fetch(register, work, tries=4, **changes):
    """What came of one register; waits are short."""
    task = task_of(register, work, **changes)
    manners = Manners(tries=tries, timeout_s=5, backoff_s=0.01, longest_wait_s=0.2, parallel=task.spec.parallel)
    with Connection(task.spec.title, manners) as connection:
        return fetch_register(task, connection)


def point(x, y):
    return shapely.Point(*TO_DEGREES.transform(x, y)).wkt


def harbours(count=257):
    """Rows of touristharbour in a spiral around the middle of the area; some have no place."""
    rows = []
    for i in range(count):
        x, y = 191_000 + 60 * i * math.cos(i), 508_500 + 60 * i * math.sin(i)
        rows.append({"Id": 1000 + 7 * i, "Name": f"Haven {i}", "Geometry": point(x, y), "LongStayPlaces": i % 40})
    return [row | ({"Geometry": None} if i % 50 == 49 else {}) for i, row in enumerate(rows)]


class Fis:
    """The dataservice of Vaarweginformatie: rows of each entity in pages of one generation."""

    def __init__(self, entities, largest=100):
        self.entities, self.generation, self.largest, self.hooks = entities, 4951, largest, []

    def __call__(self, environ, start_response):
        return self.answer(environ)(environ, start_response)

    def answer(self, environ):
        words = environ["PATH_INFO"].strip("/").split("/")
        if words[-1] == "geogeneration":
            return self.json({"GeoGeneration": self.generation, "PublicationDate": "2026-10-07T00:00:00"})
        generation, entity = words[-2:]
        if generation != str(self.generation) or entity not in self.entities:
            return Response("Not found", status=404)
        query = {key: int(value[0]) for key, value in parse_qs(environ["QUERY_STRING"]).items()}
        for hook in list(self.hooks):
            hook(self, query)
        rows, offset = self.entities[entity], query.get("offset", 0)
        page = rows[offset : offset + min(query.get("count", 10), self.largest)]
        return self.json({"Offset": offset, "Count": len(page), "TotalCount": len(rows), "Result": page})

    @staticmethod
    def json(content):
        return Response(json.dumps(content), content_type="application/json")
