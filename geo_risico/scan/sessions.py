"""Weights of a session with experts in a scan: read, checked against the theme, and put into its plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.errors import DefinitionError
from geo_risico.io.weights_file import is_session, read_session, read_weights
from geo_risico.scan.invulblad import changed_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.catalog import Plan
    from geo_risico.core.session_specs import WeightSession
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import ThemeSpec


def applied_session(theme: ThemeSpec, scan: ScanSpec, folder: Path) -> WeightSession | None:
    """Weights of a session that a scan names for a theme; None where it names none.

    Parameters
    ----------
    theme
        Theme with the dimensions that belong to the scan.
    scan
        The definition.
    folder
        Folder of the scan definition.

    Raises
    ------
    DefinitionError
        When the file is wrong, of another scan or theme, or its indicators are not those of the theme.
    """
    path = scan.expertsessie.get(theme.name)
    if path is None:
        return None
    session = read_session(folder / path)
    problems = list(_problems(session, theme, scan))
    if problems:
        raise DefinitionError(f"{path}: deze gewichten passen niet bij thema {theme.name} van deze scan", problems)
    return session


def with_session(plan: Plan) -> tuple[Plan, WeightSession | None]:
    """Plan of one theme with the weights of its session in the scan, and that session; what stays the same is not told.

    Raises
    ------
    DefinitionError
        As `applied_session`.
    """
    session = applied_session(plan.theme, plan.scan, plan.folder)
    if session is None:
        return plan, None
    new = changed_names(plan.theme, plan.scan.weights, session.weights)
    return replace(plan, scan=plan.scan.model_copy(update={"weights": {**plan.scan.weights, **new}})), session


def named_files(scan: ScanSpec, paths: Mapping[Path, str]) -> ScanSpec:
    """The scan with the weights of these files, calibrated or of a session, each for the theme that it names itself.

    Parameters
    ----------
    scan
        The definition.
    paths
        File -> its path as seen from the folder of the definition.

    Raises
    ------
    DefinitionError
        When a file has no weights, is of a theme outside the scan, or two are of one theme.
    """
    found: dict[str, dict[str, str]] = {"calibrated": {}, "expertsessie": {}}
    taken: dict[str, str] = {}
    problems = []
    for path, seen in paths.items():
        of_session = is_session(path)
        key, theme = ("thema", read_session(path).thema) if of_session else ("theme", read_weights(path).theme)
        if theme not in scan.themes:
            hint = nearest(theme, list(scan.themes))
            problems.append(f"{path}: {key}: '{theme}' hoort niet bij scan {scan.name}; {hint}")
        elif theme in taken:
            problems.append(f"{path}: {key}: '{theme}' heeft al gewichten uit {taken[theme]}; een bestand per thema")
        else:
            taken[theme] = found["expertsessie" if of_session else "calibrated"][theme] = seen
    if problems:
        raise DefinitionError(f"Scan {scan.name}: deze gewichten zijn niet te gebruiken", problems)
    kept = {
        kind: {theme: path for theme, path in getattr(scan, kind).items() if theme not in taken} | files
        for kind, files in found.items()
    }
    return scan.model_copy(update=kept)


def _problems(session: WeightSession, theme: ThemeSpec, scan: ScanSpec) -> Iterator[str]:
    if session.scan != scan.name:
        yield f"scan: '{session.scan}', verwacht '{scan.name}'"
    if session.thema != theme.name:
        yield f"thema: '{session.thema}', verwacht '{theme.name}'"
    if session.is_fictief and not scan.is_fictief:
        yield "is_fictief: true: gewichten van een fictieve kaart horen niet in een scan van echte plaatsen"
    yield from _weight_problems(session, list(theme.weights))


def _weight_problems(session: WeightSession, known: list[str]) -> Iterator[str]:
    for name in session.weights:
        if name not in known:
            yield f"weights.{name}: geen indicator van dit thema in deze scan; {nearest(name, known)}"
    for name in known:
        if name not in session.weights:
            yield f"weights.{name}: ontbreekt; verwacht een gewicht, 0 laat de indicator weg"
    if not any(session.weights.values()):
        yield "weights: alle gewichten zijn 0; minstens een gewicht boven 0 verwacht"
