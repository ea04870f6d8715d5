"""A day of each role: what they do in the chat, what they see there, and what stands in the database in the end.

In the midst of each the program is ended and begun anew. What people get wrong is in the clerk's and the stranger's days.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from bot import cards
from bot.callbacks import Act, data
from bot.emulator.control import Said
from cases import directory, events, people, queries
from cases.db import Session
from cases.models import Document, Person, StaffGroup
from cases.staff import make_code
from demo.stage import has
from demo.town import GROUP, SAMPLES, STRANGER
from nlp import wording
from tests.cases.town import KNOWN
from tests.faults.house import cluster  # noqa: F401
from tests.intake.papers import few_lines
from tests.stories.lives import EXPERT, HEAD, PAPERS, REASON, Life
from tests.stories.theatre import Theatre, theatre  # noqa: F401

pytestmark = pytest.mark.anyio
ELSEWHERE = "sepidar-dasht"
DIGITAL = SAMPLES / "mayor" / "minutes-digital.pdf"


def says(key: str, **facts: Any) -> str:
    """The sentence of a refusal, as it reaches the messenger."""
    return cards.refusal(key, **facts)


def plain(said: Said) -> str:
    return said.text.translate({0x2068: None, 0x2069: None})


@pytest.mark.long
async def test_a_clerk_brings_papers_in_any_order_and_loses_nothing_by_what_goes_wrong(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["credits"], city=ELSEWHERE)
    me, control = life.opener, theatre.control
    card = await life.open()
    assert [item.key for item in life.flow.documents if has(card, Act.want, item.key)] == [
        "justification",
        "estimate",
        "resolution",
    ]
    # A photo in the midst of a question: it is taken, and the question is still asked.
    read = await me.sends(few_lines(*PAPERS["council-minutes"]), Act.remove, as_photo=True)
    assert has(read, Act.place), "which of the documents it is has to be asked"
    await me.presses(read, Act.place, Act.confirm, "resolution")
    asked = await me.presses(await me.shows(Act.correct, "session_number"), Act.correct, None, "session_number")
    assert asked
    other = await me.sends(few_lines("برآورد هزینهٔ اجرای طرح"), Act.remove)
    await theatre.restart()
    corrected = await me.says("۴۲", lambda said: "۴۲" in said.text and has(said, Act.confirm))
    assert corrected.message_id != other.message_id
    # Text where a button is wanted, a word that is no command, a voice message, a file that is too big.
    assert (await me.says("همین را بفرستید دیگر", None)).buttons, "what can be done instead is offered"
    assert says("command-unknown") in (await me.says("/bogus", None)).text
    since = await control.mark()
    await control.send(me.chat, me.who, {"voice": {"file_id": "v", "file_unique_id": "u", "duration": 3}})
    assert says("not-a-document") in (await me.sees(since=since)).text
    refused = await me.sends(("big.pdf", b"%PDF-1.4" + bytes(25 * 1024 * 1024)), lambda said: "مگابایت" in said.text)
    assert "۲۰ مگابایت" in refused.text
    # A case of another city is not known here, by number or by a forged button.
    foreign = Life(theatre, KNOWN.entries["budget"])
    await foreign.open()
    assert says("case-unknown") in (await me.says(f"/status {foreign.case.number}", None)).text
    menu = await me.says("/menu", Act.cases)
    for act in (Act.case, Act.send, Act.timeline, Act.files, Act.approve, Act.withdraw_yes):
        answer = await me.forges(menu, data(act, foreign.case_id, foreign.case.version))
        assert answer.show_alert or answer.text, act
    assert foreign.number not in await me.texts()
    assert (await me.forges(menu, "no|such|button")).text
    # Yesterday's button, on a card that has since moved on.
    placed = await me.presses(other, Act.place, Act.confirm, "estimate")
    await life.confirm(me, placed)
    await life.confirm(me, await me.shows(Act.confirm))
    # A confirmed one can be looked at and corrected for as long as the case is here.
    seen = await me.presses(await life.card(me), Act.look, Act.correct)
    assert has(seen, Act.correct, "session_number")
    card = await life.bring(me, await life.card(me), "justification")
    assert has(card, Act.send) and not has(card, Act.want)
    old = card
    await me.presses(card, Act.send, lambda said: life.number in said.text)
    assert (await me.tries(old, Act.send)).show_alert
    case = life.case
    assert queries.open_step(case).key == "review"  # type: ignore[union-attr]
    kept = {field.name: field.confirmed for document in case.documents for field in document.fields}
    assert kept["session_number"] == 42
    assert sum(document.state == "confirmed" for document in case.documents) == 3


@pytest.mark.long
async def test_a_secretary_mends_what_was_returned_and_may_take_a_case_back(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["mayor-appointment"], city=ELSEWHERE)
    me = life.opener
    card = await life.open()
    # Without the minutes nothing can be sent: it is said before anything is asked.
    answer = await me.tries(card, Act.send_anyway)
    assert answer.show_alert and "صورتجلسه" in answer.text
    card = await life.gather(me, await life.card(me), ["minutes", "form"])
    asked = await me.presses(card, Act.send_anyway, Act.send)
    assert "مدارک شناسایی" in asked.text, "what is missing is named"
    await theatre.restart()
    await me.presses(asked, Act.send, lambda said: life.number in said.text)
    await life.leave("review", "return")
    told = await me.sees(lambda said: REASON in said.text)
    assert theatre.town.names[theatre.town.ids[EXPERT]] in told.text
    card = await life.card(me)
    assert REASON in card.text
    ticked = life.flow.documents[0].key
    assert has(card, Act.want, ticked)
    assert "↩" in card.text
    assert not has(card, Act.send) and not has(card, Act.send_anyway), "what would be refused is not offered"
    card = await life.bring(me, card, ticked)
    card = await me.presses(card, Act.send_anyway, Act.send) if has(card, Act.send_anyway) else card
    await me.presses(card, Act.send, lambda said: life.number in said.text)
    timeline = await me.presses(await life.card(me), Act.timeline, None)
    assert theatre.town.names[me.who] in timeline.text
    (minutes,) = [line for line in plain(timeline).splitlines() if "صورتجلسه پیشنهاد" in line and "عودت" not in line][
        :1
    ]
    assert "دریافت شد، خوانده شد، تأیید شد" in minutes, "one line for what happened to one document"
    why = await me.presses(await life.card(me), Act.why, None)
    assert "روز" in why.text
    sure = await me.presses(await life.card(me), Act.withdraw, Act.withdraw_yes)
    await me.presses(sure, Act.withdraw_yes, None)
    assert (life.case.state, life.case.outcome) == ("closed", "withdrawn")
    assert theatre.rows(events.verify) == []


@pytest.mark.long
async def test_an_expert_decides_in_the_group_as_in_the_private_chat(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["budget"], city=ELSEWHERE)
    await life.open()
    await life.leave("draft", "sent")
    me, other = theatre.phone(EXPERT, GROUP), theatre.phone("expert-nikseresht", GROUP)
    # Picked from a list in the group, the case's one card comes down to the end; the list stays where it is.
    listed = await me.presses(await me.says("/queue", Act.queue), Act.queue, Act.case, "free:0:")
    before = await life.standing(me, life.own(Act.claim))
    own = next(pressed for _, pressed in listed.buttons if pressed.startswith(f"1|case|{life.case_id}|"))
    since = await me.control.mark()
    await me.forges(listed, own)
    card = await me.sees(life.own(Act.claim), since=since)
    assert card.message_id > listed.message_id
    assert next(one for one in await me.control.messages(GROUP) if one.message_id == before.message_id).deleted
    card = await life.claimed(me)
    assert (await other.tries(card, Act.approve)).show_alert, "who has not claimed it does not decide"
    # Restarted between the tick and the reason.
    ticks = await me.presses(card, Act.return_, Act.tick)
    ticks = await me.presses(ticks, Act.tick, lambda said: "●" in " ".join(label for label, _ in said.buttons), "forms")
    asked = await me.presses(ticks, Act.reasons, lambda said: has(said, Act.drop) and not has(said, Act.tick))
    await theatre.restart()
    # Another's reply to the question is not the answer, and neither is talk in the group.
    await theatre.control.say(GROUP, other.who, "من موافقم", reply_to=asked.message_id)
    await theatre.control.say(GROUP, me.who, "همکاران، کسی این شهر را می‌شناسد؟")
    await me.says(REASON, lambda said: life.number in said.text, reply_to=asked.message_id)
    decision = theatre.rows(queries.case, life.case_id).steps[-2]
    assert decision.outcome == "return"
    customer = life.opener
    card = await life.bring(customer, await life.card(customer), "forms")
    await customer.presses(card, Act.send, lambda said: life.number in said.text)
    # The rest in their own chat.
    mine, stay = theatre.phone(EXPERT), life.stay()
    assert stay is not None
    card = await mine.says(f"/status {life.case.number}", life.own(Act.approve))
    await mine.presses(card, Act.files, lambda said: "document" in said.message)
    await mine.presses(card, Act.approve, None)
    await life.until_left(stay.id, "approve")
    assert theatre.rows(events.verify) == []


@pytest.mark.long
async def test_a_committee_votes_unseen_and_a_comment_outlives_a_restart(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["strategic-plan"], city=ELSEWHERE)
    await life.open()
    await life.leave("study", "sent")
    await life.leave("analyse", "approve")
    group = theatre.phone(EXPERT, GROUP)
    await life.claimed(group)
    stay = life.stay()
    assert stay is not None
    first, second, third = (theatre.phone(f"committee-{place}") for place in (1, 2, 3))
    card = await second.shows(Act.comment)
    await second.presses(card, Act.comment, None)
    await theatre.restart()
    await second.says("به نظرم برنامه کامل است.", None)
    vote = {seat.person.key: seat.person_id for seat in stay.seats}
    card = await second.shows(Act.vote)
    await second.presses(card, Act.vote, None, f"{vote['committee-2']}:against")
    word = wording.words("letters")["votes"]["against"]
    shown = await group.sees(lambda said: life.own(Act.close)(said) and "۱" in said.text)
    assert word not in plain(shown).replace("مخالفت", ""), "how somebody voted is not to be seen while the others vote"
    # Nobody votes in another's stead, and an expert's forged vote is none.
    forged = data(Act.vote, stay.id, arg=f"{vote['committee-1']}:for")
    assert (await second.forges(card, forged)).show_alert
    assert (await theatre.phone(EXPERT).forges(await theatre.phone(EXPERT).says("/menu", Act.cases), forged)).show_alert
    for phone, key in ((first, "committee-1"), (third, "committee-3")):
        await phone.presses(await phone.shows(Act.vote), Act.vote, None, f"{vote[key]}:for")
    await life.close_voting(group)
    await life.until_left(stay.id, "adopted")
    assert "به نظرم برنامه کامل است." in await group.texts()


@pytest.mark.long
async def test_a_head_signs_what_waits_and_sees_the_office(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["grading"], city=ELSEWHERE)
    await life.open()
    for step, outcome in (("request", "sent"), ("review", "approve"), ("forward", "accepted")):
        await life.leave(step, outcome)
    head, expert = theatre.phone(HEAD), theatre.phone(EXPERT, GROUP)
    forged = data(Act.sign, life.case_id, life.case.version)
    group_card = await expert.control.messages(GROUP)
    assert (await expert.forges([said for said in group_card if said.by_bot][-1], forged)).show_alert
    await theatre.restart()
    card, since = await life.standing(head, life.own(Act.sign)), await head.control.mark()
    await head.presses(card, Act.sign, None)
    assert (await head.forges(card, find_data(card, Act.sign))).answered, "pressed twice it is signed once"
    clerk = life.opener
    letter = await clerk.sees(lambda said: "document" in said.message, since=since)
    assert letter.message["document"]["file_name"].endswith(".pdf")
    assert (life.case.state, life.case.outcome) == ("closed", "done")
    assert len(theatre.rows(_letters_of, life.case_id)) == 1
    queues = await head.says("/queue", Act.queue)
    assert queues.buttons


@pytest.mark.long
async def test_a_council_member_hears_of_their_own_council_as_they_choose(theatre: Theatre) -> None:  # noqa: F811
    own, foreign = theatre.phone("president-sepidar-dasht"), theatre.phone("president-golbahar-sofla")
    chosen = await own.says("/notices", Act.rhythm)
    assert has(chosen, Act.mute)
    life = Life(theatre, KNOWN.entries["local-charges"], city=ELSEWHERE)
    await life.open()
    since = await own.control.mark()
    await life.leave("draft", "sent")
    told = await own.sees(lambda said: life.number in said.text, since=since)
    assert "کد ملی" not in told.text
    assert not any(has(told, act) for act in (Act.files, Act.approve, Act.timeline))
    assert life.number not in await foreign.texts()
    menu = await own.says("/menu", None)
    assert (await own.forges(menu, data(Act.files, life.case_id))).show_alert
    assert (await foreign.forges(await foreign.says("/menu", None), data(Act.case, life.case_id))).show_alert
    # One tap, and it is quiet; a restart does not make the bot forget it.
    ended = await own.tries(await own.shows(Act.unsubscribe), Act.unsubscribe)
    assert ended.text
    await theatre.restart()
    since = await own.control.mark()
    await life.leave("council", "accepted")
    await asyncio.sleep(2)
    assert not [said for said in await own.control.messages(own.chat, since=since) if life.number in said.text]


async def test_an_admin_lets_people_in_and_out_and_binds_groups(theatre: Theatre) -> None:  # noqa: F811
    admin, newcomer, group = theatre.phone("admin-rastin"), 8801, -78
    control = theatre.control
    card = await admin.presses(await admin.says("/admin", Act.people), Act.people, Act.add_person)
    await admin.presses(card, Act.add_person, None)
    await admin.says("نرگس آفتاب‌گردان", Act.no_phone)
    await theatre.restart()
    card = await admin.says("۰۹۱۲ ۵۵۵ ۴۴۳۳", Act.give)
    assert "۵۵۵" not in card.text, "a phone number is masked even here"
    card = await admin.presses(card, Act.give, Act.give_role)
    card = await admin.presses(card, Act.give_role, Act.give_scope, "clerk")
    card = await admin.presses(card, Act.give_scope, Act.link, "3")
    link = await admin.presses(card, Act.link, lambda said: "start=" in said.text)
    code = re.search(r"start=([\w-]+)", link.text)
    assert code is not None
    for who in (newcomer, newcomer + 1):
        await control.add_user(who, "نرگس", phone="+989125554433")
    await control.start(newcomer, code[1])
    welcome = await control.wait_message(newcomer, lambda said: bool(said.buttons), timeout=60)
    assert "گلبهار سفلی" in welcome.text
    # The link is for once; the number of somebody else opens nothing.
    await control.start(newcomer + 1, code[1])
    refused = await control.wait_message(newcomer + 1, timeout=60)
    assert says("invitation-used") in refused.text
    since = await control.mark()
    await control.share_contact(newcomer + 1, newcomer + 1, newcomer)
    assert says("contact-not-yours") in (await control.wait_message(newcomer + 1, since=since, timeout=60)).text
    # A group that nobody bound is told so once; bound by its code, it gets the cards.
    await control.add_group(group, "میز دوم", [theatre.town.ids[EXPERT]])
    await control.say(group, theatre.town.ids[EXPERT], "/queue")
    assert says("group-not-bound") in (await control.wait_message(group, timeout=60)).text
    by = theatre.rows(lambda session: people.who(session, f"tg:{admin.who}", at=theatre.program.clock()))
    bind = theatre.program.db.transact_now(make_code, None, by=by, at=theatre.program.clock())
    since = await control.mark()
    await control.say(group, theatre.town.ids[EXPERT], f"/bind {bind}")
    await control.wait_message(group, "معرفی شد", since=since, timeout=60)
    theatre.program.db.transact_now(_unbound, group)
    # Suspended, they are a stranger at once.
    card = await admin.presses(await admin.says("/admin", Act.people), Act.people, Act.search_person)
    await admin.presses(card, Act.search_person, None)
    found = await admin.says("آفتاب‌گردان", Act.person)
    card = await admin.presses(found, Act.person, Act.suspend)
    sure = await admin.presses(card, Act.suspend, Act.sure)
    await admin.presses(sure, Act.sure, Act.reinstate)
    since = await control.mark()
    await control.say(newcomer, newcomer, "/menu")
    assert "نرگس" not in (await control.wait_message(newcomer, since=since, timeout=60)).text
    person = theatre.rows(lambda session: directory.found(session, words="آفتاب‌گردان")).people[0]
    assert isinstance(person, Person) and not person.active


async def test_an_observer_sees_all_and_touches_nothing(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["local-charges"], city=ELSEWHERE)
    await life.open()
    observer = theatre.phone("observer-binesh")
    menu = await observer.says("/menu", Act.observe)
    card = await observer.presses(menu, Act.observe, Act.numbers)
    numbers = await observer.presses(card, Act.numbers, None)
    assert re.search("[۰-۹]", numbers.text)
    await theatre.restart()
    looked = await observer.says(f"/status {life.case.number}", lambda said: life.number in said.text)
    touching = (Act.withdraw, Act.send, Act.send_anyway, Act.claim, Act.approve, Act.files, Act.want)
    assert not any(has(looked, act) for act in touching)
    version = life.case.version
    for act in (Act.withdraw_yes, Act.send, Act.claim, Act.hold, Act.assign, Act.files):
        assert (await observer.forges(looked, data(act, life.case_id, version))).show_alert, act
    assert life.case.version == version


@pytest.mark.long
async def test_thirty_files_at_once_are_all_taken_and_a_stranger_learns_nothing(theatre: Theatre) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries["budget"], city="golbahar-sofla")
    await life.open()
    me, content = life.opener, DIGITAL.read_bytes()
    since = await theatre.control.mark()
    for place in range(30):
        await theatre.control.upload(me.chat, me.who, (f"{place}.pdf", content + f"\n% {place}\n".encode()))
    await theatre.restart()
    for _ in range(900):
        states = theatre.rows(_states, life.case_id)
        if len(states) == 30 and set(states) == {"read"}:
            break
        await asyncio.sleep(0.2)
    assert len(states) == 30 and set(states) == {"read"}
    said = await theatre.control.messages(me.chat, since=since)
    named = {match for one in said if one.by_bot for match in re.findall(r"(\d+)\.pdf", plain(one))}
    assert named == {str(place) for place in range(30)}, "each is answered by name"
    # A stranger has the public guide, and nothing else.
    since = await theatre.control.mark()
    await theatre.control.say(STRANGER, STRANGER, f"/status {life.case.number}")
    answer = await theatre.control.wait_message(STRANGER, since=since, timeout=60)
    assert life.number not in answer.text
    assert (await theatre.control.press(STRANGER, STRANGER, answer.message_id, data(Act.case, life.case_id))).show_alert


def find_data(said: Said, act: Act) -> str:
    return next(pressed for _, pressed in said.buttons if pressed.split("|")[1] == act.value)


def _letters_of(session: Session, case_id: int) -> list[str]:
    return [letter.number for letter in queries.letters_of(session, case_id)]


def _states(session: Session, case_id: int) -> list[str]:
    return [document.state for document in session.query(Document).filter_by(case_id=case_id)]


def _unbound(session: Session, chat_id: int) -> None:
    session.query(StaffGroup).filter_by(chat_id=chat_id).delete()
