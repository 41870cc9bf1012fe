"""The informatiebeeld beside an earlier scan: released figures of then and now, still on two pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import json
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.core.former import Former
from geo_risico.governance import manifest
from geo_risico.governance.one_gemeente import gemeente_codes, one_gemeente
from geo_risico.io.archive import keep_run, method_json
from geo_risico.io.former import read_former
from geo_risico.io.write import write_outputs
from geo_risico.reports import informatiebeeld_pdf, write_informatiebeeld
from geo_risico.reports.former import since_former

_SPEC = importlib.util.spec_from_file_location("pdf_checks", Path(__file__).parents[1] / "pdf_checks.py")
pdfs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pdfs)

CREATED = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def _archived(release, result, folder, day):
    """An edition of the sample with another peildatum, and its manifest."""
    meta = dataclasses.replace(release.meta, peildatum=day)
    shown = dataclasses.replace(release, meta=meta)
    about = manifest(shown, result, seeds={}, created=CREATED)
    write_outputs(shown, {"methode.json": method_json(shown, result)}, about, folder / meta.name)
    keep_run(folder / meta.name)
    return about


def test_the_year_before_is_found_and_told(tmp_path, sample_release, sample_result):
    day = sample_release.meta.peildatum
    first, last = day.replace(year=day.year - 1), day - dt.timedelta(days=180)
    for earlier in (last, first):
        _archived(sample_release, sample_result, tmp_path, earlier)
    about = manifest(sample_release, sample_result, seeds={}, created=CREATED)
    former = read_former(tmp_path, about)[sample_result.theme.name]
    assert former.peildatum == first
    assert former.is_same_method
    areas = sample_release.aggregates["gemeenten"]
    pd.testing.assert_series_equal(
        former.areas["mean_score"], areas["mean_score"].astype(float), check_names=False, check_index_type=False
    )
    heading, text = since_former(dataclasses.replace(sample_release, former=former))
    assert heading.startswith("Sinds ")
    assert "De methode is dezelfde" in text
    changed = {**about, "catalog_sha256": "anders"}
    assert not read_former(tmp_path, changed)[sample_result.theme.name].is_same_method
    assert read_former(tmp_path, {**about, "profile": "open"}) == {}
    assert read_former(tmp_path / "leeg", about) == {}
    for path in tmp_path.rglob("archief/**/manifest.json"):
        path.write_text("{", encoding="utf-8")
    assert read_former(tmp_path, about) == {}


def _with_former(release, **changes):
    areas = release.aggregates["gemeenten"]
    columns = {
        name: areas[name].astype(float) if name in areas else pd.Series(float("nan"), index=areas.index)
        for name in ("location_count", "mean_score", "coverage")
    }
    former = Former(peildatum=dt.date(2025, 1, 1), is_same_method=False, areas=pd.DataFrame(columns))
    return dataclasses.replace(release, former=dataclasses.replace(former, **changes))


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release"])
def test_it_still_fits_on_two_pages(request, profile):
    release = _with_former(request.getfixturevalue(profile))
    for part, whole in ((release, None), (one_gemeente(release, gemeente_codes(release)[0]), release)):
        page = write_informatiebeeld(part, whole)
        assert "De methode is in die tijd veranderd" in page
        assert pdfs.page_count(informatiebeeld_pdf(page, part.meta)) == 2


def test_what_is_not_shown_is_not_compared(sample_release):
    areas = _with_former(sample_release).former.areas
    hidden = areas.assign(mean_score=float("nan"))
    assert since_former(_with_former(sample_release, areas=hidden)) is None
    assert since_former(sample_release) is None
    counts = areas.assign(location_count=float("nan"))
    assert "Aantal" not in since_former(_with_former(sample_release, areas=counts))[1]
    part = areas.iloc[:1]
    text = since_former(_with_former(sample_release, areas=part))[1]
    assert ("gemeenten die beide scans tonen" in text) is (len(areas) > 1)
    assert json.dumps(text).isascii()
