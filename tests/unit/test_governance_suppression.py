"""Attacks on the open release: everything published goes into a linear program that solves for what is hidden."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import linprog

from geo_risico.core.errors import ReleaseError
from geo_risico.governance import release
from geo_risico.governance.counts import CountTable, show_counts
from geo_risico.governance.suppression import AREA_KEYS, COUNT_COLUMNS, suppress
from geo_risico.governance.values import show_values
from geo_risico.governance.vierkanten import show_vierkanten

CLASSES = [name.removeprefix("count_") for name in COUNT_COLUMNS[1:]]


def bounds_of(rows, known, target):
    """Lowest and highest value of a sum of unknown counts, given known sums."""
    matrix, sums = np.array([row for row, _ in known]), np.array([value for _, value in known])
    low = linprog(target, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
    high = linprog(-target, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
    assert low.status == 0
    assert rows == matrix.shape[1]
    return low.fun, (np.inf if high.status == 3 else -high.fun)


def attack_counts(opened, result):
    """(kind, code, column, true value, lowest, highest) for every hidden count under 5 of the nested areas."""
    frame = result.locations.frame
    buurten = sorted(frame["buurt_code"].unique())
    size = len(buurten) * len(CLASSES)

    def form(kind, code, column):
        inside = frame.loc[frame[AREA_KEYS[kind]] == code, "buurt_code"].unique()
        vector = np.zeros((len(buurten), len(CLASSES)))
        columns = range(len(CLASSES)) if column == "location_count" else [COUNT_COLUMNS.index(column) - 1]
        for buurt in inside:
            vector[buurten.index(buurt), list(columns)] = 1
        return vector.ravel()

    cells = [(k, code, c) for k in AREA_KEYS for code in opened.aggregates[k].index for c in COUNT_COLUMNS]
    known = [(form(*cell), opened.aggregates[cell[0]].loc[cell[1], cell[2]]) for cell in cells]
    known = [(row, value) for row, value in known if not np.isnan(value)]
    for kind, code, column in cells:
        true = result.aggregates[kind].loc[code, column]
        if np.isnan(opened.aggregates[kind].loc[code, column]) and true < 5:
            yield kind, code, column, true, *bounds_of(size, known, form(kind, code, column))


def test_no_count_under_five_is_shown(open_release):
    for frame in open_release.aggregates.values():
        shown = frame[COUNT_COLUMNS].to_numpy()
        assert np.nanmin(shown) >= 5


def test_an_empty_area_shows_its_zero(sample_result):
    buurten = sample_result.aggregates["buurten"]
    empty = buurten.iloc[[0]].rename(index={"BU99910000": "BU99910099"})
    empty[COUNT_COLUMNS] = 0
    grown = {**sample_result.aggregates, "buurten": gpd_concat(buurten, empty)}
    shown, _, _ = suppress(grown, sample_result.locations.frame, sample_result.scores)
    assert (shown["buurten"].loc["BU99910099", COUNT_COLUMNS] == 0).all()


def gpd_concat(first, second):
    grown = first.reindex([*first.index, *second.index])
    grown.loc[second.index] = second
    return grown.astype(dict.fromkeys(COUNT_COLUMNS, "int64"))


def test_hidden_counts_cannot_be_solved(open_release, sample_result):
    found = list(attack_counts(open_release, sample_result))
    assert len(found) > 20
    for kind, code, column, true, low, high in found:
        assert low <= true <= high
        assert high - low >= 4 - 1e-6, (kind, code, column, low, high)


def test_the_attack_works_on_plain_suppression(sample_result, open_release):
    """Without secondary suppression the same attack finds hidden counts exactly."""
    naive = {
        kind: frame.assign(**{c: frame[c].where(frame[c] >= 5) for c in COUNT_COLUMNS})
        for kind, frame in sample_result.aggregates.items()
    }
    found = list(attack_counts(dataclasses.replace(open_release, aggregates=naive), sample_result))
    assert any(high - low < 1e-6 for *_, low, high in found)


@pytest.mark.parametrize("seed", range(25))
def test_random_nested_tables_hold(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 14))
    leaves = np.array([rng.multinomial(n, [0.3, 0.3, 0.25, 0.15]) for n in rng.gamma(0.7, 30, count).astype(int) + 1])
    parent = rng.integers(0, max(1, count // 3), count)
    wijken = np.array([parent == code for code in np.unique(parent)])
    members = np.vstack([np.ones((1, count), bool), wijken, np.eye(count, dtype=bool)])
    level = np.array([0] + [1] * len(wijken) + [2] * count)
    table = CountTable(members=members, leaves=leaves.astype(float), level=level)
    shown, forms, cells = show_counts(table), table.forms.toarray(), table.cells
    assert not (shown & (cells < 5)).any()
    assert shown[cells[:, 0] >= 5, 0].any() or cells[0, 0] < 5
    known = [(forms[i], cells.ravel()[i]) for i in np.flatnonzero(shown.ravel())]
    for i in np.flatnonzero((cells < 5).ravel()):
        if known:
            low, high = bounds_of(forms.shape[1], known, forms[i])
            assert high - low >= 4 - 1e-6


def test_values_stand_on_ten_locations_also_after_subtraction(open_release, sample_result):
    frame, scores = sample_result.locations.frame, sample_result.scores
    known = frame.index[scores["class"] != "onbekend"]
    groups = [
        set(frame.index[frame[AREA_KEYS[kind]] == code]) & set(known)
        for kind in AREA_KEYS
        for code in open_release.aggregates[kind].index[open_release.aggregates[kind]["mean_score"].notna()]
    ]
    assert all(len(group) >= 10 for group in groups)
    for outer in groups:
        inside = [group for group in groups if group < outer]
        widest = [group for group in inside if not any(group < other for other in inside)]
        rest = len(outer - set().union(*widest))
        assert rest == 0 or rest >= 10


def test_a_small_rest_hides_the_smallest_area_beside_it():
    members = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
    assert show_values(members, np.array([30.0, 12.0, 4.0])).tolist() == [True, True, False, False]
    assert show_values(members, np.array([30.0, 12.0, 10.0])).all()


def test_the_mean_of_the_highest_tenth_needs_a_hundred(open_release):
    figures = open_release.aggregates["gemeenten"]["score_per_gemeente"]
    assert figures.notna().to_dict() == {"GM9991": True, "GM9992": False}


def test_squares_are_large_enough_and_leave_no_small_rest(open_release, sample_result):
    squares = open_release.aggregates["vierkanten"]
    assert squares["location_count"].min() >= 5
    assert squares[COUNT_COLUMNS[1:]].isna().all(axis=None)
    frame = sample_result.locations.frame
    for kind, key in AREA_KEYS.items():
        shown = open_release.aggregates[kind]
        for code in shown.index[shown["location_count"].notna()]:
            here = frame.loc[frame[key] == code, "vierkant"]
            whole = [s for s in set(here) & set(squares.index) if (frame["vierkant"] == s).sum() == (here == s).sum()]
            rest = (~here.isin(whole)).sum()
            assert rest == 0 or rest >= 5 or not whole


def test_one_hidden_square_takes_another_with_it(sample_result):
    index = sample_result.locations.frame.index[:23]
    vierkant = sample_result.locations.frame.loc[index, "vierkant"].copy()
    vierkant[:] = ["a"] * 12 + ["b"] * 8 + ["c"] * 3
    areas = sample_result.locations.frame.loc[index, ["gemeente_code"]]
    assert show_vierkanten(vierkant, areas) == {"a"}


def test_figures_that_do_not_follow_from_the_locations_are_refused(sample_result, result_with):
    wijken = sample_result.aggregates["wijken"].copy()
    wijken.loc["WK999100", "count_A"] += 1
    result = result_with(sample_result, profile="open")
    result = dataclasses.replace(result, aggregates={**result.aggregates, "wijken": wijken})
    with pytest.raises(ReleaseError, match="WK999100"):
        release(result, version="1")


def test_gemeenten_as_locations_keep_score_and_class(sample_result, result_with):
    theme = sample_result.theme.model_copy(update={"locations": "gemeenten"})
    frame = sample_result.locations.frame.drop_duplicates("gemeente_code")
    scores = sample_result.scores.loc[frame.index]
    result = dataclasses.replace(
        result_with(sample_result, profile="open"), theme=theme, scores=scores,
        contributions=sample_result.contributions.loc[frame.index],
        locations=dataclasses.replace(sample_result.locations, frame=frame),
        aggregates={"gemeenten": sample_result.aggregates["gemeenten"]},
    )  # fmt: skip
    areas = release(result, version="1").aggregates["gemeenten"]
    assert areas["mean_score"].notna().all()
    assert areas[COUNT_COLUMNS].isna().all(axis=None)
    assert areas["class_all"].tolist() == scores["class_all"].tolist()
