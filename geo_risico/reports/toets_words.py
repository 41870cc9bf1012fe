"""Words of the evaluation report: what each measure means, and why one cannot be had."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_number, format_share
from geo_risico.reports.map_marks import known_signs

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_MEASURED: Final = "niet te meten"
BACKGROUNDS: Final = MappingProxyType(
    {
        "bezoeken": "bezochte plekken waar niets is aangetroffen",
        "doelgroep": "plekken waarvandaan meldingen komen",
        "alle": "alle andere plekken",
    }
)
KINDS: Final = MappingProxyType({"index": "Index", "vergelijking": "Ter vergelijking", "uitdager": "Uitdagers"})
SOURCES: Final = MappingProxyType(
    {"discovered": "zelf ontdekt", "reported": "gemeld", "open": "openbare bron", "": "bron onbekend"}
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure: how it is called, what it says in a sentence, and why it may be missing."""

    key: str
    title: str
    meaning: str
    reason: str
    is_share: bool = False
    is_lower_better: bool = False

    def text(self, value: float | None) -> str:
        """Dutch text of a value, or that it cannot be measured."""
        if value is None or not math.isfinite(value):
            return NOT_MEASURED
        return format_share(value, 1) if self.is_share else format_number(value, 2)


_FEW: Final = "er zijn te weinig casussen in de blokken, of het model is hier niet te schatten"
_HIT: Final = "Deel van de casussen dat in de hoogste {} van de plekken ligt."
_PAI: Final = "Hoeveel keer zo veel casussen in de hoogste {} als bij loten; 1 is toeval."

MEASURES: Final = (
    Measure(
        key="auc",
        title="AUC",
        meaning="De kans dat een plek met een casus hoger staat dan een plek zonder; 0,5 is toeval, 1 is foutloos.",
        reason=_FEW,
    ),
    Measure(
        key="average_precision",
        title="Gemiddelde precisie",
        meaning="Hoe zuiver de top van de lijst is, gemiddeld over alle casussen; toeval is het deel met een casus.",
        reason=_FEW,
    ),
    Measure(key="hit_rate_05", title="Gevonden bij 5%", meaning=_HIT.format("5%"), reason=_FEW, is_share=True),
    Measure(key="hit_rate_10", title="Gevonden bij 10%", meaning=_HIT.format("10%"), reason=_FEW, is_share=True),
    Measure(key="hit_rate_20", title="Gevonden bij 20%", meaning=_HIT.format("20%"), reason=_FEW, is_share=True),
    Measure(key="pai_05", title="PAI 5%", meaning=_PAI.format("5%"), reason=_FEW),
    Measure(key="pai_10", title="PAI 10%", meaning=_PAI.format("10%"), reason=_FEW),
    Measure(key="pai_20", title="PAI 20%", meaning=_PAI.format("20%"), reason=_FEW),
    Measure(
        key="pei_10",
        title="PEI 10%",
        meaning="De PAI bij 10%, gedeeld door de hoogste die met deze casussen kan; 1 is het best mogelijke.",
        reason=_FEW,
    ),
    Measure(
        key="hits_at_k",
        title="Treffers bij {k} bezoeken",
        meaning="Deel van de eerste {k} plekken van de lijst waar een casus ligt.",
        reason="er zijn minder dan {k} plekken om te bezoeken, of te weinig casussen",
        is_share=True,
    ),
    Measure(
        key="brier",
        title="Brier",
        meaning="Hoe ver een voorspelde kans gemiddeld van de uitkomst ligt; 0 is foutloos, lager is beter.",
        reason="dit model geeft een volgorde en geen kans; een kans kan alleen met een log van bezoeken",
        is_lower_better=True,
    ),
)
TEMPORAL: Final = Measure(
    key="temporal",
    title="AUC later in de tijd",
    meaning="Geleerd van de oudere casussen, gemeten op de nieuwere.",
    reason="te weinig casussen hebben een datum, of er zijn te weinig oudere of nieuwere",
)
WORST: Final = Measure(
    key="worst_gemeente",
    title="Slechtste gemeente",
    meaning="Steeds een gemeente weggelaten bij het leren en daar gemeten; de laagste AUC telt.",
    reason="er zijn geen twee gemeenten met genoeg casussen",
)


def wrapped(text: object, width: int, lines: int = 3) -> str:
    """A text in lines of at most ``width`` signs, with only signs that the font has; cut with an ellipsis."""
    plain = known_signs(" ".join(str(text).split())) or "zonder naam"
    return "\n".join(textwrap.wrap(plain, width, max_lines=lines, placeholder="…"))


def indicator_title(name: str, titles: Mapping[str, str]) -> str:
    """Title of an indicator, or its name where the catalog has none."""
    return titles.get(name, name)
