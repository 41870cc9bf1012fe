"""Where a server may send a request on to: another web address, as safe as the first, not inside the own network."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

WEB: Final = ("http", "https")
OWN_NAMES: Final = (".localhost", ".local", ".internal")


def fault(start: str, target: str) -> str:
    """Dutch, why a redirect is not followed; empty when it may be.

    Parameters
    ----------
    start
        Address that was asked.
    target
        Where the answer points, possibly relative to ``start``.

    Examples
    --------
    >>> fault("https://service.pdok.nl/a", "/b"), fault("https://service.pdok.nl/a", "file:///etc/passwd")
    ('', 'doorverwijzing naar file: is niet toegestaan; alleen http en https')
    >>> fault("https://service.pdok.nl/a", "https://169.254.169.254/latest")
    'doorverwijzing naar een adres in het eigen netwerk (169.254.169.254) is niet toegestaan'
    """
    try:
        before, after = urlsplit(start), urlsplit(urljoin(start, target))
        host = after.hostname or ""
    except ValueError:
        return "doorverwijzing naar een adres dat niet bestaat"
    if after.scheme not in WEB:
        return f"doorverwijzing naar {after.scheme[:20]}: is niet toegestaan; alleen http en https"
    if before.scheme == "https" and after.scheme == "http":
        return "doorverwijzing van https naar http is niet toegestaan"
    if _is_own(host) and not _is_own(before.hostname or ""):
        return f"doorverwijzing naar een adres in het eigen netwerk ({host[:60]}) is niet toegestaan"
    return ""


def _is_own(host: str) -> bool:
    """Whether a name or number is that of this machine or of the network around it."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return f".{host.lower().rstrip('.')}".endswith(OWN_NAMES)


class WarySession(requests.Session):
    """A session that follows a redirect only where `fault` finds nothing wrong with it."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Address that an answer points to, None when it points nowhere.

        Raises
        ------
        requests.exceptions.InvalidURL
            It points where a request may not go.
        """
        target = super().get_redirect_target(resp)
        if target is not None and (why := fault(resp.url, target)):
            raise requests.exceptions.InvalidURL(why)
        return target
