"""Visits and cases from the planted truth: chosen by effort, at random, or after a tip. All fictitious."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from geo_risico.io.sources.fictief.geometry import Floats, Ints, chance

FIRST_DAY, LAST_DAY = np.datetime64("2019-01-01"), np.datetime64("2025-12-31")
KINDS: Final = ("hennepkwekerij", "synthetische drugs", "illegale opslag", "afvaldumping", "illegale bewoning")
KIND_SHARES: Final = (0.35, 0.13, 0.22, 0.2, 0.1)
CHECKS: Final = ("integrale controle", "milieucontrole", "handhaving")
RANDOM, TIP = "steekproef", "tip"
RANDOM_SHARE = 0.15
AGAIN_SHARE = 0.08
NO_ACCESS_SHARE = 0.06
TIP_IF_PRESENT, TIP_IF_ABSENT = 0.06, 0.01
OTHERWISE_KNOWN = 0.04


def make_visits(lots: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Visits in order of date: `row` of the lot, datum, aanleiding, resultaat and insluitkans (NaN after a tip).

    A visit with access finds what is there. The random visits are 15 % of those that were chosen, drawn without
    replacement in each gemeente.
    """
    present = lots["present"].to_numpy()
    chosen = np.flatnonzero(chance(len(lots), lots["visit_chance"].to_numpy(), rng))
    chosen_chance = lots["visit_chance"].to_numpy()[chosen]
    again = chance(len(chosen), AGAIN_SHARE, rng)
    random, random_chance = _random_rows(lots["region"].to_numpy(), chosen, rng)
    tipped = np.flatnonzero(chance(len(lots), np.where(present, TIP_IF_PRESENT, TIP_IF_ABSENT), rng))
    rows = np.concatenate([chosen, chosen[again], random, tipped])
    checks = rng.choice(CHECKS, len(chosen) + int(again.sum()), p=[0.35, 0.45, 0.2])
    result = np.where(present[rows], "aangetroffen", "niets aangetroffen")
    result = np.where(chance(len(rows), NO_ACCESS_SHARE, rng), "geen toegang", result)
    visits = pd.DataFrame({
        "row": rows,
        "datum": _dates(len(rows), rng),
        "aanleiding": np.concatenate([checks, np.full(len(random), RANDOM), np.full(len(tipped), TIP)]),
        "resultaat": result,
        "insluitkans": np.concatenate([
            chosen_chance, chosen_chance[again], random_chance, np.full(len(tipped), np.nan),
        ]),
    })  # fmt: skip
    return visits.sort_values(["datum", "row"], kind="stable", ignore_index=True)


def _random_rows(region: Ints, chosen: Ints, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Rows of a random draw in each gemeente, and the chance of each row to be in it."""
    rows, chances = [], []
    for code in np.unique(region):
        within = np.flatnonzero(region == code)
        count = round(int((region[chosen] == code).sum()) * RANDOM_SHARE / (1 - RANDOM_SHARE))
        count = min(max(count, 1), len(within))
        rows.append(rng.permutation(within)[:count])
        chances.append(np.full(count, round(count / len(within), 4)))
    return np.concatenate(rows), np.concatenate(chances)


def make_cases(lots: pd.DataFrame, visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Cases in order of date: every finding, and some that became known without a visit."""
    found = visits[visits["resultaat"] == "aangetroffen"]
    known = np.flatnonzero(chance(len(lots), lots["present"].to_numpy() * OTHERWISE_KNOWN, rng))
    told = np.where(chance(len(known), 0.7, rng), "reported", "open")
    bron = np.concatenate([np.where(found["aanleiding"] == TIP, "reported", "discovered"), told])
    count = len(bron)
    cases = pd.DataFrame({
        "row": np.concatenate([found["row"].to_numpy(), known]),
        "datum": np.concatenate([found["datum"].to_numpy(), _dates(len(known), rng)]),
        "soort": rng.choice(KINDS, count, p=KIND_SHARES),
        "bron": bron,
        "zekerheid": np.where((np.arange(count) < len(found)) | chance(count, 0.3, rng), "vastgesteld", "vermoeden"),
    })  # fmt: skip
    return cases.sort_values(["datum", "row"], kind="stable", ignore_index=True)


def _dates(count: int, rng: np.random.Generator) -> np.ndarray:
    days = rng.integers(0, int((LAST_DAY - FIRST_DAY) / np.timedelta64(1, "D")) + 1, count)
    return np.datetime_as_string(FIRST_DAY + days.astype("timedelta64[D]"), unit="D").astype(object)
