"""Lists of the findings form for the page: once for all themes, and which of them belong to which kind of location."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_risico.core.fieldwork_specs import OUTCOMES

if TYPE_CHECKING:
    from geo_risico.core.fieldwork_specs import AnswerSpec
    from geo_risico.core.results import Release


def fieldwork_index(release: Release) -> dict[str, Any] | None:
    """Closed lists, checklists and safety notes of the page; None where the release shows no locations."""
    spec, meta = release.fieldwork, release.meta
    if spec is None or all(part.locations is None for part in release.by_theme):
        return None
    return {
        "scan": meta.name,
        "peildatum": meta.peildatum.isoformat(),
        "is_fictief": meta.is_fictief,
        "list": spec.name,
        "note": spec.note,
        "outcomes": list(OUTCOMES),
        "findings": _answers(spec.findings),
        "follow_up": _answers(spec.follow_up),
        "checklists": [
            {"title": item.title, "items": list(item.items), "safety": list(item.safety)} for item in spec.checklists
        ],
        "safety": list(spec.safety),
    }


def kind_index(release: Release) -> dict[str, dict[str, Any]]:
    """Kind of location -> the place of its checklist and the codes that can be found there; empty without a form.

    The empty kind stands for locations that have none.
    """
    spec, frame, builder = release.fieldwork, release.locations, release.theme.locations
    if spec is None or frame is None or builder == "gemeenten":
        return {}
    kinds = {""} | (set(frame["kind"].dropna().astype(str)) if "kind" in frame else set())
    return {
        kind: {
            "checklist": spec.checklists.index(spec.checklist(kind, builder)),
            "codes": [answer.code for answer in spec.answers(kind, builder)],
        }
        for kind in sorted(kinds)
    }


def _answers(answers: tuple[AnswerSpec, ...]) -> list[dict[str, str]]:
    return [{"code": answer.code, "title": answer.title} for answer in answers]
