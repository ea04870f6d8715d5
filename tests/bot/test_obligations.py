"""«تعهدهای سالانه» in the chat: a city's own list, the office's table, who has not sent, and the reminder."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.types import Message

from bot import announcements, dispatcher
from bot.cards import Card, guide
from bot.cards import obligations as of_years
from bot.program import Program
from cases import obligations
from cases.db import Session
from cases.models import Notice
from cases.people import By
from cases.vault import Vault
from tests.cases.test_obligations import CHARGES, chats, on, open_for, owed, owes, remind, yearly  # noqa: F401
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401
from workflows.catalogue import Catalogue

pytestmark = pytest.mark.anyio
NOW = on("1405-10-22")


def plain(text: str) -> str:
    return re.sub("[\u2068\u2069]", "", text)


def buttons(card: Card) -> list[str]:
    return [button.data for row in card.rows for button in row]


class Messenger(BaseSession):
    """Stands where the messenger stands: answers every call and keeps what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        text = getattr(method, "text", None)
        if text:
            self.said.append(plain(text))
        if type(method).__name__ in ("SendMessage", "EditMessageText"):
            chat = {"id": getattr(method, "chat_id", 1), "type": "private"}
            return Message.model_validate({"message_id": 9, "date": 0, "chat": chat, "text": "x"})
        return True

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""


async def asked(town: Town, by: By, folder: Path, what: str) -> str:  # noqa: F811
    """What the bot answers to a command, or to a button with this callback."""
    program = Program(town.db, town.office, Vault(folder), clock=lambda: NOW)
    session = Messenger()
    sender = {"id": by.person.id, "is_bot": False, "first_name": "x"}
    message: dict[str, Any] = {
        "message_id": 8,
        "date": 0,
        "chat": {"id": by.person.id, "type": "private"},
        "text": what,
    }
    if what.startswith("/"):
        entities = [{"type": "bot_command", "offset": 0, "length": len(what)}]
        update = {"update_id": 1, "message": {**message, "from": sender, "entities": entities}}
    else:
        press = {"id": "5", "from": sender, "chat_instance": "1", "data": what, "message": message}
        update = {"update_id": 1, "callback_query": press}
    await dispatcher.build(program).feed_raw_update(Bot("1:x", session=session), update)
    return session.said[0]


async def test_a_clerk_sees_what_the_own_city_owes_and_begins_it(chats: Town, tmp_path: Path) -> None:  # noqa: F811
    owes(chats, yearly(CHARGES, of="next", by="11-06"), yearly(KNOWN.get("performance-evaluation"), of="last"))
    clerk = chats.now("clerk").by
    said = await asked(chats, clerk, tmp_path, "/obligations")
    lines = [line for line in said.splitlines() if line]
    assert lines == [
        "<b>تعهدهای سالانهٔ مهرآباد نو</b>",
        "○ بررسی و تایید عوارض محلی مصوب شورای شهر · سال ۱۴۰۶",
        "فرستاده نشده، موعد: سه‌شنبه ۶ بهمن ۱۴۰۵",
        "○ نظارت و ارزیابی عملکرد شهرداری‌ها · سال ۱۴۰۴",
        "فرستاده نشده، موعد را دفتر هنوز تعیین نکرده است",
    ]


async def test_the_city_begins_only_what_it_may_and_goes_on_with_what_it_began(chats: Town) -> None:  # noqa: F811
    owes(chats, yearly(CHARGES, of="next", by="11-06"), yearly(KNOWN.get("performance-evaluation"), of="last"))
    city = owed(chats, NOW)[0].municipality
    may = frozenset({"local-charges"})
    assert buttons(of_years.of_cities([(city, owed(chats, NOW))], may)) == ["1|entry|0|0|local-charges", "1|menu|0|0|"]
    case_id = open_for(chats, "1406")
    card = of_years.of_cities([(city, owed(chats, NOW))], may)
    assert buttons(card) == [f"1|case|{case_id}|0|", "1|menu|0|0|"]
    assert "در حال آماده‌سازی (پروندهٔ ۱۴۰۵-۱)" in plain(card.text)


async def test_the_head_sees_how_many_have_sent_and_who_has_not(chats: Town, tmp_path: Path) -> None:  # noqa: F811
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    chats.leave(open_for(chats, "1406"), "sent")
    head = chats.now("head").by
    said = await asked(chats, head, tmp_path, "/obligations")
    assert "فرستاده: ۱ از ۳ شهر، موعد: ۱۴۰۵/۱۱/۰۶" in said
    who = await asked(chats, head, tmp_path, "1|owing|0|0|local-charges:1406")
    assert [line for line in who.splitlines() if line][2:] == [
        "○ سپیدار دشت: فرستاده نشده",
        "○ گلبهار سفلی: فرستاده نشده",
        "فرستاده: ۱ شهر",
    ]


async def test_a_city_that_is_late_comes_first(chats: Town) -> None:  # noqa: F811
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    group = owed(chats, on("1405-11-07"), city=None)
    open_for(chats, "1406")
    assert "۳ شهر پس از موعد" in of_years.of_office(group).text
    draft = owed(chats, NOW, city=None)
    lines = of_years.missing([*draft[:1], *group[1:]]).text.splitlines()
    assert [line[0] for line in lines if line][-3:] == ["⚠", "⚠", "●"]


@pytest.mark.parametrize("what", ["/obligations", "1|obligations|0|0|", "1|owing|0|0|local-charges:1406"])
async def test_a_member_of_the_council_is_refused(chats: Town, tmp_path: Path, what: str) -> None:  # noqa: F811
    assert "در اختیار نقش شما نیست" in await asked(chats, chats.now("council-member").by, tmp_path, what)


async def test_a_clerk_does_not_see_the_other_cities(chats: Town, tmp_path: Path) -> None:  # noqa: F811
    said = await asked(chats, chats.now("clerk").by, tmp_path, "1|owing|0|0|local-charges:1406")
    assert "در اختیار نقش شما نیست" in said


@pytest.mark.parametrize("wanted", ["", "local-charges", "local-charges:1399", "nothing:1406"])
async def test_a_button_of_another_year_is_answered(chats: Town, tmp_path: Path, wanted: str) -> None:  # noqa: F811
    assert "در فهرست نیست" in await asked(chats, chats.now("head").by, tmp_path, f"1|owing|0|0|{wanted}")


@pytest.mark.parametrize(
    ("role", "there"), [("clerk", True), ("secretary", True), ("head", True), ("council-member", False), (None, False)]
)
async def test_the_menu_leads_there_for_those_who_may(chats: Town, role: str | None, there: bool) -> None:  # noqa: F811
    by = chats.now(role).by if role else None
    assert ("1|obligations|0|0|" in buttons(guide.menu(by))) is there


async def test_a_reminder_names_what_is_owed_and_is_dropped_once_it_is_sent(chats: Town, tmp_path: Path) -> None:  # noqa: F811
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    clerk = chats.now("clerk").by.person.id
    remind(chats, NOW)
    remind(chats, on("1405-11-07"))

    def drawn(session: Session) -> list[Card | None]:
        mine = session.query(Notice).filter(Notice.chat_id == clerk, Notice.template == obligations.NOTICE)
        return [announcements.draw(session, notice, Vault(tmp_path)) for notice in mine.order_by(Notice.id)]

    before, after = chats.db.read_now(drawn)
    assert before is not None and after is not None
    assert before.text.splitlines()[0] == "موعد این تعهد سالانه نزدیک است."
    assert "گذشته" in after.text
    assert "عوارض محلی" in before.text and "سال ۱۴۰۶ · مهرآباد نو\nموعد: ۱۴۰۵/۱۱/۰۶" in before.text
    chats.leave(open_for(chats, "1406"), "sent")
    assert chats.db.read_now(drawn) == [None, None]


async def test_many_that_fall_together_are_counted() -> None:
    item = {"title": "T", "period": "1406", "city": "C", "due": "1405-11-06"}
    card = of_years.owing("before", [item] * 13)
    assert card.text.startswith("موعد این ۱۳ تعهد سالانه نزدیک است.")
    assert card.text.endswith("و ۳ مورد دیگر")


def test_the_guide_says_that_a_matter_is_yearly_and_until_when() -> None:
    text = guide.entry(KNOWN, "budget", "terms", None).text
    assert "تناوب: هر سال، برای سال بعد (سند دفتر)، موعد را دفتر هنوز تعیین نکرده است" in text
    dated = Catalogue({"local-charges": yearly(CHARGES, of="last", by="11-06")})
    assert "برای سال پیش (تعیین دفتر)، تا ۶ بهمن" in guide.entry(dated, "local-charges", "terms", None).text
    assert "تناوب: هر سال" not in guide.entry(KNOWN, "grading", "terms", None).text
