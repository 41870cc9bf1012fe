"""The page of lessons and its PDF: sentences, bars, marks, and two A4 pages in every case."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.findings import FOUND
from geo_risico.core.results import ReleaseMeta
from geo_risico.core.visit_choice import NOT_CHOSEN
from geo_risico.inspection.learn_lessons import make_lessons
from geo_risico.inspection.learn_visits import make_rounds
from geo_risico.inspection.learn_weights import Weighed
from geo_risico.reports.wat_leerden import write_wat_leerden
from geo_risico.reports.wat_leerden_pdf import wat_leerden_pdf


def module_of(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample, checks = module_of("learn_sample"), module_of("pdf_checks")
LONG = "Afstand tot het dichtstbijzijnde andere adres met een heel lange naam"


@pytest.fixture(scope="module")
def world():
    return sample.make_rows(np.random.default_rng(4), top=30, drawn=60, indicators=20)


def meta_of(**changes):
    facts = {
        "name": "proef",
        "title": "Gebiedsscan Nieuwpolder",
        "theme": "buitengebied",
        "profile": "partner",
        "doel": "Voorbeeld",
        "grondslag": "Geen; verzonnen",
        "bewaartermijn": "12 maanden",
        "expires": dt.date(2027, 1, 1),
        "opdrachtgever": "Voorbeeldprovincie",
        "peildatum": dt.date(2026, 1, 1),
        "is_fictief": True,
        "version": "1.0",
    }
    return ReleaseMeta(**{**facts, **changes})


def page_of(rows, findings, *, rounds=1, **meta):
    """Page and PDF of one or more rounds of these rows."""
    choices = [
        sample.make_choice(rows, f"2026-03-01-{k:06x}", sample.DAY + dt.timedelta(days=30 * k)) for k in range(rounds)
    ]
    told = [(choice.keuze_id, finding) for choice in choices for _, finding in findings]
    about = Weighed(
        scan="proef",
        theme="buitengebied",
        title="Buitengebied",
        weights={f"v{k}": 0.05 for k in range(20)},
        titles={},
        peildatum=dt.date(2026, 1, 1),
        made=dt.date(2026, 4, 1),
        is_fictief=True,
    )
    titles = {f"v{k}": f"{LONG} {k}" for k in range(20)}
    lessons = make_lessons(make_rounds(choices, told), [about], titles, np.random.default_rng(0))
    facts = meta_of(**meta)
    page = write_wat_leerden(lessons, facts, is_all=rounds > 1)
    return lessons, page, wat_leerden_pdf(page, facts)


@pytest.fixture(scope="module")
def full(world):
    return page_of(world, sample.answers(world, np.random.default_rng(2), 0.1), rounds=9)


def test_full_page_fits_two_sheets_and_is_accessible(full):
    _, _, pdf = full
    assert checks.page_count(pdf) == 2
    checks.check_accessible(pdf)
    assert not checks.outside(pdf)
    assert not checks.overlapping(pdf)
    assert {"/Table", "/TH", "/H1", "/H2", "/L"} <= checks.structure(pdf)
    text = checks.flat(checks.page_texts(pdf)[0])
    for words in ("FICTIEF", "VERTROUWELIJK", "Wat leerden we tot nu toe?", "Wat we niet weten", "Naar schatting"):
        assert words in text


def test_page_is_one_document_with_bars(full):
    lessons, page, _ = full
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<svg") >= 3 + len(lessons.classes) + 8
    assert "Wij keken naar 20 kenmerken tegelijk" in page
    assert lessons.command in page


def test_same_lessons_give_the_same_bytes(world, full):
    _, page, pdf = page_of(world, sample.answers(world, np.random.default_rng(2), 0.1), rounds=9)
    assert (page, pdf) == (full[1], full[2])


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("niets", "er is nog geen bevinding verwerkt"),
        ("een", "Op 1 plek is iets aangetroffen"),
        ("dicht", "Geen enkel bezoek gaf een uitslag"),
        ("geen", "Nergens is iets aangetroffen"),
        ("alles", "Of de score helpt, is nog niet te zeggen"),
    ],
)
def test_few_and_one_sided_rounds_say_so(world, case, words):
    chosen = world.index[world["arm"].ne(NOT_CHOSEN)]
    outcome = {"een": FOUND, "dicht": "geen toegang", "geen": sample.NOTHING, "alles": FOUND}
    names = {"niets": [], "een": chosen[:1]}.get(case, chosen)
    _, page, pdf = page_of(world, [sample.finding(name, outcome[case]) for name in names])
    assert words in page
    assert checks.page_count(pdf) == 2
    assert "nan" not in page.lower().replace("aangetroffen", "")


def test_text_of_others_stays_text(world):
    _, page, pdf = page_of(world, [], title='<b>Scan</b> #x & "y"', is_fictief=False)
    assert "<b>Scan" not in page
    assert "FICTIEF" not in page
    assert '<b>Scan</b> #x & "y"' in checks.flat(checks.page_texts(pdf)[0])
