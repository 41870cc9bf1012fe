"""A former gemeente fetched by name: its outline on a peildatum of then, its successors on a later one."""

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_risico.cli import console

_SPEC = importlib.util.spec_from_file_location("servers", Path(__file__).with_name("registers_servers.py"))
servers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(servers)
X, Y = 140_000, 400_000
THEN = {"GM0788": ("Haaren", 20, 100), "GM0757": ("Boxtel", 0, 20)}
SINCE = {
    "GM0757": ("Boxtel", 0, 40),
    "GM0824": ("Oisterwijk", 40, 80),
    "GM0855": ("Tilburg", 80, 95),
    "GM0865": ("Vught", 95, 130),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Overview of a service whose collection holds the gemeenten of all years."""
    rows = [(code, *one, "2015-01-01", "2021-01-01") for code, one in THEN.items()]
    rows += [(code, *one, "2021-01-01", None) for code, one in SINCE.items()]
    columns = ("statcode", "statnaam", "west", "oost", "begin", "einde")
    frame = pd.DataFrame(rows, columns=columns)
    west, east = X + 100 * frame.pop("west"), X + 100 * frame.pop("oost")
    frame = gpd.GeoDataFrame(frame, geometry=shapely.box(west, Y, east, Y + 1000), crs=28992)
    folder = tmp_path_factory.mktemp("indeling")
    frame.to_file(folder / "gemeenten.gpkg", layer="gemeenten")
    apis = {"cbs/gebiedsindelingen/ogc/v1": {"gemeente_gegeneraliseerd": "gemeenten"}}
    apis["kadaster/brk-bestuurlijke-gebieden/ogc/v1"] = {"gemeentegebied": "gemeenten"}
    tables = {"gemeenten": (folder / "gemeenten.gpkg", "gemeenten")}
    with servers.pdok(folder, tables, apis, temporal={"gemeenten": ("begin", "einde")}) as (_, _, address):
        yield f"{address}/index.json"


@pytest.fixture
def haal(index, run, tmp_path, monkeypatch):
    """Exit code, text and record of a fetch of gemeenten alone."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)

    def call(name, day):
        folder = tmp_path / f"{name}{day}"
        words = ["haal", name, "--peildatum", day, "--naar", folder, "--index", index, "--lagen", "gemeenten"]
        code, out, err = run(*words, "--cache", tmp_path / "cache")
        kept = folder / "snapshot.json"
        return code, out + err, json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}

    return call


@pytest.mark.parametrize("name", ["Haaren", "GM0788"])
def test_on_a_day_of_then_it_has_the_outline_of_then(haal, name):
    code, text, kept = haal(name, "2020-06-01")
    assert code == 0, text
    assert [one["code"] for one in kept["gemeenten"]] == ["GM0788"]
    buffer_m = kept["buffer_m"]
    assert kept["bounds"] == [X + 2000 - buffer_m, Y - buffer_m, X + 10_000 + buffer_m, Y + 1000 + buffer_m]
    (record,) = kept["layers"]["gemeenten"]
    assert (record["register"], record["rows"], record["peildatum"]) == ("cbs_gemeenten", 2, "2020-06-01")


def test_on_a_later_day_those_that_took_over_are_named_and_used(haal):
    code, text, kept = haal("Haaren", "2022-01-01")
    assert code == 0, text
    assert "GM0788 (Haaren) bestaat sinds 2021 niet meer; nu: GM0757 Boxtel" in text
    assert {one["code"] for one in kept["gemeenten"]} == set(SINCE)


@pytest.mark.parametrize(
    ("name", "said"), [("Boxtl", "bedoelt u Boxtel (GM0757"), ("Bergen", "GM0893"), ("GM9998", "geen gemeente")]
)
def test_a_name_that_is_none_or_two_is_told(haal, name, said):
    code, text, _ = haal(name, "2022-01-01")
    assert code == 2
    assert said in text
