"""Every run and export in the audit log: a line before anything is done, and a line about how it ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
import time
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo_risico.catalog import load_scan
from geo_risico.core.chain import OWN
from geo_risico.core.errors import GeoRisicoError, OutputError
from geo_risico.core.logbook import UNKNOWN, Outcome, Subject
from geo_risico.governance.logbook import check_log
from geo_risico.io.archive import ARCHIVE
from geo_risico.io.files import sha256
from geo_risico.io.logbook import COUNT, HEAD, LOG, add_entry, read_entries, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.logbook import LogState

REQUESTER: Final = "GEO_RISICO_AANVRAGER"
"""Environment variable with who asks, when the command line does not say."""
ONLY_SHOWS: Final = frozenset({"uitleg", "lagen"})
"""Commands that show data on the terminal and write nothing; without a folder of output there is no log to add to."""
_RUN_BYTES: Final = 8
_LONGEST_TEXT: Final = 2000


@contextmanager
def logged(command: str, words: Mapping[str, Any], requester: str = "") -> Iterator[None]:
    """A run between its two lines in the log of its output folder.

    Parameters
    ----------
    command
        Word of the command.
    words
        Arguments of the command by name; ``uit`` or ``naar`` is the folder of its output, ``map_`` a folder within it.
    requester
        Function or organisation that asks; empty for what the environment or the scan says.

    Raises
    ------
    OutputError
        When the log cannot be added to; nothing is done then.
    SourceError
        When lines are missing at the end of the log; nothing is done then.
    """
    folder = _folder(words)
    shows_nothing = folder is not None and command in ONLY_SHOWS and not folder.is_dir()
    subject = Subject() if folder is None else subject_of(words, folder)
    if folder is None or shows_nothing or _does_nothing(words, folder, subject):
        yield
        return
    run, begun = secrets.token_hex(_RUN_BYTES), time.time_ns()
    add_entry(folder, _begin(command, subject, run, requester))
    try:
        yield
    except BaseException as error:
        with suppress(OutputError):  # what went wrong first is told
            add_entry(folder, _end(run, _outcome(error), type(error).__name__, folder, _written(folder, begun)))
        raise
    add_entry(folder, _end(run, "gelukt", "", folder, _written(folder, begun)))


def subject_of(words: Mapping[str, Any], folder: Path) -> Subject:
    """What a command is about, from the definition that it names or the output of the scan that it names.

    A definition that cannot be read gives a subject without facts: the command itself says what is wrong with it.

    Parameters
    ----------
    words
        Arguments of the command by name.
    folder
        Folder of all output.
    """
    for path in _definitions(words):
        try:
            scan = load_scan(path)
        except GeoRisicoError:
            continue
        return Subject(
            scan=scan.name,
            profile=scan.profile,
            doel=scan.doel,
            grondslag=scan.grondslag,
            opdrachtgever=scan.opdrachtgever,
            is_fictief=scan.is_fictief,
        )
    output = words.get("map_")
    names = (str(words.get(key) or "").partition("@")[0] for key in ("scan", "oud"))
    places = [*([output] if isinstance(output, Path) else []), *(folder / name for name in names if name)]
    if "location_id" in words and not places:
        there = sorted(path.parent for path in folder.glob("*/manifest.json"))
        places = there if len(there) == 1 else []
    return next((found for place in places if (found := _of_output(place))), Subject())


def log_state(folder: Path, known: str | None = None) -> LogState:
    """What the log of an output folder holds, and whether it is whole.

    Raises
    ------
    SourceError
        When the log cannot be read.
    """
    lines, rest = read_entries(folder)
    head = read_head(folder)
    return check_log(lines, rest, None if head is None else (head[COUNT], head[OWN]), known)


def _folder(words: Mapping[str, Any]) -> Path | None:
    output = words.get("map_")
    if isinstance(output, Path):
        return output.resolve().parent
    found = words.get("uit") or words.get("naar")
    return found if isinstance(found, Path) else None


def _does_nothing(words: Mapping[str, Any], folder: Path, subject: Subject) -> bool:
    """Whether a command only shows, or will refuse because the scan that it names is not there to be read."""
    names_a_scan = any(words.get(key) for key in ("bestand", "scan", "oud"))
    only_shows = words.get("ja") is False or (not folder.is_dir() and ("ja" in words or "bestanden" in words))
    return only_shows or (names_a_scan and subject == Subject())


def _definitions(words: Mapping[str, Any]) -> Iterator[Path]:
    for key in ("bestand", "scan"):
        value = words.get(key)
        path = value if isinstance(value, Path) else Path(value) if isinstance(value, str) else None
        if path is not None and path.suffix in {".yaml", ".yml"} and path.is_file():
            yield path
    snapshot = words.get("snapshot")
    if isinstance(snapshot, Path) and not words.get("bestand"):
        yield snapshot / "scan.yaml"


def _of_output(folder: Path) -> Subject | None:
    try:
        facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Subject(
            scan=str(facts["name"]),
            profile=str(facts["profile"]),
            doel=str(facts["doel"]),
            grondslag=str(facts["grondslag"]),
            opdrachtgever=str(facts.get("scan", {}).get("opdrachtgever", UNKNOWN)),
            is_fictief=bool(facts["is_fictief"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _begin(command: str, subject: Subject, run: str, requester: str) -> dict[str, Any]:
    asked = requester.strip() or os.environ.get(REQUESTER, "").strip() or subject.opdrachtgever
    return {
        "op": _now(),
        "wat": "begonnen",
        "run": run,
        "opdracht": command,
        "scan": subject.scan,
        "profiel": subject.profile,
        "doel": subject.doel[:_LONGEST_TEXT],
        "grondslag": subject.grondslag[:_LONGEST_TEXT],
        "aanvrager": asked[:_LONGEST_TEXT],
        "is_fictief": subject.is_fictief,
        "versie": version("geo-risico"),
    }


def _end(run: str, outcome: Outcome, fault: str, folder: Path, files: Mapping[Path, str]) -> dict[str, Any]:
    named = {path.as_posix(): digest for path, digest in sorted(files.items())}
    whole = {"sha256_bestanden": hashlib.sha256(json.dumps(named).encode()).hexdigest()} if named else {}
    return {
        "op": _now(), "wat": outcome, "run": run, **({"fout": fault} if fault else {}),
        "bestanden": len(named), **whole, "scans": list(_scans(folder, files)),
    }  # fmt: skip


def _scans(folder: Path, files: Mapping[Path, str]) -> Iterator[dict[str, str]]:
    """What the manifests that were written say of purpose, and their hashes."""
    for path, digest in sorted(files.items()):
        if path.name == "manifest.json" and ARCHIVE not in path.parts:
            told = _of_output((folder / path).parent) or Subject()
            yield {
                "scan": told.scan, "profiel": told.profile, "doel": told.doel[:_LONGEST_TEXT],
                "grondslag": told.grondslag[:_LONGEST_TEXT], "manifest": path.as_posix(), "sha256": digest,
            }  # fmt: skip


def _outcome(error: BaseException) -> Outcome:
    if isinstance(error, KeyboardInterrupt):
        return "afgebroken"
    if isinstance(error, GeoRisicoError):
        return "geweigerd"
    code = getattr(error, "exit_code", None)
    return "mislukt" if code is None else "gelukt" if code == 0 else "deels gelukt"


def _written(folder: Path, begun: int) -> dict[Path, str]:
    """Path within the folder -> SHA-256, of the files that were written there since a moment (ns)."""
    found = {}
    for place, names, files in os.walk(folder, followlinks=False):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            path = Path(place) / name
            if name.startswith(".") or (place == str(folder) and name in {LOG, HEAD}) or path.is_symlink():
                continue
            try:
                if path.stat().st_mtime_ns >= begun:
                    found[path.relative_to(folder)] = sha256(path)
            except OSError:
                continue  # another command took it away meanwhile
    return found


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
