"""What is installed with geo-risico: licences that fit, a bill of materials, and a look at known weaknesses."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def scripts():
    """The scripts by name."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        yield {name: importlib.import_module(name) for name in ("lock_file", "licences", "audit")}
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_every_licence_is_on_the_list(scripts):
    rules = yaml.safe_load((ROOT / "scripts" / "licenties.yaml").read_text("utf-8"))
    names = {pin.name for pin in scripts["lock_file"].pins(LOCK)}
    assert len(names) > 50
    assert scripts["licences"].problems(rules, names) == []
    none = scripts["licences"].problems({"toegestaan": ["MIT"], "uitzonderingen": {}}, names)
    assert any(line.startswith("psycopg ") for line in none)


def test_the_bill_of_materials_is_whole_the_same_twice_and_names_no_place(scripts):
    pytest.importorskip("cyclonedx")
    module = importlib.import_module("sbom")
    text = module.sbom(LOCK, "0.1.0")
    content = json.loads(text)
    pins = scripts["lock_file"].pins(LOCK)
    assert text == module.sbom(LOCK, "0.1.0")
    assert {(c["name"], c["version"]) for c in content["components"]} == {(p.name, p.version) for p in pins}
    asked = {item["ref"]: item.get("dependsOn", []) for item in content["dependencies"]}
    assert any(ref.startswith("openpyxl@") for ref in asked["geo-risico"])
    assert [c["name"] for c in content["components"] if not c.get("licenses") and c["name"] == "openpyxl"] == []
    for place in (str(ROOT), "simple/", "pypi.org", "file:", "Users/"):
        assert place not in text
    assert '"timestamp"' not in text


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.2"}], False),
        ([{"introduced": "0"}, {"last_affected": "1.2"}], True),
        ([{"introduced": "1.2.1"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.1"}, {"fixed": "1.3"}], True),
    ],
)
def test_advisories_on_disk_are_held_against_the_lock(scripts, tmp_path, events, hit):
    advice = {"id": "PYSEC-1", "aliases": ["CVE-1"], "affected": [
        {"package": {"name": "Een_Pakket", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    ]}  # fmt: skip
    (tmp_path / "PYSEC-1.yaml").write_text(yaml.safe_dump(advice), "utf-8")
    (tmp_path / "oud.json").write_text(json.dumps(advice | {"withdrawn": "2026-01-01"}), "utf-8")
    lock = "een-pakket==1.2 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via geo-risico\n"
    assert scripts["audit"].findings(tmp_path, lock) == (["een-pakket 1.2: PYSEC-1 CVE-1"] if hit else [])
