"""Which gemeenten a fleet takes, from every way of saying it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pytest
import shapely

from geo_risico.core.errors import DataError, DefinitionError, SourceError
from geo_risico.fleet.choose import chosen_gemeenten
from geo_risico.io.registers.gemeente_table import gemeente_history

DAY = dt.date(2024, 6, 1)


def layer(codes, names, provincies=None):
    frame = gpd.GeoDataFrame(
        {"gemeente_code": codes, "gemeente": names},
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(len(codes))],
        crs="EPSG:28992",
    )
    return frame if provincies is None else frame.assign(provincie=provincies)


@pytest.fixture(scope="module")
def whole():
    """All gemeenten of the day, without the column provincie."""
    rows = gemeente_history().on(DAY)
    return layer([row.code for row in rows], [row.naam for row in rows])


def test_a_provincie_is_that_of_the_peildatum(whole, tmp_path):
    found = chosen_gemeenten("provincie:overijssel", whole, DAY, tmp_path)
    assert len(found) == 25
    assert found["GM0166"] == "Kampen"
    assert list(found) == sorted(found)


def test_a_column_of_the_layer_goes_before_the_table(tmp_path):
    frame = layer(["GM9001", "GM9002", "GM0166"], ["A", "B", "Kampen"], ["Fictieland", "Elders", "Fictieland"])
    assert set(chosen_gemeenten("provincie:Fictieland", frame, DAY, tmp_path)) == {"GM9001", "GM0166"}


def test_a_layer_without_some_of_the_provincie_is_refused_with_their_names(whole, tmp_path):
    with pytest.raises(DataError, match="1 van 25 gemeenten") as told:
        chosen_gemeenten("provincie:Overijssel", whole[whole["gemeente_code"].ne("GM0166")], DAY, tmp_path)
    assert told.value.problems == ("GM0166 Kampen",)


@pytest.mark.parametrize("asked", ["provincie:Overijsel", "provincie:"])
def test_what_is_no_provincie_names_those_that_are(whole, tmp_path, asked):
    with pytest.raises(DefinitionError, match="geen provincie; bekend: Drenthe, Flevoland"):
        chosen_gemeenten(asked, whole, DAY, tmp_path)


def test_all_of_the_layer(whole, tmp_path):
    assert len(chosen_gemeenten("Alle", whole, DAY, tmp_path)) == len(whole) == 342


def test_codes_and_names_between_commas(whole, tmp_path):
    assert chosen_gemeenten("Zwolle, 166,GM0166", whole, DAY, tmp_path) == {"GM0166": "Kampen", "GM0193": "Zwolle"}


@pytest.mark.parametrize(
    "text",
    [
        "naam;code\nKampen;GM0166\nZwolle;GM0193\n",
        "\ufeffGemeente,inwoners\nKampen,1\n\nZwolle,2\nKampen,1\n",
        "# twee\nGM0166\nZwolle\n",
    ],
)
def test_a_file_with_codes_or_names(whole, tmp_path, text):
    (tmp_path / "lijst.csv").write_text(text, encoding="utf-8")
    assert set(chosen_gemeenten("lijst.csv", whole, DAY, tmp_path)) == {"GM0166", "GM0193"}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("inwoners;oppervlakte\n1;2\n", DataError, "geen kolom met gemeenten"),
        ("code\n", DataError, "noemt geen enkele gemeente"),
        ("Kampn\n", DefinitionError, "Kampen"),
        (None, SourceError, "niet te lezen"),
        (b"\xff\xfe\x00", SourceError, "geen tekst in UTF-8"),
    ],
)
def test_a_file_that_is_wrong_is_told(whole, tmp_path, text, error, words):
    if text is not None:
        (tmp_path / "lijst.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(error, match=words):
        chosen_gemeenten("lijst.csv", whole, DAY, tmp_path)


@pytest.mark.parametrize("asked", ["", " , ,"])
def test_nothing_is_refused(whole, tmp_path, asked):
    with pytest.raises(DefinitionError, match="minstens een gemeente"):
        chosen_gemeenten(asked, whole, DAY, tmp_path)
