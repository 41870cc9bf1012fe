"""What a page of lessons says about its scan, and the weights of its themes: from its output or its definition."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.core.errors import SourceError
from geo_risico.core.results import ReleaseMeta
from geo_risico.governance.notices import expires
from geo_risico.inspection.learn_weights import Weighed
from geo_risico.io.wary.records import read_record
from geo_risico.scoring.weights import effective_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.inspection.learn_visits import Round

UNKNOWN: Final = "niet bekend: deze scan heeft hier geen uitvoer"
USUAL_TERM: Final = "12 maanden"


def own_catalog() -> Catalog:
    """Catalog of the definitions of this program."""
    root = definitions_folder()
    return load_catalog(root / "layers", root / "scans" / "themes")


def definition_path(scan: str) -> str:
    """Where the definition of a scan stands, as somebody types it: that of this program, else one with its name."""
    is_own = (definitions_folder() / "scans" / f"{scan}.yaml").is_file()
    return f"scans/{scan}.yaml" if is_own else f"{scan}.yaml"


def saved_manifest(uit: Path, scan: str) -> dict[str, Any]:
    """Record of the output of a scan; empty where there is none.

    Raises
    ------
    SourceError
        When it is damaged.
    """
    path = uit / scan / "manifest.json"
    if not path.is_file():
        return {}
    try:
        content = read_record(path)
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); voer de scan opnieuw uit") from error
    return content if isinstance(content, dict) else {}


def lesson_meta(scan: ScanSpec | None, manifest: Mapping[str, Any], rounds: Sequence[Round]) -> ReleaseMeta:
    """What stands on every page: from the definition, else from the record, else the little that a choice knows.

    Fictitious is what either the scan or a choice calls so; without a known profile it is that of partners.
    """
    newest = rounds[-1].choice
    is_fictief = any(item.choice.is_fictief for item in rounds)
    if scan is not None:
        found: dict[str, Any] = scan.model_dump()
    elif isinstance(manifest.get("scan"), dict):
        found = manifest["scan"]
    else:
        found = {"title": newest.scan, "profile": "partner", "peildatum": newest.peildatum}
    day = found["peildatum"]
    peildatum = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
    term = found.get("bewaartermijn", USUAL_TERM)
    return ReleaseMeta(
        name=newest.scan,
        title=found["title"],
        theme=str(newest.rows["theme"].iloc[0]) if len(newest.rows) else "",
        profile=found["profile"],
        doel=found.get("doel", UNKNOWN),
        grondslag=found.get("grondslag", UNKNOWN),
        bewaartermijn=term,
        expires=expires(peildatum, term),
        opdrachtgever=found.get("opdrachtgever", UNKNOWN),
        peildatum=peildatum,
        is_fictief=is_fictief or found.get("is_fictief") is True,
        version=version("geo-risico"),
    )


def lesson_themes(
    scan: ScanSpec | None,
    manifest: Mapping[str, Any],
    rounds: Sequence[Round],
    catalog: Catalog,
    created: dt.datetime,
) -> tuple[Weighed, ...]:
    """Themes of the choices with the weights that experts gave them in this scan."""
    names = sorted({str(name) for item in rounds for name in item.rows["theme"].unique()})
    newest = rounds[-1].choice
    return tuple(
        Weighed(
            scan=newest.scan,
            theme=name,
            title=catalog.themes[name].title if name in catalog.themes else name,
            weights=_weights(name, scan, manifest, catalog),
            titles={key: spec.title for key, spec in catalog.indicators.items()},
            peildatum=newest.peildatum,
            made=created.date(),
            is_fictief=any(item.choice.is_fictief for item in rounds),
        )
        for name in names
    )


def _weights(theme: str, scan: ScanSpec | None, manifest: Mapping[str, Any], catalog: Catalog) -> dict[str, float]:
    """Weights of the experts: those of the record unless cases corrected them, else those of the definitions."""
    parts = {str(manifest.get("theme", "")): manifest, **manifest.get("beside", {})}
    part = parts.get(theme, {})
    if scan is None and part.get("weights") and "calibration" not in part:
        return {str(name): float(weight) for name, weight in part["weights"].items()}
    if theme not in catalog.themes:
        return {}
    changes = scan.weights if scan is not None else manifest.get("scan", {}).get("weights", {})
    spec = catalog.themes[theme]
    return effective_weights(spec, {name: weight for name, weight in changes.items() if name in spec.weights})
