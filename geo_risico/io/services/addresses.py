"""Addresses as they may be shown and kept: without passwords or keys."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

SECRET: Final = re.compile(
    r"(?i)\b((?:x-amz-[\w-]+|api[_-]?key|key|token|access_token|sig|signature|password|secret|se|sp|sv|skoid)=)[^&\s]+"
)


def safe_address(url: str) -> str:
    """Address without user name and password, with the values of keys and signatures hidden.

    Examples
    --------
    >>> safe_address("https://jan:geheim@dienst.nl/wcs?token=abc&layer=dsm")
    'https://dienst.nl/wcs?token=***&layer=dsm'
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, SECRET.sub(r"\1***", parts.query), ""))


def at_host(url: str, endpoint: str) -> str:
    """Address moved to the host of the endpoint that the scan names.

    Services say their own public address; behind a gateway of a closed network only the endpoint works.

    Examples
    --------
    >>> at_host("https://dienst.nl/wmts/1/2.png", "http://poort:8080/wmts")
    'http://poort:8080/wmts/1/2.png'
    """
    wanted, parts = urlsplit(endpoint), urlsplit(url)
    return urlunsplit((wanted.scheme, wanted.netloc, parts.path, parts.query, ""))


def query_of(url: str) -> tuple[str, dict[str, str]]:
    """Address without its query, and the query as a mapping (vendor keys such as ``map`` stay).

    Examples
    --------
    >>> query_of("http://x/mapserv?map=a.map&")
    ('http://x/mapserv', {'map': 'a.map'})
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), dict(parse_qsl(parts.query))
