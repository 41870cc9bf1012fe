"""Time of a register from the network: ``python benchmarks/registers.py 60000``.

Reads pages of 1,000 panden with ``geopandas.read_file`` and with the package, in turn and in the same run, compares
what they give. Then fetches all of them from two servers on loopback: the pygeoapi of the tests, which makes each page
as a service does, and one that only sends pages that lie ready. Beside each fetch stands the drain: the same requests
one after another without doing anything with the answers. Writes ``build/registers.json`` and ends with exit code 1
where the two ways of reading differ.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from registers_server import making, serving
from rich.console import Console

from geo_risico.catalog import load_catalog
from geo_risico.io.registers.features import fetch_features
from geo_risico.io.registers.geojson import read_geojson
from geo_risico.io.registers.pages import Served
from geo_risico.io.registers.rows import as_rows
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Connection, Manners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo_risico.catalog import Catalog
    from geo_risico.io.services.connection import Ask

ROOT = Path(__file__).parents[1]
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
PER_PAGE = 1000
WANTED = 5.0
"""Times faster than ``geopandas.read_file`` page by page."""
DRAIN = 1.1
"""Times the drain of a service that a whole fetch may take."""
SEED = 20260101
BOUNDS = (150_000.0, 450_000.0, 170_000.0, 470_000.0)
ASKED = (149_900.0, 449_900.0, 170_100.0, 470_100.0)


def main() -> int:
    """Exit code: 0 when both ways give the same rows, 1 otherwise; time decides nothing."""
    parser = argparse.ArgumentParser(description="Meet het ophalen van panden uit een OGC API Features.")
    parser.add_argument("aantal", type=int, nargs="?", default=60_000, help="aantal panden")
    asked = parser.parse_args()
    console = Console(stderr=True, highlight=False)
    pages = panden_pages(asked.aantal)
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    figures = parsed(pages)
    with serving(pages, RD) as (endpoint, addresses):
        figures |= fetched(pages, catalog, endpoint, addresses, "ready")
    with making(pages, ASKED, RD, PER_PAGE) as (endpoint, addresses):
        figures |= fetched(pages, catalog, endpoint, addresses, "pygeoapi")
    target = ROOT / "build" / "registers.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    console.print(
        f"{asked.aantal} panden in {len(pages)} pagina's ({figures['megabytes']:.0f} MB): geopandas.read_file "
        f"{figures['geopandas_cpu_s']:.2f} s, geo_risico {figures['geo_risico_cpu_s']:.2f} s, "
        f"{figures['ratio']:.1f} keer (gewenst {WANTED:g}); gelijk: {'ja' if figures['is_equal'] else 'NEE'}.\n"
        f"Ophalen van pygeoapi: {figures['pygeoapi_fetch_s']:.2f} s, alleen leegtrekken "
        f"{figures['pygeoapi_drain_s']:.2f} s, {figures['pygeoapi_ratio']:.2f} keer (gewenst {DRAIN:g}).\n"
        f"Ophalen van een server met kant-en-klare pagina's: {figures['ready_fetch_s']:.2f} s, alleen leegtrekken "
        f"{figures['ready_drain_s']:.2f} s. Geschreven: {target}"
    )
    return 0 if figures["is_equal"] else 1


def panden_pages(count: int) -> list[bytes]:
    """Pages of GeoJSON in the form of PDOK, each with panden of about seven positions and eight properties."""
    rng = np.random.default_rng(SEED)
    at = rng.uniform(BOUNDS[:2], BOUNDS[2:], (count, 2))
    return [_page(at[first : first + PER_PAGE], first, rng) for first in range(0, count, PER_PAGE)]


def _page(at: np.ndarray[Any, Any], first: int, rng: np.random.Generator) -> bytes:
    features = []
    for number, (x, y) in enumerate(at.tolist(), start=first):
        turns = np.sort(rng.uniform(0, 2 * np.pi, 6))
        ring = np.round(np.column_stack([x + 8 * np.cos(turns), y + 8 * np.sin(turns)]), 3).tolist()
        own = {
            "aantal_verblijfsobjecten": number % 3,
            "bouwjaar": 1900 + number % 120,
            "documentdatum": "2012-01-01",
            "documentnummer": f"X{number}",
            "gebruiksdoel": "woonfunctie",
            "identificatie": f"{number:016d}",
            "rdf_seealso": f"http://bag.basisregistraties.overheid.nl/bag/id/pand/{number:016d}",
            "status": "Pand in gebruik",
        }
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "id": f"{number:032x}", "properties": own, "geometry": shape})
    body = {"type": "FeatureCollection", "numberReturned": len(features), "links": [], "features": features}
    return json.dumps(body, separators=(",", ":")).encode()


def parsed(pages: Sequence[bytes]) -> dict[str, Any]:
    """Processor seconds of both ways over all pages, those of the whole table apart, and whether they agree.

    What the program holds beside the pages is set apart from the collector of Python, so that its rounds over that
    do not fall on one of the two.
    """
    gc.collect()
    gc.freeze()
    both: dict[str, list[Any]] = {"geopandas": [], "geo_risico": []}
    spent = dict.fromkeys(both, 0.0)
    ways: dict[str, Callable[[bytes], Any]] = {
        "geopandas": lambda page: gpd.read_file(io.BytesIO(page)),
        "geo_risico": lambda page: Served(page=read_geojson(page), crs=RD, next=None),
    }
    for page in pages:
        for name, read in ways.items():
            begin = time.process_time()
            both[name].append(read(page))
            spent[name] += time.process_time() - begin
    begin = time.process_time()
    theirs = pd.concat(both["geopandas"])
    middle = time.process_time()
    ours = as_rows(both["geo_risico"], {}, "loopback", None).frame
    table = {"geopandas": middle - begin, "geo_risico": time.process_time() - middle}
    theirs = theirs.set_index("identificatie").loc[ours["identificatie"]]
    is_equal = bool(shapely.equals_identical(_shapes(ours), _shapes(theirs)).all()) and all(
        (ours[name].astype(str).to_numpy() == theirs[name].astype(str).to_numpy()).all()
        for name in ("bouwjaar", "status", "aantal_verblijfsobjecten", "documentnummer")
    )
    return {
        "panden_count": len(ours),
        "pages_count": len(pages),
        "megabytes": sum(map(len, pages)) / 1e6,
        "geopandas_cpu_s": spent["geopandas"],
        "geo_risico_cpu_s": spent["geo_risico"],
        "ratio": spent["geopandas"] / spent["geo_risico"],
        "geopandas_table_cpu_s": table["geopandas"],
        "geo_risico_table_cpu_s": table["geo_risico"],
        "ratio_with_table": sum((spent["geopandas"], table["geopandas"]))
        / sum((spent["geo_risico"], table["geo_risico"])),
        "is_equal": is_equal,
    }


def _shapes(frame: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    return np.asarray(frame.geometry.array, dtype=object)


def fetched(
    pages: Sequence[bytes], catalog: Catalog, endpoint: str, addresses: Sequence[Ask], name: str
) -> dict[str, float]:
    """Seconds of whole fetches from a server and of drains, each the least of two taken in turn, and their ratio."""
    changes = {"endpoint": endpoint, "collection": ("pand",), "tile_m": None, "index": None, "api": None}
    spec = catalog.registers["bag_panden"].model_copy(update={**changes, "page_size": PER_PAGE})
    spent: dict[str, list[float]] = {"drain": [], "fetch": []}
    for _ in range(2):
        with Connection("loopback", Manners()) as connection, timed(spent["drain"]):
            for address in addresses:
                connection.get(address, lambda answer: answer.body)
        with tempfile.TemporaryDirectory() as folder, Connection("loopback", Manners()) as connection:
            task = Task(
                spec=spec,
                source=catalog.sources[spec.source],
                bounds=ASKED,
                peildatum=dt.date(2026, 1, 1),
                work=Path(folder),
                report=lambda *_: None,
            )
            with timed(spent["fetch"]):
                got = fetch_features(task, connection)
        if got.rows_served != sum(page.count(b'"Feature"') for page in pages):
            raise SystemExit("ophalen gaf niet alle panden")
    least = {f"{name}_{what}_s": min(each) for what, each in spent.items()}
    return {**least, f"{name}_ratio": least[f"{name}_fetch_s"] / least[f"{name}_drain_s"]}


@contextmanager
def timed(spent: list[float]) -> Iterator[None]:
    """Add the seconds of what is done inside to a list."""
    begin = time.perf_counter()
    yield
    spent.append(time.perf_counter() - begin)


if __name__ == "__main__":
    sys.exit(main())
