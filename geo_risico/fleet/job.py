"""What a fleet is asked to do, what one gemeente told, and where its parts stand; all of it travels to workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from geo_risico.catalog import make_plan
from geo_risico.core.errors import OutputError
from geo_risico.io.software import running_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.source_specs import ScanSpec

Phase = Literal["meten", "schrijven"]
MEASURED: Final = "gemeten"
SCORED: Final = "vergeleken"
FINISHED: Final = "klaar"
WHOLE: Final = "geheel"
PLACES: Final = "locaties"
AREAS: Final = "gemeenten"
EVIDENCE: Final = ("cases", "visits")
SCORES: Final = "scores"
PARTS: Final = "bijdragen"
ELSEWHERE: Final = "elders"
"""Tables among all gemeenten: scores, contributions, and cases and visits that a neighbour has a nearer place for."""
CODE: Final = running_code()
"""Hash of the code as it was when this process took it up."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One run of a fleet.

    ``folder``: where paths of the scan start. ``cache``: parts and read layers. ``output``: folder of the whole.
    ``names``: code -> name of every gemeente; ``bounds``: its window (EPSG:28992). ``code``: hash of the code of who
    asks. ``every_file``: also map, GeoPackage, locatiebladen and the other files of a scan for each gemeente.
    """

    scan: ScanSpec
    catalog: Catalog
    folder: Path
    cache: Path
    output: Path
    names: Mapping[str, str]
    bounds: Mapping[str, tuple[float, float, float, float]]
    created: dt.datetime
    code: str = CODE
    every_file: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the gemeenten, in order."""
        return tuple(sorted(self.names))

    def place(self, kind: str, gemeente: str) -> Path:
        """Folder of one gemeente among the parts."""
        return self.cache / "vloot" / self.scan.name / kind / gemeente

    def whole_plan(self) -> Plan:
        """Plan of all gemeenten together."""
        return self._plan(self.codes)

    def plan(self, gemeente: str) -> Plan:
        """Plan of one gemeente."""
        return self._plan((gemeente,))

    def _plan(self, codes: tuple[str, ...]) -> Plan:
        area = self.scan.area.model_copy(update={"gemeenten": codes})
        return make_plan(self.scan.model_copy(update={"area": area}), self.catalog, self.folder)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one gemeente in one phase.

    ``kept``: nothing had changed. ``error``: Dutch; empty when all went well. ``peak_gib``: most memory that the
    worker ever had. ``record``: what later phases need, ready for JSON.
    """

    gemeente: str
    phase: Phase
    kept: bool = False
    error: str = ""
    is_ours: bool = False
    """Whether the error is a fault in the code."""
    seconds: float = 0.0
    peak_gib: float = 0.0
    worker: str = ""
    record: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class OtherCodeError(OutputError):
    """A worker has another version of the code."""


def check_code(job: Job) -> None:
    """Nothing when this process runs the code of whoever asks.

    Raises
    ------
    OtherCodeError
        Otherwise: its figures could differ.
    """
    if job.code != CODE:
        raise OtherCodeError(
            f"deze werker draait andere code van geo-risico ({CODE[:12]}) dan de opdracht ({job.code[:12]}); werk de "
            "werker bij en start hem opnieuw"
        )
