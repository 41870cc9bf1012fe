"""What may not leave has no influence on what leaves: not on a figure, a sentence, or a line of the manifest."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from geo_risico.catalog import load_catalog
from geo_risico.core.results import Origin, Provenance, Repair
from geo_risico.governance import manifest, release
from geo_risico.governance.profiles import LOCATION_LAYERS

ROOT = Path(__file__).parents[2]
CREATED = dt.datetime(2026, 2, 1, 12, 0, tzinfo=dt.UTC)
CANARY = "kanarie"


def secret_source(layer, access, number):
    """A file that was read, with a canary or a telling number in everything that follows from its content."""
    word = f"{CANARY}{number}"
    return Provenance(
        layer=layer,
        source="tabel",
        title="Afgeschermde tabel",
        status="present",
        access=access,
        path=f"{word}.csv",
        sha256=f"{word}" * 8,
        licence=word,
        attribution=word,
        peildatum=dt.date(1900 + number, 1, 1),
        rows_read=number * 1000,
        rows_kept=0 if number % 2 else number,
        repairs=(
            Repair(kind="dropped", count=number, message=f"{word} is weggelaten.", examples=(word,)),
            Repair(kind="suspect", count=number, message=f"{word} is verdacht.", examples=(word,)),
        ),
        note=word,
        extent=(number, number, number + 1.0, number + 1.0),
        origin=Origin(register=word, url=word, fetched_at=CREATED, parameters=json.dumps({"q": word})),
    )


def with_source(result, item):
    return result if item is None else dataclasses.replace(result, provenance=(*result.provenance, item))


def told(result):
    """Everything of a release and its manifest as text."""
    shown = release(result, version="1")
    frames = {kind: frame.drop(columns="geometry").to_json() for kind, frame in shown.aggregates.items()}
    record = manifest(shown, result, seeds={}, created=CREATED)
    return json.dumps([record, frames, repr(shown.meta), repr(shown.provenance), repr(shown.facts)], default=str)


def unused_layers(result):
    """Layers of the catalog that no indicator of the result reads and that place nothing; new ones by themselves."""
    used = LOCATION_LAYERS | {name for fact in result.facts if fact.status == "present" for name in fact.layers}
    return sorted(
        set(load_catalog(ROOT / "layers", ROOT / "scans" / "themes").layers) - used - {"casussen", "bezoeken"}
    )


def test_open_tells_nothing_of_any_unused_restricted_layer(sample_result, result_with):
    result = result_with(sample_result, profile="open")
    expected = told(result)
    layers = unused_layers(result)
    assert len(layers) > 10
    for number, layer in enumerate(layers, start=1):
        access = "restricted" if number % 3 else "personal"
        assert told(with_source(result, secret_source(layer, access, number))) == expected, layer


def test_open_still_names_an_unused_open_layer(sample_result, result_with):
    result = result_with(sample_result, profile="open")
    layer = unused_layers(result)[0]
    assert CANARY in told(with_source(result, secret_source(layer, "open", 1)))


@pytest.mark.parametrize("hide_score", [False, True])
def test_toezicht_tells_nothing_of_the_file_with_cases(sample_result, result_with, hide_score):
    result = result_with(sample_result, profile="toezicht", hide_score=hide_score)
    expected = told(result)
    for number in (1, 2, 77):
        assert told(with_source(result, secret_source("casussen", "restricted", number))) == expected


def test_partner_names_every_file(sample_result):
    assert CANARY in told(with_source(sample_result, secret_source("casussen", "restricted", 1)))
