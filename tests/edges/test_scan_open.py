"""What leaves in profile open: nothing restricted, and no trace of a single place in any byte."""

import dataclasses
import datetime as dt
import importlib.util
import json
from pathlib import Path

import pytest

from geo_risico.catalog import load_scan
from geo_risico.core.errors import ReleaseError
from geo_risico.governance import release
from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan

_SPEC = importlib.util.spec_from_file_location("open_bytes", Path(__file__).parents[1] / "open_bytes.py")
opened = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(opened)
CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def silent(_):
    """Nobody watches."""


def with_access(scan, name, access):
    """Layers as read, one of them under a stricter access class."""
    stricter = tuple(dataclasses.replace(item, access=access) for item in scan.layers.provenance[name])
    return dataclasses.replace(scan.layers, provenance={**scan.layers.provenance, name: stricter})


def rescan(scan, layers, **changes):
    plan = dataclasses.replace(scan.plan, scan=scan.plan.scan.model_copy(update=changes))
    return scan_layers(plan, scan.catalog, layers, silent)


RESTRICTED = {
    "leegstand",
    "meldingen",
    "casussen",
    "bezoeken",
    "schouw",
    "bedrijfsregister",
    "vitaliteit",
    "transacties",
}


@pytest.fixture(scope="module")
def open_result(fictief_scan):
    """The open scan of the project over the layers of the other: the same minus the restricted tables."""
    spec = load_scan(fictief_scan.plan.folder / "nieuwpolder_open.yaml")
    assert set(fictief_scan.layers.frames) - set(spec.layers) == RESTRICTED
    frames = {name: frame for name, frame in fictief_scan.layers.frames.items() if name in spec.layers}
    origin = {name: items for name, items in fictief_scan.layers.provenance.items() if name in spec.layers}
    layers = dataclasses.replace(fictief_scan.layers, frames=frames, provenance=origin)
    return scan_layers(dataclasses.replace(fictief_scan.plan, scan=spec), fictief_scan.catalog, layers, silent)


@pytest.fixture(scope="module")
def open_folder(open_result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    save_scan(open_result, folder, created=CREATED, step=silent)
    return folder / "nieuwpolder_open"


def test_leegstand_taints_its_indicator_only(fictief_scan):
    access = {fact.name: fact.access for fact in fictief_scan.result.facts}
    assert {name for name, value in access.items() if value != "open"} == {"vacancy_years"}


def test_open_refuses_what_leegstand_touched(fictief_scan):
    result = rescan(fictief_scan, fictief_scan.layers, profile="open")
    with pytest.raises(ReleaseError, match="mag niet in profiel open") as caught:
        release(result, version="proef")
    assert any("vacancy_years" in line and "leegstand" in line for line in caught.value.problems)
    assert any(line.startswith("laag leegstand") for line in caught.value.problems)


def test_a_stricter_layer_taints_every_indicator_that_reads_it(fictief_scan, open_result):
    result = rescan(fictief_scan, with_access(fictief_scan, "kassen", "restricted"), profile="open")
    tainted = {fact.name for fact in result.facts if fact.access == "restricted"}
    readers = {fact.name for fact in open_result.facts if "kassen" in fact.layers}
    assert tainted == readers | {"vacancy_years"}
    assert len(readers) > 1
    with pytest.raises(ReleaseError, match="greenhouse_area_m2"):
        release(result, version="proef")


def test_a_restricted_layer_is_never_background(fictief_scan):
    result = rescan(fictief_scan, with_access(fictief_scan, "wegen", "restricted"))
    assert "wegen" in fictief_scan.result.background
    assert "wegen" not in result.background


def test_personal_data_leave_in_no_profile(fictief_scan):
    result = rescan(fictief_scan, with_access(fictief_scan, "leegstand", "personal"))
    for profile in ("open", "partner", "toezicht"):
        asked = dataclasses.replace(result, scan=result.scan.model_copy(update={"profile": profile}))
        with pytest.raises(ReleaseError, match="leegstand"):
            release(asked, version="proef")


def test_refused_scan_writes_nothing(fictief_scan, tmp_path):
    result = rescan(fictief_scan, fictief_scan.layers, profile="open")
    with pytest.raises(ReleaseError):
        save_scan(result, tmp_path, created=CREATED, step=silent)
    assert list(tmp_path.iterdir()) == []


def test_no_location_in_any_byte(open_result, open_folder, fictief_scan):
    links = open_result.locations.links["panden"]
    ids = [*open_result.locations.frame.index, *fictief_scan.layers.frames["panden"].loc[links.index, "pand_id"]]
    labels = open_result.locations.frame["label"]
    addresses = labels[labels.str.contains(r"\d", regex=True)].unique()
    assert len(addresses) > 50
    searched = [text.encode() for text in (*ids, *addresses)]
    paths = sorted(path for path in open_folder.rglob("*") if path.is_file())
    assert "locaties.parquet" not in {path.name for path in paths}
    for path in paths:
        content = opened.decoded(path.name, path.read_bytes())
        assert [text for text in searched if text in content] == [], path.name


def test_small_counts_are_hidden(open_folder):
    manifest = json.loads((open_folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["suppressed"]
    assert manifest["not_written"] == ["locaties.parquet"]
    assert "locaties" not in manifest["counts"]
    for name in ("gemeenten.csv", "buurten.csv"):
        header, *rows = (open_folder / name).read_text(encoding="utf-8-sig").splitlines()
        mark = ";" if ";" in header else ","
        columns = [
            n for n, text in enumerate(header.split(mark)) if text.startswith("count_") or text == "location_count"
        ]
        assert len(columns) == 7
        cells = [row.split(mark)[n] for row in rows for n in columns]
        assert not [cell for cell in cells if cell in {"1", "2", "3", "4"}], name
