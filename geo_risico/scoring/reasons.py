"""The indicators that pull a location up or down most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

REASON_COUNT: Final = 3
SMALLEST_REASON: Final = 0.005
"""A contribution below half a hundredth of the scale is not worth a sentence."""
_CHUNK_ROWS: Final = 100_000
_DECIMALS: Final = 12
"""What lies behind these comes of the order in which rows are added up, and may not decide on a sentence."""


def reasons(contributions: pd.DataFrame) -> pd.DataFrame:
    """Names of at most three indicators that raise, and three that lower, each score; largest first.

    Parameters
    ----------
    contributions
        Additive contributions; NaN is unknown and never a reason.

    Returns
    -------
    pd.DataFrame
        Columns reasons_for and reasons_against: names joined by ``|``, empty text without reasons.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [0.1], "b": [0.3], "c": [-0.2], "d": [0.001]})
    >>> reasons(frame).iloc[0].tolist()
    ['b|a', 'c']
    """
    names = [str(name) for name in contributions.columns]
    values = contributions.to_numpy(dtype=np.float64)
    return pd.DataFrame(
        {
            "reasons_for": _joined(_top(values, 1.0), names),
            "reasons_against": _joined(_top(values, -1.0), names),
        },
        index=contributions.index,
        dtype="str",
    )


def _top(values: npt.NDArray[np.float64], sign: float) -> npt.NDArray[np.int64]:
    """Columns of the largest values of one sign per row, largest first; -1 fills what is too small."""
    depth = min(REASON_COUNT, values.shape[1])
    result = np.full((len(values), REASON_COUNT), -1, dtype=np.int64)
    for start in range(0, len(values), _CHUNK_ROWS):
        part = np.round(np.nan_to_num(sign * values[start : start + _CHUNK_ROWS], nan=0.0), _DECIMALS)
        rows = np.arange(len(part))
        for place in range(depth):
            column = part.argmax(axis=1)
            matters = part[rows, column] >= SMALLEST_REASON
            result[start : start + _CHUNK_ROWS, place] = np.where(matters, column, -1)
            part[rows, column] = -np.inf
    return result


def _joined(columns: npt.NDArray[np.int64], names: list[str]) -> npt.NDArray[np.object_]:
    """Names of the columns of each row as one text; every combination is written once."""
    base = len(names) + 1
    codes = np.zeros(len(columns), dtype=np.int64)
    for column in columns.T:
        codes = codes * base + column + 1
    unique, inverse = np.unique(codes, return_inverse=True)
    texts = np.empty(len(unique), dtype=object)
    for place, code in enumerate(unique.tolist()):
        digits = [code // base**power % base for power in reversed(range(REASON_COUNT))]
        texts[place] = "|".join(names[digit - 1] for digit in digits if digit)
    result: npt.NDArray[np.object_] = texts[inverse]
    return result
