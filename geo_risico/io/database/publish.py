"""A release in the shared database: tables of a new version, a view on them and a row about the run; all or nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from geo_risico.core.errors import OutputError
from geo_risico.io.database.columns import GEOMETRY, as_csv, fitting_name, sql_types
from geo_risico.io.database.faults import reason
from geo_risico.io.database.grants import enter, known_roles, only_for, readers
from geo_risico.io.database.link import PAUSES_S, connect, label, settle
from geo_risico.io.database.runs import RUNS, Run, next_version, own_names, prepare, record, was_recorded
from geo_risico.io.write_style import column_titles
from geo_risico.io.write_tables import area_table, location_details

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geo_risico.core.register_specs import DatabaseUse
    from geo_risico.core.results import Release
    from geo_risico.io.database.link import Link

AREAS: Final = "gebieden"
CONTRIBUTION: Final = "bijdrage_"
_INDEXED: Final = ("gemeente_code", "score", "class")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table to write: name without version, rows, key, a Dutch title and one per column."""

    name: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    title: str
    titles: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was written: database without user, schema, version, tables with their rows, and roles that may read."""

    address: str
    schema: str
    version: int
    tables: Mapping[str, int]
    roles: tuple[str, ...]


def publish(release: Release, use: DatabaseUse, run: Run) -> Published:
    """Return what was written of a release in the schema for outcomes.

    Parameters
    ----------
    release
        What may be shown; nothing else is written.
    use
        Database of the scan, with ``results`` and ``grants``.
    run
        What is recorded of the run.

    Raises
    ------
    OutputError
        Nothing was written: no database, no rights, no room, a role that is not there, a connection that was cut.
    """
    roles = readers(use.grants, release.meta.profile)
    written: list[Published] = []
    try:
        with connect(use) as link:
            settle(link, use)
            written.append(_write(link, release, use, run, roles))
    except psycopg.Error as error:
        if not written or not _arrived(use, run, written[0]):
            raise OutputError(_message(error, use, f"database, schema '{use.results}'")) from None
    return written[0]


def _message(error: psycopg.Error, use: DatabaseUse, about: str) -> str:
    why = reason(error, use)
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        why = (
            f"de rol mag daar niet schrijven ({why}); verwacht CREATE en USAGE op het schema, en eigenaar van '{RUNS}'"
        )
    if isinstance(error, psycopg.errors.DependentObjectsStillExist):
        why = f"een eigen view rust op een view van deze scan waarvan de kolommen nu anders zijn ({why})"
    return f"{about}: {label(use)} neemt de uitkomst niet aan: {why}. In de database is niets veranderd."


def _arrived(use: DatabaseUse, run: Run, written: Published) -> bool:
    """Whether the run stands there all the same: the connection was lost at the last word."""
    for pause in (*PAUSES_S, 0.0):
        try:
            with connect(use) as link:
                settle(link, use)
                return was_recorded(link, written.schema, run)
        except psycopg.Error as error:
            why = reason(error, use)
            time.sleep(pause)
    raise OutputError(
        f"database, schema '{written.schema}': {label(use)}: de verbinding viel weg bij het vastleggen en de database "
        f"antwoordt daarna niet ({why}). Versie {written.version} staat er geheel of helemaal niet; kijk in tabel "
        f"'{RUNS}' of run_id {run.run_id} er staat. Zo niet, draai de scan opnieuw."
    )


def _write(link: Link, release: Release, use: DatabaseUse, run: Run, roles: tuple[str, ...]) -> Published:
    schema = use.results or ""
    known_roles(link, roles)
    prepare(link, schema)
    enter(link, schema, roles)
    version = next_version(link, schema, run.scan)
    tables: dict[str, int] = {}
    current: list[str] = []
    made = list(sheets(release))
    wanted = [fitting_name(sheet.name, ending) for sheet in made for ending in ("", f"_v{version:04d}")]
    own_names(link, schema, run.scan, wanted)
    for sheet in made:
        name = fitting_name(sheet.name, f"_v{version:04d}")
        _table(link, schema, name, sheet)
        only_for(link, schema, name, roles)
        view = fitting_name(sheet.name)
        _view(link, schema, view, name)
        only_for(link, schema, view, roles)
        tables[name] = len(sheet.frame)
        current.append(view)
    record(link, schema, run, version, {**release_fields(release), "tabellen": sorted(tables), "views": current})
    _drop_old_views(link, schema, run.scan, current)
    _open_runs(link, schema, use)
    host = link.info.host
    local = not host or host.startswith("/")
    address = f"{link.info.dbname} op {'localhost' if local else host}"
    return Published(address=address, schema=schema, version=version, tables=tables, roles=roles)


def release_fields(release: Release) -> dict[str, Any]:
    """Return what is recorded of a release, by column.

    Parameters
    ----------
    release
        What may be shown.
    """
    meta = release.meta
    return {
        "titel": meta.title,
        "peildatum": meta.peildatum,
        "profiel": meta.profile,
        "versie_code": meta.version,
        "doel": meta.doel,
        "grondslag": meta.grondslag,
        "opdrachtgever": meta.opdrachtgever,
        "bewaartermijn": meta.bewaartermijn,
        "bewaren_tot": meta.expires,
        "is_fictief": meta.is_fictief,
    }


def sheets(release: Release) -> Iterator[Sheet]:
    """Yield the tables of a release: of each theme the locations, where these are shown, and the areas.

    Parameters
    ----------
    release
        What may be shown.
    """
    for part in release.by_theme:
        stem = f"{part.meta.name}_{part.theme.name}"
        title = f"{part.meta.title}, {part.theme.title}, peildatum {part.meta.peildatum}, profiel {part.meta.profile}"
        places = location_details(part)
        if places is not None:
            titles = column_titles(places.columns.drop("geometry"), part.indicator_specs, part.theme.features)
            titles |= _contribution_titles(titles, part)
            kinds = f"{part.theme.location_plural.capitalize()}: {title}"
            yield Sheet(name=stem, frame=places, key=("location_id",), title=kinds, titles=titles)
        areas = area_table(part)
        if areas is not None:
            titles = column_titles(areas.columns.drop("geometry"), {})
            yield Sheet(
                name=f"{stem}_{AREAS}", frame=areas, key=("soort", "code"), title=f"Gebieden: {title}", titles=titles
            )


def _contribution_titles(titles: Mapping[str, str], part: Release) -> dict[str, str]:
    names = [name for name in titles if name.startswith(CONTRIBUTION)]
    specs = {name: part.indicator_specs.get(name.removeprefix(CONTRIBUTION)) for name in names}
    return {name: f"Bijdrage aan de score: {spec.title}" for name, spec in specs.items() if spec is not None}


def _table(link: Link, schema: str, name: str, sheet: Sheet) -> None:
    """A new table with its rows, indexes and Dutch comments."""
    target, types = sql.Identifier(schema, name), sql_types(sheet.frame)
    named = {column: sql.Identifier(fitting_name(column)) for column in types}
    postgis = link.execute("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'postgis'")
    if (found := postgis.fetchone()) is None:
        raise OutputError(f"database, schema '{schema}': PostGIS ontbreekt; verwacht CREATE EXTENSION postgis")
    columns = []
    for column, kind in types.items():
        prefix = sql.SQL("{}.").format(sql.Identifier(found[0].strip('"'))) if column == GEOMETRY else sql.SQL("")
        columns.append(sql.SQL("{} {}{}").format(named[column], prefix, _word(kind)))
    keys = sql.SQL(", ").join([named[column] for column in sheet.key])
    link.execute(sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY ({}))").format(target, sql.SQL(", ").join(columns), keys))
    with link.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(target)) as copy:
        copy.write(as_csv(sheet.frame))
    if GEOMETRY in types:
        link.execute(sql.SQL("CREATE INDEX ON {} USING gist ({})").format(target, named[GEOMETRY]))
    for column in _INDEXED:
        if column in types:
            link.execute(sql.SQL("CREATE INDEX ON {} ({})").format(target, named[column]))
    link.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(target, sheet.title).as_bytes(link))
    for column, text in sheet.titles.items():
        note = sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(target, named[column], text)
        link.execute(note.as_bytes(link))
    link.execute(sql.SQL("ANALYZE {}").format(target))


def _word(kind: str) -> sql.SQL:
    """A type as it stands in a definition; only those of ``sql_types`` come here."""
    return sql.SQL(kind)


def _view(link: Link, schema: str, name: str, table: str) -> None:
    """The view on the newest version; one with other columns is made anew."""
    view, target = sql.Identifier(schema, name), sql.Identifier(schema, table)
    make = sql.SQL("CREATE OR REPLACE VIEW {} AS SELECT * FROM {}").format(view, target)
    try:
        with link.transaction():
            link.execute(make)
    except psycopg.errors.InvalidTableDefinition:
        link.execute(sql.SQL("DROP VIEW {}").format(view))
        link.execute(make)


def _drop_old_views(link: Link, schema: str, scan: str, current: list[str]) -> None:
    """Views of earlier runs that the newest lacks go: they would show an older version as if it were the newest."""
    rows = link.execute(
        sql.SQL("SELECT DISTINCT unnest(views) FROM {} WHERE scan = {}").format(sql.Identifier(schema, RUNS), scan)
    ).fetchall()
    for (name,) in rows:
        if name not in current:
            link.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(schema, name)))


def _open_runs(link: Link, schema: str, use: DatabaseUse) -> None:
    """Everyone with an outcome sees the runs of his own profiles only."""
    wanted = {profile: readers(use.grants, profile) for profile in use.grants}
    for profile, roles in wanted.items():
        known_roles(link, roles)
        policy, target = sql.Identifier(f"lezen_{profile}"), sql.Identifier(schema, RUNS)
        link.execute(sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(policy, target))
        if roles:
            to = sql.SQL(", ").join([sql.Identifier(role) for role in roles])
            link.execute(
                sql.SQL("CREATE POLICY {} ON {} FOR SELECT TO {} USING (profiel = {})").format(
                    policy, target, to, profile
                )
            )
    every = tuple(dict.fromkeys(role for roles in wanted.values() for role in roles))
    only_for(link, schema, RUNS, every)
    enter(link, schema, every)
