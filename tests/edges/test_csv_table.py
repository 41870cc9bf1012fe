"""Tables that pyarrow writes: what pandas reads back, with every formula made harmless as elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.formula import harmless
from geo_risico.io.csv_table import write_csv_table

SIGNS = st.sampled_from([*"=+-@\t\r\n \u00a0\u200b\ufeff\uff1d'\"", "a", "1", ";", ","])
TEXTS = st.one_of(st.text(SIGNS, max_size=6), st.text(max_size=12))


@settings(deadline=None, max_examples=150)
@given(texts=st.lists(TEXTS.filter(lambda text: "\x00" not in text), min_size=1, max_size=8))
def test_texts_become_what_they_become_everywhere(texts, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "teksten.csv"
    frame = pd.DataFrame({"tekst": pd.Series(texts, dtype="str")})
    write_csv_table(frame, path, decimals=6)
    with path.open(encoding="utf-8", newline="") as stream:
        found = pd.read_csv(stream, keep_default_na=False, dtype="str", lineterminator="\n")
    assert found["tekst"].tolist() == [harmless(text) for text in texts]


def test_numbers_unknowns_truths_and_headings(tmp_path):
    path = tmp_path / "getallen.csv"
    frame = pd.DataFrame(
        {
            "=score": [0.1 + 0.2, np.nan, -1e-13, 1e15],
            "aantal": pd.array([1, None, 3, 4], dtype="Int64"),
            "is_waar": [True, False, True, False],
            "naam": ["a", None, 'b "c", d', "e\nf"],
        }
    )
    write_csv_table(frame, path, decimals=12)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0] == "'=score,aantal,is_waar,naam"
    assert lines[1] == '0.3,1,"True","a"'
    assert lines[2] == ',,"False",'
    assert lines[3].startswith("0,3,")
    again = pd.read_csv(path)
    assert again["'=score"].round(12).tolist()[:1] == [0.3]
    assert again["naam"].tolist()[2:] == ['b "c", d', "e\nf"]
