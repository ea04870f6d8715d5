"""Files on the control side: sending them, looking at them, and the samples that are one click away.

Door: `router(messenger, samples)`. Promise: a file's content is served so that a browser cannot run it; a sample is
named by its path below the samples folder and nothing outside it can be reached. Not here: the bot's own downloads
(app).
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, HTTPException, Response, UploadFile

from bot.emulator import acts
from bot.emulator.controls import same_origin
from bot.emulator.errors import ApiError, ImpossibleAct
from bot.emulator.media import StoredFile, thumbnail_of
from bot.emulator.messenger import Messenger
from bot.emulator.previews import Unseen, page_count, page_picture
from bot.emulator.wire import UPLOAD_LIMIT, Upload

type Json = dict[str, Any]

_SAMPLE_KINDS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
_SHOWN_INLINE = ("image/jpeg", "image/png", "application/pdf")
_GUARD = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def router(messenger: Messenger, samples: Path | None) -> APIRouter:
    """Every route under /control that carries files."""
    routes = APIRouter(prefix="/control", dependencies=[Depends(same_origin)])
    _uploads(routes, messenger, samples)
    _contents(routes, messenger)
    _samples(routes, samples)
    return routes


def sample_names(samples: Path | None) -> list[str]:
    """Every document below the samples folder, by its path in it."""
    if samples is None or not samples.is_dir():
        return []
    found = (p for p in samples.rglob("*") if p.suffix.lower() in _SAMPLE_KINDS and p.is_file())
    return sorted(p.relative_to(samples).as_posix() for p in found)


def _uploads(routes: APIRouter, messenger: Messenger, samples: Path | None) -> None:
    @routes.post("/upload")
    async def upload(
        chat_id: Annotated[int, Form()],
        from_id: Annotated[int, Form()],
        files: Annotated[list[UploadFile], File(default_factory=list)],
        sample: Annotated[list[str], Form(default_factory=list)],
        caption: Annotated[str, Form()] = "",
        as_photo: Annotated[bool, Form()] = False,
        hd: Annotated[bool, Form()] = False,
        thread_id: Annotated[int | None, Form()] = None,
    ) -> list[Json]:
        given = [Upload(f.filename or "file", await f.read(), f.content_type) for f in files]
        given += [_sample(samples, name) for name in sample]
        if any(len(f.content) > UPLOAD_LIMIT * 40 for f in given):
            raise HTTPException(413, "no messenger takes a file above 2 GB")
        try:
            sent = await acts.upload(
                messenger, chat_id, from_id, given, caption=caption, as_photo=as_photo, hd=hd, thread_id=thread_id
            )
        except (ImpossibleAct, ApiError) as refusal:
            raise HTTPException(400, str(refusal)) from None
        return [asdict(entry) for entry in sent]


def _contents(routes: APIRouter, messenger: Messenger) -> None:
    @routes.get("/files/{file_id}")
    async def content(file_id: str) -> Response:
        file = _file(messenger, file_id)
        shown = "inline" if file.mime in _SHOWN_INLINE else "attachment"
        media_type = file.mime if file.mime in _SHOWN_INLINE else "application/octet-stream"
        headers = {**_GUARD, "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}"}
        return Response(messenger.media.content(file), media_type=media_type, headers=headers)

    @routes.get("/files/{file_id}/pages")
    async def pages(file_id: str) -> Json:
        file = _file(messenger, file_id)
        if file.mime != "application/pdf":
            return {"pages": 1}
        try:
            return {"pages": await page_count(messenger.media.content(file))}
        except Unseen:
            return {"pages": 0}

    @routes.get("/files/{file_id}/pages/{number}.jpg")
    async def page(file_id: str, number: int) -> Response:
        file = _file(messenger, file_id)
        return await _picture(messenger.media.content(file), file.mime, number)


def _samples(routes: APIRouter, samples: Path | None) -> None:
    @routes.get("/samples")
    async def listed() -> list[Json]:
        return [_described(samples, name) for name in sample_names(samples)]

    @routes.get("/samples/picture")
    async def picture(name: str) -> Response:
        sample = _sample(samples, name)
        return await _picture(sample.content, sample.mime or "", 1, small=True)


def _described(samples: Path | None, name: str) -> Json:
    path = _inside(samples, name)
    truth = path.with_suffix(".truth.json")
    told = json.loads(truth.read_text(encoding="utf-8")) if truth.is_file() else {}
    about = {"title": told.get("title"), "document_type": told.get("document_type")}
    return {"name": name, "size": path.stat().st_size, "mime": mimetypes.guess_type(name)[0], **about}


async def _picture(content: bytes, mime: str, number: int, *, small: bool = False) -> Response:
    """One page as JPEG; an empty 204 where there is none that can be shown."""
    try:
        if mime == "application/pdf":
            shown = await page_picture(content, number, 320 if small else 1400)
        elif (
            number != 1 or (rendered := await asyncio.to_thread(thumbnail_of, content, 320 if small else 1800)) is None
        ):
            raise Unseen
        else:
            shown = rendered.content
    except Unseen:
        return Response(status_code=204)
    return Response(shown, media_type="image/jpeg", headers={**_GUARD, "Cache-Control": "private, max-age=86400"})


def _file(messenger: Messenger, file_id: str) -> StoredFile:
    if (file := messenger.media.find(file_id)) is None:
        raise HTTPException(404, "no such file")
    return file


def _sample(samples: Path | None, name: str) -> Upload:
    path = _inside(samples, name)
    return Upload(path.name, path.read_bytes(), mimetypes.guess_type(name)[0])


def _inside(samples: Path | None, name: str) -> Path:
    # Only what the listing names is served: a path that climbs out, or a link that leads out, is never in it.
    if samples is None or name not in sample_names(samples):
        raise HTTPException(404, "no such sample")
    return samples / name
