"""Words and numbers that stand nowhere else, put in everything that may not leave, and sought in every open file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

from geo_risico.core.results import Provenance, Repair
from geo_risico.scan.save import save_scan

_SPEC = importlib.util.spec_from_file_location("open_bytes", Path(__file__).parents[1] / "open_bytes.py")
opened = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(opened)

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WORD, SECRET, NUMBER = "Kanarie7391", "Geheimvogel5582", 73915827.25
FORMS = {".html", ".json", ".csv", ".parquet", ".gpkg", ".fgb", ".xlsx", ".pdf", ".qgs"}


def planted(result, profile):
    """The result with a word in every name and text of a location, a number in a raw value, and a secret file."""
    frame = result.locations.frame
    names = {old: f"{WORD}-{number}" for number, old in enumerate(frame.index)}
    texts = {name: WORD for name in ("label", "adressen", "kadastrale_aanduidingen") if name in frame}
    moved = frame.assign(**texts).rename(index=names)
    tables = {
        name: getattr(result, name).rename(index=names)
        for name in ("indicators", "risks", "contributions", "scores", "sums", "schouw")
        if getattr(result, name) is not None
    }
    raw = tables["indicators"].copy()
    first = raw.columns[0]
    raw[first] = raw[first].astype(float)
    raw.iloc[0, 0] = NUMBER
    secret = Provenance(
        layer="vitaliteit", source="tabel", title=SECRET, status="present", access="restricted", path=f"{SECRET}.csv",
        sha256="5582" * 16, licence=SECRET, attribution=SECRET, rows_read=558203917, rows_kept=558203917, note=SECRET,
        repairs=(Repair(kind="dropped", count=558, message=f"{SECRET} viel weg.", examples=(SECRET,)),),
    )  # fmt: skip
    return dataclasses.replace(
        result,
        **{**tables, "indicators": raw},
        locations=dataclasses.replace(result.locations, frame=moved, links={}),
        support={},
        provenance=(*result.provenance, secret),
        scan=result.scan.model_copy(update={"profile": profile, "toezicht_selection": 2}),
    )


def written(result, folder, profile):
    save_scan(planted(result, profile), folder, created=CREATED, step=lambda _: None)
    return opened.files_of(folder / result.scan.name)


@pytest.fixture(scope="module")
def open_files(sample_result, tmp_path_factory):
    return written(sample_result, tmp_path_factory.mktemp("open"), "open")


@pytest.fixture(scope="module")
def partner_files(sample_result, tmp_path_factory):
    return written(sample_result, tmp_path_factory.mktemp("partner"), "partner")


def test_partners_have_the_word_in_every_form_of_file(partner_files):
    """What is not found here would not be found in an open file either: the search itself works."""
    found = opened.search(partner_files, [WORD])
    assert {Path(name).suffix for name, _ in found} >= FORMS - {".csv", ".qgs", ".json"}
    assert {name for name, _ in opened.search(partner_files, [SECRET])} >= {"manifest.json"}
    assert {Path(name).suffix for name, _ in opened.search(partner_files, [f"{NUMBER:.0f}"])} >= {".parquet", ".gpkg"}


def test_no_open_file_of_any_form_has_a_word_or_number_of_a_place_or_a_secret_file(open_files):
    assert {Path(name).suffix for name in open_files} >= FORMS - {".xlsx"}
    assert opened.search(open_files, [WORD, SECRET, "5582" * 16, f"{NUMBER:.0f}", "558203917"]) == []


def test_words_in_zips_and_over_a_line_are_found():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("binnen.qgs", f"<a>{WORD[:5]}\n {WORD[5:]}</a>")
    whole = {"a.qgz": body.getvalue(), "b.zip": body.getvalue(), "c.txt": b"niets"}
    assert [name for name, _ in opened.search(whole, [WORD])] == ["a.qgz", "b.zip"]
    with pytest.raises(AssertionError, match="no reader for this form"):
        opened.search({"nieuw.dwg": b""}, [WORD])
