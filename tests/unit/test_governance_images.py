"""Candidates and cut-outs leave only with the locations that they show."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from pathlib import Path

import pytest

from geo_risico.core.errors import ReleaseError
from geo_risico.core.results import Provenance
from geo_risico.governance.release import release
from geo_risico.io.write_beeld import candidates_csv, has_candidates, precision_json
from geo_risico.maps import draw_map
from geo_risico.scan.beeld import put_marks

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)


@pytest.fixture(scope="module")
def whole(sample_result):
    """Candidates of which six are marked."""
    result = beeld.build_beeld(sample_result)
    ids = [item.location_id for item in result.candidates.items]
    return put_marks(result, dict(zip(ids[:6], ["echt", "echt", "onjuist", "echt", "onzeker", "echt"], strict=True)))


def under(result, result_with, **changes):
    return release(result_with(result, **changes), version="0")


def test_a_partner_sees_all(whole, result_with):
    shown = under(whole, result_with)
    assert shown.candidates is whole.candidates or shown.candidates.items == whole.candidates.items
    assert shown.candidates.precision[0].echt_count == 4


@pytest.mark.parametrize(
    "changes", [{"profile": "open"}, {"profile": "toezicht", "hide_score": True, "toezicht_selection": 20}]
)
def test_nothing_leaves_without_locations_or_scores(whole, result_with, changes):
    shown = under(whole, result_with, **changes)
    assert shown.candidates is None
    assert not shown.support
    assert not has_candidates(shown)
    page = draw_map(shown).get_root().render()
    assert "image/webp;base64,UklGR" not in page
    assert "UklGR" not in page
    assert '"candidates"' not in page
    assert "geloofwaardig veranderd" not in page
    assert "img-src" not in page.split("</head>")[0].split("Content-Security-Policy")[1].split(">")[0]


def test_toezicht_tells_of_its_selection_alone(whole, result_with):
    shown = under(whole, result_with, profile="toezicht", toezicht_selection=60)
    inside = {item.location_id for item in shown.candidates.items}
    outside = {item.location_id for item in whole.candidates.items} - inside
    assert inside
    assert outside
    assert inside <= set(shown.locations.index)
    assert [item.rank for item in shown.candidates.items] == list(range(1, len(inside) + 1))
    assert len(shown.candidates.reason) == 60
    assert set(shown.candidates.marks) <= inside
    assert shown.candidates.precision[0].echt_count == sum(m == "echt" for m in shown.candidates.marks.values())
    assert all(set(item.pixel_count.index) == set(shown.locations.index) for item in shown.support.values())
    page = draw_map(shown).get_root().render()
    pictures = {part.chips.before.picture for part in whole.candidates.items if part.location_id in outside}
    texts = [page, candidates_csv(shown), precision_json(shown)]
    assert not [name for name in outside for text in texts if name in text]
    assert pictures
    assert json.loads(precision_json(shown))["groepen"][0]["echt"] == shown.candidates.precision[0].echt_count


def imagery(access, layer="satellietbeelden"):
    return Provenance(layer=layer, source="x", title="Beelden", status="present", path="b.tif", access=access)


def restrict(result, access):
    """The same result with images of another access class, of a layer that no indicator reads."""
    items = [
        dataclasses.replace(
            item,
            chips=dataclasses.replace(
                item.chips,
                before=dataclasses.replace(item.chips.before, layer="luchtfotos"),
                after=dataclasses.replace(item.chips.after, layer="luchtfotos"),
            ),
        )
        for item in result.candidates.items
    ]
    found = dataclasses.replace(result.candidates, items=tuple(items))
    return dataclasses.replace(result, candidates=found, provenance=(*result.provenance, imagery(access, "luchtfotos")))


def test_cut_outs_of_personal_images_are_refused(whole, result_with):
    with pytest.raises(ReleaseError, match=r"laag luchtfotos \(b.tif\): toegang personal"):
        under(restrict(whole, "personal"), result_with)


def test_restricted_images_may_go_to_partners_and_not_into_the_open(whole, result_with):
    limited = restrict(whole, "restricted")
    assert under(limited, result_with).candidates is not None
    assert under(limited, result_with, profile="open").candidates is None
    facts = tuple(
        dataclasses.replace(fact, access="restricted") if "satellietbeelden" in fact.layers else fact
        for fact in whole.facts
    )
    with pytest.raises(ReleaseError, match="toegang restricted"):
        under(dataclasses.replace(whole, facts=facts), result_with, profile="open")
