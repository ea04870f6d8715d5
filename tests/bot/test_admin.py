"""An admin at work in the chat: people, groups, failures, announcements; anybody naming a deputy; an observer looking."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import inbox
from bot.callbacks import Act, Press
from bot.emulator.control import Answer, Said
from cases import directory, membership, notices, people, queries, staff, updates
from cases.db import Session
from cases.models import Account, Announcement, Notice, Person, Update
from nlp import wording
from tests.bot.chatting import FIRST_ID, STRANGER, Chat, plain
from tests.cases.town import KNOWN

pytestmark = pytest.mark.anyio
NEWCOMER = 8801
NOBODY = 8809
OTHER_GROUP = -77


async def tap(chat: Chat, who: str, act: Act, *, id: int | None = None, arg: str | None = None) -> Answer:
    """Presses the newest button of this act in the person's own chat."""
    me = chat.account(who)
    for said in reversed(await chat.control.messages(me)):
        for _, data in said.buttons:
            found = Press.unpack(data)
            if found.act is act and id in (None, found.id) and arg in (None, found.arg):
                return await chat.control.press(me, me, said.message_id, data, timeout=30)
    raise LookupError(f"no button {act.value} {id} {arg}")


async def at(chat: Chat, *acts: Act) -> Said:
    """The admin's newest card after /admin and these presses."""
    await chat.says("admin", "/admin")
    for act in acts:
        await tap(chat, "admin", act)
    return await chat.newest("admin")


async def card_of(chat: Chat, name: str) -> Said:
    await at(chat, Act.people, Act.search_person)
    await chat.says("admin", name)
    found = chat.town.db.read_now(directory.found, words=name)
    await tap(chat, "admin", Act.person, id=found.people[0].id)
    return await chat.newest("admin")


async def add(chat: Chat, name: str, phone: str) -> int:
    await at(chat, Act.people, Act.add_person)
    await chat.says("admin", name)
    card = await chat.says("admin", phone)
    assert name in card.text
    found = chat.town.db.read_now(directory.found, words=name)
    return found.people[0].id


async def quiet(chat: Chat, who: str, text: str, *, seconds: float = 1.0) -> None:
    """Writes something that the bot does not answer."""
    me = chat.account(who)
    since = await chat.control.mark()
    await chat.control.say(OTHER_GROUP, me, text)
    with pytest.raises(TimeoutError):
        await chat.control.wait_message(OTHER_GROUP, since=since, timeout=seconds)


# --- people -----------------------------------------------------------------------------------------------------------


async def test_an_admin_adds_a_person_gives_a_role_and_an_invitation_that_lets_them_in(chat: Chat) -> None:
    person_id = await add(chat, "نرگس آفتاب‌گردان", "۰۹۱۲ ۵۵۵ ۴۴۳۳")
    card = plain(await chat.newest("admin"))
    assert "۰۹۱۲•••۴۴۳۳" in card
    assert "۵۵۵" not in card
    assert "هنوز نقشی ندارد" in card
    await tap(chat, "admin", Act.give)
    await tap(chat, "admin", Act.give_role, arg="clerk")
    await tap(chat, "admin", Act.give_scope, arg="2")
    assert "کارشناس شهرداری · سپیدار دشت" in plain(await chat.newest("admin"))
    since = await chat.control.mark()
    await tap(chat, "admin", Act.link)
    (link,) = [
        said
        for said in await chat.control.messages(chat.account("admin"), since=since)
        if said.by_bot and "start=" in said.text
    ]
    found = re.search(r"https://t\.me/(\w+)\?start=([\w-]+)", link.text)
    assert found is not None
    await chat.control.add_user(NEWCOMER, "نرگس")
    await chat.control.start(NEWCOMER, found[2])
    welcome = await chat.control.wait_message(NEWCOMER, lambda said: bool(said.buttons), timeout=30)
    assert "سپیدار دشت" in welcome.text
    by = chat.town.db.read_now(people.who, f"tg:{NEWCOMER}", at=chat.town.at)
    assert by is not None
    assert by.person.id == person_id


async def test_a_wrong_number_is_asked_for_again_and_anothers_is_not_taken(chat: Chat) -> None:
    await at(chat, Act.people, Act.add_person)
    assert "نام را کامل" in (await chat.says("admin", "۱")).text
    await chat.says("admin", "سارا بی‌شماره")
    assert "تلفن همراه نیست" in (await chat.says("admin", "۰۳۴ ۳۲۱۱")).text
    assert "ترانه نیک‌اندیش" in (await chat.says("admin", "۰۹۰۰۰۰۰۰۱۰۲")).text
    await tap(chat, "admin", Act.no_phone)
    assert "ثبت نشده" in plain(await chat.newest("admin"))


async def test_people_are_listed_by_role_and_city_and_turned_over(chat: Chat) -> None:
    await at(chat, Act.people, Act.people_by)
    await tap(chat, "admin", Act.people, arg="council-member::0")
    assert "عضو شورا" in plain(await chat.newest("admin"))
    first = await chat.newest("admin")
    await tap(chat, "admin", Act.people, arg="council-member::1")
    second = await chat.newest("admin")
    names = [
        {label for label, data in said.buttons if Press.unpack(data).act is Act.person} for said in (first, second)
    ]
    assert all(names)
    assert not names[0] & names[1]
    await tap(chat, "admin", Act.people_by, arg="city:council-member::0")
    await tap(chat, "admin", Act.people, arg="council-member:1:0")
    card = plain(await chat.newest("admin"))
    assert "شهر: مهرآباد نو" in card
    assert "۵ نفر" in card
    await tap(chat, "admin", Act.people_by, arg="city:council-member:1:0")
    await tap(chat, "admin", Act.people, arg="council-member::0")
    await tap(chat, "admin", Act.people_by, arg="role:council-member::0")
    await tap(chat, "admin", Act.people, arg="unjoined::0")
    assert "هنوز نپیوسته" in plain(await chat.newest("admin"))
    assert "کسی پیدا نشد" in plain(await searched(chat, "هیچ‌کس"))
    assert "<b>" in (await searched(chat, "<b>")).text


async def searched(chat: Chat, words: str) -> Said:
    await at(chat, Act.people, Act.search_person)
    return await chat.says("admin", words)


async def test_whoever_is_suspended_is_a_stranger_from_that_moment_and_back_when_reinstated(chat: Chat) -> None:
    clerk = chat.person("clerk-3")
    name = chat.town.db.read_now(directory.person, clerk).name
    await chat.control.add_user(FIRST_ID + clerk, name)
    chat.town.db.transact_now(_give_account, clerk)
    await chat.control.start(FIRST_ID + clerk)
    await chat.control.wait_message(FIRST_ID + clerk, lambda said: name in said.text, timeout=30)
    await card_of(chat, name)
    await tap(chat, "admin", Act.suspend)
    assert "بی‌درنگ بسته" in plain(await chat.newest("admin"))
    await tap(chat, "admin", Act.drop)
    assert chat.town.db.read_now(directory.person, clerk).active
    await card_of(chat, name)
    await tap(chat, "admin", Act.suspend)
    await tap(chat, "admin", Act.sure)
    assert "تعلیق‌شده" in plain(await chat.newest("admin"))
    assert name not in (await chat.says("clerk-3", "/menu")).text
    for asked in ("/status", "/status 1405-1", "1405-1"):
        assert "دسترسی شما به سامانه" in plain(await chat.says("clerk-3", asked)), asked
    await tap(chat, "admin", Act.reinstate)
    assert name in (await chat.says("clerk-3", "/menu")).text


async def test_whose_role_was_taken_is_told_so(chat: Chat) -> None:
    chat.town.db.transact_now(_who_was_somebody)
    await chat.control.add_user(NOBODY, "پیشین")
    for asked in ("/start", "/status"):
        since = await chat.control.mark()
        await chat.control.say(NOBODY, NOBODY, asked)
        said = await chat.control.wait_message(NOBODY, since=since, timeout=30)
        assert "اکنون نقشی در سامانه ندارید" in plain(said), asked
    for who in ("clerk", "secretary", "council-member", "expert", "head", "admin", "observer", "committee"):
        for asked in ("/menu", "/status"):
            assert "نقشی در سامانه ندارید" not in plain(await chat.says(who, asked)), (who, asked)


def _who_was_somebody(session: Session) -> None:
    at = session.scalars(select(Person.registered_at)).first()
    session.add(person := Person(name="کارمند پیشین", registered_at=at))
    session.flush()
    session.add(Account(id=f"tg:{NOBODY}", person_id=person.id, chat_id=NOBODY, joined_at=at))


async def test_a_strangers_status_is_answered_with_the_way_in(chat: Chat) -> None:
    assert "/start" in plain(await chat.says("stranger", "/status"))
    assert "نمی‌شناسم" in plain(await chat.says("stranger", "/bogus"))


def _give_account(session: Session, person_id: int) -> None:
    session.add(
        Account(
            id=f"tg:{FIRST_ID + person_id}",
            person_id=person_id,
            chat_id=FIRST_ID + person_id,
            joined_at=session.get_one(Person, person_id).registered_at,
        )
    )


async def test_a_role_is_taken_after_a_second_word_and_its_holder_is_told(chat: Chat) -> None:
    observer = chat.person("observer")
    name = chat.town.db.read_now(directory.person, observer).name
    await card_of(chat, name)
    await tap(chat, "admin", Act.give)
    await tap(chat, "admin", Act.give_role, arg="committee")
    await tap(chat, "admin", Act.give_scope, arg="waste-committee:chair")
    await chat.deliver()
    assert "نقش تازه‌ای" in (await chat.newest("observer")).text
    assert "رئیس · کمیته تخصصی پسماند استان" in plain(await chat.newest("admin"))
    await tap(chat, "admin", Act.give)
    await tap(chat, "admin", Act.give_role, arg="committee")
    twice = await tap(chat, "admin", Act.give_scope, arg="waste-committee:member")
    assert "همین نقش" in twice.text
    role = next(role for role in chat.town.db.read_now(directory.person, observer).roles if role.role == "committee")
    await tap(chat, "admin", Act.take, arg=str(role.id))
    await tap(chat, "admin", Act.sure)
    await chat.deliver()
    assert "از شما گرفته شد" in (await chat.newest("observer")).text


async def test_the_last_admin_is_told_why_they_stay(chat: Chat) -> None:
    await card_of(chat, chat.town.db.read_now(directory.person, chat.person("admin")).name)
    await tap(chat, "admin", Act.suspend)
    answer = await tap(chat, "admin", Act.sure)
    assert answer.show_alert
    assert "تنها راهبر" in answer.text
    assert Act.suspend in chat.acts(await chat.newest("admin"))


async def test_a_card_that_has_grown_old_brings_the_fresh_one_and_does_nothing(chat: Chat) -> None:
    person_id = await add(chat, "هما پیشین‌نما", "09125550001")
    me, shown = chat.account("admin"), await chat.newest("admin")
    link = next(data for _, data in shown.buttons if Press.unpack(data).act is Act.link)
    chat.town.db.transact_now(membership.grant, person_id, "observer", by=None, at=chat.town.at)
    answer = await chat.control.press(me, me, shown.message_id, link, timeout=30)
    assert answer.show_alert
    assert "تغییر کرده" in answer.text
    assert "ناظر" in (await chat.newest("admin")).text
    assert chat.town.db.read_now(directory.look, person_id, at=chat.town.at).invitation is None


async def test_a_typed_name_is_shown_as_it_was_typed(chat: Chat) -> None:
    person_id = await add(chat, "<b>آذر</b> & دیگران", "09125550002")
    assert chat.town.db.read_now(directory.person, person_id).name == "<b>آذر</b> & دیگران"


# --- groups -----------------------------------------------------------------------------------------------------------


async def test_a_group_is_bound_by_the_code_typed_in_it_and_by_nothing_else(chat: Chat) -> None:
    expert = chat.account("expert")
    await chat.control.add_group(OTHER_GROUP, "میز دوم", [expert, STRANGER])
    await chat.control.say(OTHER_GROUP, expert, "/menu")
    told = await chat.control.wait_message(OTHER_GROUP, timeout=30)
    assert "معرفی نشده" in told.text
    await quiet(chat, "expert", "/menu")
    await quiet(chat, "expert", "سلامی که نمی‌ماند")
    kept = chat.town.db.read_now(lambda session: [str(update.raw) for update in session.scalars(select(Update))])
    assert not any("سلامی که نمی‌ماند" in raw for raw in kept)
    await at(chat, Act.groups, Act.add_group)
    await tap(chat, "admin", Act.group_desk, arg="urban-affairs")
    found = re.search(r"/bind (\w+)", (await chat.newest("admin")).text)
    assert found is not None
    since = await chat.control.mark()
    await chat.control.say(OTHER_GROUP, expert, "/bind AAAA")
    assert "شناخته نشد" in (await chat.control.wait_message(OTHER_GROUP, since=since, timeout=30)).text
    since = await chat.control.mark()
    await chat.control.say(OTHER_GROUP, STRANGER, f"/bind {found[1].lower()}")
    assert "معرفی شد" in (await chat.control.wait_message(OTHER_GROUP, since=since, timeout=30)).text
    group = chat.town.db.read_now(queries.staff_group, OTHER_GROUP)
    assert group is not None
    assert (group.desk, group.title) == ("urban-affairs", "میز دوم")
    assert "میز دوم" in plain(await at(chat, Act.groups))
    await tap(chat, "admin", Act.unbind, id=OTHER_GROUP)
    await tap(chat, "admin", Act.sure)
    assert chat.town.db.read_now(queries.staff_group, OTHER_GROUP) is None


async def test_a_code_is_not_taken_in_private(chat: Chat) -> None:
    now = chat.town.now("admin")
    code = chat.town.db.transact_now(staff.make_code, None, by=now.by, at=now.at)
    assert "در گروهی بنویسید" in (await chat.says("expert", f"/bind {code}")).text


async def test_guessing_codes_in_a_group_that_nobody_bound_is_soon_left_unanswered(chat: Chat) -> None:
    guesses = -78
    await chat.control.add_group(guesses, "x", [STRANGER])
    for _ in range(10):
        since = await chat.control.mark()
        await chat.control.say(guesses, STRANGER, "/bind AAAAAAAAAA")
        await chat.control.wait_message(guesses, since=since, timeout=30)
    since = await chat.control.mark()
    await chat.control.say(guesses, STRANGER, "/bind AAAAAAAAAA")
    with pytest.raises(TimeoutError):
        await chat.control.wait_message(guesses, since=since, timeout=1)


async def test_an_admins_buttons_do_nothing_in_a_group(chat: Chat) -> None:
    await chat.says("admin", "/help", group=True, reply=False)
    for act in (Act.admin, Act.people, Act.announce, Act.groups):
        answer = await chat.forge("admin", Press(act=act).pack(), group=True)
        assert answer.show_alert, act


# --- failures ---------------------------------------------------------------------------------------------------------


async def test_a_failed_notice_is_seen_and_said_when_it_is_tried_again(chat: Chat) -> None:
    secretary = chat.person("secretary")
    town = chat.town
    town.db.transact_now(notices.to_person, secretary, notices.What("resumed", {"case": _case(chat)}), at=town.at)
    waiting = town.db.read_now(_newest_notice, FIRST_ID + secretary)
    town.db.transact_now(notices.failed, waiting, why="TimedOut", at=town.at, final=True)
    card = await at(chat, Act.failures)
    assert "ترانه نیک‌اندیش" in plain(card)
    assert "ارتباط با پیام‌رسان" in card.text
    assert str(FIRST_ID + secretary) not in card.text
    await tap(chat, "admin", Act.retry, id=waiting)
    since = await chat.control.mark()
    await chat.deliver()
    assert await chat.control.messages(FIRST_ID + secretary, since=since)
    old = await chat.control.press(
        chat.account("admin"),
        chat.account("admin"),
        card.message_id,
        Press(act=Act.retry, id=waiting, arg="notice").pack(),
    )
    assert old.show_alert


def _case(chat: Chat) -> int:
    return chat.town.open(KNOWN.get("mayor-appointment")).id


def _newest_notice(session: Session, chat_id: int) -> int:
    wanted = select(Notice.id).where(Notice.chat_id == chat_id).order_by(Notice.id.desc()).limit(1)
    return session.scalars(wanted).one()


async def test_an_update_set_aside_is_put_away_without_showing_what_was_said(chat: Chat) -> None:
    town = chat.town
    raw = {"update_id": 10**9, "message": {"from": {"id": STRANGER}, "text": "رازی که کسی نمی‌بیند"}}
    town.db.transact_now(updates.store, "tg", [("x", raw)], at=town.at)
    town.db.transact_now(updates.failed, "tg", 10**9, "1234abcd KeyError", final=True)
    card = await at(chat, Act.failures)
    assert "1234abcd KeyError" in card.text
    assert "رازی" not in card.text
    await tap(chat, "admin", Act.put_aside, id=10**9)
    assert "1234abcd" not in (await chat.newest("admin")).text
    assert town.db.read_now(Session.get_one, Update, ("tg", 10**9)).state == "done"


async def test_an_update_is_handled_again_when_an_admin_says_so(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "LOOK_AGAIN", 0.0)
    town, clerk = chat.town, chat.account("clerk")
    raw = (await chat.says("clerk", "/menu")).message  # its shape; the update below is the clerk's own
    said = {**raw, "message_id": 99_999, "text": "/help", "from": {"id": clerk, "is_bot": False, "first_name": "x"}}
    said = {key: said[key] for key in ("message_id", "date", "chat", "from", "text")}
    said["entities"] = [{"type": "bot_command", "offset": 0, "length": 5}]
    again = {"update_id": 10**9 + 1, "message": said}
    town.db.transact_now(updates.store, "tg", [(str(clerk), again)], at=town.at)
    town.db.transact_now(updates.failed, "tg", 10**9 + 1, "1234abce KeyError", final=True)
    await at(chat, Act.failures)
    since = await chat.control.mark()
    await tap(chat, "admin", Act.retry, id=10**9 + 1)
    await chat.says("admin", "/menu")
    helped = await chat.control.wait_message(clerk, lambda said: "راهنمای کار" in said.text, since=since, timeout=30)
    assert helped.by_bot
    for _ in range(50):
        if town.db.read_now(Session.get_one, Update, ("tg", 10**9 + 1)).state == "done":
            break
        await asyncio.sleep(0.1)
    assert town.db.read_now(Session.get_one, Update, ("tg", 10**9 + 1)).state == "done"


# --- announcements ----------------------------------------------------------------------------------------------------


async def test_an_announcement_is_seen_whole_with_its_count_before_it_is_said_once(chat: Chat) -> None:
    await at(chat, Act.announcements, Act.announce)
    assert "نویسه است" in (await chat.says("admin", "م" * 3600)).text
    await chat.says("admin", "جلسهٔ <فردا> & پس‌فردا")
    assert (await tap(chat, "admin", Act.audience_done)).show_alert
    for role in ("clerk", "secretary", "head"):
        await tap(chat, "admin", Act.audience, arg=role)
    await tap(chat, "admin", Act.audience, arg="head")
    await tap(chat, "admin", Act.audience_city)
    await tap(chat, "admin", Act.audience_city, arg="1")
    await tap(chat, "admin", Act.audience_done)
    preview = await chat.newest("admin")
    assert "جلسهٔ <فردا> & پس‌فردا" in preview.text
    assert "۲ نفر" in plain(preview)
    assert "مهرآباد نو" in preview.text
    yes = next(data for _, data in preview.buttons if Press.unpack(data).act is Act.announce_yes)
    me = chat.account("admin")
    await chat.control.press(me, me, preview.message_id, yes, timeout=30)
    again = await chat.control.press(me, me, preview.message_id, yes, timeout=30)
    assert again.show_alert
    assert "رسیده ۰، در راه ۲" in plain(await chat.newest("admin"))
    await chat.deliver()
    for who in ("clerk", "secretary"):
        assert "جلسهٔ <فردا> & پس‌فردا" in (await chat.newest(who)).text
    assert "رسیده ۲" in plain(await at(chat, Act.announcements))
    made = chat.town.db.read_now(lambda session: session.scalars(select(Announcement)).all())
    assert [(one.roles, one.municipality_id, one.people) for one in made] == [(["clerk", "secretary"], 1, 2)]


# --- deputies ---------------------------------------------------------------------------------------------------------


async def test_anybody_names_a_deputy_from_among_those_they_work_beside_and_ends_it(chat: Chat) -> None:
    clerk, secretary = chat.person("clerk"), chat.person("secretary")
    await chat.says("clerk", "/deputy")
    await tap(chat, "clerk", Act.name_deputy)
    assert "همکاری با این نام نیست" in (await chat.says("clerk", "شیرین بهاردوست")).text
    await chat.says("clerk", "نيك انديش")
    await tap(chat, "clerk", Act.deputy, arg=str(secretary))
    assert "خوانده نشد" in plain(await chat.says("clerk", "یک روزی"))
    await tap(chat, "clerk", Act.since, arg="now")
    await tap(chat, "clerk", Act.until, arg="3")
    assert "ترانه نیک‌اندیش" in plain(await chat.newest("clerk"))
    standing = chat.town.db.read_now(people.standing_in, secretary, at=chat.town.at)
    assert [person.id for person in standing] == [clerk]
    later = chat.town.at + timedelta(days=3)
    assert chat.town.db.read_now(people.standing_in, secretary, at=later) == ()
    await chat.deliver()
    assert "جانشین" in (await chat.newest("secretary")).text
    await chat.says("clerk", "/deputy")
    await tap(chat, "clerk", Act.end_deputy)
    chat.town.at += timedelta(minutes=1)
    assert chat.town.db.read_now(people.standing_in, secretary, at=chat.town.at) == ()


async def test_an_admin_names_a_deputy_for_whoever_is_away_by_typed_days(chat: Chat) -> None:
    expert, other = chat.person("expert"), chat.person("expert-2")
    await card_of(chat, chat.town.db.read_now(directory.person, expert).name)
    await tap(chat, "admin", Act.stand_in, id=expert)
    await tap(chat, "admin", Act.name_deputy)
    await tap(chat, "admin", Act.deputy, arg=str(other))
    assert "آینده" in plain(await chat.says("admin", "۱۴۰۴/۰۱/۰۱"))
    await chat.says("admin", "۱۴۰۵/۰۹/۲۰")
    assert "آینده" in plain(await chat.says("admin", "۱۴۰۵/۰۹/۱۵"))
    card = plain(await chat.says("admin", "۱۴۰۵/۰۹/۲۲"))
    assert "۱۴۰۵/۰۹/۲۰" in card
    deputy = chat.town.db.read_now(directory.look, expert, at=chat.town.at).deputies[-1]
    assert deputy.deputy_id == other
    days = [wording.jalali_iso(moment) for moment in (deputy.since, deputy.until)]
    assert days == ["1405-09-20", "1405-09-22"]
    await tap(chat, "admin", Act.end_deputy, id=deputy.id)
    assert "تعیین نشده" in plain(await chat.newest("admin"))


async def test_a_dialogue_is_forgotten_when_another_way_is_taken(chat: Chat) -> None:
    await at(chat, Act.people, Act.add_person)
    await tap(chat, "admin", Act.drop)
    before = chat.town.db.read_now(directory.found).count
    await chat.says("admin", "کسی که نباید ثبت شود")
    await at(chat, Act.people, Act.add_person)
    await at(chat, Act.groups)
    await chat.says("admin", "کسی که نباید ثبت شود")
    assert chat.town.db.read_now(directory.found).count == before


# --- looking ----------------------------------------------------------------------------------------------------------


async def test_an_observer_sees_the_numbers_and_a_case_and_can_do_nothing_to_it(chat: Chat) -> None:
    case_id = _case(chat)
    chat.town.leave(case_id, "sent")
    number = wording.persian_digits(chat.town.case(case_id).number)
    await chat.says("observer", "/menu")
    await tap(chat, "observer", Act.observe)
    await tap(chat, "observer", Act.numbers)
    assert "آمار دفتر" in (await chat.newest("observer")).text
    await tap(chat, "observer", Act.observe)
    await tap(chat, "observer", Act.find_case)
    card = await chat.says("observer", number)
    assert number in plain(card)
    harmless = {Act.refresh, Act.timeline, Act.why, Act.case}
    assert chat.acts(card) <= harmless
    await tap(chat, "observer", Act.refresh)
    assert chat.acts(await chat.newest("observer")) <= harmless


async def test_a_stranger_and_a_clerk_have_no_way_to_the_admins_desk(chat: Chat) -> None:
    for who in ("stranger", "clerk"):
        menu = await chat.says(who, "/menu")
        assert not chat.acts(menu) & {Act.admin, Act.observe}
        assert "<b>راهبری" not in (await chat.says(who, "/admin")).text
    assert chat.acts(await chat.says("admin", "/menu")) >= {Act.admin}
