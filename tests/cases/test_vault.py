"""The originals stay; a disk that is full or away leaves nothing half written."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases import vault as vaults
from cases.errors import Trouble
from cases.vault import Vault


def test_what_was_kept_is_there_under_its_hash_and_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    first, again = vault.keep(b"a letter"), vault.keep(b"a letter")
    assert first == again
    assert vault.path(first).read_bytes() == b"a letter"
    assert [path for path in vault.folder.rglob("*") if path.is_file()] == [vault.path(first)]


def test_a_folder_that_cannot_be_made_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "v").write_text("a file in the folder's place")
    with pytest.raises(Trouble, match="storage"):
        Vault(tmp_path / "v")


def test_a_disk_that_fills_up_is_trouble_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path / "v")

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as while_full:
        while_full.setattr(vaults.os, "fsync", full)
        with pytest.raises(Trouble, match="storage"):
            vault.keep(b"a letter")
    assert [path for path in vault.folder.rglob("*") if path.is_file()] == []
    assert vault.path(vault.keep(b"a letter")).exists(), "with room again it is kept"


def test_what_a_reading_has_left_is_forgotten_once_nobody_goes_on_with_it(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "v")
    now = datetime.now(UTC)
    for name in ("old", "young"):
        vault.begun(name).mkdir(parents=True)
    long_ago = (now - timedelta(days=8)).timestamp()
    os.utime(vault.begun("old"), (long_ago, long_ago))
    vault.forget_begun(before=now - timedelta(days=7))
    assert [path.name for path in vault.begun("young").parent.iterdir()] == ["young"]
