"""Ranks within groups, equal for scores that differ by rounding only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

KEY_BITS: Final = 63
CODE_BITS: Final = 30
RESOLUTION: Final = 1_000_000_000
"""Steps between score 0 and 1; fits in ``CODE_BITS``. Scores closer together than one step share their rank."""


@dataclass(frozen=True, kw_only=True)
class GroupRanks:
    """Place of each row among the rows of its group.

    ``lower``: rows with a lower score. ``equal``: rows with the same score, itself included. ``size``: rows in
    the group.
    """

    lower: Ints
    equal: Ints
    size: Ints

    @property
    def percentile(self) -> npt.NDArray[np.float64]:
        """Mean rank minus a half, over the size of the group: between 0 and 1, and 0.5 for a row on its own."""
        return (self.lower + self.equal / 2) / self.size

    @property
    def rank(self) -> Ints:
        """1 for the highest score; equal scores share the best rank."""
        return self.size - self.lower - self.equal + 1


def score_codes(scores: npt.NDArray[np.float64]) -> Ints:
    """Scores in [0, 1] as whole steps of one billionth."""
    return np.rint(scores * RESOLUTION).astype(np.int64)


def group_ranks(codes: npt.NDArray[np.integer], groups: npt.NDArray[np.integer]) -> GroupRanks:
    """Place of each row within its group, in one sort.

    Parameters
    ----------
    codes
        Scores as from `score_codes`.
    groups
        Group number of each row, from 0.

    Returns
    -------
    GroupRanks
        In the order of the rows.
    """
    sizes = np.bincount(groups)
    keys, order = _sorted(codes, groups, len(sizes))
    is_start = np.ones(len(keys), dtype=bool)
    is_start[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(is_start)
    lengths = np.diff(starts, append=len(keys))
    group_starts = np.cumsum(sizes) - sizes
    lower, equal = np.empty(len(keys), dtype=np.int64), np.empty(len(keys), dtype=np.int64)
    lower[order] = np.repeat(starts - group_starts[keys[starts] >> CODE_BITS], lengths)
    equal[order] = np.repeat(lengths, lengths)
    return GroupRanks(lower=lower, equal=equal, size=sizes[groups])


@dataclass(frozen=True, kw_only=True)
class ResampledRanks:
    """Place of each row among the others of its group, when these count more than once or not at all.

    ``lower`` and ``equal``: share of the others with a lower and with the same score. ``size``: rows in the group.
    """

    lower: npt.NDArray[np.float64]
    equal: npt.NDArray[np.float64]
    size: Ints

    @property
    def percentile(self) -> npt.NDArray[np.float64]:
        """As `GroupRanks.percentile`, the row itself counting once."""
        return ((self.lower + self.equal / 2) * (self.size - 1) + 0.5) / self.size

    @property
    def rank(self) -> Ints:
        """As `GroupRanks.rank`, scaled to the rows of the group."""
        return np.rint((1 - self.lower - self.equal) * (self.size - 1) + 1).astype(np.int64)


def resampled_ranks(
    codes: npt.NDArray[np.integer], groups: npt.NDArray[np.integer], times: npt.NDArray[np.integer]
) -> ResampledRanks:
    """Place of each row among the others of its group, each counted a number of times, in one sort.

    Parameters
    ----------
    codes
        Scores as from `score_codes`.
    groups
        Group number of each row, from 0.
    times
        How often each row counts.

    Returns
    -------
    ResampledRanks
        In the order of the rows; where nobody else counts, all others are equal.
    """
    sizes = np.bincount(groups)
    keys, order = _sorted(codes, groups, len(sizes))
    is_start = np.ones(len(keys), dtype=bool)
    is_start[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(is_start)
    before = np.concatenate([[0], np.cumsum(times[order])])
    totals = np.diff(before[np.concatenate([[0], np.cumsum(sizes)])])
    group_before = np.cumsum(totals) - totals
    run = np.cumsum(is_start) - 1
    ends = np.append(starts[1:], len(keys))
    group = keys[starts] >> CODE_BITS
    lower, equal = np.empty(len(keys)), np.empty(len(keys))
    lower[order] = (before[starts] - group_before[group])[run]
    equal[order] = (before[ends] - before[starts])[run]
    others = totals[groups] - times
    counted = np.maximum(others, 1)
    return ResampledRanks(
        lower=lower / counted, equal=np.where(others > 0, (equal - times) / counted, 1.0), size=sizes[groups]
    )


def _sorted(codes: npt.NDArray[np.integer], groups: npt.NDArray[np.integer], group_count: int) -> tuple[Ints, Ints]:
    """Sorted keys (group, code) and the row of each; the row rides along in the low bits when it fits."""
    keys = (groups.astype(np.int64) << CODE_BITS) | codes
    row_bits = len(keys).bit_length()
    if group_count.bit_length() + CODE_BITS + row_bits > KEY_BITS:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    packed = np.sort((keys << row_bits) | np.arange(len(keys)))
    return packed >> row_bits, packed & ((1 << row_bits) - 1)
