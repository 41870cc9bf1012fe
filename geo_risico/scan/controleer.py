"""Every check of a scan in its order, from the signature to doing it again."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo_risico.core.errors import DefinitionError, GeoRisicoError
from geo_risico.io.manifest_file import manifest_bytes, read_manifest
from geo_risico.scan.offline import refuse_network
from geo_risico.scan.verify import Finding, check_files, check_inputs, check_signature, check_software, input_folder
from geo_risico.scan.verify_again import compare_again, do_again, kept_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_risico.catalog import Catalog
    from geo_risico.core.manifest_specs import ManifestFacts


@dataclass(frozen=True, kw_only=True)
class How:
    """What to check and where to look.

    ``public_key``: file or text, None checks no signature. ``folder``: where the paths of the definition start.
    ``snapshot``: folder of the snapshot that was scanned. ``cache``: layers read before; None reads everything afresh.
    """

    public_key: str | None = None
    folder: Path | None = None
    snapshot: Path | None = None
    cache: Path | None = None
    files_only: bool = False
    strict: bool = False
    offline: bool = False


def check_scan(manifest: Path, how: How, catalog: Catalog, step: Callable[[str], None]) -> Iterator[Finding]:
    """Findings about a scan, as they come; after a wrong signature nothing else is looked at.

    Parameters
    ----------
    manifest
        Path of the manifest, beside the output of its scan.
    how
        What to check and where to look.
    catalog
        Definitions of now.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    SourceError
        When the manifest cannot be read.
    DefinitionError
        When an offline check needs a network.
    """
    step("Handtekening nagaan")
    signature = check_signature(manifest, manifest_bytes(manifest), how.public_key)
    yield signature
    if signature.verdict == "fout":
        return
    facts = read_manifest(manifest)
    if how.offline and not how.files_only:
        refuse_network(facts.scan)
    step("Bestanden nagaan")
    yield from check_files(manifest.resolve().parent, facts, strict=how.strict)
    step("Programma nagaan")
    yield from check_software(facts, catalog)
    step("Invoer nagaan")
    try:
        folder = input_folder(manifest, facts, _asked_folder(manifest, facts, how))
        inputs = list(check_inputs(facts, catalog, folder, kept_folder(manifest), manifest))
    except GeoRisicoError as error:
        yield Finding(part="invoer", verdict="fout", text=str(error))
        return
    yield from inputs
    yield from _again(manifest, facts, how, catalog, (folder, step, any(one.verdict == "fout" for one in inputs)))


def _again(
    manifest: Path,
    facts: ManifestFacts,
    how: How,
    catalog: Catalog,
    rest: tuple[Path, Callable[[str], None], bool],
) -> Iterator[Finding]:
    """Findings of doing the scan again; one line says why where that is not done."""
    folder, step, has_other_input = rest
    if how.files_only:
        yield Finding(part="overdoen", verdict="let op", text="niet overgedaan (--alleen-bestanden)")
    elif facts.command is None:
        text = "deze uitvoer komt niet van een enkele scan (maar bijvoorbeeld van een scenario) en is niet over te doen"
        yield Finding(part="overdoen", verdict="let op", text=text)
    elif has_other_input:
        text = "niet overgedaan: de invoer is niet meer die van toen, dus de uitkomst kan niet gelijk zijn"
        yield Finding(part="overdoen", verdict="let op", text=text)
    else:
        with tempfile.TemporaryDirectory(prefix="geo-risico-") as work:
            places = (folder, Path(work) / "uit", how.cache or Path(work) / "cache")
            try:
                again = do_again(manifest, facts, catalog, places, step)
            except GeoRisicoError as error:
                yield Finding(part="overdoen", verdict="fout", text=f"lukt niet: {error}")
                return
            step("Vergelijken")
            yield from compare_again(manifest, facts, again)


def _asked_folder(manifest: Path, facts: ManifestFacts, how: How) -> Path | None:
    """Folder that the user names, by itself or by its snapshot."""
    if how.folder is not None or how.snapshot is None:
        return how.folder
    way = None if facts.command is None else facts.command.snapshot
    if way in {None, "."}:
        return how.snapshot
    if manifest.parent.is_dir() and facts.command is not None and facts.command.definition_folder is not None:
        folder = (manifest.parent / facts.command.definition_folder).resolve()
        if os.path.realpath(folder / str(way)) == os.path.realpath(how.snapshot):
            return folder
    raise DefinitionError(
        f"--snapshot {how.snapshot}: de scandefinitie zoekt de momentopname in {way}; zet haar daar en noem met --map "
        "de map van de scandefinitie"
    )
