"""One short conversation with the database: connected, bounded in time, and as a whole tried again when it is lost."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import psycopg
from psycopg import sql

from geo_risico.core.errors import SourceError
from geo_risico.io.database.faults import is_passing, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_risico.core.register_specs import DatabaseUse

T = TypeVar("T")
Link: TypeAlias = psycopg.Connection[tuple[Any, ...]]
TRIES: Final = 3
PAUSES_S: Final = (0.2, 1.0)
CONNECT_S: Final = 10
LOCAL_TIME: Final = "Europe/Amsterdam"
"""Zone in which the registers write; a moment with a zone is told as it was on the clock here."""


def label(use: DatabaseUse) -> str:
    """Return what the database is called in messages: its service, else its name and host from the environment.

    Parameters
    ----------
    use
        Database of the scan.
    """
    if use.service:
        return f"database (service {use.service})"
    name = os.environ.get("PGDATABASE", "")
    host = os.environ.get("PGHOST", "")
    return " ".join(["database", *([name] if name else []), *([f"op {host}"] if host and "/" not in host else [])])


def place_of(link: Link) -> str:
    """Return host, port and database as an address without user and password.

    Parameters
    ----------
    link
        Open connection.
    """
    host = link.info.host
    local = not host or host.startswith(("/", "@"))
    return f"postgresql://{'localhost' if local else host}:{link.info.port}/{link.info.dbname}"


def converse(use: DatabaseUse, about: str, work: Callable[[Link], T]) -> T:
    """Return what ``work`` gives within one read-only transaction, started anew as a whole when the link is lost.

    Parameters
    ----------
    use
        Database of the scan.
    about
        What is asked, for messages.
    work
        Asks; called at most three times, each time on a connection of its own.

    Raises
    ------
    SourceError
        The database is not there, refuses, takes too long, or the connection is lost again and again.
    """
    for attempt in range(TRIES):
        try:
            with connect(use) as link:
                link.read_only, link.isolation_level = True, psycopg.IsolationLevel.REPEATABLE_READ
                settle(link, use)
                return work(link)
        except psycopg.Error as error:
            if attempt + 1 < TRIES and is_passing(error):
                time.sleep(PAUSES_S[attempt])
                continue
            again = f" ({attempt + 1} keer geprobeerd)" if attempt else ""
            raise SourceError(f"{about}: {label(use)} geeft de rijen niet: {reason(error, use)}{again}") from None
    raise AssertionError


def connect(use: DatabaseUse) -> Link:
    """Return a new connection; user, password, host and sslmode come from the environment or pg_service.conf.

    Parameters
    ----------
    use
        Database of the scan.
    """
    sys.audit("socket.connect", "libpq", label(use))  # libpq connects unseen; a guard on connections must hear of it
    service: dict[str, Any] = {"service": use.service} if use.service else {}
    patience: dict[str, Any] = {} if "PGCONNECT_TIMEOUT" in os.environ else {"connect_timeout": CONNECT_S}
    return psycopg.connect(
        "",
        **service,
        **patience,
        client_encoding="UTF8",
        application_name="geo-risico",
        keepalives_idle=10,
        keepalives_interval=5,
        tcp_user_timeout=int(use.timeout_s * 1000),
    )


def settle(link: Link, use: DatabaseUse) -> None:
    """Begin the transaction with how values are written and how long a question may take.

    Parameters
    ----------
    link
        Open connection.
    use
        Database of the scan, with the time limit.
    """
    settings = {
        "statement_timeout": str(int(use.timeout_s * 1000)),
        "TimeZone": LOCAL_TIME,
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "iso_8601",
        "extra_float_digits": "1",
        "bytea_output": "hex",
    }
    calls = [sql.SQL("pg_catalog.set_config({}, {}, true)").format(name, value) for name, value in settings.items()]
    link.execute(sql.SQL("SELECT ") + sql.SQL(", ").join(calls))
