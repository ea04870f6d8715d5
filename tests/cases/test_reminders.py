"""Reminders: before a date, on its morning, after it, and then to the heads; each once, to whoever should act."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from cases import committees, desk, lifecycle, queries, reminders
from cases.db import Session
from cases.models import Account, Case, Notice, Person, Reply, Role, Step
from nlp.wording import TEHRAN
from tests.cases.test_promises import cluster, either  # noqa: F401
from tests.cases.town import KNOWN, Town
from workflows import workdays

MAYOR = KNOWN.get("mayor-appointment")
WEDNESDAY = date(2026, 11, 25)
GROUP = -1


def at(day: int, hour: int, minute: int = 30) -> datetime:
    """A moment of November 2026 at Tehran; the 26th and 27th are a weekend, the 22nd is a Sunday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


@pytest.fixture
def chats(town: Town) -> Town:
    """Everyone can be written to: person 7 in chat 7."""

    town.db.transact_now(join, town.at)
    return town


def join(session: Session, moment: datetime) -> None:
    for person in session.scalars(select(Person)):
        session.add(Account(id=f"tg:{person.id}", person_id=person.id, chat_id=person.id, joined_at=moment))


def open_step(town: Town, case_id: int) -> Step:
    step = queries.open_step(town.case(case_id))
    assert step is not None
    return step


def due_on(town: Town, case_id: int, day: date) -> None:
    step = open_step(town, case_id)
    change = update(Step).where(Step.id == step.id).values(due_at=workdays.end_of(day))
    town.db.transact_now(Session.execute, change)


def remind(town: Town, moment: datetime) -> int:
    return town.db.transact_now(reminders.remind, at=moment, office=town.office)


def said(town: Town, *templates: str) -> list[tuple[str, int]]:
    """What was said where, of reminders, in the order of saying."""
    wanted = templates or (*reminders.TEMPLATES.values(), reminders.DIGEST)

    def look(session: Session) -> list[Notice]:
        return list(session.scalars(select(Notice).where(Notice.template.in_(wanted)).order_by(Notice.id)))

    return [(notice.template, notice.chat_id) for notice in town.db.read_now(look)]


def at_review(town: Town, *, claimed: bool = True) -> tuple[int, int]:
    """A case at its review, due on Wednesday, and the expert who has it."""
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    now = town.now("expert")
    if claimed:
        town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    due_on(town, case_id, WEDNESDAY)
    return case_id, now.by.person.id


def heads(town: Town) -> int:
    return town.now("head").by.person.id


def test_a_date_is_said_a_working_day_before_on_its_morning_after_it_and_then_to_the_head(chats: Town) -> None:
    _, expert = at_review(chats)
    told = []
    moment = at(22, 12)
    while moment < at(30, 12):
        before = len(said(chats))
        remind(chats, moment)
        told += [(f"{moment:%d %H}", *each) for each in said(chats)[before:]]
        moment += timedelta(hours=1)
    assert told == [
        ("24 07", "due-soon", expert),
        ("25 07", "due-today", expert),
        ("26 00", "late", expert),
        ("29 00", "escalated", heads(chats)),
    ], "the working day after a Wednesday is Saturday, and it is left to them whole"


def test_the_working_day_before_a_saturday_is_the_wednesday(chats: Town) -> None:
    case_id, expert = at_review(chats)
    due_on(chats, case_id, date(2026, 11, 28))
    assert remind(chats, at(25, 6)) == 0
    assert remind(chats, at(25, 8)) == 1
    assert said(chats) == [("due-soon", expert)]


def test_a_case_that_nobody_has_is_told_to_the_desks_group(chats: Town) -> None:
    at_review(chats, claimed=False)
    remind(chats, at(25, 8))
    remind(chats, at(26, 8))
    assert said(chats) == [("due-today", GROUP), ("late", GROUP)]


def test_a_case_whose_expert_was_suspended_is_told_to_the_desks_group(chats: Town) -> None:
    _, expert = at_review(chats)
    gone = update(Person).where(Person.id == expert).values(active=False)
    chats.db.transact_now(Session.execute, gone)
    remind(chats, at(26, 8))
    assert said(chats) == [("late", GROUP)]


def test_documents_are_asked_of_whoever_opened_the_case(chats: Town) -> None:
    case_id = chats.open(MAYOR).id
    due_on(chats, case_id, WEDNESDAY)
    remind(chats, at(25, 8))
    assert said(chats) == [("due-today", chats.case(case_id).opened_by)]


def test_what_is_for_the_city_to_do_is_said_to_the_citys_people_of_that_role(chats: Town) -> None:
    case_id = chats.open(KNOWN.get("local-charges")).id
    chats.leave(case_id, "sent")
    assert chats.step(case_id).actor == "secretary"
    due_on(chats, case_id, WEDNESDAY)
    remind(chats, at(25, 8))
    assert said(chats) == [("due-today", chats.now("secretary").by.person.id)], "no secretary of another city"


def test_what_is_for_the_head_is_said_to_the_heads_and_said_again_when_it_is_late(chats: Town) -> None:
    case_id = chats.open(MAYOR).id
    while chats.step(case_id).actor != "head":
        chats.leave(case_id, "sent" if chats.step(case_id).kind == "submit" else _forward(chats, case_id))
    due_on(chats, case_id, WEDNESDAY)
    remind(chats, at(25, 8))
    remind(chats, at(29, 8))
    assert said(chats) == [("due-today", heads(chats)), ("late", heads(chats)), ("escalated", heads(chats))]


def _forward(town: Town, case_id: int) -> str:
    return {"inquiry": "answered", "review": "approve", "act": "done"}[town.step(case_id).kind]


def test_the_members_who_have_not_voted_are_told_and_when_all_have_its_secretariat(chats: Town) -> None:
    case_id = chats.open(KNOWN.get("article-79-board")).id
    for outcome in ("sent", "approve"):
        chats.leave(case_id, outcome)
    step = open_step(chats, case_id)
    due_on(chats, case_id, WEDNESDAY)
    expert = chats.now("expert")
    chats.db.transact_now(desk.claim, case_id, chats.case(case_id).version, now=expert)
    voted, *silent = [seat.person_id for seat in step.seats]
    chats.db.transact_now(committees.vote, step.id, voted, "for", now=expert)
    remind(chats, at(25, 8))
    assert said(chats) == [("due-today", person) for person in silent]
    for person in silent:
        chats.db.transact_now(committees.vote, step.id, person, "for", now=expert)
    remind(chats, at(26, 8))
    assert said(chats)[len(silent) :] == [("late", expert.by.person.id)]


def test_each_inquired_body_has_a_date_of_its_own(chats: Town) -> None:
    case_id = chats.open(MAYOR).id
    while chats.step(case_id).kind != "inquiry":
        chats.leave(case_id, "sent" if chats.step(case_id).kind == "submit" else _forward(chats, case_id))
    expert = chats.now("expert")
    chats.db.transact_now(desk.claim, case_id, chats.case(case_id).version, now=expert)
    due_on(chats, case_id, date(2026, 12, 30))
    body = open_step(chats, case_id).replies[0]
    moved = update(Reply).where(Reply.id == body.id).values(due_at=workdays.end_of(WEDNESDAY))
    others = update(Reply).where(Reply.id != body.id).values(due_at=None)
    for change in (moved, others):
        chats.db.transact_now(Session.execute, change)
    assert [remind(chats, at(day, 8)) for day in (25, 25, 26, 29, 30)] == [1, 0, 1, 1, 0]
    person = expert.by.person.id
    assert said(chats) == [("due-today", person), ("late", person), ("escalated", heads(chats))]
    first = chats.db.read_now(lambda session: session.scalars(select(Notice.facts).order_by(Notice.id)).all())[-3]
    assert first["body"] == body.body
    still = chats.db.read_now(reminders.still, [first])
    assert [item["name"] for item in still] == [body.name]


def test_a_held_case_and_a_closed_one_are_not_reminded_of(chats: Town) -> None:
    held, _ = at_review(chats)
    due_on(chats, held, WEDNESDAY)
    chats.db.transact_now(desk.hold, held, chats.case(held).version, "because it is so", now=chats.now("expert"))
    closed, _ = at_review(chats)
    chats.db.transact_now(lifecycle.withdraw, closed, chats.case(closed).version, now=chats.now("secretary"))
    assert remind(chats, at(30, 8)) == 0
    assert said(chats) == []


def test_a_date_that_has_moved_is_reminded_of_anew(chats: Town) -> None:
    case_id, expert = at_review(chats)
    assert [remind(chats, at(24, 8)), remind(chats, at(26, 8))] == [1, 1]
    due_on(chats, case_id, date(2026, 12, 2))
    assert remind(chats, at(28, 8)) == 0
    assert [remind(chats, moment + timedelta(days=4)) for moment in (at(27, 8), at(28, 8), at(29, 8))] == [1, 1, 1]
    assert said(chats) == [(template, expert) for template in ("due-soon", "late", "due-soon", "due-today", "late")]


def test_after_a_week_in_which_the_program_was_away_only_what_holds_now_is_said(chats: Town) -> None:
    _, expert = at_review(chats)
    assert remind(chats, at(22, 8) + timedelta(days=14)) == 1
    assert said(chats) == [("late", expert), ("escalated", heads(chats))]
    assert remind(chats, at(22, 9) + timedelta(days=14)) == 0


def test_dates_that_pass_together_are_one_message_a_person(chats: Town) -> None:
    several = [at_review(chats) for _ in range(12)]
    at_review(chats, claimed=False)
    expert = several[0][1]
    assert remind(chats, at(26, 8)) == 13
    assert said(chats) == [("reminders", expert), ("late", GROUP)]
    assert remind(chats, at(29, 8)) == 13
    assert said(chats)[2:] == [("reminders", heads(chats))]
    digests = chats.db.read_now(
        lambda session: session.scalars(select(Notice).where(Notice.template == "reminders").order_by(Notice.id)).all()
    )
    assert [(digest.facts["stage"], len(digest.facts["items"])) for digest in digests] == [("late", 12), ("heads", 13)]


def test_of_many_that_are_late_at_once_the_cards_of_a_few_are_drawn_anew(
    chats: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [at_review(chats)[0] for _ in range(3)]
    drawn: list[int] = []
    monkeypatch.setattr(reminders.showing, "to_all", lambda session, case, *, at: drawn.append(case.id))
    monkeypatch.setattr(reminders, "SHOWN", 2)
    assert remind(chats, at(26, 8)) == 3
    assert drawn == several[:2]


def test_nobody_is_reminded_in_the_quiet_hours_and_what_fell_due_in_them_is_said_after(chats: Town) -> None:
    _, expert = at_review(chats)
    chats.office = replace(chats.office, quiet=(21, 7))
    assert [remind(chats, moment) for moment in (at(25, 21, 0), at(26, 0), at(26, 6, 59))] == [0, 0, 0]
    assert remind(chats, at(26, 7, 0)) == 1
    assert said(chats) == [("late", expert)]


@pytest.mark.parametrize(
    ("quiet", "silent"), [((21, 7), {21, 23, 0, 6}), ((0, 6), {0}), ((13, 15), set()), (None, set())]
)
def test_quiet_hours_may_go_past_midnight(town: Town, quiet: tuple[int, int] | None, silent: set[int]) -> None:
    office = replace(town.office, quiet=quiet)
    assert {hour for hour in (0, 6, 7, 12, 20, 21, 23) if office.is_quiet(at(25, hour).astimezone(UTC))} == silent


def test_a_reminder_that_somebody_has_overtaken_is_not_said(chats: Town) -> None:
    case_id, _ = at_review(chats)
    other, _ = at_review(chats)
    step, due = open_step(chats, case_id), workdays.end_of(WEDNESDAY).isoformat()
    item = {"case": case_id, "step": step.id, "body": None, "due": due}
    second = {**item, "case": other, "step": open_step(chats, other).id}
    assert [each["case"] for each in chats.db.read_now(reminders.still, [second, item])] == [case_id, other]
    assert chats.db.read_now(reminders.still, [{**item, "due": workdays.end_of(date(2026, 11, 24)).isoformat()}]) == []
    assert chats.db.read_now(reminders.still, [{**item, "body": "nobody"}]) == []
    chats.db.transact_now(desk.hold, other, chats.case(other).version, "because it is so", now=chats.now("expert"))
    chats.leave(case_id, "approve")
    assert chats.db.read_now(reminders.still, [item, second]) == []


def test_a_case_is_not_changed_by_a_reminder(chats: Town) -> None:
    case_id, _ = at_review(chats)
    version = chats.case(case_id).version
    remind(chats, at(26, 8))
    kept = chats.db.read_now(lambda session: session.get_one(Case, case_id).version)
    assert kept == version, "a press on the card that is shown still counts"


def test_two_programs_that_remind_at_the_same_moment_say_it_once(either: Town) -> None:  # noqa: F811
    either.db.transact_now(join, either.at)
    for _ in range(3):
        _, expert = at_review(either)
    together = threading.Barrier(2)

    def run() -> int:
        together.wait()
        return remind(either, at(26, 8))

    with ThreadPoolExecutor(2) as both:
        counts = [done.result() for done in [both.submit(run), both.submit(run)]]
    assert sum(counts) == 3
    told = either.db.read_now(
        lambda session: session.scalars(select(Notice.facts).where(Notice.chat_id == expert).order_by(Notice.id)).all()
    )
    steps = [item["step"] for facts in told for item in facts.get("items", [facts]) if "step" in item]
    assert len(steps) == len(set(steps)) == 3


def test_a_case_whose_expert_has_gone_to_another_desk_is_told_to_the_desks_group(chats: Town) -> None:
    _, expert = at_review(chats)
    chats.db.transact_now(Session.execute, update(Role).where(Role.person_id == expert).values(desk="rural"))
    remind(chats, at(25, 8))
    assert said(chats) == [("due-today", GROUP)]


def test_a_city_is_reminded_of_its_own_step_though_the_office_opened_the_case(chats: Town) -> None:
    structure = KNOWN.get("org-structure")
    opened = chats.db.transact_now(
        lifecycle.open_case, structure.slug, municipality_id=1, origin=None, now=chats.now("expert")
    )
    due_on(chats, opened.id, WEDNESDAY)
    remind(chats, at(25, 8))
    assert said(chats) == [("due-today", chats.now("clerk").by.person.id)]
