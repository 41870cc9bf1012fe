"""Known weaknesses of what is in the lock, from a copy of the advisory database on disk; no network is used.

``python scripts/audit.py MAP`` with MAP a checkout of the Python advisory database (``vulns/<package>/*.yaml``), or a
folder with advisories in OSV form (``*.json``). Ends with exit 1 when something is found.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from lock_file import normal, pins
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKS = ("requirements.lock", "requirements-dev.lock")
ROOT = Path(__file__).parents[1]


def advisories(folder: Path) -> Iterator[dict[str, Any]]:
    """Every advisory below a folder, withdrawn ones left out."""
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")]):
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        if isinstance(content, dict) and content.get("affected") and not content.get("withdrawn"):
            yield content


def is_hit(affected: dict[str, Any], name: str, version: str) -> bool:
    """Whether a version of a package is one that an advisory is about."""
    package = affected.get("package", {})
    if package.get("ecosystem", "PyPI") != "PyPI" or normal(str(package.get("name", ""))) != name:
        return False
    if version in affected.get("versions", ()):
        return True
    ranges = [item["events"] for item in affected.get("ranges", ()) if item.get("type") == "ECOSYSTEM"]
    return any(_within(events, Version(version)) for events in ranges)


def _within(events: list[dict[str, str]], version: Version) -> bool:
    hit = False
    for event in events:
        kind, text = next(iter(event.items()))
        try:
            bound = Version(text)
        except InvalidVersion:
            continue
        if kind == "introduced" and version >= bound:
            hit = True
        elif (kind == "fixed" and version >= bound) or (kind == "last_affected" and version > bound):
            hit = False
    return hit


def findings(folder: Path, lock: str) -> list[str]:
    """Dutch line for each advisory that is about a version in the lock."""
    wanted = {(pin.name, pin.version) for pin in pins(lock)}
    return sorted(
        f"{name} {version}: {item.get('id', '?')} {' '.join(item.get('aliases') or [])}".rstrip()
        for item in advisories(folder)
        for name, version in wanted
        if any(is_hit(affected, name, version) for affected in item["affected"])
    )


def main() -> int:
    """Exit code: 1 when something is found, 2 without advisories."""
    folder = Path(sys.argv[1])
    count = sum(1 for _ in advisories(folder)) if folder.is_dir() else 0
    if not count:
        print(f"{folder}: geen adviezen gevonden; verwacht een kopie van de adviezendatabank (vulns/*/*.yaml)")
        return 2
    found = {line for lock in LOCKS for line in findings(folder, (ROOT / lock).read_text(encoding="utf-8"))}
    print("\n".join(sorted(found)) or f"Geen bekende zwakheden ({count} adviezen)")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
