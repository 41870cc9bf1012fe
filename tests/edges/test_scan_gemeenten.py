"""Informatiebeelden per gemeente and the page about the files, as a scan writes them."""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest

from geo_risico.io.write import write_outputs
from geo_risico.reports import write_leesmij
from geo_risico.scan import informatiebeelden as module
from geo_risico.scan.informatiebeelden import gemeente_names, has_gemeente_files, informatiebeelden


def named(release, names):
    """The same release with gemeenten of these names, one row each."""
    source = release.aggregates["gemeenten"].iloc[[0] * len(names)]
    index = pd.Index([f"GM{i:04d}" for i in range(len(names))], name="code")
    frame = gpd.GeoDataFrame(source.set_axis(index).assign(naam=names, gemeente_code=index))
    return dataclasses.replace(release, aggregates={**release.aggregates, "gemeenten": frame})


def test_each_gemeente_has_a_page_and_a_pdf(open_release):
    steps = []
    files = informatiebeelden(open_release, steps.append)
    names = gemeente_names(open_release).values()
    own = {f"informatiebeelden/{name}{end}" for name in names for end in (".html", ".pdf")}
    assert set(files) == {"informatiebeeld.html", "informatiebeeld.pdf"} | own
    assert all(files[name].startswith(b"%PDF") for name in files if name.endswith(".pdf"))
    assert steps == ["Informatiebeeld schrijven", "Informatiebeelden van 2 gemeenten schrijven"]
    assert all(name.isascii() for name in files)


def test_of_the_whole_alone_where_gemeenten_have_their_own(open_release, monkeypatch):
    monkeypatch.setattr(module, "one_gemeente", None)
    files = informatiebeelden(open_release, lambda _: None, only_whole=True)
    assert set(files) == {"informatiebeeld.html", "informatiebeeld.pdf"}


def test_names_for_files_are_plain_and_each_once(open_release):
    names = gemeente_names(
        named(open_release, ["Bergen", "'s-Hertogenbosch", "Bergen", "Súdwest-Fryslân", "///", None])
    )
    assert list(names.values()) == [
        "bergen_gm0000", "s-hertogenbosch", "bergen_gm0002", "sudwest-fryslan", "gm0004", "gm0005",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "every", "expected"),
    [(1, True, False), (2, False, True), (50, False, True), (51, False, False), (51, True, True)],
)
def test_many_gemeenten_only_when_asked(open_release, count, every, expected):
    assert has_gemeente_files(named(open_release, [f"G{i}" for i in range(count)]), every=every) is expected


def test_one_gemeente_has_the_whole_alone(open_release, monkeypatch):
    monkeypatch.setattr(module, "informatiebeeld_pdf", lambda *_: b"%PDF")
    files = informatiebeelden(named(open_release, ["Alleen"]), lambda _: None)
    assert set(files) == {"informatiebeeld.html", "informatiebeeld.pdf"}


def guide(released, folder):
    texts = {"kaart.html": "x", "informatiebeeld.pdf": b"x", "iets_van_uzelf.txt": "x"}
    write_outputs(released, texts, {}, folder, guide=lambda names: write_leesmij(released, names))
    return (folder / "LEESMIJ.html").read_text(encoding="utf-8")


def test_the_guide_names_every_file_and_what_is_not_there(tmp_path, sample_release):
    text = guide(sample_release, tmp_path / "scan")
    for path in (tmp_path / "scan").rglob("*"):
        assert path.name == "LEESMIJ.html" or f">{path.name}<" in text
    assert "QGIS-project" in text
    assert "FICTIEF" in text
    assert "VERTROUWELIJK" in text
    missing = text.split("Deze bestanden staan er niet")[1]
    assert "Risicomatrix" in missing
    assert "--alle-gemeenten" in missing
    assert "Locaties als GeoParquet" not in missing


def test_the_guide_of_an_open_scan_says_why_there_are_no_locations(tmp_path, open_release):
    text = guide(open_release, tmp_path / "scan")
    assert "VERTROUWELIJK" not in text
    assert "profiel open: dat toont alleen gebieden" in text.split("Deze bestanden staan er niet")[1]
    assert "locaties.parquet" not in text
