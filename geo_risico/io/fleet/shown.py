"""What a gemeente may show, kept for the pages about all of them, and its part of the common dataset."""

from __future__ import annotations

import dataclasses
import shutil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from geo_risico.core.shown import HIGH_SHARE, Shown
from geo_risico.io.fleet.places import fact_of, source_fields, source_of
from geo_risico.io.write import write_whole
from geo_risico.io.write_tables import location_details, theme_suffix

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from geo_risico.core.results import Release

KINDS: Final = ("gemeenten", "wijken")
"""Areas that the pages about all gemeenten show."""
PARTITION: Final = "gemeente_code"
FILE: Final = "deel.parquet"


def shown_record(released: Release) -> dict[str, Any]:
    """Facts, sources and notices of all themes, ready for JSON."""
    return {"themas": {part.theme.name: _fields(part) for part in released.by_theme}}


def write_shown(released: Release, folder: Path) -> None:
    """Nothing; writes the released areas of all themes into a folder that is there."""
    for part in released.by_theme:
        for kind in KINDS:
            if kind in part.aggregates:
                areas = _with_high_share(part) if kind == "gemeenten" else part.aggregates[kind]
                areas.to_parquet(folder / f"{kind}_{part.theme.name}.parquet", compression="zstd")


def read_shown(folder: Path, record: Mapping[str, Any], theme: str) -> Shown:
    """What one gemeente shows of one theme.

    Parameters
    ----------
    folder
        Where `write_shown` wrote.
    record
        From `shown_record`.
    theme
        Name of the theme.
    """
    fields = record["themas"][theme]
    paths = {kind: folder / f"{kind}_{theme}.parquet" for kind in KINDS}
    return Shown(
        aggregates=MappingProxyType({kind: gpd.read_parquet(path) for kind, path in paths.items() if path.is_file()}),
        facts=tuple(fact_of(fact) for fact in fields["facts"]),
        provenance=tuple(source_of(item) for item in fields["provenance"]),
        notices=tuple(fields["notices"]),
        suppressed=fields["suppressed"],
        leading=fields["leading"],
        reasons=fields["reasons"],
    )


def write_partition(part: Release, main: Release, root: Path, gemeente: str) -> list[Path]:
    """Files written: the locations of one gemeente and theme in their place in the dataset; none where none are shown.

    Parameters
    ----------
    part
        What the gemeente shows of a theme.
    main
        Release of the main theme.
    root
        Folder of the dataset of the main theme; other themes have one beside it.
    gemeente
        Code of the gemeente.

    Raises
    ------
    OutputError
        When it cannot be written; the former part is still whole.
    """
    target = partition(part, main, root, gemeente)
    frame = location_details(part)
    if frame is None:
        shutil.rmtree(target, ignore_errors=True)
        return []
    rows = frame.drop(columns=PARTITION).sort_values("location_id")

    def fill(fresh: Path) -> None:
        rows.to_parquet(fresh / FILE, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)

    return list(write_whole(target, fill))


def partition(part: Release, main: Release, root: Path, gemeente: str) -> Path:
    """Folder of one gemeente and theme in the dataset."""
    return root.with_name(f"{root.name}{theme_suffix(part, main)}") / f"{PARTITION}={gemeente}"


def drop_strangers(root: Path, known: Collection[str]) -> None:
    """Nothing; takes parts out of the datasets of gemeenten that do not belong to the run.

    Parameters
    ----------
    root
        Folder of the dataset of the main theme.
    known
        Codes of the gemeenten of the run.
    """
    for place in sorted(root.parent.glob(f"{root.name}*/{PARTITION}=*")):
        if place.name.removeprefix(f"{PARTITION}=") not in known:
            shutil.rmtree(place, ignore_errors=True)


def _with_high_share(part: Release) -> gpd.GeoDataFrame:
    """Gemeenten with the share of high classes among all, where every location is shown."""
    frame, areas = part.locations, part.aggregates["gemeenten"]
    if frame is None or part.meta.profile != "partner" or "class_all" not in frame:
        return areas
    share = frame["class_all"].isin(["D", "E"]).groupby(frame["gemeente_code"]).mean()
    shape = areas[["geometry"]]
    return gpd.GeoDataFrame(
        areas.drop(columns="geometry").assign(**{HIGH_SHARE: share.reindex(areas.index)}).join(shape),
        geometry="geometry",
        crs=areas.crs,
    )


def _fields(part: Release) -> dict[str, Any]:
    return {
        "facts": [dataclasses.asdict(fact) for fact in part.facts],
        "provenance": [source_fields(dataclasses.replace(item, origin=None)) for item in part.provenance],
        "notices": list(part.meta.notices),
        "suppressed": dict(part.suppressed),
        "reasons": {kind: dict(found) for kind, found in part.reasons.items()},
        "leading": next((name for code, name in part.leading.items() if code), ""),
    }
