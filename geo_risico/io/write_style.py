"""How layers look and read in QGIS: QML styles and Dutch column titles, from templates."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jinja2
import numpy as np
import yaml

from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.terms import CLASS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.specs import FeatureSpec, IndicatorSpec

TEMPLATES: Final = Path(__file__).parent / "templates"
COLOURS: Final = ("255,255,178", "254,204,92", "253,141,60", "240,59,32", "189,0,38")
"""YlOrRd in five steps: readable with every kind of colour vision."""

CLASS_STYLE: Final = (
    *zip(CLASS_WORDS, COLOURS, (f"{letter} {words}" for letter, words in CLASS_WORDS.items()), strict=True),
    ("onbekend", "", "onbekend (te weinig gegevens, of weinig gekeken)"),
)
HOT_STYLE: Final = (
    ("hot", "hot: hoge scores bij elkaar", "90,30,150", "45"),
    ("cold", "koud: lage scores bij elkaar", "0,96,122", "135"),
)
"""Value, label, colour and direction of the lines: the direction tells hot from cold without colour."""
_TIP_COLUMNS: Final = (
    "label", "naam", "class", "zekerheid", "score", "coverage", "bereikbaarheid", "redenen", "location_count",
    "mean_score", "count_robust", "count_grensgeval", "count_witte_vlek", "is_hot_score", "is_hot_cases",
)  # fmt: skip


@cache
def environment() -> jinja2.Environment:
    """Templates of styles and projects; every value is escaped for XML."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


@cache
def _titles() -> dict[str, str]:
    titles: dict[str, str] = yaml.safe_load((TEMPLATES / "kolommen.yaml").read_text(encoding="utf-8"))
    return titles


def column_titles(
    columns: Iterable[str], specs: Mapping[str, IndicatorSpec], features: Iterable[FeatureSpec] = ()
) -> dict[str, str]:
    """Column -> Dutch title, each title once; of an indicator with its unit, of an unknown column its name."""
    named = _titles() | {f"kenmerk_{feature.name}": f"Kenmerk: {feature.title}" for feature in features}
    result: dict[str, str] = {}
    for column in columns:
        spec = specs.get(column)
        title = f"{spec.title} ({spec.unit})" if spec else named.get(column, _of_part(column, specs))
        result[column] = f"{title} [{column}]" if title in result.values() else title
    return result


def _of_part(column: str, specs: Mapping[str, IndicatorSpec]) -> str:
    """Title of a contribution by its indicator; the column itself when it is something else."""
    spec = specs.get(column.removeprefix("bijdrage_"))
    return column if spec is None else f"Bijdrage: {spec.title}"


def location_style(titles: Mapping[str, str]) -> str:
    """QML of the locations: five colours by class and hatched where the class is unknown."""
    return _render("locaties.qml.j2", titles, classes=CLASS_STYLE)


def area_style(titles: Mapping[str, str], mean_score: pd.Series[float]) -> str:
    """QML of areas: five equal groups by mean score and hatched where it is unknown or not shown."""
    return _render("gebieden.qml.j2", titles, ranges=_ranges(mean_score))


def hotspot_style(titles: Mapping[str, str]) -> str:
    """QML of the hexagons: hot and cold ones hatched in opposite directions, the others without a mark."""
    return _render("hotspots.qml.j2", titles, rules=HOT_STYLE)


def findings_style(titles: Mapping[str, str], fieldwork: FieldworkSpec) -> str:
    """QML of the findings table: a form with the closed lists, for QGIS and QField."""
    lists = {
        "outcomes": [(word, word.capitalize()) for word in OUTCOMES],
        "findings": [("", "-"), *((item.code, item.title) for item in fieldwork.findings)],
        "follow_up": [("", "-"), *((item.code, item.title) for item in fieldwork.follow_up)],
    }
    return environment().get_template("bevindingen.qml.j2").render(aliases=dict(titles), **lists)


def _ranges(values: pd.Series[float]) -> list[dict[str, str]]:
    known = values.dropna().to_numpy(dtype=float)
    if known.size == 0:
        return []
    edges = np.unique(np.quantile(known, np.linspace(0, 1, len(COLOURS) + 1)).round(3))
    steps = list(pairwise(edges)) or [(edges[0], edges[0])]
    picked = np.linspace(0, len(COLOURS) - 1, len(steps)).round().astype(int)
    return [
        {
            "filter": " AND ".join(
                ['"mean_score" IS NOT NULL']
                + ([f'"mean_score" >= {low}'] if position else [])
                + ([f'"mean_score" < {high}'] if position < len(steps) - 1 else [])
            ),
            "label": f"{low:.3f} tot {high:.3f}".replace(".", ","),
            "colour": COLOURS[picked[position]],
        }
        for position, (low, high) in enumerate(steps)
    ]


def _render(template: str, titles: Mapping[str, str], **values: object) -> str:
    tip = {name: titles[name] for name in _TIP_COLUMNS if name in titles}
    map_tip = environment().get_template("tip.html.j2").render(tip=tip)
    return environment().get_template(template).render(aliases=dict(titles), map_tip=str(map_tip), **values)
