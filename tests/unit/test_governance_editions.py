"""Open releases one after another: what one hid, a later one does not give away."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from geo_risico.governance import release
from geo_risico.governance.suppression import COUNT_COLUMNS, suppress

KINDS = ("gemeenten", "wijken", "buurten")


def counts_of(opened):
    frames = {kind: pd.DataFrame(opened.aggregates[kind])[COUNT_COLUMNS] for kind in KINDS}
    return pd.concat(frames).astype(float)


def again(result, published):
    return release(dataclasses.replace(result, published=tuple(published)), version="1")


@pytest.fixture(scope="module")
def opened_result(sample_result):
    return dataclasses.replace(sample_result, scan=sample_result.scan.model_copy(update={"profile": "open"}))


def test_the_same_again_is_the_same(opened_result):
    first = release(opened_result, version="1")
    second = again(opened_result, [counts_of(first)])
    pd.testing.assert_frame_equal(counts_of(first), counts_of(second))


def test_what_an_earlier_release_hid_stays_hidden_and_takes_another_with_it(opened_result):
    first = counts_of(release(opened_result, version="1"))
    cells = first.loc[["buurten", "wijken"]].drop(columns="location_count")
    (kind, code), name = next((area, name) for name in cells for area, count in cells[name].items() if count > 0)
    earlier = first.copy()
    earlier.loc[(kind, code), name] = np.nan
    later = counts_of(again(opened_result, [earlier]))
    assert np.isnan(later.loc[(kind, code), name])
    assert later.loc[(kind, code)].isna().sum() > 1
    newly = later.isna() & first.notna()
    assert newly[name].sum() > 1 or newly["location_count"].any()


def test_an_area_that_was_not_there_hides_nothing(opened_result):
    first = counts_of(release(opened_result, version="1"))
    other = first.rename(index=lambda code: f"X{code}", level=1) * np.nan
    pd.testing.assert_frame_equal(counts_of(again(opened_result, [other])), first)


def test_an_empty_area_shows_its_zero_also_when_it_was_hidden(sample_result):
    buurten = sample_result.aggregates["buurten"]
    empty = buurten.iloc[[0]].rename(index={buurten.index[0]: "BU99910099"})
    empty[COUNT_COLUMNS] = 0
    grown = pd.concat([buurten, empty])
    before = pd.DataFrame(np.nan, index=pd.MultiIndex.from_tuples([("buurten", "BU99910099")]), columns=COUNT_COLUMNS)
    shown, _, _ = suppress(
        {**sample_result.aggregates, "buurten": grown.astype(dict.fromkeys(COUNT_COLUMNS, "int64"))},
        sample_result.locations.frame, sample_result.scores, None, [before],
    )  # fmt: skip
    assert (shown["buurten"].loc["BU99910099", COUNT_COLUMNS] == 0).all()
