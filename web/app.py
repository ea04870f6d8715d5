"""What the program answers over HTTP: is it alive, can it work, how does it stand, is this letter ours.

Door: `create`. Promise: /healthz answers while the process lives; /readyz only while the database answers and has every
migration; /metrics gives numbers for Prometheus; /verify is the page that verifies letters (verifying), the only one meant for
the world. None tells anything about anybody. Where a `door` is given, messengers hand in updates at it (webhook).
"""

from __future__ import annotations

from fastapi import FastAPI, Response

from cases import migrations
from cases.db import Database
from cases.errors import Trouble
from web import metrics, verifying, webhook


def create(db: Database, *, door: webhook.Door | None = None) -> FastAPI:
    """The application over this database, with a messenger's door or without."""
    app = FastAPI(title="Dabir", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(verifying.router(db))
    if door is not None:
        app.include_router(webhook.router(db, door))
    scraped = metrics.Scraped(db)

    @app.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def ready(response: Response) -> dict[str, str]:
        try:
            current = migrations.is_current(db)
        except Trouble:
            current = False
        if not current:
            response.status_code = 503
        return {"status": "ready" if current else "not ready"}

    @app.get("/metrics")
    def measured() -> Response:
        try:
            return Response(scraped.text(), media_type=metrics.CONTENT_TYPE)
        except Trouble:
            return Response("# the database does not answer\n", status_code=503, media_type=metrics.CONTENT_TYPE)

    return app
