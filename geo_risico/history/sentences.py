"""The reason of a change in one Dutch sentence: which data, which method, or what in the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS
from geo_risico.core.numbers import format_number, format_value
from geo_risico.history.origin import REDRAWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.comparison import Factor, SavedRun, SavedTheme
    from geo_risico.history.origin import Difference

_SHAPES: Final = {
    "split": "de plek is gesplitst",
    "merged": "plekken zijn samengevoegd",
    "reshaped": "de plek is anders begrensd",
}
_WHY: Final = {
    "peers": "De score is gelijk; de klasse veranderde door de andere plekken in de vergelijkingsgroep.",
    "none": "Geen verandering.",
}
_NO_SCORE: Final = {
    (True, False): "De score was onbekend en is nu bekend: dat is geen stijging.",
    (False, True): "De score was bekend en is nu onbekend: dat is geen daling.",
}


def sentences(
    rows: pd.DataFrame,
    parts: Mapping[Factor, pd.DataFrame],
    values: tuple[pd.DataFrame, pd.DataFrame],
    found: Mapping[str, Difference],
    themes: tuple[SavedTheme, SavedTheme],
) -> pd.Series[str]:
    """One sentence per row about its largest part.

    Parameters
    ----------
    rows
        Rows of `ThemeComparison` with status, reason and classes.
    parts
        Factor -> part per indicator, row by row.
    values
        Old and new raw values on the index of the rows.
    found
        Per indicator why files differ.
    themes
        Old and new theme.
    """
    names = np.array(values[1].columns, dtype=object)
    told = rows["reason"].map(_WHY).fillna("").to_numpy(dtype=object)
    if any(old.bands != new.bands or old.peers != new.peers for old, new in [(themes[0].theme, themes[1].theme)]):
        told[rows["reason"].eq("peers").to_numpy()] = "De score is gelijk; de indeling in klassen is veranderd."
    was, now = (rows[f"class_{side}"].eq("onbekend") | rows[f"score_{side}"].isna() for side in ("old", "new"))
    for row in np.flatnonzero(rows["reason"].eq("unknown")):
        told[row] = _NO_SCORE.get((bool(was.iloc[row]), bool(now.iloc[row])), "De score was en is onbekend.")
    method = _method_words(*themes)
    for factor in FACTORS:
        chosen = np.flatnonzero(rows["reason"].eq(factor))
        if not len(chosen):
            continue
        strength = np.abs(parts[factor].to_numpy()[chosen])
        if factor == "method" and method:
            own = np.isin(names, list(method))
            strength = np.where(own[np.newaxis, :], strength, -1.0)
        top = strength.argmax(axis=1)
        old, new = (side.to_numpy()[chosen, top] for side in values)
        shapes = rows["status"].to_numpy()[chosen]
        for row, name, before, after, shape in zip(chosen, names[top], old, new, shapes, strict=True):
            told[row] = _sentence(factor, (str(name), before, after, str(shape)), (method, found), themes)
    return pd.Series(told, index=rows.index, dtype="str")


def _sentence(
    factor: str,
    cell: tuple[str, float, float, str],
    why: tuple[Mapping[str, str], Mapping[str, Difference]],
    themes: tuple[SavedTheme, SavedTheme],
) -> str:
    name, before, after, shape = cell
    method, found = why
    spec = themes[1].indicator_specs.get(name) or themes[0].indicator_specs[name]
    if factor == "method":
        return f"Methode: {method.get(name, f'{spec.title} wordt anders berekend')}."
    if factor == "data":
        if shape in REDRAWN:
            return f"Gegevens: andere afbakening, {_SHAPES[shape]}."
        return f"Gegevens: {_data_words(spec.title, before, after, found[name])}."
    dates = found[name].dates
    when = f" (peildatum {dates[0]} en {dates[1]})" if any(dates) else ""
    return f"Werkelijkheid: {spec.title} van {format_value(before, spec)} naar {format_value(after, spec)}{when}."


def _data_words(title: str, before: float, after: float, difference: Difference) -> str:
    """What changed in what is known of one indicator."""
    sources = "; ".join(
        text
        for text in (
            f"bron {', '.join(difference.added)} nieuw" if difference.added else "",
            f"bron {', '.join(difference.removed)} weg" if difference.removed else "",
        )
        if text
    )
    if np.isnan(before) or np.isnan(after):
        known = "was onbekend en is nu bekend" if np.isnan(before) else "was bekend en is nu onbekend"
        return f"{title} {known}{f' ({sources})' if sources else ''}"
    if sources:
        return f"{title} komt uit andere bronnen ({sources})"
    if difference.layers and difference.why == "delivery":
        return f"andere levering van {', '.join(difference.layers)} op dezelfde peildatum ({title})"
    return f"{title} heeft een andere waarde op dezelfde peildatum"


def method_changes(old: SavedTheme, new: SavedTheme, runs: tuple[SavedRun, SavedRun]) -> tuple[str, ...]:
    """Dutch sentence for each difference in how is counted."""
    said = [f"{text[:1].upper()}{text[1:]}." for text in _method_words(old, new).values()]
    if old.theme.bands != new.theme.bands or old.theme.peers != new.theme.peers:
        said.append("De indeling in klassen is veranderd.")
    for mark, title in (("calibration", "bijgestelde gewichten"), ("expertsessie", "gewichten van een expertsessie")):
        if old.marks.get(mark) != new.marks.get(mark):
            said.append(f"De scans gebruiken niet dezelfde {title}.")
    if runs[0].code_version != runs[1].code_version:
        said.append(f"Versie van het programma: {runs[0].code_version} en {runs[1].code_version}.")
    return tuple(said)


def _method_words(old: SavedTheme, new: SavedTheme) -> dict[str, str]:
    """Indicator -> what changed in how it counts; only those that changed."""
    names = dict.fromkeys([*new.weights, *old.weights])
    return {name: text for name in names if (text := "; ".join(_indicator_words(name, old, new)))}


def _indicator_words(name: str, old: SavedTheme, new: SavedTheme) -> Iterator[str]:
    before, after = (part.raw_weights.get(name, 0.0) if part.weights.get(name) else 0.0 for part in (old, new))
    specs = old.indicator_specs.get(name), new.indicator_specs.get(name)
    title = next(spec.title for spec in reversed(specs) if spec is not None)
    if not before and after:
        yield f"indicator {title} telt nieuw mee (gewicht {format_number(after, 2)})"
    elif before and not after:
        yield f"indicator {title} telt niet meer mee"
    elif before != after:
        yield f"gewicht van {title} van {_plain(before)} naar {_plain(after)}"
    if specs[0] is not None and specs[1] is not None:
        if specs[0].curve != specs[1].curve:
            yield f"waardefunctie van {title} is veranderd"
        if (specs[0].settings, specs[0].settings_from) != (specs[1].settings, specs[1].settings_from):
            yield f"berekening van {title} heeft andere instellingen"


def _plain(weight: float) -> str:
    """A weight without needless decimals."""
    return f"{weight:g}".replace(".", ",")
