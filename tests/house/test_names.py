"""Names: Dutch register nouns, no vague modules, units in names, CRS changes only at the edge."""

import ast
import re
from pathlib import Path

from geo_risico.core.terms import ENGLISH_TWINS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "geo_risico"
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "processor", "base", "misc"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def identifiers(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno


def test_no_vague_modules():
    assert not [path for path in MODULES if path.stem in VAGUE or path.parent.name in VAGUE]


def test_no_english_twins_of_register_nouns():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        for name, line in identifiers(ast.parse(path.read_text(encoding="utf-8")))
        if set(re.split(r"_|(?<=[a-z])(?=[A-Z])", name)) & ENGLISH_TWINS or set(name.lower().split("_")) & ENGLISH_TWINS
    ]
    assert not found


def test_to_crs_only_at_the_edge():
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if ".to_crs(" in path.read_text(encoding="utf-8") and path.relative_to(PACKAGE).parts[0] not in {"io", "maps"}
    ]
    assert not found


def test_no_mutable_module_state():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Global)
    ]
    assert not found


def test_nothing_unfinished_and_no_machine_paths():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")
    machine = re.compile(r"/(?:work|root|farm)/")
    for folder in ("geo_risico", "layers", "scans", "docs", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yaml", ".md", ".js", ".css", ".j2"} and "vendor" not in path.parts:
                text = path.read_text(encoding="utf-8")
                assert not unfinished.search(text), path
                assert not machine.search(text), path


def test_no_data_files_in_the_tree():
    suffixes = {".gpkg", ".tif", ".tiff", ".pbf", ".parquet", ".shp", ".fgb", ".gml"}
    folders = ("geo_risico", "layers", "scans", "tests", "docs", "benchmarks")
    assert not [path for name in folders for path in (ROOT / name).rglob("*") if path.suffix in suffixes]
