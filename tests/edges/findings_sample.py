"""Files with findings as the map, a spreadsheet or somebody with bad intentions makes them, and a saved scan."""

from __future__ import annotations

import json

import geopandas as gpd
from shapely.geometry import box

SCAN = "proefscan"
IDS = ("ERF-1", "ERF-2", "ERF-3", "HAV-1")
FACTS = {"soort": "geo-risico bevindingen", "versie": 1, "scan": SCAN, "peildatum": "2026-01-01"}
FACTS |= {"is_fictief": True, "lijst": "standaard", "gemaakt": "2026-03-01T12:00:00.000Z"}
HEAD = "location_id;thema;label;uitkomst;bevindingen;gezien;vervolg;op"


def entry(name="ERF-1", outcome="niets aangetroffen", codes=(), **changes):
    found = {"location_id": name, "thema": "buitengebied", "label": "Polderweg 1", "uitkomst": outcome}
    found |= {"bevindingen": list(codes), "gezien": [], "vervolg": "", "op": "2026-03-01T10:00:00.000Z"}
    return found | changes


def write_json(path, *entries, **changes):
    path.write_text(json.dumps(FACTS | {"bevindingen": list(entries)} | changes), encoding="utf-8")
    return path


def write_csv(path, *lines, head=HEAD, encoding="utf-8-sig", sep=";"):
    text = "\r\n".join([head, *lines]).replace(";", sep) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


def save_scan(folder, *, is_fictief=True):
    """Output of a scan with three erven and a harbour, as far as findings look at it."""
    place = folder / SCAN
    place.mkdir(parents=True)
    shapes = [box(x, 480_000, x + 60, 480_060) for x in (180_000, 181_000, 182_000)]
    erven = gpd.GeoDataFrame({"location_id": IDS[:3]}, geometry=shapes, crs="EPSG:28992")
    erven.to_parquet(place / "locaties.parquet")
    harbour = gpd.GeoDataFrame(
        {"location_id": IDS[3:]}, geometry=[box(184_000, 480_000, 184_200, 480_100)], crs="EPSG:28992"
    )
    harbour.to_parquet(place / "locaties_watergebonden.parquet")
    facts = {"name": SCAN, "theme": "buitengebied", "is_fictief": is_fictief, "beside": {"watergebonden": {}}}
    (place / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder
