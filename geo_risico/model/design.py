"""Ways of ranking, how they are measured, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from geo_risico.model.cv import GroupTransfer, SpatialCv, TemporalSplit

Kind = Literal["index", "vergelijking", "uitdager"]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A way of ranking, by name, Dutch title and kind."""

    name: str
    title: str
    kind: Kind
    model: Any


@dataclass(frozen=True, kw_only=True)
class Design:
    """How all ways of ranking are measured: the same folds, groups and number of visits for each."""

    folds: npt.NDArray[np.int64]
    block_m: float
    groups: Sequence[str]
    """Area of each place, left out in turn."""
    k: int = 50
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a way of ranking is worth in places, years and areas that it has not seen."""

    contender: Contender
    cv: SpatialCv
    temporal: TemporalSplit | None
    transfer: GroupTransfer
    seconds: float
    """Time of the cross-validation, fitting and scoring."""
