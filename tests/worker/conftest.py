"""A database of each kind for every test of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.db import Database
from tests import postgres
from tests.worker import errands


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dabir.sqlite'}"
    return postgres.fresh(request.getfixturevalue("cluster"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = errands.make(url)
    yield made
    made.close()
