"""A sealed choice of visits from a scan: drawn, sealed, and then written for crews that cannot see the arm."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DataError, ReleaseError
from geo_risico.core.visit_choice import VisitChoice
from geo_risico.governance.manifest import catalog_sha256
from geo_risico.governance.notices import expires
from geo_risico.governance.profiles import without_unused_sources
from geo_risico.inspection.choose_places import candidates, known_visits, last_days, repeated
from geo_risico.io.choices import choices_of, counts_of, folder_of, read_choice, seal_choice, write_choice
from geo_risico.io.findings import log_path, read_log
from geo_risico.scan.choose_crew import crew_files
from geo_risico.scan.choose_days import CrewTime, crew_days, plan_draw
from geo_risico.scan.grounds import NO_SHEETS
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.inspection.choose import Limits
    from geo_risico.scan.choose_days import CrewDay, Planned

KEEP: Final = "bewaartermijn.json"
YEAR_DAYS: Final = 365
LONG_HOURS: Final = 10
_NAMED: Final = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
_SEED_BITS: Final = 53
"""Bits of a seed that nobody can predict; every program that reads JSON keeps so many exactly."""


@dataclass(frozen=True, kw_only=True)
class ChoiceAsked:
    """What somebody asked: ``since`` is a day, or so many days before the last known moment.

    ``seed`` None takes one from the system that nobody can predict; the seal holds it.
    """

    limits: Limits
    zone: str = "wijk"
    theme: str = ""
    since: dt.date | int | None = None
    seed: int | None = None
    blind: bool = False
    time: CrewTime = field(default_factory=CrewTime)
    problems: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """The sealed choice, its folder and files, the days of the crew, and Dutch sentences that warn."""

    choice: VisitChoice
    folder: Path
    files: tuple[Path, ...]
    days: tuple[CrewDay, ...]
    warnings: tuple[str, ...]
    zone_names: Mapping[str, str]
    """Name of each zone that has one, by code."""


def choose_visits(  # noqa: PLR0913 - what is asked, of which scan, and where it goes
    scan: ScanSpec,
    catalog: Catalog,
    folder: Path,
    asked: ChoiceAsked,
    *,
    uit: Path,
    cache: Path,
    moment: dt.datetime,
    step: Callable[[str], None],
) -> Chosen:
    """The choice of a scan, sealed and written under ``uit/keuzes/<scan>``.

    Raises
    ------
    ReleaseError
        In profile open, which shows no locations.
    DataError
        With everything that is wrong with what was asked, or when no location may be chosen.
    OutputError
        When something cannot be written; nothing of the choice is left then.
    """
    if scan.profile == "open":
        raise ReleaseError(
            "Bezoeken kiezen kan niet in profiel open: dat toont geen losse locaties. Kies in de scan 'profile: "
            "partner' of 'profile: toezicht'."
        )
    problems = [*asked.problems]
    if asked.theme and asked.theme not in scan.themes:
        problems.append(f"--thema {asked.theme}: deze scan heeft dat thema niet; hij heeft {', '.join(scan.themes)}")
    if problems:
        raise DataError(f"Geen keuze voor '{scan.name}'; er is niets gemaakt.", problems)
    plan = make_plan(scan, catalog, folder)
    layers = read_layers(plan, cache, step)
    return choose_from(scan_layers(plan, catalog, layers, step), layers, asked, uit=uit, moment=moment, step=step)


def choose_from(
    result: ScanResult,
    layers: Layers,
    asked: ChoiceAsked,
    *,
    uit: Path,
    moment: dt.datetime,
    step: Callable[[str], None],
) -> Chosen:
    """As `choose_visits`, for a scan that was computed."""
    scan = result.scan
    step("Bezoeken kiezen")
    parts = _parts(result, asked.theme)
    former = [read_choice(path) for path in choices_of(uit, scan.name)]
    rows, reference, visits = _candidates(parts, asked, uit)
    seed = secrets.randbits(_SEED_BITS) if asked.seed is None else asked.seed
    plan = plan_draw(
        rows, asked.limits, _unseen(rows, visits), np.random.default_rng(seed), asked.time,
        lambda chosen: crew_days(chosen, result, layers, asked.time),
    )  # fmt: skip
    drawn = plan.drawn
    choice = VisitChoice(
        keuze_id="",
        scan=scan.name,
        is_fictief=scan.is_fictief,
        peildatum=scan.peildatum,
        made_at=moment,
        seed=seed,
        settings=_settings(asked, reference, plan),
        rows=drawn.rows,
    )
    if choice.chosen.empty:
        reasons = rows["excluded"].value_counts()
        raise DataError(
            f"Geen keuze voor '{scan.name}': geen enkele locatie kan worden gekozen; er is niets gemaakt.",
            [f"{count} locaties: {reason}" for reason, count in reasons.items() if reason],
        )
    warnings = (*drawn.warnings, *_shorter(choice, asked, plan), *repeated(drawn.rows, former, visits))
    sealed = seal_choice(choice, _facts(result, drawn.rows))
    texts = crew_files(result, layers, sealed.choice, step, days=plan.days, is_blind=asked.blind)
    texts |= {KEEP: _keep_text(sealed.choice, scan)}
    step("Bestanden wegschrijven")
    files = write_choice(sealed, uit, texts, scan.profile)
    folder = folder_of(uit, sealed.choice)
    return Chosen(
        choice=sealed.choice, folder=folder, files=files, days=plan.days, warnings=warnings,
        zone_names=_zone_names(parts, asked.zone),
    )  # fmt: skip


def _zone_names(parts: Sequence[ScanResult], zone: str) -> dict[str, str]:
    """Zone code -> name, for the kinds of zones that have names."""
    frames = [part.aggregates[kind] for part in parts if (kind := _NAMED.get(zone, "")) in part.aggregates]
    return {str(code): str(name) for frame in frames for code, name in frame["naam"].items()}


def _keep_text(choice: VisitChoice, scan: ScanSpec) -> str:
    """Until when the choice may be kept, as JSON; ``opruimen`` removes the whole folder after it."""
    content = {
        "kind": "geo-risico bewaartermijn",
        "keuze_id": choice.keuze_id,
        "scan": scan.name,
        "expires": expires(scan.peildatum, scan.bewaartermijn).isoformat(),
    }
    return f"{json.dumps(content, indent=2)}\n"


def _shorter(choice: VisitChoice, asked: ChoiceAsked, plan: Planned) -> list[str]:
    """Dutch sentences on why the list is shorter than asked, or a day longer than anybody works."""
    said, count = [], len(choice.chosen)
    if plan.count < asked.limits.count:
        said.append(
            f"de route past niet in {asked.time.days} x {asked.time.hours:g} uur: de lijst is voor het verzegelen "
            f"ingekort van {asked.limits.count} tot {plan.count} bezoeken"
        )
    if plan.redrawn:
        said.append(f"de loting is {plan.redrawn} keer overgedaan met minder bezoeken, omdat de route niet paste")
    if count < plan.count:
        said.append(f"{count} in plaats van {plan.count} bezoeken: meer locaties zijn er niet binnen de voorwaarden")
    longest = max(day.minutes for day in plan.days) / 60
    if asked.time.hours is None and longest > LONG_HOURS:
        said.append(
            f"een dag duurt {longest:.0f} uur; verdeel de route met --dagen, of houd haar kort met --uren en --dagen"
        )
    return said


def _parts(result: ScanResult, theme: str) -> list[ScanResult]:
    asked = [part for part in result.by_theme if theme in {"", part.theme.name}]
    parts = [part for part in asked if part.theme.locations not in NO_SHEETS and len(part.scores)]
    if not parts:
        raise DataError(
            f"Geen keuze voor '{result.scan.name}': geen van de thema's heeft locaties om te bezoeken "
            f"({', '.join(part.theme.name for part in asked)}); er is niets gemaakt."
        )
    names = pd.Index([str(name) for part in parts for name in part.scores.index])
    if names.has_duplicates:
        themes = ", ".join(part.theme.name for part in parts)
        raise DataError(f"Dezelfde locaties staan in meer dan een thema ({themes}); kies er een met --thema")
    return parts


def _candidates(parts: list[ScanResult], asked: ChoiceAsked, uit: Path) -> tuple[pd.DataFrame, dt.date, pd.DataFrame]:
    """Locations with why they may not be chosen, the day that counts as now, and the visits of the year before it."""
    rows = candidates(parts, asked.zone)
    scan = parts[0].scan
    entries = [entry.finding for entry in read_log(log_path(uit, scan.name)).entries]
    found = {(item.location_id, item.day) for item in entries if item.outcome != "niet bezocht"}
    visits = known_visits(parts, found, rows)
    reference = max([scan.peildatum, *(day for _, day in found)])
    unknown = [kind for kind in asked.limits.per_kind if kind and kind not in set(rows["kind"])]
    if unknown:
        known = ", ".join(sorted(rows["kind"].unique()))
        raise DataError(
            f"Geen keuze voor '{scan.name}'; er is niets gemaakt.",
            [f"--per-soort {kind}: deze soort is er niet; verwacht een van {known}" for kind in unknown],
        )
    if asked.since is not None:
        days = last_days(visits)
        bound = pd.Timestamp(reference) - pd.Timedelta(days=asked.since) if isinstance(asked.since, int) else (
            pd.Timestamp(asked.since)
        )  # fmt: skip
        late = days[days >= bound]
        rows.loc[late.index, "excluded"] = [f"bezocht op {day.date().isoformat()}" for day in late]
    return rows, reference, visits[visits["date"] >= pd.Timestamp(reference) - pd.Timedelta(days=YEAR_DAYS)]


def _unseen(rows: pd.DataFrame, visits: pd.DataFrame) -> frozenset[str]:
    recent = rows.index.intersection(pd.Index(visits["location_id"]))
    return frozenset(rows["zone"]) - frozenset(rows.loc[recent, "zone"])


def _settings(asked: ChoiceAsked, reference: dt.date, plan: Planned) -> dict[str, Any]:
    limits = asked.limits
    return {
        "bezoeken": limits.count,
        "verkenning": limits.exploration,
        "zone": asked.zone,
        "thema": asked.theme,
        "per_gemeente": limits.per_gemeente,
        "per_soort": dict(limits.per_kind),
        "niet_sinds": asked.since if isinstance(asked.since, int) or asked.since is None else asked.since.isoformat(),
        "laatst_bekende_dag": reference.isoformat(),
        "blind": asked.blind,
        "dagen": asked.time.days,
        "uren": asked.time.hours,
        "capaciteit": asked.time.per_day,
        "passend": plan.count,
        "loting_overgedaan": plan.redrawn,
        "trekkingskans": "precies: afhankelijk afronden van de verwachte aantallen, daarna gelijke kansen per cel",
    }


def _facts(result: ScanResult, rows: pd.DataFrame) -> dict[str, Any]:
    inputs: dict[str, set[str]] = {}
    for part in result.by_theme:
        for item in without_unused_sources(part).provenance:
            if item.sha256:
                inputs.setdefault(item.layer, set()).add(item.sha256)
    return {
        "code_version": version("geo-risico"),
        "catalog_sha256": catalog_sha256(result),
        "inputs": {name: sorted(hashes) for name, hashes in sorted(inputs.items())},
        "counts": counts_of(rows),
    }
