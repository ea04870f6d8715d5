"""What the heart promises: one winner, nothing lost, nothing said twice, nobody beyond their scope."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, update

from cases import (
    committees,
    counters,
    decisions,
    desk,
    documents,
    events,
    lifecycle,
    migrations,
    notices,
    people,
    queries,
    roster,
    staff,
    updates,
)
from cases.db import Database, Session
from cases.errors import Incomplete, NotAllowed, NotFound, Outdated, Refusal, Trouble
from cases.jobs import Job, ask
from cases.models import Account, Base, Case, Event, Letter, Notice, Person, Role, Step
from cases.notices import What
from cases.people import By
from tests import postgres
from tests.cases.town import KNOWN, ROOT, START, Town, settled  # noqa: F401
from workflows.catalogue import Catalogue

MAYOR = KNOWN.get("mayor-appointment")
BOARD = KNOWN.get("article-79-board")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def town(settled: Path, tmp_path: Path) -> Iterator[Town]:  # noqa: F811
    made = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    yield made
    made.db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path, settled: Path) -> Iterator[Town]:  # noqa: F811
    """The same town on either database."""
    town = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    if request.param == "postgresql":
        town.db.close()
        town.db = Database(postgres.fresh(request.getfixturevalue("cluster")))
        migrations.upgrade(town.db)
        town.db.transact_now(roster.enrol, roster.read(ROOT / "samples/province.yaml"), at=START)
        town.db.transact_now(staff.bind, "tg", -1, at=START)
    yield town
    town.db.close()


def _experts(session: Session) -> list[By]:
    ids = session.scalars(select(Role.person_id).where(Role.role == "expert").order_by(Role.id)).all()
    return [By(people.by_id(session, person_id), f"tg:{person_id}") for person_id in ids]


def _at_review(town: Town) -> int:
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    return case_id


def _both(acts: list[Callable[[], object]]) -> list[BaseException | None]:
    """Runs the acts at the same moment; what each was refused with."""
    ended: list[BaseException | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        start.wait()
        try:
            acts[place]()
        except (Refusal, Trouble) as refused:
            ended[place] = refused

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_of_two_experts_who_claim_at_once_one_wins_and_the_other_is_told_who(either: Town) -> None:
    case_id = _at_review(either)
    version = either.case(case_id).version
    experts = either.db.read_now(_experts)
    moments = [lifecycle.Moment(by, START, either.office) for by in experts]
    ended = _both([lambda m=m: either.db.transact_now(desk.claim, case_id, version, now=m) for m in moments])
    losers = [place for place, refused in enumerate(ended) if refused is not None]
    assert len(losers) == 1
    refused = ended[losers[0]]
    assert isinstance(refused, Outdated)
    assert refused.facts["who"] == experts[1 - losers[0]].person.name
    assert either.db.read_now(events.verify) == []


def test_of_two_decisions_at_once_one_counts(either: Town) -> None:
    case_id = _at_review(either)
    now = either.now("expert")
    either.db.transact_now(desk.claim, case_id, either.case(case_id).version, now=now)
    version = either.case(case_id).version
    acts = [
        lambda outcome=outcome: either.db.transact_now(
            decisions.decide, case_id, version, outcome, now=now, reason="because it is so"
        )
        for outcome in ("approve", "return")
    ]
    assert sum(refused is None for refused in _both(acts)) == 1
    decided = either.db.read_now(queries.decisions_of, case_id)
    assert len(decided) == 1
    assert either.db.read_now(events.verify) == []


def _before_the_board(town: Town) -> tuple[int, lifecycle.Moment, lifecycle.Moment]:
    """A case that the board has voted to adopt, the expert who keeps its papers, and the board's chair."""
    case_id = town.open(BOARD).id
    for outcome in ("sent", "approve"):
        town.leave(case_id, outcome)
    keeper, step = town.now("expert"), town.open_step(case_id)
    for seat in step.seats:
        town.db.transact_now(committees.vote, step.id, seat.person_id, "for", now=keeper)
    chair = next(seat.person_id for seat in step.seats if seat.chair)
    by = By(town.db.read_now(people.by_id, chair), f"tg:{chair}")
    return case_id, keeper, lifecycle.Moment(by, town.at, town.office)


def _one_wins(town: Town, acts: list[Callable[[], object]]) -> int:
    """The place of the act that won; the other was refused as outdated, and the log is whole."""
    ended = _both(acts)
    assert sum(refused is None for refused in ended) == 1, ended
    assert all(refused is None or isinstance(refused, Outdated | NotAllowed) for refused in ended)
    assert town.db.read_now(events.verify) == []
    return ended.index(None)


def _minutes(session: Session, case_id: int) -> list[Letter]:
    written = select(Letter).where(Letter.case_id == case_id, Letter.template == "minutes-of-votes")
    return list(session.scalars(written))


def test_of_two_who_close_one_vote_one_does_and_there_is_one_set_of_minutes(either: Town) -> None:
    case_id, keeper, chair = _before_the_board(either)
    version = either.case(case_id).version
    closing = [
        lambda now=now: either.db.transact_now(committees.close, case_id, version, now=now) for now in (keeper, chair)
    ]
    _one_wins(either, closing)
    assert len(either.db.read_now(_minutes, case_id)) == 1
    assert [step.outcome for step in either.case(case_id).steps] == ["sent", "approve", "adopted", None]


def test_a_vote_that_is_changed_while_the_voting_is_closed_counts_or_is_refused(either: Town) -> None:
    case_id, keeper, chair = _before_the_board(either)
    version, step = either.case(case_id).version, either.open_step(case_id)
    chair_id = chair.by.person.id
    won = _one_wins(
        either,
        [
            lambda: either.db.transact_now(committees.vote, step.id, chair_id, "against", now=chair),
            lambda: either.db.transact_now(committees.close, case_id, version, now=keeper),
        ],
    )
    judge = next(known for known in either.case(case_id).steps if known.id == step.id)
    votes = sorted(seat.vote for seat in judge.seats)
    minutes = either.db.read_now(_minutes, case_id)
    if won == 0:
        assert (votes, judge.outcome, minutes) == (["against", "for", "for"], None, [])
    else:
        assert (votes, judge.outcome) == (["for", "for", "for"], "adopted")
        assert [seat["vote"] for seat in minutes[0].facts["seats"]] == votes


def test_a_case_is_held_or_decided_and_never_both(either: Town) -> None:
    case_id = _at_review(either)
    now = either.now("expert")
    either.db.transact_now(desk.claim, case_id, either.case(case_id).version, now=now)
    version, head = either.case(case_id).version, either.now("head")
    won = _one_wins(
        either,
        [
            lambda: either.db.transact_now(desk.hold, case_id, version, "because it is so", now=head),
            lambda: either.db.transact_now(decisions.decide, case_id, version, "approve", now=now),
        ],
    )
    case, step = either.case(case_id), either.open_step(case_id)
    assert (case.state, step.key) == (("held", "review") if won == 0 else ("running", "inquire"))
    assert (step.due_at is None) == (won == 0)
    assert len(either.db.read_now(queries.holds_of, case_id)) == (won == 0)


def test_a_case_is_handed_over_or_let_go_and_never_both(either: Town) -> None:
    case_id = _at_review(either)
    experts = [lifecycle.Moment(by, START, either.office) for by in either.db.read_now(_experts)]
    either.db.transact_now(desk.claim, case_id, either.case(case_id).version, now=experts[0])
    version, other, head = either.case(case_id).version, experts[1].by.person.id, either.now("head")
    won = _one_wins(
        either,
        [
            lambda: either.db.transact_now(desk.assign, case_id, version, other, now=head),
            lambda: either.db.transact_now(desk.release, case_id, version, now=experts[0]),
        ],
    )
    assert either.open_step(case_id).claimed_by == (other if won == 0 else None)


def test_numbers_have_no_gaps_and_no_doubles_under_haste_and_failure(either: Town) -> None:
    given: list[int] = []
    lock = threading.Lock()

    def take(fail: bool) -> None:
        def act(session: Session) -> int:
            number = counters.following(session, "letter:1405")
            if fail:
                raise Refusal("not-at-this-step")
            return number

        number = either.db.transact_now(act)
        with lock:
            given.append(number)

    _both([lambda fail=fail: take(fail) for fail in (False, True, False, True, False, False)])
    assert sorted(given) == [1, 2, 3, 4]


def test_two_readings_of_one_case_are_both_attached(either: Town) -> None:
    case_id = either.open(MAYOR).id
    now = either.now("secretary")
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    ids = [
        either.db.transact_now(
            documents.receive, case_id, file, item=item, chat_id=1, origin=None, by=now.by, at=now.at
        ).id
        for item in ("minutes", "resume")
    ]
    reading = {"document_type": {"value": "other"}, "pages": 1, "text": "", "fields": {}, "checks": [], "problems": []}
    acts = [lambda i=i: either.db.transact_now(documents.attach_reading, i, reading, at=now.at) for i in ids]
    assert _both(acts) == [None, None]
    assert {document.state for document in either.case(case_id).documents} == {"read"}
    assert either.db.read_now(events.verify) == []


def test_the_tables_are_what_the_migrations_make(either: Town) -> None:
    migrations.upgrade(either.db)
    with either.db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_file_sent_twice_for_one_message_is_taken_once(town: Town) -> None:
    case_id = town.open(MAYOR).id
    now = town.now("secretary")
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    for _ in range(2):
        town.db.transact_now(
            documents.receive, case_id, file, item="minutes", chat_id=1, origin="tg:1:1", by=now.by, at=now.at
        )
    assert len(town.case(case_id).documents) == 1


def test_an_incomplete_case_is_not_sent_without_what_is_indispensable(town: Town) -> None:
    case = town.open(MAYOR)
    with pytest.raises(Incomplete) as refused:
        town.db.transact_now(lifecycle.send, case.id, case.version, now=town.now("secretary"))
    assert refused.value.key == "documents-missing"


def test_a_returned_case_is_not_sent_again_before_it_is_mended(town: Town) -> None:
    case_id = _at_review(town)
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    version = town.case(case_id).version
    town.db.transact_now(
        decisions.decide, case_id, version, "return", now=now, reason="not in order yet", items=["minutes"]
    )
    with pytest.raises(Incomplete) as refused:
        town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=town.now("secretary"))
    assert refused.value.key == "items-not-mended"
    town.leave(case_id, "sent")
    step = queries.open_step(town.case(case_id))
    assert step is not None
    assert step.claimed_by == now.by.person.id, "the expert who returned it goes on with it"


def test_a_return_stops_the_clock(town: Town) -> None:
    """Five working days from Sunday 22 November 2026: the next Sunday. Four days with the customer come on top."""
    case_id = _at_review(town)
    first = queries.open_step(town.case(case_id))
    assert first is not None and first.due_at is not None
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    version = town.case(case_id).version
    town.db.transact_now(
        decisions.decide, case_id, version, "return", now=now, reason="not in order yet", items=["minutes"]
    )
    town.at += timedelta(days=2)  # Monday and Tuesday are not the office's
    town.leave(case_id, "sent")
    again = queries.open_step(town.case(case_id))
    assert again is not None and again.due_at is not None and again.due is not None
    assert again.due_at.date() - first.due_at.date() == timedelta(days=2)
    assert [day for day, why in again.due["skipped"] if why == "returned"] == ["2026-11-23", "2026-11-24"]


def test_nobody_acts_beyond_role_and_city(town: Town) -> None:
    case_id = _at_review(town)
    version = town.case(case_id).version
    for role in ("secretary", "council-member", "head", "admin", "observer"):
        with pytest.raises(NotAllowed):
            town.db.transact_now(desk.claim, case_id, version, now=town.now(role))
    stranger = town.db.read_now(_secretary_of_another_city)
    with pytest.raises(NotFound):
        town.db.read_now(queries.case_for_person, case_id, stranger)
    with pytest.raises(NotAllowed):
        town.db.transact_now(lifecycle.withdraw, case_id, version, now=lifecycle.Moment(stranger, START, town.office))
    document = town.case(case_id).documents[0]
    with pytest.raises(NotFound):
        town.db.read_now(queries.document_for_person, document.id, town.now("council-member").by)


def test_a_signed_case_cannot_be_withdrawn_and_ends_with_one_letter(town: Town) -> None:
    case_id = _at_review(town)
    for outcome in ("approve", "answered"):
        town.leave(case_id, outcome)
    head = town.now("head")
    letter = town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=head)
    again = town.db.transact_now(decisions.sign, case_id, 1, now=head)
    assert again.number == letter.number
    with pytest.raises(NotAllowed) as refused:
        town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now("secretary"))
    assert refused.value.key == "letter-signed"
    for _ in range(2):
        town.db.transact_now(decisions.letter_filed, letter.id, "b" * 64, now=head)
    assert town.case(case_id).outcome == "done"


def test_no_case_is_approved_whose_letter_would_have_a_hole(town: Town) -> None:
    case_id = _at_review(town)

    def forget(session: Session) -> None:
        for document in queries.case(session, case_id).documents:
            for field in document.fields:
                field.confirmed = None

    town.db.transact_now(forget)
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    with pytest.raises(Incomplete) as refused:
        town.db.transact_now(decisions.decide, case_id, town.case(case_id).version, "approve", now=now)
    assert refused.value.key == "letter-lacks"


def test_a_changed_or_missing_line_of_the_log_is_found(town: Town) -> None:
    case_id = _at_review(town)
    assert town.db.read_now(events.verify) == []
    town.db.transact_now(
        lambda session: session.execute(
            update(Event).where(Event.stream == f"case:{case_id}", Event.seq == 2).values(kind="forged")
        )
    )
    assert f"case:{case_id}#2 was changed" in town.db.read_now(events.verify)
    town.db.transact_now(
        lambda session: session.delete(
            session.scalars(select(Event).where(Event.stream == f"case:{case_id}", Event.seq == 3)).one()
        )
    )
    assert f"case:{case_id}#4 follows a gap" in town.db.read_now(events.verify)


def test_an_invitation_serves_one_account_once_and_a_newer_one_ends_it(town: Town) -> None:
    older = town.db.transact_now(people.invite, 1, at=START)
    code = town.db.transact_now(people.invite, 1, at=START + timedelta(minutes=1))
    later = START + timedelta(minutes=2)
    with pytest.raises(Refusal, match="invitation-expired"):
        town.db.transact_now(people.redeem, older, account_id="tg:1", chat_id=1, at=later)
    town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=later)
    with pytest.raises(Refusal, match="invitation-used"):
        town.db.transact_now(people.redeem, code, account_id="tg:2", chat_id=2, at=later)
    with pytest.raises(Refusal, match="invitation-unknown"):
        town.db.transact_now(people.redeem, "guess", account_id="tg:3", chat_id=3, at=later)
    assert town.db.read_now(people.who, "tg:2", at=START) is None


def test_a_suspended_person_is_nobody_and_hears_nothing(town: Town) -> None:
    _join(town, "secretary", 55)
    town.db.transact_now(lambda session: session.execute(update(Person).values(active=False)))
    assert town.db.read_now(people.who, "tg:55", at=START) is None
    person_id = town.db.read_now(lambda session: session.get_one(Account, "tg:55").person_id)
    town.db.transact_now(notices.to_person, person_id, What("late", {}), at=START)
    assert _said(town, 55) == []


def test_of_several_words_for_one_slot_the_newest_is_said_and_stays_fresh(town: Town) -> None:
    town.db.transact_now(notices.to_chat, "tg", 9, What("staff-card", {"fresh": True}, slot="case:1"), at=START)
    town.db.transact_now(notices.to_chat, "tg", 9, What("staff-card", {"fresh": False}, slot="case:1"), at=START)
    older, newer = _said(town, 9)
    assert (older.state, newer.state) == ("stale", "waiting")
    assert newer.facts["fresh"] is True


def test_a_notice_is_said_once_a_key_and_ends_sent_or_as_a_named_failure(town: Town) -> None:
    what = What("late", {}, dedupe="late:1")
    first = town.db.transact_now(notices.to_chat, "tg", 9, what, at=START)
    assert first is not None
    assert town.db.transact_now(notices.to_chat, "tg", 9, what, at=START) is None
    for _ in range(len(notices.PAUSES)):
        town.db.transact_now(notices.failed, first.id, why="NetworkError", at=START)
    (failed,) = _said(town, 9)
    assert (failed.state, failed.failure) == ("failed", "NetworkError")
    town.db.transact_now(notices.sent, first.id, message_id=5, at=START)
    town.db.transact_now(notices.failed, first.id, why="later", at=START, final=True)
    assert _said(town, 9)[0].state == "sent"


def test_an_update_is_kept_once_and_set_aside_after_its_tries(town: Town) -> None:
    raw = {"update_id": 5, "message": {}}
    for _ in range(2):
        assert town.db.transact_now(updates.store, "tg", [("1", raw)], at=START) == 5
    assert len(town.db.read_now(updates.waiting, "tg")) == 1
    aside = [town.db.transact_now(updates.failed, "tg", 5, "why") for _ in range(updates.TRIES)]
    assert aside == [False, False, True]
    assert town.db.read_now(updates.waiting, "tg") == []


def test_what_a_failed_transaction_did_and_asked_for_is_gone(town: Town) -> None:
    given: list[Job] = []
    town.db.enqueue = lambda connection, jobs: given.extend(jobs)

    def act(session: Session, fail: bool) -> None:
        counters.following(session, "x")
        ask(session, Job("letters", 1, "letters"))
        if fail:
            raise Refusal("not-at-this-step")

    with pytest.raises(Refusal):
        town.db.transact_now(act, True)
    assert given == []
    town.db.transact_now(act, False)
    assert given == [Job("letters", 1, "letters")]
    assert town.db.read_now(lambda session: counters.following(session, "x")) == 2


def test_a_database_that_is_away_is_trouble_and_no_bug() -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/x?connect_timeout=2")
    with pytest.raises(Trouble):
        db.read_now(lambda session: session.get(Case, 1))
    with pytest.raises(Trouble):
        migrations.upgrade(db)
    db.close()


def test_a_case_stays_on_the_definition_it_began_with(town: Town) -> None:
    case_id = _at_review(town)
    shorter = MAYOR.model_copy(update={"steps": (MAYOR.steps[0],)})
    town.office = replace(town.office, catalogue=Catalogue({**KNOWN.entries, MAYOR.slug: shorter}))
    town.leave(case_id, "approve")
    assert town.step(case_id).key == "inquire", "the shorter flow knows no inquiry"


def _secretary_of_another_city(session: Session) -> By:
    role = session.scalars(select(Role).where(Role.role == "secretary", Role.municipality_id == 2)).one()
    return By(people.by_id(session, role.person_id), None)


def _join(town: Town, role: str, chat: int) -> None:
    by = town.now(role).by
    code = town.db.transact_now(people.invite, by.person.id, at=START)
    town.db.transact_now(people.redeem, code, account_id=f"tg:{chat}", chat_id=chat, at=START)


def _said(town: Town, chat: int) -> list[Notice]:
    return town.db.read_now(
        lambda session: list(session.scalars(select(Notice).where(Notice.chat_id == chat).order_by(Notice.id)))
    )


def test_a_stay_in_a_step_ends_when_the_next_begins(town: Town) -> None:
    case_id = _at_review(town)
    kept = town.db.read_now(lambda session: list(session.scalars(select(Step).where(Step.case_id == case_id))))
    assert [(step.key, step.left_at is None) for step in kept] == [("propose", False), ("review", True)]
