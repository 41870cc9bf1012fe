"""Whole scans of the fictitious gemeente, rounded, against the tables beside this file.

A change that is meant: ``UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/golden/test_scan_golden.py`` writes the
tables anew; the difference then shows in the commit, row by row.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.catalog import load_scan
from geo_risico.scan.run import run_scan

FOLDER = Path(__file__).parent
RENEW = os.environ.get("UPDATE_GOLDEN") == "1"
SHOWN = 5
HOW = "Is de verandering bedoeld, vernieuw dan met: UPDATE_GOLDEN=1 make test"
SCORES = ["score", "score_low", "score_high", "coverage", "p10", "p90"]
WORDS = ["class", "class_all", "robustness"]


def locations_table(result):
    """Scores in three decimals, class, and raw indicators in two."""
    scores = result.scores[SCORES].round(3).join(result.scores[WORDS])
    places = result.locations.frame[["label", "gemeente_code"]]
    return places.join(scores).join(result.indicators.round(2))


def areas_table(result, kind):
    """Aggregates without outlines."""
    frame = pd.DataFrame(result.aggregates[kind]).drop(columns="geometry")
    return frame.round({name: 3 for name in frame if name.startswith(("mean_", "coverage", "known_"))}).round(2)


def as_lines(table):
    """CSV text of a table, one line a row; minus zero is zero."""
    numbers = table.select_dtypes("number")
    clean = table.assign(
        **{name: numbers[name] + 0.0 if numbers[name].dtype == "float64" else numbers[name] for name in numbers}
    )
    return clean.sort_index().to_csv(lineterminator="\n").splitlines()


def by_key(lines):
    return {line.split(",", 1)[0]: line for line in lines[1:]}


def difference(name, found, expected):
    """Which rows differ, in Dutch, and how to renew; empty when none does."""
    if found == expected:
        return ""
    parts = [f"{name}: de uitkomst verschilt van de vastgelegde tabel."]
    if found[:1] != expected[:1]:
        parts.append(f"  kolommen nu: {found[0]}\n  vastgelegd:  {expected[0] if expected else 'niets'}")
    now, then = by_key(found), by_key(expected)
    for text, keys in (("nieuw", now.keys() - then.keys()), ("verdwenen", then.keys() - now.keys())):
        if keys:
            parts.append(f"  {len(keys)} rijen {text}: {', '.join(sorted(keys)[:SHOWN])}")
    changed = sorted(key for key in now.keys() & then.keys() if now[key] != then[key])
    parts += [f"  {key}\n    nu:         {now[key]}\n    vastgelegd: {then[key]}" for key in changed[:SHOWN]]
    parts.append(f"  {len(changed)} rijen anders. {HOW}")
    return "\n".join(parts)


def compare(name, table):
    path, found = FOLDER / f"{name}.csv", as_lines(table)
    if RENEW:
        path.write_text("\n".join(found) + "\n", encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    message = difference(path.name, found, expected)
    if message:
        pytest.fail(message, pytrace=False)


@pytest.fixture(scope="module")
def gemeenten_result(fictief_scan):
    """Comparison of the fictitious gemeenten, of the same size as the scan of erven."""
    plan = fictief_scan.plan
    spec = load_scan(plan.folder / "fictieve_gemeenten.yaml").model_copy(update={"fictief": plan.scan.fictief})
    return run_scan(spec, fictief_scan.catalog, plan.folder, cache=fictief_scan.cache, step=lambda _: None)


def test_erven(fictief_scan):
    compare("nieuwpolder_locaties", locations_table(fictief_scan.result))


@pytest.mark.parametrize("kind", ["gemeenten", "wijken", "buurten", "vierkanten"])
def test_areas(kind, fictief_scan):
    compare(f"nieuwpolder_{kind}", areas_table(fictief_scan.result, kind))


def test_gemeenten(gemeenten_result):
    compare("fictieve_gemeenten_locaties", locations_table(gemeenten_result))
    compare("fictieve_gemeenten_gemeenten", areas_table(gemeenten_result, "gemeenten"))


@pytest.mark.skipif(RENEW, reason="de tabellen worden nu vernieuwd")
def test_a_difference_names_its_rows(fictief_scan):
    table = locations_table(fictief_scan.result)
    expected = as_lines(table)
    first, last = table.index[0], table.index[-1]
    moved = table.drop(index=last)
    moved.loc[first, "score"] += 0.001
    message = difference("proef.csv", as_lines(moved), expected)
    assert f"1 rijen verdwenen: {last}" in message
    assert f"  {first}\n" in message
    assert "1 rijen anders" in message
    assert "UPDATE_GOLDEN=1" in message
    assert difference("proef.csv", expected, expected) == ""
