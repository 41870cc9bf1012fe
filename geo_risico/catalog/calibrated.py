"""Checks of the files of weights that a scan names, before any data is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_risico.core.source_specs import ScanSpec


def calibrated_problems(scan: ScanSpec, folder: Path) -> Iterator[str]:
    """Dutch lines about calibrated weights that a scan cannot use."""
    if scan.calibrated and scan.profile == "open":
        yield (
            "calibrated: geijkte gewichten komen uit casussen en horen niet in profiel open; laat calibrated weg of "
            "kies profiel partner of toezicht"
        )
    for theme, path in scan.calibrated.items():
        if theme not in scan.themes:
            yield f"calibrated.{theme}: dat thema hoort niet bij deze scan; {nearest(theme, list(scan.themes))}"
        if not (folder / path).is_file():
            yield f"calibrated.{theme}: {path} bestaat niet; een bestand van geo-risico ijk verwacht"


def session_problems(scan: ScanSpec, folder: Path) -> Iterator[str]:
    """Dutch lines about weights of a session with experts that a scan cannot use."""
    for theme, path in scan.expertsessie.items():
        if theme not in scan.themes:
            yield f"expertsessie.{theme}: dat thema hoort niet bij deze scan; {nearest(theme, list(scan.themes))}"
        if theme in scan.calibrated:
            yield f"expertsessie.{theme}: dit thema heeft al geijkte gewichten ({scan.calibrated[theme]}); kies er een"
        if not (folder / path).is_file():
            yield f"expertsessie.{theme}: {path} bestaat niet; een bestand met proefgewichten van de kaart verwacht"
