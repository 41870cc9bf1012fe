"""Why a raw value differs between two scans: method, data or world. One rule per reason, the first that fits counts.

When in doubt it is data: a difference only counts as world when the same sources were read at another peildatum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from geo_risico.core.comparison import SavedInput, SavedRun, SavedTheme

    Marks = npt.NDArray[np.int8]

NONE, METHOD, DATA, WORLD = 0, 1, 2, 3
"""Marks of a cell; METHOD, DATA and WORLD are one more than the place of the factor in `FACTORS`."""
REDRAWN: Final = ("split", "merged", "reshaped")
Why = Literal["source", "delivery", "peildatum", "computed", "time", "unexplained"]
MARK_OF: Final[dict[Why, int]] = {
    "source": DATA,
    "delivery": DATA,
    "peildatum": WORLD,
    "computed": METHOD,
    "time": WORLD,
    "unexplained": DATA,
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What differs in the files behind one indicator: why, and names of layers or sources for the sentence."""

    why: Why
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    dates: tuple[str, str] = ("", "")


def differences(old: SavedTheme, new: SavedTheme, runs: tuple[SavedRun, SavedRun]) -> dict[str, Difference]:
    """Why values of each indicator differ where both are known and the place is the same.

    Parameters
    ----------
    old, new
        The same theme of both scans.
    runs
        Both scans, for their version and peildatum.
    """
    names = [*new.indicator_specs, *(name for name in old.indicator_specs if name not in new.indicator_specs)]
    return {name: _difference(name, (old, new), runs) for name in names}


def _difference(name: str, themes: tuple[SavedTheme, SavedTheme], runs: tuple[SavedRun, SavedRun]) -> Difference:
    """The first rule that fits."""
    layers = {layer for part in themes for layer in part.indicator_layers.get(name, ())}
    before, after = ([item for item in part.inputs if item.layer in layers] for part in themes)
    sources = {item.source for item in before}, {item.source for item in after}
    if sources[0] != sources[1]:
        added, removed = sorted(sources[1] - sources[0]), sorted(sources[0] - sources[1])
        return Difference(why="source", added=tuple(added), removed=tuple(removed))
    changed = [layer for layer in sorted(layers) if _files(before, layer) != _files(after, layer)]
    undated = [layer for layer in changed if _dates(before, layer) == _dates(after, layer)]
    if undated:
        return Difference(why="delivery", layers=tuple(undated))
    if changed:
        dates = _dates(before, changed[0])[-1], _dates(after, changed[0])[-1]
        return Difference(why="peildatum", layers=tuple(changed), dates=dates)
    if runs[0].code_version != runs[1].code_version or _settings(name, themes[0]) != _settings(name, themes[1]):
        return Difference(why="computed")
    return Difference(why="time" if runs[0].peildatum != runs[1].peildatum else "unexplained")


def _files(inputs: list[SavedInput], layer: str) -> list[tuple[str, str, str]]:
    return sorted((i.source, i.peildatum.isoformat(), i.sha256) for i in inputs if i.layer == layer)


def _dates(inputs: list[SavedInput], layer: str) -> list[str]:
    return sorted(item.peildatum.isoformat() for item in inputs if item.layer == layer)


def _settings(name: str, theme: SavedTheme) -> object:
    """Everything except the curve that makes the raw value of an indicator."""
    spec = theme.indicator_specs.get(name)
    lent = () if spec is None else (spec.settings, spec.settings_from, spec.unit)
    return lent, theme.theme.settings, theme.theme.locations


def origins(
    old: pd.DataFrame,
    new: pd.DataFrame,
    kinds: pd.Series[str],
    found: dict[str, Difference],
    counts: tuple[set[str], set[str]],
) -> Marks:
    """Mark of every cell (rows x indicators).

    Parameters
    ----------
    old, new
        Raw values of the pairs with the same columns.
    kinds
        What became of each pair, as in `Matches`.
    found
        Per indicator why files differ.
    counts
        Indicators that count in the old and in the new scan.
    """
    one, other = (frame.to_numpy(dtype=np.float64) for frame in (old, new))
    unknown = np.isnan(one), np.isnan(other)
    differs = (one != other) & ~(unknown[0] & unknown[1])
    marks = np.array([MARK_OF[found[name].why] for name in map(str, new.columns)], dtype=np.int8)
    result = np.where(differs, marks[np.newaxis, :], NONE).astype(np.int8)
    result[differs & (unknown[0] | unknown[1])] = DATA
    result[differs & kinds.isin(REDRAWN).to_numpy()[:, np.newaxis]] = DATA
    only = np.array([(name in counts[0]) != (name in counts[1]) for name in map(str, new.columns)])
    result[differs & only[np.newaxis, :]] = METHOD
    return result
