"""The start of an indicator: a function that works, its YAML block and a table with a hand-checked case."""

from __future__ import annotations

import re
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from geo_risico.core.errors import DefinitionError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_risico.core.specs import LayerSpec

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
UNITS = ("_m", "_m2", "_ha", "_years", "_days", "_count", "_share", "_km2", "_class", "_pct", "_hours")


def write_indicator(name: str, layer: LayerSpec, root: Path) -> Iterator[tuple[Path, str]]:
    """Write the three files of a new indicator and say which were made or extended.

    Parameters
    ----------
    name
        Name of indicator, file, function and column, with its unit as suffix (or ``is_`` before it).
    layer
        Layer that the indicator mainly reads; it needs a geometry.
    root
        Root of a checkout.

    Yields
    ------
    tuple[Path, str]
        Path and "Gemaakt" or "Aangevuld".

    Raises
    ------
    DefinitionError
        When the name does not follow the conventions or the layer has no geometry.
    OutputError
        When a file is already there, or this is no checkout.
    """
    _check(name, layer)
    words = {"name": name, "layer": layer.name, "kind": "erf", "title": name.replace("_", " ").capitalize()}
    code, table = root / "geo_risico" / "indicators" / f"{name}.py", root / "tests" / "tables" / f"{name}.yaml"
    definition = root / "layers" / f"{layer.name}.yaml"
    for path in (code, table):
        if path.exists():
            raise OutputError(f"{path}: bestaat al; kies een andere naam of verwijder het bestand")
        if not path.parent.is_dir():
            raise OutputError(f"{path.parent}: map bestaat niet; draai dit in een checkout van het project")
    code.write_text(_fill("indicator.py.txt", words), encoding="utf-8")
    yield code, "Gemaakt"
    table.write_text(_fill("table.yaml.txt", words), encoding="utf-8")
    yield table, "Gemaakt"
    text = definition.read_text(encoding="utf-8")
    heading = "" if re.search(r"^indicators:", text, re.MULTILINE) else "indicators:\n"
    definition.write_text(f"{text.rstrip()}\n{heading}{_fill('indicator.yaml.txt', words)}", encoding="utf-8")
    yield definition, "Aangevuld"


def _check(name: str, layer: LayerSpec) -> None:
    if not NAME.fullmatch(name):
        raise DefinitionError(f"'{name}': kleine letters en liggende streepjes verwacht, zoals distance_to_silo_m")
    if not name.endswith(UNITS) and not name.startswith("is_"):
        raise DefinitionError(f"'{name}': een eenheid als einde verwacht ({', '.join(UNITS)}) of is_ vooraan")
    if layer.geometry == "none":
        raise DefinitionError(f"--laag: '{layer.name}' heeft geen geometrie; kies een laag met geometrie")


def _fill(template: str, words: dict[str, str]) -> str:
    text = resources.files("geo_risico.cli").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(words)
