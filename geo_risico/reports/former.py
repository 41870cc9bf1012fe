"""One paragraph about the time since an earlier scan, from released figures only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.numbers import format_date, format_number, format_share
from geo_risico.reports.counts import gemeenten_of

if TYPE_CHECKING:
    from geo_risico.core.results import Release

LINES: Final = 5
"""Lines that heading and paragraph take on the second page."""


def since_former(release: Release) -> tuple[str, str] | None:
    """Heading and sentences about what changed since the earlier scan; None where nothing can be set side by side.

    Over several gemeenten a figure is the mean weighted by locations, over the gemeenten that both scans show.

    Parameters
    ----------
    release
        What may be shown, with the figures of the earlier scan.
    """
    now = gemeenten_of(release)
    if release.former is None or now is None or "mean_score" not in now:
        return None
    was = release.former.areas.reindex(now.index)
    both = now["mean_score"].notna() & was["mean_score"].notna()
    if not both.any():
        return None
    old, new = was[both], now[both].astype({"mean_score": float})
    day = format_date(release.former.peildatum)
    lines = [f"Gemiddelde score: {_mean(old, 'mean_score')} op {day}, nu {_mean(new, 'mean_score')}."]
    counts = [frame["location_count"].astype(float).sum(skipna=False) for frame in (old, new)]
    if not any(map(pd.isna, counts)) and release.theme.locations != "gemeenten":
        plural = release.theme.location_plural
        lines.append(f"Aantal {plural}: {format_number(counts[0])}, nu {format_number(counts[1])}.")
    if old["coverage"].notna().all() and "coverage" in new and new["coverage"].notna().all():
        shares = [format_share(_weighted(frame, "coverage")) for frame in (old, new)]
        lines.append(f"Bekend van de gegevens: {shares[0]}, nu {shares[1]}.")
    if both.sum() < len(now):
        lines.append(f"Dit gaat over de {format_number(int(both.sum()))} gemeenten die beide scans tonen.")
    lines.append(
        "De methode is dezelfde; een verschil kan ook van betere gegevens komen."
        if release.former.is_same_method
        else "De methode is in die tijd veranderd: een deel van het verschil komt daarvan."
    )
    lines.append("Welk deel echt veranderde, zegt de vergelijking van de twee scans.")
    return f"Sinds {day}", " ".join(lines)


def _mean(frame: pd.DataFrame, column: str) -> str:
    return format_number(100 * _weighted(frame, column), 1)


def _weighted(frame: pd.DataFrame, column: str) -> float:
    """Mean over gemeenten, weighted by locations where their number is shown for all."""
    weights = frame["location_count"].astype(float)
    values = frame[column].astype(float)
    if weights.isna().any() or weights.sum() == 0:
        return float(values.mean())
    return float((values * weights).sum() / weights.sum())
