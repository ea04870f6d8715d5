"""What went wrong is found with its reason, tried again from the start, or put aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases import decisions, documents, events, failures, letters, notices, updates
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Outdated
from cases.failures import Failed
from cases.models import Account, Document, Letter, Notice, Update
from tests.cases.town import KNOWN, Town

RAW = {"update_id": 5, "message": {"from": {"id": 7777}, "text": "راز"}}


def act(town: Town, verb: Callable[..., None], kind: str, id: int, role: str = "admin") -> None:
    now = town.now(role)
    town.db.transact_now(verb, kind, id, by=now.by, at=now.at)


def look(town: Town) -> list[Failed]:
    return town.db.read_now(failures.look)


def failed_notice(town: Town, chat: int = 7777) -> int:
    def make(session: Session) -> int:
        made = notices.to_chat(session, "tg", chat, notices.What("received", {"document": 1}), at=town.at)
        assert made is not None
        notices.failed(session, made.id, why="Forbidden: bot was blocked by the user", at=town.at, final=True)
        return made.id

    return town.db.transact_now(make)


def aside(town: Town) -> int:
    town.db.transact_now(updates.store, "tg", [("7777", RAW)], at=town.at)
    town.db.transact_now(updates.failed, "tg", 5, "abcd1234 KeyError", final=True)
    return 5


def unread(town: Town) -> int:
    case_id, now = town.open(KNOWN.get("mayor-appointment")).id, town.now("secretary")
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    made: Document = town.db.transact_now(
        documents.receive, case_id, file, item="minutes", chat_id=1, origin=None, by=now.by, at=now.at
    )
    town.db.transact_now(documents.reading_given_up, made.id, at=now.at)
    return made.id


def vain_letter(town: Town) -> int:
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    for outcome in ("sent", "approve", "answered"):
        town.leave(case_id, outcome)
    letter: Letter = town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))
    for _ in range(failures.VAIN):
        town.db.transact_now(letters.making_failed, letter.id, at=town.at)
    return letter.id


def test_a_failed_notice_tells_whom_it_was_for_and_why_but_no_number(town: Town) -> None:
    failed_notice(town)
    (failed,) = look(town)
    assert (failed.kind, failed.what, failed.reason, failed.whom, failed.tail) == (
        "notice",
        "received",
        "blocked",
        None,
        "777",
    )
    expert = town.now("expert").by.person
    account = Account(id="tg:7777", person_id=expert.id, chat_id=7777, joined_at=town.at)
    town.db.transact_now(lambda session: session.add(account))
    assert look(town)[0].whom == expert.name


def test_a_notice_that_is_tried_again_waits_with_all_its_tries(town: Town) -> None:
    notice_id = failed_notice(town)
    act(town, failures.retry, "notice", notice_id)
    notice = town.db.read_now(Session.get_one, Notice, notice_id)
    assert (notice.state, notice.attempt, notice.next_try_at) == ("waiting", 0, town.at)
    assert [due.id for due in town.db.read_now(notices.due, at=town.at)] == [notice_id]
    with pytest.raises(Outdated, match="failure-gone"):
        act(town, failures.retry, "notice", notice_id)
    assert look(town) == []


def test_an_update_that_was_set_aside_is_handled_again_and_its_words_are_shown_to_nobody(town: Town) -> None:
    update_id = aside(town)
    (failed,) = look(town)
    assert (failed.kind, failed.what, failed.reason) == ("update", "message", "bug")
    assert "راز" not in repr(failed)
    act(town, failures.retry, "update", update_id)
    (waiting,) = town.db.read_now(updates.waiting, "tg")
    assert (waiting.update_id, waiting.tries) == (update_id, 0)


def test_a_file_whose_reading_was_given_up_is_read_again(town: Town) -> None:
    document_id = unread(town)
    (failed,) = look(town)
    assert (failed.kind, failed.id) == ("document", document_id)
    act(town, failures.retry, "document", document_id)
    document = town.db.read_now(Session.get_one, Document, document_id)
    assert (document.state, document.attempt, document.reading) == ("waiting", 0, None)
    assert [job.row_id for job in town.db.read_now(documents.to_read, at=town.at)] == [document_id]


def test_a_file_whose_fields_somebody_has_typed_is_not_read_over_them(town: Town) -> None:
    document_id, now = unread(town), town.now("secretary")
    town.db.transact_now(documents.correct, document_id, "letter_number", "۱۲", by=now.by, at=now.at)
    assert look(town) == []


def test_a_letter_that_cannot_be_made_is_told_after_some_tries_and_stays(town: Town) -> None:
    letter_id = vain_letter(town)
    (failed,) = look(town)
    assert (failed.kind, failed.id) == ("letter", letter_id)
    with pytest.raises(NotFound, match="failure-stays"):
        act(town, failures.drop, "letter", letter_id)
    act(town, failures.retry, "letter", letter_id)
    assert [known.id for known in town.db.read_now(letters.to_make, at=town.at)] == [letter_id]


def test_what_is_put_aside_is_seen_no_more_and_stands_in_the_log(town: Town) -> None:
    act(town, failures.drop, "notice", failed_notice(town))
    act(town, failures.drop, "update", aside(town))
    assert look(town) == []
    assert town.db.read_now(Session.get_one, Update, ("tg", 5)).state == "done"
    assert town.db.read_now(events.verify) == []


def test_the_newest_failures_come_first(town: Town) -> None:
    first = failed_notice(town)
    town.now("admin")
    aside(town)
    town.now("admin")
    last = failed_notice(town, 7778)
    assert [(failed.kind, failed.id) for failed in look(town)] == [("notice", last), ("update", 5), ("notice", first)]


def test_only_an_admin_acts_on_failures(town: Town) -> None:
    notice_id = failed_notice(town)
    checked: list[tuple[Any, str]] = [(failures.retry, "expert"), (failures.drop, "head"), (failures.retry, "observer")]
    for verb, role in checked:
        with pytest.raises(NotAllowed, match="not-your-role"):
            act(town, verb, "notice", notice_id, role)
    with pytest.raises(NotFound, match="failure-gone"):
        act(town, failures.retry, "person", 1)
