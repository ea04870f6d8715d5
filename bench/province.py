"""An invented province to measure in: cities, people with accounts, a staff group, and what their papers say.

Door: `settle` fills a database, `who` gives someone to act, `reading` gives a document's reading. Promise: the same every
time; as large as a real province. Not here: cases.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases import migrations, people, roster, staff
from cases.db import Database, Session
from cases.office import Office
from cases.people import By
from workflows import catalogue, workdays

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
CITIES = 60
BEGAN = datetime(2026, 3, 28, 5, 30, tzinfo=UTC)
STAFF_CHAT = -1
_CITY_PEOPLE = ("clerk", "secretary", *["council-member"] * 5)
_OFFICE_PEOPLE = (*["expert"] * 6, "head", *["committee"] * 5, "admin", "observer")
_CHAIR = _OFFICE_PEOPLE.index("committee")
_FIRST_CHAT = 1001


def office() -> Office:
    """The office with the catalogue as it is."""
    return Office(catalogue.load(), workdays.Calendar(), "P", "S", "T")


def settle(db: Database, cities: int = CITIES) -> None:
    """Brings the tables up to date and enrols everybody of the first `cities`; each joins by an invitation, as people do."""
    migrations.upgrade(db)
    db.transact_now(_enrol, _roster(cities))
    db.transact_now(staff.bind, "tg", STAFF_CHAT, at=BEGAN)


def who(db: Database, role: str, city: int, *, at: datetime) -> By:
    """The first person with this role in the city (from 1), or in the office."""
    account = f"tg:{_chats()[role, city if role in _CITY_PEOPLE else 0]}"
    by = db.read_now(people.who, account, at=at)
    assert by is not None
    return by


def chats_of(role: str, cities: int) -> list[int]:
    """The private chats of one person with this role in each of the first cities."""
    return [_chats()[role, city] for city in range(1, cities + 1)]


@cache
def _chats() -> dict[tuple[str, int], int]:
    chats: dict[tuple[str, int], int] = {}
    for place, line in enumerate(_roster(CITIES).people):
        city = int(line.municipality.removeprefix("city-")) if line.municipality else 0
        chats.setdefault((line.role, city), _FIRST_CHAT + place)
    return chats


def _enrol(session: Session, everybody: roster.Roster) -> None:
    for place, line in enumerate(roster.enrol(session, everybody, at=BEGAN)):
        chat = _FIRST_CHAT + place
        assert line.code is not None
        people.redeem(session, line.code, account_id=f"tg:{chat}", chat_id=chat, at=BEGAN)


@cache
def _roster(many: int) -> roster.Roster:
    """The office's people come first, so that everybody has the same chat however many cities there are."""
    cities = [f"city-{number}" for number in range(1, many + 1)]
    lines: list[dict[str, Any]] = [
        {"key": f"office-{place}", "name": f"{role} {place}", "role": role, "chair": place == _CHAIR}
        for place, role in enumerate(_OFFICE_PEOPLE)
    ]
    lines += [
        {"key": f"{city}-{place}", "name": f"{role} {place} of {city}", "role": role, "municipality": city}
        for city in cities
        for place, role in enumerate(_CITY_PEOPLE)
    ]
    given = {
        "province": "P",
        "governor": {"name": "G", "title": "T"},
        "municipalities": [{"key": city, "city": city, "seats": 5} for city in cities],
        "people": lines,
    }
    return roster.Roster.model_validate(given)


def reading(kind: str | None) -> dict[str, Any]:
    """What the intake would say of a document of this kind, after the samples' own papers."""
    fields = _samples().get(kind or "", _samples()["official-letter"])
    box = [0.1, 0.2, 0.4, 0.22]
    return {
        "source": "text-layer",
        "document_type": {"value": kind or "other", "confidence": 0.98},
        "pages": 1,
        "text": json.dumps(fields, ensure_ascii=False, indent=1),
        "fields": {
            name: {"value": value, "raw": str(value), "confidence": 0.97, "page": 1, "box": box}
            for name, value in fields.items()
        },
        "checks": [],
        "problems": [],
    }


@cache
def _samples() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(SAMPLES.glob("*/*.truth.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        found.setdefault(truth["document_type"], truth["fields"])
    return found
