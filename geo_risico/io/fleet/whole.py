"""The files about all gemeenten of a fleet, beside the folders of each of them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_risico.io.files import sha256
from geo_risico.io.folder_dictionary import write_dictionary
from geo_risico.io.output_facts import MANIFEST
from geo_risico.io.wary.outputs import check_output
from geo_risico.io.write import FAULTS, failed
from geo_risico.io.write_tables import area_table, file_name, write_areas, write_csv, write_flatgeobuf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.results import Release

KINDS: Final = ("gemeenten", "wijken")


def write_whole_files(
    release: Release, texts: Mapping[str, str | bytes], manifest: Mapping[str, Any], folder: Path
) -> tuple[Path, ...]:
    """Paths of the files, sorted; each replaces its former self only when all of them could be written.

    Parameters
    ----------
    release
        Areas of all gemeenten.
    texts
        File name -> content of the pages.
    manifest
        Record of the run, ready for JSON; the hashes of the files are added.
    folder
        Folder of the run; folders of gemeenten in it stay as they are.

    Raises
    ------
    OutputError
        When anything cannot be written; the former files are still there.
    """
    check_output(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".nieuw") as name:
            fresh = Path(name)
            _fill(release, texts, fresh)
            files = {
                path.name: {"sha256": sha256(path), "bytes": path.stat().st_size} for path in sorted(fresh.iterdir())
            }
            record = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=2)
            (fresh / MANIFEST).write_text(f"{record}\n", encoding="utf-8")
            names = [MANIFEST, *files]
            for one in (*files, MANIFEST):
                shutil.move(fresh / one, folder / one)
    except FAULTS as fault:
        raise failed(folder, fault) from fault
    return tuple(sorted(folder / one for one in names))


def _fill(release: Release, texts: Mapping[str, str | bytes], fresh: Path) -> None:
    for name, text in texts.items():
        (fresh / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    for part in release.by_theme:
        write_areas(part, fresh / file_name("gebieden.parquet", part, release))
        write_flatgeobuf(area_table(part), fresh / file_name("gebieden.fgb", part, release))
        for kind in KINDS:
            write_csv(part, kind, fresh / file_name(f"{kind}.csv", part, release))
    write_dictionary(fresh, release.meta.profile)
