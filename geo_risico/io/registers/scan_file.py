"""The scan definition that lies in a snapshot, read and written as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from geo_risico.catalog.yaml_files import read_yaml
from geo_risico.core.errors import DefinitionError
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCAN_FILE: Final = "scan.yaml"
HEAD: Final = """\
# Scan op deze momentopname, gemaakt door geo-risico haal. Draai: geo-risico scan --snapshot {folder} --offline
# Vul doel, grondslag en opdrachtgever in; een volgende haal laat uw teksten staan en vernieuwt layers en peildatum.
"""


class _Plain(yaml.SafeDumper):
    """Safe YAML without references, which a definition may not have."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def read_definition(path: Path) -> dict[str, Any]:
    """Keys of a definition as they stand in a file; empty when there is none.

    Raises
    ------
    DefinitionError
        When the file is no YAML with keys.
    """
    if not path.exists():
        return {}
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise DefinitionError(f"{path}: sleutels met waarden verwacht; zet het bestand opzij en haal opnieuw")
    return content


def write_definition(path: Path, content: Mapping[str, Any]) -> None:
    """Write a definition as YAML, whole or not at all.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    text = yaml.dump(dict(content), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    write_whole(path, (HEAD.format(folder=path.parent.name or ".") + text).encode())
