"""A throw-away PostgreSQL for the tests: `bench.cluster`, fast and not durable.

Door: `server()`, a context manager that gives the URL of a maintenance database, `fresh(url)`, which makes an empty
database and gives its URL, and `halt(url)` and `wake(url)`, which stop and start the cluster of a database.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import make_url

from bench import cluster

fresh = cluster.fresh


def server() -> AbstractContextManager[str]:
    """Starts a cluster; the URL is that of its database `postgres`."""
    return cluster.server(*cluster.FLEETING)


def halt(url: str) -> None:
    """Stops the cluster as a power cut of the server program would: no connection is ended in good order."""
    cluster._run("pg_ctl", "-D", str(_home(url) / "data"), "-m", "immediate", "-w", "stop")


def wake(url: str) -> None:
    """Starts it again; it mends itself from its log."""
    home = _home(url)
    settings = f"-c listen_addresses='' -c max_connections=100 -c unix_socket_directories={home}"
    cluster._run("pg_ctl", "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o", settings, "start")


def _home(url: str) -> Path:
    return Path(str(make_url(url).query["host"]))
