"""The whole story as the demo plays it, by webhook, edge and worker apart on PostgreSQL: every expectation comes true."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pydantic import HttpUrl

import running
from bot.emulator import app, serving
from bot.emulator.control import Control
from demo import tour, town
from demo.stage import Stage
from settings import Settings
from tests import postgres
from tests.faults.house import cluster  # noqa: F401
from web import verifying

pytestmark = pytest.mark.anyio
TOKEN = "1:a-token-of-the-test"


async def test_the_story_comes_true_by_webhook_on_postgresql(cluster: str, tmp_path: Path) -> None:  # noqa: F811
    known = town.read()
    listening = socket.create_server(("127.0.0.1", 0))
    edge = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(
        _env_file=None,
        database_url=postgres.fresh(cluster),
        storage=tmp_path / "documents",
        province=known.province,
        signatory=known.governor.name,
        signatory_title=known.governor.title,
        public_url=HttpUrl(edge),
    )
    messenger = app.create_app(None, token=TOKEN)
    async with serving.running(messenger) as url, Control(url) as control:
        program = running.program_of(settings)
        messenger.include_router(verifying.router(program.db))
        by_webhook = running.serving(program, token=TOKEN, api=url, listening=listening, public_url=edge)
        async with by_webhook, running.working(program, running.QUEUES, token=TOKEN, api=url):
            settled = await town.settle(program, control, known)
            stage = Stage(control, settled.names, lambda line: None)
            await tour.play(stage, settled, program)
        program.db.close()
    unmet = [f"{each.chapter}: {each.what} ({each.instead})" for each in stage.expectations if not each.true]
    assert unmet == []
    assert len(stage.expectations) > 100
