"""Percentile and class within a peer group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DefinitionError
from geo_risico.scoring.ranks import group_ranks, score_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_risico.core.specs import ThemeSpec

UNKNOWN: Final = "onbekend"
_TOLERANCE: Final = 1e-9


def rankable(index: pd.DataFrame, minimum_coverage: float) -> pd.Series[bool]:
    """Whether a location is known well enough for a class.

    Parameters
    ----------
    index
        Columns score and coverage, as from `combine`.
    minimum_coverage
        Least share of the weight that is known.
    """
    enough = index["coverage"] + _TOLERANCE >= minimum_coverage
    return (index["score"].notna() & enough).rename(None)


def band_bounds(theme: ThemeSpec) -> dict[str, float]:
    """Class -> lower bound as percentile, lowest class first."""
    return {str(letter): bound for letter, bound in sorted(theme.bands.items())}


def group_numbers(peers: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Number of each row's group from 0, in order of the names; -1 where the group is unknown."""
    return pd.factorize(peers, sort=True)[0].astype(np.int64)


def percentiles(scores: pd.Series[float], peers: pd.Series[str]) -> pd.Series[float]:
    """Place of each score within its peer group, in [0, 1]; NaN without score or group.

    The share of the group below the score plus half the share that is equal to it (itself included). Equal scores get
    the same place, a location on its own gets 0.5, and repeating the whole group changes nothing.

    Parameters
    ----------
    scores
        Scores of the locations that take part; NaN for the others.
    peers
        Name of the peer group on the same index.

    Examples
    --------
    >>> percentiles(pd.Series([0.1, 0.4, 0.4, 0.9]), pd.Series(list("aaaa"))).tolist()
    [0.125, 0.5, 0.5, 0.875]
    """
    groups = group_numbers(peers.reindex(scores.index))
    rows = np.flatnonzero(scores.notna().to_numpy() & (groups >= 0))
    result = np.full(len(scores), np.nan)
    if len(rows):
        result[rows] = group_ranks(score_codes(np.asarray(scores, dtype=np.float64)[rows]), groups[rows]).percentile
    return pd.Series(result, index=scores.index, name="percentile")


def band_numbers(percentile: npt.NDArray[np.float64], bands: Mapping[str, float]) -> npt.NDArray[np.int64]:
    """Position in `bands` of the class of each percentile; below the lowest bound counts as the lowest class.

    Raises
    ------
    DefinitionError
        When the lower bounds do not rise from class to class.
    """
    bounds = np.array(list(bands.values()))
    if np.any(np.diff(bounds) <= 0):
        raise DefinitionError("De klassen van het thema kloppen niet", [f"bands: {dict(bands)}, verwacht oplopend"])
    return np.maximum(np.searchsorted(bounds, percentile, side="right") - 1, 0).astype(np.int64)


def classes(percentile: pd.Series[float], bands: Mapping[str, float]) -> pd.Series[str]:
    """Letter of the class of each percentile, or ``onbekend``.

    Parameters
    ----------
    percentile
        Place within the peer group; NaN is unknown.
    bands
        Class -> lower bound, rising.

    Examples
    --------
    >>> classes(pd.Series([0.2, 0.9, np.nan]), {"A": 0.0, "E": 0.9}).tolist()
    ['A', 'E', 'onbekend']
    """
    numbers = np.where(percentile.isna(), len(bands), band_numbers(np.asarray(percentile, dtype=np.float64), bands))
    letters = np.array([*bands, UNKNOWN], dtype=object)
    return pd.Series(letters[numbers], index=percentile.index, name="class", dtype="str")


def classify(index: pd.DataFrame, theme: ThemeSpec, peers: pd.Series[str]) -> pd.DataFrame:
    """Percentile and class of each location within its peer group.

    Locations below the minimum coverage, without score or without peer group are ``onbekend`` and do not count in the
    ranking of the others.

    Parameters
    ----------
    index
        Columns score and coverage, as from `combine`.
    theme
        Gives the bands and the minimum coverage.
    peers
        Name of the peer group of each location.

    Returns
    -------
    pd.DataFrame
        Columns percentile and class.
    """
    place = percentiles(index["score"].where(rankable(index, theme.minimum_coverage)), peers)
    return pd.DataFrame({"percentile": place, "class": classes(place, band_bounds(theme))}, index=index.index)
