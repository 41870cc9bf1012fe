"""Real servers on loopback, and a gateway before them that misbehaves in the ways that services do."""

import io
import os
import socket
import struct
import subprocess
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import send_file
from werkzeug.wrappers import Response

RUSTAC = "rustac"


class _Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):  # noqa: A002 - signature of werkzeug
        pass


class Gateway:
    """WSGI app before another: applies each planned fault once, in order, to the requests that match; counts all."""

    def __init__(self, app):
        self.app, self.faults, self.log, self.lock = app, [], [], threading.Lock()

    def plan(self, *faults, match=""):
        self.faults += [(match, fault) for fault in faults]

    def calm(self):
        self.faults, self.log = [], []

    def __call__(self, environ, start_response):
        address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        with self.lock:
            self.log.append(address)
            found = next((one for one in self.faults if one[0] in address), None)
            if found and found[1].get("once", True):
                self.faults.remove(found)
        if found is None:
            return self.app(environ, start_response)
        return self._fail(found[1], environ, start_response)

    def _fail(self, fault, environ, start_response):
        if "delay" in fault:
            time.sleep(fault["delay"])
        if fault.get("reset"):
            link = environ["werkzeug.socket"]
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(link.detach())
            raise ConnectionResetError
        if "body" in fault or "status" in fault:
            headers = [("Content-Type", fault.get("type", "text/plain")), *fault.get("headers", {}).items()]
            body = fault.get("body", b"")
            start_response(f"{fault.get('status', 200)} X", [*headers, ("Content-Length", str(len(body)))])
            return [body]
        return self._cut(fault, environ, start_response)

    def _cut(self, fault, environ, start_response):
        """Answer of the app of which only a share arrives, with the length of the whole or of the part."""
        kept = {}

        def keep(status, headers, *_):
            kept.update(status=status, headers=headers)

        body = b"".join(self.app(environ, keep))
        part = body[: int(len(body) * fault.get("share", 1))]
        said = len(part) if fault.get("honest") else len(body)
        headers = [(k, v) for k, v in kept["headers"] if k.lower() != "content-length"]
        headers = [(k, fault.get("type", v) if k.lower() == "content-type" else v) for k, v in headers]
        start_response(kept["status"], [*headers, ("Content-Length", str(said))])
        return [part]


def files(folder):
    """WSGI app that serves files of a folder, in parts when asked."""

    def app(environ, start_response):
        path = Path(folder) / environ["PATH_INFO"].lstrip("/")
        if not path.is_file():
            return Response("not here", status=404)(environ, start_response)
        content = io.BytesIO(path.read_bytes())
        response = send_file(content, environ, mimetype="application/octet-stream", conditional=True, etag=path.name)
        return response(environ, start_response)

    return app


def mapserver(mapfile):
    """WSGI app that runs MapServer as a CGI program for each request."""
    config = Path(mapfile).with_suffix(".conf")
    config.write_text("CONFIG\n  ENV\n  END\n  MAPS\n  END\nEND\n", encoding="utf-8")

    def app(environ, start_response):
        words = {"REQUEST_METHOD": "GET", "QUERY_STRING": environ.get("QUERY_STRING", ""), "MS_MAPFILE": str(mapfile)}
        words |= {"PATH": os.environ["PATH"], "SERVER_NAME": "localhost", "MAPSERVER_CONFIG_FILE": str(config)}
        done = subprocess.run(["mapserv"], env=words, capture_output=True, check=False, timeout=60)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        start_response(headers.pop("Status", "200 OK"), [*headers.items(), ("Content-Length", str(len(body)))])
        return [body]

    return app


def forward(address):
    """WSGI app that passes requests on to a server at an address."""

    def app(environ, start_response):
        query = environ.get("QUERY_STRING", "")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        asked = urllib.request.Request(  # noqa: S310 - our own server on loopback
            f"{address}{environ['PATH_INFO']}{'?' + query if query else ''}",
            data=environ["wsgi.input"].read(length) if length else None,
            method=environ["REQUEST_METHOD"],
            headers={"Content-Type": environ.get("CONTENT_TYPE") or "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - idem
            body = answer.read()
            kind = answer.headers["Content-Type"]
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return app


@contextmanager
def served(app, kind=Gateway):
    """Gateway and address of an app on loopback."""
    gateway = kind(app)
    server = make_server("127.0.0.1", 0, gateway, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port():
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return link.getsockname()[1]


@contextmanager
def stac_api(program, hrefs):
    """Gateway and address of a real STAC API (rustac) with collections and items in memory."""
    inner = free_port()
    with served(forward(f"http://127.0.0.1:{inner}")) as (gateway, address):
        words = [program, "serve", "--addr", address, "--bind", f"127.0.0.1:{inner}", "--load-collection-items"]
        with subprocess.Popen([*words, *hrefs], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                for _ in range(100):
                    try:
                        urllib.request.urlopen(f"http://127.0.0.1:{inner}/", timeout=5).close()
                        break
                    except OSError:
                        time.sleep(0.1)
                yield gateway, address
            finally:
                process.terminate()
