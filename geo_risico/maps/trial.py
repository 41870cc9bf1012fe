"""What the page needs to score its locations again with other weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.certainty import BLIND, LOW_CLASSES, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.results import Release
    from geo_risico.maps.packing import Block

RISK_SCALE: Final = 32_000
"""Steps of a risk from 0 to 1: whole thousandths are exact, and it fits in two bytes."""
MOST_EXACT: Final = 20_000
"""Themes with more locations have no risks on the page: those follow from the contributions, rounded."""
DECIMALS: Final = 9
SAME: Final = 1e-12


def has_trial(release: Release) -> bool:
    """Whether readers may try other weights: profile partner, with scores and risks."""
    frame = release.locations
    return (
        release.meta.profile == "partner"
        and frame is not None
        and len(frame) > 0
        and {"score", "class"} <= set(frame)
        and release.risks is not None
        and release.contributions is not None
        and bool(release.weights)
    )


def risk_columns(block: Block, release: Release, order: pd.Index[str]) -> dict[str, dict[str, Any]]:
    """Index of the risk per weighted indicator, in the order of the locations; nothing where weights cannot be tried.

    Parameters
    ----------
    block
        Takes the bytes.
    release
        What may be shown.
    order
        Locations in the order of the page.
    """
    if not has_trial(release) or release.risks is None or len(order) > MOST_EXACT:
        return {}
    risks = release.risks.reindex(order)
    return {"risks": {name: block.numbers(risks[name], RISK_SCALE) for name in release.weights if name in risks}}


def trial_index(release: Release) -> dict[str, Any]:
    """Index of the weights as used and of the rules for classes; nothing where weights cannot be tried.

    ``weights``: indicator -> share of 1, and the same in the units of the theme. ``means``: mean of the known risks,
    only where the risks themselves are not on the page.
    """
    if not has_trial(release) or release.locations is None or release.risks is None:
        return {}
    raw = {name: weight for dim in release.theme.dimensions for name, weight in dim.weights.items()}
    total = sum(raw.values())
    entry: dict[str, Any] = {
        "weights": {
            name: [share, raw[name] if _same(share, raw[name] / total) else round(share * total, DECIMALS)]
            for name, share in release.weights.items()
            if name in raw
        },
        "bands": dict(sorted(release.theme.bands.items())),
        "low_classes": list(hidden_classes(release.locations)),
        "is_calibrated": release.calibration is not None,
        "is_exact": len(release.locations) <= MOST_EXACT,
    }
    if not entry["is_exact"]:
        means = release.risks.mean()
        entry["means"] = {name: round(float(means[name]), DECIMALS) for name in means.index[means.notna()]}
    return {"trial": entry}


def hidden_classes(frame: pd.DataFrame) -> tuple[str, ...]:
    """Classes that a witte vlek hides: as the locations show it, and the usual ones where no location tells.

    Parameters
    ----------
    frame
        Released locations.
    """
    if not {"class", "class_seen", "witte_vlek"} <= set(frame):
        return LOW_CLASSES
    blind = frame[frame["witte_vlek"].eq(BLIND)]
    found = []
    for letter in "ABC":
        shown = blind.loc[blind["class_seen"].eq(letter), "class"]
        if shown.eq(UNKNOWN).any() if len(shown) else letter in LOW_CLASSES:
            found.append(letter)
    return tuple(found)


def _same(one: float, two: float) -> bool:
    return abs(one - two) <= SAME
