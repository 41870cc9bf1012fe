"""Rows of the roads between the squares, as TOP10NL and NWB have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geo_risico.io.sources.fictief.land.seams import LOCAL, MOTORWAY, OFF_RAMP, ON_RAMP, REGIONAL

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Geometries
    from geo_risico.io.sources.fictief.land.rows import Gemeente
    from geo_risico.io.sources.fictief.land.seams import Seams

TYPES: Final = {
    LOCAL: "lokale weg", REGIONAL: "regionale weg", MOTORWAY: "autosnelweg", ON_RAMP: "autosnelweg",
    OFF_RAMP: "autosnelweg",
}  # fmt: skip
FAST: Final = (MOTORWAY, ON_RAMP, OFF_RAMP)
RAMPS: Final = {ON_RAMP: "OPR", OFF_RAMP: "AFR"}
RAMPS_PER_GEMEENTE: Final = 100_000


def road_rows(seams: Seams, schema: pa.Schema) -> pa.Table:
    """Rows of the layer wegen, still without identifier."""
    kind, number = seams.kind.tolist(), seams.number.tolist()
    fast = [what in FAST for what in kind]
    columns = {
        "lokaal_id": [""] * len(kind),
        "typeweg": [TYPES[what] for what in kind],
        "typeinfrastructuur": ["verbinding"] * len(kind),
        "hoofdverkeersgebruik": ["snelverkeer" if is_fast else "gemengd verkeer" for is_fast in fast],
        "verhardingsbreedteklasse": ["> 7 meter" if is_fast else "4 - 7 meter" for is_fast in fast],
        "verhardingstype": ["verhard"] * len(kind),
        "naam": [_name(is_fast, n) for is_fast, n in zip(fast, number, strict=True)],
    }
    return pa.table(columns, schema=schema)


def ramp_rows(seams: Seams, gemeente: Gemeente) -> tuple[pa.Table, Geometries]:
    """Rows of the layer opritten with their lines: the same as those of the ramps in the layer wegen."""
    chosen = np.flatnonzero(np.isin(seams.kind, list(RAMPS)))
    first = int(gemeente.digits) * RAMPS_PER_GEMEENTE
    rows = pa.table(
        {
            "wvk_id": pa.array(first + np.arange(len(chosen)) + 1),
            "bst_code": [RAMPS[what] for what in seams.kind[chosen].tolist()],
            "stt_naam": [_name(True, n) for n in seams.number[chosen].tolist()],  # noqa: FBT003 - a ramp
        }
    )
    return rows, seams.line[chosen]


def _name(is_fast: bool, number: int) -> str:  # noqa: FBT001 - one of two names
    way = "Lengteweg" if number >= 0 else "Dwarsweg"
    return f"A{900 + abs(number) % 100}" if is_fast else f"{way} {abs(number)}"
