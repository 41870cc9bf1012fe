"""Evaluations of a scan as ``evaluatie.json``, and their folder as a whole or not at all."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.evaluation import Evaluation, ModelScore
    from geo_risico.core.results import ReleaseMeta

FORMAT: Final = 1
"""Goes up when a key gets another name or meaning."""

NAME: Final = "evaluatie.json"
DECIMALS: Final = 6
METHOD: Final = {
    "folds": "ruimtelijke blokken, verdeeld op aantal casussen",
    "pooled": "over alle scores buiten de eigen fold samen",
    "mean": "gemiddelde over de folds",
    "sd": "standaardafwijking over de folds",
    "temporal": "geschat op oudere casussen, gemeten op nieuwere",
    "worst_gemeente": "laagste AUC als een gemeente wordt weggelaten",
    "ties": "gelijke scores in een vaste, gelote volgorde",
    "weights_interval": "90%, trekkingen van blokken",
    "absolute_interval": "95%, Wilson, alleen geloote bezoeken",
}


def evaluation_json(
    evaluations: Sequence[Evaluation],
    meta: ReleaseMeta,
    *,
    refused: Mapping[str, str],
    seeds: Mapping[str, int],
    created: dt.datetime,
) -> str:
    """All figures of all themes as JSON with stable keys; what cannot be measured is null.

    Parameters
    ----------
    evaluations
        One for each theme with enough cases, in the order of the scan.
    meta
        What stands on the reports.
    refused
        Name of each other theme, with the reason.
    seeds
        Purpose -> seed of the randomness used.
    created
        Moment of making; the only part that differs between two runs.
    """
    content = {
        "format": FORMAT,
        "scan": meta.name,
        "title": meta.title,
        "profile": meta.profile,
        "is_fictief": meta.is_fictief,
        "created": created.isoformat(timespec="seconds"),
        "peildatum": meta.peildatum.isoformat(),
        "expires": meta.expires.isoformat(),
        "code_version": meta.version,
        "method": METHOD,
        "seeds": dict(sorted(seeds.items())),
        "themes": {item.theme: _theme(item) for item in evaluations},
        "not_evaluated": dict(refused),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_evaluations(pages: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    """Paths of the files written in ``folder``, which is replaced as a whole or not at all.

    Parameters
    ----------
    pages
        File name -> content.
    folder
        Folder of the evaluations of one scan.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """

    def fill(fresh: Path) -> None:
        for name, text in pages.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")

    return write_whole(folder, fill)


def _theme(item: Evaluation) -> dict[str, Any]:
    counts = ("location_count", "case_count", "background_count", "visit_count", "block_m", "fold_count", "k")
    return {
        "background": item.background,
        **{name: _value(getattr(item, name)) for name in counts},
        "verdict": list(item.verdict),
        "limits": list(item.limits),
        "models": [_model(one) for one in item.models],
        "robustness": {
            "tests": _rows(item.robustness.tests),
            "weights": _rows(item.robustness.weights.rename_axis("indicator").reset_index()),
        },
        "weights": None if item.weights is None else _rows(item.weights.rename_axis("indicator").reset_index()),
        "absolute": None
        if item.absolute is None
        else dict(zip(("share", "low", "high"), map(_value, item.absolute), strict=True)),
        "by_source": None if item.by_source is None else _rows(item.by_source.rename_axis("bron").reset_index()),
        "blocks": _blocks(item),
    }


def _model(item: ModelScore) -> dict[str, Any]:
    parts = {name: getattr(item, name) for name in ("pooled", "mean", "sd", "temporal")}
    worst = item.worst_gemeente
    return {
        "name": item.name,
        "title": item.title,
        "kind": item.kind,
        **{name: {key: _value(value) for key, value in part.items()} for name, part in parts.items()},
        "worst_gemeente": None if worst is None else {"gemeente": worst[0], "auc": _value(worst[1])},
        "gains": None if item.gains is None else _rows(item.gains),
        "calibration": None if item.calibration is None else _rows(item.calibration),
    }


def _blocks(item: Evaluation) -> list[dict[str, Any]]:
    """Lower left corner (EPSG:28992, m), fold and counts of each block."""
    corners = item.blocks.geometry.bounds[["minx", "miny"]].set_axis(["x_m", "y_m"], axis=1)
    return _rows(pd.DataFrame(item.blocks[["fold", "location_count", "case_count"]]).join(corners))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _value(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _value(value: object) -> object:
    """A number for JSON: rounded, null where there is none."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return round(float(value), DECIMALS) if math.isfinite(value) else None
    return None if value is None or value is pd.NA else str(value)
