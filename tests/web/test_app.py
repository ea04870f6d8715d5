"""What a supervisor asks the program: does it live, can it work, how does it stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from cases import counting, migrations
from cases.db import Database
from tests.cases.kept import KeptTown, kept, lively  # noqa: F401
from tests.cases.town import START, settled  # noqa: F401
from web import app, metrics


@pytest.fixture
def asked(kept: KeptTown) -> Iterator[TestClient]:  # noqa: F811
    with TestClient(app.create(kept.db)) as client:
        yield client


def test_it_lives_and_is_ready(asked: TestClient) -> None:
    assert asked.get("/healthz").json() == {"status": "alive"}
    assert (asked.get("/readyz").status_code, asked.get("/readyz").json()) == (200, {"status": "ready"})


def test_without_its_tables_it_lives_and_is_not_ready(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/new.sqlite")
    with TestClient(app.create(db)) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        with db.engine.begin() as connection:
            migrations.upgrade_over(connection, "0001")
        assert client.get("/readyz").status_code == 503
        migrations.upgrade(db)
        assert client.get("/readyz").status_code == 200
    db.close()


def test_without_its_database_it_lives_and_neither_is_ready_nor_gives_numbers() -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    with TestClient(app.create(db)) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/metrics").status_code == 503
    db.close()


def test_nothing_else_is_offered(asked: TestClient) -> None:
    for path in ("/", "/docs", "/openapi.json", "/metrics/"):
        assert asked.get(path, follow_redirects=False).status_code in (404, 307)
    assert asked.post("/metrics").status_code == 405


def test_numbers_are_in_the_text_format(asked: TestClient) -> None:
    answer = asked.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = parsed(answer.text)
    assert samples['dabir_cases{state="closed",outcome="done"}'] == 4
    assert samples['dabir_cases{state="held",outcome=""}'] == 0
    assert samples["dabir_pages_read_total"] > 0
    assert samples['dabir_queue_depth{queue="deliveries"}'] > 0
    assert samples['dabir_queue_oldest_seconds{queue="deliveries"}'] > 0
    assert samples['dabir_queue_oldest_seconds{queue="letters"}'] == 0
    assert samples["dabir_workers_alive"] == 0
    assert samples['dabir_decisions_total{outcome="approve"}'] > 0
    assert samples['dabir_answer_seconds_bucket{le="+Inf"}'] == samples["dabir_answer_seconds_count"]


def test_no_number_tells_of_anybody(asked: TestClient, kept: KeptTown) -> None:  # noqa: F811
    said = asked.get("/metrics").text
    with kept.db.engine.connect() as connection:
        columns = [
            *("person.name", "person.phone", "account.id", "account.chat_id", "municipality.name", "municipality.slug"),
            *('"case".number', '"case".title', "document.name", "letter.number", "letter.code"),
        ]
        for column in columns:
            found = connection.execute(text(f"select distinct {column} from {column.split('.')[0]}")).scalars()
            assert [value for value in found if value is not None and f'"{value}"' in said] == []


def parsed(said: str) -> dict[str, float]:
    """By the grammar of the format: every sample belongs to the metric announced before it."""
    samples: dict[str, float] = {}
    help_, type_ = re.compile(r"# HELP (\w+) (.+)"), re.compile(r"# TYPE (\w+) (counter|gauge|histogram)")
    label = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
    sample = re.compile(rf"([a-z_]+)(\{{{label}(?:,{label})*\}})? (-?[0-9.e+]+)")
    assert said.endswith("\n")
    lines = iter(said.splitlines())
    announced: set[str] = set()
    name, kind = "", ""
    for line in lines:
        if told := help_.fullmatch(line):
            announced_as = type_.fullmatch(next(lines))
            assert announced_as is not None
            name, kind = announced_as[1], announced_as[2]
            assert name == told[1] not in announced
            assert (kind == "counter") == name.endswith("_total")
            announced.add(name)
            continue
        found = sample.fullmatch(line)
        assert found is not None, line
        ending = re.sub(r"_(bucket|sum|count)$", "", found[1]) if kind == "histogram" else found[1]
        assert ending == name
        assert line.rpartition(" ")[0] not in samples
        samples[line.rpartition(" ")[0]] = float(found[3])
    return samples


def test_what_a_label_says_is_escaped() -> None:
    assert metrics._labels({"a": 'x"y\\z\nw'}) == '{a="x\\"y\\\\z\\nw"}'


def test_the_database_is_asked_once_in_a_while(kept: KeptTown, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    now = [START]
    scraped = metrics.Scraped(kept.db, lambda: now[0])
    first = scraped.text()
    kept.open(next(iter(kept.office.catalogue.entries.values())))
    assert scraped.text() == first
    now[0] += metrics.FRESH + timedelta(seconds=1)
    assert parsed(scraped.text())['dabir_cases{state="draft",outcome=""}'] == 2


def test_the_buckets_of_a_histogram_are_counted_from_below() -> None:
    answers = counting.Counts()
    for le, count, seconds in ((0.1, 3, 0.2), (0.5, 2, 0.8), (counting.BEYOND, 1, 100.0)):
        answers.add(le, count, seconds)
    said = {
        labels[""] + labels.get("le", ""): value
        for labels, value in metrics._buckets(counting.ANSWERS, "", "", answers)
    }
    assert [said[f"_bucket{le}"] for le in ("0.05", "0.1", "0.3", "0.5", "60", "+Inf")] == [0, 3, 3, 5, 5, 6]
    assert (said["_count"], said["_sum"]) == (6, 101.0)


def test_a_database_that_answers_slowly_is_asked_less_often(kept: KeptTown) -> None:  # noqa: F811
    moments = iter([START, START + timedelta(seconds=2), *[START + timedelta(seconds=s) for s in (39, 41, 41)]])
    scraped = metrics.Scraped(kept.db, lambda: next(moments))
    first = scraped.text()
    kept.open(next(iter(kept.office.catalogue.entries.values())))
    assert scraped.text() == first
    assert scraped.text() != first
