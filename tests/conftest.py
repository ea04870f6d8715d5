"""What holds for every test: asynchronous ones run on asyncio, and nothing leaves this machine.

The guard is an audit hook: it sees whatever goes through Python's own sockets, not what programs started by a test do
(PostgreSQL, Chromium). An attempt is stopped, and fails its test even where the code under test swallowed the error.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The long run of `make soak`: other acts each time, for some minutes.
settings.register_profile(
    "soak",
    max_examples=400,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

_attempts: list[str] = []


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def attempts() -> list[str]:
    """The addresses elsewhere that the running test tried to reach; a test that meant it empties the list."""
    return _attempts


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    _attempts.clear()
    yield
    if _attempts:
        pytest.fail(f"the test reached out for {', '.join(_attempts)}")


def _guard(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        at, host = args[0], args[1]
        if getattr(at, "family", None) == socket.AF_UNIX:
            return
        _refuse_foreign(host[0] if isinstance(host, tuple) and host else host)
    elif event == "socket.getaddrinfo":
        _refuse_foreign(args[0])


def _refuse_foreign(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or _is_here(name):
        return
    _attempts.append(name)
    raise LeftTheMachine(f"{name} is not this machine")


def _is_here(name: str) -> bool:
    if name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_guard)
