"""Only governance makes a Release, in two places, and what writes or draws takes nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import geo_risico

ROOT = Path(geo_risico.__file__).parent
ALLOWED = {("io/archive.py", "method_json")}
"""Takes a result beside its release: the definitions and weights of the method, nothing of a location."""


def modules(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def makers(tree):
    """Calls that make a Release."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [f for f in calls if (f.id if isinstance(f, ast.Name) else getattr(f, "attr", "")) == "Release"]


def takers(tree):
    """Functions with a parameter whose type names a ScanResult."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if any(arg.annotation is not None and "ScanResult" in ast.unparse(arg.annotation) for arg in every):
                yield node.name


def test_a_release_is_made_of_a_result_or_of_releases():
    assert [name for name, tree in modules("") if makers(tree)] == ["governance/many.py", "governance/release.py"]
    assert list(takers(dict(modules("governance"))["governance/many.py"])) == []


def test_maps_reports_and_files_take_no_result():
    found = {(name, function) for name, tree in modules("maps", "reports", "io") for function in takers(tree)}
    assert found == ALLOWED


def test_both_searches_find_what_they_look_for():
    assert makers(ast.parse("Release(meta=1)\nresults.Release(meta=1)")) != []
    assert list(takers(ast.parse("def f(a: int, *, b: Mapping[str, ScanResult]): ..."))) == ["f"]
