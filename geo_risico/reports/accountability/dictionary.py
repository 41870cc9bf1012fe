"""Data dictionary and privacy report: every column that goes out, and what was kept out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import Release, Repair
    from geo_risico.governance.columns import ColumnFact


def data_dictionary(tables: Mapping[str, tuple[Sequence[ColumnFact], Mapping[str, str]]]) -> list[dict[str, Any]]:
    """One row per column of each table: file, column, title, type, layers, access and how it relates to persons.

    Parameters
    ----------
    tables
        File name -> facts of its columns and their Dutch titles.
    """
    return [
        {
            "bestand": file,
            "kolom": fact.name,
            "titel": titles.get(fact.name, fact.name),
            "soort": fact.dtype,
            "gevuld": fact.known_count,
            "lagen": list(fact.layers),
            "toegang": fact.access,
            "persoonsgegeven": fact.personal,
        }
        for file, (facts, titles) in tables.items()
        for fact in facts
    ]


def privacy_report(
    release: Release, tables: Mapping[str, tuple[Sequence[ColumnFact], Mapping[str, str]]]
) -> dict[str, Any]:
    """What went out by class, which columns were refused or dropped at reading, and how many cells are hidden.

    Parameters
    ----------
    release
        All themes under the profile of the scan.
    tables
        As for `data_dictionary`.
    """
    facts = [fact for found, _ in tables.values() for fact in found]
    dropped = [
        _dropped(part, item.layer, repair)
        for part in release.by_theme
        for item in part.provenance
        for repair in item.repairs
        if repair.kind == "personal_column"
    ]
    return {
        "profiel": release.meta.profile,
        "is_fictief": release.meta.is_fictief,
        "bewaren_tot_en_met": release.meta.expires.isoformat(),
        "kolommen": {kind: sum(fact.personal == kind for fact in facts) for kind in ("persoon", "indirect", "geen")},
        "kolommen_per_toegang": {
            access: sum(fact.access == access for fact in facts) for access in ("open", "restricted", "personal")
        },
        "persoonskolommen_in_uitvoer": sorted({fact.name for fact in facts if fact.personal == "persoon"}),
        "geschrapt_bij_lezen": list({str(row): row for row in dropped}.values()),
        "afgeschermde_cellen": {part.theme.name: dict(sorted(part.suppressed.items())) for part in release.by_theme},
        "afscherming": _suppression(release),
        "toetsen": {
            "geen persoonskolommen": not any(fact.personal == "persoon" for fact in facts),
            "open bevat alleen open kolommen": release.meta.profile != "open"
            or all(fact.access == "open" for fact in facts),
            "open bevat geen losse locaties": release.meta.profile != "open"
            or all(part.locations is None for part in release.by_theme),
        },
    }


def _suppression(release: Release) -> dict[str, Any]:
    """Limits of disclosure control, and per theme and kind of area how many figures are hidden for which reason."""
    limits = release.limits
    if limits is None:
        return {"toegepast": False, "waarom_niet": "profiel partner toont alle locaties en dus alle cijfers"}
    fields = type(limits).model_fields
    return {
        "toegepast": True,
        "grenzen": {
            name: {"waarde": value, "standaard": fields[name].default, "wat": fields[name].description}
            for name, value in limits.model_dump().items()
        },
        "redenen": {
            "primair": "te weinig locaties",
            "dominantie": "een of enkele locaties maken de som, of niet vaststaat wat elke locatie bijdraagt",
            "secundair": "naast een verborgen cijfer, omdat dat anders is uit te rekenen (lineair programmeren)",
            "verschil": "verborgen in een eerdere open uitgave, zodat het verschil niets verraadt",
        },
        "afronding": f"naar boven op een veelvoud van {limits.minimum_count}, om geen enkel cijfer te verraden",
        "cijfers": {
            part.theme.name: {kind: dict(found) for kind, found in sorted(part.reasons.items())}
            for part in release.by_theme
        },
    }


def _dropped(part: Release, layer: str, repair: Repair) -> dict[str, Any]:
    return {"thema": part.theme.name, "laag": layer, "aantal": repair.count, "wat": repair.message}
