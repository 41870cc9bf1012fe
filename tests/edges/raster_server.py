"""A real web server on loopback that gives parts of files, and that misbehaves per folder."""

import contextlib
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANNERS = ("goed", "druk", "vol", "traag", "half", "heel", "weg", "later_stuk", "later_half", "verboden")


class Handler(BaseHTTPRequestHandler):
    """``/manner/name``: file ``name`` of the served folder, answered in that manner."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Nothing on the screen."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        _, manner, name = self.path.partition("?")[0].split("/", 2)
        server = self.server
        server.requests[manner] += 1
        count, file = server.requests[manner], server.folder / name
        if manner == "weg" or not file.is_file():
            return self.refuse(404)
        if manner == "verboden":
            return self.refuse(403)
        if manner == "vol" or (manner == "druk" and count % 2):
            return self.refuse(503, {"Retry-After": "1"})
        if manner == "later_stuk" and count > server.good:
            return self.refuse(500)
        if manner == "traag":
            time.sleep(4)
        return self.give(file.read_bytes(), manner)

    def give(self, body, manner):
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        status, extra, size = 200, {}, len(body)
        if asked and manner != "heel":
            first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
            status, body, extra = 206, body[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{size}"}
        self.send_response(status)
        for key, value in ({"Accept-Ranges": "bytes", "Content-Length": str(len(body))} | extra).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        is_cut = manner == "half" or (manner == "later_half" and self.server.requests[manner] > self.server.good)
        if is_cut and len(body) > 16:
            body, self.close_connection = body[: len(body) // 2], True
        self.server.sent[manner] += len(body)
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def refuse(self, status, headers=None):
        self.send_response(status)
        for key, value in ({"Content-Length": "0"} | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()


@contextlib.contextmanager
def serving(folder):
    """Server of a folder; ``requests`` and ``sent`` per manner, ``good``: answers before later_... breaks."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.folder, server.good = True, folder, 3
    server.requests, server.sent = Counter(), Counter()
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
