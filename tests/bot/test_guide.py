"""The guide in the chat: questions in people's own words, the drawing of the steps, and help where one stands."""

from __future__ import annotations

import re

import pytest

from bot.callbacks import Act, Press
from bot.cards import guide
from cases import documents
from tests.bot.chatting import PATIENCE, Chat, plain
from tests.bot.test_uploads import draft, fresh, papers, pdf, sends
from tests.cases.town import KNOWN

pytestmark = pytest.mark.anyio


async def test_a_question_opens_the_section_that_it_asks_for(chat: Chat) -> None:
    said = await chat.says("secretary", "برای انتصاب شهردار چه مدارکی لازم است؟")
    assert "مدارک لازم" in plain(said)
    assert "رزومه" in plain(said)
    assert {Act.drawing, Act.section} <= chat.acts(said)


async def test_a_stranger_may_ask_too_and_is_offered_no_case(chat: Chat) -> None:
    said = await chat.says("stranger", "مهلت بودجه")
    assert "مهلت‌ها" in plain(said)
    assert Act.open not in chat.acts(said)


async def test_what_is_found_in_several_entries_is_asked(chat: Chat) -> None:
    said = await chat.says("clerk", "شهرداری")
    offered = [Press.unpack(data) for _, data in said.buttons if Press.unpack(data).act is Act.entry]
    assert len(offered) > 1
    assert all(press.arg in KNOWN.entries for press in offered)


async def test_nothing_found_is_said_politely_with_the_lists_a_tap_away(chat: Chat) -> None:
    said = await chat.says("clerk", "قیمت <b>طلا</b> &amp; دلار")
    assert "پیدا نشد" in plain(said)
    assert "<b>طلا</b>" in plain(said), "what was typed is shown as typed"
    assert {Act.processes, Act.services, Act.menu} <= chat.acts(said)


async def test_a_very_long_question_is_answered_within_the_messengers_limit(chat: Chat) -> None:
    said = await chat.says("clerk", "بودجه و درجه و عوارض " * 180)
    assert 0 < len(said.text) <= 4096


@pytest.mark.parametrize("slug", ["research", "mayor-decree"])
async def test_the_steps_come_as_a_picture_of_the_process_or_of_the_services_process(chat: Chat, slug: str) -> None:
    me, since = chat.account("stranger"), await chat.control.mark()
    answer = await chat.forge("stranger", Press(act=Act.drawing, arg=slug).pack())
    assert not answer.show_alert
    said = await chat.control.wait_message(me, since=since, contains="نمودار مراحل", timeout=PATIENCE)
    assert "photo" in said.message
    assert KNOWN.get(slug).title.split()[0] in plain(said)


async def test_an_entry_without_steps_has_no_drawing(chat: Chat) -> None:
    answer = await chat.forge("stranger", Press(act=Act.drawing, arg="no-such-entry").pack())
    assert answer.show_alert
    assert "نیست" in answer.text


async def test_a_photo_in_the_middle_of_a_question_is_taken_and_the_question_stands(chat: Chat) -> None:
    await fresh(chat)
    case = draft(chat)
    await sends(chat, [("form.pdf", pdf(4))], until="form.pdf")
    await chat.says("secretary", "/status")
    (document,) = papers(chat, case.id)
    read = {"letter_number": {"value": "1", "raw": "1", "confidence": 0.4, "page": None, "box": None}}
    reading = {
        "document_type": {"value": "official-letter", "confidence": 1.0},
        "pages": 1,
        "fields": read,
        "checks": [],
        "problems": [],
    }
    chat.town.db.transact_now(documents.attach_reading, document.id, reading, at=chat.town.at)
    await chat.forge("secretary", Press(act=Act.correct, id=document.id, arg="letter_number").pack())
    assert "اکنون از شما پرسشی شده است" in plain(await chat.says("secretary", "/help"))
    await sends(chat, [("other.pdf", pdf(5))], until="other.pdf")
    corrected = await chat.says("secretary", "۹۸۷/ص")
    await chat.says("secretary", "/status")
    fields = {field.name: field.confirmed for field in papers(chat, case.id)[0].fields}
    assert fields == {"letter_number": "987/ص"}, plain(corrected)
    assert len(papers(chat, case.id)) == 2


async def test_help_tells_what_this_person_can_do(chat: Chat) -> None:
    await fresh(chat)
    stranger, clerk = plain(await chat.says("stranger", "/help")), plain(await chat.says("secretary", "/help"))
    assert "/status" not in stranger
    assert "/start" in stranger
    assert "فرستادن مدرک" in clerk
    assert "فرستادن مدرک" not in plain(await chat.says("head", "/help"))
    assert "اکنون از شما" not in clerk


async def test_a_case_is_shown_to_its_city_by_its_number_alone(chat: Chat) -> None:
    number = draft(chat).number
    for typed in (number, f"پرونده {number} کجاست؟", number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))):
        said = await chat.says("secretary", typed)
        assert Act.refresh in chat.acts(said), typed


async def test_a_number_of_nobodys_case_is_answered_as_status_answers(chat: Chat) -> None:
    assert plain(await chat.says("secretary", "1405-99999")) == plain(
        await chat.says("secretary", "/status 1405-99999")
    )
    assert "باید ثبت شده باشید" in plain(await chat.says("stranger", "1405-1"))


@pytest.mark.parametrize("who", ["secretary", "stranger"])
async def test_a_greeting_is_greeted(chat: Chat, who: str) -> None:
    said = await chat.says(who, "سلام، خسته نباشید 🌹")
    assert "در خدمت" in plain(said)
    assert Act.processes in chat.acts(said)


async def test_what_is_only_guessed_is_said_to_be_a_guess(chat: Chat) -> None:
    said = await chat.says("clerk", "خرید خانه")
    assert "شاید منظورتان این است" in plain(said)
    assert Act.entry in chat.acts(said)


async def test_what_is_no_work_of_the_office_is_said_so_with_the_lists_a_tap_away(chat: Chat) -> None:
    said = await chat.says("secretary", "عزل شهردار")
    assert "در فهرست کارهای دفتر" in plain(said)
    assert Act.entry not in chat.acts(said)
    assert {Act.processes, Act.services} <= chat.acts(said)


async def test_a_section_alone_is_asked_back_with_every_process(chat: Chat) -> None:
    said = await chat.says("clerk", "مدارک")
    assert "مدارک لازم، برای کدام فرایند" in plain(said)
    offered = [Press.unpack(data).arg for _, data in said.buttons if Press.unpack(data).act is Act.section]
    assert offered == [f"{slug}:documents" for slug, entry in KNOWN.entries.items() if entry.kind == "process"]


async def test_who_may_open_a_case_is_told_to_whoever_asks(chat: Chat) -> None:
    said = await chat.says("clerk", "کی می‌تواند پروندهٔ انتصاب شهردار باز کند؟")
    assert "را دبیر شورای شهر باز می‌کند" in plain(said)
    assert Act.open not in chat.acts(said)
    own = await chat.says("secretary", "کی می‌تواند پروندهٔ انتصاب شهردار باز کند؟")
    assert "شما می‌توانید" in plain(own)
    assert Act.open in chat.acts(own)


@pytest.mark.parametrize("section", guide.SECTIONS)
async def test_an_entry_that_one_may_not_open_says_who_may(section: str) -> None:
    shown = guide.entry(KNOWN, "mayor-appointment", section, None)
    assert "دبیر شورای شهر باز می‌کند" in shown.text


async def test_an_entry_that_one_may_open_offers_it_and_names_nobody(chat: Chat) -> None:
    said = await chat.says("secretary", "مدارک انتصاب شهردار")
    assert "باز می‌کند." not in plain(said)
    assert Act.open in chat.acts(said)


@pytest.mark.parametrize("slug", KNOWN.entries)
@pytest.mark.parametrize("section", guide.SECTIONS)
async def test_the_guide_is_written_as_people_write(slug: str, section: str) -> None:
    text = guide.entry(KNOWN, slug, section, None).text
    assert not re.search(r"\S [،؛:]|\bن?می | ها\b|شهرداریها|\b\d*[0-9]+\b روز", text), text
