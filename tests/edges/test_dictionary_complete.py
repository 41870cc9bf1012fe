"""The data dictionary against what is really written: every column of every table, and how strict it is."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json

import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo_risico.core.accountability_specs import AccountabilitySpec
from geo_risico.governance.columns import column_facts
from geo_risico.io.invulblad.werkboek import has_werkboek, write_werkboek
from geo_risico.io.output_tables import output_tables
from geo_risico.io.write import write_outputs
from geo_risico.scan.accountability import accountability_files

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
GEOMETRY = {"geom", "geometry", "fid"}


class Definition:
    verantwoording = AccountabilitySpec()


def written_columns(folder):
    """File (and layer) -> columns as a reader finds them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            yield name, set(pq.read_schema(path).names)
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig") as file:
                yield name, set(next(csv.reader(file)))
        elif path.suffix in {".gpkg", ".fgb"}:
            for layer in (each for each, _ in pyogrio.list_layers(path) if each != "layer_styles"):
                label = f"{name}: {layer}" if path.suffix == ".gpkg" else name
                yield label, set(pyogrio.read_info(path, layer=layer)["fields"])


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release"])
def test_every_column_of_every_file_stands_in_the_dictionary(request, profile, tmp_path):
    release = request.getfixturevalue(profile)
    texts = {"koppeling_casussen.csv": "casus_id,hoe\nC1,adres\n"}
    if has_werkboek(release):
        texts["werkboek.xlsx"] = write_werkboek(release, dict.fromkeys(release.weights, 1.0))
    files = accountability_files(release, Definition(), NOW, texts)
    told = {}
    for row in json.loads(files["verantwoording/gegevenswoordenboek.json"]):
        told.setdefault(row["bestand"], set()).add(row["kolom"])
    write_outputs(release, texts, {}, tmp_path / "uit")
    seen = dict(written_columns(tmp_path / "uit"))
    assert len(seen) > 5
    for name, columns in seen.items():
        assert columns - told.get(name, set()) - GEOMETRY == set(), name
    assert has_werkboek(release) == ("location_id" in told.get("werkboek.xlsx: Locaties", set()))


def test_columns_of_cases_and_of_addresses_are_named_as_what_they_are(sample_release):
    source = dataclasses.replace(sample_release.provenance[0], layer="casussen", access="restricted", status="present")
    release = dataclasses.replace(sample_release, provenance=(*sample_release.provenance, source))
    names = ["case_count", "adressen", "kadastrale_aanduidingen", "wijk_code"]
    facts = {fact.name: fact for fact in column_facts(release, pd.DataFrame({name: ["1"] for name in names}))}
    assert facts["case_count"].access == "restricted"
    assert "casussen" in facts["case_count"].layers
    assert facts["wijk_code"].access == "open"
    assert {facts["adressen"].personal, facts["kadastrale_aanduidingen"].personal} == {"indirect"}
    tables = {table.file: table for table in output_tables(release, {"koppeling_casussen.csv": "casus_id,x\nC1,3.0\n"})}
    table = tables["koppeling_casussen.csv"]
    assert {fact.access for fact in column_facts(release, table.frame, table.layers)} == {"restricted"}
