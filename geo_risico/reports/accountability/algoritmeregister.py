"""The entry for the Algoritmeregister (publication standard 1.0), and the rules that it has to obey.

The rules come from the field description of the standard: that is not a JSON Schema, its ``required`` stands with each
field, so the check is made here.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from geo_risico.reports.accountability.facts import MISSING, scan_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.accountability_specs import AccountabilitySpec
    from geo_risico.core.results import Release

CATEGORIES: Final = ("Openbare orde en veiligheid", "Ruimte en infrastructuur")


@cache
def definition() -> Mapping[str, Any]:
    """Fields of the standard with their rules, and our own texts."""
    text = (files("geo_risico.reports.accountability") / "algoritmeregister.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def register_entry(release: Release, spec: AccountabilitySpec) -> dict[str, Any]:
    """Entry in the form of the publication standard; a required answer that is missing is an empty text.

    Parameters
    ----------
    release
        All themes under the profile of the scan.
    spec
        What the organisation filled in.
    """
    facts = scan_facts(release, spec)
    texts = {name: text.format_map(facts).strip() for name, text in definition()["texts"].items()}
    entry: dict[str, Any] = {
        "name": release.meta.title[:100],
        "organization": spec.organisatie,
        "category": list(CATEGORIES),
        "status": spec.status,
        "begin_date": spec.begindatum,
        "end_date": spec.einddatum,
        "contact_email": spec.contact_email,
        "website": spec.website,
        "publication_category": spec.publicatiecategorie,
        "goal": release.meta.doel,
        "proportionality": spec.proportionaliteit,
        "human_intervention": spec.menselijke_tussenkomst,
        "lawful_basis": _lawful_basis(release, spec),
        "lawful_basis_grouping": _links(spec, "wettelijke_grondslagen"),
        "process_index_url": spec.verwerkingsregister,
        "impacttoetsen_grouping": _links(spec, "impacttoetsen"),
        "impacttoetsen": "; ".join(item.titel for item in spec.impacttoetsen if not item.link),
        "source_data": facts["sources"],
        "provider": spec.leverancier,
        "publiccode": spec.broncode,
        "lang": "nld",
        "standard_version": "1.0",
        "source_id": release.meta.name[:100],
        **texts,
    }
    entry["risks"] = " ".join(text for text in (texts["risks"], spec.risicobeheersing) if text)
    rules = definition()["fields"]
    found = {name: entry[name] for name in rules if name in entry}
    return {name: _short(value, rules[name]) for name, value in found.items() if value or rules[name].get("required")}


def register_problems(entry: Mapping[str, Any]) -> list[str]:
    """What keeps an entry from being accepted, as Dutch sentences: field, value and what was expected."""
    rules = definition()["fields"]
    problems = [f"{name}: geen veld van de publicatiestandaard 1.0" for name in entry if name not in rules]
    for name, rule in rules.items():
        problems += _field_problems(name, entry.get(name), rule)
    return problems


def _field_problems(name: str, value: object, rule: Mapping[str, Any]) -> Iterator[str]:
    if value in (None, "", []):
        if rule.get("required"):
            yield f"{name}: leeg; dit veld is verplicht"
        return
    if rule.get("list"):
        if not isinstance(value, list):
            yield f"{name}: '{value}'; verwacht een lijst"
            return
        for number, item in enumerate(value, start=1):
            yield from _item_problems(f"{name}[{number}]", item, rule)
        return
    yield from _text_problems(name, value, rule)


def _item_problems(name: str, item: object, rule: Mapping[str, Any]) -> Iterator[str]:
    if "items" not in rule:
        yield from _text_problems(name, item, rule)
    elif not isinstance(item, dict):
        yield f"{name}: '{item}'; verwacht {' en '.join(rule['items'])}"
    else:
        for key, part in rule["items"].items():
            yield from _field_problems(f"{name}.{key}", item.get(key), part)


def _text_problems(name: str, value: object, rule: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{name}: '{value}'; verwacht tekst"
        return
    if "length" in rule and len(value) > rule["length"]:
        yield f"{name}: {len(value)} tekens; verwacht ten hoogste {rule['length']}"
    if "values" in rule and value not in rule["values"]:
        yield f"{name}: '{value}'; verwacht een van {', '.join(rule['values'])}"
    if value.startswith(MISSING):
        yield f"{name}: nog niet ingevuld"


def _lawful_basis(release: Release, spec: AccountabilitySpec) -> str:
    """Basis as the scan says it, with the articles that have no address to link to."""
    unlinked = "; ".join(item.titel for item in spec.wettelijke_grondslagen if not item.link)
    return f"{release.meta.grondslag}. {unlinked}" if unlinked else release.meta.grondslag


def _links(spec: AccountabilitySpec, name: str) -> list[dict[str, str]]:
    """Titles with their address; the standard wants an address, so what has none is left to the texts."""
    return [{"title": item.titel, "link": item.link} for item in getattr(spec, name) if item.link]


def _short(value: object, rule: Mapping[str, Any]) -> object:
    """A text within its length, cut at a word, with dots where something is left out."""
    most = rule.get("length")
    if not isinstance(value, str) or most is None or len(value) <= most:
        return value
    return f"{value[: most - 4].rsplit(' ', 1)[0]} ..."
