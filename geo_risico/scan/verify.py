"""A scan checked by its manifest: signature, files, software, definitions and inputs; each finding is a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from geo_risico.catalog import definitions_folder
from geo_risico.core.errors import GeoRisicoError, SourceError
from geo_risico.core.numbers import format_number
from geo_risico.governance.definitions import used_definitions
from geo_risico.io.files import sha256
from geo_risico.io.input_digest import FOLDER, can_be_told, input_digest, kind_by_reading
from geo_risico.io.output_facts import SIGNATURE, output_files, row_count
from geo_risico.io.request import ReadRequest
from geo_risico.io.signing import checked
from geo_risico.io.software import software

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.catalog import Catalog
    from geo_risico.core.manifest_specs import FileFacts, InputFacts, ManifestFacts, OtherInput

Part = Literal["handtekening", "bestanden", "programma", "invoer", "overdoen"]
_EDITION: Final = re.compile(r"uitgave=\d+")
_SHORT: Final = 12


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``verdict`` fout makes the whole check fail."""

    part: Part
    verdict: Literal["goed", "let op", "fout"]
    text: str


def check_signature(manifest: Path, content: bytes, public: str | None) -> Finding:
    """Whether the manifest is signed with a key and was not changed since.

    Parameters
    ----------
    manifest
        Path of the manifest.
    content
        Its bytes.
    public
        Public key or the file with it; None when nobody asks.
    """
    part: Part = "handtekening"
    if public is None:
        is_there = manifest.with_name(SIGNATURE).is_file()
        text = f"{SIGNATURE} is er, maar niet nagegaan; geef --publieke-sleutel" if is_there else "niet ondertekend"
        return Finding(part=part, verdict="let op", text=text)
    try:
        signed = checked(manifest, content, public)
    except SourceError as error:
        return Finding(part=part, verdict="fout", text=str(error))
    return Finding(part=part, verdict="goed", text=f"klopt, sleutel {signed.key_id}; {_readable(signed.statement)}")


def check_files(folder: Path, facts: ManifestFacts, *, strict: bool = False) -> Iterator[Finding]:
    """Findings about the files beside a manifest: changed, missing and those it does not know.

    Parameters
    ----------
    folder
        Folder of the manifest.
    facts
        The manifest.
    strict
        A file that the manifest does not know is a fault; otherwise it is told.
    """
    part: Part = "bestanden"
    there = output_files(folder)
    is_edition = _EDITION.fullmatch(folder.name) is not None
    known = {name: item for name, item in facts.files.items() if name in there or not is_edition}
    faults = [(name, fault) for name, item in known.items() if (fault := _fault(there.get(name), item))]
    for name, fault in faults:
        yield Finding(part=part, verdict="fout", text=f"{name}: {fault}")
    for name in there:
        if name not in facts.files:
            text = f"{name}: staat niet in het manifest en hoort dus niet bij deze uitkomst"
            yield Finding(part=part, verdict="fout" if strict else "let op", text=text)
    if is_edition and len(known) < len(facts.files):
        text = f"{len(facts.files) - len(known)} bestanden bewaart het archief niet; die zijn niet nagegaan"
        yield Finding(part=part, verdict="let op", text=text)
    whole = len(known) - len(faults)
    text = f"{format_number(whole)} van {format_number(len(known))} bestanden hebben de sha256 uit het manifest"
    yield Finding(part=part, verdict="goed", text=text)


def check_software(facts: ManifestFacts, catalog: Catalog) -> Iterator[Finding]:
    """Findings about code, versions and definitions; a difference is told and only the outcome decides.

    Parameters
    ----------
    facts
        The manifest.
    catalog
        Definitions of now.
    """
    part: Part = "programma"
    then, now = facts.software.model_dump(), software()
    lines = [
        f"{title}: was {_brief(then[key])}, nu {_brief(now[key])}"
        for key, title in (
            ("code_version", "versie van geo-risico"),
            ("code_sha256", "code (sha256)"),
            ("lock_sha256", f"{then['lock']} (sha256)"),
            ("platform", "systeem"),
        )
        if then[key] != now[key]
    ]
    lines += _changes("pakket", facts.software.versions, now["versions"])
    definitions = used_definitions(facts.scan, catalog) if facts.definitions else {}
    lines += _changes("definitie", facts.definitions, definitions)
    if then["code_sha256"] == now["code_sha256"] and _own(facts.definitions) != _own(definitions):
        text = "de scandefinitie in het manifest is niet die van de scan: haar sha256 klopt niet"
        yield Finding(part=part, verdict="fout", text=text)
    for line in lines:
        yield Finding(part=part, verdict="let op", text=line)
    if not lines:
        text = f"zelfde code, lock, {len(facts.definitions)} definities en {len(facts.software.versions)} versies"
        yield Finding(part=part, verdict="goed", text=text)


def check_inputs(facts: ManifestFacts, catalog: Catalog, folder: Path, uit: Path, manifest: Path) -> Iterator[Finding]:
    """Findings about every input: still there with the same content, changed, or only known by reading.

    Parameters
    ----------
    facts
        The manifest.
    catalog
        Definitions of now.
    folder
        Where the paths of the definition start.
    uit
        Folder of all output.
    manifest
        Path of the manifest.
    """
    part: Part = "invoer"
    request = ReadRequest(folder=folder, bounds=None, peildatum=facts.scan.peildatum)
    good = 0
    for item in facts.every_input:
        if not can_be_told(item):
            if kind_by_reading(item) == FOLDER and not request.resolve(item.file).exists():
                yield Finding(part=part, verdict="fout", text=f"laag {item.layer}: {item.file}: map ontbreekt")
            continue
        if fault := _input_fault(item, facts, catalog, request):
            yield Finding(part=part, verdict="fout", text=f"laag {item.layer}: {fault}")
        else:
            good += 1
    starts = {"uitvoer": uit, "definitie": folder, "manifest": manifest.parent}
    others = {one: _changed(starts[one.start] / one.file, one.sha256) for one in facts.other_inputs}
    yield from _told(others)
    good += sum(not fault and one.sha256 is not None for one, fault in others.items())
    if good:
        yield Finding(part=part, verdict="goed", text=f"{format_number(good)} bestanden hebben de sha256 van toen")
    yield from _later(facts)


def _later(facts: ManifestFacts) -> Iterator[Finding]:
    """Findings about inputs that only a run reads, a line for each kind."""
    kinds: dict[str, list[str]] = {}
    for item in facts.every_input:
        if kind := kind_by_reading(item):
            kinds.setdefault(kind, []).append(item.layer)
    for kind, layers in sorted(kinds.items()):
        names = ", ".join(sorted(set(layers)))
        yield Finding(part="invoer", verdict="let op", text=f"uit {kind}: {names}; pas bij het overdoen nagegaan")


def _told(others: Mapping[OtherInput, str]) -> Iterator[Finding]:
    """Findings about files that are no layers: what is wrong with one, or that its hash is kept to itself."""
    for one, fault in others.items():
        what = f"{one.purpose} {one.file}"
        if fault:
            yield Finding(part="invoer", verdict="fout", text=f"{what}: {fault}")
        elif one.sha256 is None:
            text = "is er; in dit profiel noemt het manifest haar sha256 niet, pas bij het overdoen nagegaan"
            yield Finding(part="invoer", verdict="let op", text=f"{what}: {text}")


def input_folder(manifest: Path, facts: ManifestFacts, given: Path | None) -> Path:
    """Folder where the paths of the definition start: as asked, as recorded, or where its files are found.

    Parameters
    ----------
    manifest
        Path of the manifest.
    facts
        What it says.
    given
        Folder that the user names.

    Raises
    ------
    SourceError
        When the files are in none of the places.
    """
    if given is not None:
        return given
    hint = None if facts.command is None else facts.command.definition_folder
    places = [manifest.parent / hint] if hint else []
    places += [Path.cwd(), definitions_folder() / "scans"]
    names = [item.file for item in facts.every_input if can_be_told(item)]
    for enough in (all, any):  # some of the files: whatever is missing there is named one by one
        for place in places:
            if place.is_dir() and enough(_is_there(place, name) for name in names):
                return place.resolve()
    first = next((name for name in names if not _is_there(places[0], name)), names[0])
    raise SourceError(
        f"{manifest}: de invoer is niet gevonden (zoals {first}); noem met --map de map waar de paden van de "
        "scandefinitie beginnen, of met --snapshot de momentopname"
    )


def _is_there(place: Path, name: str) -> bool:
    """Whether a path or pattern of a definition leads to anything."""
    return (place / name).exists() or (any(sign in name for sign in "*?[") and any(place.glob(name)))


def _fault(path: Path | None, item: FileFacts) -> str:
    if path is None:
        return "ontbreekt"
    if path.is_symlink():
        return "is een verwijzing (symlink), geen bestand"
    if path.stat().st_size != item.bytes:
        return f"veranderd: {path.stat().st_size} bytes, verwacht {item.bytes}{_row_change(path, item)}"
    return _changed(path, item.sha256)


def _row_change(path: Path, item: FileFacts) -> str:
    """Rows then and now, where those differ and the file can still be counted."""
    try:
        now = row_count(path)
    except Exception:  # noqa: BLE001 - a damaged file has no rows to tell, whatever its reader raises
        return "; niet meer te lezen"
    return "" if now == item.rows else f"; rijen: {now}, verwacht {item.rows}"


def _changed(path: Path, expected: str | None) -> str:
    if not path.exists():
        return "ontbreekt"
    if expected is None:
        return ""
    now = sha256(path)
    return "" if now == expected else f"veranderd: sha256 {_brief(now)}, verwacht {_brief(expected)}"


def _input_fault(item: InputFacts, facts: ManifestFacts, catalog: Catalog, request: ReadRequest) -> str:
    try:
        now = input_digest(item, facts.scan, catalog, request)
    except GeoRisicoError as error:
        return str(error)
    if now == item.sha256:
        return ""
    return f"{item.file}: veranderd: sha256 {_brief(now)}, verwacht {_brief(item.sha256)}"


def _changes(what: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        before, after = then.get(name), now.get(name)
        if before != after:
            yield f"{what} {name}: was {_brief(before or 'er niet')}, nu {_brief(after or 'er niet')}"


def _own(definitions: Mapping[str, str]) -> dict[str, str]:
    """Hash of the definition of the scan itself."""
    return {name: value for name, value in definitions.items() if name.startswith("scan/")}


def _brief(text: str) -> str:
    return f"{text[:_SHORT]}..." if re.fullmatch(r"[0-9a-f]{64}", text) else text


def _readable(statement: str) -> str:
    return statement.replace("\t", ", ")
