"""Origin, nationality and religion are never an input: not as a column, not as a field of a source."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec

REFUSED: Final = (
    "herkomst", "afkomst", "migratieachtergrond", "migratie", "migrant", "migration", "nationaliteit", "nationality",
    "etnici", "etnisch", "ethnic", "allochto", "autochto", "nietwesters", "nonwestern", "geboorteland", "birthcountry",
    "countryofbirth", "religie", "religio", "geloof", "godsdienst", "kerkelijk", "levensbeschouw", "moslim", "islam",
    "westersemigrat", "pwestal", "pnwal", "pantaru", "pmarokko", "psuriname", "pturkije", "povernw", "awal", "anwal",
    "amarok", "asurin", "aturk", "aantant",
)  # fmt: skip
"""Pieces of a glued name; short CBS codes (``p_nw_al``) only as a whole name."""
_WHOLE: Final = frozenset(
    {"pwestal", "pnwal", "pantaru", "povernw", "awal", "anwal", "amarok", "asurin", "aturk", "aantant"}
)
WORDS: Final = frozenset({"marokko", "turkije", "suriname", "antillen", "westers", "westerse", "race", "origin"})
"""Refused as a whole word of a name."""


def refused_word(name: str) -> str:
    """What in a name points at origin or religion; empty without.

    Examples
    --------
    >>> refused_word("pct_herkomst_buiten_europa"), refused_word("P_NW_AL"), refused_word("gemiddeld_inkomen")
    ('herkomst', 'pnwal', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    parts = [part for part in re.split(r"[^a-z0-9]+", plain) if part]
    glued = "".join(parts)
    for piece in REFUSED:
        if glued == piece or (piece not in _WHOLE and piece in glued):
            return piece
    return next((part for part in parts if part in WORDS), "")


def origin_problems(layers: Mapping[str, LayerSpec], sources: Mapping[str, SourceSpec]) -> Iterator[str]:
    """Dutch lines about columns of layers, indicators and fields of sources that read origin or religion."""
    for layer in layers.values():
        for column, spec in layer.columns.items():
            yield from _line(f"{layer.name}.yaml: columns: '{column}'", (column, spec.title))
        for indicator in layer.indicators:
            yield from _line(f"{layer.name}.yaml: indicators: '{indicator.name}'", (indicator.name, indicator.title))
    for source in sources.values():
        for column, field in source.fields.items():
            read = (field.column or "", field.tag or "", *field.first_of)
            yield from _line(f"sources/{source.name}.yaml: fields: '{column}'", read)


def _line(where: str, names: tuple[str, ...]) -> Iterator[str]:
    found = {word: name for name in names if (word := refused_word(name))}
    for word, name in found.items():
        yield (
            f"{where} leest '{name}' ({word}); herkomst, nationaliteit en geloof mogen nooit meetellen, "
            "verwacht een kolom over de plek"
        )
