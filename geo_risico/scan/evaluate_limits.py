"""What an evaluation cannot say and why, the level that only random visits give, and cases by how they were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.evidence import FOUND, NO_ACCESS
from geo_risico.core.numbers import format_number
from geo_risico.core.specs import FarCurve, NearCurve
from geo_risico.model.anchored import SELECTIVE
from geo_risico.model.cv import LEAST_CASES
from geo_risico.model.exploration import random_share
from geo_risico.model.folds import block_side_m
from geo_risico.model.metrics import auc
from geo_risico.model.unknown import known_mean
from geo_risico.model.verdict import FEWEST_FOLDS
from geo_risico.scan.calibrate import FOLLOWS_REPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.cases.labels import Labels
    from geo_risico.core.results import ScanResult
    from geo_risico.model.design import Design, Judged

RANDOM: Final = "steekproef"
FEW_CASES: Final = 40
NOT_REAL: Final = (
    "Plaatsen of gegevens zijn verzonnen: deze toets laat zien hoe de methode werkt en zegt niets over de "
    "werkelijkheid."
)
FEW_RANDOM: Final = 30
CIRCULAR: Final = 0.1
"""Difference in AUC between discovered and reported cases from which the warning is given."""


def wanted_block_m(result: ScanResult, weights: pd.Series[float]) -> float:
    """Side of the blocks in metres: 3 km, and at least twice the largest half-distance of the indicators that count."""
    curves = [result.indicator_specs[name].curve for name in weights.index if name in result.indicator_specs]
    halves = [curve.d0_m * float(np.log(2)) for curve in curves if isinstance(curve, NearCurve | FarCurve)]
    return block_side_m(max(halves, default=0.0))


def absolute_level(result: ScanResult) -> tuple[float, float, float] | None:
    """Share of all locations with something to find, with its 95 % interval; None without random visits."""
    rows = random_visits(result)
    return None if rows.empty else random_share(rows["resultaat"].eq(FOUND), rows["inclusion_probability"])


def random_visits(result: ScanResult) -> pd.DataFrame:
    """First random visit with access and a logged chance, per location."""
    visits = None if result.evidence is None else result.evidence.visits
    if visits is None:
        return pd.DataFrame({"resultaat": pd.Series(dtype="str"), "inclusion_probability": pd.Series(dtype="float64")})
    chance = visits["inclusion_probability"]
    is_random = visits["aanleiding"].eq(RANDOM) & ~visits["is_tip"].astype(bool) & (chance > 0) & (chance <= 1)
    looked = visits["resultaat"].ne(NO_ACCESS) & visits["location_id"].fillna("").ne("")
    rows: pd.DataFrame = visits[is_random & looked].sort_values("date", kind="stable")
    return rows.drop_duplicates("location_id")


def auc_by_source(
    result: ScanResult, table: pd.DataFrame, weights: pd.Series[float], background: pd.Series[bool]
) -> pd.DataFrame | None:
    """Locations with a case and AUC of the expert index, per way in which cases became known; None without cases.

    Every source is compared with the same background; below five locations the AUC is unknown.
    """
    cases = None if result.evidence is None else result.evidence.cases
    if cases is None or cases.empty:
        return None
    score = pd.Series(
        known_mean(table.to_numpy(dtype=np.float64), np.asarray(weights, dtype=np.float64)), index=table.index
    )
    rows = {}
    for source, part in cases.groupby("bron"):
        is_case = pd.Series(table.index.isin(part["location_id"]), index=table.index)
        used = is_case | background
        count = int(is_case.sum())
        rows[str(source)] = (count, auc(score[used], is_case[used]) if count >= LEAST_CASES else float("nan"))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["case_count", "auc"]).rename_axis("bron")


def limits(
    result: ScanResult,
    labels: Labels,
    judged: Sequence[Judged],
    design: Design,
    absolute: tuple[float, float, float] | None,
    by_source: pd.DataFrame | None,
) -> tuple[str, ...]:
    """Plain Dutch sentences on what could not be measured and what to be careful with."""
    return (
        *([NOT_REAL] if result.scan.is_fictief else []),
        *_about_background(labels, judged),
        *_about_design(result, labels, judged, design),
        *_about_level(result, absolute),
        *_about_sources(by_source),
    )


def _about_background(labels: Labels, judged: Sequence[Judged]) -> list[str]:
    """What cases were compared with."""
    first = judged[0].cv
    case_count = int((first.y & first.counted).sum())
    elsewhere = int((labels.y & ~labels.visited).sum())
    texts = {
        "bezoeken": "Vergeleken zijn bezochte locaties met en zonder vondst; een bezoek na een tip telt niet mee. "
        f"{elsewhere} locaties met een casus zonder zo'n bezoek tellen niet mee.",
        "doelgroep": FOLLOWS_REPORTS,
        "alle": SELECTIVE,
    }
    few = f"De toets rust op {case_count} locaties met een casus. Onder {FEW_CASES} zijn alle cijfers onzeker."
    none = "Zonder bruikbaar bezoekenlog bestaat er geen kans op een vondst: Brier en calibratie ontbreken."
    found = {few: case_count < FEW_CASES, none: labels.background != "bezoeken"}
    return [texts[labels.background], *(text for text, holds in found.items() if holds)]


def _about_design(result: ScanResult, labels: Labels, judged: Sequence[Judged], design: Design) -> list[str]:
    """Blocks, years and gemeenten."""
    weighted = pd.Series(dict(result.weights), dtype="float64")
    wanted = wanted_block_m(result, weighted[weighted > 0])
    fold_count = len(np.unique(design.folds))
    one_gemeente = len(labels.gemeente.unique()) == 1
    sides = f"De blokken zijn {_metres(design.block_m)}; twee keer de grootste halfwaarde-afstand is {_metres(wanted)}"
    found = {
        f"{sides}, maar dan blijven er te weinig blokken met een casus over. De cijfers kunnen iets te gunstig "
        "zijn.": design.block_m < wanted - 50,
        f"Er zijn {fold_count} delen met casussen; onder {FEWEST_FOLDS} zegt de spreiding niets.": fold_count
        < FEWEST_FOLDS,
        "De scan heeft een gemeente: of de index in een andere gemeente werkt, is niet te toetsen. Voor de uitdagers "
        "is het gebied in vier kwarten verdeeld.": one_gemeente,
        f"Geen enkele gemeente kon worden weggelaten: daarvoor zijn {LEAST_CASES} casussen in en buiten die gemeente "
        "nodig.": not one_gemeente and judged[0].transfer.worst is None,
        f"Een toets in de tijd kan niet: er zijn minder dan {LEAST_CASES} casussen met een datum voor of na de "
        "middelste datum.": judged[0].temporal is None,
    }
    return [text for text, holds in found.items() if holds]


def _about_level(result: ScanResult, absolute: tuple[float, float, float] | None) -> list[str]:
    """Where the share of all locations comes from."""
    if absolute is None:
        text = "Bij hoeveel locaties iets te vinden is, is onbekend: dat volgt alleen uit bezoeken met aanleiding"
        return [f"{text} {RANDOM} en een bekende trekkingskans."]
    count = len(random_visits(result))
    text = f"Het aandeel van alle locaties rust op {count} bezochte locaties uit de steekproef."
    return [f"{text} Onder {FEW_RANDOM} is het interval breed."] if count < FEW_RANDOM else [text]


def _about_sources(by_source: pd.DataFrame | None) -> list[str]:
    """Whether the index follows where was looked."""
    untested = "Of de index vooral volgt waar al werd gekeken is niet te toetsen"
    if by_source is None or not {"discovered", "reported"} <= set(by_source.index):
        return [f"{untested}: daarvoor zijn zelf ontdekte en gemelde casussen nodig."]
    found, told = (float(by_source["auc"][name]) for name in ("discovered", "reported"))
    if np.isnan(found) or np.isnan(told):
        return [f"{untested}: er zijn minder dan {LEAST_CASES} locaties met een casus van een van beide bronnen."]
    error = np.sqrt(
        sum(_auc_variance(*by_source.loc[name, ["auc", "case_count"]]) for name in ("discovered", "reported"))
    )
    if found - told > max(CIRCULAR, 2 * error):
        figures = f"AUC {format_number(found, 2)} tegen {format_number(told, 2)}"
        text = f"De index vindt zelf ontdekte casussen beter dan gemelde ({figures})."
        return [f"{text} Dat kan betekenen dat hij volgt waar al werd gekeken."]
    return []


def _auc_variance(area: float, count: float) -> float:
    """Variance of an AUC over this number of cases against many others (Hanley and McNeil, 1982)."""
    return max(area / (2 - area) - area**2, 0.0) / count


def _metres(length_m: float) -> str:
    """Length as Dutch text."""
    return f"{format_number(length_m)} m"
