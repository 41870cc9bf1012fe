"""Assessments as far as the scan can answer them: DPIA, IAMA (PAR form), AI Act and questions of the Rekenkamer."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml

from geo_risico.reports.accountability.facts import scan_facts

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.accountability_specs import AccountabilitySpec
    from geo_risico.core.results import Release

SCHEMA: Final = "https://github.com/MinBZK/par-dpia-form/blob/main/schemas/assessment-output.v2.schema.json"
VERSIONS: Final = {"dpia": "3.0", "iama": "2.0"}


def assessment(
    kind: Literal["dpia", "iama"], release: Release, spec: AccountabilitySpec, created: dt.datetime
) -> dict[str, Any]:
    """Prefilled assessment in the PAR output form, version 2; no task counts as completed.

    Parameters
    ----------
    kind
        Which assessment.
    release
        All themes under the profile of the scan.
    spec
        What the organisation filled in; what it did not is marked as missing.
    created
        Moment of making, with its time zone.
    """
    facts, moment = scan_facts(release, spec), created.isoformat(timespec="seconds")
    return {
        "$schema": SCHEMA,
        "metadata": {"urn": f"urn:nl:{kind}:{VERSIONS[kind]}", "createdAt": moment},
        "answers": {
            task: {"value": text.format_map(facts), "lastEditedAt": moment} for task, text in _texts(kind).items()
        },
    }


def ai_act(release: Release, spec: AccountabilitySpec) -> list[dict[str, str]]:
    """Questions of the AI Act for a score of places: id, title, judgement and reason."""
    facts = scan_facts(release, spec)
    return [{key: text.format_map(facts) for key, text in row.items()} for row in _rows("ai_act")]


def rekenkamer(release: Release, spec: AccountabilitySpec) -> list[dict[str, str]]:
    """Questions by perspective, each with an answer and where the proof stands."""
    facts = scan_facts(release, spec)
    return [{key: text.format_map(facts) for key, text in row.items()} for row in _rows("rekenkamer")]


@cache
def _texts(name: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(_read(name))
    return found


@cache
def _rows(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load(_read(name))
    return found


def _read(name: str) -> str:
    return (files("geo_risico.reports.accountability") / f"{name}.yaml").read_text(encoding="utf-8")
