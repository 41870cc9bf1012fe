"""Words of a register become words of our vocabulary, one different value at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_risico.io.repairs import note

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import FieldMap
    from geo_risico.core.specs import ColumnSpec

REST = "*"
JOIN = "|"


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Lexicon:
    """How single words are translated: all keys in lower case.

    ``words``: register word -> ours. ``sentinels``: words that mean unknown. ``allowed``: word -> spelling of our
    vocabulary, empty when every word is allowed. ``separators``: characters between several words in one value.
    """

    words: dict[str, str]
    rest: str | None
    sentinels: frozenset[str]
    allowed: dict[str, str]
    separators: str

    @classmethod
    def of(cls, field: FieldMap, spec: ColumnSpec) -> Lexicon:
        """Return the lexicon of one field.

        Parameters
        ----------
        field
            Mapping with values, sentinels and separator.
        spec
            Our column with its vocabulary.
        """
        is_word = spec.dtype in {"text", "category"}
        return cls(
            words={_fold(k): v for k, v in field.values.items() if k != REST},
            rest=field.values.get(REST),
            sentinels=frozenset(_fold(u) for u in field.unknown if isinstance(u, str)),
            allowed={_fold(word): word for word in spec.vocabulary},
            separators=(field.split or "") if is_word else "",
        )

    @property
    def is_needed(self) -> bool:
        """True when anything can change."""
        return bool(self.words or self.rest is not None or self.sentinels or self.allowed or self.separators)

    def known(self, values: Iterable[object]) -> list[str]:
        """Return the values that have a translation of their own; without translations, those in our vocabulary.

        Parameters
        ----------
        values
            Different values of a column.
        """
        return [v for v in values if isinstance(v, str) and any(self._knows(_fold(w)) for w in self.split(v))]

    def _knows(self, word: str) -> bool:
        return word in (self.words or self.allowed)

    def split(self, value: str) -> list[str]:
        """Return the words in one value.

        Parameters
        ----------
        value
            Text of the register.
        """
        for separator in self.separators[1:]:
            value = value.replace(separator, self.separators[0])
        return value.split(self.separators[0]) if self.separators else [value]

    def translate(self, value: str) -> tuple[str | None, list[str], bool]:
        """Return our text (None is unknown), the words outside the vocabulary, and whether a sentinel stood there.

        Parameters
        ----------
        value
            Text of the register.
        """
        good: dict[str, None] = {}
        bad: list[str] = []
        has_sentinel = False
        for word in self.split(value):
            key = _fold(word)
            if key in self.sentinels:
                has_sentinel = True
                continue
            ours = self.words.get(key, word.strip() if self.rest is None else self.rest)
            spelled = self.allowed.get(_fold(ours)) if self.allowed else ours
            if spelled:
                good[spelled] = None
            elif ours:
                bad.append(word.strip())
        return JOIN.join(good) or None, bad, has_sentinel


def translate(text: pd.Series[str], lexicon: Lexicon, title: str) -> tuple[pd.Series[str], tuple[Repair, ...]]:
    """Return the text in our words and what became unknown.

    Parameters
    ----------
    text
        Values of the register.
    lexicon
        Translation.
    title
        Dutch name of the column, for messages.
    """
    counts = text.value_counts()
    results = {str(value): lexicon.translate(str(value)) for value in counts.index}
    ours: dict[Any, Any] = {value: result for value, (result, _, _) in results.items()}
    strange = [(word, int(counts[value])) for value, (_, bad, _) in results.items() for word in bad]
    sentinel = [(value, int(counts[value])) for value, (_, _, hit) in results.items() if hit]
    strange_count = sum(count for _, count in strange)
    sentinel_count = sum(count for _, count in sentinel)
    repairs = (
        *note(
            "unknown_value",
            strange_count,
            f"{title}: {strange_count} waarden staan niet in de waardelijst en zijn onbekend.",
            [word for word, _ in strange],
        ),
        *note(
            "sentinel",
            sentinel_count,
            f"{title}: {sentinel_count} keer een woord voor 'onbekend'.",
            [value for value, _ in sentinel],
        ),
    )
    return text.map(ours, na_action="ignore").astype("str"), repairs
