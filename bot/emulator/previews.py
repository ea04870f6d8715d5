"""Pages of PDFs as pictures, for the web chat.

Door: `page_count` and `page_picture`; `python -m bot.emulator.previews` is their other half. Promise: each PDF is
opened in a process of its own, ended after some seconds, for pdfium is not safe beside other threads and PDFs may be
hostile. Refusal: Unseen. Not here: reading documents (intake).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import sys
from collections import OrderedDict

_PATIENCE = 20.0
_KEPT = 200
_made: OrderedDict[tuple[str, str, int, int], bytes] = OrderedDict()
_one_at_a_time = asyncio.Semaphore(1)


class Unseen(Exception):
    """This cannot be shown: broken, encrypted, too slow, or no such page."""


async def page_count(content: bytes) -> int:
    return int(await _made_by_child("count", content, 0, 0))


async def page_picture(content: bytes, number: int, side: int) -> bytes:
    """Page `number` (from 1) as JPEG, its longest side `side` pixels."""
    return await _made_by_child("page", content, number, side)


async def _made_by_child(what: str, content: bytes, number: int, side: int) -> bytes:
    key = (what, hashlib.sha256(content).hexdigest(), number, side)
    if key not in _made:
        async with _one_at_a_time:
            _made[key] = await _child([what, str(number), str(side)], content)
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return _made[key]


async def _child(arguments: list[str], content: bytes) -> bytes:
    command = [sys.executable, "-m", "bot.emulator.previews", *arguments]
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    try:
        made, _ = await asyncio.wait_for(child.communicate(content), _PATIENCE)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise Unseen from None
    if child.returncode != 0:
        raise Unseen
    return made


def main(what: str, number: int, side: int) -> int:
    """Read a PDF from standard input; write the answer to standard output."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if what == "count":
            sys.stdout.write(str(len(document)))
            return 0
        page = document[number - 1] if 1 <= number <= len(document) else None
    except pypdfium2.PdfiumError:
        return 1
    if page is None:
        return 1
    image = page.render(scale=side / max(page.get_width(), page.get_height(), 1)).to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
