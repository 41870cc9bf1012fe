"""The shared database of a scan is judged at planning: readers of two profiles, names that two themes share."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.catalog.database_rules import database_problems
from geo_risico.core.errors import DefinitionError
from geo_risico.core.register_specs import DatabaseUse


def lines(themes=("erven",), **database):
    use = DatabaseUse(**({"results": "uitkomst"} | database))
    return list(database_problems(SimpleNamespace(name="proef", themes=themes, database=use)))


@pytest.mark.parametrize("profile", ["partner", "toezicht"])
def test_a_role_of_open_reads_nothing_narrower(profile):
    (line,) = lines(grants={"open": ("gast", "lezer"), profile: ("lezer", "lezer")})
    assert line.startswith(f"database.grants: rol lezer staat bij open en bij {profile}")
    assert lines(grants={"open": ("gast",), "partner": ("lezer",), "toezicht": ("lezer",)}) == []


def test_the_plan_of_a_scan_is_refused_before_anything_is_read():
    root = Path(__file__).parents[2]
    grants = {"open": ("gast",), "partner": ("gast",)}
    use = DatabaseUse(results="uitkomst", grants=grants)
    scan = load_scan(root / "scans" / "nieuwpolder.yaml").model_copy(update={"database": use})
    with pytest.raises(DefinitionError, match="rol gast staat bij open en bij partner"):
        make_plan(scan, load_catalog(root / "layers", root / "scans" / "themes"), root / "scans")


def test_everybody_is_no_role_of_a_narrow_profile():
    (line,) = lines(grants={"partner": ("public",)})
    assert "public is iedereen" in line
    assert lines(grants={"open": ("public",)}) == []


def test_roles_without_a_place_for_results():
    (line,) = lines(results=None, grants={"open": ("gast",)})
    assert "noem het schema" in line


def test_two_themes_that_fill_one_table():
    (line,) = lines(themes=("erven", "erven_gebieden"))
    assert "'proef_erven_gebieden'" in line
    (line,) = lines(themes=("erven_v0001",))
    assert "eindigt als een versie" in line
    assert lines(themes=("erven_gebieden",)) == []
