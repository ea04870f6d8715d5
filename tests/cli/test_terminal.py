"""What is wrong around the program is named by the setting that leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.db import Database
from cases.errors import Trouble
from cases.migrations import upgrade
from cases.vault import Vault
from cli.terminal import surroundings


def test_a_damaged_database_is_said_to_be_so_and_not_to_be_away(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 1000)
    db = Database(f"sqlite:///{tmp_path}/x.sqlite")
    with pytest.raises(Trouble) as damaged:
        upgrade(db)
    db.close()
    assert "is damaged, or is none" in surroundings(damaged.value)


def test_a_storage_that_cannot_be_used_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "v").write_text("a file in the folder's place")
    with pytest.raises(Trouble) as refused:
        Vault(tmp_path / "v")
    assert surroundings(refused.value).startswith("DABIR_STORAGE: the folder cannot be used (File exists)")


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/x")
    with pytest.raises(Trouble) as away:
        upgrade(db)
    db.close()
    assert "DABIR_DATABASE_URL: the database cannot be opened (OperationalError)" in surroundings(away.value)
    assert "DABIR_DATABASE_URL" in surroundings(PermissionError(13, "Permission denied"))
