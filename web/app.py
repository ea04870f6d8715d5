"""The health of the program over HTTP: is it alive, can it work.

Door: `create`. Promise: /healthz answers while the process lives; /readyz only while the database answers and has every
migration. Neither tells anything about anybody.
"""

from __future__ import annotations

from fastapi import FastAPI, Response

from cases import migrations
from cases.db import Database
from cases.errors import Trouble


def create(db: Database) -> FastAPI:
    """The application over this database."""
    app = FastAPI(title="Dabir", docs_url=None, redoc_url=None, openapi_url=None)

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

    return app
