"""Every page that this program writes, of a scan in which every name and title carries HTML and script."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np

from geo_risico.core.results import ReleaseMeta
from geo_risico.inspection.learn_lessons import make_lessons
from geo_risico.inspection.learn_visits import make_rounds
from geo_risico.inspection.learn_weights import Weighed
from geo_risico.reports.wat_leerden import write_wat_leerden
from geo_risico.scan.compare import compare
from geo_risico.scan.save import save_scan

PAYLOAD = (
    '<script>window.raak=1</script><img src=x onerror="window.raak=2">"><svg onload=window.raak=3></svg>'
    "<a href='javascript:window.raak=4'>k</a>{{ 7*7 }}</style></title></textarea>]]>"
)
CREATED = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)


def _module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hostile(result):
    """The result with the payload in every text of scan, theme, indicators, locations, areas and sources."""
    scan = result.scan.model_copy(
        update={key: f"{key} {PAYLOAD}" for key in ("title", "doel", "grondslag", "opdrachtgever")}
    )
    dims = tuple(d.model_copy(update={"title": f"{d.name} {PAYLOAD}"}) for d in result.theme.dimensions)
    theme = result.theme.model_copy(
        update={"title": f"thema {PAYLOAD}", "description": f"uitleg {PAYLOAD}", "dimensions": dims}
    )
    specs = {
        name: spec.model_copy(update={"title": f"{name} {PAYLOAD}", "description": f"uitleg {PAYLOAD}"})
        for name, spec in result.indicator_specs.items()
    }
    frame = result.locations.frame
    frame = frame.assign(label=[f"{label} {PAYLOAD}" for label in frame["label"]])
    areas = {
        kind: area.assign(naam=[f"{name} {PAYLOAD}" for name in area["naam"]]) if "naam" in area else area
        for kind, area in result.aggregates.items()
    }
    words = {"title": f"bron {PAYLOAD}", "attribution": f"houder {PAYLOAD}", "note": f"let op {PAYLOAD}"}
    provenance = tuple(dataclasses.replace(item, **words) for item in result.provenance)
    return dataclasses.replace(
        result,
        scan=scan,
        theme=theme,
        indicator_specs=specs,
        aggregates=areas,
        provenance=provenance,
        locations=dataclasses.replace(result.locations, frame=frame),
    )


def write_pages(result, folder):
    """Paths of all pages: those of a scan, of a comparison of two and of lessons."""
    bad = hostile(result)
    save_scan(bad, folder, created=CREATED, step=lambda _: None)
    later = bad.scan.model_copy(update={"peildatum": dt.date(2026, 7, 1)})
    save_scan(dataclasses.replace(bad, scan=later), folder, created=CREATED, step=lambda _: None)
    list(compare([bad.scan.name], folder, every=False))
    (folder / "wat_leerden.html").write_text(_lessons(), encoding="utf-8")
    return sorted(folder.rglob("*.html"))


def _lessons():
    sample = _module("learn_sample")
    rows = sample.make_rows(np.random.default_rng(4), top=30, drawn=60, indicators=4)
    rows = rows.assign(zone=[f"{zone} {PAYLOAD}" for zone in rows["zone"]], stratum=rows["stratum"])
    choice = sample.make_choice(rows, "2026-03-01-000000", sample.DAY)
    told = [("2026-03-01-000000", finding) for _, finding in sample.answers(rows, np.random.default_rng(2), 0.1)]
    about = Weighed(
        scan="proef", theme="buitengebied", title=f"thema {PAYLOAD}", weights={f"v{k}": 0.25 for k in range(4)},
        titles={}, peildatum=dt.date(2026, 1, 1), made=dt.date(2026, 4, 1), is_fictief=True,
    )  # fmt: skip
    titles = {f"v{k}": f"kenmerk {PAYLOAD} {k}" for k in range(4)}
    lessons = make_lessons(make_rounds([choice], told), [about], titles, np.random.default_rng(0))
    meta = ReleaseMeta(
        name="proef", title=f"titel {PAYLOAD}", theme="buitengebied", profile="partner", doel=PAYLOAD,
        grondslag=PAYLOAD, bewaartermijn="12 maanden", expires=dt.date(2027, 1, 1), opdrachtgever=PAYLOAD,
        peildatum=dt.date(2026, 1, 1), is_fictief=True, version="1.0",
    )  # fmt: skip
    return write_wat_leerden(lessons, meta, is_all=False)
