"""A throw-away PostgreSQL for the tests: no port, a socket in a temporary folder, gone when the tests end.

Door: `server()`, a context manager that gives the URL of a maintenance database, and `fresh(url)`, which makes an
empty database and gives its URL. Promise: nothing of the machine's own clusters is touched. It is fast and not durable
(fsync off).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=100"
)


@contextmanager
def server() -> Iterator[str]:
    """Starts a cluster; the URL is that of its database `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="dabir-pg-"))  # a short path: a socket's name is at most 107 bytes
    try:
        if os.getuid() == 0:
            account = pwd.getpwnam("postgres")  # PostgreSQL refuses to run as root
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", str(data))
        options = f"{SETTINGS} -c unix_socket_directories={folder}"
        _run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh(url: str) -> str:
    """Makes an empty database in the cluster of `url` and gives its URL."""
    name = f"t_{secrets.token_hex(4)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _run(program: str, *args: str) -> None:
    command = [_binary(program), *args]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    # Not through pipes: the server would inherit and hold them open.
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=60, check=False
    )
    if done.returncode:
        pytest.fail(f"PostgreSQL's {program} failed ({done.returncode}): {' '.join(command)}")


def _binary(program: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = shutil.which(program) or (str(debian[-1]) if debian else None)
    if found is None:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    return found
