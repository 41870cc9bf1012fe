"""CBS tables over OData, old and new: every page, every row once, under each fault."""

import importlib.util
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from werkzeug.wrappers import Response

from geo_risico.core.errors import SourceError

_SPEC = importlib.util.spec_from_file_location("bestanden", Path(__file__).with_name("registers_bestanden_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
ROWS = [
    {
        "ID": i,
        "WijkenEnBuurten": f"GM{i:04d}    ",
        "SoortRegio_2": "Gemeente  ",
        "GemiddeldeWOZWaardeVanWoningen_39": None if i % 9 == 0 else 200 + i,
        "PercentageOnbewoond_43": -99997 if i % 10 == 0 else i % 8,
    }
    for i in range(1, 346)
]
FILTER = "startswith(WijkenEnBuurten,'GM')"


class OData:
    """One table in pages of 100; ``form`` is v3 (Feed), v4, or api: no next link and no more than the limit."""

    def __init__(self, rows=ROWS, form="v3"):
        self.rows, self.form, self.counted = rows, form, len(rows)

    def __call__(self, environ, start_response):
        query = {key: value[0] for key, value in parse_qs(environ["QUERY_STRING"]).items()}
        path, skip = environ["PATH_INFO"], int(query.get("$skip", 0))
        if path.endswith("$count"):
            assert query == {"$filter": FILTER}
            return Response(f"{self.counted}")(environ, start_response)
        if path.endswith(("TableInfos", "Properties")):
            about = {"Modified": "2026-02-27T02:00:00"}
            content = about if self.form == "v4" else {"value": [about]}
            return Response(json.dumps(content))(environ, start_response)
        assert query["$filter"] == FILTER
        content = {"value": self.rows[skip : skip + 100]}
        if skip + 100 < len(self.rows) and self.form != "api":
            key = "@odata.nextLink" if self.form == "v4" else "odata.nextLink"
            content[key] = f"http://opendata.cbs.nl{path}?$filter={FILTER}&$skip={skip + 100}"
        return Response(json.dumps(content), content_type="application/json")(environ, start_response)


@pytest.fixture
def table(tmp_path):
    """Function that serves a table, plans faults for its second page, and fetches it."""

    def fetch(app, *faults, work=tmp_path):
        path = "odata/v1/CBS/85984NED" if app.form == "v4" else "ODataFeed/odata/85984NED"
        with sample.servers.served(app) as (gateway, address):
            gateway.plan(*faults, match="skip=100")
            try:
                return sample.fetch("cbs_kerncijfers", work, endpoint=f"{address}/{path}")
            finally:
                app.log = list(gateway.log)

    return fetch


@pytest.mark.parametrize("form", ["v3", "v4", "api"])
def test_all_pages_are_read_into_the_layer(table, tmp_path, form):
    app = OData(form=form)
    got = table(app)
    assert got.frame["ID"].tolist() == [row["ID"] for row in ROWS]
    assert {"WijkenEnBuurten", "SoortRegio", "PercentageOnbewoond"} < set(got.frame.columns)
    assert got.published == "2026-02-27T02:00:00"
    got.frame.to_parquet(tmp_path / "cbs.parquet")
    frame, _ = sample.reading.read(tmp_path, "cbs_kerncijfers", "cbs.parquet")
    assert frame["gemeente_code"].tolist() == [f"GM{i:04d}" for i in range(1, 346)]
    assert frame["dwelling_vacancy_pct"].isna().sum() == 34
    assert frame["woz_value_keur"].isna().sum() == 38


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"status": 503},
        {"share": 0.5},
        {"share": 0.5, "honest": True},
        {"reset": True},
        {"body": b"<html></html>", "type": "text/html"},
    ],
    ids=["429", "503", "cut", "cut honest", "reset", "page"],
)
def test_no_fault_loses_or_doubles_a_row(table, fault):
    got = table(OData(), fault)
    assert got.frame["ID"].tolist() == [row["ID"] for row in ROWS]
    assert got.retries_count == 1


def test_a_row_that_comes_twice_stands_once(table):
    got = table(OData([*ROWS[:150], ROWS[20], *ROWS[150:]]))
    assert got.frame["ID"].tolist() == [row["ID"] for row in ROWS]
    assert (got.rows_served, got.doubles_count) == (346, 1)


def test_fewer_rows_than_the_service_counts_are_refused(table):
    app = OData()
    app.counted = 400
    with pytest.raises(SourceError, match="345 rijen gekregen; verwacht 400"):
        table(app)


def test_pages_that_are_in_are_not_asked_again(tmp_path):
    app = OData()
    with sample.servers.served(app) as (gateway, address):
        where = {"endpoint": f"{address}/ODataFeed/odata/85984NED"}
        gateway.plan({"status": 403}, match="skip=300")
        with pytest.raises(SourceError, match="status 403"):
            sample.fetch("cbs_kerncijfers", tmp_path, **where)
        gateway.calm()
        got = sample.fetch("cbs_kerncijfers", tmp_path, **where)
    assert len(got.frame) == len(ROWS)
    assert sum("TypedDataSet?" in one for one in gateway.log) == 1
