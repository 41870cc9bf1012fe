"""Energy labels with a key: the rows come in, the key stays out of everything that is written or said."""

import importlib.util
import io
import json
import traceback
import zipfile
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from geo_risico.core.errors import SourceError

_SPEC = importlib.util.spec_from_file_location("bestanden", Path(__file__).with_name("registers_bestanden_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
KEY, SIGNED = "s3cr3t+sleutel/van=RVO", "handtekening9876"
HEAD = "PublicatieDatum;20261101\nLaatstVerwerkteMutatievolgnummer;77\n"
NAMES = "Registratiedatum;Certificaathouder;BAGVerblijfsobjectID;BAGPandID;Energieklasse;Postcode"


def zipped(count=40):
    rows = [
        f"20240{i % 9 + 1}01;J. Jansen;0166010000{i:06d};0166100000{i:06d};{'ABCDEFG'[i % 7]};8261AA"
        for i in range(count)
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v20261101_v4.csv", "\ufeff" + HEAD + "\n".join([NAMES, *rows, rows[0]]) + "\n")
    return stream.getvalue()


def ep_online(environ, start_response):
    """EP-online: refuses without the key, and echoes what it got."""
    request = Request(environ)
    given = request.headers.get("Authorization", "")
    if request.path.endswith("DownloadInfo"):
        if given != KEY:
            text = {"title": "Unauthorized", "detail": f"key {given} unknown"}
            return Response(json.dumps(text), status=401, content_type="application/json")(environ, start_response)
        own = f"/files/v20261101_v4_csv.zip?sig={SIGNED}"
        return Response(json.dumps({"bestandsnaam": "v20261101_v4_csv.zip", "downloadUrl": own}))(
            environ, start_response
        )
    return Response(zipped(), content_type="application/zip", headers={"ETag": '"e"'})(environ, start_response)


@pytest.fixture
def labels(tmp_path, monkeypatch):
    monkeypatch.setenv("EP_ONLINE_SLEUTEL", KEY)
    with sample.servers.served(ep_online) as (gateway, address):
        endpoint = f"{address}/api/v5/Mutatiebestand/DownloadInfo"
        yield gateway, lambda **changes: sample.fetch("ep_online", tmp_path, endpoint=endpoint, **changes)


def written(folder):
    return b"".join(path.read_bytes() + str(path).encode() for path in folder.rglob("*") if path.is_file())


def test_labels_come_in_and_the_key_stays_out(labels, tmp_path, capsys, caplog):
    gateway, fetch = labels
    gateway.plan({"share": 0.5}, match="files")
    got = fetch()
    assert len(got.frame) == 40
    assert (got.rows_served, got.doubles_count, got.published) == (41, 1, "20261101")
    assert "Certificaathouder" not in got.frame
    got.frame.to_parquet(tmp_path / "labels.parquet")
    frame, _ = sample.reading.read(tmp_path, "ep_online", "labels.parquet")
    assert frame["energieklasse"].tolist()[:3] == ["A", "B", "C"]
    assert frame["registered_date"].notna().all()
    shown = "".join(capsys.readouterr()) + caplog.text + repr((got.url, got.parameters, got.notes, got.published))
    everything = written(tmp_path) + shown.encode() + "".join(gateway.log).replace(SIGNED, "").encode()
    for secret in (KEY, SIGNED):
        assert secret.encode() not in everything


@pytest.mark.parametrize("status", [401, 500])
def test_a_refused_key_is_told_without_the_key(labels, tmp_path, status):
    gateway, fetch = labels
    gateway.plan({"status": status, "body": f"key {KEY} unknown".encode(), "once": False}, match="DownloadInfo")
    with pytest.raises(SourceError, match="EP_ONLINE_SLEUTEL") as caught:
        fetch()
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
    assert "***" in said
    assert KEY not in said
    assert KEY.encode() not in written(tmp_path)


def test_without_a_key_nothing_is_asked(labels, monkeypatch):
    gateway, fetch = labels
    monkeypatch.delenv("EP_ONLINE_SLEUTEL")
    with pytest.raises(SourceError, match="EP_ONLINE_SLEUTEL is leeg"):
        fetch()
    assert gateway.log == []
