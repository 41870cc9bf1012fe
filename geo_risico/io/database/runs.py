"""The table of runs in the schema for outcomes: what was made, when, for what purpose and until when it is kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from geo_risico.core.errors import OutputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_risico.io.database.link import Link

RUNS: Final = "scans"
_COLUMNS: Final = {
    "run_id": ("uuid PRIMARY KEY", "Kenmerk van deze keer"),
    "scan": ("text NOT NULL", "Naam van de scan"),
    "versie": ("integer NOT NULL", "Versie van de tabellen (v0001 is de eerste keer)"),
    "titel": ("text NOT NULL", "Titel van de scan"),
    "peildatum": ("date NOT NULL", "Datum waarop de scan geldt"),
    "gemaakt": ("timestamptz NOT NULL", "Wanneer de scan is gedraaid"),
    "profiel": ("text NOT NULL", "Profiel van vrijgave"),
    "versie_code": ("text NOT NULL", "Versie van geo-risico"),
    "manifest_sha256": ("text NOT NULL", "SHA-256 van manifest.json bij de bestanden"),
    "doel": ("text NOT NULL", "Waarvoor de scan gebruikt wordt"),
    "grondslag": ("text NOT NULL", "Juridische grondslag"),
    "opdrachtgever": ("text NOT NULL", "Organisatie die om de scan vraagt"),
    "bewaartermijn": ("text NOT NULL", "Hoe lang de uitkomst bewaard wordt"),
    "bewaren_tot": ("date NOT NULL", "Laatste dag dat de uitkomst bewaard mag worden"),
    "is_fictief": ("boolean NOT NULL", "Waar als plaatsen of gevallen verzonnen zijn"),
    "tabellen": ("text[] NOT NULL", "Tabellen van deze versie"),
    "views": ("text[] NOT NULL", "Views die bij het schrijven naar deze versie wezen"),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a scan: its name, the moment of making, the SHA-256 of its manifest and an id of its own."""

    scan: str
    created: dt.datetime
    manifest_sha256: str
    run_id: uuid.UUID = field(default_factory=uuid.uuid4)


def prepare(link: Link, schema: str) -> None:
    """Make the schema and the table of runs where they are not there, and let no other run come between.

    Parameters
    ----------
    link
        Connection within a transaction.
    schema
        Schema of the outcomes.

    Raises
    ------
    OutputError
        The schema is not there and the role may not make it.
    """
    _hold(link, schema)
    row = link.execute(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s), "
        "pg_catalog.has_database_privilege(current_database(), 'CREATE'), current_user::text",
        (schema,),
    ).fetchone()
    has_schema, may_make, role = row or (False, False, "")
    if not has_schema and not may_make:
        raise OutputError(
            f"database.results: schema '{schema}' bestaat niet en rol '{role}' mag het niet maken; verwacht een schema "
            f"van de beheerder: CREATE SCHEMA {schema} AUTHORIZATION {role}"
        )
    if not has_schema:
        link.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    found = link.execute(
        "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s",
        (schema, RUNS),
    ).fetchone()
    if found is None:
        _make(link, schema)


def _hold(link: Link, schema: str) -> None:
    """Wait until no other run writes in the schema, and let none begin within this transaction."""
    link.execute("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 0))", (f"geo:{schema}",))


def own_names(link: Link, schema: str, scan: str, names: Sequence[str]) -> None:
    """Return nothing when every name is free or was made by an earlier run of the same scan.

    Parameters
    ----------
    link
        Connection within a transaction, after ``prepare``.
    schema
        Schema of the outcomes.
    scan
        Name of the scan.
    names
        Tables and views that the run wants to make.

    Raises
    ------
    OutputError
        A name belongs to another scan, or to a table or view that no run made.
    """
    target = sql.Identifier(schema, RUNS)
    question = sql.SQL(
        "SELECT c.relname::text, (SELECT min(s.scan) FROM {0} s WHERE c.relname::text = ANY (s.tabellen || s.views)) "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %(schema)s AND c.relname::text = ANY (%(names)s) AND NOT EXISTS (SELECT FROM {0} s "
        "WHERE s.scan = %(scan)s AND c.relname::text = ANY (s.views)) ORDER BY 1 LIMIT 1"
    ).format(target)
    row = link.execute(question, {"schema": schema, "names": list(names), "scan": scan}).fetchone()
    if row is not None:
        whose = f"is van scan '{row[1]}'" if row[1] else f"staat er al en is niet van een scan in '{RUNS}'"
        raise OutputError(
            f"database.results: tabel of view '{schema}.{row[0]}' {whose}; scan '{scan}' neemt die naam niet over. "
            "Verwacht een andere naam van de scan of een ander schema; er is niets geschreven"
        )


def _make(link: Link, schema: str) -> None:
    target = sql.Identifier(schema, RUNS)
    columns = [sql.SQL(f"{{}} {kind}").format(sql.Identifier(name)) for name, (kind, _) in _COLUMNS.items()]
    link.execute(sql.SQL("CREATE TABLE {} ({}, UNIQUE (scan, versie))").format(target, sql.SQL(", ").join(columns)))
    link.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(target))
    about = "Elke keer dat geo-risico een uitkomst in dit schema schreef"
    link.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(target, about).as_bytes(link))
    for name, (_, title) in _COLUMNS.items():
        note = sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(target, sql.Identifier(name), title)
        link.execute(note.as_bytes(link))


def next_version(link: Link, schema: str, scan: str) -> int:
    """Return the number of the version that this run of the scan gets; the first is 1.

    Parameters
    ----------
    link
        Connection within a transaction.
    schema
        Schema of the outcomes.
    scan
        Name of the scan.
    """
    question = sql.SQL("SELECT coalesce(max(versie), 0) + 1 FROM {} WHERE scan = %s")
    row = link.execute(question.format(sql.Identifier(schema, RUNS)), (scan,)).fetchone()
    return int(row[0]) if row else 1


def record(link: Link, schema: str, run: Run, version: int, fields: Mapping[str, Any]) -> None:
    """Add the row of a run.

    Parameters
    ----------
    link
        Connection within a transaction.
    schema
        Schema of the outcomes.
    run
        Run that is written.
    version
        Number of its tables.
    fields
        The other columns.
    """
    row = {
        "run_id": run.run_id,
        "scan": run.scan,
        "versie": version,
        "gemaakt": run.created,
        "manifest_sha256": run.manifest_sha256,
        **fields,
    }
    names = sql.SQL(", ").join([sql.Identifier(name) for name in row])
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    question = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(schema, RUNS), names, marks)
    link.execute(question, list(row.values()))


def was_recorded(link: Link, schema: str, run: Run) -> bool:
    """Return whether a run stands in the table, after every run that is still being written has ended.

    Parameters
    ----------
    link
        Connection within a transaction; each question sees what others finished before it.
    schema
        Schema of the outcomes.
    run
        Run that was written.
    """
    _hold(link, schema)
    found = link.execute(
        "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s",
        (schema, RUNS),
    ).fetchone()
    if found is None:
        return False
    question = sql.SQL("SELECT FROM {} WHERE run_id = %s").format(sql.Identifier(schema, RUNS))
    return link.execute(question, (run.run_id,)).fetchone() is not None
