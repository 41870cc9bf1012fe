"""Licences of everything that is installed with geo-risico: each is on the list, or the list says why it may.

``python scripts/licences.py`` ends with exit 1 and the packages that are not.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml
from lock_file import normal, pins

HERE = Path(__file__).parent
LIST = HERE / "licenties.yaml"
LOCK = HERE.parent / "requirements.lock"
CLASSIFIER = "License :: OSI Approved :: "


def licence_of(facts: metadata.PackageMetadata) -> str:
    """Licence that a package names of itself: an SPDX expression, else classifiers, else the first line it gives."""
    expression = facts.get("License-Expression")
    if expression:
        return str(expression)
    told = [line.removeprefix(CLASSIFIER) for line in facts.get_all("Classifier") or [] if line.startswith(CLASSIFIER)]
    return "; ".join(told) or str(facts.get("License") or "").strip().partition("\n")[0][:80]


def is_allowed(licence: str, allowed: set[str]) -> bool:
    """Whether everything that a licence asks is on the list; of a choice (OR) one is enough.

    Examples
    --------
    >>> is_allowed("(MIT OR GPL-3.0-only) AND BSD", {"MIT", "BSD"})
    False
    >>> is_allowed("GPL-3.0-only OR MIT AND BSD", {"MIT", "BSD"}), is_allowed("", {"MIT"})
    (True, False)
    """
    ways = re.split(r"\s+OR\s+", licence)
    return any(all(part.strip() in allowed for part in re.split(r"\s+AND\s+|;\s*", way)) for way in ways)


def problems(rules: dict[str, Any], names: set[str]) -> list[str]:
    """Dutch line for each installed package of the lock whose licence is not on the list."""
    allowed, exceptions = set(rules["toegestaan"]), rules["uitzonderingen"]
    found = []
    for package in metadata.distributions():
        name = normal(package.metadata["Name"] or "")
        licence = licence_of(package.metadata)
        if name in names and name not in exceptions and not is_allowed(licence, allowed):
            found.append(f"{name} {package.version}: licentie '{licence or 'onbekend'}' staat niet in {LIST.name}")
    return sorted(set(found))


def main() -> int:
    """Exit code: 1 when a licence is not allowed."""
    rules = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    names = {pin.name for pin in pins(LOCK.read_text(encoding="utf-8"))}
    found = problems(rules, names)
    print("\n".join(found) or f"Licenties in orde: {len(names)} pakketten")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
