"""A private PostgreSQL with PostGIS for the tests: in a folder of its own, on a port that was free."""

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import psycopg
import pytest

PASSWORD = "geheim-Wachtwoord-91"  # noqa: S105 - of a server that lives as long as the tests


def programs():
    """Folder with the programs of the newest PostgreSQL that has PostGIS; None without."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    usable = [p.parent for p in found if list(p.parents[1].glob("lib/postgis-3.so"))]
    return usable[-1] if usable else None


def _as_owner():
    """Words before a command that make it run as an ordinary user: the server refuses root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


@contextmanager
def running(folder):
    """Port of a server in the folder, reached over loopback with a password and over a socket without."""
    bin_folder = programs()
    if bin_folder is None:
        reason = "PostGIS ontbreekt (postgresql-15-postgis-3); zie scripts/servers.sh"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    data, who = folder / "data", _as_owner()
    _open_to_all(folder)
    if who:
        shutil.chown(folder, who[2])
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    options = ["-A", "scram-sha-256", "--auth-local=trust", "--pwfile", secret, "-U", "beheer", "-E", "UTF8"]
    _call([*who, bin_folder / "initdb", "-D", data, *options, "--locale=C.UTF-8", "--no-sync"], folder)
    for _ in range(5):
        port = _free_port()
        started = _start(who, bin_folder, data, port)
        if started:
            break
    assert started, (data / "log").read_text()
    try:
        yield port
    finally:
        _call([*who, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], folder)


def _open_to_all(folder):
    for one in (folder, *folder.parents):
        if one.stat().st_uid == os.geteuid() and not one.stat().st_mode & 0o001:
            one.chmod(one.stat().st_mode | 0o011)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _start(who, bin_folder, data, port):
    fast = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off -c listen_addresses=127.0.0.1"
    words = [*who, bin_folder / "pg_ctl", "-D", data, "-l", data / "log", "-w", "-o", f"-p {port} -k {data} {fast}"]
    return subprocess.run([*words, "start"], cwd=data.parent, capture_output=True, check=False).returncode == 0


def _call(words, folder):
    subprocess.run(list(map(str, words)), cwd=folder, check=True, capture_output=True)


def admin(port, dbname="gis"):
    """Connection of the owner of the server, every statement at once."""
    return psycopg.connect(
        host="127.0.0.1", port=port, user="beheer", password=PASSWORD, dbname=dbname, autocommit=True
    )


def prepared(port, dbname="gis"):
    """A database with PostGIS and an analyst who may read schema bron and write schema uitkomst."""
    with admin(port, "postgres") as link:
        link.execute(f"CREATE DATABASE {dbname}")
        for role in ("analist", "lezer", "gast", "toezichthouder"):
            link.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    with admin(port, dbname) as link:
        link.execute("CREATE EXTENSION postgis; CREATE SCHEMA bron; CREATE SCHEMA uitkomst AUTHORIZATION analist")
        link.execute("GRANT USAGE ON SCHEMA bron TO analist")
        link.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA bron GRANT SELECT ON TABLES TO analist")


def environment(port, **more):
    """Variables with which libpq finds the server as the analyst."""
    base = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "analist", "PGPASSWORD": PASSWORD}
    return base | {"PGDATABASE": "gis", "PGSERVICEFILE": os.devnull, "PGPASSFILE": os.devnull} | more


def put(link, table, frame, kinds=None, shape="geometry(Geometry, 28992)"):
    """A table with the rows of a frame; geometry goes to column geom, all else as text unless ``kinds`` says."""
    kinds, has_shapes = kinds or {}, hasattr(frame, "geometry")
    names = [name for name in frame.columns if name != "geometry"]
    marks = {name: '"' + name.replace('"', '""') + '"' for name in names}
    columns = [f"{marks[name]} {kinds.get(name, 'text')}" for name in names] + [f"geom {shape}"] * has_shapes
    link.execute(f"CREATE TABLE {table} (fid bigserial PRIMARY KEY, {', '.join(columns)})")
    quoted = list(marks.values()) + ["geom"] * has_shapes
    with link.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(quoted)}) FROM STDIN") as copy:
        shapes = frame.geometry.to_wkb(hex=True, include_srid=True) if has_shapes else [None] * len(frame)
        for row, shape_text in zip(frame[names].itertuples(index=False), shapes, strict=True):
            values = [*row, *([shape_text] if has_shapes else [])]
            copy.write_row([None if pd.isna(value) else value for value in values])
