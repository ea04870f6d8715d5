"""The gate for files: what may come in, before anything else looks at it, and what waits for a case to be chosen.

Door: `documents_of`, `fetch`, `receive`, `take_waiting`. Promise: a file is taken only after its size, its type by content and
its soundness were looked at; a refused one leaves nothing behind. Pictures sent together are the pages of one document; what
waits is kept through a restart. Not here: what is done with the file (cases.documents).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiohttp import ClientError

from bot.program import Program
from cases import documents, notices, queries
from cases.db import Session
from cases.documents import File
from cases.errors import Incomplete, Trouble
from cases.office import definition
from cases.people import By
from cases.vault import Vault
from intake import joining, triage
from intake.problems import Limits
from nlp import wording
from workflows import finding

log = structlog.get_logger(__name__)
DOWNLOAD_AGAIN_AFTER = 1.0  # seconds
type Waiting = dict[str, Any]
"""A fetched file as the dialogue's memory keeps it, in JSON."""
MEGABYTE = 1024 * 1024
_DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


@dataclass(frozen=True, slots=True)
class Offered:
    """A file in a message, not yet fetched."""

    file_id: str
    name: str
    size: int
    picture: bool
    message_id: int


def offered(message: Message) -> Offered | None:
    """The file or the largest photo in a message; None when it holds neither."""
    if message.document is not None:
        name = _plain(message.document.file_name or message.document.file_id)
        picture = (message.document.mime_type or "").startswith("image/")
        size = message.document.file_size or 0
        return Offered(message.document.file_id, name, size, picture, message.message_id)
    if message.photo:
        photo = message.photo[-1]
        name = wording.words("files")["photo"].format(number=wording.persian_digits(message.message_id))
        return Offered(photo.file_id, name, photo.file_size or 0, picture=True, message_id=message.message_id)
    return None


def documents_of(messages: Sequence[Message]) -> list[list[Offered]]:
    """The documents in messages that were sent together: all pictures are pages of one, any other file is one of its own."""
    found = [one for message in messages if (one := offered(message)) is not None]
    pictures = [one for one in found if one.picture]
    return [*([pictures] if pictures else []), *([one] for one in found if not one.picture)]


def title(pages: Sequence[Offered]) -> str:
    """What the document is called: by its file's name, or by its first picture and the number of them."""
    first = pages[0]
    if len(pages) == 1:
        return first.name
    numbers = {"number": wording.persian_digits(first.message_id), "pages": wording.persian_digits(len(pages))}
    return str(wording.words("files")["album"].format(**numbers))


async def fetch(bot: Bot, pages: Sequence[Offered], program: Program) -> File:
    """Fetches a document into the vault, several pictures as one file.

    Refuses with Incomplete: file-too-big, file-not-fetched (the messenger does not hand it over), storage-full (it could not be
    kept), or a problem of the intake by its key.
    """
    if (size := sum(page.size for page in pages)) > program.upload_limit:
        raise too_big(size, program)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(place) for place in range(len(pages))]
        for page, path in zip(pages, paths, strict=True):
            await _download(bot, page.file_id, path)
        if (size := sum(path.stat().st_size for path in paths)) > program.upload_limit:
            raise too_big(size, program)
        return await asyncio.to_thread(_take, paths, title(pages), program)


async def _download(bot: Bot, file_id: str, path: Path) -> None:
    """Fetches one file, at the second try if need be; its sender is waiting, and can send it again."""
    for pause in (DOWNLOAD_AGAIN_AFTER, None):
        try:
            await bot.download(file_id, destination=path, timeout=120)
        except (ClientError, TimeoutError, TelegramNetworkError, TelegramServerError) as failed:
            log.warning("file not fetched", error=type(failed).__name__)
            if pause is None:
                raise Incomplete("file-not-fetched") from failed
            await asyncio.sleep(pause)
        else:
            return


def receive(session: Session, case_id: int, waiting: Waiting, *, chat_id: int, by: By, at: datetime) -> None:
    """Takes a fetched file into the case; its acknowledgment becomes the document's message. Refuses as documents.receive."""
    item = waiting["item"]
    if item is None and waiting["caption"]:
        item = finding.item(definition(queries.case(session, case_id).definition.body), waiting["caption"])
    file, origin = File(**waiting["file"]), waiting["origin"]
    document = documents.receive(session, case_id, file, item=item, chat_id=chat_id, origin=origin, by=by, at=at)
    notices.put_post(session, "tg", chat_id, documents.slot(document.id), waiting["told"])


async def take_waiting(chat_id: int, case_id: int, program: Program, by: By, state: FSMContext) -> int:
    """Takes the files that waited for a case into this one; gives how many there were. Refuses as `receive`."""
    waiting: list[Waiting] = (await state.get_data()).get("waiting") or []
    for one in waiting:
        await program.db.transact(receive, case_id, one, chat_id=chat_id, by=by, at=program.clock())
    await state.update_data(waiting=[], question=None)
    return len(waiting)


def waiting(
    file: File, pages: Sequence[Offered], *, chat_id: int, told: int, caption: str, item: str | None
) -> Waiting:
    """A fetched file, as it is kept until it is in a case. `told`: the message that acknowledged it."""
    origin = f"tg:{chat_id}:{pages[0].message_id}"
    if len(pages) > 1:
        origin += f"{documents.ALBUM_MARK}{len(pages)}"
    return {"file": asdict(file), "origin": origin, "told": told, "caption": caption, "item": item}


def too_big(size: int, program: Program) -> Incomplete:
    """The refusal of a file over the limit; sizes in megabytes."""
    return Incomplete("file-too-big", size=-(-size // MEGABYTE), limit=program.upload_limit // MEGABYTE)


def _take(paths: Sequence[Path], name: str, program: Program) -> File:
    for path in paths:
        problem = triage.look(path, Limits())
        if problem is not None:
            raise Incomplete("file-unfit", problem=problem)
    contents = [path.read_bytes() for path in paths]
    content = contents[0] if len(contents) == 1 else joining.joined(contents)
    media_type = triage.sniff(content)
    assert media_type is not None, "what passed the look has a type"
    return File(name=name, media_type=media_type, size=len(content), sha256=_keep(program.vault, content))


def _keep(vault: Vault, content: bytes) -> str:
    try:
        return vault.keep(content)
    except Trouble as full:
        log.exception("file not kept", error=type(full.__cause__).__name__)
        raise Incomplete("storage-full") from full


def _plain(name: str) -> str:
    # Direction marks in a file name can make "gpj.exe" look like something else.
    return "".join(name.translate(_DIRECTION_MARKS).split("/"))[-120:]


def parted(name: str, path: Path, vault: Vault) -> list[File]:
    """Each page of a kept PDF as a file of its own, kept too."""
    files = []
    for place, page in enumerate(joining.parted(path.read_bytes()), 1):
        called = f"{name} ({wording.persian_digits(place)})"
        files.append(File(name=called, media_type=triage.PDF, size=len(page), sha256=_keep(vault, page)))
    return files
