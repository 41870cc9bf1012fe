"""What the artefacts say about a scan, taken from its release: never more than was released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.accountability_specs import AccountabilitySpec
    from geo_risico.core.results import Release

MISSING: Final = "ONTBREEKT"
PROFILES: Final = {
    "open": "openbaar: alleen gebieden, kleine aantallen afgeschermd",
    "partner": "partners binnen het doel: alle locaties met uitleg, geen personen",
    "toezicht": "wie de locaties bezoekt: een selectie",
}


def _weights_from(release: Release) -> str:
    """Who decided on the weights, as far as the release says."""
    is_session = any(line.startswith("Gewichten uit een expertsessie") for line in release.meta.notices)
    found = "een expertsessie" if is_session else "de opstellers van het thema"
    return f"{found} en een ijking op casussen" if release.calibration is not None else found


def _restricted_check(restricted: Sequence[str]) -> str:
    """What the organisation has to look into for layers that are not open; that there are none, where it is so."""
    if not restricted:
        return "In deze uitvoer doet geen laag met beperkte toegang mee."
    return (
        f"Lagen met beperkte toegang: {'; '.join(restricted)}. Ga per laag na of zij strafrechtelijke gegevens bevat, "
        "of dit gebruik past bij het doel van het register, en of zij binnen het samenwerkingsverband blijft (WGS)."
    )


def _per_place(release: Release) -> str:
    """What a reader finds about a single place in this profile."""
    if release.locations is None:
        return "Dit profiel toont geen losse plekken, alleen gebieden; de werkwijze staat in methode.html"
    if "score" not in release.locations:
        return "Dit profiel verbergt de score, zodat het bezoek onbevangen is; de werkwijze staat in methode.html"
    return "Per plek staan de redenen in gewone taal, de ruwe waarde, bron en peildatum, en wat niet bekend is"


def missing_text(spec: AccountabilitySpec, name: str) -> str:
    """Value of a field as text, else the mark that it is missing with the question to answer."""
    value = getattr(spec, name)
    if not value:
        return f"{MISSING}: {type(spec).model_fields[name].description}"
    if isinstance(value, tuple):
        return "; ".join(item if isinstance(item, str) else item.titel for item in value)
    return str(value)


def scan_facts(release: Release, spec: AccountabilitySpec) -> Mapping[str, str]:
    """Words of the texts, by name: everything about the scan, and every answer of the organisation.

    Parameters
    ----------
    release
        All themes under the profile of the scan.
    spec
        What the organisation filled in.
    """
    meta, parts = release.meta, release.by_theme
    names = {fact.name for part in parts for fact in part.facts if fact.status == "present"}
    sources = {item.title for part in parts for item in part.provenance if item.status == "present"}
    absent = {item.title for part in parts for item in part.provenance if item.status == "absent"}
    restricted = {
        item.title for part in parts for item in part.provenance if item.status == "present" and item.access != "open"
    }
    return {
        "title": meta.title,
        "doel": meta.doel,
        "grondslag": meta.grondslag,
        "bewaartermijn": meta.bewaartermijn,
        "expires": format_date(meta.expires),
        "opdrachtgever": meta.opdrachtgever,
        "peildatum": format_date(meta.peildatum),
        "profile": f"{meta.profile} ({PROFILES[meta.profile]})",
        "version": meta.version,
        "themes": ", ".join(part.theme.title for part in parts),
        "theme_count": str(len(parts)),
        "indicator_count": str(len(names)),
        "locations": ", ".join(dict.fromkeys(part.theme.location_plural for part in parts)),
        "sources": "; ".join(sorted(sources)) or "geen",
        "absent": "; ".join(sorted(absent)) or "geen",
        "restricted": "; ".join(sorted(restricted)) or "geen",
        "weights_from": _weights_from(release),
        "restricted_check": _restricted_check(sorted(restricted)),
        "per_place": _per_place(release),
        "proof_per_place": "kaart.html, locaties.parquet" if release.locations is not None else "kaart.html",
        "human_judgement": "ingevuld door de organisatie" if spec.menselijke_tussenkomst else MISSING,
        "fictief": "Ja: plaatsen of gegevens zijn verzonnen." if meta.is_fictief else "Nee.",
        **{name: missing_text(spec, name) for name in type(spec).model_fields},
    }
