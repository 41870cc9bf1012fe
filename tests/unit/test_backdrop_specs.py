"""Online backgrounds: only safe addresses, and a scan names only those that exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.core.backdrop_specs import BackdropSpec
from geo_risico.core.errors import DefinitionError

ROOT = Path(__file__).parents[2]
REFUSED = (
    "http://tegels.nl/{z}/{x}/{y}.png",
    "https://{x}.tegels.nl/{z}/{y}/{y}.png",
    "https://tegels.nl/{z}/{x}.png",
    "https://tegels.nl/{z}/{x}/{y}/{s}.png",
    "https://tegels.nl; script-src *//{z}/{x}/{y}.png",
    "https://tegels.nl@elders.nl/{z}/{x}/{y}.png",
    "http://127.0.0.1.elders.nl/{z}/{x}/{y}.png",
    'https://tegels.nl/{z}/{x}/{y}.png" onerror="x',
)


def backdrop(url, **changes):
    words = {"name": "proef", "title": "Proef", "attribution": "Houder", "licence": "CC BY 4.0"}
    return BackdropSpec.model_validate(words | {"url": url} | changes)


@pytest.mark.parametrize("url", REFUSED)
def test_unsafe_addresses_are_refused(url):
    with pytest.raises(ValidationError):
        backdrop(url)


def test_origin_is_scheme_host_and_port():
    assert backdrop("https://tegels.nl/a/{z}/{x}/{y}.png").origin == "https://tegels.nl"
    local = backdrop("http://127.0.0.1:8123/{z}/{y}/{x}.png")
    assert (local.origin, local.host) == ("http://127.0.0.1:8123", "127.0.0.1:8123")


def test_zooms_stand_in_order():
    with pytest.raises(ValidationError, match="min_zoom 12 is groter dan max_zoom 9"):
        backdrop("https://tegels.nl/{z}/{x}/{y}.png", min_zoom=12, max_zoom=9)


def test_catalog_knows_brt_and_luchtfoto():
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    assert set(catalog.backdrops) == {"brt", "luchtfoto"}
    assert {spec.origin for spec in catalog.backdrops.values()} == {"https://service.pdok.nl"}


def test_unknown_background_gives_a_suggestion():
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    scan = load_scan(ROOT / "scans" / "nieuwpolder.yaml")
    assert scan.achtergrond == ()
    wrong = scan.model_copy(update={"achtergrond": ("luchtfotos",)})
    with pytest.raises(DefinitionError) as caught:
        make_plan(wrong, catalog, ROOT / "scans")
    assert "achtergrond: 'luchtfotos' bestaat niet; bedoelt u 'luchtfoto'?" in caught.value.problems
