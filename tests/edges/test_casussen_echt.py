"""Real addresses, written the way people write them: how many are found, and how many wrongly."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo_risico.cases.matching import match_addresses

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
DATA = Path(__file__).parents[3] / "shared" / "data" / "otterlo"
FILE = "inspireadressen_otterlo_wekerom_28992.gpkg"
COLUMNS = ["straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats"]


@pytest.fixture(scope="module")
def adressen():
    if not (DATA / FILE).exists():
        pytest.skip("adressen van Otterlo zijn er niet")
    return sample.read(DATA, "inspire_adressen", FILE)[0]


def swapped(name):
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def written(rows):
    extra = rows["toevoeging"].where(rows["toevoeging"] == "", "-" + rows["toevoeging"])
    number = rows["huisnummer"] + rows["huisletter"] + extra
    return {
        "parts": rows,
        "line": pd.DataFrame(
            {"adres": rows["straat"] + " " + number + ", " + rows["postcode"] + " " + rows["woonplaats"]}
        ),
        "capitals": pd.DataFrame({"adres": (rows["straat"] + " " + number + " " + rows["woonplaats"]).str.upper()}),
        "short": rows.assign(straat=rows["straat"].str.replace("straat$", "str.", regex=True), postcode=""),
        "swapped letters": rows.assign(straat=rows["straat"].map(swapped), postcode=""),
        "wrong postcode": rows.assign(postcode=rows["postcode"].str[:5] + "Z"),
    }


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("parts", 0.99),
        ("line", 0.99),
        ("capitals", 0.99),
        ("short", 0.99),
        ("swapped letters", 0.9),
        ("wrong postcode", 0.99),
    ],
)
def test_most_are_found_and_hardly_any_wrongly(adressen, kind, least):
    chosen = adressen.sample(600, random_state=5)
    rows = written(chosen[COLUMNS].astype(object).fillna("").astype("str").reset_index(drop=True))[kind]
    found = match_addresses(rows, adressen, np.ones(len(rows), dtype=bool))
    off = np.hypot(
        found["x_m"].to_numpy() - chosen.geometry.x.to_numpy(), found["y_m"].to_numpy() - chosen.geometry.y.to_numpy()
    )
    assert (off < 1.5).mean() >= least
    assert (off >= 1.5).mean() <= 0.005
    assert (found["reason"].ne("") | found["how"].isin(["adres", "straat"])).all()
