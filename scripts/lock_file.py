"""What the lock says: which version of which package, its hashes, and who asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^\s+#\s+(?:via\s+)?(?P<name>[A-Za-z0-9_.-]+)(?:\s|$|\()")


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One package of the lock; ``asked_by`` are packages in it, or ``geo-risico`` itself."""

    name: str
    version: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]


def normal(name: str) -> str:
    """Name of a package as registries compare it.

    Examples
    --------
    >>> normal("Font_Source.Sans")
    'font-source-sans'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> tuple[Pin, ...]:
    """Packages of a lock in its order; a package with a version per platform stands there once for each."""
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in text.splitlines():
        start = PIN.match(line)
        if start is not None:
            found.append((start, []))
        elif found:
            found[-1][1].append(line)
    return tuple(
        Pin(
            name=normal(start["name"]),
            version=start["version"],
            hashes=tuple(HASH.findall("\n".join(rest))),
            asked_by=tuple(_askers(rest)),
        )
        for start, rest in found
    )


def _askers(lines: Iterable[str]) -> list[str]:
    names = [hit["name"] for line in lines if (hit := VIA.match(line)) and hit["name"] != "via"]
    return list(dict.fromkeys(normal(name) for name in names))
