"""The road network against Floyd-Warshall, and dead ends against taking away one end at a time."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import floyd_warshall

from geo_risico.spatial.graph import dead_end_pieces, distance_over_network_m, road_network


def roads(*lines, motor=True, wegtype=np.nan):
    count = len(lines)
    columns = {
        "is_motor_accessible": pd.Series([motor] * count, dtype="object"),
        "wegtype": pd.Series([wegtype] * count, dtype="str"),
    }
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs=28992)


def random_roads(rng, count):
    nodes = [(x * 100, y * 100) for x in range(6) for y in range(6)]
    picks = [rng.choice(len(nodes), 3, replace=False) for _ in range(count)]
    return roads(*([nodes[n] for n in pick] for pick in picks))


def test_shortest_distance_matches_floyd_warshall():
    network = road_network(random_roads(np.random.default_rng(12), 18))
    size = len(network.nodes)
    full = np.full((size, size), np.inf)
    for (a, b), length in zip(network.edges, network.length_m, strict=True):
        full[a, b] = full[b, a] = min(full[a, b], length)
    expected = floyd_warshall(full)[[0, 5]].min(axis=0)
    np.testing.assert_allclose(distance_over_network_m(network, np.array([0, 5])), expected)


def test_a_doubled_road_is_not_twice_as_long():
    network = road_network(roads([(0, 0), (100, 0)], [(0, 0), (100, 0)], [(100, 0), (0, 0)]))
    assert distance_over_network_m(network, np.array([0])).tolist() == [0, 100]


def test_roads_meet_in_the_middle_of_lines_and_where_one_ends_on_another():
    network = road_network(roads([(0, 0), (50, 0), (100, 0)], [(50, -10), (50, 0), (50, 40)], [(75, 0), (75, 30)]))
    distance = dict(zip(map(tuple, network.nodes), distance_over_network_m(network, np.array([0])), strict=True))
    assert distance[(50, 40)] == 90
    assert distance[(75, 30)] == 105
    assert network.length_m.sum() == 180


def test_a_crossing_without_shared_vertex_is_no_connection():
    network = road_network(roads([(0, 0), (100, 0)], [(50, -50), (50, 50)]))
    assert np.isinf(distance_over_network_m(network, np.array([0]))).sum() == 2


def test_only_roads_for_motor_vehicles():
    assert len(road_network(roads([(0, 0), (1, 0)], motor=False)).pieces) == 0
    assert len(road_network(roads([(0, 0), (1, 0)], motor=None)).pieces) == 1
    assert len(road_network(roads([(0, 0), (1, 0)], motor=None, wegtype="fietspad")).pieces) == 0


def slow_dead_ends(network, anchors):
    """Nodes left after taking away loose ends one by one."""
    left = {tuple(sorted(edge)) for edge in network.edges.tolist()}
    while True:
        ends = [n for n in range(len(anchors)) if not anchors[n] and sum(n in edge for edge in left) == 1]
        if not ends:
            return left
        left = {edge for edge in left if ends[0] not in edge}


def test_dead_ends_match_taking_away_one_end_at_a_time():
    rng = np.random.default_rng(21)
    for _ in range(20):
        network = road_network(random_roads(rng, 14))
        anchors = rng.random(len(network.nodes)) < 0.1
        value = dead_end_pieces(network, anchors, 0.0)
        left = slow_dead_ends(network, anchors)
        through = np.array([tuple(sorted(edge)) in left for edge in network.edges.tolist()])
        np.testing.assert_array_equal(value == 0, through)


def test_driveways_and_loose_networks():
    loop = [(0, 0), (100, 0), (100, 100), (0, 0)]
    lines = roads(loop, [(100, 0), (300, 0), (300, 50)], [(100, 100), (100, 140)], [(900, 0), (990, 0)])
    network = road_network(lines)
    value = dead_end_pieces(network, np.zeros(len(network.nodes), dtype=bool), 100.0)
    by_row = pd.Series(value).groupby(network.row).agg(["min", "max"])
    assert by_row.loc[0].tolist() == [0, 0]
    assert by_row.loc[1].tolist() == [1, 1]
    assert by_row.loc[2].tolist() == [0, 0]
    assert by_row.loc[3].isna().all()
