"""No connections: a guard over the whole process, for a scan in a closed network."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pyproj

from geo_risico.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED: Final = frozenset(
    {
        "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
        "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect", "ftplib.connect",
    }
)  # fmt: skip
"""What Python announces before it looks for or speaks to another machine."""
GDAL_SETTINGS: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".geen",
    "CPL_CURL_ENABLE_VSIMEM": "NO",
    "GDAL_HTTP_MAX_RETRY": "0",
    "PROJ_NETWORK": "OFF",
}
"""GDAL and PROJ have connections of their own that Python does not see: GDAL then opens no address at all."""

_state = {"closed": False, "hooked": False}


@contextmanager
def no_connections() -> Iterator[None]:
    """Refuse every connection of this process, also to this machine itself, until the end of the block.

    Raises
    ------
    SourceError
        Within the block, when something tries.
    """
    if not _state["hooked"]:
        sys.addaudithook(_refuse)
        _state["hooked"] = True
    before = {key: os.environ.get(key) for key in GDAL_SETTINGS}
    os.environ.update(GDAL_SETTINGS)
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    _state["closed"] = True
    try:
        yield
    finally:
        _state["closed"] = False
        for key, value in before.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what would leave the process; a socket file of this machine (AF_UNIX) leaves it not."""
    if not _state["closed"] or event not in REFUSED:
        return
    first = arguments[0] if arguments else None
    if isinstance(first, socket.socket) and first.family == getattr(socket, "AF_UNIX", None):
        return
    raise SourceError(
        f"--offline: een verbinding is geweigerd ({event}); verwacht dat alle lagen op deze machine staan"
    )
