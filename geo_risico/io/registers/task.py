"""What is fetched of one register, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from geo_risico.core.register_specs import RegisterSpec
    from geo_risico.core.source_specs import SourceSpec

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One fetch of one register.

    ``bounds``: area with its buffer in EPSG:28992, (minx, miny, maxx, maxy). ``work``: folder of this task alone, in
    which finished parts survive a kill. ``report`` takes what is being done, how much is done and the total, None
    where the service does not say. ``asked`` is what decides the answer: equal texts may share the parts in ``work``.
    """

    spec: RegisterSpec
    source: SourceSpec
    bounds: Bounds
    peildatum: dt.date
    work: Path
    report: Callable[[str, int, int | None], None]

    @property
    def asked(self) -> dict[str, Any]:
        """Everything that decides the answer, fit for JSON."""
        decisive = {
            "kind",
            "index",
            "api",
            "endpoint",
            "collection",
            "extent",
            "by_peildatum",
            "params",
            "page_size",
            "tile_m",
        }
        return {
            "register": self.spec.model_dump(mode="json", include=decisive),
            "bounds": list(self.bounds) if self.spec.extent == "gebied" else None,
            "peildatum": f"{self.peildatum}" if self.spec.by_peildatum or "{jaar}" in (self.spec.api or "") else None,
        }


@dataclass(frozen=True, kw_only=True)
class Got:
    """Rows as the register has them, or its file as it came.

    Exactly one of ``frame`` and ``file`` is there. ``frame``: columns under the names of the register, text columns as
    ``str``, geometry in EPSG:28992 (a plain DataFrame for a register without geometry), each object once. ``file``: a
    whole file in the ``work`` folder. ``url`` is the address that was found, without keys. ``published``: version or
    date of the register itself, as it says. ``rows_served`` minus ``doubles_count`` is the number of rows.
    """

    url: str
    parameters: Mapping[str, Any]
    frame: pd.DataFrame | None = None
    file: Path | None = None
    published: str = ""
    rows_served: int = 0
    doubles_count: int = 0
    requests_count: int = 0
    retries_count: int = 0
    bytes_count: int = 0
    notes: tuple[str, ...] = field(default=())
