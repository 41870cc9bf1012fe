"""The map on A4: upright and sideways on one page, the explanation after it, no controls, and honest about scale."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

FIRST_PAGE = (
    "FICTIEF", "VERTROUWELIJK", "Doel", "Peildatum", "Bovenaan de lijst: 12 van 240", "Bronnen:", "Afgedrukt op",
)  # fmt: skip
A4 = {"staand": (595, 842), "liggend": (842, 595)}


@pytest.fixture
def printed(open_map, tmp_path):
    """Function that prints a map and gives the text of each page, with the size and the PDF."""
    for name in ("pdfinfo", "pdftotext", "pdftoppm"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} ontbreekt")

    def run(*command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def print_one(release, paper, *, chosen, size="desktop"):
        page = open_map(release, size).page
        if chosen is not None:
            page.locator("#lijst button.item").nth(chosen).click()
        page.evaluate("(id) => document.getElementById(id).click()", f"papier-{paper}")
        path = tmp_path / f"{paper}-{chosen}.pdf"
        page.pdf(path=path, prefer_css_page_size=True, print_background=True)
        facts = run("pdfinfo", path)
        shape = tuple(round(float(v)) for v in re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", facts).groups())
        return run("pdftotext", "-layout", path, "-").split("\f")[:-1], shape, path

    return print_one


@pytest.mark.parametrize("paper", A4)
def test_one_page_for_the_map_and_the_explanation_after_it(printed, sample_release, paper):
    pages, shape, _ = printed(sample_release, paper, chosen=0)
    assert shape == A4[paper]
    assert len(pages) >= 2
    for words in FIRST_PAGE:
        assert words in pages[0], words
    assert "Waarom hoger" not in pages[0]
    assert "Waarom hoger" in pages[1]
    for page in pages:
        assert "Fictief: verzonnen gegevens" in page
        for control in ("Kaartlagen", "Sluiten", "Kopieer", "Navigeer", "Inzoomen", "Afdrukken", "Toon erven"):
            assert control not in page, control


@pytest.mark.parametrize("paper", A4)
@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_without_a_choice_it_is_one_page(printed, sample_release, paper, size):
    pages, _, _ = printed(sample_release, paper, chosen=None, size=size)
    assert len(pages) == 1
    labels = sample_release.locations.sort_values("score", ascending=False)
    known = labels[labels["class"] != "onbekend"]["label"]
    assert known.iloc[0] in pages[0]


@pytest.mark.parametrize("paper", A4)
def test_long_texts_and_many_sources_stay_on_one_page(printed, sample_release, paper):
    meta = dataclasses.replace(sample_release.meta, doel="Nagaan waar gelegenheid het grootst is. " * 8)
    first = next(entry for entry in sample_release.provenance if entry.status == "present")
    more = [
        dataclasses.replace(first, path=f"{number}.gpkg", attribution=f"Houder van register {number} (CC BY 4.0)")
        for number in range(40)
    ]
    long = dataclasses.replace(sample_release, meta=meta, provenance=(*sample_release.provenance, *more))
    pages, _, _ = printed(long, paper, chosen=None)
    assert len(pages) == 1
    assert "register 39" in " ".join(pages[0].split())
    assert "Bovenaan de lijst" in pages[0]


def test_profiles_without_locations_or_scores(printed, open_release, toezicht_release):
    pages, _, _ = printed(open_release, "staand", chosen=None)
    assert len(pages) == 1
    assert "VERTROUWELIJK" not in pages[0]
    pages, _, _ = printed(toezicht_release, "staand", chosen=None)
    assert len(pages) == 1


def test_the_picture_fills_its_frame_with_scale_and_north(printed, sample_release, tmp_path):
    _, _, path = printed(sample_release, "staand", chosen=None)
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", path, tmp_path / "blad"], check=True)
    picture = Image.open(tmp_path / "blad.png").convert("RGB")
    colours = {colour for count, colour in picture.getcolors(picture.width * picture.height) if count > 40}
    assert (128, 0, 38) in colours
    assert (27, 37, 48) in colours


def test_scale_bar_is_that_of_the_ground(open_map, sample_release):
    page = open_map(sample_release).page
    lengths = page.evaluate("""async () => {
      const { map } = await geoRisico.ready;
      map.setView([52.3, 5.8], 14, { animate: false });
      const texts = [];
      const rects = [];
      const proto = CanvasRenderingContext2D.prototype;
      const [text, rect] = [proto.fillText, proto.fillRect];
      proto.fillText = function write(words, ...at) { texts.push(words); return text.call(this, words, ...at); };
      proto.fillRect = function fill(...box) { rects.push(box); return rect.call(this, ...box); };
      dispatchEvent(new Event("beforeprint"));
      Object.assign(proto, { fillText: text, fillRect: rect });
      const metres = map.distance(map.containerPointToLatLng([100, 200]), map.containerPointToLatLng([200, 200])) / 100;
      return { bar: rects.filter(([, , , high]) => high === 6).at(-1)[2], words: texts.at(-2), metres };
    }""")
    number, unit = lengths["words"].split(" ")
    metres = float(number.replace(".", "")) * (1000 if unit == "km" else 1)
    assert lengths["bar"] * lengths["metres"] == pytest.approx(metres, rel=0.01)


def test_the_dialog_asks_for_the_paper(open_map, sample_release):
    page = open_map(sample_release).page
    page.evaluate("() => { window.print = () => { window.printed = document.documentElement.dataset.paper; }; }")
    page.locator("header [data-opens=afdruk]").click()
    page.locator("#papier-liggend").check()
    page.locator("#afdruk-nu").click()
    assert page.evaluate("window.printed") == "liggend"
    assert page.locator("#afdruk").is_hidden()
