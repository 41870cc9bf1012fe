"""The visit list of a day: chosen locations of a released scan, in the order of the shortest route."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DataError, GeoRisicoError, ReleaseError
from geo_risico.core.route import DaySpec, Place, Stop
from geo_risico.governance import release
from geo_risico.inspection.route import plan_route
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers
from geo_risico.scan.sheets import SheetChoice, chosen
from geo_risico.scan.visit_places import find_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo_risico.catalog import Catalog
    from geo_risico.core.results import Layers, Release
    from geo_risico.core.route import Route
    from geo_risico.core.source_specs import ScanSpec

MOST: Final = 200
DEFAULT_MIN: Final = 30.0
LAST: Final = "laatste"
"""As end: the route ends at the last stop."""


@dataclass(frozen=True, kw_only=True)
class DayAsked:
    """What somebody typed: start and end as text, ``visit_min`` None for what the fieldwork lists say."""

    sheets: SheetChoice
    start: str = ""
    end: str = ""
    start_min: float = 9 * 60
    visit_min: float | None = None
    hours: float | None = None
    problems: tuple[str, ...] = field(default_factory=tuple)
    """What was wrong before the scan was read; all problems are told together."""


def plan_visits(
    scan: ScanSpec, catalog: Catalog, folder: Path, asked: DayAsked, *, cache: Path, step: Callable[[str], None]
) -> tuple[Release, Route]:
    """Release of a scan and the route along the chosen locations.

    Raises
    ------
    ReleaseError
        In profile open, which shows no locations.
    DataError
        With everything that is wrong with what was asked.
    """
    if scan.profile == "open":
        raise ReleaseError(
            "Een bezoeklijst kan niet in profiel open: dat toont geen losse locaties. Kies in de scan 'profile: "
            "partner' of 'profile: toezicht'."
        )
    plan = make_plan(scan, catalog, folder)
    layers = read_layers(plan, cache, step)
    released = release(scan_layers(plan, catalog, layers, step), version=version("geo-risico"))
    step("Route bepalen")
    return released, route_of(released, layers, asked, scan.toezicht_selection)


def route_of(released: Release, layers: Layers, asked: DayAsked, count: int) -> Route:
    """Route along the chosen locations of a release.

    Parameters
    ----------
    released
        What may be shown, with its other themes beside it.
    layers
        Of the same scan; roads count where their layer is open.
    asked
        What somebody typed.
    count
        How many locations of each theme, when nothing says which.

    Raises
    ------
    DataError
        With everything that is wrong with what was asked.
    """
    problems, stops = list(asked.problems), []
    try:
        stops = _stops(released, asked.sheets, count)
    except GeoRisicoError as error:
        message = str(error).splitlines()[0].removesuffix("; er is niets gemaakt.")
        problems.append(f"{message}: {'; '.join(error.problems)}" if error.problems else message)
    ends: dict[str, Place | None] = {"--start": None, "--einde": None}
    for option, text in (("--start", asked.start), ("--einde", "" if asked.end == LAST else asked.end)):
        try:
            ends[option] = find_place(text, option, released, layers) if text else None
        except DataError as error:
            problems.append(str(error))
    if problems:
        raise DataError(f"Geen bezoeklijst voor '{released.meta.name}'; er is niets gemaakt.", problems)
    default = DEFAULT_MIN if released.fieldwork is None else released.fieldwork.visit_minutes
    day = DaySpec(
        start=ends["--start"],
        end=ends["--einde"] if asked.end else ends["--start"],
        start_min=asked.start_min,
        visit_min=default if asked.visit_min is None else asked.visit_min,
        hours=asked.hours,
    )
    route = plan_route(stops, day, _roads(layers))
    if not route.visits:
        raise DataError(f"Geen enkel bezoek past in {asked.hours:g} uur; kies een langere dag of een ander begin.")
    return route


def _stops(released: Release, choice: SheetChoice, count: int) -> list[Stop]:
    pairs = chosen(released, choice, count)
    if len(pairs) > MOST:
        raise DataError("Te veel locaties", [f"{len(pairs)} locaties; ten hoogste {MOST} op een bezoeklijst"])
    parts = {part.theme.name: part for part in released.by_theme}
    twice = _twice(choice)
    if twice:
        raise DataError("Dubbele locaties", [f"{name}: staat er meer dan een keer in" for name in twice])
    return [_stop(parts[theme], theme, name) for theme, name in pairs]


def _twice(choice: SheetChoice) -> Sequence[str]:
    if choice.asked is None:
        return ()
    named = [(item.theme, item.location_id) for item in choice.asked.locations]
    return list(dict.fromkeys(name for theme, name in named if named.count((theme, name)) > 1))


def _stop(part: Release, theme: str, name: str) -> Stop:
    frame = part.locations
    if frame is None:
        raise TypeError("a chosen location is in a release with locations")
    point = frame.geometry[name].representative_point()
    score = float(frame["score"].fillna(0.0)[name]) if "score" in frame else 0.0
    return Stop(location_id=name, theme=theme, label=str(frame["label"][name]), x=point.x, y=point.y, prize=1.0 + score)


def _roads(layers: Layers) -> gpd.GeoDataFrame | None:
    return layers.shapes("wegen") if "wegen" in layers.frames and layers.access("wegen") == "open" else None
