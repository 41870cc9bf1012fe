"""Who may read what is written: the roles of the profile, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import sql

from geo_risico.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.register_specs import Profile
    from geo_risico.io.database.link import Link

NARROW: Final = ("partner", "toezicht")
"""Profiles whose outcome shows places."""


def readers(grants: Mapping[Profile, Sequence[str]], profile: Profile) -> tuple[str, ...]:
    """Return the roles that may read an outcome of a profile, each once.

    Parameters
    ----------
    grants
        Profile -> roles, as in the scan.
    profile
        Profile of the outcome.

    Raises
    ------
    OutputError
        A role of profile open would read an outcome of a narrower profile.
    """
    roles = tuple(dict.fromkeys(grants.get(profile, ())))
    both = [role for role in roles if profile in NARROW and role in grants.get("open", ())]
    if both or "public" in roles:
        named = ", ".join(both or ["public"])
        raise OutputError(
            f"database.grants.{profile}: {named} mag een uitkomst van profiel {profile} niet lezen; een rol van "
            "profiel open (of iedereen) krijgt alleen uitkomsten van profiel open; verwacht een eigen rol per profiel"
        )
    return roles


def known_roles(link: Link, roles: Sequence[str]) -> None:
    """Return nothing when all roles exist.

    Parameters
    ----------
    link
        Connection within a transaction.
    roles
        Names from the scan.

    Raises
    ------
    OutputError
        A role does not exist; the one who maintains the database makes it.
    """
    rows = link.execute("SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)", (list(roles),))
    found = {name for (name,) in rows.fetchall()}
    missing = [role for role in roles if role not in found]
    if missing:
        raise OutputError(
            f"database.grants: rol {', '.join(missing)} bestaat niet in de database; verwacht bestaande rollen "
            "(CREATE ROLE ... door de beheerder); er is niets geschreven"
        )


def only_for(link: Link, schema: str, name: str, roles: Sequence[str]) -> None:
    """Take every right of others on a table or view away and let the roles read it.

    Rights may stand there already: the default rights of the schema, or those of an earlier view of this name.

    Parameters
    ----------
    link
        Connection within a transaction.
    schema, name
        Table or view.
    roles
        Roles that may read it.
    """
    target = sql.Identifier(schema, name)
    link.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(target))
    others = link.execute(
        "SELECT DISTINCT r.rolname::text FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x JOIN pg_catalog.pg_roles r ON r.oid = x.grantee "
        "WHERE n.nspname = %s AND c.relname = %s AND x.grantee <> c.relowner",
        (schema, name),
    ).fetchall()
    for (role,) in others:
        link.execute(sql.SQL("REVOKE ALL ON {} FROM {} CASCADE").format(target, sql.Identifier(role)))
    for role in roles:
        link.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(target, sql.Identifier(role)))


def enter(link: Link, schema: str, roles: Sequence[str]) -> None:
    """Let the roles into the schema, and no longer everybody.

    Parameters
    ----------
    link
        Connection within a transaction.
    schema
        Schema of the outcomes.
    roles
        Roles that may read something in it.

    Raises
    ------
    OutputError
        A role does not get in, because the writer does not own the schema.
    """
    target = sql.Identifier(schema)
    link.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(target))
    for role in roles:
        link.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(target, sql.Identifier(role)))
        row = link.execute("SELECT pg_catalog.has_schema_privilege(%s, %s, 'USAGE')", (role, schema)).fetchone()
        if row is None or not row[0]:
            raise OutputError(
                f"database.results: rol '{role}' komt niet in schema '{schema}' en u mag die toegang niet geven; "
                f"verwacht dat u eigenaar bent, of van de beheerder: GRANT USAGE ON SCHEMA {schema} TO {role}"
            )
