"""A document is read in its turn: a storage that is away is waited for, a long file makes room for another case's."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

from cases import documents, lifecycle
from cases.db import Session
from cases.errors import Trouble
from cases.lifecycle import Moment
from cases.models import Document
from cases.vault import Vault
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401
from worker import readings
from worker.handler import Handler

pytestmark = pytest.mark.anyio
SAMPLE = (Path(__file__).resolve().parents[2] / "samples/mayor/minutes-digital.pdf").read_bytes()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def reader(town: Town, vault: Vault) -> Handler:  # noqa: F811
    return readings.handler(town.db, vault, lambda: town.at)


def sent(town: Town, vault: Vault, content: bytes, *, municipality_id: int = 1) -> int:  # noqa: F811
    """A document of a new case of this city, waiting to be read."""
    sha256 = vault.keep(content)
    return town.db.transact_now(_sent, municipality_id, sha256, len(content), town.now("secretary"))


def _sent(session: Session, municipality_id: int, sha256: str, size: int, now: Moment) -> int:
    case = lifecycle.open_case(
        session, "mayor-appointment", municipality_id=municipality_id, origin=None, now=_of_city(now, municipality_id)
    )
    file = documents.File("x.pdf", "application/pdf", size, sha256)
    by = _of_city(now, municipality_id).by
    return documents.receive(session, case.id, file, item=None, chat_id=1, origin=None, by=by, at=now.at).id


def _of_city(now: Moment, municipality_id: int) -> Moment:
    """The secretary as one of that city."""
    for role in now.by.person.roles:
        role.municipality_id = municipality_id
    return now


def state(town: Town, document_id: int) -> str:  # noqa: F811
    return town.db.read_now(lambda session: session.get_one(Document, document_id).state)


async def test_a_file_whose_storage_is_away_waits_for_it(town: Town, vault: Vault, reader: Handler) -> None:  # noqa: F811
    document = sent(town, vault, SAMPLE)
    path = vault.path(town.db.read_now(lambda session: session.get_one(Document, document).sha256))
    path.rename(path.with_name("away"))
    with pytest.raises(Trouble, match="storage"):
        await reader.do(document)
    assert state(town, document) == "waiting", "not called unreadable"
    path.with_name("away").rename(path)
    await reader.do(document)
    assert state(town, document) == "read"


@pytest.mark.long
async def test_a_long_file_makes_room_for_another_cases_and_goes_on_after_it(
    town: Town,  # noqa: F811
    vault: Vault,
    reader: Handler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readings, "SHARE", 0.0)
    alone = sent(town, vault, _pages(2))
    await reader.do(alone)
    assert state(town, alone) == "read", "nobody makes room for nobody"
    long = sent(town, vault, _pages(3))
    other = sent(town, vault, SAMPLE + b" ", municipality_id=2)
    await reader.do(long)
    assert state(town, long) == "waiting"
    begun = vault.begun(town.db.read_now(lambda session: session.get_one(Document, long).sha256))
    assert list(begun.glob("*.json")), "what it has read is kept"
    await reader.do(other)
    await reader.do(long)
    assert [state(town, one) for one in (other, long)] == ["read", "read"]
    assert not begun.exists()


def _pages(number: int) -> bytes:
    """So many pages that are read from their text, and take their time."""
    whole = pypdfium2.PdfDocument.new()
    for _ in range(number):
        whole.import_pages(pypdfium2.PdfDocument(SAMPLE))
    kept = io.BytesIO()
    whole.save(kept)
    return kept.getvalue()
