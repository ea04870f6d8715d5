"""Before a letter goes out: its draft, what speaks against it, and not signing it."""

from __future__ import annotations

import pytest

from bot.callbacks import Act
from cases import documents
from cases.db import Session
from cases.models import Letter
from tests.bot.chatting import Chat, plain
from tests.bot.test_dialogues import opened

pytestmark = pytest.mark.anyio
TO_SIGN = ("sent", "approve", "answered")


def in_order(session: Session, case_id: int) -> None:
    """The checks of all documents hold."""
    for document in session.query(documents.Document).filter_by(case_id=case_id):
        document.reading = {**(document.reading or {}), "checks": []}


def doubt(session: Session, case_id: int) -> None:
    """The session's number was read badly, and nobody has written it anew; the resume was never sent."""
    for document in session.query(documents.Document).filter_by(case_id=case_id):
        if document.item == "resume":
            document.state = "removed"
        if document.item == "minutes":
            field = documents.DocumentField(document_id=document.id, name="session_number", read=41, confidence=0.4)
            field.confirmed = 41
            session.add(field)
            document.reading = {
                **(document.reading or {}),
                "checks": [{"key": "quorum", "ok": False, "says": "جلسه رسمیت ندارد"}],
            }


def letters(session: Session, case_id: int) -> list[str]:
    return [letter.template for letter in session.query(Letter).filter_by(case_id=case_id)]


async def test_where_all_is_in_order_signing_asks_nothing(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", *TO_SIGN, claimed=False)
    chat.town.db.transact_now(in_order, case_id)
    await chat.press("head", Act.sign)
    await chat.deliver()
    assert chat.town.case(case_id).outcome == "done"


async def test_who_signs_is_asked_again_with_all_that_speaks_against_it(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", *TO_SIGN, claimed=False)
    chat.town.db.transact_now(doubt, case_id)
    await chat.press("head", Act.sign)
    asked = await chat.showing("head", "پیش از امضا")
    told = plain(asked)
    assert "«رزومه فرد» در پرونده نیست" in told
    assert "شمارهٔ جلسه" in told and "تردید" in told and "۴۱" in told
    assert "جلسه رسمیت ندارد" in told
    assert "decree" not in str(chat.town.db.read_now(letters, case_id)), "a question is no signature"
    assert Act.sign_yes in chat.acts(asked)
    await chat.press("head", Act.drop)
    assert chat.town.step(case_id).kind == "issue"
    await chat.press("head", Act.sign)
    await chat.press("head", Act.sign_yes)
    await chat.deliver()
    assert chat.town.case(case_id).outcome == "done"


async def test_what_was_asked_about_is_signed_as_it_stood_then(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", *TO_SIGN, claimed=False)
    chat.town.db.transact_now(doubt, case_id)
    await chat.press("head", Act.sign)
    chat.town.db.transact_now(_touch, case_id)
    answer = await chat.press("head", Act.sign_yes)
    assert answer.show_alert and "تغییر کرده است" in answer.text
    assert chat.town.step(case_id).kind == "issue"


def _touch(session: Session, case_id: int) -> None:
    session.get_one(documents.Case, case_id).period = 1400


async def test_the_letter_is_seen_before_it_is_signed_and_nothing_is_numbered(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", *TO_SIGN, claimed=False)
    before, since = chat.town.db.read_now(letters, case_id), await chat.control.mark()
    await chat.press("head", Act.preview)
    shown = [
        said for said in await chat.control.messages(chat.account("head"), since=since) if "document" in said.message
    ]
    assert ["پیش‌نویس" in name for name in chat.letters_to(shown)] == [True]
    assert chat.town.db.read_now(letters, case_id) == before
    version = chat.town.case(case_id).version
    assert (await chat.forge("secretary", f"1|preview|{case_id}|{version}|")).show_alert
    chat.town.db.transact_now(in_order, case_id)
    await chat.press("head", Act.sign)
    assert (await chat.forge("head", f"1|preview|{case_id}|{version}|")).show_alert, "a signed letter is no draft"


async def test_whoever_will_not_sign_holds_the_case_and_its_expert_is_told_why(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", *TO_SIGN, claimed=False)
    await chat.press("head", Act.hold)
    await chat.says("head", "شماره جلسه با صورتجلسه نمی‌خواند")
    await chat.deliver()
    for who in ("expert", "secretary"):
        assert "نمی‌خواند" in (await chat.showing(who, "متوقف شد")).text
    assert chat.town.case(case_id).state == "held"
    await chat.press("head", Act.resume)
    await chat.deliver()
    assert Act.sign in chat.acts(await chat.showing("head", "پیش‌نویس نامه را پیش از امضا"))
