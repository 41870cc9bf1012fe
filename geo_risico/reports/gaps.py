"""What this scan does not know, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.reports.top_themes import known_shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_risico.core.results import Release

NOTE_LIMIT: Final = 6
ABSENT_LIMIT: Final = 8
_SHAPING: Final = frozenset({"percelen", "plaatsen"})
"""Layers that decide what a location is, whether or not an indicator reads them."""

_TOLD: Final = (
    "FICTIEF",
    "Vertrouwelijk",
    "Dit is een selectie",
    "Aantallen onder",
    "De score zegt",
    "De klassen vergelijken",
    "De registers van deze scan kennen hier geen",
    "Witte vlek",
    "Ontbrekende lagen",
)
_TOLD_OLD: Final = "ouder dan 12 maanden"


@dataclass(frozen=True, kw_only=True)
class KnownShare:
    """How much of one dimension is known."""

    title: str
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """The unknown in figures and sentences."""

    dimensions: tuple[KnownShare, ...]
    absent_layers: tuple[str, ...]
    """Titles of absent layers that this theme needs."""
    absent_more: int
    indicator_count: int
    absent_indicator_count: int
    """Indicators that are unknown everywhere because a layer is absent."""
    notes: tuple[str, ...]
    notes_more: int


def gaps(release: Release, limit: int = NOTE_LIMIT) -> Gaps:
    """Coverage per dimension, absent layers, and the sentences about replaced or missing calculations.

    Parameters
    ----------
    release
        What may be shown.
    limit
        Sentences to show; of the others only the number.
    """
    shares = known_shares(release)
    present = {p.layer for p in release.provenance if p.status == "present"}
    used = {layer for fact in release.facts for layer in (*fact.layers, *fact.missing_layers)}
    if release.theme.locations != "gemeenten":
        used |= _SHAPING
    absent = [p for p in release.provenance if p.status == "absent" and p.layer in used - present]
    titles = _unique(p.title or p.layer for p in absent)
    notes = _notes(release)
    return Gaps(
        dimensions=tuple(KnownShare(title=d.title, share=shares[d.name]) for d in release.theme.dimensions),
        absent_layers=titles[:ABSENT_LIMIT],
        absent_more=max(len(titles) - ABSENT_LIMIT, 0),
        indicator_count=len(release.facts),
        absent_indicator_count=sum(fact.status == "absent" for fact in release.facts),
        notes=notes[:limit],
        notes_more=max(len(notes) - limit, 0),
    )


def _notes(release: Release) -> tuple[str, ...]:
    """Notices that the report does not tell elsewhere, what is out of view first; then notes of indicators."""
    by_note: dict[str, list[str]] = {}
    for fact in release.facts:
        for note in fact.notes:
            by_note.setdefault(note, []).append(release.indicator_specs[fact.name].title)
    grouped = (
        f"{titles[0]}: {note}" if len(titles) == 1 else f"{note.rstrip('.')} ({len(titles)} indicatoren)."
        for note, titles in by_note.items()
    )
    told = (line for line in release.meta.notices if not line.startswith(_TOLD) and _TOLD_OLD not in line)
    others = [line for line in told if not line.startswith(tuple(by_note)) and not line.endswith(tuple(by_note))]
    others.sort(key=lambda line: "in beeld" not in line)
    out_of_view = sum("in beeld" in line for line in others)
    return _unique((*others[:out_of_view], *grouped, *others[out_of_view:]))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
