"""Servers in a process of their own: one that sends pages that lie ready, and the pygeoapi of the tests.

``python registers_server.py FOLDER CRS`` prints its port; started by ``registers.py``, so that its time is not ours.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import geopandas as gpd

from geo_risico.io.services.connection import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ITEMS = "/ogc/v1/collections/pand/items"
INNER = "/collections/pand/items"


@contextmanager
def serving(pages: Sequence[bytes], crs: str) -> Iterator[tuple[str, list[Ask]]]:
    """Endpoint of a server with these pages, and the requests for each of them."""
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            links = [{"rel": "next", "href": f"{ITEMS}?page={number + 1}"}] if number + 1 < len(pages) else []
            text = page.replace(b'"links":[]', b'"links":' + json.dumps(links).encode(), 1)
            Path(folder, f"{number}.json").write_bytes(text)
        words = [sys.executable, __file__, folder, crs]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            try:
                port = int(process.stdout.readline()) if process.stdout else 0
                host = f"http://127.0.0.1:{port}"
                asks = [Ask(url=f"{host}{ITEMS}?page={number}", expected="een pagina") for number in range(len(pages))]
                yield f"{host}/ogc/v1", asks
            finally:
                process.terminate()


@contextmanager
def making(pages: Sequence[bytes], bounds: Sequence[float], crs: str, most: int) -> Iterator[tuple[str, list[Ask]]]:
    """Endpoint of a pygeoapi with the features of these pages, and the requests for each page of a box."""
    path = Path(__file__).parents[1] / "tests" / "edges" / "registers_geoapi.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    geoapi = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(geoapi)
    features = [feature for page in pages for feature in json.loads(page)["features"]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "panden.gpkg")
        gpd.GeoDataFrame.from_features(features, crs=28992).to_file(file, layer="pand")
        with geoapi.pygeoapi(folder, "http://binnen.test", {"pand": (file, "pand")}, most) as host:
            query = {"f": "json", "limit": most, "crs": crs, "bbox": ",".join(map(str, bounds)), "bbox-crs": crs}
            starts = range(0, len(features), most)
            urls = [f"{host}{INNER}?{urlencode({**query, 'offset': start})}" for start in starts]
            yield host, [Ask(url=url, expected="een pagina") for url in urls]


def main() -> None:
    """Serve the pages of a folder until the process ends."""
    folder, crs = Path(sys.argv[1]), sys.argv[2]
    described = {"id": "pand", "crs": [crs], "links": []}
    plain = {"/ogc/v1/collections": {"collections": [described]}, "/ogc/v1/collections/pand": described}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == ITEMS:
                body = (folder / f"{int(parse_qs(parts.query).get('page', ['0'])[0])}.json").read_bytes()
            else:
                body = json.dumps(plain[parts.path]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Crs", f"<{crs}>")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
