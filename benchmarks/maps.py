"""The map against ``folium.GeoJson`` in the same run: size, building, opening, panning and zooming in a real Chromium.

``python benchmarks/maps.py 5000 50000 150000``. Folium is measured up to ``--folium`` locations, because it takes
minutes above that. With ``--volledig`` the locations carry all columns of profile partner. Prints a table and writes
``build/kaart_prestaties.json``. Time decides nothing: the exit code is 0.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import pickle
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from maps_browser import measure_page
from maps_release import fictitious_release
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
PIPE_WIDTH = 130
MEGA = 1e6
ROWS = (
    ("bestand (MB)", "size_mb", 2),
    ("maken (processorseconden)", "cpu_s", 1),
    ("maken (s)", "wall_s", 1),
    ("geheugen bij maken (GiB)", "peak_gib", 2),
    ("te gebruiken na (s)", "ready_s", 2),
    ("openen (processorseconden van de pagina)", "opening_cpu_s", 2),
    ("langste taak bij openen (ms)", "longest_task_ms", 0),
    ("schuiven, p95 van een beeld (ms)", "pan_p95_ms", 0),
    ("schuiven, processortijd per beeld (ms)", "pan_cpu_ms", 1),
    ("zoomen, p95 van een beeld (ms)", "zoom_p95_ms", 0),
    ("verzoeken naar buiten", "requests", 0),
)


def main() -> int:
    """Exit code 0; the figures are in the file and on the screen."""
    wanted = _arguments()
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    wanted.cache.mkdir(parents=True, exist_ok=True)
    sizes = []
    for count in wanted.locaties:
        sizes.append(_size(count, wanted))
        console.print(_table(sizes[-1]))
    report = {
        "date": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "folium": importlib.metadata.version("folium"),
        "whole": wanted.volledig,
        "sizes": sizes,
    }
    wanted.uit.parent.mkdir(parents=True, exist_ok=True)
    wanted.uit.write_text(json.dumps(report, indent=1), encoding="utf-8")
    console.print(f"Geschreven: {wanted.uit}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("locaties", nargs="*", type=int, default=[5_000], help="aantallen locaties, klein naar groot")
    parser.add_argument("--folium", type=int, default=5_000, help="meet folium tot en met dit aantal")
    parser.add_argument("--volledig", action="store_true", help="alle kolommen van profiel partner")
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "benchmark_kaart", help="map met proefkaarten")
    parser.add_argument(
        "--uit", type=Path, default=ROOT / "build" / "kaart_prestaties.json", help="bestand met cijfers"
    )
    return parser.parse_args()


def _size(count: int, wanted: argparse.Namespace) -> dict[str, Any]:
    """Figures of both pages of one size."""
    source = wanted.cache / f"{count}{'_volledig' if wanted.volledig else ''}.pickle"
    source.write_bytes(pickle.dumps(fictitious_release(count, whole=wanted.volledig)))
    kinds = ["geo_risico", *(["folium"] if count <= wanted.folium else [])]
    figures: dict[str, Any] = {"location_count": count}
    for kind in kinds:
        page = source.with_name(f"{source.stem}_{kind}.html")
        built = _built(kind, source, page)
        figures[kind] = built | {"size_mb": built["bytes"] / MEGA} | measure_page(page, kind)
    return figures


def _built(kind: str, source: Path, page: Path) -> dict[str, Any]:
    """Figures of writing a page, in a process of its own."""
    target = page.with_suffix(".json")
    script = Path(__file__).with_name("maps_build.py")
    command = [sys.executable, *map(str, (script, kind, source, page, target))]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"Kaart met {figures['location_count']} locaties, 8 kenmerken, 10 indicatoren en achtergrond")
    table.add_column("wat")
    for title in ("geo_risico", "folium.GeoJson", "folium / geo_risico"):
        table.add_column(title, justify="right")
    for title, name, decimals in ROWS:
        values = [figures.get(kind, {}).get(name) for kind in ("geo_risico", "folium")]
        cells = ["-" if value is None else f"{value:.{decimals}f}" for value in values]
        ratio = f"{values[1] / values[0]:.1f}" if all(values) else "-"
        table.add_row(title, *cells, ratio)
    return table


if __name__ == "__main__":
    sys.exit(main())
