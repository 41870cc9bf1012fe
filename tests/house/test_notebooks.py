"""The notebooks as they are committed: without outputs, the same everywhere, on public names only."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

import geo_risico

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
STANDARD = {"datetime", "os", "pathlib", "shutil", "subprocess", "sys", "tempfile", "textwrap"}
ALLOWED = STANDARD | {"numpy", "pandas", "geopandas", "matplotlib"}


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def trees(path):
    return [ast.parse(cell.source) for cell in cells(path, "code")]


def imports(path):
    """Modules that a notebook imports, and names that it takes from geo_risico."""
    modules, names = [], []
    for node in (node for tree in trees(path) for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            modules += [item.name for item in node.names]
        if isinstance(node, ast.ImportFrom):
            modules.append(node.module)
            names += [item.name for item in node.names if node.module == "geo_risico"]
    return modules, names


def test_there_are_four():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["1_", "2_", "3_", "4_"]


def test_every_public_name_is_in_the_documentation():
    page = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
    assert [name for name in geo_risico.__all__ if f"`{name}`" not in page] == []


@EACH
def test_nothing_of_a_run_is_kept(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells(path, "code"))
    assert [cell.id for cell in notebook.cells] == [f"cel-{number:02d}" for number in range(1, len(notebook.cells) + 1)]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert dict(notebook.metadata.language_info) == {"name": "python"}
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


@EACH
def test_no_path_of_a_machine(path):
    assert not re.search(r"/(?:home|root|tmp|Users|work|mnt)/|[A-Z]:\\\\", path.read_text(encoding="utf-8"))


@EACH
def test_only_public_names(path):
    modules, names = imports(path)
    assert "geo_risico" in modules
    assert not [name for name in modules if name.startswith("geo_risico.")]
    assert set(names) <= set(geo_risico.__all__)
    assert {name.partition(".")[0] for name in modules} <= ALLOWED | {"geo_risico"}


@EACH
def test_no_private_names(path):
    nodes = [node for tree in trees(path) for node in ast.walk(tree)]
    reached = [node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr.startswith("_")]
    assert [name for name in reached if name != "__file__"] == []


@EACH
def test_it_is_told(path):
    """Text between the cells, and the sentences that nobody may miss."""
    texts = [cell.source for cell in cells(path, "markdown")]
    text = "\n".join(texts).lower()
    assert texts[0].startswith("# ")
    assert len(texts) >= len(cells(path, "code")) / 2
    assert all(word in text for word in ("geen bewijs", "onbekend", "fictie", "## verder lezen"))
    assert max(len(cell.source.splitlines()) for cell in cells(path, "code")) <= 60


@EACH
def test_every_picture_tells_its_source(path):
    code = [cell.source for cell in cells(path, "code")]
    drawn = [source for source in code if "plt.subplots(" in source]
    assert len(drawn) >= 3
    assert all(re.search(r"bron\(\s*fig", source) and "title=" in source for source in drawn)
    assert any(re.search(r'^BRON = \(?\s*"FICTIEF', source, re.MULTILINE) for source in code)
