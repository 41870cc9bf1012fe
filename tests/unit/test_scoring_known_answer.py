"""The Technology Achievement Index as the OECD/JRC handbook works it out.

Sources: OECD/JRC (2008), Handbook on Constructing Composite Indicators, raw data in Table A.2 (the 23 countries of the
case study), weights in Table 22, ranks in Table 23; goalposts in Saisana, Saltelli and Tarantola (2005), Table 1; index
values in UNDP (2001), Human Development Report.
"""

from math import log10

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.specs import LinearCurve
from geo_risico.scoring.combine import combine
from geo_risico.scoring.curve import apply_curve

COUNTRIES = [
    "Finland",
    "United States",
    "Sweden",
    "Japan",
    "Korea",
    "Netherlands",
    "United Kingdom",
    "Canada",
    "Australia",
    "Singapore",
    "Germany",
    "Norway",
    "Ireland",
    "Belgium",
    "New Zealand",
    "Austria",
    "France",
    "Israel",
    "Spain",
    "Italy",
    "Czech Republic",
    "Hungary",
    "Slovenia",
]
RAW = {
    "patents": "187 289 271 994 779 189 82 31 75 8 235 103 106 72 103 165 205 74 42 13 28 26 105",
    "royalties": "125.6 130 156.6 64.6 9.8 151.2 134 38.6 18.2 25.5 36.8 20.2 110.3 73.9 13 14.8 33.6 43.6 8.6 9.8 4.2 "
    "6.2 4",
    "internet": "200.2 179.1 125.8 49 4.8 136 57.4 108 125.9 72.3 41.2 193.6 48.6 58.9 146.7 84.2 36.4 43.2 21 30.4 25 "
    "21.6 20.3",
    "exports": "50.7 66.2 59.7 80.8 66.7 50.9 61.9 48.7 16.2 74.9 64.2 19 53.6 47.6 15.4 50.3 58.9 45 53.4 51 51.7 "
    "63.5 49.5",
    "telephones": "3.08 3.00 3.10 3.00 2.97 3.02 3.02 2.94 2.94 2.95 2.94 3.12 2.97 2.91 2.86 2.99 2.97 2.96 2.86 3.00 "
    "2.75 2.73 2.84",
    "electricity": "4.15 4.07 4.14 3.86 3.65 3.77 3.73 4.18 3.94 3.83 3.75 4.39 3.68 3.86 3.91 3.79 3.80 3.74 3.62 "
    "3.65 3.68 3.46 3.71",
    "schooling": "10 12 11.4 9.5 10.8 9.4 9.4 11.6 10.9 7.1 10.2 11.9 9.4 9.3 11.7 8.4 7.9 9.6 7.3 7.2 9.5 9.1 7.1",
    "university": "27.4 13.9 15.3 10 23.2 9.5 14.9 14.2 25.3 24.2 14.4 11.2 12.3 13.6 13.1 13.6 12.6 11 15.6 13 8.2 "
    "7.7 10.6",
}
RANKED = [
    "Finland",
    "United States",
    "Sweden",
    "Japan",
    "Korea",
    "Netherlands",
    "United Kingdom",
    "Singapore",
    "Canada",
    "Australia",
    "Germany",
    "Norway",
    "Ireland",
    "Belgium",
    "New Zealand",
    "Austria",
    "France",
    "Israel",
    "Spain",
    "Italy",
    "Czech Republic",
    "Hungary",
    "Slovenia",
]
GOALPOSTS = {
    "patents": (0, 994),
    "royalties": (0, 272.6),
    "internet": (0, 232.4),
    "exports": (0, 80.8),
    "telephones": (log10(1), log10(901)),
    "electricity": (log10(22), log10(6969)),
    "schooling": (0.8, 12),
    "university": (0.1, 27.4),
}
EQUAL = dict.fromkeys(RAW, 1)
BUDGET = dict(zip(RAW, (0.11, 0.11, 0.11, 0.18, 0.10, 0.06, 0.15, 0.18), strict=True))
BUDGET_RANKS = [1, 2, 3, 5, 4, 8, 7, 6, 10, 11, 9, 13, 12, 14, 17, 15, 16, 18, 19, 21, 22, 20, 23]


def scores(weights):
    raw = pd.DataFrame({name: np.array(text.split(), dtype=float) for name, text in RAW.items()}, index=COUNTRIES)
    curves = {
        name: LinearCurve(kind="linear", points=((low, 0.0), (high, 1.0))) for name, (low, high) in GOALPOSTS.items()
    }
    return combine(pd.DataFrame({name: apply_curve(raw[name], curves[name]) for name in raw}), weights)["score"]


@pytest.mark.parametrize(("weights", "expected"), [(EQUAL, list(range(1, 24))), (BUDGET, BUDGET_RANKS)])
def test_ranks_of_the_handbook(weights, expected):
    ranks = scores(weights).rank(ascending=False).astype(int)
    assert ranks[RANKED].tolist() == expected


def test_index_values_of_the_report():
    published = {"Finland": 0.74, "United States": 0.73, "Sweden": 0.70, "Japan": 0.70, "Netherlands": 0.63}
    index = scores(EQUAL)[list(published)]
    assert index.to_dict() == pytest.approx(published, abs=0.0051)
