"""The documentation: every page reachable, every link, path, command and option real, every definition described."""

import importlib.util
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from typer.main import get_command

from geo_risico.catalog import load_catalog
from geo_risico.cli.app import app
from geo_risico.core.source_specs import ScanSpec, SourceSpec
from geo_risico.core.specs import IndicatorSpec
from geo_risico.core.terms import TERMS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if not {"referentie", "_build"} & set(p.relative_to(DOCS).parts)]
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *PAGES]
EACH = pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
FENCE = re.compile(r"^```(\{?[a-z]*\}?)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN_FOLDERS = ("geo_risico", "layers", "scans", "tests", "docs", "benchmarks", "scripts", "fuzz", "notebooks")
MADE_WHEN_ASKED = {"distance_to_silo_m", "kas_nearby_m2", "leegstand_regio"}
LARGEST_PICTURE_BYTES = 250_000


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Folder with the generated pages."""
    folder = tmp_path_factory.mktemp("docs") / "referentie"
    sys.path.insert(0, str(DOCS))
    try:
        spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.write_reference(ROOT, folder)
    finally:
        sys.path.remove(str(DOCS))
    return folder


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def prose(path):
    """Text of a page without its code blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def blocks(path, kind):
    return [body for name, body in FENCE.findall(path.read_text(encoding="utf-8")) if name == kind]


def slug(heading):
    """Anchor of a heading, as on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path):
    text = prose(path)
    return {slug(line) for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)} | set(
        re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE)
    )


def test_every_page_is_in_one_toctree():
    listed = [
        (path.parent / line).resolve()
        for path in PAGES
        for body in blocks(path, "{toctree}")
        for line in body.splitlines()
        if line and not line.startswith(":")
    ]
    notebooks = {DOCS / "notebooks" / path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    expected = {path.with_suffix("") for path in PAGES} - {DOCS / "index"} | {DOCS / "referentie" / "index"} | notebooks
    assert sorted(listed) == sorted(expected)


@EACH
def test_links_and_pictures_exist(path, reference):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = unquote(target).partition("#")
        found = (path.parent / name).resolve() if name else path
        if DOCS / "referentie" in found.parents:
            found = reference / found.name
        assert found.is_file(), f"{target}: bestaat niet"
        assert not anchor or anchor in anchors(found), f"{target}: geen kop met die naam"


def test_links_between_generated_pages_exist(reference):
    for path in reference.glob("*.md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
            if not target.startswith("http"):
                assert (reference / target).is_file(), f"{path.name}: {target}"


def commands(path):
    """Words after geo-risico in code blocks and inline code."""
    text = path.read_text(encoding="utf-8")
    shell = "\n".join(blocks(path, "sh"))
    inline = "\n".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
    for line in f"{shell}\n{inline}".splitlines():
        if found := re.match(r"^(?:\.venv/bin/)?geo-risico (.+)$", line.split(" #")[0].strip()):
            yield found.group(1).split()


@EACH
def test_commands_and_options_exist(path):
    group = get_command(app)
    top = {name for param in group.params for name in param.opts}
    for line in commands(path):
        words = [word for word in line if word not in top]
        if words and words[0] != "...":
            assert words[0] in group.commands, f"geo-risico {' '.join(line)}"
            options = {name for param in group.commands[words[0]].params for name in param.opts}
            assert {word for word in words if word.startswith("--")} <= options, f"geo-risico {' '.join(line)}"


@EACH
def test_make_targets_exist(path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)
    assert set(named) <= targets


@EACH
def test_named_paths_exist(path):
    named = re.findall(rf"`((?:{'|'.join(OWN_FOLDERS)})/[\w./*-]*)`", path.read_text(encoding="utf-8"))
    for name in named:
        if not any(word in name for word in MADE_WHEN_ASKED):
            assert list(ROOT.glob(name.rstrip("/"))), f"{name}: bestaat niet"


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`geo-risico {name}" in text for name in get_command(app).commands)


def test_every_scan_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{path.stem}` |" in text for path in (ROOT / "scans").glob("*.yaml"))


def test_readme_begins_with_a_picture_and_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    places = [text.index(part) for part in ("![", "make demo", "make test")]
    assert places == sorted(places)
    assert text[: places[-1]].count("\n") < 12


@EACH
def test_yaml_examples_are_definitions(path):
    models = {"area": ScanSpec, "fields": SourceSpec}
    for body in blocks(path, "yaml"):
        value = yaml.safe_load(body)
        model = next((model for key, model in models.items() if isinstance(value, dict) and key in value), None)
        if model is not None:
            model.model_validate(value)
        elif isinstance(value, list) and "curve" in value[0]:
            IndicatorSpec.model_validate(value[0])


def test_every_definition_has_a_page(reference, catalog):
    names = {path.stem for path in reference.glob("*.md")}
    assert {f"laag_{name}" for name in catalog.layers} <= names
    assert {f"bron_{name}" for name in catalog.sources} <= names
    assert {f"thema_{name}" for name in catalog.themes} <= names
    assert {f"indicator_{name}" for name in catalog.indicators} <= names
    assert {path.stem for path in (reference / "curves").glob("*.svg")} == set(catalog.indicators)
    trees = [body for path in reference.glob("*.md") for body in blocks(path, "{toctree}")]
    listed = re.findall(r"^(\w+)$", "\n".join(trees), re.MULTILINE)
    assert sorted(listed) == sorted(names - {"index"})


def test_glossary_is_complete(reference):
    text = (reference / "begrippen.md").read_text(encoding="utf-8")
    assert all(f"\n{term}\n: {meaning}\n" in text for term, meaning in TERMS.items())


def test_themes_in_the_conventions(catalog):
    text = (DOCS / "conventies.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in catalog.themes)


def test_score_columns_in_the_conventions(sample_result):
    text = (DOCS / "conventies.md").read_text(encoding="utf-8")
    columns = [*sample_result.scores.columns, *sample_result.aggregates["gemeenten"].columns]
    assert [name for name in columns if name not in text and not name.startswith("count_")] == []


def test_pictures_are_small():
    assert all(path.stat().st_size <= LARGEST_PICTURE_BYTES for path in (DOCS / "beelden").glob("*.png"))
