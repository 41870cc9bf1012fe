"""What a database answered, in Dutch and without credentials."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import psycopg

if TYPE_CHECKING:
    from geo_risico.core.register_specs import DatabaseUse

LOST: Final = frozenset({"57P01", "57P02", "57P03", "57P05", "53300", "40001", "40P01"})
"""States after which the same question may well succeed: shut down, starting, too many connections, deadlock."""
_LOST_CLASS: Final = "08"
_REASONS: Final = {
    "57014": "de vraag duurde langer dan {timeout:g} s en is afgebroken; maak de database sneller (index op de "
    "geometrie en op de kolommen van where) of zet database.timeout_s hoger",
    "57P01": "de server heeft de verbinding verbroken",
    "53100": "de schijf van de database is vol",
    "53200": "de databaseserver heeft te weinig geheugen",
    "53300": "de server heeft geen verbinding meer vrij",
    "53400": "een grens van de server is bereikt (bijvoorbeeld temp_file_limit)",
    "25006": "de database is alleen te lezen (een kopie of een leesrol)",
    "40P01": "een ander proces houdt dezelfde tabellen vast",
    "55P03": "een ander proces houdt dezelfde tabellen vast",
}
_NO_SERVICE: Final = (
    "service '{service}' staat niet in pg_service.conf; verwacht een kop [{service}] in het bestand van PGSERVICEFILE "
    "of in ~/.pg_service.conf"
)
_NO_SERVER: Final = "op dat adres luistert geen PostgreSQL; zie PGHOST en PGPORT"
_NO_NAME: Final = "de naam van de server is niet te vinden; zie PGHOST"
_NOT_ALLOWED: Final = "de server laat deze rol van deze computer niet toe, of alleen met een andere sslmode"
_FULL: Final = "de server heeft geen verbinding meer vrij"
_REFUSALS: Final = {
    "definition of service": _NO_SERVICE,
    "no password supplied": "de server vraagt een wachtwoord; zet het in ~/.pgpass, pg_service.conf of PGPASSWORD",
    "password authentication failed": "gebruiker of wachtwoord klopt niet; zie PGUSER en ~/.pgpass",
    "authentication failed": "aanmelden is geweigerd; zie PGUSER en de instellingen van de server",
    "no pg_hba.conf entry": _NOT_ALLOWED,
    "does not support ssl": "de server heeft geen versleuteling en sslmode vraagt die; vraag de beheerder om TLS",
    "certificate": "het certificaat van de server klopt niet voor deze sslmode; zie sslrootcert",
    "connection refused": _NO_SERVER,
    "no such file or directory": _NO_SERVER,
    "resolve": _NO_NAME,
    "translate host name": _NO_NAME,
    "name or service not known": _NO_NAME,
    "server closed the connection": "de verbinding is weggevallen",
    "timeout": "de server antwoordt niet op tijd",
    "too many clients": _FULL,
    "connection slots": _FULL,
    "starting up": "de server start nog op",
    'role "': "de rol (gebruiker) bestaat niet of mag niet aanmelden; zie PGUSER",
    'database "': "de database bestaat niet; zie PGDATABASE",
}
"""Part of what libpq says, in lower case -> Dutch."""
_FINAL: Final = (
    "definition of service",
    "does not exist",
    "password",
    "authentication failed",
    "pg_hba.conf",
    "ssl",
    "certificate",
)


class SilentError(psycopg.OperationalError):
    """The server said nothing for longer than a question may take."""


def is_passing(error: psycopg.Error) -> bool:
    """Return whether the same question may succeed on a new connection.

    Parameters
    ----------
    error
        What the driver raised.
    """
    if isinstance(error, SilentError):
        return False
    state = error.sqlstate
    if state:
        return state in LOST or state.startswith(_LOST_CLASS)
    text = str(error).casefold()
    return isinstance(error, psycopg.OperationalError) and not any(piece in text for piece in _FINAL)


def reason(error: psycopg.Error, use: DatabaseUse) -> str:
    """Return why it failed, as the end of a Dutch sentence; never a password or the place of one.

    Parameters
    ----------
    error
        What the driver raised.
    use
        Database of the scan.
    """
    known = _REASONS.get(error.sqlstate or "")
    if isinstance(error, SilentError):
        known = "de server antwoordt niet meer; na {timeout:g} s is de verbinding gesloten"
    if known is None and error.sqlstate is None:
        text = str(error).casefold()
        known = next((told for piece, told in _REFUSALS.items() if piece in text), "de verbinding is weggevallen")
    if known is None:
        known = "de database meldt: " + masked(_first_line(error)).replace("{", "{{").replace("}", "}}")
    return known.format(timeout=use.timeout_s, service=use.service or "")


def _first_line(error: psycopg.Error) -> str:
    text = error.diag.message_primary or str(error)
    return " ".join(text.split())[:200]


def masked(text: str) -> str:
    """Return the text without the password of the environment.

    Parameters
    ----------
    text
        Message of the driver or the server.
    """
    password = os.environ.get("PGPASSWORD")
    return text.replace(password, "***") if password else text
