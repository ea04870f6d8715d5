"""A throw-away PostgreSQL for the tests: `bench.cluster`, fast and not durable.

Door: `server()`, a context manager that gives the URL of a maintenance database, and `fresh(url)`, which makes an
empty database and gives its URL.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from bench import cluster

fresh = cluster.fresh


def server() -> AbstractContextManager[str]:
    """Starts a cluster; the URL is that of its database `postgres`."""
    return cluster.server(*cluster.FLEETING)
