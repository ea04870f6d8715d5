"""Dialogues as people have them: what is asked, what will not do as an answer, and who is told of the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.callbacks import Act
from cases import deputies, desk, queries
from cases.models import Letter, Step
from nlp import wording
from tests.bot.chatting import GROUP, Chat, plain
from tests.cases.town import KNOWN

pytestmark = pytest.mark.anyio
WHEN = "۱۴۰۵/۰۹/۱۵ ساعت ۱۰"


async def opened(chat: Chat, slug: str, *outcomes: str, claimed: bool = True) -> int:
    """A case that has left its steps by these outcomes, and the cards of it in the chats."""
    town = chat.town
    case_id = chat.case = town.open(KNOWN.get(slug)).id
    for outcome in outcomes:
        town.leave(case_id, outcome)
    if claimed:
        town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=town.now("expert"))
    await chat.deliver()
    return case_id


async def before_the_board(chat: Chat) -> int:
    return await opened(chat, "article-79-board", "sent", "approve")


async def vote(chat: Chat, member: str, how: str) -> None:
    await chat.press(member, Act.vote, f"{chat.person(member)}:{how}")


def number(chat: Chat, case_id: int) -> str:
    return wording.persian_digits(chat.town.case(case_id).number)


def the_step(chat: Chat, case_id: int, key: str) -> Step:
    return next(step for step in chat.town.case(case_id).steps if step.key == key)


# --- the session ------------------------------------------------------------------------------------------------------


async def test_an_invitation_asks_for_time_place_and_agenda_and_goes_to_every_member(chat: Chat) -> None:
    case_id = await before_the_board(chat)
    await chat.press("expert", Act.invite, group=True)
    assert "خوانده نشد" in plain(await chat.says("expert", "هفتهٔ آینده", group=True))
    assert "زمان جلسه گذشته است" in plain(await chat.says("expert", "۱۴۰۵/۰۸/۰۱ ساعت ۱۰", group=True))
    assert "یکشنبه ۱۵ آذر ۱۴۰۵، ساعت ۱۰:۰۰" in plain(await chat.says("expert", WHEN, group=True))
    await chat.says("expert", "سالن جلسات استانداری", group=True)
    sure = await chat.says("expert", "رسیدگی به اعتراض", group=True)
    assert chat.acts(sure) == {Act.invite_yes, Act.drop}
    since = await chat.control.mark()
    await chat.press("expert", Act.invite_yes, group=True)
    await chat.deliver()
    meeting = the_step(chat, case_id, "judge").meeting
    assert meeting is not None and (meeting.place, meeting.agenda) == ("سالن جلسات استانداری", "رسیدگی به اعتراض")
    for member in ("committee-1", "committee-2", "committee-3"):
        told = await chat.control.messages(chat.account(member), since=since)
        assert any("دعوت به جلسه" in plain(said) and "سالن جلسات استانداری" in said.text for said in told)
        assert len(chat.letters_to(told)) == 1


async def test_in_a_group_only_a_reply_to_the_question_is_an_answer(chat: Chat) -> None:
    await before_the_board(chat)
    await chat.press("expert", Act.invite, group=True)
    since = await chat.control.mark()
    await chat.control.say(GROUP, chat.account("expert"), WHEN)
    with pytest.raises(TimeoutError):
        await chat.control.wait_message(GROUP, since=since, timeout=1.5)
    assert "محل جلسه" in plain(await chat.says("expert", WHEN, group=True))
    assert "کنار گذاشته شد" in plain(await chat.says("expert", "/cancel", group=True))


async def test_a_decision_whose_word_was_lost_is_not_met_with_silence(chat: Chat) -> None:
    case_id = await opened(chat, "budget", "sent")
    await chat.press("expert", Act.reject, group=True)
    await chat.control.faults([{"kind": "error", "method": "sendMessage"}])
    told = await chat.says("expert", "با ضوابط مغایر است", group=True)
    assert number(chat, case_id) in plain(told) or "تغییر کرده است" in plain(told)
    assert chat.town.case(case_id).outcome == "rejected"


async def test_anothers_question_is_not_ones_own(chat: Chat) -> None:
    await before_the_board(chat)
    await chat.press("expert", Act.room, group=True)
    answer = await chat.press("expert-2", Act.seat, group=True)
    assert answer.show_alert and "کهنه" in answer.text
    assert not (await chat.press("expert", Act.drop, group=True)).show_alert


# --- votes and comments -----------------------------------------------------------------------------------------------


async def test_nobody_sees_how_another_has_voted_until_the_voting_is_closed(chat: Chat) -> None:
    case_id = await before_the_board(chat)
    await vote(chat, "committee-1", "for")
    await vote(chat, "committee-2", "against")
    await chat.deliver()
    assert "رأی شما: مخالف" in plain(await chat.newest("committee-2"))
    for who in ("group", "committee-3"):
        card = plain(await chat.showing(who, "رأی‌گیری"))
        assert "۲ از ۳ رأی" in card
        assert "مخالف" not in card and "موافق" not in card
    await vote(chat, "committee-3", "for")
    await chat.deliver()
    await chat.press("committee-1", Act.close)
    await chat.press("committee-1", Act.close_yes)
    await chat.deliver()
    assert chat.town.step(case_id).key == "announce"
    assert "موافق ۲، مخالف ۱" in plain(await chat.showing("group", number(chat, case_id)))
    minutes = await chat.control.messages(chat.account("committee-3"))
    assert any("صورتجلسه" in name for name in chat.letters_to(minutes))


async def test_the_log_tells_the_city_nothing_of_who_has_voted(chat: Chat) -> None:
    await opened(chat, "research", "done", "done", "sent", "approve")
    await vote(chat, "committee-1", "for")
    await chat.deliver()
    await chat.press("expert", Act.timeline, group=True)
    assert "عضو کارگروه رأی داد" in plain(await chat.showing("group", "گردش کار"))
    await chat.says("clerk", f"/status {number(chat, chat.case)}")
    await chat.press("clerk", Act.timeline)
    log = plain(await chat.showing("clerk", "گردش کار"))
    assert "رأی" not in log and "گام پرونده عوض شد" in log


async def test_a_vote_may_be_changed_and_an_old_one_is_answered_kindly(chat: Chat) -> None:
    case_id = await before_the_board(chat)
    old = await chat.button(chat.account("committee-1"), Act.vote, f"{chat.person('committee-1')}:against")
    for how in ("for", "abstain"):
        await vote(chat, "committee-1", how)
    await vote(chat, "committee-2", "for")
    await chat.deliver()
    await chat.press("expert", Act.close, group=True)
    await chat.press("expert", Act.close_yes, group=True)
    seats = {seat.person_id: seat.vote for seat in the_step(chat, case_id, "judge").seats}
    assert seats[chat.person("committee-1")] == "abstain"
    late = await chat.control.press(chat.account("committee-1"), chat.account("committee-1"), *old)
    assert late.show_alert and "پایان یافته" in late.text


async def test_votes_in_the_room_are_taken_one_after_the_other(chat: Chat) -> None:
    case_id = await before_the_board(chat)
    assert "رسمیت ندارد" in (await chat.press("expert", Act.close, group=True)).text
    await chat.press("expert", Act.room, group=True)
    for member in ("committee-1", "committee-2"):
        await chat.press("expert", Act.seat, str(chat.person(member)), group=True)
        told = await chat.press("expert", Act.cast, f"{chat.person(member)}:for", group=True)
        assert "ثبت شد" in told.text and "موافق" not in told.text
    seats = the_step(chat, case_id, "judge").seats
    assert [(seat.vote, seat.cast_by) for seat in seats if seat.vote] == [("for", chat.person("expert"))] * 2


async def test_a_comment_is_read_by_the_members_and_the_staff(chat: Chat) -> None:
    case_id = await before_the_board(chat)
    await chat.press("committee-2", Act.comment)
    told = await chat.says("committee-2", "پیوست‌ها <کامل> نیست")
    assert "ثبت شد" in told.text
    await chat.deliver()
    for who in ("group", "committee-1"):
        assert "پیوست‌ها <کامل> نیست" in (await chat.showing(who, number(chat, case_id))).text


async def test_a_return_by_votes_asks_for_its_reason_and_tells_the_customer(chat: Chat) -> None:
    case_id = await opened(chat, "research", "done", "done", "sent", "approve")
    for member in ("committee-1", "committee-2"):
        await vote(chat, member, "return")
    await chat.deliver()
    await chat.press("expert", Act.close, group=True)
    await chat.press("expert", Act.close_yes, group=True)
    asked = await chat.newest("group")
    assert "دلیل عودت" in plain(asked)
    await chat.says("expert", "روش پژوهش روشن نیست", group=True)
    await chat.deliver()
    assert chat.town.step(case_id).kind == "submit"
    assert "روش پژوهش روشن نیست" in (await chat.showing("clerk", "بازگشت")).text


async def test_a_member_gets_the_documents_without_what_was_read_of_them(chat: Chat) -> None:
    await before_the_board(chat)
    since = await chat.control.mark()
    await chat.press("committee-2", Act.files)
    await chat.press("expert", Act.files, group=True)
    await chat.deliver()
    own = [
        said
        for said in await chat.control.messages(chat.account("committee-2"), since=since)
        if "document" in said.message
    ]
    assert own and all(len(said.text.splitlines()) == 1 for said in own)


async def test_a_deputy_votes_in_the_seat_of_who_is_away(chat: Chat) -> None:
    town = chat.town
    now = town.now("admin")
    until = now.at + timedelta(days=3)
    away, deputy = chat.person("committee-3"), chat.person("observer")
    named = town.db.transact_now(deputies.name, away, deputy, since=now.at, until=until, by=now.by, at=now.at)
    case_id = await before_the_board(chat)
    assert "جانشین" in (await chat.showing("observer", "جانشین")).text
    await chat.press("observer", Act.vote, f"{away}:for")
    seat = next(seat for seat in the_step(chat, case_id, "judge").seats if seat.person_id == away)
    assert (seat.vote, seat.cast_by) == ("for", deputy)
    town.db.transact_now(deputies.end, named.id, by=now.by, at=town.now("admin").at)
    town.at += timedelta(minutes=1)
    refused = await chat.press("observer", Act.vote, f"{away}:against")
    assert refused.show_alert


# --- the desk ---------------------------------------------------------------------------------------------------------


async def test_a_held_case_says_why_and_goes_on_when_it_is_resumed(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent")
    await chat.press("expert", Act.more, group=True)
    await chat.press("expert", Act.hold, group=True)
    await chat.says("expert", "در انتظار نظر حقوقی", group=True)
    await chat.deliver()
    card = await chat.showing("group", number(chat, case_id) + "\n")
    assert "در انتظار نظر حقوقی" in card.text and Act.approve not in chat.acts(card)
    assert "در انتظار نظر حقوقی" in (await chat.newest("secretary")).text
    await chat.press("expert", Act.resume, group=True)
    await chat.deliver()
    assert "ادامه یافت" in (await chat.newest("secretary")).text
    assert chat.town.case(case_id).state == "running"


async def test_the_head_gives_more_days_and_nobody_else_does(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent")
    before = chat.town.open_step(case_id).due_at
    await chat.press("expert", Act.more, group=True)
    assert (await chat.press("expert", Act.extend, group=True)).show_alert
    await chat.press("head", Act.more, group=True)
    await chat.press("head", Act.extend, group=True)
    assert "از ۱ تا" in plain(await chat.says("head", "خیلی", group=True))
    await chat.says("head", "۵", group=True)
    await chat.says("head", "تعطیلی‌ها", group=True)
    await chat.deliver()
    after = chat.town.open_step(case_id).due_at
    assert before is not None and after is not None and after - before >= timedelta(days=5)
    assert "تمدید مهلت: ۵ روز، تعطیلی‌ها" in (await chat.showing("group", number(chat, case_id) + "\n")).text
    assert "تعطیلی‌ها" in (await chat.newest("expert")).text


async def test_a_case_that_is_handed_over_is_told_to_both(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent")
    await chat.press("expert", Act.more, group=True)
    await chat.press("expert", Act.assign, group=True)
    await chat.press("expert", Act.assignee, str(chat.person("expert-2")), group=True)
    await chat.deliver()
    assert chat.town.open_step(case_id).claimed_by == chat.person("expert-2")
    assert "سپرده شد" in (await chat.newest("expert-2")).text
    assert "دیگر نزد شما نیست" in (await chat.newest("expert")).text


async def test_an_answer_that_comes_too_late_ends_the_dialogue(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent")
    await chat.press("expert", Act.reject, group=True)
    town = chat.town
    town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=town.now("head"))
    assert "تغییر کرده" in plain(await chat.says("expert", "مدارک کافی نیست", group=True))
    assert town.case(case_id).state == "running"
    since = await chat.control.mark()
    newest = max(said.message_id for said in await chat.control.messages(GROUP) if said.by_bot)
    await chat.control.say(GROUP, chat.account("expert"), "مدارک کافی نیست", reply_to=newest)
    with pytest.raises(TimeoutError):
        await chat.control.wait_message(GROUP, since=since, timeout=1.5)


# --- letters ----------------------------------------------------------------------------------------------------------


async def test_a_referral_goes_out_by_a_letter_and_its_answer_has_number_and_date(chat: Chat) -> None:
    case_id = await opened(chat, "equipment", claimed=False)
    town = chat.town
    while town.step(case_id).kind != "external":
        town.leave(case_id, next(iter(town.step(case_id).next)))
    await chat.deliver()
    await chat.press("expert", Act.refer, group=True)
    await chat.press("expert", Act.refer_here, group=True)
    await chat.deliver()
    out = town.open_step(case_id).out_number
    assert out is not None
    assert wording.persian_digits(out) in (await chat.showing("group", number(chat, case_id) + "\n")).text
    await chat.press("expert", Act.accept, group=True)
    await chat.says("expert", "۱۲/۳۴۵", group=True)
    assert "خوانده نشد" in plain(await chat.says("expert", "دیروز", group=True))
    assert "آینده" in plain(await chat.says("expert", "۱۴۰۶/۰۱/۰۱", group=True))
    await chat.says("expert", "۱۴۰۵/۰۸/۳۰", group=True)
    decided = [known for known in town.db.read_now(queries.decisions_of, case_id) if known.outcome == "accepted"]
    assert [(known.letter_number, wording.jalali_iso(known.letter_date)) for known in decided if known.letter_date] == [
        ("۱۲/۳۴۵", "1405-08-30")
    ]


async def test_a_refusal_from_outside_gives_its_letter_and_its_reason(chat: Chat) -> None:
    case_id = await opened(chat, "equipment", claimed=False)
    town = chat.town
    while town.step(case_id).kind != "external":
        town.leave(case_id, next(iter(town.step(case_id).next)))
    await chat.deliver()
    await chat.press("expert", Act.reject, group=True)
    await chat.says("expert", "۷۷", group=True)
    await chat.press("expert", Act.no_date, group=True)
    await chat.says("expert", "اعتبار نیست", group=True)
    assert (town.case(case_id).outcome, town.case(case_id).state) == ("rejected", "closed")
    last = town.db.read_now(queries.decisions_of, case_id)[-1]
    assert (last.outcome, last.letter_number, last.letter_date, last.reason) == ("refused", "۷۷", None, "اعتبار نیست")


async def test_inquiries_go_out_together_and_each_answer_is_written_down(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent", "approve")
    await chat.press("expert", Act.inquire, group=True)
    town = chat.town
    letters = town.db.read_now(
        lambda session: session.query(Letter).filter_by(case_id=case_id, template="inquiry").count()
    )
    replies = town.open_step(case_id).replies
    assert letters == len(replies) > 1
    assert Act.inquire not in chat.acts(await chat.showing("group", number(chat, case_id) + "\n"))
    first = replies[0]
    await chat.press("expert", Act.reply, first.body, group=True)
    await chat.press("expert", Act.answer, f"{first.body}:clear", group=True)
    await chat.says("expert", "۳۲۱", group=True)
    await chat.says("expert", "۱۴۰۵/۰۸/۲۹", group=True)
    reply = town.open_step(case_id).replies[0]
    assert reply.letter_date is not None
    assert (reply.answer, reply.letter_number, wording.jalali_iso(reply.letter_date)) == ("clear", "۳۲۱", "1405-08-29")
    await chat.deliver()
    assert "✓" in (await chat.showing("group", number(chat, case_id) + "\n")).text


async def test_a_recorded_answer_is_put_right_while_others_are_waited_for(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent", "approve")
    first = chat.town.open_step(case_id).replies[0].body
    for number in ("۱۲", "۲۱"):
        await chat.press("expert", Act.reply, first, group=True)
        await chat.press("expert", Act.answer, f"{first}:clear", group=True)
        await chat.says("expert", number, group=True)
        await chat.press("expert", Act.no_date, group=True)
        await chat.deliver()
    replies = {reply.body: reply.letter_number for reply in chat.town.open_step(case_id).replies}
    assert replies[first] == "۲۱"
    kinds = [line.kind for line in chat.town.db.read_now(queries.events_of, case_id)]
    assert kinds[-2:] == ["reply-recorded", "reply-corrected"]


async def cards_of(chat: Chat, case_id: int) -> list[int]:
    said = [known for known in await chat.control.messages(GROUP) if known.by_bot and not known.deleted]
    return [known.message_id for known in said if number(chat, case_id) in plain(known)]


async def test_a_number_typed_in_the_group_brings_down_the_offices_own_card_and_no_customers(chat: Chat) -> None:
    case_id = await opened(chat, "mayor-appointment", "sent")
    since = await chat.control.mark()
    await chat.control.say(GROUP, chat.account("expert"), f"/status {chat.town.case(case_id).number}")
    said = await chat.control.wait_message(GROUP, lambda known: bool(known.buttons), since=since, timeout=30.0)
    assert Act.approve in chat.acts(said) and Act.refresh not in chat.acts(said)
    for _ in range(600):
        if (cards := await cards_of(chat, case_id)) == [said.message_id]:
            break
        await asyncio.sleep(0.05)
    assert cards == [said.message_id]


async def test_a_draft_is_not_shown_in_the_group(chat: Chat) -> None:
    case_id = chat.case = chat.town.open(KNOWN.get("mayor-appointment")).id
    told = await chat.says("expert", f"/status {chat.town.case(case_id).number}", group=True, reply=False)
    assert "نیست" in told.text and not told.buttons
