"""Indicator definitions of the sample result."""

from __future__ import annotations

import datetime as dt

from geo_risico.core.results import Provenance, Repair
from geo_risico.core.specs import IndicatorSpec

_ROWS = (
    ("barn_area_m2", "Schuren zonder adres", "m2", 0, {"kind": "density", "q95": 2500}, ("panden",)),
    (
        "barn_share",
        "Aandeel schuren zonder adres",
        "aandeel",
        2,
        {"kind": "linear", "points": [(0, 0), (1, 1)]},
        ("panden",),
    ),
    ("largest_barn_m2", "Grootste schuur zonder adres", "m2", 0, {"kind": "density", "q95": 1500}, ("panden",)),
    (
        "bouwval_count",
        "Panden buiten gebruik",
        "aantal",
        0,
        {"kind": "linear", "points": [(0, 0), (1, 0.8), (3, 1)]},
        ("panden",),
    ),
    (
        "vacancy_years",
        "Administratieve leegstand",
        "jaar",
        1,
        {"kind": "linear", "points": [(0, 0), (2, 0.5), (10, 1)]},
        ("leegstand",),
    ),
    (
        "newest_pand_years",
        "Leeftijd van het nieuwste gebouw",
        "jaar",
        0,
        {"kind": "linear", "points": [(0, 0), (20, 0.2), (60, 1)]},
        ("panden",),
    ),
    (
        "gewas_loss_share",
        "Verdwenen landbouwgrond",
        "aandeel",
        2,
        {"kind": "linear", "points": [(0, 0), (0.5, 1)]},
        ("gewaspercelen",),
    ),
    ("neighbour_distance_m", "Afstand tot de naaste buur", "m", 0, {"kind": "far", "d0_m": 300}, ("adressen",)),
    (
        "adressen_500m_count",
        "Bewoonde adressen binnen 500 m",
        "aantal",
        0,
        {"kind": "density", "q95": 40, "decreasing": True},
        ("adressen",),
    ),
    ("motorway_exit_distance_m", "Afstand tot een afrit", "m", 0, {"kind": "near", "d0_m": 5000}, ("wegen",)),
    (
        "access_surface_class",
        "Verharding van de toegangsweg",
        "klasse",
        0,
        {
            "kind": "lookup",
            "values": {1: 0.2, 2: 0.6, 3: 1.0},
            "labels": {1: "verhard", 2: "half verhard", 3: "onverhard"},
        },
        ("wegen",),
    ),
    ("border_distance_m", "Afstand tot de grens", "m", 0, {"kind": "near", "d0_m": 15_000}, ("landgebied",)),
)

LAYERS = {name: layers for name, *_, layers in _ROWS}

SPECS = {
    name: IndicatorSpec.model_validate(
        {
            "name": name,
            "title": f"{title} & omgeving" if name == "border_distance_m" else title,
            "unit": unit,
            "decimals": decimals,
            "applies_to": ["erf"],
            "curve": curve,
            "rationale": f"{title}: zo'n plek biedt meer of minder ruimte zonder toezicht.",
            "reference": "Proefbron (2026)",
            "reason_for": f"{title} is hier hoog: {{value}}",
            "reason_against": f"{title} is hier laag: {{value}}",
        }
    )
    for name, title, unit, decimals, curve, _ in _ROWS
}

DIMENSIONS = (
    {
        "name": "leegstand",
        "title": "Leegstand en vrijkomende bebouwing",
        "summary": "Grote schuren zonder adres geven ruimte die niemand gebruikt.",
        "weights": {"barn_area_m2": 10, "barn_share": 4, "largest_barn_m2": 5, "bouwval_count": 4, "vacancy_years": 6},
    },
    {
        "name": "veroudering",
        "title": "Veroudering",
        "summary": "Waar niet meer wordt gebouwd, komt ruimte vrij.",
        "weights": {"newest_pand_years": 5, "gewas_loss_share": 6},
    },
    {
        "name": "afgelegen",
        "title": "Afgelegen ligging",
        "summary": "Ver van buren valt gebruik minder op.",
        "weights": {"neighbour_distance_m": 6, "adressen_500m_count": 3},
    },
    {
        "name": "ontsluiting",
        "title": "Ontsluiting",
        "summary": "Een snelle weg maakt afvoer makkelijk.",
        "weights": {"motorway_exit_distance_m": 6, "access_surface_class": 3, "border_distance_m": 3},
    },
)


def sample_provenance(absent: tuple[str, ...]) -> tuple[Provenance, ...]:
    present = sorted({layer for layers in LAYERS.values() for layer in layers} - set(absent))
    repair = Repair(kind="sentinel", count=12, message="bouwjaar 9999 is onbekend (12 rijen).", examples=("9999",))
    files = [
        Provenance(
            layer=layer,
            source=f"fictief_{layer}",
            title=f"Fictieve {layer} <b>& co</b>",
            status="present",
            path=f"fictief/{layer}.gpkg",
            sha256=f"{i:064x}",
            licence="CC0",
            attribution="Fictief register",
            peildatum=dt.date(2021, 6, 1) if layer == "wegen" else dt.date(2025, 11, 1),
            rows_read=1000 + i,
            rows_kept=990 + i,
            repairs=(repair,) if layer == "panden" else (),
        )
        for i, layer in enumerate(present)
    ]
    missing = [Provenance(layer=n, source="", title=n.capitalize(), status="absent") for n in absent]
    return (*files, *missing)
