"""Two scans that differ only in files that may not leave give the same bytes in every file."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import yaml

from geo_risico.io.sources.fictief import ensure

ROOT = Path(__file__).parents[2]
SECRET = {"open": ("vitaliteit", "transacties"), "toezicht": ("casussen",), "partner": ("casussen", "transacties")}
"""Profile -> layers that may not leave in it, or that partners may see, and that no indicator of the theme needs."""
FEW = ("gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "verblijfsobjecten", "percelen", "wegen")
CANARY, PERSON = "KANARIE-7391", "Eigenaarsnaam5582"

_SPEC = importlib.util.spec_from_file_location("open_bytes", Path(__file__).parents[1] / "open_bytes.py")
opened = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(opened)


def definition(folder, profile):
    """Scan of the fictitious gemeente with files of its own beside it."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    layers = {name: content["layers"][name] for name in FEW}
    for name in SECRET[profile]:
        layers[name] = {**content["layers"][name], "path": f"{name}.csv"}
    layers["buurten"] = {**layers["buurten"], "path": "buurten.gpkg"}
    content |= {"name": "stil", "themes": ["buitengebied"], "rasters": {}, "profile": profile, "layers": layers}
    content |= {"fictief": {"panden_count": 1500, "seed": 5}}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "stil.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def other_rows(frame, rng):
    """Another table of the same form: fewer rows, other places, and a word that stands nowhere else."""
    rows = frame.sample(len(frame) // 2, random_state=int(rng.integers(1000))).copy()
    for name in rows.columns:
        if rows[name].dtype.kind == "f":
            rows[name] += rng.uniform(-300, 300, len(rows)).round(2)
        elif name.endswith("_id") and rows[name].is_unique:
            rows[name] = [f"{CANARY}-{number}" for number in range(len(rows))]
    return rows


def with_persons(source):
    """Buurten with columns about persons, written once: a GeoPackage holds the moment of writing."""
    path = source.parent / "buurten_met_personen.gpkg"
    if not path.is_file():
        owned = pyogrio.read_dataframe(source / "wijkenbuurten.gpkg", layer="buurten")
        phones = [f"{PERSON}{number}" for number in range(len(owned))]
        pyogrio.write_dataframe(owned.assign(eigenaar_naam=PERSON, telefoonnummer=phones), path, layer="buurten")
    return path


def made(folder, profile, change, cache):
    """File name -> bytes of everything that one scan writes."""
    source = ensure(cache, panden_count=1500, seed=5)
    path, rng = definition(folder, profile), np.random.default_rng(3)
    shutil.copyfile(with_persons(source), folder / "buurten.gpkg")
    for name in SECRET[profile]:
        frame = pd.read_csv(source / f"{name}.csv")
        (other_rows(frame, rng) if change else frame).to_csv(folder / f"{name}.csv", index=False)
    words = ["scan", path, "--uit", folder / "uit", "--cache", cache]
    done = subprocess.run(
        [sys.executable, "-m", "geo_risico", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
    )
    assert done.returncode == 0, done.stderr
    out = folder / "uit" / "stil"
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return files, done.stdout + done.stderr.replace(str(folder), "")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("stil")


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.mark.parametrize("profile", ["open", "toezicht"])
def test_a_scan_says_nothing_of_files_that_may_not_leave(tmp_path, cache, profile):
    one, _ = made(tmp_path / "een", profile, change=False, cache=cache)
    other, told = made(tmp_path / "ander", profile, change=True, cache=cache)
    assert len(one) > 20
    assert differing(one, other) == []
    assert CANARY not in told
    assert opened.search(other, [CANARY, PERSON]) == []
    report = json.loads(other["verantwoording/privacyrapport.json"])
    assert [row["aantal"] for row in report["geschrapt_bij_lezen"] if row["laag"] == "buurten"] == [2]


def test_the_same_difference_is_seen_by_a_partner(tmp_path, cache):
    one, _ = made(tmp_path / "een", "partner", change=False, cache=cache)
    other, _ = made(tmp_path / "ander", "partner", change=True, cache=cache)
    changed = differing(one, other)
    assert {"locaties.parquet", "koppeling_casussen.csv", "manifest.json"} <= set(changed)
    assert CANARY.encode() in other["koppeling_casussen.csv"]
