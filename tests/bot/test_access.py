"""Who may press what: every act of a button against everybody, forged where it is not drawn for them.

Each press runs through the real dispatcher over a prepared case and is rolled back, so that all meet the same state.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetMe, SendMessage
from aiogram.types import Chat, Message, User
from sqlalchemy import Connection, select

from bot import dispatcher
from bot.callbacks import Act, Press, data
from bot.program import Program
from cases import committees, deputies, desk, directory, documents, membership, notices
from cases.db import Database, Session
from cases.lifecycle import Moment
from cases.models import Account, Document, Person, Role
from cases.vault import Vault
from tests.bot import access_page
from tests.cases.town import KNOWN, START, Town, settled  # noqa: F401
from workflows import engine

pytestmark = pytest.mark.anyio
GROUP, FIRST_ID, STRANGER = -1, 7000, 6999
OFFICE = {"expert", "expert-2", "head", "admin", "observer"}
CITY = {"clerk", "secretary", "council-member"}
COUNCIL = {"council-member", "council-member-2"}
ELSEWHERE = {"clerk-2", "secretary-2", "council-member-2"}
COMMITTEE = {"chair", "member", "other-member"}
# An expert of a desk that none of the cases is of.
FOREIGN = {"expert-of-another-desk"}
KNOWN_PEOPLE = OFFICE | FOREIGN | CITY | ELSEWHERE | COMMITTEE
EVERYONE = KNOWN_PEOPLE | {"stranger"}
DESK = {"expert", "expert-2", "head"} | FOREIGN
SEATED = {"chair", "member"}
OPENING = {"clerk", "clerk-2", "secretary", "secretary-2"}
# The budget that is due in the year of the town's clock.
OWED = "budget:1406"


@dataclass
class Prepared:
    """The cases of the prepared town, by what they are ready for, and everybody's account."""

    town: Town
    cases: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    document: int = 0
    suspended: int = 0
    deputy: int = 0
    failed: int = 0

    def version(self, name: str) -> int:
        return self.town.case(self.cases[name]).version

    def step(self, name: str) -> int:
        return self.town.open_step(self.cases[name]).id

    def on(self, name: str, act: Act, arg: str = "") -> str:
        """The button of an act on the present card of a case."""
        return data(act, self.cases[name], self.version(name), arg)


type Button = Callable[[Prepared], str]


def _case(name: str, act: Act, arg: str = "") -> Button:
    return lambda made: made.on(name, act, arg)


def _bare(act: Act, arg: str = "") -> Button:
    return lambda made: data(act, arg=arg)


def _document(act: Act, arg: str = "") -> Button:
    return lambda made: data(act, made.document, arg=arg)


def _vote_of(member: str) -> Button:
    return lambda made: data(Act.vote, made.step("voting"), arg=f"{made.people[member] - FIRST_ID}:for")


def _marked(made: Prepared, person_id: int, act: Act, arg: str = "") -> str:
    return data(act, person_id, directory.mark(made.town.db.read_now(directory.person, person_id)), arg)


def _person(name: str, act: Act, arg: str = "") -> Button:
    return lambda made: _marked(made, made.people[name] - FIRST_ID, act, arg)


# Act → the pressed button, where it stands, and who may press it.
TABLE: dict[str, tuple[Button, bool, set[str]]] = {
    "menu": (_bare(Act.menu), False, EVERYONE),
    "guide": (_bare(Act.guide), False, EVERYONE),
    "processes": (_bare(Act.processes), False, EVERYONE),
    "services": (_bare(Act.services), False, EVERYONE),
    "entry": (_bare(Act.entry, "mayor-appointment"), False, EVERYONE),
    "section": (_bare(Act.section, "mayor-appointment:law"), False, EVERYONE),
    "drawing": (_bare(Act.drawing, "mayor-appointment"), False, EVERYONE),
    "open": (_bare(Act.open, "mayor-appointment"), False, {"secretary", "secretary-2"}),
    "city": (lambda made: data(Act.city, 1, arg="mayor-appointment"), False, {"secretary"}),
    "obligations": (_bare(Act.obligations), False, OFFICE | FOREIGN | OPENING),
    "owing": (_bare(Act.owing, OWED), False, OFFICE | FOREIGN),
    "queues": (_bare(Act.queues), False, DESK),
    "queue": (_bare(Act.queue, "late:0:"), True, DESK),
    "queue of a city": (_bare(Act.queue, "city:0:1"), False, DESK),
    "queue_cities": (_bare(Act.queue_cities, "0"), False, DESK),
    "subscription": (_bare(Act.subscription), False, COUNCIL),
    "rhythm": (_bare(Act.rhythm, "daily"), False, COUNCIL),
    "mute": (_bare(Act.mute, "mayor-appointment:off"), False, COUNCIL),
    "unsubscribe": (_bare(Act.unsubscribe), False, COUNCIL),
    "cases": (_bare(Act.cases), False, KNOWN_PEOPLE),
    "case": (_case("draft", Act.case), False, CITY | OFFICE),
    "case of a committee": (_case("voting", Act.case), False, CITY | OFFICE | SEATED),
    "refresh": (_case("draft", Act.refresh), False, CITY | OFFICE),
    "keep": (_case("draft", Act.keep), False, CITY | OFFICE),
    "why": (_case("review", Act.why), False, CITY | OFFICE),
    "timeline": (_case("review", Act.timeline), False, (CITY | OFFICE) - {"council-member"}),
    "want": (_case("draft", Act.want, "minutes"), False, CITY | OFFICE),
    "send_anyway": (_case("ready", Act.send_anyway), False, CITY | OFFICE),
    "send": (_case("ready", Act.send), False, {"secretary"}),
    "withdraw": (_case("draft", Act.withdraw), False, CITY | OFFICE),
    "withdraw_yes": (_case("draft", Act.withdraw_yes), False, {"secretary"}),
    "look": (_document(Act.look), False, (CITY | OFFICE) - {"council-member"}),
    "confirm": (_document(Act.confirm), False, {"secretary"}),
    "correct": (_document(Act.correct, "letter_number"), False, (CITY | OFFICE) - {"council-member"}),
    "pictures": (_document(Act.pictures), False, (CITY | OFFICE) - {"council-member"}),
    "place": (_document(Act.place, "identity"), False, {"secretary"}),
    # It came as one file: there is nothing to part, whoever asks. Albums: test_uploads.
    "apart": (_document(Act.apart), False, set()),
    "remove": (_document(Act.remove), False, {"secretary"}),
    "claim": (_case("review", Act.claim), True, {"expert", "expert-2"}),
    "release": (_case("claimed", Act.release), True, {"expert", "head"}),
    "more": (_case("claimed", Act.more), True, OFFICE),
    "assign": (_case("claimed", Act.assign), True, {"expert", "head"}),
    "hold": (_case("claimed", Act.hold), True, {"expert", "head"}),
    "resume": (_case("held", Act.resume), True, {"expert", "head"}),
    "extend": (_case("claimed", Act.extend), True, {"head"}),
    "approve": (_case("claimed", Act.approve), True, {"expert"}),
    "approve in a committee": (_case("committee-review", Act.approve), False, {"chair", "expert"}),
    "return": (_case("claimed", Act.return_), True, {"expert"}),
    "reject": (_case("claimed", Act.reject), True, {"expert"}),
    "done": (_case("clerks-act", Act.done), False, {"clerk"}),
    "done in a committee": (_case("committee-act", Act.done), False, {"chair", "expert"}),
    "files": (_case("claimed", Act.files), True, {"expert", "expert-2", "head"}),
    "files of a committee": (_case("voting", Act.files), False, SEATED | {"expert", "expert-2", "head"}),
    "reply": (_case("inquiry", Act.reply, "intelligence"), True, {"expert"}),
    "inquire": (_case("inquiry", Act.inquire), True, {"expert"}),
    "refer": (_case("external", Act.refer), True, {"expert"}),
    "accept": (_case("external", Act.accept), True, {"expert"}),
    "accept of a council": (_case("council", Act.accept), False, {"secretary"}),
    "sign": (_case("signing", Act.sign), False, {"head"}),
    "preview": (_case("signing", Act.preview), False, {"head"}),
    "invite": (_case("voting", Act.invite), True, {"expert"}),
    "comment": (lambda made: data(Act.comment, made.step("voting")), False, SEATED),
    "vote of the chair": (_vote_of("chair"), False, {"chair"}),
    "vote of a member": (_vote_of("member"), False, {"member"}),
    "vote of another": (_vote_of("other-member"), False, set()),
    "room": (_case("voting", Act.room), True, {"expert"}),
    "close": (_case("voted", Act.close), False, {"chair", "expert"}),
    "admin": (_bare(Act.admin), False, {"admin"}),
    "people": (_bare(Act.people), False, {"admin"}),
    "people_by": (_bare(Act.people_by, "role"), False, {"admin"}),
    "person": (_person("clerk", Act.person), False, {"admin"}),
    "search_person": (_bare(Act.search_person), False, {"admin"}),
    "add_person": (_bare(Act.add_person), False, {"admin"}),
    "amend": (_person("clerk", Act.amend, "name"), False, {"admin"}),
    "give": (_person("clerk", Act.give), False, {"admin"}),
    "take": (_person("clerk", Act.take, "1"), False, {"admin"}),
    "suspend": (_person("clerk", Act.suspend), False, {"admin"}),
    "reinstate": (lambda made: _marked(made, made.suspended, Act.reinstate), False, {"admin"}),
    "link": (_person("clerk", Act.link), False, {"admin"}),
    "part": (_person("clerk", Act.part), False, {"admin"}),
    "stand_in": (_bare(Act.stand_in), False, KNOWN_PEOPLE),
    "stand_in for another": (_person("expert", Act.stand_in), False, {"expert", "head", "admin"}),
    "name_deputy": (_bare(Act.name_deputy), False, KNOWN_PEOPLE),
    "name_deputy of another": (_person("expert", Act.name_deputy), False, {"expert", "head", "admin"}),
    "end_deputy": (lambda made: data(Act.end_deputy, made.deputy), False, {"expert", "head", "admin"}),
    "add_city": (_bare(Act.add_city), False, {"admin"}),
    "groups": (_bare(Act.groups), False, {"admin"}),
    "add_group": (_bare(Act.add_group), False, {"admin"}),
    "unbind": (lambda made: data(Act.unbind, GROUP), False, {"admin"}),
    "failures": (_bare(Act.failures), False, {"admin"}),
    "retry": (lambda made: data(Act.retry, made.failed, arg="notice"), False, {"admin"}),
    "put_aside": (lambda made: data(Act.put_aside, made.failed, arg="notice"), False, {"admin"}),
    "announcements": (_bare(Act.announcements), False, {"admin"}),
    "announce": (_bare(Act.announce), False, {"admin"}),
    "observe": (_bare(Act.observe), False, {"admin", "head", "observer"}),
    "numbers": (_bare(Act.numbers), False, {"admin", "head", "observer"}),
    "find_case": (_bare(Act.find_case), False, {"admin", "head", "observer"}),
}
# In a group nobody is let through to these: they are of a person alone.
ALONE = {
    *("preview", "look", "confirm", "correct", "pictures", "place", "apart", "remove"),
    *("subscription", "rhythm", "mute", "unsubscribe"),
    *("admin", "people", "people_by", "person", "search_person", "add_person", "amend", "give", "take", "suspend"),
    *("reinstate", "link", "part", "add_city", "groups", "add_group", "unbind", "failures", "retry", "put_aside"),
    *("announcements", "announce", "observe", "numbers", "find_case"),
    *("stand_in", "stand_in for another", "name_deputy", "name_deputy of another", "end_deputy"),
}
# Whom a group lets through where that is not whom a private chat does: a case in preparation is not shown there at all, and
# in the office's group it is the office's people who act.
IN_A_GROUP: dict[str, set[str]] = {
    **{name: set() for name in ("case", "refresh", "keep", "done")},
    "case of a committee": OFFICE,
    "approve in a committee": {"expert"},
    "done in a committee": {"expert"},
}
# Of an older card these are refused.
VERSIONED = {
    *("send", "withdraw_yes", "claim", "release", "assign", "hold", "resume", "extend", "approve", "return", "reject"),
    *("approve in a committee", "done", "done in a committee", "reply", "inquire", "refer", "accept", "sign", "invite"),
    *("accept of a council", "room", "close", "reinstate", "link"),
}
# And these show how things stand now, or ask first.
SHOWING = {
    *("case", "case of a committee", "refresh", "keep", "why", "timeline", "want", "send_anyway", "withdraw", "more"),
    *("preview", "files", "files of a committee", "person", "amend", "give", "take", "suspend", "part"),
    *("stand_in for another", "name_deputy of another"),
}
# The buttons of a question are for whom it was put to; on anybody else's hand they are old ones.
OF_A_QUESTION = {
    *(Act.tick, Act.reasons, Act.reason, Act.drop, Act.answer, Act.no_number, Act.no_date, Act.refer_here),
    *(Act.refer_other, Act.assignee, Act.invite_yes, Act.seat, Act.cast, Act.close_yes, Act.sign_yes),
    *(Act.no_phone, Act.give_role, Act.give_scope, Act.sure, Act.group_desk, Act.deputy, Act.since, Act.until),
    *(Act.audience, Act.audience_city, Act.audience_done, Act.announce_yes, Act.into),
}


class Wire(BaseSession):
    """Stands where the messenger stands: takes everything and notes how the press was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.alerts: list[str] = []

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109  its base's
        if isinstance(method, AnswerCallbackQuery):
            if method.show_alert:
                self.alerts.append(method.text or "")
            return True
        if isinstance(method, GetMe):
            return User(id=4242, is_bot=True, first_name="B", username="dabir_test_bot")
        if isinstance(method, SendMessage | EditMessageText):
            chat = Chat(id=int(method.chat_id or 0), type="private")
            return Message(message_id=99, date=datetime.now(UTC), chat=chat, text="x").as_(bot)
        return True

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


class Trial(Database):
    """A database in which everything that one press does is one transaction, taken back when the press is over."""

    connection: Connection

    def transact_now(self, act: Any, /, *args: Any, **kwargs: Any) -> Any:
        with self._session() as session, session.begin():
            result = act(session, *args, **kwargs)
            session.flush()
            return result

    def read_now(self, look: Any, /, *args: Any, **kwargs: Any) -> Any:
        with self._session() as session:
            return look(session, *args, **kwargs)

    @contextmanager
    def trying(self) -> Iterator[None]:
        with self.engine.connect() as self.connection:
            self.connection.begin()
            yield

    def _session(self) -> Session:
        return Session(self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@pytest.fixture(scope="module")
def prepared(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:  # noqa: F811
    folder = tmp_path_factory.mktemp("access")
    file = folder / "town.sqlite"
    file.write_bytes(settled.read_bytes())
    made = Prepared(Town(file))
    made.people = made.town.db.transact_now(_people)
    _prepare(made)
    yield made
    made.town.db.close()


def _people(session: Session) -> dict[str, int]:
    """Everybody's account; the third member of committees sits on another one."""
    foreign = Person(name="کارشناس میز دیگر", registered_at=START)
    foreign.roles = [Role(role="expert", desk="rural")]
    session.add(foreign)
    session.flush()
    names = {"expert-of-another-desk": foreign.roles[0]}
    for role in ("expert", "head", "admin", "observer", "clerk", "secretary", "council-member", "committee"):
        cities = (1, 2) if role in CITY else (None,)
        for city in cities:
            held = select(Role).where(Role.role == role, Role.municipality_id == city).order_by(Role.id)
            found = list(session.scalars(held))
            if role == "committee":
                found[2].committee = "some-other"
                names |= dict(zip(("chair", "member", "other-member"), found, strict=True))
            elif role == "expert":
                names |= {"expert": found[0], "expert-2": found[1]}
            else:
                names[role if city in (1, None) else f"{role}-2"] = found[0]
    for role in names.values():
        person = session.get_one(Person, role.person_id)
        account = f"tg:{FIRST_ID + person.id}"
        session.add(
            Account(id=account, person_id=person.id, chat_id=FIRST_ID + person.id, joined_at=person.registered_at)
        )
    return {name: FIRST_ID + role.person_id for name, role in names.items()} | {"stranger": STRANGER}


def _prepare(made: Prepared) -> None:
    town = made.town

    made.suspended = town.db.read_now(_of_the_third_city)
    town.db.transact_now(membership.suspend, made.suspended, by=None, at=town.at)
    made.deputy = town.db.transact_now(_later_deputy, made)
    made.failed = town.db.transact_now(_failed_notice, town)

    def at(name: str, slug: str, *outcomes: str) -> int:
        case_id = made.cases[name] = town.open(KNOWN.get(slug)).id
        for outcome in outcomes:
            town.leave(case_id, outcome)
        return case_id

    def claimed(case_id: int) -> Moment:
        now = town.now("expert")
        town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
        return now

    draft = at("draft", "mayor-appointment")
    made.document = town.db.transact_now(_with_document, draft, town.now("secretary"))
    town._gather(at("ready", "mayor-appointment"), town.now("secretary"))
    at("review", "mayor-appointment", "sent")
    claimed(at("claimed", "mayor-appointment", "sent"))
    held = at("held", "mayor-appointment", "sent")
    now = claimed(held)
    town.db.transact_now(desk.hold, held, town.case(held).version, "because it is so", now=now)
    at("inquiry", "mayor-appointment", "sent", "approve")
    at("signing", "mayor-appointment", "sent", "approve", "answered")
    external = at("external", "org-structure")
    while town.step(external).kind != "external":
        town.leave(external, engine.outcomes(town.step(external))[0])
    claimed(external)
    at("council", "local-charges", "sent")
    at("clerks-act", "research")
    claimed(at("committee-review", "research", "done", "done", "sent"))
    claimed(at("committee-act", "research", "done", "done", "sent", "approve", "adopted", "done"))
    at("voting", "article-79-board", "sent", "approve")
    voted = at("voted", "article-79-board", "sent", "approve")
    for seat in town.open_step(voted).seats:
        town.db.transact_now(committees.vote, town.open_step(voted).id, seat.person_id, "for", now=town.now("expert"))


def _of_the_third_city(session: Session) -> int:
    return session.scalars(select(Role.person_id).where(Role.municipality_id == 3)).first() or 0


def _later_deputy(session: Session, made: Prepared) -> int:
    """Of a time that has not come, so that nobody acts in another's stead here."""
    away, deputy = made.people["expert"] - FIRST_ID, made.people["expert-2"] - FIRST_ID
    now = made.town.now("admin")
    since = now.at + timedelta(days=30)
    until = since + timedelta(days=1)
    return deputies.name(session, away, deputy, since=since, until=until, by=now.by, at=now.at).id


def _failed_notice(session: Session, town: Town) -> int:
    said = notices.to_chat(session, "tg", 1, notices.What("received", {"document": 1}), at=town.at)
    assert said is not None
    notices.failed(session, said.id, why="blocked", at=town.at, final=True)
    return said.id


def _with_document(session: Session, case_id: int, now: Moment) -> int:
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    document: Document = documents.receive(
        session, case_id, file, item="minutes", chat_id=1, origin=None, by=now.by, at=now.at
    )
    read = {"letter_number": {"value": "1", "raw": "1", "confidence": 0.5, "page": None, "box": None}}
    kind = {"value": "council-minutes", "confidence": 1.0}
    reading = {"document_type": kind, "pages": 1, "fields": read, "checks": [], "problems": []}
    documents.attach_reading(session, document.id, reading, at=now.at)
    return document.id


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="module")
def pressed(prepared: Prepared, wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Presses a button for somebody; gives the alert that answered it, None where it was let through."""
    trial = Trial(str(prepared.town.db.engine.url.render_as_string(hide_password=False)))
    folder = tmp_path_factory.mktemp("vault")
    program = Program(trial, prepared.town.office, Vault(folder), clock=lambda: prepared.town.at)
    listening: Dispatcher = dispatcher.build(program)
    bot = Bot("4242:" + "A" * 35, session=wire)
    numbers = itertools.count(1)

    async def press(who: str, button: str, *, group: bool, of: int = GROUP) -> str | None:
        wire.alerts.clear()
        chat = {"id": of, "type": "group", "title": "G"} if group else {"id": prepared.people[who], "type": "private"}
        person = {"id": prepared.people[who], "is_bot": False, "first_name": who}
        message = {"message_id": 5, "date": 1, "chat": chat, "text": "x"}
        number = next(numbers)
        query = {"id": str(number), "from": person, "chat_instance": "1", "data": button, "message": message}
        with trial.trying():
            await listening.feed_raw_update(bot, {"update_id": number, "callback_query": query})
        return wire.alerts[0] if wire.alerts else None

    return press


def test_every_act_stands_in_the_table() -> None:
    tabled = {name.split()[0] for name in TABLE} | {act.value for act in OF_A_QUESTION}
    assert tabled == {act.value for act in Act}


@pytest.mark.parametrize("name", TABLE)
async def test_who_may_press(name: str, prepared: Prepared, pressed: Callable[..., Any]) -> None:
    button, group, allowed = TABLE[name]
    packed = button(prepared)
    let_through = {who for who in EVERYONE if await pressed(who, packed, group=group) is None}
    assert let_through == allowed


# Everybody, where there is time; else somebody who is let through, and some of those who are not.
WHOLE = "ACCESS_WHOLE" in os.environ


# And every act, where there is time.
SOME = list(TABLE) if WHOLE else list(TABLE)[::4]


def asked(allowed: set[str]) -> set[str]:
    return EVERYONE if WHOLE else {*sorted(allowed)[:2], "stranger", "clerk-2", "expert-of-another-desk"}


def let_through_elsewhere(name: str) -> tuple[bool, set[str]]:
    """The other kind of chat than the one that a button is drawn in, and whom it lets through."""
    _, group, allowed = TABLE[name]
    if group:
        return False, allowed
    return True, set() if name in ALONE else IN_A_GROUP.get(name, allowed)


@pytest.mark.parametrize("name", SOME)
async def test_who_may_press_it_in_the_other_kind_of_chat(
    name: str, prepared: Prepared, pressed: Callable[..., Any]
) -> None:
    group, allowed = let_through_elsewhere(name)
    packed, people = TABLE[name][0](prepared), asked(allowed or TABLE[name][2])
    assert {who for who in people if await pressed(who, packed, group=group) is None} == allowed & people


@pytest.mark.parametrize("name", SOME)
async def test_an_older_card_shows_or_is_refused(name: str, prepared: Prepared, pressed: Callable[..., Any]) -> None:
    button, group, allowed = TABLE[name]
    packed = Press.unpack(button(prepared))
    if packed.v < 1:
        assert name not in SHOWING | VERSIONED  # it bears no version: what it is about is there or is not
        return
    assert name in SHOWING | VERSIONED
    older, people = packed.model_copy(update={"v": packed.v - 1}).pack(), asked(allowed)
    through = {who for who in people if await pressed(who, older, group=group) is None}
    assert through == (allowed & people if name in SHOWING else set())


@pytest.mark.parametrize("act", sorted(OF_A_QUESTION))
async def test_the_buttons_of_a_question_are_old_for_whom_nothing_was_asked(
    act: Act, prepared: Prepared, pressed: Callable[..., Any]
) -> None:
    for who in sorted(EVERYONE):
        assert await pressed(who, prepared.on("claimed", act, "1"), group=True), who


async def test_a_button_of_yesterday_is_answered_kindly(prepared: Prepared, pressed: Callable[..., Any]) -> None:
    for garbage in ("0|claim|1|1|", "1|dance|1|1|", "claim", "1|vote|x|0|1:for"):
        told = await pressed("expert", garbage, group=True)
        assert told and "کهنه" in told, garbage


async def test_whoever_presses_an_older_card_is_told_that_it_has_moved_on(
    prepared: Prepared, pressed: Callable[..., Any]
) -> None:
    for act in (Act.release, Act.approve, Act.return_, Act.reject, Act.hold, Act.assign):
        older = data(act, prepared.cases["claimed"], prepared.version("claimed") - 1)
        told = await pressed("expert", older, group=True)
        assert told and "تغییر کرده" in told, act


def test_an_admins_acts_are_done_in_private_only() -> None:
    assert {name for name, (_, _, who) in TABLE.items() if who == {"admin"}} <= ALONE


def test_the_page_says_what_the_table_says() -> None:
    assert access_page.PAGE.read_text(encoding="utf-8") == access_page.page()


async def test_a_group_that_nobody_bound_is_served_nothing(prepared: Prepared, pressed: Callable[..., Any]) -> None:
    told = await pressed("expert", prepared.on("review", Act.claim), group=True, of=-77)
    assert told and "معرفی نشده" in told
