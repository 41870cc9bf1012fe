"""What a command asked, written down so that anyone can do it again and compare."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_risico.governance.definitions import used_definitions
from geo_risico.governance.fingerprints import tells_hash
from geo_risico.governance.images import shows_candidates
from geo_risico.io.archive import run_key
from geo_risico.io.files import sha256
from geo_risico.io.former import former_edition, open_editions
from geo_risico.io.marks import marks_path
from geo_risico.io.output_facts import MANIFEST
from geo_risico.io.software import software
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo_risico.catalog import Catalog
    from geo_risico.core.results import ScanResult
    from geo_risico.core.source_specs import ScanSpec


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command was given.

    ``scan``: the definition before anything was filled in. ``folder``: where its paths start. ``snapshot``: folder of
    the snapshot, ``workbook``: filled-in workbook, where these were named. ``home``: folder of all output that paths
    are told from, where the files are written elsewhere first.
    """

    command: str
    scan: ScanSpec
    folder: Path
    catalog: Catalog
    snapshot: Path | None = None
    workbook: Path | None = None
    every_gemeente: bool = False
    home: Path | None = None


def run_record(
    asked: Asked | None, result: ScanResult, uit: Path, earlier: Sequence[tuple[str, Path]]
) -> dict[str, Any]:
    """Part of the manifest about the run: software, definitions, command and inputs that are no layers.

    Parameters
    ----------
    asked
        What the command was given; None for output that no single command makes again.
    result
        The computed scan.
    uit
        Folder of all output.
    earlier
        Purpose and file of earlier scans that count, from `earlier_files`.
    """
    others = list(_kept_beside(result, uit, earlier))
    if asked is None:
        return {"software": software(), "definitions": {}, "command": None, "other_inputs": others}
    definitions = used_definitions(result.scan, asked.catalog)
    return {
        "software": software(),
        "definitions_sha256": hashlib.sha256(json.dumps(definitions).encode()).hexdigest(),
        "definitions": definitions,
        "command": _command(asked, result, asked.home or uit),
        "other_inputs": [*others, *_named(asked, result, asked.home or uit)],
    }


def way_to(target: Path, start: Path) -> str | None:
    """Path from one folder to another; None where it would tell how the home folders of others are called.

    Parameters
    ----------
    target, start
        Folders on this machine.
    """
    here, there = start.resolve(), target.resolve()
    try:
        shared = Path(os.path.commonpath([here, there]))
    except ValueError:  # another drive
        return None
    home = Path.home().resolve()
    if home != shared and home.is_relative_to(shared):
        return None
    return Path(os.path.relpath(there, here)).as_posix()


def _command(asked: Asked, result: ScanResult, uit: Path) -> dict[str, Any]:
    output = uit / result.scan.name
    snapshot = None if asked.snapshot is None else way_to(asked.snapshot, asked.folder)
    return {
        "name": asked.command,
        "definition_folder": way_to(asked.folder, output),
        "snapshot": snapshot,
        "every_gemeente": asked.every_gemeente,
        "scan": None if asked.scan == result.scan else asked.scan.model_dump(mode="json"),
    }


def earlier_files(uit: Path, about: Mapping[str, Any]) -> list[tuple[str, Path]]:
    """Purpose and file of the areas of earlier scans: the one to compare with, and all that everybody may have seen.

    Parameters
    ----------
    uit
        Folder of all output.
    about
        Manifest of the scan of now.
    """
    former = former_edition(uit, about)
    found = [] if former is None else [("vorige scan", path) for path in sorted(former.glob("gebieden*.parquet"))]
    editions = open_editions(uit, about["scan"]["area"]["gemeenten"]) if about["profile"] == "open" else ()
    for edition in editions:
        if edition != former and run_key(read_record(edition / MANIFEST)) != run_key(about):
            found += [("eerdere uitgave", path) for path in sorted(edition.glob("gebieden*.parquet"))]
    return found


def _kept_beside(result: ScanResult, uit: Path, earlier: Sequence[tuple[str, Path]]) -> Iterator[dict[str, str]]:
    """Files beside the output that count: marks of candidates, where candidates are shown, and earlier scans."""
    marks = marks_path(uit, result.scan.name)
    if marks.is_file() and shows_candidates(result.scan):
        yield _other("oordelen", "uitvoer", (marks.relative_to(uit).as_posix(), marks), result.scan)
    for purpose, path in earlier:
        yield _other(purpose, "uitvoer", (path.relative_to(uit).as_posix(), path), result.scan)


def _named(asked: Asked, result: ScanResult, uit: Path) -> Iterator[dict[str, str]]:
    """Files with weights that the definition names, and the workbook of the command."""
    for purpose, files in (("gewichten", asked.scan.calibrated), ("expertsessie", asked.scan.expertsessie)):
        for file in dict.fromkeys(files.values()):
            yield _other(purpose, "definitie", (file, asked.folder / file), result.scan)
    if asked.workbook is not None:
        file = way_to(asked.workbook, uit / result.scan.name) or asked.workbook.name
        yield _other("werkboek", "manifest", (file, asked.workbook), result.scan)


def _other(purpose: str, start: str, file: tuple[str, Path], scan: ScanSpec) -> dict[str, str]:
    """One file that is no layer, with its hash where that may be told."""
    name, path = file
    found = {"purpose": purpose, "start": start, "file": name}
    return found | {"sha256": sha256(path)} if tells_hash(purpose, scan) else found
