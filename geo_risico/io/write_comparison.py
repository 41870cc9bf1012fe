"""A comparison of two scans as files: tables, GeoParquet, page and the record of what was compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_risico.core.comparison import FACTORS
from geo_risico.io.csv_table import write_csv_table
from geo_risico.io.folder_dictionary import write_dictionary
from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.comparison import Comparison, SavedRun, ThemeComparison
    from geo_risico.core.trend import Movement

_DECIMALS: Final = 12
_DUTCH: Final = {"method": "methode", "data": "gegevens", "world": "werkelijkheid"}


def write_comparison(
    comparison: Comparison,
    texts: Mapping[str, str],
    folder: Path,
    moved: Mapping[str, Movement],
    *,
    created: dt.datetime,
) -> tuple[Path, ...]:
    """Files written in a folder, which is replaced as a whole.

    Parameters
    ----------
    comparison
        Two scans beside each other.
    texts
        Pages that were made elsewhere, by name.
    folder
        Folder of this comparison.
    moved
        Theme -> gemeenten over time and surroundings of new barriers.
    created
        Moment of making.

    Raises
    ------
    OutputError
        When anything cannot be written.
    """

    def fill(fresh: Path) -> None:
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        for number, part in enumerate(comparison.themes):
            suffix = f"_{part.theme.name}" if number else ""
            _write_theme(part, fresh, suffix)
            if part.theme.name in moved:
                _write_movement(moved[part.theme.name], fresh, suffix)
        about = json.dumps(_manifest(comparison, created), ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / "vergelijking.json").write_text(f"{about}\n", encoding="utf-8", newline="\n")
        write_dictionary(fresh, comparison.new.profile)

    return write_whole(folder, fill)


def _write_theme(part: ThemeComparison, folder: Path, suffix: str) -> None:
    write_csv_table(part.areas, folder / f"gebieden{suffix}.csv", decimals=_DECIMALS)
    if part.rows is None:
        return
    rows = part.rows.rename_axis("location_id")
    own = pd.concat([frame.add_prefix(f"{_DUTCH[name]}_") for name, frame in part.parts.items()], axis=1)
    dimensions = pd.DataFrame(
        {
            f"{_DUTCH[name]}_dimensie_{dimension.name}": frame[[n for n in dimension.weights if n in frame]].sum(
                axis=1, skipna=False
            )
            for name, frame in part.parts.items()
            for dimension in part.theme.dimensions
        }
    )
    details = pd.concat([dimensions, own], axis=1).set_axis(rows.index[: len(own)])
    whole = rows.join(details).reset_index()
    texts = [name for name in whole if isinstance(whole[name].dtype, pd.StringDtype)]
    target = folder / f"vergelijking{suffix}.parquet"
    whole.to_parquet(target, index=False, compression="zstd", use_dictionary=texts)
    table = pd.DataFrame(rows.drop(columns="geometry")).reset_index()
    ordered = table.sort_values(["change", "location_id"], ascending=[False, True])
    write_csv_table(ordered, folder / f"vergelijking{suffix}.csv", decimals=_DECIMALS)


def _write_movement(movement: Movement, folder: Path, suffix: str) -> None:
    """Gemeenten against the others, the row of scans, and the places with new barriers."""
    changes = movement.trend.changes.rename_axis("gemeente_code").reset_index()
    write_csv_table(changes, folder / f"trend{suffix}.csv", decimals=_DECIMALS)
    write_csv_table(movement.trend.series, folder / f"reeks{suffix}.csv", decimals=_DECIMALS)
    found = [(what, part) for what, part in (("score", movement.scores), ("casussen", movement.cases)) if part]
    if found:
        tables = [part.around.rename_axis("location_id").reset_index().assign(wat=what) for what, part in found]
        write_csv_table(pd.concat(tables), folder / f"waterbed{suffix}.csv", decimals=_DECIMALS)


def _manifest(comparison: Comparison, created: dt.datetime) -> dict[str, Any]:
    return {
        "kind": "geo-risico vergelijking",
        "version": 1,
        "name": comparison.new.name,
        "is_fictief": comparison.old.is_fictief or comparison.new.is_fictief,
        "profile": comparison.new.profile,
        "created": created.isoformat(timespec="seconds"),
        "expires": min(comparison.old.expires, comparison.new.expires).isoformat(),
        "old": _run(comparison.old),
        "new": _run(comparison.new),
        "notices": list(comparison.notices),
        "themes": [_theme(part) for part in comparison.themes],
    }


def _run(run: SavedRun) -> dict[str, str]:
    return {
        "peildatum": run.peildatum.isoformat(),
        "created": run.created.isoformat(),
        "code_version": run.code_version,
        "catalog_sha256": run.catalog_sha256,
    }


def _theme(part: ThemeComparison) -> dict[str, Any]:
    told: dict[str, Any] = {"theme": part.theme.name, "method_changes": list(part.method_changes)}
    if part.rows is None:
        return told
    known = part.rows[part.rows["change"].notna()]
    return told | {
        "status": {str(k): int(n) for k, n in part.rows["status"].value_counts().sort_index().items()},
        "reason": {str(k): int(n) for k, n in part.rows["reason"].value_counts().sort_index().items()},
        "known_count": len(known),
        "mean_change": {name: float(known[name].mean()) if len(known) else None for name in ("change", *FACTORS)},
    }
