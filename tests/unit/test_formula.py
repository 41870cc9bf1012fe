"""No text that a spreadsheet would run gets into a table as it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_risico.core.formula import harmless, harmless_cells, harmless_table, is_formula, without_apostrophe

RUNS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\u200b=1", "\uff1d1+1", "\xa0=1")
SAFE = ("", "Dorpsweg 1 - 3", "'s-Gravenhage", "a=b", "1-3-2026")


@pytest.mark.parametrize("text", RUNS)
def test_what_runs_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"
    assert without_apostrophe(harmless(text)) == text


@pytest.mark.parametrize("text", SAFE)
def test_what_does_not_run_stays(text):
    assert harmless(text) == without_apostrophe(text) == text


@given(st.text())
def test_nothing_runs_afterwards(text):
    assert not is_formula(harmless(text))
    assert without_apostrophe(harmless(text)) in {text, without_apostrophe(text)}


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_tables_of_every_type_are_made_harmless(dtype):
    table = pd.DataFrame({"=A1": pd.Series(["=1+1", "gewoon", None], dtype=dtype), "n": [-1.5, np.nan, 2]})
    safe = harmless_table(table)
    assert list(safe.columns) == ["'=A1", "n"]
    assert safe["'=A1"].tolist()[:2] == ["'=1+1", "gewoon"]
    assert pd.isna(safe["'=A1"][2])
    assert safe["n"].tolist()[::2] == [-1.5, 2]
    assert list(table.columns) == ["=A1", "n"]


def test_columns_with_the_same_name_and_numbers_stay():
    table = pd.DataFrame([["=1", "-2", -3]], columns=["a", "a", 7])
    assert harmless_table(table).to_numpy().tolist() == [["'=1", "'-2", -3]]
    assert harmless_cells(["=1", -3, None]) == ["'=1", -3, None]
