"""Scans over terreinen: a gemeente without any still gives a whole scan, in every profile."""

import dataclasses
import datetime as dt

import pytest

from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
THEMES = ("luchthavens", "vakantieparken", "bedrijventerreinen")


EVIDENCE = ("casussen", "bezoeken")


def silent(_):
    """Nobody watches."""


def without_terreinen(layers):
    """Layers of a gemeente where no register knows a terrein, and only what is open."""
    is_open = {name for name in layers.frames if layers.access(name) == "open"}
    frames = {name: frame for name, frame in layers.frames.items() if name in is_open}
    frames["functionele_gebieden"] = frames["functionele_gebieden"].iloc[:0]
    origin = {name: items for name, items in layers.provenance.items() if name in is_open or name not in layers.frames}
    return dataclasses.replace(layers, frames=frames, provenance=origin)


@pytest.mark.parametrize("profile", ["partner", "open", "toezicht"])
def test_a_gemeente_without_terreinen_is_scanned_to_the_end(fictief_scan, profile, tmp_path):
    catalog = fictief_scan.catalog
    offered = {name: uses for name, uses in fictief_scan.plan.scan.layers.items() if name not in EVIDENCE}
    spec = fictief_scan.plan.scan.model_copy(update={"themes": THEMES, "profile": profile, "layers": offered})
    themes = tuple(catalog.themes[name] for name in THEMES)
    plan = dataclasses.replace(fictief_scan.plan, scan=spec, themes=themes)
    result = scan_layers(plan, catalog, without_terreinen(fictief_scan.layers), silent)
    assert [len(part.locations.frame) for part in result.by_theme] == [0, 0, 0]
    assert [len(part.scores) for part in result.by_theme] == [0, 0, 0]
    released, files = save_scan(result, tmp_path, created=CREATED, step=silent)
    assert {path.name for path in files} >= {"kaart.html", "informatiebeeld.html", "locaties.gpkg", "manifest.json"}
    assert any("geen vliegterreinen" in notice for notice in released.meta.notices)
    assert (released.aggregates["gemeenten"]["location_count"] == 0).all()
