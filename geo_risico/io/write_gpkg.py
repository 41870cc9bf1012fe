"""A release as one GeoPackage that QGIS opens styled, with Dutch titles and its sources inside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_risico.core.terms import CRS_RD
from geo_risico.io.same_bytes import steady
from geo_risico.io.write_style import (
    TEMPLATES,
    area_style,
    column_titles,
    findings_style,
    hotspot_style,
    location_style,
)
from geo_risico.io.write_tables import area_frame, location_table, theme_suffix

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.results import Provenance, Release


class GpkgLayer(NamedTuple):
    """One layer or table: its rows, a Dutch title per column, and its QML."""

    name: str
    frame: pd.DataFrame
    titles: Mapping[str, str]
    style: str

    @property
    def has_geometry(self) -> bool:
        """Whether the layer can be drawn."""
        return isinstance(self.frame, gpd.GeoDataFrame)

    @property
    def bounds(self) -> tuple[float, ...] | None:
        """Bounds (EPSG:28992); None without anything to draw."""
        if not isinstance(self.frame, gpd.GeoDataFrame) or self.frame.empty:
            return None
        return tuple(float(value) for value in self.frame.total_bounds)


VERSION: Final = "1.2"
"""Of the GeoPackage: every QGIS, QField and ArcGIS in use reads it without a remark."""

FINDINGS: Final = "bevindingen"
_FINDINGS_TITLES: Final = {
    "location_id": "Kenmerk van de locatie",
    "uitkomst": "Uitkomst",
    "bevinding": "Wat is aangetroffen",
    "vervolg": "Vervolg",
    "op": "Wanneer",
}


def write_gpkg(release: Release, path: Path) -> tuple[GpkgLayer, ...]:
    """Layers and tables written to ``path`` (EPSG:28992), with their styles and column titles.

    Without locations in the release the file holds areas only. Where locations are shown with lists for visits, an
    empty table ``bevindingen`` waits for what people find.
    """
    layers = gpkg_layers(release)
    for layer in layers:
        exists = path.exists()
        more = {"promote_to_multi": True} if layer.has_geometry else {}
        pyogrio.write_dataframe(
            layer.frame,
            path,
            layer=layer.name,
            driver="GPKG",
            append=exists,
            dataset_options=None if exists else {"VERSION": VERSION},
            **more,
        )
    _finish(path, [layer for layer in layers if layer.style], release)
    return layers


def gpkg_layers(release: Release) -> tuple[GpkgLayer, ...]:
    """Layers and tables that the GeoPackage of a release holds, in their order."""
    layers = [layer for part in release.by_theme for layer in _theme_layers(part, theme_suffix(part, release))]
    return (
        *layers,
        *_findings(release),
        GpkgLayer("bronnen", sources(release), {}, ""),
        GpkgLayer("toelichting", explanation(release), {}, ""),
    )


def _findings(release: Release) -> list[GpkgLayer]:
    """Empty table with a form; nothing where people are not sent anywhere."""
    if release.fieldwork is None or release.locations is None:
        return []
    columns = {name: pd.Series(dtype="str") for name in _FINDINGS_TITLES}
    frame = pd.DataFrame(columns | {"op": pd.Series(dtype="datetime64[ms]")})
    return [GpkgLayer(FINDINGS, frame, _FINDINGS_TITLES, findings_style(_FINDINGS_TITLES, release.fieldwork))]


def _theme_layers(release: Release, suffix: str) -> list[GpkgLayer]:
    layers = [*_location_layers(release), *_area_layers(release), *_hotspot_layers(release)]
    return [layer._replace(name=layer.name + suffix) for layer in layers]


def _location_layers(release: Release) -> list[GpkgLayer]:
    frame = location_table(release)
    if frame is None:
        return []
    titles = column_titles(frame.columns.drop("geometry"), release.indicator_specs, release.theme.features)
    return [GpkgLayer("locaties", frame, titles, location_style(titles))]


def _area_layers(release: Release) -> list[GpkgLayer]:
    layers = []
    for kind, areas in release.aggregates.items():
        frame = area_frame(release, kind)
        titles = column_titles(frame.columns.drop("geometry"), {})
        mean = areas["mean_score"].astype(float)
        layers.append(GpkgLayer(kind, gpd.GeoDataFrame(frame, crs=CRS_RD), titles, area_style(titles, mean)))
    return layers


def _hotspot_layers(release: Release) -> list[GpkgLayer]:
    if release.hotspots is None or not len(release.hotspots):
        return []
    frame = release.hotspots.rename_axis("code").reset_index()
    titles = column_titles(frame.columns.drop("geometry"), {})
    return [GpkgLayer("hotspots", gpd.GeoDataFrame(frame, crs=CRS_RD), titles, hotspot_style(titles))]


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


def _finish(path: Path, layers: list[GpkgLayer], release: Release) -> None:
    """Add styles and titles, and give every date in the file the peildatum."""
    moment = f"{release.meta.peildatum.isoformat()}T00:00:00.000Z"
    titles = [(layer.name, column, title, title) for layer in layers for column, title in layer.titles.items()]
    styles = [
        (
            "",
            "",
            x.name,
            "geom" if x.has_geometry else "",
            x.name,
            x.style,
            "",
            1,
            release.meta.title,
            "",
            None,
            moment,
        )
        for x in layers
    ]
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
    steady(path)
