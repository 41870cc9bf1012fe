"""Raster definitions and the images of a scan: every mistake is named at once, in Dutch."""

import shutil
from pathlib import Path

import pytest
import yaml

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.catalog.raster_rules import offered
from geo_risico.core.errors import DefinitionError
from geo_risico.core.specs import DimensionSpec

ROOT = Path(__file__).parents[2]
SCAN = {
    "name": "proef",
    "title": "Proefscan",
    "themes": ["vierkanten"],
    "peildatum": "2020-01-01",
    "doel": "Kijken of het werkt",
    "grondslag": "Geen, het is een proef",
    "bewaartermijn": "12 maanden",
    "opdrachtgever": "Proefprovincie",
    "layers": {"gemeenten": {"source": "gemeenten_bestuurlijk", "path": "gemeenten.gpkg"}},
}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


@pytest.fixture
def definitions(tmp_path):
    """Copy of all definitions to spoil."""
    shutil.copytree(ROOT / "layers", tmp_path / "layers")
    shutil.copytree(ROOT / "scans" / "themes", tmp_path / "themes")
    return tmp_path


def spoil(path, **changes):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**data, **changes}), encoding="utf-8")


def problems(folder):
    with pytest.raises(DefinitionError) as caught:
        load_catalog(folder / "layers", folder / "themes")
    return "\n".join(caught.value.problems)


def scan_problems(folder, catalog, **changes):
    path = folder / "proef.yaml"
    (folder / "gemeenten.gpkg").write_bytes(b"x")
    path.write_text(yaml.safe_dump({**SCAN, **changes}), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        make_plan(load_scan(path), catalog, folder)
    return "\n".join(caught.value.problems)


def test_band_math_names_bands_that_exist(definitions):
    spoil(
        definitions / "layers" / "satellietbeelden.yaml",
        derived={"ndvi": {"formula": "normalised_difference", "bands": ["nir", "rod"]}},
    )
    assert "'rod' is geen band; bedoelt u 'rood'" in problems(definitions)


@pytest.mark.parametrize(
    ("math", "text"),
    [
        ({"formula": "ratio", "bands": ["nir"]}, "ratio: precies twee banden verwacht"),
        ({"formula": "linear", "bands": ["nir", "rood"], "coefficients": [1]}, "een coefficient per band"),
        ({"formula": "nir - rood", "bands": ["nir", "rood"]}, "formula"),
    ],
)
def test_band_math_is_a_closed_set(definitions, math, text):
    spoil(definitions / "layers" / "satellietbeelden.yaml", derived={"nieuw": math})
    assert text in problems(definitions)


def test_a_table_has_no_computed_bands(definitions):
    spoil(definitions / "layers" / "kassen.yaml", derived={"x": {"formula": "mean", "bands": ["nir"]}})
    assert "alleen een laag met geometry raster" in problems(definitions)


def test_a_source_fills_bands_of_a_raster_layer(definitions):
    path = definitions / "layers" / "rasters" / "landsat5_sr.yaml"
    spoil(path, bands={"roood": {"index": 1}})
    assert "'roood' is geen band van satellietbeelden; bedoelt u 'rood'" in problems(definitions)
    spoil(path, layer="panden")
    assert "'panden' is geen rasterlaag" in problems(definitions)


def test_classes_belong_to_a_vocabulary(definitions):
    spoil(definitions / "layers" / "rasters" / "landsat5_sr.yaml", bands={"rood": {"classes": {"gras": [1]}}})
    assert "classes horen bij een band met vocabulary" in problems(definitions)


def test_a_dimension_asks_for_a_raster_layer(definitions):
    path = definitions / "themes" / "vierkanten.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["dimensions"][0]["only_with"] = ["panden"]
    spoil(path, **data)
    assert "only_with: 'panden' is geen rasterlaag" in problems(definitions)


def test_a_scan_names_images_that_exist(tmp_path, catalog):
    use = {"source": "landsat5_sr", "path": "beelden/*.tif", "peildatum": "2021-01-01"}
    text = scan_problems(tmp_path, catalog, rasters={"satellietbeelden": [use, {**use, "source": "landsatt"}]})
    assert "'beelden/*.tif' bestaat niet" in text
    assert "ligt na de peildatum van de scan" in text
    assert "'landsatt' bestaat niet; bedoelt u 'landsat" in text


def test_a_raster_is_no_table_and_the_other_way_round(tmp_path, catalog):
    use = {"source": "landsat5_sr", "path": "gemeenten.gpkg"}
    text = scan_problems(
        tmp_path,
        catalog,
        rasters={"panden": use, "hoogten": []},
        layers={**SCAN["layers"], "satellietbeelden": {"source": "landsat5_sr", "path": "gemeenten.gpkg"}},
    )
    assert "'panden' is geen rasterlaag" in text
    assert "'satellietbeelden' is een rasterlaag; noem haar onder rasters" in text
    assert "rasters.hoogten: geen beeld genoemd" in text
    assert "vult de laag satellietbeelden, niet panden" in text


def test_an_address_is_not_looked_for_on_disk(tmp_path, catalog):
    use = {"source": "landsat5_sr", "path": "https://example.org/beeld.tif", "peildatum": "2019-01-01"}
    path = tmp_path / "proef.yaml"
    (tmp_path / "gemeenten.gpkg").write_bytes(b"x")
    path.write_text(yaml.safe_dump({**SCAN, "rasters": {"satellietbeelden": use}}), encoding="utf-8")
    plan = make_plan(load_scan(path), catalog, tmp_path)
    assert plan.rasters["satellietbeelden"][0].name == "satellietbeelden"
    assert "satellietbeelden" not in {layer.name for layer in plan.absent}


def test_a_dimension_that_asks_for_a_layer_belongs_to_scans_that_name_it(tmp_path, catalog):
    theme = catalog.themes["vierkanten"]
    extra = DimensionSpec(
        name="beeld",
        title="Beeld",
        summary="Wat een beeld laat zien.",
        only_with=("satellietbeelden",),
        weights={"adressen_500m_count": 1},
    )
    theme = theme.model_copy(update={"dimensions": (*theme.dimensions, extra)})
    path = tmp_path / "proef.yaml"
    path.write_text(yaml.safe_dump(SCAN), encoding="utf-8")
    without = load_scan(path)
    always = [dim.name for dim in theme.dimensions if not dim.only_with]
    assert [dim.name for dim in offered(theme, without).dimensions] == always
    assert "beeld" not in always
    use = {"source": "landsat5_sr", "path": "x.tif"}
    path.write_text(yaml.safe_dump({**SCAN, "rasters": {"satellietbeelden": use}}), encoding="utf-8")
    added = [dim.name for dim in theme.dimensions if "satellietbeelden" in dim.only_with]
    assert [dim.name for dim in offered(theme, load_scan(path)).dimensions] == always + added
