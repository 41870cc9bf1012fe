"""Time of locatiebladen with map and photograph: ``python benchmarks/sheets.py 200``.

Runs the fictitious gemeente, takes the highest scores of its main theme, cuts their photographs and surroundings, and
typesets one PDF. Writes ``build/locatiebladen.json`` and ends with exit code 1 above the limit.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.governance import release
from geo_risico.reports.locatiebladen import write_locatiebladen
from geo_risico.scan.grounds import add_grounds, first_locations
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

ROOT = Path(__file__).parents[1]
LIMIT_SECONDS = 60.0
"""For 200 pages, on two cores."""
PAGES = 200


def main() -> int:
    """Exit code: 0 within the limit, 1 above it."""
    parser = argparse.ArgumentParser(description="Meet het maken van locatiebladen.")
    parser.add_argument("aantal", type=int, nargs="?", default=PAGES, help="aantal bladen")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "geo-risico")
    asked = parser.parse_args()
    console = Console(stderr=True, highlight=False)
    figures = _measured(asked.aantal, asked.cache, console)
    target = ROOT / "build" / "locatiebladen.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    total, limit = figures["seconds"], LIMIT_SECONDS * figures["pages"] / PAGES
    console.print(
        f"{figures['pages']} bladen in {total:.1f} s (grens {limit:.0f} s): uitsneden {figures['cut_seconds']:.1f} s, "
        f"zetten {figures['typeset_seconds']:.1f} s, {figures['bytes'] / 1e6:.1f} MB. Geschreven: {target}"
    )
    return 1 if total > limit else 0


def _measured(count: int, cache: Path, console: Console) -> dict[str, float]:
    path = ROOT / "scans" / "nieuwpolder.yaml"
    catalog, scan = load_catalog(ROOT / "layers", ROOT / "scans" / "themes"), load_scan(path)
    scan = scan.model_copy(update={"themes": ("buitengebied",), "toezicht_selection": 1})
    plan = make_plan(scan, catalog, path.parent)
    layers = read_layers(plan, cache, console.print)
    result = scan_layers(plan, catalog, layers, console.print)
    names = first_locations(result, count)
    start = time.perf_counter()
    with_pictures = add_grounds([result], layers, {result.theme.name: names}, console.print)[0]
    cut = time.perf_counter() - start
    released = release(with_pictures, version=version("geo-risico"))
    start = time.perf_counter()
    content = write_locatiebladen(released, [(result.theme.name, name) for name in names], console.print)
    typeset = time.perf_counter() - start
    return {
        "pages": len(names),
        "photos": 0 if with_pictures.grounds is None else len(with_pictures.grounds.photos),
        "seconds": cut + typeset,
        "cut_seconds": cut,
        "typeset_seconds": typeset,
        "bytes": len(content),
    }


if __name__ == "__main__":
    sys.exit(main())
