"""Addresses of a small made-up town, and short ways to read a table and match it."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.rows import place_rows

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
reading_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reading_sample)
read = reading_sample.read

ROWS = [
    ("Dorpsstraat", "12", "", "", "8261AB", "Kampen"),
    ("Dorpsstraat", "12", "A", "", "8261AB", "Kampen"),
    ("Dorpsstraat", "12", "A", "2", "8261AB", "Kampen"),
    ("Dorpsstraat", "14", "", "", "8261AB", "Kampen"),
    ("Dorpsstraat", "16", "", "", "8261AB", "Kampen"),
    ("Dorpsstraat", "15", "", "", "8261AC", "Kampen"),
    ("Burgemeester van den Boschstraat", "3", "", "bis", "8261BC", "Kampen"),
    ("'s-Gravenweg", "7", "", "", "8262AA", "IJsselmuiden"),
    ("Kerkstraat", "5", "", "", "8262AB", "IJsselmuiden"),
    ("Kerkstraat", "5", "", "", "8271AB", "Grafhorst"),
    ("Berkstraat", "5", "", "", "8261CD", "Kampen"),
    ("Plein 1944", "5", "", "", "8261DE", "Kampen"),
    ("Merelweg", "20", "A", "", "8261EF", "Kampen"),
    ("Merelweg", "20", "B", "", "8261EF", "Kampen"),
    ("Spreeuwenlaan", "1", "", "", "8261FG", "Kampen"),
    ("Sprieuwenlaan", "1", "", "", "8261FH", "Kampen"),
]
NAMES = ["straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats"]


def make_adressen(rows=ROWS):
    """Addresses 100 m apart, in an order and with an index of their own."""
    frame = pd.DataFrame(rows, columns=NAMES).replace("", np.nan).astype("str")
    frame["adres_id"] = [f"A{number:02d}" for number in range(len(frame))]
    points = shapely.points(190_000 + 100 * np.arange(len(frame)), 505_000)
    frame = frame.set_axis([f"r{n}" for n in range(len(frame))])
    frame = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:28992")
    return frame.sample(frac=1, random_state=3)


def read_cases(folder, text, name="casussen.csv", encoding="utf-8", source="casussen_tabel"):
    (folder / name).write_bytes(text.encode(encoding))
    return read(folder, source, name)


def match(folder, text, adressen=None, **how):
    """Rows of a csv on the addresses, by id."""
    frame, _ = read_cases(folder, text, **how)
    return place_rows(frame, "casussen", make_adressen() if adressen is None else adressen)
