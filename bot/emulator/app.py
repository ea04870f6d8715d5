"""The local Bot API server: Telegram's Bot API over HTTP for one bot, with a control side and a web chat.

Door: `create_app`. Promise: a bot that speaks to it cannot tell it from Telegram in what the project uses, and is
told loudly where it could. Everything survives a restart where a state file is given. Not here: production; nothing
of the product needs this server to run.
"""

from __future__ import annotations

import hmac
import mimetypes
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

from bot.emulator import controls, file_routes, page
from bot.emulator.errors import ApiError, SpoiltAnswer
from bot.emulator.messenger import Messenger
from bot.emulator.wire import read_call
from nlp.wording import words

THIS_MACHINE = ("127.0.0.1", "localhost")


def create_app(
    state_file: Path | None,
    *,
    token: str,
    bot_username: str = "dabir_bot",
    bot_name: str | None = None,
    samples: Path | None = None,
    hosts: Sequence[str] = THIS_MACHINE,
) -> FastAPI:
    """The server as an ASGI application; `app.state.messenger` is the messenger behind it.

    The bot's shown name is `bot_name`, else the one in templates/words/messenger.yaml.
    `state_file` None keeps everything in memory. `samples` is the folder whose documents the web chat offers. `hosts`
    are the host names under which the server may be addressed, against pages of other sites that name it their own.
    """
    messenger = Messenger(
        token=token, username=bot_username, name=bot_name or words("messenger")["bot_name"], state_file=state_file
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        messenger.webhook.start()
        yield
        await messenger.close()

    app = FastAPI(title="Local Bot API server", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.messenger = messenger
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    _bot_api(app, messenger)
    app.include_router(controls.router(messenger))
    app.include_router(file_routes.router(messenger, samples))
    app.include_router(page.router(messenger))
    return app


def _bot_api(app: FastAPI, messenger: Messenger) -> None:
    @app.api_route("/bot{token}/{method}", methods=["GET", "POST"])
    async def call(token: str, method: str, request: Request) -> Response:
        try:
            _check_token(messenger, token)
            result = await messenger.perform(await read_call(request, method))
        except SpoiltAnswer as spoilt:
            return _Broken() if spoilt.dropped else Response(spoilt.body, spoilt.code, media_type="text/html")
        except ApiError as error:
            return _refused(error)
        return JSONResponse({"ok": True, "result": result})

    @app.get("/file/bot{token}/{path:path}")
    async def download(token: str, path: str) -> Response:
        try:
            _check_token(messenger, token)
            file = messenger.media.at(path)
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return _refused(error)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        guard = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(messenger.media.content(file), media_type=kind, headers=guard)


class _Broken(Response):
    """An answer that ends before it is whole; the server under it then closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


def _check_token(messenger: Messenger, given: str) -> None:
    if not hmac.compare_digest(given.encode(), messenger.token.encode()):
        raise ApiError(401, "Unauthorized")


def _refused(error: ApiError) -> JSONResponse:
    headers: dict[str, Any] = {}
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return JSONResponse(error.envelope(), status_code=error.code, headers=headers)
