"""The index of a page over several themes: what is shared stands once."""

from __future__ import annotations

import dataclasses

import pytest

from geo_risico.core.results import Repair
from geo_risico.core.specs import FeatureSpec, MatrixSpec, QuestionSpec
from geo_risico.maps import draw_map
from geo_risico.maps.packing import Block
from geo_risico.maps.themes import page_banner, page_extent, page_index

MATRIX = MatrixSpec(
    title="Risicomatrix",
    note="Een reconstructie.",
    kans_bounds=(0.2, 0.4, 0.6, 0.8),
    barriere_bounds=(0.2, 0.4, 0.6, 0.8),
)
FEATURES = (
    FeatureSpec(name="groot", title="met grote schuur", indicator="largest_barn_m2", at_least=500),
    FeatureSpec(name="weg", title="zonder kolom", indicator="barn_share", at_least=0.5),
)
QUESTIONS = (
    QuestionSpec(title="Welke erven hebben een grote schuur?", features=("groot",)),
    QuestionSpec(title="Welke erven niet te vragen zijn?", features=("weg",)),
)


@pytest.fixture(scope="module")
def second(sample_release):
    """The same locations under another theme, with a matrix, two features and a repair of its own."""
    theme = sample_release.theme.model_copy(
        update={
            "name": "tweede",
            "title": "Tweede thema",
            "matrix": MATRIX,
            "features": FEATURES,
            "questions": QUESTIONS,
        }
    )
    first, *rest = sample_release.provenance
    repair = Repair(kind="dropped", count=1, message="Alleen in het tweede thema.")
    return dataclasses.replace(
        sample_release,
        theme=theme,
        meta=dataclasses.replace(sample_release.meta, notices=(*sample_release.meta.notices, "Nog een melding.")),
        locations=sample_release.locations.assign(kenmerk_groot=1.0, kans_level=3.0, barriere_level=float("nan")),
        provenance=(dataclasses.replace(first, repairs=(*first.repairs, repair)), *rest),
    )


@pytest.fixture(scope="module")
def both(sample_release, second):
    return dataclasses.replace(sample_release, beside=(second,))


def test_sources_notices_and_background_stand_once(sample_release, both):
    index, alone = page_index(Block(), both), page_index(Block(), sample_release)
    assert [entry["title"] for entry in index["sources"]] == [entry["title"] for entry in alone["sources"]]
    assert "Alleen in het tweede thema." in index["sources"][0]["repairs"]
    assert index["attribution"] == alone["attribution"]
    assert [table["kind"] for table in index["background"]] == [table["kind"] for table in alone["background"]]
    assert page_banner(both)["notices"] == [*sample_release.meta.notices, "Nog een melding."]
    assert page_banner(both)["theme"] == f"{sample_release.theme.title}; Tweede thema"
    assert page_extent(both) == page_extent(sample_release)


def test_each_theme_keeps_its_own_words_and_tables(both):
    first, second = page_index(Block(), both)["themes"]
    assert (first["matrix"], first["features"], first["questions"]) == (None, [], [])
    assert second["matrix"] == {"title": "Risicomatrix", "note": "Een reconstructie."}
    assert [feature["name"] for feature in second["features"]] == ["groot"]
    assert [question["title"] for question in second["questions"]] == [QUESTIONS[0].title]
    assert second["peers"] == ["gemeente"]


def test_the_same_bytes_are_packed_once(sample_release, both):
    sizes = [len(draw_map(release).get_root().render()) for release in (sample_release, both)]
    assert sizes[1] < 1.15 * sizes[0]
    block = Block()
    assert block.add(b"abc") == [0, 3]
    assert block.add(b"de") == [3, 2]
    assert block.add(b"abc") == [0, 3]


def test_without_places_nothing_is_asked_of_them(both):
    bare = dataclasses.replace(both.beside[0], locations=None, indicators=None, contributions=None)
    theme = page_index(Block(), bare)["themes"][0]
    assert (theme["matrix"], theme["features"], theme["questions"], theme["locations"]) == (None, [], [], None)


def test_only_themes_with_few_places_of_their_own_get_symbols(sample_release):
    erven = page_index(Block(), sample_release)["themes"][0]["locations"]
    assert "letter_zoom" not in erven
    theme = sample_release.theme.model_copy(update={"locations": "watergebonden"})
    few = page_index(Block(), dataclasses.replace(sample_release, theme=theme))["themes"][0]["locations"]
    assert few["letter_zoom"] >= 9
