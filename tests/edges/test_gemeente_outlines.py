"""Gemeenten with their outlines: the peildatum, shares of one that was split, and the command."""

import datetime as dt
import math
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pyogrio
import pytest
import shapely

from geo_risico.cli import console
from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.io.registers.gemeenten import resolve
from geo_risico.scan.reading import _window

NATIONAL = Path(__file__).parents[2].parent / "shared/data/nationaal/geoinzicht_gemeenten_2024.geojson"
NOW = dt.date(2024, 6, 1)
THEN = dt.date(2020, 6, 1)


def frame(**squares):
    """Gemeenten by code: name and (minx, miny, maxx, maxy)."""
    names = [name for name, _ in squares.values()]
    boxes = [shapely.box(*box) for _, box in squares.values()]
    return gpd.GeoDataFrame({"gemeente_code": list(squares), "gemeente": names}, geometry=boxes, crs=28992)


AFTER = frame(
    GM0757=("Boxtel", (0, 0, 40, 100)),
    GM0824=("Oisterwijk", (40, 0, 89, 100)),
    GM0855=("Tilburg", (89, 0, 99.5, 100)),
    GM0865=("Vught", (99.5, 0, 140, 100)),
)
BEFORE = frame(GM0788=("Haaren", (20, 0, 100, 100)), GM0757=("Boxtel", (0, 0, 20, 100)))


def of_year(**years):
    def give(year):
        if f"y{year}" not in years:
            raise DataError(f"geen gemeenten van {year}")
        return years[f"y{year}"]

    return give


def test_with_the_outline_of_then_the_shares_are_known():
    found = resolve(["Haaren"], NOW, of_year(y2024=AFTER, y2020=BEFORE))
    shares = {one.naam: round(one.share, 5) for one in found}
    assert shares.pop("Vught") != shares["Oisterwijk"]
    assert shares == {"Oisterwijk": 0.6125, "Boxtel": 0.25, "Tilburg": 0.13125}
    assert "deel van de oppervlakte: Oisterwijk 61%, Boxtel 25%, Tilburg 13%" in found[0].note


def test_without_it_the_table_says_who_and_no_share():
    found = resolve(["Haaren", "Boxtel"], NOW, of_year(y2024=AFTER))
    assert [one.naam for one in found] == ["Boxtel", "Oisterwijk", "Tilburg", "Vught", "Boxtel"]
    assert all(math.isnan(one.share) for one in found[:4])
    assert (found[4].share, found[4].note) == (1.0, "")


def test_on_the_peildatum_of_then_it_is_itself_or_says_what_is_needed():
    (one,) = resolve(["Haaren"], THEN, of_year(y2020=BEFORE))
    assert (one.code, one.note, shapely.area(one.geometry)) == ("GM0788", "", 8000.0)
    with pytest.raises(DataError, match=r"GM0788 Haaren op 1 juni 2020 ontbreken .* gemeentegrenzen van 2020"):
        resolve(["Haaren"], THEN, of_year(y2020=AFTER))


def test_a_change_after_the_table_follows_from_the_outlines():
    old = frame(GM1696=("Wijdemeren", (0, 0, 10, 10)), GM0402=("Hilversum", (10, 0, 20, 10)))
    new = frame(GM0402=("Hilversum", (0, 0, 20, 10)))
    (one,) = resolve(["Wijdemeren"], dt.date(2031, 1, 1), of_year(y2031=new, y2026=old))
    assert (one.code, one.share) == ("GM0402", 1.0)
    assert one.note == "GM1696 (Wijdemeren) is nu GM0402 Hilversum"


def test_a_gemeente_of_an_exercise_is_found_by_name_and_code():
    known = frame(GM9999=("Nieuwpolder", (0, 0, 10, 10)))
    assert [one.code for one in resolve(["nieuwpolder", "9999"], NOW, of_year(y2024=known))] == ["GM9999"] * 2
    with pytest.raises(DefinitionError, match=r"bedoelt u Nieuwpolder \(GM9999\)"):
        resolve(["Nieuwpoldr"], NOW, of_year(y2024=known))


def test_parts_of_one_gemeente_count_as_one():
    parts = frame(GM0166=("Kampen", (0, 0, 10, 10)), GM0193=("Zwolle", (20, 0, 30, 10)))
    parts.loc[1, ["gemeente_code", "gemeente"]] = ["GM0166", "Kampen"]
    (one,) = resolve(["Kampen"], NOW, of_year(y2024=parts))
    assert shapely.area(one.geometry) == 200


@pytest.mark.parametrize(
    "wrong", [AFTER.to_crs(4326), AFTER.drop(columns="gemeente"), AFTER.set_crs(None, allow_override=True)]
)
def test_a_frame_in_other_columns_or_coordinates_is_refused(wrong):
    with pytest.raises(DataError, match="verwacht de kolommen gemeente_code, gemeente en crs EPSG:28992"):
        resolve(["Boxtel"], NOW, of_year(y2024=wrong))


def test_a_scan_of_a_gemeente_that_is_not_in_its_layer_says_what_happened():
    area = SimpleNamespace(gemeenten=("GM0788", "GM0166", "GM4321"), bounds=None, buffer_m=0.0)
    with pytest.raises(DataError) as caught:
        _window(AFTER, SimpleNamespace(name="proef", area=area, peildatum=NOW))
    valid, gone, unknown = caught.value.problems
    assert "GM0166 (Kampen) is op 1 juni 2024 wel een gemeente" in valid
    assert gone.endswith("nu: GM0757 Boxtel, GM0824 Oisterwijk, GM0855 Tilburg en GM0865 Vught")
    assert unknown == "GM4321 is geen gemeente van 1998 tot en met 2026"


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


def test_the_command_tells_before_and_after(run):
    code, text, _ = run("gemeente", "De Friese Meren", "GM1671", "--peildatum", "2014-07-01")
    assert code == 0
    assert "GM1921 De Friese Meren, Fryslân" in text
    assert "daarna: GM1940 De Fryske Marren" in text
    assert "GM0055 Boarnsterhim (deels)" in text
    assert "sinds 1 januari 1993, tot 1 januari 2015" in text
    code, _, told = run("gemeente", "Kampn")
    assert code == 2
    assert "bedoelt u Kampen (GM0166, Overijssel)" in told


def test_the_command_with_the_national_file(run, tmp_path):
    if not NATIONAL.exists():
        pytest.skip("gemeentegrenzen van 2024 ontbreken in ../shared")
    words = ["--peildatum", "2024-06-01", "--bestand", NATIONAL, "--cache", tmp_path]
    code, text, _ = run("gemeente", "Haaren", "Den Haag", *words)
    assert code == 0
    assert "GM0757 Boxtel, Noord-Brabant, 70,2 km²" in text
    assert "GM0518 's-Gravenhage, Zuid-Holland" in text


def test_the_real_outlines_give_the_real_successors():
    if not NATIONAL.exists():
        pytest.skip("gemeentegrenzen van 2024 ontbreken in ../shared")
    known = pyogrio.read_dataframe(NATIONAL, columns=["gemeentecode", "gemeentenaam"]).to_crs(28992)
    known = known.rename(columns={"gemeentecode": "gemeente_code", "gemeentenaam": "gemeente"})
    towns = known[known["gemeente_code"].isin(["GM0166", "GM0193"])]
    old = gpd.GeoDataFrame(
        {"gemeente_code": ["GM0191"], "gemeente": ["IJsselmuiden"]},
        geometry=[shapely.union_all(shapely.make_valid(towns.geometry.to_numpy()))],
        crs=28992,
    )
    found = resolve(["IJsselmuiden"], NOW, of_year(y2024=known, y2000=old))
    assert {one.code for one in found} == {"GM0166", "GM0193"}
    assert sum(one.share for one in found) == pytest.approx(1, abs=0.02)
