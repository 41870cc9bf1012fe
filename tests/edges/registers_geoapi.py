"""A real pygeoapi in a process of its own, and a gateway before it that fails as planned."""

import importlib.util
import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from werkzeug.wrappers import Response

_SPEC = importlib.util.spec_from_file_location("services_servers", Path(__file__).with_name("services_servers.py"))
services = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(services)
PROGRAM = Path(__file__).with_name("registers_pygeoapi.py")
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class FaultyGateway(services.Gateway):
    """Gateway that can also change the JSON of an answer: ``change`` takes it and gives it back."""

    def _fail(self, fault, environ, start_response):
        if "change" not in fault:
            return super()._fail(fault, environ, start_response)
        kept = {}
        body = b"".join(self.app(environ, lambda status, headers, *_: kept.update(status=status, headers=headers)))
        body = json.dumps(fault["change"](json.loads(body))).encode()
        headers = [(name, value) for name, value in kept["headers"] if name.lower() != "content-length"]
        start_response(kept["status"], [*headers, ("Content-Length", f"{len(body)}")])
        return [body]


def configuration(address, tables, most):
    """Configuration of a server for a mapping of collection -> (file, table)."""
    provider = {"type": "feature", "name": "__main__.FileProvider", "id_field": "id", "storage_crs": RD}
    resources = {
        name: {
            "type": "collection",
            "title": name,
            "description": name,
            "keywords": [name],
            "links": [],
            "extents": {"spatial": {"bbox": [3, 50, 8, 54], "crs": CRS84}},
            "providers": [provider | {"crs": [CRS84, RD], "data": str(path), "table": table}],
        }
        for name, (path, table) in tables.items()
    }
    server = {
        "bind": {"host": "127.0.0.1", "port": 0},
        "url": address,
        "mimetype": "application/json; charset=UTF-8",
        "encoding": "utf-8",
        "languages": ["nl-NL"],
        "limits": {"default_items": 10, "max_items": most},
        "map": {"url": "", "attribution": ""},
    }
    identification = {
        "title": "proef",
        "description": "proef",
        "keywords": ["proef"],
        "terms_of_service": "",
        "url": "",
    }
    words = {
        "identification": identification,
        "license": {"name": ""},
        "provider": {"name": ""},
        "contact": {"name": ""},
    }
    return {"server": server, "logging": {"level": "ERROR"}, "metadata": words, "resources": resources}


@contextmanager
def pygeoapi(folder, address, tables, most=10_000):
    """Address of a pygeoapi that writes its links for another address."""
    file = Path(folder) / "pygeoapi.json"
    file.write_text(json.dumps(configuration(address, tables, most)), encoding="utf-8")
    words = [sys.executable, str(PROGRAM), str(file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def passing(address):
    """WSGI app that passes a request on as it is, and the answer with its status and headers."""

    def app(environ, start_response):
        query = environ.get("QUERY_STRING", "")
        url = f"{address}{urllib.parse.quote(environ['PATH_INFO'])}{'?' + query if query else ''}"
        asked = urllib.request.Request(url, headers={"Accept": environ.get("HTTP_ACCEPT", "")})  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - idem
                status, headers, body = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, body = error.code, error.headers, error.read()
        kept = [(name, headers[name]) for name in ("Content-Type", "Content-Crs") if name in headers]
        return Response(body, status, kept)(environ, start_response)

    return app


@contextmanager
def plain(folder, tables, most=10_000):
    """A pygeoapi as it is, reached through a gateway that can fail; ``most``: largest page."""
    with services.served(None, FaultyGateway) as (gateway, address), pygeoapi(folder, address, tables, most) as inner:
        gateway.app = passing(inner)
        yield gateway, address
