"""Sealed choices of visits in files: what crews get, what stays closed, and the chain of all seals."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.visit_choice import NOT_CHOSEN, VisitChoice
from geo_risico.io.chain_file import extend_chain, read_chain
from geo_risico.io.folder_dictionary import write_dictionary
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.outputs import check_output
from geo_risico.io.wary.records import read_record
from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FOLDER: Final = "keuzes"
SEALED: Final = "verzegeld"
CREW: Final = "ploeg"
RECORD: Final = "keuze.json"
ROWS: Final = "locaties.parquet"
CHAIN: Final = "zegels.jsonl"
KIND: Final = "geo-risico keuze"
VERSION: Final = 1
_ID_HEX: Final = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class SealedChoice:
    """A choice with its name and seal, and the two files that hold it; nothing is on disk yet."""

    choice: VisitChoice
    record: Mapping[str, Any]
    rows: bytes


def seal_choice(choice: VisitChoice, facts: Mapping[str, Any]) -> SealedChoice:
    """The choice with its ``keuze_id`` and seal: SHA-256 over everything that the record says.

    Parameters
    ----------
    choice
        What was drawn; its name and seal are given here.
    facts
        What else the record holds, ready for JSON: code_version, catalog_sha256, inputs, counts.
    """
    frame = choice.rows.sort_index()
    rows = _parquet(frame)
    rows_sha256 = hashlib.sha256(rows).hexdigest()
    record: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "keuze_id": f"{choice.made_at.date().isoformat()}-{rows_sha256[:_ID_HEX]}",
        "scan": choice.scan,
        "is_fictief": choice.is_fictief,
        "peildatum": choice.peildatum.isoformat(),
        "made_at": choice.made_at.isoformat(),
        "seed": choice.seed,
        "settings": dict(choice.settings),
        **facts,
        "rows_sha256": rows_sha256,
    }
    record["seal"] = _seal(record)
    sealed = replace(choice, keuze_id=record["keuze_id"], seal=record["seal"], rows=frame)
    return SealedChoice(choice=sealed, record=record, rows=rows)


def write_choice(
    sealed: SealedChoice, uit: Path, texts: Mapping[str, str | bytes], profile: str | None = None
) -> tuple[Path, ...]:
    """Paths of all files of a choice, and then its line in the chain of seals: everything or nothing.

    Parameters
    ----------
    sealed
        From `seal_choice`.
    uit
        Folder of all output.
    texts
        Other files: path inside the folder of the choice, such as ``ploeg/bezoeklijst.pdf`` -> content.
    profile
        Who may have the lists, for the data dictionary beside them; None writes none.

    Raises
    ------
    SourceError
        When the chain of seals is not whole.
    OutputError
        When the same choice stands there, or something cannot be written; nothing of it is left then.
    """
    folder = folder_of(uit, sealed.choice)
    chain = folder.parent / CHAIN
    check_output(folder, uit)
    known = {line.get("keuze_id") for line in read_chain(chain)}
    if folder.exists() or sealed.choice.keuze_id in known:
        raise OutputError(
            f"{folder}: precies deze lijst is al verzegeld; er is niets veranderd. Geef een andere --seed voor een "
            "nieuwe loting"
        )

    def fill(fresh: Path) -> None:
        content = {**texts, f"{SEALED}/{RECORD}": _record_text(sealed.record), f"{SEALED}/{ROWS}": sealed.rows}
        for name, text in content.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        for place in [fresh, *(path for path in sorted(fresh.iterdir()) if path.is_dir() and path.name != SEALED)]:
            if profile is not None:
                write_dictionary(place, profile)

    write_whole(folder, fill)
    line = {
        "keuze_id": sealed.choice.keuze_id,
        "seal": sealed.choice.seal,
        "made_at": sealed.record["made_at"],
        "seed": sealed.choice.seed,
        "visits": len(sealed.choice.chosen),
    }
    try:
        extend_chain(chain, [line])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def read_choice(folder: Path) -> VisitChoice:
    """A sealed choice as it was written; its rows, its seal and its line in the chain are checked.

    Parameters
    ----------
    folder
        Folder of the choice, as `choices_of` gives.

    Raises
    ------
    SourceError
        When a file is missing, cannot be read or is not what was sealed; it names which part.
    """
    with told(folder, "een keuze zoals geo-risico kies die schrijft; zet haar terug"):
        return _read(folder)


def _read(folder: Path) -> VisitChoice:
    record = _read_record(folder / SEALED / RECORD)
    path = folder / SEALED / ROWS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: niet te lezen ({error}); zet het bestand terug") from error
    if hashlib.sha256(content).hexdigest() != record.get("rows_sha256"):
        raise SourceError(f"{path}: de locaties zijn veranderd na het verzegelen; zet het bestand terug zoals het was")
    if _seal(record) != record.get("seal"):
        raise SourceError(
            f"{folder / SEALED / RECORD}: veranderd na het verzegelen: het zegel klopt niet; zet het bestand terug"
        )
    _check_chain(folder, record)
    try:
        rows = pd.read_parquet(io.BytesIO(content))
        return _choice(record, rows)
    except (KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise SourceError(f"{folder / SEALED}: geen keuze van deze versie ({error}); maak een nieuwe keuze") from error


def choices_of(uit: Path, scan: str) -> tuple[Path, ...]:
    """Folders of the sealed choices of a scan, oldest first, also of those whose folder is gone.

    Raises
    ------
    SourceError
        When the chain of seals is not whole.
    """
    folder = uit / FOLDER / scan
    named = [folder / str(line.get("keuze_id")) for line in read_chain(folder / CHAIN)]
    loose = sorted(path.parent for path in folder.glob(f"[!.]*/{SEALED}") if path.parent not in named)
    return (*named, *loose)


def folder_of(uit: Path, choice: VisitChoice) -> Path:
    """Folder of one choice."""
    return uit / FOLDER / choice.scan / choice.keuze_id


def counts_of(rows: pd.DataFrame) -> dict[str, Any]:
    """How many locations per arm, and per stratum how many there are, are expected and are chosen; ready for JSON."""
    drawable = rows[rows["inclusion_probability"].gt(0)]
    strata = pd.DataFrame(
        {
            "locations": 1,
            "expected": drawable["inclusion_probability"].astype(float),
            "chosen": drawable["arm"].ne(NOT_CHOSEN).astype(int),
        }
    )
    sums = strata.groupby(drawable["stratum"], sort=True).sum()
    return {
        "arms": {str(arm or "niet gekozen"): int(count) for arm, count in drawable["arm"].value_counts().items()},
        "excluded": int(rows["inclusion_probability"].le(0).sum()),
        "strata": {
            str(name): {
                "locations": int(row["locations"]),
                "expected": round(float(row["expected"]), 6),
                "chosen": int(row["chosen"]),
            }
            for name, row in sums.iterrows()
        },
    }


def _parquet(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    plain = frame.copy()
    plain.index = plain.index.astype("str").rename("location_id")
    plain.to_parquet(stream, index=True, compression="zstd")
    return stream.getvalue()


def _seal(record: Mapping[str, Any]) -> str:
    content = {key: value for key, value in record.items() if key != "seal"}
    try:
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        return ""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _record_text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = read_record(path)
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{path}: niet te lezen als keuze ({error}); zet het bestand terug") from error
    if not isinstance(record, dict) or record.get("kind") != KIND:
        raise SourceError(f"{path}: geen keuze van geo-risico; verwacht kind '{KIND}'")
    if record.get("version") != VERSION:
        raise SourceError(f"{path}: version is {record.get('version')!r}, verwacht {VERSION}")
    return record


def _check_chain(folder: Path, record: Mapping[str, Any]) -> None:
    chain = folder.parent / CHAIN
    lines: Sequence[Mapping[str, Any]] = [
        line for line in read_chain(chain) if line.get("keuze_id") == record.get("keuze_id")
    ]
    if folder.name != record.get("keuze_id"):
        raise SourceError(f"{folder}: deze map heet anders dan de keuze {record.get('keuze_id')}; geef haar naam terug")
    if not lines:
        raise SourceError(f"{chain}: keuze {folder.name} staat niet in de keten van zegels; zet het bestand terug")
    if lines[-1].get("seal") != record.get("seal"):
        raise SourceError(
            f"{folder / SEALED / RECORD}: niet de keuze die verzegeld is: {chain} noemt een ander zegel; "
            "zet het bestand terug zoals het was"
        )


def _choice(record: Mapping[str, Any], rows: pd.DataFrame) -> VisitChoice:
    chance = rows["inclusion_probability"].to_numpy(dtype=float)
    if not (np.isfinite(chance) & (chance >= 0) & (chance <= 1)).all():
        raise ValueError("inclusion_probability buiten 0 tot en met 1")
    return VisitChoice(
        keuze_id=str(record["keuze_id"]),
        scan=str(record["scan"]),
        is_fictief=bool(record["is_fictief"]),
        peildatum=dt.date.fromisoformat(record["peildatum"]),
        made_at=dt.datetime.fromisoformat(record["made_at"]),
        seed=int(record["seed"]),
        settings=record["settings"],
        rows=rows,
        seal=str(record["seal"]),
    )
