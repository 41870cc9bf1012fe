"""A map that opens without a network with a passphrase: one page that holds the real page encrypted.

AES-256-GCM with a key of PBKDF2-HMAC-SHA256, both of `cryptography` here and of WebCrypto in the browser, because those
are the two that every browser has. Nothing of the map can be read from the page: not its title, not its place.
"""

from __future__ import annotations

import base64
import gzip
import re
import secrets
import unicodedata
from html import unescape
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from markupsafe import Markup

from geo_risico.core.errors import DataError
from geo_risico.maps.page import asset, environment, json_text, policy

ITERATIONS: Final = 1_000_000
"""Steps from passphrase to key; OWASP asks for at least 600,000 with SHA-256 (Password Storage Cheat Sheet)."""
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_IV_BYTES: Final = 12
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def lock_page(page: str, passphrase: str) -> str:
    """Complete HTML document that shows the page after the passphrase is given.

    Parameters
    ----------
    page
        Complete HTML document with a policy of its own (a map of this project).
    passphrase
        What opens it; every call makes another document.

    Raises
    ------
    DataError
        When the page has no policy: it would be refused by the policy of the document around it.
    """
    found = _POLICY.search(page)
    if found is None:
        raise DataError("de kaart heeft geen Content-Security-Policy; verwacht een kaart van geo-risico")
    salt, iv = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_IV_BYTES)
    words = unicodedata.normalize("NFC", passphrase).encode()
    key = PBKDF2HMAC(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, iterations=ITERATIONS).derive(words)
    closed = AESGCM(key).encrypt(iv, gzip.compress(page.encode(), mtime=0), None)
    script, style = asset("js/slot.js"), asset("css/slot.css")
    context = {
        "csp": _both(policy([script], [style]), unescape(found[1])),
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "facts": json_text({"salt": _text(salt), "iv": _text(iv), "iterations": ITERATIONS}),
        "closed": _text(closed),
    }
    return environment().get_template("slot.html.j2").render(context)


def _both(outer: str, inner: str) -> str:
    """Policy that allows what either allows: the page inside is held to its own policy too."""
    merged: dict[str, list[str]] = {}
    for part in [*outer.split(";"), *inner.split(";")]:
        name, *allowed = part.split()
        merged[name] = [*dict.fromkeys([*merged.get(name, []), *allowed])]
    return "; ".join(" ".join([name, *_without_none(allowed)]) for name, allowed in merged.items())


def _without_none(allowed: list[str]) -> list[str]:
    return [one for one in allowed if one != "'none'"] or allowed


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")
