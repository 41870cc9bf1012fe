"""Who did what, for which purpose: what a line of the audit log says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import datetime as dt

UNKNOWN: Final = "niet opgegeven"
NO_SCAN: Final = "geen scan"
Outcome = Literal["gelukt", "deels gelukt", "geweigerd", "afgebroken", "mislukt"]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a command works on and why: facts of a scan definition or of the manifest of its output."""

    scan: str = NO_SCAN
    profile: str = UNKNOWN
    doel: str = UNKNOWN
    grondslag: str = UNKNOWN
    opdrachtgever: str = UNKNOWN
    is_fictief: bool = False


@dataclass(frozen=True, kw_only=True)
class LogState:
    """What is known of a log: its lines, the hash of the last one, and what is wrong with it in Dutch sentences."""

    line_count: int
    last: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    runs: tuple[LoggedRun, ...]


@dataclass(frozen=True, kw_only=True)
class LoggedRun:
    """One run of a command; without an end it was killed, or goes on."""

    begun: dt.datetime
    command: str
    scan: str
    profile: str
    aanvrager: str
    doel: str
    outcome: Outcome | None
    file_count: int
