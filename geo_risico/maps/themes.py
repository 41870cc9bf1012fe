"""One page over the releases of several themes: what they share, once, and what each theme has of its own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_risico.maps import facts
from geo_risico.maps.fieldwork import fieldwork_index, kind_index
from geo_risico.maps.geometry import bounds_degrees, grid_of
from geo_risico.maps.hotspots import hotspot_table
from geo_risico.maps.images import change_index
from geo_risico.maps.route import route_index
from geo_risico.maps.tables import area_tables, background_tables, location_table
from geo_risico.maps.trial import trial_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo_risico.core.results import Provenance, Release
    from geo_risico.maps.geometry import Grid
    from geo_risico.maps.packing import Block

NETHERLANDS = [[50.75, 3.3], [53.6, 7.3]]
MATRIX_COLUMNS = ("kans_level", "barriere_level")


def page_index(block: Block, release: Release) -> dict[str, Any]:
    """Index of the page: everything but the bytes, which go into the block."""
    parts, background = release.by_theme, _background(release)
    shared = dataclasses.replace(release, provenance=_provenance(parts), background=background)
    grid = grid_of([frame for part in parts for frame in _frames(part)] + list(background.values()))
    return {
        "banner": page_banner(release),
        "sources": facts.sources(shared),
        "attribution": facts.attribution(shared),
        "grid": grid.as_index(),
        "bounds": page_extent(release),
        **backdrop_index(release),
        "background": background_tables(block, shared, grid),
        "fieldwork": fieldwork_index(release),
        "route": route_index(release),
        "themes": [theme_index(block, part, grid) for part in parts],
    }


def backdrop_index(release: Release) -> dict[str, Any]:
    """Online backgrounds that the scan allows; nothing where it allows none."""
    if not release.backdrops:
        return {}
    keys = {"name", "title", "url", "attribution", "min_zoom", "max_zoom"}
    return {"backdrops": [spec.model_dump(include=keys) | {"origin": spec.origin} for spec in release.backdrops]}


def page_banner(release: Release) -> dict[str, Any]:
    """Texts of the banner: those of the main theme, with the titles and notices of all themes, each once."""
    texts = facts.banner(release.meta, release.theme)
    titles = [part.theme.title for part in release.by_theme]
    notices = [notice for part in release.by_theme for notice in part.meta.notices]
    return {**texts, "theme": "; ".join(titles), "notices": list(dict.fromkeys(notices))}


def page_extent(release: Release) -> list[list[float]]:
    """South-west and north-east corner of what is shown of all themes, as [latitude, longitude]."""
    boxes = np.array([bounds_degrees(frame) for part in release.by_theme for frame in _shown(part)])
    if not len(boxes):
        return NETHERLANDS
    return [boxes[:, 0].min(axis=0).tolist(), boxes[:, 1].max(axis=0).tolist()]


def theme_index(block: Block, release: Release, grid: Grid) -> dict[str, Any]:
    """Index of one theme: its words, indicators, locations and areas."""
    theme, features = release.theme, _features(release)
    names = {feature["name"] for feature in features}
    questions = [question for question in theme.questions if names.issuperset(question.features)]
    return {
        "name": theme.name,
        "title": theme.title,
        "location_title": theme.location_title,
        "location_plural": theme.location_plural,
        "classes": facts.class_legend(theme),
        "minimum_coverage": theme.minimum_coverage,
        "peers": list(theme.peers),
        "minimum_peers": theme.minimum_peers,
        "is_whole": release.meta.profile == "partner",
        "dimensions": facts.dimensions(theme),
        "indicators": facts.indicators(release),
        "matrix": _matrix(release),
        "features": features,
        "questions": [
            {"title": question.title, "kinds": list(question.kinds), "features": list(question.features)}
            for question in questions
        ],
        "locations": location_table(block, release, grid),
        "areas": area_tables(block, release, grid),
        "links": dict(release.links),
        "hotspots": hotspot_table(block, release, grid),
        "fieldwork_kinds": kind_index(release),
        **change_index(release),
        **trial_index(release),
    }


def _matrix(release: Release) -> dict[str, str] | None:
    spec, frame = release.theme.matrix, release.locations
    if spec is None or frame is None or not frame.columns.isin(MATRIX_COLUMNS).any():
        return None
    return {"title": spec.title, "note": spec.note}


def _features(release: Release) -> list[dict[str, str]]:
    """Features that the release knows a column of."""
    if release.locations is None:
        return []
    present = [spec for spec in release.theme.features if f"kenmerk_{spec.name}" in release.locations]
    return [{"name": spec.name, "title": spec.title, "indicator": spec.indicator} for spec in present]


def _provenance(parts: Iterable[Release]) -> tuple[Provenance, ...]:
    """Each file once; repairs that differ by theme are put together."""
    merged: dict[tuple[str, ...], Provenance] = {}
    for entry in (entry for part in parts for entry in part.provenance):
        key = (entry.layer, entry.source, entry.path, entry.title, entry.status)
        known = merged.get(key, entry)
        merged[key] = dataclasses.replace(known, repairs=tuple(dict.fromkeys((*known.repairs, *entry.repairs))))
    return tuple(merged.values())


def _background(release: Release) -> dict[str, gpd.GeoDataFrame]:
    """Background layers of all themes; of the same layer, the one that shows most."""
    shown: dict[str, gpd.GeoDataFrame] = {}
    for part in release.by_theme:
        for kind, frame in part.background.items():
            if kind not in shown or len(frame) > len(shown[kind]):
                shown[kind] = frame
    return shown


def _frames(release: Release) -> list[gpd.GeoDataFrame]:
    frames = [] if release.locations is None else [release.locations]
    spots = [] if release.hotspots is None else [release.hotspots]
    return [*frames, *release.aggregates.values(), *spots]


def _shown(release: Release) -> list[gpd.GeoDataFrame]:
    shown = [release.locations, release.aggregates.get("vierkanten")]
    if release.locations is None:
        shown = list(release.aggregates.values())
    return [frame for frame in shown if frame is not None and len(frame)]
