"""What the anchored index is fitted to, checked: weights of experts, labels, visits and chances of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.utils.multiclass import type_of_target

from geo_risico.core.errors import DataError
from geo_risico.model.places import inverse_weights

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


class InputError(DataError, ValueError):
    """Input that a model cannot use; also a ValueError, as scikit-learn expects."""


@dataclass(frozen=True, kw_only=True)
class Training:
    """Rows that count, in the order of the table.

    ``used``: row takes part. ``positive``: row has a case. ``row_weight``: 0 outside used; cases and background add up
    to a half each. ``case_share``: share of cases among the used rows, each counted 1/e.
    """

    used: npt.NDArray[np.bool_]
    positive: npt.NDArray[np.bool_]
    row_weight: npt.NDArray[np.float64]
    case_share: float

    @property
    def case_count(self) -> int:
        """Rows with a case."""
        return int((self.used & self.positive).sum())


def make_training(known: Flags, positive: Flags, visited: Flags | None, propensity: Floats | None) -> Training:
    """Rows that count and their weights.

    Parameters
    ----------
    known
        Row has at least one known value.
    positive
        Row has a case.
    visited
        Row was visited; None makes every row without a case background.
    propensity
        Chance of a visit in (0, 1]; NaN counts as the mean; None weighs all rows equally.

    Raises
    ------
    InputError
        Without cases or without background among the rows that count.
    """
    used = known if visited is None else known & visited
    inverse = np.zeros(len(used))
    inverse[used] = _inverse(propensity[used]) if propensity is not None else 1.0
    cases, others = float(inverse[positive].sum()), float(inverse[~positive].sum())
    what = "rijen" if visited is None else "bezochte rijen"
    if not cases:
        raise InputError(f"y: geen enkel geval onder de {int(used.sum())} {what} met een waarde (only one class)")
    if not others:
        hint = "niets om mee te vergelijken" if visited is None else "een bezoekenlog heeft ook bezoeken zonder vondst"
        raise InputError(f"y: alle {int(used.sum())} {what} zijn een geval (only one class): {hint}")
    row_weight = np.where(positive, inverse / cases, inverse / others) / 2
    return Training(used=used, positive=positive, row_weight=row_weight, case_share=cases / (cases + others))


def _inverse(chance: Floats) -> Floats:
    """Weights 1/e, clipped; the mean chance where it is unknown."""
    known = chance[np.isfinite(chance)]
    if not len(chance):
        return chance
    if not len(known) or (known <= 0).any() or (known > 1).any():
        raise InputError("propensity: verwacht voor bezochte rijen kansen boven 0 en hoogstens 1")
    return inverse_weights(chance, len(chance))


def prior_weights(given: Mapping[str, float] | npt.ArrayLike | None, names: list[str] | None, count: int) -> Floats:
    """Weights of the experts, adding up to 1, in the order of the columns.

    Parameters
    ----------
    given
        Column -> weight, or one weight per column; None for equal weights. Only proportions matter.
    names
        Names of the columns; None when the table has none.
    count
        Number of columns.

    Raises
    ------
    InputError
        When names or length do not fit, or a weight is negative, no number, or all are 0.
    """
    if given is None:
        return np.full(count, 1.0 / count)
    if isinstance(given, Mapping | pd.Series):
        return _checked(_by_name({str(name): weight for name, weight in given.items()}, names), count)
    return _checked(given, count)


def _by_name(given: dict[str, float], names: list[str] | None) -> list[float]:
    if names is None:
        raise InputError("w0: gewichten met namen verwachten een V met kolomnamen (DataFrame)")
    wrong = [f"{name}: geen kolom van V" for name in given if name not in names]
    wrong += [f"{name}: kolom van V zonder gewicht" for name in names if name not in given]
    if wrong:
        raise InputError("w0: de gewichten passen niet bij de kolommen van V", wrong)
    return [given[name] for name in names]


def _checked(given: object, count: int) -> Floats:
    try:
        weights = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"w0: {given!r}: verwacht getallen") from error
    if weights.shape != (count,):
        raise InputError(f"w0: {weights.size} gewichten, verwacht {count}, een per kolom van V")
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise InputError(f"w0: {weights.tolist()}: verwacht gewichten vanaf 0, minstens een boven 0")
    return weights / float(weights.sum())


def aligned(values: Any, table: Any, name: str) -> Any:  # noqa: ANN401 - whatever the caller holds
    """The same values; a Series or frame beside a frame comes in its order.

    Raises
    ------
    InputError
        When the Series does not name every row of the frame once.
    """
    if isinstance(values, pd.Series) and values.dtype == object:
        values = values.infer_objects()  # true and false from a merge
    is_named = isinstance(values, pd.Series | pd.DataFrame) and isinstance(table, pd.DataFrame)
    if not is_named or values.index.equals(table.index):
        return values
    if not values.index.is_unique or not table.index.is_unique or not table.index.isin(values.index).all():
        raise InputError(f"{name}: de index past niet bij die van V, verwacht dezelfde namen van plaatsen")
    return values.reindex(table.index)


def flags(values: object, count: int, name: str) -> Flags:
    """True and false per row.

    Raises
    ------
    InputError
        When there is another number of rows or another value than 0, 1, true, false.
    """
    column = numbers(values, count, name)
    if not np.isin(column, (0.0, 1.0)).all():
        raise InputError(f"{name}: verwacht per rij waar of onwaar (1 of 0), zonder lege waarden")
    is_true: Flags = column == 1.0
    return is_true


def numbers(values: object, count: int, name: str) -> Floats:
    """One number per row.

    Raises
    ------
    InputError
        When there is another number of rows or something else than numbers.
    """
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: verwacht getallen of waar en onwaar") from error
    if column.shape != (count,):
        raise InputError(f"{name}: vorm {column.shape}, verwacht {count} waarden, een per rij van V")
    return column


def two_classes(y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The two labels that occur, the case last.

    Raises
    ------
    InputError
        When there are not exactly two.
    """
    kind = type_of_target(y, input_name="y", raise_unknown=True)
    classes = np.unique(y)
    if kind != "binary":
        raise InputError(
            f"Only binary classification is supported. The type of the target is {kind}. y: verwacht waar of onwaar"
            " (van aantallen: y > 0)"
        )
    if len(classes) != len("01"):
        raise InputError(f"y: alle rijen zijn {classes[0]} (only one class); verwacht rijen met en zonder geval")
    return classes
