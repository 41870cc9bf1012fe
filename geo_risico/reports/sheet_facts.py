"""What a page says of the score of one location: class, bounds, reasons, what is unknown and the sources."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.certainty import BLIND, LOW_BUT_BLIND, is_low_but_blind
from geo_risico.core.numbers import UNKNOWN, format_date, format_number, format_share, format_value
from geo_risico.core.terms import CLASS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.results import IndicatorFacts, Provenance, Release
    from geo_risico.core.specs import IndicatorSpec

BLIND_NOTE: Final = "Witte vlek: hier is weinig gekeken. Weinig meldingen zegt hier dus niets."
_DATES: Final = 2


class ScoreReader:
    """Reads the score of any location of one theme; empty where scores are hidden."""

    def __init__(self, release: Release, frame: gpd.GeoDataFrame) -> None:
        self._release, self._frame = release, frame
        self._hidden = is_low_but_blind(frame)
        self._facts = {fact.name: fact for fact in release.facts}
        self._present: dict[str, list[Provenance]] = {}
        for item in release.provenance:
            if item.status == "present":
                self._present.setdefault(item.layer, []).append(item)

    @property
    def shows_score(self) -> bool:
        """Whether the release shows scores at all."""
        return "score" in self._frame

    def read(self, location_id: str) -> dict[str, Any] | None:
        """Texts about the score; None where it is hidden."""
        if not self.shows_score:
            return None
        row = self._frame.loc[[location_id]].iloc[0]
        hidden = bool(self._hidden.loc[location_id])
        letter = str(row["class"])
        return {
            "letter": "" if hidden or letter not in CLASS_WORDS else letter,
            "score": format_number(100 * row["score"]),
            "facts": self._lines(row),
            "for": self._reasons(row, "reasons_for", "reason_for"),
            "against": self._reasons(row, "reasons_against", "reason_against"),
            "counterfactual": "" if hidden else self._counterfactual(row),
            "unknown": self._unknown(location_id),
            "blind": LOW_BUT_BLIND if hidden else BLIND_NOTE if row.get("witte_vlek") == BLIND else "",
        }

    def _lines(self, row: pd.Series[Any]) -> list[tuple[str, str]]:
        low, high = (format_number(100 * row[name]) for name in ("score_low", "score_high"))
        lines = [
            ("Marge", _bounds_text(low, high)),
            ("Dekking", f"{format_share(row['coverage'])} van wat meetelt is bekend"),
        ]
        sure = row.get("zekerheid")
        if isinstance(sure, str) and sure:
            lines.append(("Zekerheid", sure))
        for name, title in (("kans_level", "Kans"), ("barriere_level", "Barrière")):
            if name in row:
                level = row[name]
                lines.append((title, "onbekend" if math.isnan(level) else f"trede {level:.0f} van 5"))
        return lines

    def _reasons(self, row: pd.Series[Any], column: str, key: str) -> list[dict[str, str]]:
        found = []
        for name in _names(row.get(column)):
            spec = self._release.indicator_specs.get(name)
            if spec is None:
                continue
            value = format_value(self._raw(str(row.name), name), spec)
            words = str(getattr(spec, key)).replace("{value}", value)
            found.append({"text": words, "source": self._source(name)})
        return found

    def _raw(self, location_id: str, name: str) -> float:
        raw = self._release.indicators
        return math.nan if raw is None or name not in raw else float(raw[name].loc[location_id])

    def _source(self, name: str) -> str:
        fact = self._facts.get(name)
        items = [item for layer in (fact.layers[:1] if fact else ()) for item in self._present.get(layer, ())]
        return ", ".join(dated_titles(items)[:2])

    def _counterfactual(self, row: pd.Series[Any]) -> str:
        name, letter = row.get("counterfactual_indicator"), row.get("counterfactual_class")
        spec: IndicatorSpec | None = self._release.indicator_specs.get(name) if isinstance(name, str) else None
        if spec is None or not isinstance(letter, str) or not letter:
            return ""
        words = f"{letter} ({CLASS_WORDS[letter]})" if letter in CLASS_WORDS else letter
        same = letter == row["class"]
        start = f"Ook zonder '{spec.title}' blijft de klasse" if same else f"Zonder '{spec.title}' is de klasse"
        return f"{start} {words}."

    def _unknown(self, location_id: str) -> list[str]:
        raw = self._release.indicators
        if raw is None:
            return []
        weights = self._release.theme.weights
        names = [name for name in self._release.indicator_specs if name in raw and weights.get(name, 0) > 0]
        missing = [name for name in names if math.isnan(float(raw[name].loc[location_id]))]
        missing.sort(key=lambda name: -weights[name])
        return [self._release.indicator_specs[name].title for name in missing]


def _bounds_text(low: str, high: str) -> str:
    if UNKNOWN in {low, high}:
        return UNKNOWN
    return (
        f"{low} tot {high}, met alles wat onbekend is" if low != high else f"{low}; wat onbekend is verandert dit niet"
    )


def used_sources(release: Release) -> list[str]:
    """Title and date of each source behind the indicators and the map of a theme, without those that told nothing."""
    layers = {layer for fact in release.facts if fact.status == "present" for layer in _layers(fact)}
    layers |= {"panden", "wegen", "waterdelen", "vaarwegen", "gemeenten"}
    return dated_titles(p for p in release.provenance if p.status == "present" and p.layer in layers)


def dated_titles(items: Iterable[Provenance]) -> list[str]:
    """Title, without what stands in brackets, and date of sources, each once; a long series of dates in one."""
    dates: dict[str, list[str]] = {}
    newest: dict[str, Any] = {}
    for item in items:
        title = (item.title or item.layer).partition(" (")[0]
        text = format_date(item.peildatum) if item.peildatum else "datum onbekend"
        if text not in dates.setdefault(title, []):
            dates[title].append(text)
        known = [date for date in (newest.get(title), item.peildatum) if date is not None]
        newest[title] = max(known, default=None)
    return [
        f"{title} ({' en '.join(texts)})"
        if len(texts) <= _DATES
        else f"{title} ({len(texts)} data, laatste {format_date(newest[title])})"
        for title, texts in dates.items()
    ]


def _layers(fact: IndicatorFacts) -> Sequence[str]:
    return fact.layers


def _names(joined: object) -> list[str]:
    return [name for name in joined.split("|") if name] if isinstance(joined, str) else []
