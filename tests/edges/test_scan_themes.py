"""Several themes in one scan: each as if it were alone, in one map and one set of files."""

import dataclasses
import datetime as dt
import json

import pandas as pd
import pyogrio
import pytest

from geo_risico.catalog import make_plan
from geo_risico.catalog.raster_rules import offered
from geo_risico.core.errors import DefinitionError, ReleaseError
from geo_risico.governance import release
from geo_risico.io.saved import find_location
from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan

EVIDENCE = ("casussen", "bezoeken")


def silent(_):
    """Nobody watches."""


def offered_themes(scan, *names):
    """Themes as a plan of this scan has them: without the dimensions of images that it does not name."""
    return tuple(offered(scan.catalog.themes[name], scan.plan.scan) for name in names)


@pytest.fixture(scope="module")
def two_themes(fictief_scan):
    """The fictitious gemeente by erf and by square."""
    themes = offered_themes(fictief_scan, "buitengebied", "vierkanten")
    plan = dataclasses.replace(fictief_scan.plan, themes=themes)
    scan = plan.scan.model_copy(update={"themes": ("buitengebied", "vierkanten"), "name": "samen"})
    return scan_layers(dataclasses.replace(plan, scan=scan), fictief_scan.catalog, fictief_scan.layers, silent)


@pytest.fixture(scope="module")
def saved(two_themes, tmp_path_factory):
    """Folder with the files of both themes."""
    folder = tmp_path_factory.mktemp("samen")
    save_scan(two_themes, folder, created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), step=silent)
    return folder


def test_each_theme_is_as_it_would_be_alone(fictief_scan, two_themes):
    assert [part.theme.name for part in two_themes.by_theme] == ["buitengebied", "vierkanten"]
    pd.testing.assert_frame_equal(two_themes.scores, fictief_scan.result.scores)
    squares = two_themes.beside[0]
    assert (squares.locations.frame["kind"] == "vierkant").all()
    assert set(squares.weights) == set(squares.theme.weights)


def test_order_decides_which_is_main_and_nothing_else(fictief_scan, two_themes):
    themes = offered_themes(fictief_scan, "vierkanten", "buitengebied")
    plan = dataclasses.replace(fictief_scan.plan, themes=themes)
    turned = scan_layers(plan, fictief_scan.catalog, fictief_scan.layers, silent)
    pd.testing.assert_frame_equal(turned.scores, two_themes.beside[0].scores)
    pd.testing.assert_frame_equal(turned.beside[0].scores, two_themes.scores)


def under(result, **changes):
    """The same result, every theme of it, under other scan settings."""
    scan = result.scan.model_copy(update=changes)
    beside = tuple(dataclasses.replace(part, scan=scan) for part in result.beside)
    return dataclasses.replace(result, scan=scan, beside=beside)


def without_evidence(result):
    """The result of one theme of a scan without cases and visits."""
    origin = tuple(item for item in result.provenance if item.layer not in EVIDENCE)
    return dataclasses.replace(result, provenance=origin, evidence=None, beside=())


def test_every_theme_is_released_under_the_same_profile(two_themes):
    shown = release(under(two_themes, profile="toezicht", toezicht_selection=7), version="1")
    assert [part.theme.name for part in shown.by_theme] == ["buitengebied", "vierkanten"]
    assert [len(part.locations) for part in shown.by_theme] == [7, 7]


def test_a_restricted_layer_of_any_theme_keeps_the_whole_scan_from_being_open(two_themes):
    layers = {name: uses for name, uses in two_themes.scan.layers.items() if name not in EVIDENCE}
    squares, erven = (without_evidence(part) for part in (two_themes.beside[0], two_themes))
    with pytest.raises(ReleaseError, match="leegstand"):
        release(under(dataclasses.replace(squares, beside=(erven,)), profile="open", layers=layers), version="1")


def test_files_carry_the_theme_in_their_name(saved, two_themes):
    names = {path.name for path in (saved / "samen").iterdir()}
    assert {"locaties.parquet", "locaties_vierkanten.parquet", "informatiebeeld_vierkanten.html"} <= names
    layers = {str(name) for name, _ in pyogrio.list_layers(saved / "samen" / "locaties.gpkg")}
    assert {"locaties", "locaties_vierkanten", "gemeenten", "gemeenten_vierkanten"} <= layers
    rows = pyogrio.read_dataframe(saved / "samen" / "locaties.gpkg", layer="locaties_vierkanten")
    assert len(rows) == len(two_themes.beside[0].scores)
    about = json.loads((saved / "samen" / "manifest.json").read_text(encoding="utf-8"))
    assert about["theme"] == "buitengebied"
    assert about["beside"]["vierkanten"]["counts"]["locaties"] == len(rows)
    assert about["scan"]["themes"] == ["buitengebied", "vierkanten"]


def test_a_location_of_any_theme_is_found_with_its_own_sources(saved, two_themes):
    square = two_themes.beside[0].scores.index[3]
    found = find_location(square, saved)
    assert found.row["location_id"] == square
    assert {item["name"] for item in found.manifest["indicators"]} == set(two_themes.beside[0].theme.weights)


def test_two_themes_over_the_same_places_are_refused(fictief_scan):
    scan = fictief_scan.plan.scan.model_copy(update={"themes": ("buitengebied", "erven_overal")})
    with pytest.raises(DefinitionError, match="hoogstens een thema per soort locatie"):
        make_plan(scan, fictief_scan.catalog, fictief_scan.plan.folder)
    twice = fictief_scan.plan.scan.model_copy(update={"themes": ("buitengebied", "buitengebied")})
    with pytest.raises(DefinitionError, match="2 thema's maken erven"):
        make_plan(twice, fictief_scan.catalog, fictief_scan.plan.folder)
