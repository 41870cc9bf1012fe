"""A scan done again from its manifest, and every file compared with the one of then, byte for byte."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

from geo_risico.io.differences import differs
from geo_risico.io.files import sha256
from geo_risico.io.invulblad.read import read_invulblad
from geo_risico.io.manifest_file import read_json
from geo_risico.io.output_facts import MANIFEST, output_files
from geo_risico.scan.record import Asked
from geo_risico.scan.run import run_scan
from geo_risico.scan.save import save_scan
from geo_risico.scan.verify import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.manifest_specs import ManifestFacts

SHORT: Final = 12
"""Characters of a hash that people compare by eye."""
EXCEPTED: Final = {
    "files": "de hashes zelf; elk bestand is al vergeleken",
    "software": "met welke versies er is gewerkt; verschillen staan hierboven",
    "code_version": "idem",
    "catalog_sha256": "definities; verschillen staan hierboven",
    "definitions": "idem",
    "definitions_sha256": "idem",
    "command": "waar de invoer op deze machine staat",
    "fetched_at": "moment waarop een database is gelezen",
}
"""Keys of manifest.json that may differ, and why."""


def do_again(
    manifest: Path, facts: ManifestFacts, catalog: Catalog, places: tuple[Path, Path, Path], step: Callable[[str], None]
) -> Path:
    """Folder with the output of the same scan, made again with the moment of then.

    Parameters
    ----------
    manifest
        Path of the manifest.
    facts
        What it says.
    catalog
        Definitions of now.
    places
        Folder where the paths of the definition start, empty folder for the output, and cache.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    GeoRisicoError
        As the scan itself.
    """
    folder, uit, cache = places
    _put_beside(facts, kept_folder(manifest), uit)
    workbook = next((manifest.parent / one.file for one in facts.other_inputs if one.purpose == "werkboek"), None)
    filled = None if workbook is None else read_invulblad(workbook)
    asked = Asked(
        command="controleer" if facts.command is None else facts.command.name,
        scan=facts.asked,
        folder=folder,
        catalog=catalog,
        workbook=workbook,
        every_gemeente=facts.command is not None and facts.command.every_gemeente,
    )
    result = run_scan(facts.asked, catalog, folder, cache=cache, step=step, invulblad=filled)
    save_scan(result, uit, created=facts.created, step=step, asked=asked)
    return uit / facts.asked.name


def _put_beside(facts: ManifestFacts, before: Path, uit: Path) -> None:
    """Copy what lay beside the output then and counts: marks, and the earlier scan with its own manifest."""
    names = [other.file for other in facts.other_inputs if other.start == "uitvoer"]
    names += [f"{name.rpartition('/')[0]}/{MANIFEST}" for name in names if name.endswith(".parquet")]
    for name in dict.fromkeys(names):
        source, target = before / name, uit / name
        if source.is_file() and target.resolve().is_relative_to(uit.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def kept_folder(manifest: Path) -> Path:
    """Folder of all output that a manifest belongs to, also for an edition in the archive.

    Parameters
    ----------
    manifest
        Path of the manifest.
    """
    here = manifest.resolve().parent
    is_edition = here.name.startswith("uitgave=") and here.parent.name.startswith("peildatum=")
    return here.parents[3] if is_edition else here.parent


def compare_again(manifest: Path, facts: ManifestFacts, again: Path) -> Iterator[Finding]:
    """Findings about every file of the second run: the same bytes, or what differs.

    Parameters
    ----------
    manifest
        Path of the manifest.
    facts
        What it says.
    again
        Folder with the second output.
    """
    made = output_files(again)
    same = 0
    for name in sorted({*facts.files, *made}):
        fault = _fault(manifest.parent / name, made.get(name), name, facts)
        if fault:
            yield Finding(part="overdoen", verdict="fout", text=f"{name}: {fault}")
        same += not fault
    before, after = read_json(manifest), read_json(again / MANIFEST)
    for text in other_content(before, after):
        yield Finding(part="overdoen", verdict="fout", text=text)
    keys = differing_keys(before, after)
    if keys:
        yield Finding(part="overdoen", verdict="fout", text=f"{MANIFEST}: anders bij {', '.join(keys)}")
    count = f"{same} van {len({*facts.files, *made})} bestanden"
    text = f"{count} zijn opnieuw gemaakt en tot op de byte gelijk aan het manifest"
    yield Finding(part="overdoen", verdict="goed", text=text)


def _fault(old: Path, new: Path | None, name: str, facts: ManifestFacts) -> str:
    recorded = facts.files.get(name)
    if new is None:
        return "wordt bij het overdoen niet gemaakt"
    if recorded is None:
        return "wordt bij het overdoen wel gemaakt, maar staat niet in het manifest"
    if sha256(new) == recorded.sha256:
        return ""
    if old.is_file() and sha256(old) == recorded.sha256:
        return differs(old, new)
    return "anders dan het manifest zegt; het bestand van toen is er niet meer om mee te vergelijken"


def other_content(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Dutch lines for inputs of which the content was not that of then: what a table or folder gave when it was read.

    Parameters
    ----------
    before, after
        Manifest of then and of now.
    """
    then, now = _digests(before), _digests(after)
    for name in sorted(then.keys() & now.keys()):
        (old, rows), (new, found) = then[name], now[name]
        if old != new:
            layer, _, file = name
            text = f"laag {layer}: {file} gaf andere inhoud dan toen: {found} rijen, toen {rows}"
            yield f"{text}; sha256 {new[:SHORT]}..., verwacht {old[:SHORT]}..."


def _digests(content: dict[str, Any]) -> dict[tuple[str, str, str], tuple[str, int]]:
    """Layer, source and file -> hash and rows of each input of any theme."""
    parts = [content, *content.get("beside", {}).values()]
    items = [item for part in parts for item in part.get("inputs", ()) if item.get("sha256")]
    return {(item["layer"], item["source"], item["file"]): (item["sha256"], item.get("rows_read", 0)) for item in items}


def differing_keys(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Keys of two manifests that say something else, without those that may differ.

    Other code may write keys that were not there yet; those do not count.

    Parameters
    ----------
    before, after
        Manifest of then and of now.
    """
    then, now = _plain(before), _plain(after)
    if before.get("software", {}).get("code_sha256") != after.get("software", {}).get("code_sha256"):
        now = _known(then, now)
    return sorted(key for key in {*then, *now} if then.get(key) != now.get(key))  # 50 and 50.0 are the same number


def _known(before: Any, after: Any) -> Any:  # noqa: ANN401 - any JSON
    """The later content without the keys that the earlier does not have."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: _known(before[key], item) for key, item in after.items() if key in before}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [_known(old, new) for old, new in zip(before, after, strict=True)]
    return after


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Content without the keys that may differ."""
    if isinstance(value, dict):
        left_out = {*EXCEPTED, "file"} if value.get("start") == "manifest" else EXCEPTED
        return {key: _plain(item) for key, item in value.items() if key not in left_out}
    return [_plain(item) for item in value] if isinstance(value, list) else value
