"""Columns and values that look like persons are refused or left out, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.core.errors import DataError
from geo_risico.governance.personal_data import find_personal, looks_like_bsn, sampled
from geo_risico.io.part import OTHER_TAGS
from geo_risico.io.repairs import note
from geo_risico.io.values import as_text, tag_names

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.io.part import Part, Raw


def screen_columns(
    part: Part, source: SourceSpec, *, strict: bool = False
) -> tuple[tuple[str, ...], tuple[Repair, ...]]:
    """Return the columns of the file that may be read and which were left out.

    Parameters
    ----------
    part
        Described table with all its columns.
    source
        Definition with the policy for personal columns.
    strict
        True for cases and visits: there a plain name is that of a person.

    Raises
    ------
    DataError
        The policy is to refuse and there are personal columns; each is named with its reason.
    """
    reasons = _reasons(part.columns, strict=strict)
    if reasons and source.personal_columns == "refuse":
        raise DataError(
            f"{part.where}: bestand met persoonskolommen is geweigerd (bron '{source.name}', personal_columns: refuse)",
            [f"{name}: {reason}" for name, reason in reasons.items()],
        )
    allowed = tuple(name for name in part.columns if name not in reasons)
    return allowed, _left_out(list(reasons), "kolommen")


def _reasons(columns: tuple[str, ...], *, strict: bool) -> dict[str, str]:
    """Reason by column; of a path (json, gml) each step is looked at."""
    steps = {name: name.split("|") for name in columns}
    found = find_personal((step for parts in steps.values() for step in parts), strict=strict)
    hits = {name: [found[s] for s in parts if s in found] for name, parts in steps.items()}
    return {name: reasons[0] for name, reasons in hits.items() if reasons}


def _left_out(names: list[str], what: str) -> tuple[Repair, ...]:
    message = f"{len(names)} {what} over personen zijn niet gelezen: {', '.join(names)}."
    return note("personal_column", len(names), message, names)


def screen_tags(raw: Raw, source: SourceSpec) -> tuple[Repair, ...]:
    """Return which OSM tags look like persons; none of them is ever read into a column.

    Parameters
    ----------
    raw
        Rows as the file has them.
    source
        Definition; tags that it names itself are judged when the definition is made.
    """
    if OTHER_TAGS not in raw.frame:
        return ()
    names = raw.tag_names or tag_names(raw.frame[OTHER_TAGS])
    used = {name for field in source.fields.values() for name in (field.tag, *field.first_of)}
    return _left_out([name for name in find_personal(names) if name not in used], "tags")


def screen_values(frame: pd.DataFrame, part: Part, source: SourceSpec) -> tuple[tuple[str, ...], tuple[Repair, ...]]:
    """Return the read columns whose values pass the BSN test; they must be emptied.

    Parameters
    ----------
    frame
        Rows as the file has them.
    part
        Described table, for messages.
    source
        Definition with the policy for personal columns.

    Raises
    ------
    DataError
        The policy is to refuse and a column holds BSN-like numbers.
    """
    names = tuple(str(n) for n in frame.columns if n != OTHER_TAGS and looks_like_bsn(as_text(sampled(frame[n]))))
    if names and source.personal_columns == "refuse":
        raise DataError(
            f"{part.where}: bestand is geweigerd (bron '{source.name}', personal_columns: refuse)",
            [f"{name}: waarden voldoen aan de elfproef van het burgerservicenummer" for name in names],
        )
    return names, _left_out(list(names), "kolommen (elfproef van het BSN)")


def screen_unread(part: Part, names: tuple[str, ...], source: SourceSpec) -> tuple[Repair, ...]:
    """Return which columns that are not asked for hold citizen numbers in their first rows; they stay unread.

    Parameters
    ----------
    part
        Described table.
    names
        Columns that are not read.
    source
        Definition with the policy for personal columns.

    Raises
    ------
    DataError
        The policy is to refuse and a column holds BSN-like numbers.
    """
    if part.sample is None or not names:
        return ()
    _, repairs = screen_values(part.sample(names), part, source)
    return repairs
