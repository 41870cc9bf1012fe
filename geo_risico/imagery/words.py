"""Candidates, their quality and their precision as Dutch sentences, the same on map, sheet and terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_date, format_number, format_share, format_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.candidates import Candidate, Candidates, Change, Chip, Precision
    from geo_risico.core.specs import IndicatorSpec


SHORT_UNIT: Final = 4
"""Signs of a unit that may stand twice, such as m2 and jaar."""
SHARES: Final = frozenset({"aandeel", "share"})
ONE_DATE: Final = "gezien op een datum en niet in de registers; geen verschil tussen twee data"
ONE_DATE_MARK: Final = "echt betekent hier: het staat er, en in geen register"


def error_text(error: float, spec: IndicatorSpec) -> str:
    """Standard error with as many decimals as it needs to be more than zero; empty when unknown.

    A unit of more than a few signs is left out.
    """
    if not math.isfinite(error):
        return ""
    decimals = spec.decimals
    if error > 0 and round(error, decimals) == 0:
        decimals += 1
    share = spec.unit.partition(" ")[0]
    unit = share if share in SHARES else spec.unit if len(spec.unit) <= SHORT_UNIT else ""
    return f"±{format_value(error, spec.model_copy(update={'decimals': decimals, 'unit': unit}))}"


def value_text(change: Change, spec: IndicatorSpec) -> str:
    """Value of a change with its standard error where that is known, and its unit once; first what it is in words."""
    word = _direction_word(change, spec)
    value, error = format_value(change.value, spec), error_text(change.standard_error, spec)
    bare = format_value(change.value, spec.model_copy(update={"unit": ""}))
    share, _, whole = spec.unit.partition(" ")
    if share in SHARES and error:
        return f"{word}{value.removesuffix(whole).rstrip()} {error} {whole}".rstrip()
    if not error or len(spec.unit) <= SHORT_UNIT or value == bare:
        return f"{word}{value} {error}".strip()
    return f"{word}{bare} {error} {spec.unit}"


def change_text(change: Change, spec: IndicatorSpec) -> str:
    """Title and value of a change, with its standard error where that is known.

    What one date shows beside the registers is said to be no change.
    """
    text = f"{spec.title}: {value_text(change, spec)}"
    return f"{text} ({ONE_DATE})" if change.compares == "registers" else text


def support_text(pixel_count: float, standard_error: float, clear_count: float, spec: IndicatorSpec) -> str:
    """What a value rests on, for example '±0,03; 52 beeldpunten; 7 heldere beelden'; empty when nothing is known."""
    parts = [error_text(standard_error, spec)]
    if math.isfinite(pixel_count):
        parts.append(_count(pixel_count, "beeldpunt", "beeldpunten"))
    if math.isfinite(clear_count):
        parts.append(_count(clear_count, "helder beeld", "heldere beelden"))
    return "; ".join(part for part in parts if part)


def quality_line(candidate: Candidate, specs: Mapping[str, IndicatorSpec]) -> str:
    """Dates, sensor, pixel size, clear share, clouds and number of pixels behind a candidate, in one line."""
    first, parts = candidate.changes[0], []
    if candidate.chips is not None:
        before, after = candidate.chips.before, candidate.chips.after
        parts += [
            f"{format_date(before.date)} ({before.sensor}) en {format_date(after.date)} ({after.sensor})",
            _pixel_text(before, after),
            f"helder op de uitsnede: {format_share(before.clear_share)} en {format_share(after.clear_share)}",
            f"wolken of gaten in het hele beeld: {_cloud_text(before)} en {_cloud_text(after)}",
        ]
        if before.sensor != after.sensor:
            parts.append("twee sensoren: kleuren zijn niet precies te vergelijken")
    support = support_text(first.pixel_count, first.standard_error, first.clear_count, specs[first.indicator])
    if support:
        beside = first.compares == "registers"
        other = beside or (candidate.chips is not None and candidate.chips.before.layer not in first.layers)
        layers = first.layers[:1] if beside else first.layers
        where = f", gemeten op {' en '.join(layers)}" if other and layers else ""
        parts.append(f"op de locatie{where}: {support}")
    if first.compares == "registers":
        parts += [*(["voor en na tonen alleen de plek"] if candidate.chips is not None else []), ONE_DATE_MARK]
    return "; ".join(parts) or "kwaliteit onbekend"


def chip_caption(moment: str, chip: Chip) -> str:
    """Word, date and sensor of one cut-out."""
    return f"{moment}: {format_date(chip.date)}, {chip.sensor}"


def count_sentence(parts: Sequence[tuple[Candidates, str, str]]) -> str:
    """How many locations were judged, how many changed, and why the others say nothing.

    Parameters
    ----------
    parts
        Candidates of each theme with the singular and plural of its locations.
    """
    return " ".join(_theme_sentence(found, singular, plural) for found, singular, plural in parts)


def precision_sentence(precision: Sequence[Precision]) -> str:
    """Measured precision of all candidates, or that nobody has looked yet."""
    whole = next((item for item in precision if item.group == "alle"), None)
    if whole is None or whole.echt_count + whole.onjuist_count + whole.onzeker_count == 0:
        return "Gemeten precisie: nog geen oordelen."
    return f"Gemeten precisie: {precision_text(whole)}."


def precision_text(item: Precision) -> str:
    """Marks of one group, for example '14 van 18 echt (78%, tussen 55 en 91%); 2 onzeker'."""
    sure = item.echt_count + item.onjuist_count
    unsure = f"; {format_number(item.onzeker_count)} onzeker" if item.onzeker_count else ""
    if not sure:
        return f"nog geen oordeel echt of onjuist{unsure}"
    between = f"tussen {format_number(100 * item.low)} en {format_share(item.high)}"
    return f"{item.echt_count} van {sure} echt ({format_share(item.share)}, {between}){unsure}"


def group_title(item: Precision, specs: Mapping[str, IndicatorSpec]) -> str:
    """Dutch name of a group of candidates; an indicator by its title."""
    return specs[item.group].title if item.group in specs else item.title


def _direction_word(change: Change, spec: IndicatorSpec) -> str:
    if spec.change is None:
        return ""
    word = spec.change.rise_word if change.value > 0 else spec.change.fall_word
    return f"{word}, " if word else ""


def _theme_sentence(found: Candidates, singular: str, plural: str) -> str:
    silent = found.reason[found.reason.ne("")]
    judged = len(found.reason) - len(silent)
    changed = sum(any(change.compares == "dates" for change in item.changes) for item in found.items)
    name = singular if judged == 1 else plural
    text = f"Van {format_number(judged)} {name} met een meting op beeld {_changed_text(changed)}."
    partial = sum(place in found.partial for place in found.reason.index)
    if partial:
        text += f" Van {format_number(partial)} daarvan is maar een deel gemeten: daar kan meer veranderd zijn."
    if beside := len(found.items) - changed:
        text += f" Bij {format_number(beside)} andere staat alleen iets dat niet in de registers staat."
    if not len(silent):
        return text
    why = silent.str.split(":").str[0].value_counts()
    counts = ", ".join(_reason_text(str(reason), count) for reason, count in sorted(why.items(), key=_largest))
    which = f"{format_number(len(silent))} {singular if len(silent) == 1 else plural}"
    return f"{text} Van {which} is geen meting mogelijk: {counts}."


def _reason_text(reason: str, count: int) -> str:
    """Reason with its count; in brackets where the reason holds numbers of its own."""
    number = format_number(count)
    return f"{reason} ({number})" if any(sign.isdigit() or sign == "," for sign in reason) else f"{reason} {number}"


def _largest(pair: tuple[object, int]) -> tuple[int, str]:
    return -pair[1], str(pair[0])


def _changed_text(count: int) -> str:
    if count == 0:
        return "is er geen geloofwaardig veranderd"
    return (
        "is er 1 geloofwaardig veranderd" if count == 1 else f"zijn er {format_number(count)} geloofwaardig veranderd"
    )


def _count(value: float, singular: str, plural: str) -> str:
    number = format_number(value)
    return f"{number} {singular if number == '1' else plural}"


def _cloud_text(chip: Chip) -> str:
    return format_share(1 - chip.scene_clear_share)


def _pixel_text(before: Chip, after: Chip) -> str:
    sizes = list(dict.fromkeys(_metres(chip.pixel_m) for chip in (before, after)))
    return f"beeldpunt {' en '.join(sizes)}"


def _metres(size: float) -> str:
    return (
        f"{format_number(size * 100)} cm" if size < 1 else f"{format_number(size, 0 if size == round(size) else 1)} m"
    )
