"""A stretch of network before the test database that breaks exactly at COMMIT."""

import socket
import threading
from contextlib import contextmanager

COMMIT = b"COMMIT\x00"


class Proxy:
    """Port to connect to; ``how``: before (COMMIT never arrives), after (its answer is lost) or gone (as after, and
    nothing answers any more). Later connections are whole."""

    def __init__(self, target, how):
        self.target, self.how, self.cuts = target, how, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.how == "gone" and self.cuts:
                client.close()
                continue
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            while data := _received(client):
                if COMMIT in data and not self.cuts:
                    self.cuts += 1
                    client.shutdown(socket.SHUT_RDWR)
                    if self.how != "before":
                        server.sendall(data)
                        server.shutdown(socket.SHUT_WR)
                    else:
                        server.shutdown(socket.SHUT_RDWR)
                    break
                server.sendall(data)
            back.join(5)


def _received(source):
    try:
        return source.recv(65536)
    except OSError:
        return b""


def _pump(source, target):
    while data := _received(source):
        try:
            target.sendall(data)
        except OSError:
            continue
    try:
        target.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@contextmanager
def cutting_at_commit(target, how):
    """Yield the proxy before the server on port ``target``."""
    proxy = Proxy(target, how)
    try:
        yield proxy
    finally:
        proxy.listener.shutdown(socket.SHUT_RDWR)
        proxy.listener.close()
