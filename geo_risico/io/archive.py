"""The archive: every scan kept by peildatum and edition, as its release showed it, and read back.

The folders are named as Hive partitions (``peildatum=2026-01-01/uitgave=1``), so that DuckDB and pyarrow query all
editions of a scan as one table. Nothing is in them that the ordinary output does not hold.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from geo_risico.core.comparison import SavedInput, SavedRun, SavedTheme
from geo_risico.core.errors import SourceError
from geo_risico.core.specs import IndicatorSpec, ThemeSpec
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.outputs import check_output
from geo_risico.io.wary.records import read_record
from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from geo_risico.core.results import Release, ScanResult

ARCHIVE: Final = "archief"
METHOD: Final = "methode.json"
_KEPT: Final = ("manifest.json", METHOD, "locaties*.parquet", "gebieden*.parquet")
_SAME: Final = ("layer", "source", "sha256", "peildatum")
_EDITION: Final = re.compile(r"uitgave=(\d+)")
_AGAIN: Final = "verwacht de uitvoer van geo-risico scan; voer de scan opnieuw uit"
_PLACE: Final = ("location_id", "label", "kind", "gemeente_code", "wijk_code", "buurt_code")
_OUTCOME: Final = ("score", "class", "case_count", "geometry")
_EXPECTED: Final = "wat een scan heeft geschreven"
_DATE: Final = re.compile(r"peildatum=(\d{4}-\d{2}-\d{2})")


def method_json(release: Release, result: ScanResult) -> str:
    """Everything that turns raw values into scores, as JSON: definitions and weights as used, per theme.

    Parameters
    ----------
    release
        What is shown.
    result
        The scan behind it, for the weights that its definition changes.
    """
    changed = dict(result.scan.weights)
    content = {
        "kind": "geo-risico methode",
        "version": 1,
        "name": release.meta.name,
        "is_fictief": release.meta.is_fictief,
        "code_version": release.meta.version,
        "themes": [
            {
                "theme": part.theme.model_dump(mode="json"),
                "indicators": {name: spec.model_dump(mode="json") for name, spec in part.indicator_specs.items()},
                "weights": dict(whole.weights),
                "raw_weights": _raw(part, changed),
            }
            for part, whole in zip(release.by_theme, result.by_theme, strict=True)
        ],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)}\n"


def _raw(part: Release, changed: dict[str, float]) -> dict[str, float]:
    """Weights in the units of the theme file, with the changes of the scan."""
    raw = {name: weight for dimension in part.theme.dimensions for name, weight in dimension.weights.items()}
    return raw | {name: weight for name, weight in changed.items() if name in raw}


def keep_run(output: Path) -> Path:
    """Folder of the edition in the archive beside an ordinary output folder, after it was written there.

    A run with the same definitions, weights, files and version as the newest edition of its peildatum takes its place;
    any other run gets the next number.

    Parameters
    ----------
    output
        Folder with the output of a scan: ``uit/<scan>``.

    Raises
    ------
    OutputError
        When the archive cannot be written; what it held is still whole.
    """
    manifest = read_record(output / "manifest.json")
    day: Path = output.parent / ARCHIVE / manifest["name"] / f"peildatum={manifest['peildatum']}"
    editions = _editions(day)
    number = len(editions) and _number(editions[-1])
    if not editions or run_key(_manifest_of(editions[-1])) != run_key(manifest):
        number += 1
    folder = day / f"uitgave={number}"

    check_output(folder, output.parent)

    def fill(fresh: Path) -> None:
        for pattern in _KEPT:
            for path in sorted(output.glob(pattern)):
                shutil.copyfile(path, fresh / path.name)

    write_whole(folder, fill)
    return folder


def runs_of(uit: Path, scan: str) -> tuple[Path, ...]:
    """Folders of all editions of a scan in the archive, oldest peildatum first, then by number.

    Parameters
    ----------
    uit
        Folder of all output; the archive is in it.
    scan
        Name of the scan.
    """
    days = sorted(path for path in (uit / ARCHIVE / scan).glob("peildatum=*") if _DATE.fullmatch(path.name))
    return tuple(edition for day in days for edition in _editions(day))


def newest_per_day(runs: tuple[Path, ...]) -> tuple[Path, ...]:
    """The newest edition of each peildatum, oldest first."""
    return tuple({path.parent: path for path in runs}.values())


def read_run(folder: Path, *, themes: Collection[str] | None = None) -> SavedRun:
    """A saved scan, from its edition in the archive or from its ordinary output folder.

    Parameters
    ----------
    folder
        Folder with ``manifest.json`` and ``methode.json``.
    themes
        Themes of which locations and areas are read; None reads those of all.

    Raises
    ------
    SourceError
        When a file is missing, damaged or of another kind.
    """
    with told(folder, _EXPECTED):
        return _read_run(folder, themes)


def _read_run(folder: Path, themes: Collection[str] | None) -> SavedRun:
    facts, method = _read_json(folder / "manifest.json"), _read_json(folder / METHOD)
    try:
        parts = zip(method["themes"], [facts, *facts["beside"].values()], strict=True)
        return SavedRun(
            folder=folder,
            name=facts["name"],
            title=facts["title"],
            profile=facts["profile"],
            peildatum=dt.date.fromisoformat(facts["peildatum"]),
            created=dt.datetime.fromisoformat(facts["created"]),
            is_fictief=facts["is_fictief"],
            hides_score=bool(facts["scan"].get("hide_score")),
            code_version=facts["code_version"],
            catalog_sha256=facts["catalog_sha256"],
            doel=facts["doel"],
            grondslag=facts["grondslag"],
            expires=dt.date.fromisoformat(facts["expires"]),
            themes=tuple(_theme(folder, part, outcome, facts, themes) for part, outcome in parts),
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise SourceError(f"{folder}: manifest.json en {METHOD} horen niet bij elkaar ({error!r}); {_AGAIN}") from error


def _theme(
    folder: Path, part: dict[str, Any], outcome: dict[str, Any], facts: dict[str, Any], wanted: Collection[str] | None
) -> SavedTheme:
    """One theme; its suffix is empty for the main theme."""
    theme = ThemeSpec.model_validate(part["theme"])
    suffix = "" if outcome is facts else f"_{theme.name}"
    reads = wanted is None or theme.name in wanted
    day = facts["peildatum"]
    columns = {*_PLACE, *_OUTCOME, *part["indicators"]}
    return SavedTheme(
        theme=theme,
        indicator_specs={name: IndicatorSpec.model_validate(spec) for name, spec in part["indicators"].items()},
        weights=part["weights"],
        raw_weights=part["raw_weights"],
        inputs=tuple(
            SavedInput(
                layer=item["layer"],
                source=item["source"],
                sha256=item["sha256"],
                peildatum=dt.date.fromisoformat(item["peildatum"] or day),
                access=item["access"],
            )
            for item in outcome["inputs"]
            if item["status"] == "present"
        ),
        indicator_layers={item["name"]: tuple(item["layers"]) for item in outcome["indicators"]},
        marks={
            name: str(next(outcome[name][key] for key in ("weights_sha256", "made", "gemaakt") if key in outcome[name]))
            for name in ("calibration", "expertsessie")
            if name in outcome
        },
        locations=_frame(folder / f"locaties{suffix}.parquet", columns) if reads else None,
        areas=_frame(folder / f"gebieden{suffix}.parquet") if reads else None,
    )


def _frame(path: Path, wanted: Collection[str] | None = None) -> gpd.GeoDataFrame | None:
    """Columns that a comparison can use, on location_id where that is among them; None where there is no such file."""
    if not path.is_file():
        return None
    try:
        names = [name for name in pq.read_schema(path).names if name != "bbox" and (wanted is None or name in wanted)]
        frame = gpd.read_parquet(path, columns=names)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise SourceError(f"{path}: niet te lezen als GeoParquet ({error}); {_AGAIN}") from error
    return frame if wanted is None else frame.set_index("location_id")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = read_record(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); {_AGAIN}") from error
    if not isinstance(content, dict):
        raise SourceError(f"{path}: geen verslag van een scan; {_AGAIN}")
    return content


def _editions(day: Path) -> list[Path]:
    found = [path for path in day.glob("uitgave=*") if _EDITION.fullmatch(path.name)]
    return sorted(found, key=_number)


def _number(edition: Path) -> int:
    found = _EDITION.fullmatch(edition.name)
    return int(found[1]) if found else 0


def _manifest_of(folder: Path) -> dict[str, Any]:
    """Manifest of an edition; empty when it cannot be read, which is no reason to refuse a new scan."""
    try:
        content = read_record(folder / "manifest.json")
        run_key(content)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return content if isinstance(content, dict) else {}


def run_key(manifest: Mapping[str, Any]) -> str:
    """Hash of what makes two runs the same: definitions, weights, files, version, profile and area."""
    themes = [manifest, *manifest.get("beside", {}).values()]
    scan = manifest.get("scan", {})
    parts = {
        "code_version": manifest.get("code_version"),
        "catalog": manifest.get("catalog_sha256"),
        "profile": manifest.get("profile"),
        "area": scan.get("area"),
        "weights": [part.get("weights") for part in themes],
        "inputs": [
            sorted(
                (item["layer"], item["source"], item["sha256"], item["peildatum"]) for item in part.get("inputs", [])
            )
            for part in themes
        ],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
