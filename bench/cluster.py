"""A throw-away PostgreSQL: no port, a socket in a temporary folder, gone when it is left.

Door: `server()`, a context manager that gives the URL of a maintenance database, and `fresh(url)`, which makes a database
and gives its URL. Promise: nothing of the machine's own clusters is touched; where PostgreSQL is missing or does not start
there is one error, `NoCluster`, that says so. Not here: what is done with the databases.
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

import psycopg

# Fast, and nothing survives a power cut: for tests, and for filling tables.
FLEETING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoCluster(RuntimeError):
    """PostgreSQL is not installed here, or does not start."""


@contextmanager
def server(*options: str, folder: Path | None = None) -> Iterator[str]:
    """Starts a cluster with these settings ("fsync=off"); the URL is that of its database `postgres`."""
    home = Path(tempfile.mkdtemp(prefix="dabir-pg-", dir=folder))  # a short path: a socket's name is at most 107 bytes
    try:
        if os.getuid() == 0:
            account = pwd.getpwnam("postgres")  # PostgreSQL refuses to run as root
            os.chown(home, account.pw_uid, account.pw_gid)
        data = home / "data"
        _run("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", str(data))
        given = ("listen_addresses=''", "max_connections=100", f"unix_socket_directories={home}", *options)
        settings = " ".join(f"-c {option}" for option in given)
        _run("pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", settings, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fresh(url: str, *, like: str = "template1") -> str:
    """Makes a database in the cluster of `url`, empty or a copy of the one named `like`, and gives its URL."""
    name = f"t_{secrets.token_hex(4)}"
    with psycopg.connect(driver_url(url), autocommit=True) as connection:
        connection.execute(f"create database {name} template {like}".encode())
    return url.replace("@/postgres?", f"@/{name}?")


def driver_url(url: str) -> str:
    """The URL as the driver itself wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, *args: str) -> None:
    command = [_binary(program), *args]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    # Not through pipes: the server would inherit and hold them open.
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=120, check=False
    )
    if done.returncode:
        raise NoCluster(f"PostgreSQL's {program} failed ({done.returncode}): {' '.join(command)}")


def _binary(program: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = shutil.which(program) or (str(debian[-1]) if debian else None)
    if found is None:
        raise NoCluster("PostgreSQL is not installed: apt-get install postgresql")
    return found
