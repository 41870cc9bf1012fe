"""Files of chained lines (JSON per line): read with the chain checked, and added to as a whole or not at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from geo_risico.core.chain import OWN, START, find_break, link
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.outputs import fresh_file
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def read_chain(path: Path) -> tuple[dict[str, Any], ...]:
    """Lines of a chain, oldest first; empty without a file.

    Raises
    ------
    SourceError
        When the file cannot be read, or a line is not the one that was written there.
    """
    if not path.is_file():
        return ()
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen als regels JSON ({error}); zet het bestand terug") from error
    lines = tuple(_parsed(path, number, text) for number, text in enumerate(texts, start=1))
    with told(path, "regels zoals ze zijn geschreven; zet het bestand terug"):
        broken = find_break(lines)
    if broken is not None:
        raise SourceError(
            f"{path}, regel {broken}: de keten klopt hier niet; een regel is veranderd, verplaatst of weggehaald. "
            "Zet het bestand terug zoals het was; een verbetering is een nieuwe regel"
        )
    return lines


def extend_chain(path: Path, contents: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """All lines of a chain after new ones were added at its end; without new ones nothing is written.

    Parameters
    ----------
    path
        File of the chain; made with its folder when it is not there.
    contents
        What the new lines say, ready for JSON.

    Raises
    ------
    SourceError
        When the lines that stand there do not form a whole chain.
    OutputError
        When the file cannot be written; it stays as it was.
    """
    before = read_chain(path)
    lines = list(before)
    for content in contents:
        lines.append(link(content, str(lines[-1][OWN]) if lines else START))
    if contents:
        _replace(path, lines)
    return tuple(lines)


def _parsed(path: Path, number: int, text: str) -> dict[str, Any]:
    """What a line says."""
    try:
        line = parse_json(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{path}, regel {number}: niet te lezen als regels JSON ({error}); zet het bestand terug zoals het was"
        ) from error
    return line if isinstance(line, dict) else {}


def _replace(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write all lines beside the file and let them take its place."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.nieuw")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh_file(beside, encoding="ascii", newline="\n") as file:
            file.writelines(f"{json.dumps(line, allow_nan=False)}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: kan niet worden aangevuld: {fault_reason(error)}") from error
    finally:
        beside.unlink(missing_ok=True)
