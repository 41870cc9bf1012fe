"""Fetch a collection of a loopback server and hold its rows against those of the file."""

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import shapely

from geo_risico.core.register_specs import RegisterSpec
from geo_risico.io.registers.features import fetch_features
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Connection, Manners

PEILDATUM = dt.date(2026, 1, 1)
FAST = Manners(tries=6, timeout_s=10, connect_s=2, backoff_s=0.005, longest_wait_s=2)


def patient(**changes):
    """Manners of a client in a test."""
    return Manners(**{**vars(FAST), **changes})


def fetch(endpoint, collection, work, bounds, manners=FAST, **changes):
    """What a register at an endpoint gives; an ``index`` among the changes takes the place of the endpoint."""
    words = {"name": "proef", "title": "Proefregister", "kind": "features", "layer": "panden", "source": "bag_panden"}
    words |= {"endpoint": endpoint, "collection": (collection,)} | changes
    task = Task(
        spec=RegisterSpec.model_validate(words),
        source=None,
        bounds=bounds,
        peildatum=PEILDATUM,
        work=work,
        report=lambda *_: None,
    )
    with Connection("Proefregister", manners) as connection:
        return fetch_features(task, connection)


def rows_of(path, table, bounds=None):
    """Rows of a file in RD, those that touch an area."""
    frame = gpd.read_file(path, layer=table).to_crs(28992)
    return frame if bounds is None else frame[frame.intersects(shapely.box(*bounds))]


def contents(frame):
    """Every row as one text of its filled properties and its geometry, sorted: what must be equal."""
    plain = pd.DataFrame(frame.drop(columns=[frame.geometry.name, *(name for name in ("id",) if name in frame)]))
    rows = json.loads(plain.to_json(orient="records", date_format="iso"))
    filled = [{name: row[name] for name in sorted(row) if row[name] is not None} for row in rows]
    shapes = ["" if shape is None else shapely.normalize(shape).wkb_hex for shape in frame.geometry]
    return sorted(f"{json.dumps(row)} {shape}" for row, shape in zip(filled, shapes, strict=True))
