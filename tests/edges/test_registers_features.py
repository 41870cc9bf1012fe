"""Rows of an OGC API Features equal those that the server holds, whatever it is asked."""

import importlib.util
from pathlib import Path

import pytest
import shapely

from geo_risico.core.errors import SourceError


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("registers_features_server")
CRS84, RD, PATH, names, everything = sample.CRS84, sample.RD, sample.PATH, sample.names, sample.everything


@pytest.fixture(scope="module")
def server():
    """Gateway and address on loopback."""
    with servers.served(None) as found:
        yield found


@pytest.fixture
def api(server, tmp_path):
    """Server with 350 panden and a way to fetch from it."""
    return sample.Case(*server, tmp_path)


def test_all_pages_come_though_the_server_gives_fewer_than_asked(api):
    got = api.fetch()
    assert names(got) == everything(api)
    assert len(api.asked()) == 4
    assert (got.rows_served, got.doubles_count) == (350, 0)
    assert got.frame.crs == "EPSG:28992"
    assert shapely.equals_identical(got.frame.geometry.array, api.api.shapes).all()
    assert got.parameters["crs"] == RD
    assert api.said[-1] == ("BAG", 350, None)
    assert got.requests_count == len(api.gateway.log)


def test_links_are_followed_to_the_letter_at_the_host_that_was_named(api):
    api.fetch()
    cursors = [line.partition("cursor=")[2] for line in api.asked()[1:]]
    assert all(line.startswith(PATH) for line in api.asked())
    assert [cursor.partition("%7C")[0] for cursor in cursors] == ["100", "200", "300"]


def test_a_gateway_may_have_a_path_of_its_own(api):
    api.api.public = api.api.public.replace("/kadaster", "")
    assert names(api.fetch(endpoint=f"{api.address}/poort{PATH}")) == everything(api)
    assert all(line.startswith(f"/poort{PATH}/collections/pand/items?") for line in api.asked())


def test_squares_give_the_same_rows_and_each_object_once(api):
    whole = api.fetch()
    api.folder /= "vierkanten"
    got = api.fetch(tile_m=1000, parallel=3)
    assert got.frame.equals(whole.frame)
    assert got.doubles_count == got.rows_served - 350 >= 3
    assert {line.partition("bbox=")[2].partition("&")[0] for line in api.asked()[4:]} == {
        "155000,463000,156000,464000",
        "156000,463000,157000,464000",
        "155000,464000,156000,465000",
        "156000,464000,157000,465000",
    }


def test_only_what_touches_the_area_is_asked(api):
    got = api.fetch(bounds=(155_990.0, 463_990.0, 156_000.0, 464_000.0))
    assert names(got)[0] == "0" * 16
    assert got.frame.intersects(shapely.box(155_990, 463_990, 156_000, 464_000)).all()


def test_an_area_without_size_is_still_a_box(api):
    assert names(api.fetch(bounds=(156_000.0, 464_000.0, 156_000.0, 464_000.0))) == ["0" * 16]


def test_the_whole_country_has_no_box(api):
    assert names(api.fetch(extent="nederland", tile_m=1000)) == everything(api)
    assert not any("bbox" in line for line in api.gateway.log)


@pytest.mark.parametrize("tile_m", [None, 1000])
def test_without_rd_the_answer_is_moved_there(api, tile_m):
    api.api.crs = [CRS84]
    got = api.fetch(tile_m=tile_m)
    assert names(got) == everything(api)
    expected = api.api.shapes[got.frame["id"].str[1:].astype(int)]
    assert shapely.hausdorff_distance(got.frame.geometry.array, expected).max() < 0.01
    assert not any("crs" in line for line in api.asked())
    assert got.rows_served - got.doubles_count == 350


def test_what_lies_beside_the_area_is_left_out_where_the_box_was_wider(api):
    small = (155_500.0, 463_500.0, 156_500.0, 464_500.0)
    within = names(api.fetch(bounds=small))
    api.api.crs, api.folder = [CRS84], api.folder / "graden"
    assert names(api.fetch(bounds=small)) == within


def test_rd_may_stand_in_the_list_of_the_service(api):
    api.api.crs = ["#/crs", CRS84, RD]
    assert names(api.fetch()) == everything(api)
    assert "crs=http://www.opengis.net/def/crs/EPSG/0/28992" in api.asked()[0]


def test_an_empty_area_gives_no_rows_but_the_columns_of_the_schema(api):
    api.api.schema = {"identificatie": {"type": "string"}, "bouwjaar": {"type": ["integer", "null"]}}
    api.api.schema |= {"huisletter": {"type": "string"}, "geom": {"format": "geometry-polygon"}}
    got = api.fetch(bounds=(10_000.0, 400_000.0, 11_000.0, 401_000.0))
    assert got.frame.empty
    assert {name: str(kind) for name, kind in got.frame.dtypes.items()} == {
        "id": "str",
        "bouwjaar": "Int64",
        "huisletter": "str",
        "identificatie": "str",
        "geometry": "geometry",
    }
    api.folder /= "vol"
    full = api.fetch().frame
    assert full["huisletter"].isna().all()
    assert (full.dtypes[got.frame.columns] == got.frame.dtypes).all()


def test_absent_properties_are_empty_and_do_not_change_the_type(api):
    got = api.fetch()
    empty = [int(name) % 3 == 0 for name in names(got)]
    assert got.frame["gebruiksdoel"].isna().tolist() == empty
    assert set(got.frame["gebruiksdoel"].dropna()) == {"woonfunctie|winkelfunctie"}
    for feature in api.api.features[::2]:
        feature["properties"].pop("bouwjaar")
    api.folder /= "leeg"
    assert (api.fetch().frame.dtypes == got.frame.dtypes).all()


def test_peildatum_goes_out_only_where_the_collection_has_time(api):
    got = api.fetch(by_peildatum=True)
    assert "kent geen tijd" in got.notes[0]
    api.api.temporal, api.folder = ["2016-01-01T00:00:00Z", None], api.folder / "tijd"
    got = api.fetch(by_peildatum=True)
    assert got.parameters["datetime"] == "2026-07-01T00:00:00Z"
    assert got.notes == ()


def test_a_collection_that_ends_before_the_peildatum_is_asked_for_its_last_day(api):
    api.api.temporal = ["2016-01-01T00:00:00Z", "2025-12-31T00:00:00Z"]
    api.api.alter = lambda body: body
    rows = api.api.chosen
    api.api.chosen = lambda query: [] if query.get("datetime", "").startswith("2026") else rows(query)
    got = api.fetch(by_peildatum=True)
    assert names(got) == everything(api)
    assert "2025-12-31" in got.notes[0]


def test_fixed_parameters_are_checked_against_the_queryables(api):
    api.api.queryables = ("status",)
    assert api.fetch(params={"status": "Pand in gebruik"}).parameters["status"] == "Pand in gebruik"
    with pytest.raises(SourceError, match=r"'jaar' is geen zoekveld; verwacht status"):
        api.fetch(params={"jaar": "2025"})


def test_a_refusal_names_the_reason_of_the_service(api):
    api.gateway.plan({"status": 400, "body": b'{"title":"nee"}', "type": "application/json"}, match="/items")
    with pytest.raises(SourceError, match=r"BAG: http.*status 400.*nee"):
        api.fetch()


def test_a_missing_collection_names_those_that_exist(api):
    with pytest.raises(SourceError, match=r"verzameling panden bestaat niet; verwacht een van pand"):
        api.fetch(collection=("panden",))
    assert names(api.fetch(collection=("gebouw", "p*d"))) == everything(api)


def test_a_key_that_nothing_uses_is_refused(api):
    with pytest.raises(ValueError, match=r"key_env: een register met kind features gebruikt geen sleutel"):
        api.fetch(key_env="EEN_SLEUTEL")


def test_a_schema_without_properties_is_asked_once(api):
    api.api.schema = {"identificatie": {"type": "string"}}
    api.gateway.plan({"status": 200, "body": b"{}", "type": "application/json", "once": False}, match="/schema")
    assert names(api.fetch()) == everything(api)
    assert sum("/schema" in line for line in api.gateway.log) == 1
