"""The size gates: modules, functions, definitions and assets stay small enough to read."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "geo_risico"
MAX_LINES = {"geo_risico": 300, "tests": 300, "benchmarks": 300, "layers": 120, "scans": 120}
MAX_INDICATOR = 80


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def code_files():
    yield from (path for name in ("geo_risico", "tests", "benchmarks") for path in (ROOT / name).rglob("*.py"))
    assets = (path for suffix in ("js", "css", "html", "j2") for path in PACKAGE.rglob(f"*.{suffix}"))
    yield from (path for path in assets if "vendor" not in path.parts)


def definition_files():
    return [path for name in ("layers", "scans") for path in (ROOT / name).rglob("*.yaml")]


@pytest.mark.parametrize("path", [*code_files(), *definition_files()], ids=lambda path: str(path.relative_to(ROOT)))
def test_file_size(path):
    limit = MAX_LINES[path.relative_to(ROOT).parts[0]]
    if path.parent == PACKAGE / "indicators":
        limit = MAX_INDICATOR
    assert lines(path) <= limit, f"{path.name} heeft {lines(path)} regels, hoogstens {limit}"


def functions():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_one_public_function_per_indicator_file():
    for path in (PACKAGE / "indicators").glob("*.py"):
        if path.stem == "__init__":
            continue
        names = [n.name for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
        assert [name for name in names if not name.startswith("_")] == [path.stem], path.name


def test_no_long_markup_in_python_strings():
    markup = re.compile(r"<(div|span|script|style|table|svg|html|body)\b", re.IGNORECASE)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not markup.search(node.value), f"{path}:{node.lineno}: opmaak hoort in een eigen bestand"


def test_functions_exist_to_be_measured():
    assert sum(1 for _ in functions()) > 100
