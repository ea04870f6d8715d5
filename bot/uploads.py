"""The gate for files: what may come in, before anything else looks at it.

Door: `offered`, `fetch`. Promise: a file is taken only after its size, its type by content and its soundness were looked
at; a refused one leaves nothing behind. Not here: what is done with the file (cases.documents).
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot
from aiogram.types import Message

from bot.program import Program
from cases.documents import File
from cases.errors import Incomplete
from intake import triage
from intake.problems import Limits
from nlp import wording

MEGABYTE = 1024 * 1024
_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


@dataclass(frozen=True, slots=True)
class Offered:
    """A file in a message, not yet fetched."""

    file_id: str
    name: str
    size: int


def offered(message: Message) -> Offered | None:
    """The file or the largest photo in a message; None when it holds neither."""
    if message.document is not None:
        name = _plain(message.document.file_name or message.document.file_id)
        return Offered(message.document.file_id, name, message.document.file_size or 0)
    if message.photo:
        photo = message.photo[-1]
        name = wording.words("files")["photo"].format(number=wording.persian_digits(message.message_id))
        return Offered(photo.file_id, name, photo.file_size or 0)
    return None


async def fetch(bot: Bot, what: Offered, program: Program) -> File:
    """Fetches a file into the vault. Refuses with Incomplete: file-too-big, or a problem of the intake by its key."""
    if what.size > program.upload_limit:
        raise too_big(what.size, program)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offered"
        await bot.download(what.file_id, destination=path, timeout=120)
        if path.stat().st_size > program.upload_limit:
            raise too_big(path.stat().st_size, program)
        return await asyncio.to_thread(_take, path, what.name, program)


def too_big(size: int, program: Program) -> Incomplete:
    """The refusal of a file over the limit; sizes in megabytes."""
    return Incomplete("file-too-big", size=-(-size // MEGABYTE), limit=program.upload_limit // MEGABYTE)


def _take(path: Path, name: str, program: Program) -> File:
    problem = triage.look(path, Limits())
    if problem is not None:
        raise Incomplete("file-unfit", problem=problem)
    media_type = triage.sniff(path)
    assert media_type is not None, "what passed the look has a type"
    content = path.read_bytes()
    return File(name=name, media_type=media_type, size=len(content), sha256=program.vault.keep(content))


def _plain(name: str) -> str:
    # Direction marks in a file name can make "gpj.exe" look like something else.
    return "".join(name.translate(_DIRECTION_MARKS).split("/"))[-120:]
