"""The storage fills up, may not be written to, is not there: who sends a file is told, and nothing half is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.callbacks import Act
from demo.stage import offering
from tests.faults.disk import Disk
from tests.faults.house import (
    SAMPLE,
    SECRETARY,
    House,
    at_rest,
    join,
    open_case,
    updates_so_far,
)

pytestmark = pytest.mark.anyio
NOT_KEPT = "این فایل نگه داشته نشد"


def _away(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("not mounted")


def _back(folder: Path) -> None:
    folder.unlink()
    folder.with_name("elsewhere").rename(folder)


WAYS: dict[str, tuple[Callable[[Disk, Path], object], Callable[[Disk, Path], object]]] = {
    "full": (lambda disk, _: disk.fill(), lambda disk, _: disk.free()),
    "read-only": (lambda disk, _: disk.forbid(), lambda disk, _: disk.allow()),
    "away": (lambda _, folder: _away(folder), lambda _, folder: _back(folder)),
}


async def test_who_sends_a_file_that_cannot_be_kept_is_told_and_sends_it_again(either: House, disk: Disk) -> None:
    house, folder = either, disk.folder / "documents"
    house.env["DABIR_STORAGE"] = str(folder)
    await house.begin()
    await join(house)
    await open_case(house)
    before = updates_so_far(house)
    for number, (how, (breaks, mends)) in enumerate(WAYS.items(), 1):
        # Each another file: one that is kept already is not written again.
        content = SAMPLE.read_bytes() + b"\n" * number
        breaks(disk, folder)
        since = await house.control.mark()
        await house.control.upload(SECRETARY, SECRETARY, (f"{how}.pdf", content))
        told = await house.wait(SECRETARY, lambda said: NOT_KEPT in said.text, since)
        assert "دوباره بفرستید" in told.text
        mends(disk, folder)
        kept = [path for path in folder.rglob("*") if path.is_file()]
        assert len(kept) == number - 1, f"nothing half is left of it: {kept}"
        since = await house.control.mark()
        await house.control.upload(SECRETARY, SECRETARY, (f"{how}.pdf", content))
        await house.wait(SECRETARY, offering(Act.confirm), since)
    await at_rest(house, updates=before + 2 * len(WAYS), documents=len(WAYS))
