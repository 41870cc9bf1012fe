"""The waterway network against a slow way of computing the same, and what may never change a distance."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DefinitionError
from geo_risico.spatial.named_places import aimed_at, named_places
from geo_risico.spatial.passages import near_pairs, numbered, passages_on_network, passed_from_berths
from geo_risico.spatial.sailing import on_network, sailing_distance_m, sailing_tree, waterway_access
from geo_risico.spatial.waterways import waterway_network

GRID_M = 100
PLACES = st.tuples(st.integers(0, 4), st.integers(0, 4))
SECTIONS = st.lists(st.tuples(PLACES, PLACES).filter(lambda ends: ends[0] != ends[1]), min_size=1, max_size=12)


def frame(lines, ids=None):
    """Vaarwegvakken of lists of coordinates; junctions without a number unless they are given."""
    index = pd.RangeIndex(len(lines))
    ends = ids or [(None, None)] * len(lines)
    columns = {
        "knoop_begin_id": pd.Series([a for a, _ in ends], index=index, dtype="str"),
        "knoop_einde_id": pd.Series([b for _, b in ends], index=index, dtype="str"),
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs="EPSG:28992")


def straight(sections):
    """Sections between places of a grid that lies askew, so that no two of them overlap by accident."""
    place = {(x, y): (GRID_M * x + 7 * y * y, GRID_M * y + 11 * x * x) for x in range(5) for y in range(5)}
    return [[place[a], place[b]] for a, b in sections]


def distances(vaarwegen, places, targets):
    network = waterway_network(vaarwegen)
    tree = sailing_tree(network, on_network(network, points(targets)))
    return sailing_distance_m(network, on_network(network, points(places)), tree)


def points(places):
    return np.asarray(shapely.points(np.asarray(places, dtype=float)), dtype=object)


def by_relaxation(lines, start, end):
    """Shortest distance between two ends of sections: every section tried again until nothing gets shorter."""
    best = {start: 0.0}
    for _ in range(len(lines) + 1):
        for a, b in lines:
            length = np.hypot(a[0] - b[0], a[1] - b[1])
            for near, far in ((a, b), (b, a)):
                if best.get(near, np.inf) + length < best.get(far, np.inf):
                    best[far] = best[near] + length
    return best.get(end, np.nan)


def far_apart(lines):
    """Whether no end lies so near to another section that it would be joined to it."""
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    ends = {tuple(end) for line in lines for end in line}
    return all(
        not 0 < shapely.distance(shapely.Point(end), shape) < 10 or end in {tuple(c) for c in shape.coords}
        for end in ends
        for shape in shapes
    )


@settings(deadline=None, max_examples=40)
@given(SECTIONS)
def test_distance_is_that_of_a_slow_computation(sections):
    lines = straight(sections)
    assume(far_apart(lines))
    start, end = lines[0][0], lines[-1][1]
    expected = by_relaxation([[tuple(a), tuple(b)] for a, b in lines], tuple(start), tuple(end))
    np.testing.assert_allclose(distances(frame(lines), [end], [start]), [expected], atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(SECTIONS, st.tuples(PLACES, PLACES).filter(lambda ends: ends[0] != ends[1]))
def test_one_more_section_never_lengthens(sections, more):
    lines = straight(sections)
    start, end = lines[0][0], lines[-1][1]
    before = distances(frame(lines), [end], [start])[0]
    after = distances(frame([*lines, *straight([more])]), [end], [start])[0]
    assert np.isnan(before) or after <= before + 1e-6


@settings(deadline=None, max_examples=40)
@given(SECTIONS, st.randoms(use_true_random=False))
def test_order_and_direction_of_sections_do_not_matter(sections, random):
    lines = straight(sections)
    start, end = lines[0][0], lines[-1][1]
    other = [line[::-1] if random.random() < 0.5 else line for line in random.sample(lines, len(lines))]
    np.testing.assert_allclose(
        distances(frame(other), [end], [start]), distances(frame(lines), [end], [start]), atol=1e-6
    )


@settings(deadline=None, max_examples=40)
@given(SECTIONS, st.floats(0.2, 0.8), st.integers(0, 11))
def test_a_section_in_two_changes_nothing(sections, share, which):
    lines = straight(sections)
    assume(far_apart(lines))
    start, end = lines[0][0], lines[-1][1]
    (a, b) = lines[which % len(lines)]
    middle = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    cut = [*lines[: which % len(lines)], [a, middle], [middle, b], *lines[which % len(lines) + 1 :]]
    others = [shapely.LineString(line) for k, line in enumerate(lines) if k != which % len(lines)]
    assume(all(shapely.distance(shapely.Point(middle), shape) > 10 for shape in others))
    np.testing.assert_allclose(
        distances(frame(cut), [end], [start]), distances(frame(lines), [end], [start]), atol=1e-6
    )


def test_sections_that_cross_without_an_end_are_not_connected():
    crossing = frame([[(0, 0), (200, 0)], [(100, -100), (100, 100)]])
    assert np.isnan(distances(crossing, [(100, 100)], [(0, 0)])).all()


@pytest.mark.parametrize(
    ("gap", "ids", "joined", "misplaced"),
    [
        (0.0, None, 0, 0),
        (4.0, None, 1, 0),
        (6.0, None, None, 0),
        (40.0, [("a", "b"), ("b", "c")], 1, 0),
        (400.0, [("a", "b"), ("b", "c")], None, 1),
        (40.0, [("a", "b"), ("x", "c")], None, 0),
    ],
)
def test_gaps_are_closed_when_they_are_small_or_the_junction_is_the_same(gap, ids, joined, misplaced):
    vaarwegen = frame([[(0, 0), (1000, 0)], [(1000 + gap, 0), (2000, 0)]], ids)
    network = waterway_network(vaarwegen)
    found = distances(vaarwegen, [(2000, 0)], [(0, 0)])[0]
    assert network.misplaced_count == misplaced
    if joined is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(2000)
        assert bool(network.joined_count) == bool(joined)


def test_a_part_without_geometry_or_of_more_parts_is_no_problem():
    parts = shapely.MultiLineString([[(0, 0), (500, 0)], [(500, 0), (900, 0)]])
    vaarwegen = gpd.GeoDataFrame(
        {"knoop_begin_id": ["a", "b"], "knoop_einde_id": ["b", "c"]},
        geometry=[parts, shapely.LineString([(900, 0), (900, 0)])],
        crs="EPSG:28992",
    )
    assert distances(vaarwegen, [(900, 0)], [(0, 0)])[0] == pytest.approx(900)


def test_own_section_goes_before_a_nearer_one():
    vaarwegen = frame([[(0, 0), (1000, 0)], [(500, 300), (500, 900)]]).assign(location_id=[None, "A"])
    here = gpd.GeoDataFrame(
        geometry=[shapely.box(490, 100, 510, 120), shapely.box(490, 100, 510, 120)],
        index=pd.Index(["A", "B"], name="location_id"),
        crs="EPSG:28992",
    )
    access = waterway_access(here, vaarwegen)
    assert access.berths.beside_m.tolist() == [180, 100]
    assert access.network.row[access.network.line[access.berths.piece]].tolist() == [1, 0]


def test_named_places_are_read_or_refused():
    found, weight = named_places(["Lobith (Rijn): 209269 428173", "Eemshaven:  251394.5 609330 0.6"])
    assert shapely.get_coordinates(found).tolist() == [[209269, 428173], [251394.5, 609330]]
    assert weight.tolist() == [1.0, 0.6]
    with pytest.raises(DefinitionError, match="'Lobith 209269'") as error:
        named_places(["Lobith 209269", "Eemshaven: 1 2", ": 3 4"])
    assert len(error.value.problems) == 2


def test_a_network_that_ends_before_every_place_goes_on_in_a_straight_line():
    network = waterway_network(frame([[(0, 0), (1000, 0)]]))
    near, none = aimed_at(network, points([(0, 1500), (90_000, 0)]))
    assert near.piece.tolist() == [0, -1]
    assert none == ()
    far, note = aimed_at(network, points([(0, 3000)]))
    assert far.beside_m.tolist() == [3000]
    assert len(note) == 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 19), min_size=0, max_size=6, unique=True), st.integers(0, 20))
def test_locks_between_a_place_and_the_sea_are_counted_once(stands, place):
    lines = [[(1000 * k, 0), (1000 * (k + 1), 0)] for k in range(20)]
    network = waterway_network(frame(lines))
    tree = sailing_tree(network, on_network(network, points([(0, 0)])))
    both_gates = [(1000 * k + side, 3) for k in stands for side in (-40, 40)] or [(500_000, 0)]
    gates = points(both_gates)
    locks = passages_on_network(network, gates, numbered(len(gates), near_pairs(gates, 300)))
    berths = on_network(network, points([(1000 * place + 500 if place < 20 else 20_000, 0)]))
    known = np.ones(len(network.nodes), dtype=bool)
    (found,) = passed_from_berths(network, tree, locks, berths, known)
    assert len(found) == sum(k <= place for k in stands)
