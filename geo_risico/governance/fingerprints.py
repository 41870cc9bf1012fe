"""Which hashes a manifest may tell: a hash of content that people keep to themselves confirms whoever guesses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_risico.core.source_specs import ScanSpec

KEPT: Final = frozenset({"oordelen", "gewichten", "expertsessie", "werkboek"})
"""Purposes of files that people filled in or that follow from cases; an earlier open output is no secret."""


def tells_hash(purpose: str, scan: ScanSpec) -> bool:
    """Whether the manifest tells the sha256 of a file that is no layer: in profile partner, and of earlier outputs.

    Parameters
    ----------
    purpose
        What the file is for, as in the manifest.
    scan
        The definition, for its profile.
    """
    return scan.profile == "partner" or purpose not in KEPT
