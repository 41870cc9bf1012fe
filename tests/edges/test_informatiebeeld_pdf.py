"""The informatiebeeld as PDF: two A4 pages that programs and people can read, with the words of the page."""

import dataclasses
import importlib.util
import re
from pathlib import Path

import psutil
import pytest

from geo_risico.governance import release
from geo_risico.governance.one_gemeente import one_gemeente
from geo_risico.reports import informatiebeeld_pdf, write_informatiebeeld
from geo_risico.reports.page_tree import page_tree

_SPEC = importlib.util.spec_from_file_location("pdf_checks", Path(__file__).parents[1] / "pdf_checks.py")
pdfs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pdfs)

LONG = "Buitengewoon lange omschrijving die maar doorgaat en doorgaat tot niemand haar nog leest; "


def _long(whole):
    meta = dataclasses.replace(
        whole.meta,
        title=LONG * 4,
        doel=LONG * 4,
        grondslag=LONG * 4,
        notices=tuple(f"{i} {LONG * 3}" for i in range(9)),
    )
    areas = {kind: f.assign(naam=[f"{LONG} {i}" for i in range(len(f))]) for kind, f in whole.aggregates.items()}
    dims = [d.model_copy(update={"title": LONG, "summary": LONG * 3}) for d in whole.theme.dimensions]
    return dataclasses.replace(
        whole, meta=meta, aggregates=areas, theme=whole.theme.model_copy(update={"dimensions": tuple(dims)})
    )


@pytest.fixture(scope="module")
def pages(sample_release, open_release, toezicht_release, sample_result, result_with):
    blind = release(result_with(sample_result, profile="toezicht", hide_score=True), version="1")
    own = one_gemeente(sample_release, "GM9991")
    own_open = one_gemeente(open_release, "GM9992")
    long = _long(sample_release)
    return {
        "partner": (write_informatiebeeld(sample_release), sample_release.meta),
        "open": (write_informatiebeeld(open_release), open_release.meta),
        "toezicht": (write_informatiebeeld(toezicht_release), toezicht_release.meta),
        "blind": (write_informatiebeeld(blind), blind.meta),
        "lang": (write_informatiebeeld(long), long.meta),
        "gemeente": (write_informatiebeeld(own, sample_release), own.meta),
        "gemeente, open": (write_informatiebeeld(own_open, open_release), own_open.meta),
    }


@pytest.fixture(scope="module", params=["partner", "open", "toezicht", "blind", "lang", "gemeente", "gemeente, open"])
def made(request, pages):
    document, meta = pages[request.param]
    pdf = informatiebeeld_pdf(document, meta)
    pdfs.page_picture(pdf, 1, keep_as=f"informatiebeeld_{request.param.replace(', ', '_')}_pdf")
    return document, pdf


def test_two_accessible_pages_with_nothing_cut_off(made):
    _, pdf = made
    pdfs.check_accessible(pdf)
    assert pdfs.page_count(pdf) == 2
    assert pdfs.outside(pdf) == []
    assert pdfs.overlapping(pdf) == []


def test_every_word_of_the_page_stands_in_the_pdf(made):
    document, pdf = made
    text = re.sub(r"\W", "", " ".join(pdfs.page_texts(pdf)).replace("\u00ad", ""))
    missing = [word for word in _words(page_tree(document).body) if re.sub(r"\W", "", word) not in text]
    assert missing == []


def _words(node):
    if "strip" in node["kind"]:
        return
    for part in node["children"]:
        if isinstance(part, str):
            yield from part.replace("\u00ad", "").split()
        else:
            yield from _words(part)


def test_tables_headings_lists_and_the_map_are_marked(made):
    document, pdf = made
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= pdfs.structure(pdf)
    (alt,) = pdfs.alt_texts(pdf)
    assert alt.startswith("Kaart van")
    assert "fictief" in alt
    titles = re.findall(r"<h[12]>(.*?)</h[12]>", document)
    assert len([1 for depth, *_ in pdfs.bookmarks(pdf) if depth < 3]) == len(titles)


def test_the_banner_stands_on_both_pages(made):
    _, pdf = made
    for number, text in enumerate(pdfs.page_texts(pdf), 1):
        plain = pdfs.flat(text)
        assert "FICTIEF" in plain
        assert f"{number} van 2" in plain
        assert "Geen bewijs" in plain


def test_title_and_words_are_never_markup(pages):
    pdf = informatiebeeld_pdf(*pages["partner"])
    assert pdfs.reader(pdf).metadata.title.startswith("FICTIEF - Informatiebeeld Proefscan <b>")
    assert "Noordkogge <script>" in pdfs.flat(" ".join(pdfs.page_texts(pdf)))


def test_confidential_is_said_except_in_open(pages):
    for name, is_said in (("partner", True), ("open", False), ("blind", True)):
        text = " ".join(pdfs.page_texts(informatiebeeld_pdf(*pages[name])))
        assert ("VERTROUWELIJK" in text) is is_said


def test_the_same_page_gives_the_same_bytes(pages):
    assert informatiebeeld_pdf(*pages["open"]) == informatiebeeld_pdf(*pages["open"])


def test_making_many_leaves_no_memory_behind(pages):
    document, meta = pages["partner"]
    informatiebeeld_pdf(document, meta)
    process = psutil.Process()
    before = process.memory_info().rss
    for number in range(6):
        informatiebeeld_pdf(document.replace("erven", f"erven{number}"), meta)
    grown = process.memory_info().rss - before
    assert grown < 10 * 2**20, grown
