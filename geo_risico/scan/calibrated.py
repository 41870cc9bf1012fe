"""Calibrated weights in a scan: read, checked against the theme, and the scores that follow from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.errors import DefinitionError
from geo_risico.core.numbers import format_number
from geo_risico.io.weights_file import read_weights
from geo_risico.scan.areas import peer_groups
from geo_risico.scoring.matrix import matrix_position
from geo_risico.scoring.score import score_locations
from geo_risico.scoring.weights import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.core.evidence_specs import WeightsFile
    from geo_risico.core.results import ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import ThemeSpec

EXPERT: Final = ("score", "percentile", "class")
"""Columns of the scores that are kept beside the calibrated ones, with ``_expert`` behind the name."""
_CLOSE: Final = 1e-3


def applied_weights(theme: ThemeSpec, scan: ScanSpec, folder: Path) -> WeightsFile | None:
    """Calibrated weights that a scan names for a theme; None where it names none.

    Parameters
    ----------
    theme
        Theme with the dimensions that belong to the scan.
    scan
        The definition.
    folder
        Folder of the scan definition.

    Raises
    ------
    DefinitionError
        When the file is wrong, of another theme, or its indicators are not those of the theme, or the profile is open.
    """
    path = scan.calibrated.get(theme.name)
    if path is None:
        return None
    weights = read_weights(folder / path)
    problems = list(_problems(weights, theme, scan))
    if problems:
        raise DefinitionError(f"{path}: deze gewichten passen niet bij thema {theme.name} van deze scan", problems)
    return weights


def with_calibration(result: ScanResult, weights: WeightsFile | None) -> ScanResult:
    """The result with scores by the calibrated weights, and those of the experts beside them.

    Parameters
    ----------
    result
        Scored with the weights of the experts.
    weights
        From `applied_weights`; None changes nothing.
    """
    if weights is None:
        return result
    theme, before = result.theme, result.scores
    result = with_calibrated_weights(result, weights)
    peers, share = peer_groups(result.locations, theme), result.weights
    contributions, scores = score_locations(result.risks, theme, peers, weights=share)
    scores = scores.join(matrix_position(result.risks, theme, share))
    beside = before[list(EXPERT)].add_suffix("_expert")
    rest = before[[name for name in before.columns if name not in scores.columns]]
    return replace(result, contributions=contributions, scores=scores.join(rest).join(beside))


def with_calibrated_weights(result: ScanResult, weights: WeightsFile | None) -> ScanResult:
    """The result with calibrated weights beside scores that stay as they are.

    Parameters
    ----------
    result
        With the weights of the experts.
    weights
        From `applied_weights`; None changes nothing.
    """
    if weights is None:
        return result
    share = normalised({name: weights.weights[name].calibrated for name in result.weights})
    changed = _changed(weights, result.weights)
    return replace(
        result, weights=share, calibration=weights.model_copy(update={"notices": (*weights.notices, *changed)})
    )


def _problems(weights: WeightsFile, theme: ThemeSpec, scan: ScanSpec) -> Iterator[str]:
    if scan.profile == "open":
        yield f"calibrated.{theme.name}: geijkte gewichten komen uit casussen en horen niet in profiel open"
    if weights.theme != theme.name:
        yield f"theme: '{weights.theme}', verwacht '{theme.name}'"
    if weights.is_fictief and not scan.is_fictief:
        yield "is_fictief: true: gewichten van verzonnen casussen horen niet in een scan van echte plaatsen"
    yield from _name_problems(weights, list(theme.weights))
    total = sum(row.calibrated for row in weights.weights.values())
    if not any(row.calibrated for row in weights.weights.values()):
        yield "weights: alle geijkte gewichten zijn 0; minstens een gewicht boven 0 verwacht"
    elif abs(total - 1) > _CLOSE:
        yield (
            f"weights: de geijkte gewichten tellen op tot {format_number(total, 3)}, verwacht 1; het bestand is met de "
            "hand veranderd, ijk opnieuw"
        )
    if any(len(draw) != len(weights.weights) for draw in weights.draws):
        yield f"draws: verwacht {len(weights.weights)} gewichten per trekking, een per indicator"


def _name_problems(weights: WeightsFile, known: list[str]) -> Iterator[str]:
    for name in weights.weights:
        if name not in known:
            yield f"weights.{name}: geen indicator van dit thema in deze scan; {nearest(name, known)}"
    for name in known:
        if name not in weights.weights:
            yield f"weights.{name}: ontbreekt; het thema telt deze indicator wel, ijk opnieuw"


def _changed(weights: WeightsFile, expert: Mapping[str, float]) -> tuple[str, ...]:
    """Sentence when the weights of the experts are no longer those that were calibrated."""
    apart = [name for name, weight in expert.items() if abs(weights.weights[name].expert - weight) > _CLOSE]
    if not apart:
        return ()
    day = weights.made.isoformat()
    return (f"Sinds de ijking van {day} zijn {len(apart)} gewichten van de experts veranderd; ijk opnieuw.",)
