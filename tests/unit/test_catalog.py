"""Definitions: every mistake is named at once, in Dutch, with the nearest good word."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from geo_risico.catalog import load_catalog, load_scan, make_plan, schema_texts
from geo_risico.catalog.yaml_files import nearest, parse
from geo_risico.core.errors import DefinitionError
from geo_risico.core.specs import LayerSpec

ROOT = Path(__file__).parents[2]
GOOD = {
    "name": "proef",
    "title": "Proefscan",
    "theme": "buitengebied",
    "peildatum": "2026-01-01",
    "doel": "Kijken of het werkt",
    "grondslag": "Geen, het is een proef",
    "bewaartermijn": "12 maanden",
    "opdrachtgever": "Proefprovincie",
    "layers": {},
}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def write(folder, name, data):
    path = folder / f"{name}.yaml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return path


def problems(path):
    with pytest.raises(DefinitionError) as caught:
        load_scan(path)
    return str(caught.value)


def test_a_wrong_choice_names_the_choices_in_dutch(tmp_path):
    with pytest.raises(DefinitionError, match="verwacht een van 'open', 'partner' of 'toezicht'"):
        load_scan(write(tmp_path, "proef", {**GOOD, "profile": "vertrouwelijk"}))


@pytest.mark.parametrize("key", ["doel", "grondslag", "bewaartermijn", "opdrachtgever"])
def test_a_scan_without_accountability_is_refused(tmp_path, key):
    text = problems(write(tmp_path, "proef", {k: v for k, v in GOOD.items() if k != key}))
    assert f"{key}: verplichte sleutel ontbreekt" in text


def test_all_mistakes_are_named_at_once_with_suggestions(tmp_path):
    bad = GOOD | {
        "them": "x",
        "doel": "kort",
        "bewaartermijn": "lang",
        "peildatum": "morgen",
        "area": {"gemeente": ["GM0166"], "buffer_m": 10},
        "layers": {"panden": {"sourc": "a", "path": "b"}},
    }
    bad.pop("theme", None)
    text = problems(write(tmp_path, "proef", bad))
    for part in (
        "them: onbekende sleutel; bedoelt u 'themes'?",
        "themes: verplichte sleutel",
        "doel: 'kort'",
        "bewaartermijn: 'lang'",
        "datum jjjj-mm-dd",
        "bedoelt u 'gemeenten'?",
        "bedoelt u 'source'?",
        "5000",
    ):
        assert part in text, part


def test_a_password_is_sent_elsewhere_and_never_shown(tmp_path):
    bad = GOOD | {"database": {"service": "delen", "password": "zeer-geheim", "hosts": "x"}}
    text = problems(write(tmp_path, "proef", bad))
    assert "database.password: staat nooit in een definitie; zet het in pg_service.conf" in text
    assert "database.hosts: onbekende sleutel; bekend: grants, results, service, timeout_s" in text
    assert "zeer-geheim" not in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: [", "geen geldige YAML"),
        ("- a\n- b\n", "sleutels met waarden verwacht"),
        ("", "sleutels met waarden verwacht"),
        ("a: 1\na: 2\n", "twee keer"),
        ("a: &x [1]\nb: *x\n", "verwijzingen"),
        ("a: !!python/object/apply:os.system ['true']\n", "geen geldige YAML"),
        ("[" * 5000, "geen geldige YAML"),
    ],
)
def test_broken_yaml_gets_a_clear_error(tmp_path, content, expected):
    assert expected in problems(write(tmp_path, "stuk", content))


def test_missing_and_binary_files(tmp_path):
    assert "niet te lezen" in problems(tmp_path / "weg.yaml")
    path = tmp_path / "binair.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    assert "UTF-8" in problems(path)


def test_curves_must_be_monotone(tmp_path):
    spec = {
        "name": "x",
        "title": "Titel",
        "description": "Beschrijving",
        "geometry": "none",
        "columns": {},
        "indicators": [{"name": "i_m", "curve": {"kind": "linear", "points": [[0, 0.2], [1, 0.9], [2, 0.1]]}}],
    }
    with pytest.raises(DefinitionError, match="monotoon"):
        parse(write(tmp_path, "x", spec), LayerSpec)


def test_plan_names_every_problem_before_reading(tmp_path, catalog):
    bad = GOOD | {
        "theme": "buitengebiet",
        "layers": {
            "pand": {"source": "osm_panden", "path": "a.gpkg"},
            "panden": {"source": "osm_adressen", "path": "weg.gpkg"},
            "adressen": {"source": "bestaat_niet", "path": "fictief/bag.gpkg"},
            "leegstand": {"source": "leegstand_tabel", "path": ".", "access": "open", "peildatum": "2027-01-01"},
        },
    }
    with pytest.raises(DefinitionError) as caught:
        make_plan(load_scan(write(tmp_path, "proef", bad)), catalog, tmp_path)
    text = str(caught.value)
    for part in (
        "bedoelt u 'buitengebied'?",
        "'pand' is geen laag; bedoelt u 'panden'?",
        "vult de laag adressen",
        "'weg.gpkg' bestaat niet",
        "'bestaat_niet' bestaat niet",
        "sleutel fictief ontbreekt",
        "ruimer dan de bron",
        "ligt na de peildatum",
    ):
        assert part in text, part


def test_weights_of_unknown_or_all_zero_indicators_are_refused(tmp_path, catalog):
    scan = load_scan(write(tmp_path, "proef", GOOD | {"weights": {"barn_area": 3}}))
    with pytest.raises(DefinitionError, match="barn_area_m2"):
        make_plan(scan, catalog, tmp_path)
    zero = dict.fromkeys(catalog.themes["buitengebied"].weights, 0)
    with pytest.raises(DefinitionError, match="gewicht boven 0"):
        make_plan(load_scan(write(tmp_path, "proef", GOOD | {"weights": zero})), catalog, tmp_path)


def test_schemas_are_up_to_date_and_every_field_is_described():
    for path, text in schema_texts().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path}: draai make schema"
        schema = json.loads(text)
        for model in (schema, *schema.get("$defs", {}).values()):
            missing = [key for key, value in model.get("properties", {}).items() if "description" not in value]
            assert not missing, (path, model.get("title"), missing)


def test_nearest_word():
    assert nearest("pandn", ["panden", "wegen"]) == "bedoelt u 'panden'?"
    assert nearest("zzz", ["panden"]) == "bekend: panden"


def test_a_theme_borrows_the_settings_of_another_with_the_same_builder(tmp_path):
    shutil.copytree(ROOT / "layers", tmp_path / "layers")
    themes = Path(shutil.copytree(ROOT / "scans" / "themes", tmp_path / "scans" / "themes"))
    own = yaml.safe_load((themes / "erven_overal.yaml").read_text(encoding="utf-8"))
    own |= {"settings_from": "buitengebied", "settings": {"pand_gap_m": 31}}
    (themes / "erven_overal.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    catalog = load_catalog(tmp_path / "layers", themes)
    borrowed, lender = catalog.themes["erven_overal"].settings, catalog.themes["buitengebied"].settings
    assert borrowed == {**lender, "pand_gap_m": 31}
    own["settings_from"] = "gemeenten"
    (themes / "erven_overal.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DefinitionError, match="zelfde bouwer en eigen instellingen: buitengebied"):
        load_catalog(tmp_path / "layers", themes)


def test_an_indicator_takes_a_setting_over_from_another(tmp_path):
    layers = Path(shutil.copytree(ROOT / "layers", tmp_path / "layers"))
    themes = shutil.copytree(ROOT / "scans" / "themes", tmp_path / "scans" / "themes")
    settings = {name: spec.settings for name, spec in load_catalog(layers, themes).indicators.items()}
    entrances = settings["sailing_distance_sea_m"]["sea_entrances"]
    assert settings["lock_count"] == settings["bridge_clearance_m"] == {"sea_entrances": entrances}
    assert len(entrances) > 30
    path = layers / "sluizen.yaml"
    own = path.read_text(encoding="utf-8")
    path.write_text(own.replace(": sailing_distance_sea_m}", ": waterway_depth_m}"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_catalog(layers, themes)
    (line,) = error.value.problems
    assert line.startswith("sluizen.yaml: lock_count: settings_from: 'sea_entrances: waterway_depth_m'; verwacht")
    assert line.endswith("van een indicator die haar heeft: sailing_distance_sea_m")
