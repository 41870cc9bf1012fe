"""A release as one GeoPackage that QGIS opens styled, with Dutch titles and its sources inside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_risico.core.certainty import described
from geo_risico.core.terms import CRS_RD
from geo_risico.io.write_style import TEMPLATES, area_style, column_titles, hotspot_style, location_style
from geo_risico.io.write_tables import area_frame, location_frame, theme_suffix

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.results import Provenance, Release


class _Layer(NamedTuple):
    name: str
    frame: pd.DataFrame
    titles: Mapping[str, str]
    style: str


def write_gpkg(release: Release, path: Path) -> None:
    """Nothing; writes layers, tables, styles and column titles to ``path`` (EPSG:28992).

    Without locations in the release the file holds areas only.
    """
    layers = [layer for part in release.by_theme for layer in _theme_layers(part, theme_suffix(part, release))]
    for layer in layers:
        pyogrio.write_dataframe(
            layer.frame, path, layer=layer.name, driver="GPKG", append=path.exists(), promote_to_multi=True
        )
    for name, table in (("bronnen", sources(release)), ("toelichting", explanation(release))):
        pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=path.exists())
    _finish(path, layers, release)


def _theme_layers(release: Release, suffix: str) -> list[_Layer]:
    layers = [*_location_layers(release), *_area_layers(release), *_hotspot_layers(release)]
    return [layer._replace(name=layer.name + suffix) for layer in layers]


def _location_layers(release: Release) -> list[_Layer]:
    locations = described(release)
    if locations is None:
        return []
    raw = release.indicators if release.indicators is not None else pd.DataFrame(index=locations.index)
    frame = location_frame(locations.join(raw))
    titles = column_titles(frame.columns.drop("geometry"), release.indicator_specs, release.theme.features)
    return [_Layer("locaties", frame, titles, location_style(titles))]


def _area_layers(release: Release) -> list[_Layer]:
    layers = []
    for kind, areas in release.aggregates.items():
        frame = area_frame(release, kind)
        titles = column_titles(frame.columns.drop("geometry"), {})
        mean = areas["mean_score"].astype(float)
        layers.append(_Layer(kind, gpd.GeoDataFrame(frame, crs=CRS_RD), titles, area_style(titles, mean)))
    return layers


def _hotspot_layers(release: Release) -> list[_Layer]:
    if release.hotspots is None or not len(release.hotspots):
        return []
    frame = release.hotspots.rename_axis("code").reset_index()
    titles = column_titles(frame.columns.drop("geometry"), {})
    return [_Layer("hotspots", gpd.GeoDataFrame(frame, crs=CRS_RD), titles, hotspot_style(titles))]


def all_sources(release: Release) -> list[Provenance]:
    """Provenance of every file behind any theme, each once; a layer that one theme misses is absent."""
    return list(dict.fromkeys(item for part in release.by_theme for item in part.provenance))


def sources(release: Release) -> pd.DataFrame:
    """One row per source: register, date, licence, access, rows and repairs, as text and counts."""
    rows = [
        {
            "laag": item.layer,
            "bron": item.title,
            "status": "aanwezig" if item.status == "present" else "ontbreekt",
            "peildatum": item.peildatum.isoformat() if item.peildatum else "",
            "licentie": item.licence,
            "bronvermelding": item.attribution,
            "toegang": item.access,
            "bestand": item.path,
            "sha256": item.sha256,
            "rijen_gelezen": item.rows_read,
            "rijen_gebruikt": item.rows_kept,
            "reparaties": "; ".join(repair.message for repair in item.repairs),
        }
        for item in all_sources(release)
    ]
    names = ["laag", "bron", "status", "peildatum", "licentie", "bronvermelding", "toegang", "bestand", "sha256"]
    return pd.DataFrame(rows, columns=[*names, "rijen_gelezen", "rijen_gebruikt", "reparaties"])


def explanation(release: Release) -> pd.DataFrame:
    """What the file is for and what it does not say: rows of a heading and a text."""
    meta = release.meta
    rows = [
        ("Titel", meta.title),
        ("Fictief", "FICTIEF: verzonnen gegevens" if meta.is_fictief else "nee"),
        ("Doel", meta.doel),
        ("Grondslag", meta.grondslag),
        ("Opdrachtgever", meta.opdrachtgever),
        ("Profiel", meta.profile),
        ("Peildatum", meta.peildatum.isoformat()),
        ("Bewaren tot en met", meta.expires.isoformat()),
        ("Versie", meta.version),
        *(("Let op", notice) for notice in dict.fromkeys(n for part in release.by_theme for n in part.meta.notices)),
    ]
    return pd.DataFrame(rows, columns=["onderwerp", "tekst"])


def _finish(path: Path, layers: list[_Layer], release: Release) -> None:
    """Add styles and titles, and give every date in the file the peildatum."""
    moment = f"{release.meta.peildatum.isoformat()}T00:00:00.000Z"
    titles = [(layer.name, column, title, title) for layer in layers for column, title in layer.titles.items()]
    styles = [("", "", x.name, "geom", x.name, x.style, "", 1, release.meta.title, "", None, moment) for x in layers]
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript((TEMPLATES / "schema.sql").read_text(encoding="utf-8"))
        file.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)", titles
        )
        file.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            styles,
        )
        file.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
