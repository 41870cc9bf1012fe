"""Weights of a session with experts: in a scan, in its notices and manifest, and every file that is wrong."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DefinitionError
from geo_risico.governance import manifest, release
from geo_risico.scan.run import scan_layers
from geo_risico.scan.sessions import named_files

HEAD = "soort: expertsessie\nversie: 1\nscan: {scan}\nthema: {theme}\npeildatum: 2026-01-01\nis_fictief: true\n"
HEAD += "gemaakt: 2026-03-04\nrollen: [provincie, RIEC]\n"
CREATED = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def world(fictief_world):
    """Main theme of the fictitious gemeente, with the raw weights of the theme."""
    plan = fictief_world.plan
    theme = plan.theme
    raw = {name: weight for dim in theme.dimensions for name, weight in dim.weights.items()}
    scan = plan.scan.model_copy(update={"themes": (theme.name,)})
    return fictief_world, scan, theme, raw


def content(world, weights=None, head=HEAD, **names):
    _, scan, theme, raw = world
    lines = [f"  {name}: {weight}" for name, weight in (raw if weights is None else weights).items()]
    return head.format(**({"scan": scan.name, "theme": theme.name} | names)) + "\n".join(["weights:", *lines, ""])


def planned(world, folder, text):
    """Plan of a scan that names the file."""
    found, scan, _, _ = world
    path = folder / "gewichten.yaml"
    path.write_text(text, encoding="utf-8")
    named = named_files(scan, {path: str(path)})
    return make_plan(named, found.catalog, found.plan.folder)


def scanned(world, folder, text):
    found = world[0]
    return scan_layers(planned(world, folder, text), found.catalog, found.layers, lambda _: None)


def test_weights_of_a_session_count_and_are_named(world, tmp_path):
    raw = world[3]
    first, *_ = raw
    result = scanned(world, tmp_path, content(world, {**raw, first: raw[first] * 5}))
    total = sum(raw.values()) + 4 * raw[first]
    assert result.weights[first] == pytest.approx(5 * raw[first] / total)
    shown = release(result, version="0.1.0+proef")
    assert any(
        "Gewichten uit een expertsessie van 4 maart 2026, niet die van het thema" in n for n in shown.meta.notices
    )
    assert any(n.startswith("De gewichten van deze scan wijken af van het thema: ") for n in shown.meta.notices)
    about = manifest(shown, result, seeds={}, created=CREATED)
    assert about["expertsessie"]["gemaakt"] == "2026-03-04"
    assert about["expertsessie"]["rollen"] == ["provincie", "RIEC"]
    assert about["weights"][first] == result.weights[first]
    assert json.dumps(about)


def test_weights_of_the_theme_change_nothing(world, tmp_path):
    found, scan, _, _ = world
    plain = scan_layers(make_plan(scan, found.catalog, found.plan.folder), found.catalog, found.layers, lambda _: None)
    result = scanned(world, tmp_path, content(world))
    assert result.scores.equals(plain.scores)
    assert result.scan.weights == plain.scan.weights


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: content(w, scan="anders"), "scan: 'anders', verwacht"),
        (lambda w: content(w, {**w[3], "kleur": 1}), "weights.kleur: geen indicator van dit thema"),
        (lambda w: content(w, dict(list(w[3].items())[1:])), "ontbreekt; verwacht een gewicht, 0 laat"),
        (lambda w: content(w, dict.fromkeys(w[3], 0)), "alle gewichten zijn 0"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(world, tmp_path, change, words):
    plan = planned(world, tmp_path, change(world))
    with pytest.raises(DefinitionError, match=r"passen niet bij thema") as fault:
        scan_layers(plan, world[0].catalog, world[0].layers, lambda _: None)
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: content(w, {**w[3], next(iter(w[3])): -1}), "getal van minstens 0"),
        (lambda w: content(w, {**w[3], next(iter(w[3])): "veel"}), "getal verwacht"),
        (lambda w: content(w, {**w[3], next(iter(w[3])): ".inf"}), "verwacht"),
        (lambda w: content(w).replace("expertsessie", "bevindingen"), "soort: 'bevindingen', verwacht expertsessie"),
        (lambda w: content(w).replace("RIEC", "Jan Jansen"), "rollen"),
        (lambda w: content(w) + "opmerking: een naam\n", "opmerking: onbekende sleutel"),
        (lambda w: content(w).replace("weights:", "weights: ["), "geen geldige YAML"),
        (lambda w: content(w).replace("2026-03-04", "vorige week"), "datum jjjj-mm-dd verwacht"),
        (lambda w: content(w).replace("versie: 1", "versie: 2"), "versie"),
        (lambda w: content(w, theme="haven"), "hoort niet bij scan"),
        (lambda _: "", "verwacht"),
        (lambda _: "- 1\n- 2\n", "verwacht"),
    ],
)
def test_a_file_that_is_wrong_is_refused(world, tmp_path, change, words):
    with pytest.raises(DefinitionError) as fault:
        planned(world, tmp_path, change(world))
    assert words in str(fault.value)


def test_one_file_per_theme(world, tmp_path):
    _, scan, theme, _ = world
    one, two = tmp_path / "een.yaml", tmp_path / "twee.yaml"
    for path in (one, two):
        path.write_text(content(world), encoding="utf-8")
    with pytest.raises(DefinitionError, match="heeft al gewichten uit een"):
        named_files(scan, {one: "een", two: "twee"})
    both = scan.model_copy(update={"calibrated": {theme.name: "ijk.yaml"}, "expertsessie": {theme.name: str(one)}})
    with pytest.raises(DefinitionError, match="heeft al geijkte gewichten"):
        make_plan(both, world[0].catalog, world[0].plan.folder)
    assert named_files(both, {one: str(one)}).calibrated == {}
