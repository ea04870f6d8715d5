"""Files: kept, named and measured as Telegram does it.

Door: `Media`. Promise: a file id stays good over restarts; a photo becomes JPEG sizes with real dimensions, the
largest no larger than the sender's app would make it. Not here: pages of PDFs (previews), limits on who may send.
"""

from __future__ import annotations

import io
import mimetypes
import secrets
import warnings
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from PIL import Image, ImageOps

from bot.emulator.errors import bad_request
from bot.emulator.store import Store

type Json = dict[str, Any]

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
# The longest side of a photo: what Telegram's apps send by default, and with "HD" on.
USUAL_SIDE, HD_SIDE = 1280, 2560
_SMALLER_SIDES = (90, 320, 800, 1280)
_THUMBNAIL_SIDE = 320
_MOST_PIXELS_SHOWN = 60_000_000


@dataclass(frozen=True)
class StoredFile:
    """A file on the server; `path` is what getFile answers."""

    file_id: str
    file_unique_id: str
    path: str
    size: int
    name: str
    mime: str


@dataclass(frozen=True)
class Picture:
    """One JPEG rendering of an image."""

    content: bytes
    width: int
    height: int


class Media:
    """All files of the messenger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = {key: StoredFile(**value) for key, value in store.all("file").items()}
        self._paths = {file.path: file for file in self._files.values()}

    def find(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._paths.get(path)

    def content(self, file: StoredFile) -> bytes:
        found = self._store.content(file.file_id)
        assert found is not None, file.file_id
        return found

    def keep(self, content: bytes, *, name: str, mime: str, folder: str) -> StoredFile:
        prefix = "AgAC" if folder == "photos" else "BQAC"
        suffix = PurePosixPath(name).suffix[:10]
        suffix = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        file = StoredFile(
            file_id=prefix + secrets.token_urlsafe(30),
            file_unique_id="AgAD" + secrets.token_urlsafe(9),
            path=f"{folder}/file_{len(self._files)}{suffix}",
            size=len(content),
            name=name,
            mime=mime,
        )
        self._files[file.file_id] = self._paths[file.path] = file
        self._store.put_content(file.file_id, content)
        self._store.put("file", file.file_id, asdict(file))
        return file

    def photo(self, sizes: list[Picture]) -> list[Json]:
        """Telegram's list of PhotoSize, smallest first."""
        return [self._photo_size(picture) for picture in sizes]

    def document(self, content: bytes, name: str, mime: str, thumbnail: Picture | None) -> Json:
        file = self.keep(content, name=name, mime=mime, folder="documents")
        body = {"file_name": name, "mime_type": mime, **self.as_file(file)}
        if thumbnail is not None:
            body["thumbnail"] = body["thumb"] = self._photo_size(thumbnail, folder="thumbnails")
        return body

    @staticmethod
    def as_file(file: StoredFile) -> Json:
        return {"file_id": file.file_id, "file_unique_id": file.file_unique_id, "file_size": file.size}

    def _photo_size(self, picture: Picture, folder: str = "photos") -> Json:
        file = self.keep(picture.content, name="photo.jpg", mime="image/jpeg", folder=folder)
        return {**self.as_file(file), "width": picture.width, "height": picture.height}


def mime_of(name: str, given: str | None) -> str:
    """The type a document is announced with: the sender's word, else the name's."""
    if given and given != "application/octet-stream":
        return given.partition(";")[0].strip()
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def photo_sizes(content: bytes, longest: int = USUAL_SIDE) -> list[Picture]:
    """The renderings of a photo, smallest first. Refusals: 400 too big, not an image, or of impossible dimensions."""
    if len(content) > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    image = _opened(content)
    if image is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(image.size) > 10_000 or max(image.size) > 20 * min(image.size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    sides = [side for side in _SMALLER_SIDES if side < min(longest, max(image.size))]
    return [_rendered(image, side) for side in [*sides, min(longest, max(image.size))]]


def thumbnail_of(content: bytes, side: int = _THUMBNAIL_SIDE) -> Picture | None:
    """A small picture of an image file; None where the content is no image that can be shown."""
    image = _opened(content)
    return None if image is None else _rendered(image, side)


def _opened(content: bytes) -> Image.Image | None:
    """The image turned upright, in RGB. Hostile and broken ones come as many kinds of exception, all meaning None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > _MOST_PIXELS_SHOWN:
                return None
            return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None


def _rendered(image: Image.Image, side: int) -> Picture:
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=87)
    return Picture(out.getvalue(), small.width, small.height)
