"""The web chat's page, its script, its style and its fonts.

Door: `router`. Promise: everything comes from this server; the page may load nothing from elsewhere and run no script
but its own. Not here: words (templates/pages/chat.html), data (controls).
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse

from bot.emulator.messenger import Messenger
from nlp.wording import TEMPLATES, environment

_STATIC = Path(__file__).resolve().parent / "static"
_PIECES = {
    **{f"{name}.js": (_STATIC, "text/javascript") for name in ("chat", "pane", "panels", "tray", "view", "world")},
    "chat.css": (_STATIC, "text/css"),
    "vazirmatn.woff2": (TEMPLATES / "fonts", "font/woff2"),
    "vazirmatn-latin.woff2": (TEMPLATES / "fonts", "font/woff2"),
}
_POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def router(messenger: Messenger) -> APIRouter:
    """The page at / and its pieces below /chat/."""
    routes = APIRouter()

    @routes.get("/")
    async def chat() -> HTMLResponse:
        rendered = environment("pages").get_template("chat.html").render(bot=messenger.world.bot)
        return HTMLResponse(rendered, headers={**_POLICY, "Cache-Control": "no-cache"})

    @routes.get("/chat/{name}")
    async def piece(name: str) -> FileResponse:
        if name not in _PIECES:
            raise HTTPException(404)
        folder, media_type = _PIECES[name]
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        return FileResponse(folder / name, media_type=media_type, headers=headers)

    return routes
