"""One small request per live service, only where the network is there and the marker is asked for."""

import datetime as dt
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from geo_risico.catalog import load_catalog
from geo_risico.io.registers.collection import find_collection
from geo_risico.io.registers.index import find_endpoint
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Ask, Connection, Manners

pytestmark = pytest.mark.network
ROOT = Path(__file__).parents[2]
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
FEATURES = sorted(name for name, spec in CATALOG.registers.items() if spec.kind == "features")
ONCE = {(CATALOG.registers[name].api, CATALOG.registers[name].collection): name for name in reversed(FEATURES)}
FIS = "https://www.vaarweginformatie.nl/wfswms/dataservice/1.4/geogeneration"
FIXED = {
    "PDOK-overzicht": ("https://api.pdok.nl/index.json", b'"apis"'),
    "FIS-generatie": (FIS, b"GeoGeneration"),
    "STAC": ("https://earth-search.aws.element84.com/v1", b"sentinel"),
    "WMTS luchtfoto": (
        "https://service.pdok.nl/hwh/luchtfotorgb/wmts/v1_0?service=WMTS&request=GetCapabilities",
        b"Actueel_orthoHR",
    ),
    "WCS AHN": ("https://service.pdok.nl/rws/ahn/wcs/v1_0?service=WCS&request=GetCapabilities", b"dtm_05m"),
    "CBS OData": ("https://opendata.cbs.nl/ODataApi/odata/85318NED?$format=json", b"odata"),
}
QUIET = Manners(tries=2, timeout_s=30, connect_s=10)


@pytest.fixture(autouse=True)
def network():
    """Skip where no connection exists."""
    try:
        urllib.request.urlopen("https://api.pdok.nl/index.json", timeout=10).close()
    except (urllib.error.URLError, OSError) as error:
        pytest.skip(f"geen verbinding met internet: {error}")


@pytest.mark.parametrize("name", FIXED)
def test_a_service_answers(name):
    address, word = FIXED[name]
    with Connection(name, QUIET) as connection:
        assert word in connection.get(Ask(url=address, expected="een antwoord"), lambda answer: answer.body)


@pytest.mark.parametrize("name", sorted(ONCE.values()))
def test_a_collection_gives_one_feature_with_the_columns_that_its_source_reads(name, tmp_path):
    spec = CATALOG.registers[name]
    source = CATALOG.sources[spec.source]
    today = dt.datetime.now(tz=dt.UTC).date()
    task = Task(
        spec=spec,
        source=source,
        bounds=(0, 300_000, 290_000, 630_000),
        peildatum=today,
        work=tmp_path,
        report=lambda *_: None,
    )
    with Connection(spec.title, QUIET) as connection:
        collection = find_collection(find_endpoint(task, connection), spec.collection, connection)
        ask = Ask(url=collection.items, expected="een object", params=(("f", "json"), ("limit", "1")))
        page = json.loads(connection.get(ask, lambda answer: answer.body))
        schema = collection.link("schema")
        described = {} if schema is None else json.loads(connection.get(Ask(url=schema, expected="een schema"), _body))
    assert collection.rd is not None
    assert len(page["features"]) == 1
    known = {*page["features"][0]["properties"], *described.get("properties", {}), "id"}
    layer = CATALOG.layers[spec.layer]
    for column, field in source.fields.items():
        names = {*field.first_of, *filter(None, [field.column])}
        assert not layer.columns[column].required or not names or names & known, (column, sorted(known))


def _body(answer):
    return answer.body
