"""The admin's cards at their largest: within what the messenger takes, nothing cut, no number shown whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import cards
from bot.callbacks import Act, Press
from bot.cards import Card, admin, admin_office
from cases import announcing, directory, failures, membership
from cases.directory import Looked, Page
from cases.failures import Failed
from cases.models import Account, Municipality, Person, Role, StaffGroup
from nlp import wording
from workflows import catalogue

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KNOWN = catalogue.load()
CITIES = [Municipality(id=10**6 + place, slug=f"c{place}", name=f"شهر {place}", seats=5) for place in range(95)]
BUTTONS, BYTES = 100, 64


def fits(card: Card) -> bool:
    rows = card.rows
    return (
        sum(len(row) for row in rows) <= BUTTONS
        and all(row and all(len(button.data.encode()) <= BYTES and button.label for button in row) for row in rows)
        and len(card.text.encode("utf-16-le")) // 2 <= cards.card.LIMIT
    )


def somebody(**given: object) -> Person:
    roles = [
        Role(id=10**9 + place, role="committee", committee=key, chair=True)
        for place, key in enumerate(directory.committees(KNOWN))
    ]
    accounts = [Account(id="tg:1", chat_id=1, joined_at=NOW)]
    told = {"id": 10**9, "name": "ن" * 100, "phone": "+989123456789", "active": True, "registered_at": NOW}
    return Person(**{**told, "roles": roles, "accounts": accounts, **given})


def test_a_person_with_many_roles_fits() -> None:
    card = admin.person(Looked(somebody(), None, None, []), directory.committees(KNOWN))
    assert fits(card)
    acts = {Press.unpack(button.data).act for row in card.rows for button in row}
    assert {Act.give, Act.take, Act.suspend, Act.link, Act.part, Act.stand_in, Act.amend} <= acts
    assert "۰۹۱۲•••۶۷۸۹" in card.text
    assert "345" not in card.text
    assert "۳۴۵" not in card.text


def test_nothing_but_coming_back_is_offered_for_the_suspended() -> None:
    card = admin.person(Looked(somebody(active=False), None, None, []), {})
    acts = {Press.unpack(button.data).act for row in card.rows for button in row}
    assert Act.reinstate in acts
    assert not acts & {Act.give, Act.link, Act.suspend, Act.stand_in}


@pytest.mark.parametrize("role", membership.ROLES)
def test_where_a_role_is_to_hold_fits_and_every_city_can_be_reached(role: str) -> None:
    pages = range(5) if role in ("clerk", "secretary", "council-member") else range(1)
    reached = set()
    for place in pages:
        card = admin.scopes(role, CITIES, directory.desks(KNOWN), directory.committees(KNOWN), place)
        if card is None:
            assert role in ("head", "admin", "observer")
            return
        assert fits(card)
        reached |= {Press.unpack(button.data).arg for row in card.rows for button in row}
    if len(pages) > 1:
        assert {str(city.id) for city in CITIES} <= reached


def test_the_lists_choices_fit_and_keep_one_another() -> None:
    page = Page([somebody(id=place) for place in range(1, 9)], 3, 900)
    card = admin.people(page, role="council-member", city=CITIES[0])
    assert fits(card)
    choices = [Press.unpack(button.data).arg for row in card.rows for button in row if button.label.startswith("شهر")]
    assert choices == [f"city:council-member:{CITIES[0].id}:0"]
    for kind in ("role", "city"):
        shown = admin.filters(kind, CITIES, role="council-member", city=str(CITIES[0].id), place=2)
        assert fits(shown)


def test_many_long_failures_fit() -> None:
    kinds = [kind for kind in failures.KINDS for _ in range(5)]
    found = [Failed(kind, 10**12, NOW, "returned", "refused", "<&>" * 80, whom="ن" * 100, tail="123") for kind in kinds]
    card = admin_office.failures(found)
    assert fits(card)
    assert "14 مورد دیگر" in card.text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))


@pytest.mark.parametrize("text", ["م" * announcing.MOST_UNITS, "<" * (announcing.MOST_UNITS // 4), "سطر\n" * 800])
def test_the_longest_announcement_is_said_and_previewed_whole(text: str) -> None:
    said = announcing.clean_text(text)
    every = list(membership.ROLES)
    for card in (
        cards.say("announcement", text=said, at=NOW),
        admin_office.preview(said, every, CITIES[0], 10**5, 10**5),
    ):
        assert fits(card)
        assert "…" not in card.text
        assert card.text.count(text[0] if text[0] != "<" else "&lt;") >= said.count(text[0])


def test_a_group_without_a_title_is_told_by_the_end_of_its_id() -> None:
    group = StaffGroup(chat_id=-1001234567890, channel="tg", bound_at=NOW, desk=None, title=None, forum=False)
    card = admin_office.groups([group])
    assert fits(card)
    assert "…7890" in card.text
    assert "همهٔ میزها" in card.text


def test_every_role_and_every_question_has_its_words() -> None:
    words = wording.words("admin")
    assert set(membership.ROLES) <= set(wording.words("roles"))
    assert set(directory.STANDINGS) == set(words["standings"])
    assert set(failures.KINDS) == set(words["failures"])
    assert all(str(days).isdecimal() for days in words["until"])
