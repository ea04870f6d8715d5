"""A town whose documents and letters are real files in a vault, on either database; what two databases are compared by."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases import backup, decisions, documents, restoring, rows
from cases.db import Database, Session
from cases.lifecycle import Moment
from cases.migrations import known
from cases.models import Letter
from cases.office import definition
from cases.vault import Vault
from tests import postgres
from tests.cases.town import KNOWN, Town
from workflows import engine
from workflows.shapes import Step

# To the end of four of them: with letters, an inquiry, the votes of committees.
LEFT_AFTER = {
    "mayor-appointment": 4,
    "article-79-board": 4,
    "org-structure": 6,
    "waste-investment": 5,
    "performance-evaluation": 2,
    "strategic-plan": 2,
    "grading": 1,
    "budget": 0,
}
READ = {"pages": 2, "fields": {}, "checks": [], "problems": []}


class KeptTown(Town):
    """`Town`, every file of which is in the vault."""

    def __init__(self, file: Path, vault: Vault) -> None:
        super().__init__(file)
        self.vault = vault
        self._contents = itertools.count(1)

    def paper(self) -> tuple[bytes, str]:
        content = f"%PDF-1.7 paper {next(self._contents)}".encode()
        return content, self.vault.keep(content)

    def _gather(self, case_id: int, now: Moment) -> None:
        for item in definition(self.case(case_id).definition.body).documents:
            content, sha256 = self.paper()
            file = documents.File("x.pdf", "application/pdf", len(content), sha256)
            self.db.transact_now(_file_document, case_id, file, item.key, item.kind, now)

    def _decide(self, case_id: int, step: Step, outcome: str, now: Moment) -> None:
        if step.kind != "issue":
            super()._decide(case_id, step, outcome, now)
            return
        letter = self.db.transact_now(decisions.sign, case_id, self.case(case_id).version, now=now)
        self.db.transact_now(decisions.letter_filed, letter.id, self.paper()[1], now=now)

    def lively(self) -> None:
        """Cases of several processes, some at their end, some on their way."""
        for slug, steps in LEFT_AFTER.items():
            case_id = self.open(KNOWN.get(slug)).id
            for _ in range(steps):
                self.leave(case_id, engine.outcomes(self.step(case_id))[0])
        waiting = select(Letter.id).where(Letter.state == "waiting")
        for letter_id in self.db.read_now(lambda session: session.scalars(waiting).all()):
            self.db.transact_now(decisions.letter_filed, letter_id, self.paper()[1], now=self.now("expert"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def lively(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lively town's database and vault, made once."""
    folder = tmp_path_factory.mktemp("lively")
    town = KeptTown(Path(shutil.copy(settled, folder / "town.sqlite")), Vault(folder / "vault"))
    town.lively()
    town.db.close()
    return folder


@pytest.fixture
def kept(lively: Path, tmp_path: Path) -> Iterator[KeptTown]:
    """The lively town a day later, on SQLite."""
    shutil.copytree(lively, tmp_path / "town")
    made = KeptTown(tmp_path / "town/town.sqlite", Vault(tmp_path / "town/vault"))
    made.at = made.at + timedelta(days=1)
    yield made
    made.db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def moved(request: pytest.FixtureRequest, kept: KeptTown, tmp_path: Path) -> KeptTown:
    """The lively town on either database."""
    if request.param == "postgresql":
        backup.write(kept.db, kept.vault, tmp_path / "moved.tar", at=kept.at)
        kept.db.close()
        kept.db = Database(postgres.fresh(request.getfixturevalue("cluster")))
        restoring.restore(kept.db, kept.vault, tmp_path / "moved.tar", at=kept.at)
    return kept


def _file_document(
    session: Session, case_id: int, file: documents.File, item: str, kind: str | None, now: Moment
) -> None:
    document = documents.receive(session, case_id, file, item=item, chat_id=1, origin=None, by=now.by, at=now.at)
    reading = READ | {"document_type": {"value": kind or "other", "confidence": 0.75}}
    # A quarter is exact in binary, a name is not Latin, and the line ends are those that part lines elsewhere.
    field = {
        "value": ["آرش\u2028فرهمندنیا"],
        "raw": "a\r\nb",
        "confidence": 0.3,
        "page": 1,
        "box": [0.1, 0.2, 0.3, 0.4],
    }
    named = {"value": "آرش فرهمندنیا", "raw": None, "confidence": 0.9, "page": None, "box": None}
    reading["fields"] = {"signatory_name": field, "proposed_mayor": named}
    documents.attach_reading(session, document.id, reading, at=now.at)
    documents.confirm(session, document.id, by=now.by, at=now.at)


def everything(db: Database, revision: str | None = None) -> dict[str, list[Any]]:
    """Every row of every table that a backup carries."""
    tables = rows.carried(revision or known()[-1])
    return {
        table.name: db.read_now(lambda session, t=table: [tuple(row) for row in session.execute(_ordered(t))])
        for table in tables
    }


def _ordered(table: Any) -> Any:
    return select(table).order_by(*table.primary_key)
