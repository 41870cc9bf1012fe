"""Measured places of one gemeente and theme as files, without anything that Python alone can read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo_risico.core.raster import Support
from geo_risico.core.results import IndicatorFacts, Locations, Origin
from geo_risico.core.terms import CRS_RD
from geo_risico.io.cache import provenance_of
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.results import Provenance

PLACES: Final = "locaties.parquet"
VALUES: Final = "waarden.parquet"
KOM: Final = "bebouwde_kom.parquet"
ACCOUNT: Final = "verantwoording.json"
LINKS: Final = "koppeling_"
SUPPORT: Final = "draagvlak_"
BARNS: Final = "schuren.parquet"
PROVENANCE: Final = "bronnen.json"
COMPARED: Final = ("kind", "gemeente_code")
"""Columns of the places that the comparison among all gemeenten needs."""
CENTRE: Final = ("x_m", "y_m")
"""Centroid of each place in EPSG:28992, in metres: all of the geometry that the comparison reads."""


def write_places(
    folder: Path,
    locations: Locations,
    indicators: pd.DataFrame,
    facts: tuple[IndicatorFacts, ...],
    support: Mapping[str, Support],
) -> None:
    """Nothing; writes what was measured of one theme into a folder that is made.

    Parameters
    ----------
    folder
        Folder of the theme.
    locations
        Places with their links.
    indicators
        Raw values on the index of the places.
    facts, support
        How well each indicator is known, and what raster values rest on.
    """
    folder.mkdir(parents=True)
    locations.frame.to_parquet(folder / PLACES, compression="zstd")
    middle = shapely.get_coordinates(shapely.centroid(locations.frame.geometry.to_numpy())).reshape(-1, 2)
    values = indicators.join(locations.frame[list(COMPARED)])
    values[list(CENTRE)] = middle
    values.to_parquet(folder / VALUES, compression="zstd")
    if locations.bebouwde_kom is not None:
        gpd.GeoDataFrame(geometry=locations.bebouwde_kom).to_parquet(folder / KOM, compression="zstd")
    for name, link in locations.links.items():
        link.rename("location_id").to_frame().to_parquet(folder / f"{LINKS}{name}.parquet", compression="zstd")
    for name, item in support.items():
        _support_frame(item).to_parquet(folder / f"{SUPPORT}{name}.parquet", compression="zstd")
    account = {"notes": list(locations.notes), "facts": [dataclasses.asdict(fact) for fact in facts]}
    (folder / ACCOUNT).write_text(json.dumps(account, ensure_ascii=False), encoding="utf-8")


def read_places(
    folder: Path,
) -> tuple[Locations, pd.DataFrame, tuple[IndicatorFacts, ...], dict[str, Support]]:
    """What `write_places` wrote: places, raw values, facts and supports.

    Parameters
    ----------
    folder
        Folder of the theme.
    """
    account = read_record(folder / ACCOUNT)
    kom = folder / KOM
    locations = Locations(
        frame=gpd.read_parquet(folder / PLACES),
        links={path.stem.removeprefix(LINKS): _link(path) for path in sorted(folder.glob(f"{LINKS}*.parquet"))},
        notes=tuple(account["notes"]),
        bebouwde_kom=gpd.read_parquet(kom).geometry if kom.is_file() else None,
    )
    found = {path.stem.removeprefix(SUPPORT): path for path in sorted(folder.glob(f"{SUPPORT}*.parquet"))}
    return (
        locations,
        pd.read_parquet(folder / VALUES).drop(columns=[*COMPARED, *CENTRE]),
        tuple(fact_of(fields) for fields in account["facts"]),
        {name: _support_of(pd.read_parquet(path)) for name, path in found.items()},
    )


def read_compared(folder: Path) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Places as points (kind, gemeente_code; their centroid, EPSG:28992) and raw values; no other geometry is read.

    Parameters
    ----------
    folder
        Folder of the theme.
    """
    table = pd.read_parquet(folder / VALUES)
    points = gpd.points_from_xy(table[CENTRE[0]], table[CENTRE[1]], crs=CRS_RD)
    places = gpd.GeoDataFrame(table[list(COMPARED)], geometry=points, crs=CRS_RD)
    return places, table.drop(columns=[*COMPARED, *CENTRE])


def write_provenance(folder: Path, provenance: Mapping[str, Sequence[Provenance]]) -> None:
    """Nothing; writes where every layer came from."""
    rows = {name: [source_fields(item) for item in items] for name, items in provenance.items()}
    (folder / PROVENANCE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read_provenance(folder: Path) -> dict[str, tuple[Provenance, ...]]:
    """What `write_provenance` wrote."""
    found = read_record(folder / PROVENANCE)
    return {name: tuple(source_of(fields) for fields in items) for name, items in found.items()}


def source_fields(item: Provenance) -> dict[str, Any]:
    """Where a layer came from, ready for JSON."""
    fields = dataclasses.asdict(item)
    fields["peildatum"] = None if item.peildatum is None else item.peildatum.isoformat()
    if item.origin is not None:
        fields["origin"]["fetched_at"] = item.origin.fetched_at.isoformat()
    return fields


def source_of(fields: Mapping[str, Any]) -> Provenance:
    """What `source_fields` described."""
    origin = fields["origin"]
    if origin is not None:
        origin = Origin(**{**origin, "fetched_at": dt.datetime.fromisoformat(origin["fetched_at"])})
    return dataclasses.replace(provenance_of({**fields, "origin": None}), origin=origin)


def fact_of(fields: Mapping[str, Any]) -> IndicatorFacts:
    """Facts of one indicator from their JSON fields."""
    lists = {name: tuple(fields[name]) for name in ("layers", "missing_layers", "notes")}
    return IndicatorFacts(**{**fields, **lists})


def _link(path: Path) -> pd.Series[str]:
    links: pd.Series[str] = pd.read_parquet(path)["location_id"]
    return links.rename(None)


def _support_frame(item: Support) -> pd.DataFrame:
    fields = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    return pd.DataFrame({name: column for name, column in fields.items() if column is not None})


def _support_of(frame: pd.DataFrame) -> Support:
    return Support(**{name: frame[name] for name in frame.columns})
