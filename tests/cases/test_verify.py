"""What is lost, changed or stands still is found, and nothing else is."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from cases import (
    backup,
    committees,
    counters,
    decisions,
    desk,
    events,
    lifecycle,
    people,
    staff,
    updates,
    verify,
    witnesses,
)
from cases.lifecycle import Moment
from cases.models import Case, Counter, Definition, Document, Event, Letter, Notice
from cases.people import By
from cases.vault import Vault
from cases.witnesses import Finding
from nlp import wording
from tests.cases.kept import KeptTown, cluster, kept, lively, moved  # noqa: F401
from tests.cases.town import FLOWS, KNOWN, Town
from workflows import engine
from workflows.shapes import Entry

MAYOR = KNOWN.get("mayor-appointment")


@pytest.fixture
def either(moved: KeptTown) -> KeptTown:  # noqa: F811
    """The lively town on either database; nothing in it waits any more."""
    moved.db.transact_now(_settled)
    return moved


def _settled(session: Any) -> None:
    session.execute(update(Notice).values(state="sent", next_try_at=None))


def found(town: KeptTown, **given: Any) -> list[Finding]:
    return list(verify.findings(town.db, town.vault, at=town.at, **given))


def keys(town: KeptTown, **given: Any) -> list[str]:
    return [finding.key for finding in found(town, **given)]


def change(town: Town, statement: Any) -> None:
    town.db.transact_now(lambda session: session.execute(statement))


def test_a_town_in_good_order_has_no_findings(either: KeptTown) -> None:
    assert found(either) == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
def test_whatever_a_process_writes_its_log_knows_the_moment_of(town: Town, tmp_path: Path, flow: Entry) -> None:
    """The whole process, and once back where it can be returned: no row tells of a moment that the log has not."""
    case_id = town.open(flow).id
    returned = False
    while town.case(case_id).state != "closed":
        outcomes = engine.outcomes(town.step(case_id))
        back = "return" if "return" in outcomes else "returned" if "returned" in outcomes else None
        town.leave(case_id, back if back and not returned else outcomes[0])
        returned = returned or back is not None
    told = verify.findings(town.db, Vault(tmp_path / "vault"), at=town.at)
    assert [one for one in told if one.key.startswith(("log", "case"))] == []


def _do(town: Town, act: Any, case_id: int, *given: Any, role: str = "expert", **named: Any) -> None:
    now = town.now(role)
    town.db.transact_now(act, case_id, town.case(case_id).version, *given, now=now, **named)


def test_whatever_the_desk_and_a_committee_do_their_log_knows_the_moment_of(town: Town, tmp_path: Path) -> None:
    case_id = town.open(KNOWN.get("article-79-board")).id
    town.leave(case_id, "sent")
    _do(town, desk.claim, case_id)
    _do(town, desk.hold, case_id, "a holiday of the court")
    _do(town, desk.resume, case_id)
    _do(town, desk.extend, case_id, 3, "more papers", role="head")
    _do(town, desk.release, case_id)
    town.leave(case_id, "approve")
    _do(town, desk.claim, case_id)
    for place in ("here", "there"):
        meets_at = town.at + timedelta(days=9)
        _do(town, committees.invite, case_id, meets_at=meets_at, place=place, agenda="the case")
    step = town.open_step(case_id)
    member = town.db.read_now(lambda session: people.by_id(session, step.seats[0].person_id))
    now = Moment(By(member, None), town.at + timedelta(seconds=7), town.office)
    town.db.transact_now(committees.comment, step.id, "so it is", now=now)
    town.db.transact_now(committees.vote, step.id, member.id, "for", now=now)
    asked = town.open(MAYOR).id
    for outcome in ("sent", "approve"):
        town.leave(asked, outcome)
    _do(town, decisions.send_inquiries, asked)
    _do(town, desk.hold, asked, "a wait")
    _do(town, lifecycle.withdraw, asked, role=MAYOR.opened_by[0])
    told = verify.findings(town.db, Vault(tmp_path / "vault"), at=town.at)
    assert [one for one in told if one.key.startswith(("log", "case"))] == []


# --- the log ----------------------------------------------------------------------------------------------------------


def _last(town: Town, stream: str) -> int:
    last = select(func.max(Event.seq)).where(Event.stream == stream)
    return town.db.read_now(lambda session: session.scalar(last)) or 0


def _cut(town: Town, stream: str, lines: int = 1) -> None:
    change(town, delete(Event).where(Event.stream == stream, Event.seq > _last(town, stream) - lines))


def test_a_changed_line_and_one_missing_in_the_middle_are_found(either: KeptTown) -> None:
    change(either, update(Event).where(Event.stream == "case:1", Event.seq == 2).values(kind="nothing"))
    change(either, delete(Event).where(Event.stream == "case:2", Event.seq == 2))
    places = [finding.facts["place"] for finding in found(either) if finding.key == "log-changed"]
    assert "case:1#2 was changed" in places
    assert "case:2#3 follows a gap" in places


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_lines_missing_from_the_end_are_found_by_the_rows_that_tell_of_them(either: KeptTown, lines: int) -> None:
    for stream in ("case:1", "case:3", "case:6"):
        _cut(either, stream, lines)
    cut = [finding.facts["stream"] for finding in found(either) if finding.key == "log-cut"]
    assert cut == ["case:1", "case:3", "case:6"]


def test_the_whole_log_of_a_case_missing_is_found(either: KeptTown) -> None:
    change(either, delete(Event).where(Event.stream == "case:4"))
    assert keys(either) == ["log-cut"]


def test_who_hides_a_cut_in_the_rows_is_found_by_the_anchor(either: KeptTown) -> None:
    either.db.transact_now(staff.bind, "tg", -77, at=either.at)
    case_id = either.open(MAYOR).id
    assert either.db.transact_now(events.anchor, at=either.at) > 8
    before = either.db.read_now(lambda session: session.get_one(Case, case_id).touched_at)
    either.leave(case_id, "sent")
    either.at += timedelta(minutes=1)
    assert either.db.transact_now(events.anchor, at=either.at) == 1
    assert either.db.transact_now(events.anchor, at=either.at) == 0
    either.db.transact_now(_settled)
    assert found(either) == []
    _cut(either, f"case:{case_id}")
    assert "log-cut" in keys(either)
    # As if it had never been sent: the rows agree with the shortened log, the office's stream does not.
    either.db.transact_now(_unsent, case_id, before)
    told = [finding for finding in found(either) if finding.facts.get("stream") == f"case:{case_id}"]
    assert ["office's own log" in finding.facts["told_by"] for finding in told if "line" in finding.facts["told_by"]]


def _unsent(session: Any, case_id: int, before: Any) -> None:
    session.execute(text("update step set left_at = null where case_id = :id"), {"id": case_id})
    session.execute(update(Case).where(Case.id == case_id).values(sent_at=None, touched_at=before))


def test_anchors_are_told_again_only_for_streams_that_grew(either: KeptTown) -> None:
    first = either.db.transact_now(events.anchor, at=either.at)
    heads = either.db.read_now(lambda session: session.scalars(_anchors()).one().facts["heads"])
    assert len(heads) == first
    assert heads["case:1"][0] == _last(either, "case:1")
    either.at += timedelta(days=1)
    case_id = either.open(MAYOR).id
    assert either.db.transact_now(events.anchor, at=either.at) == 1
    last = either.db.read_now(lambda session: session.scalars(_anchors()).all()[-1].facts["heads"])
    assert list(last) == [f"case:{case_id}"]


def _anchors() -> Any:
    return select(Event).where(Event.kind == events.ANCHORED).order_by(Event.seq)


def test_a_log_written_anew_is_found_by_an_earlier_backup(either: KeptTown, tmp_path: Path) -> None:
    backup.write(either.db, either.vault, tmp_path / "a.tar", at=either.at)
    assert list(witnesses.against(either.db, tmp_path / "a.tar")) == []
    either.open(MAYOR)
    assert list(witnesses.against(either.db, tmp_path / "a.tar")) == []
    either.db.transact_now(_rewrite, "case:1")
    _cut(either, "case:2")
    told = list(witnesses.against(either.db, tmp_path / "a.tar"))
    assert either.db.read_now(events.verify) == []
    assert {finding.key for finding in told} == {"log-rewritten", "log-cut"}
    rewritten = [finding.facts["place"] for finding in told if finding.key == "log-rewritten"]
    assert rewritten[0] == "case:1#3"


def _rewrite(session: Any, stream: str) -> None:
    """Another kind in the third line, and every hash after it made to fit."""
    previous = None
    for line in session.scalars(select(Event).where(Event.stream == stream).order_by(Event.seq)):
        line.kind = "nothing" if line.seq == 3 else line.kind
        line.previous = previous or line.previous
        line.hash = previous = events._hash(line)


def test_the_log_of_a_case_that_is_gone_is_found(either: KeptTown) -> None:
    change(either, update(Event).where(Event.stream == "case:5").values(stream="case:5000"))
    assert {"case-gone", "log-cut", "log-changed"} == set(keys(either))


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_missing_and_a_changed_original_are_found_with_the_row_that_names_them(either: KeptTown) -> None:
    documents = either.db.read_now(lambda session: session.scalars(select(Document).order_by(Document.id)).all())
    either.vault.path(documents[0].sha256).unlink()
    either.vault.path(documents[1].sha256).write_bytes(b"%PDF-1.7 another")
    told = {finding.key: finding for finding in found(either)}
    assert told["file-missing"].facts == {"sha256": documents[0].sha256, "kind": "document", "id": documents[0].id}
    assert told["file-changed"].facts["id"] == documents[1].id
    assert keys(either, contents=False) == ["file-missing"]


def test_a_file_that_no_row_names_is_told_once_it_is_old(either: KeptTown) -> None:
    sha256 = either.vault.keep(b"of an upload that broke off")
    rest = either.vault.folder / "tmpabc"
    rest.write_bytes(b"half")
    young, old = (either.at - verify.YOUNG / 2).timestamp(), (either.at - verify.YOUNG * 2).timestamp()
    for place in (either.vault.path(sha256), rest):
        os.utime(place, (young, young))
    assert found(either) == []
    for place in (either.vault.path(sha256), rest):
        os.utime(place, (old, old))
    told = found(either)
    assert {finding.facts["file"] for finding in told} == {str(either.vault.path(sha256)), str(rest)}
    assert not any(finding.grave for finding in told)


# --- numbers and tables -----------------------------------------------------------------------------------------------


def test_a_number_that_nobody_has_is_found(either: KeptTown) -> None:
    either.db.transact_now(counters.following, "letter:1405")
    change(either, update(Counter).where(Counter.name == "case:1405").values(value=3))
    told = {finding.key: finding.facts for finding in found(either)}
    assert told["number-missing"]["series"] == "letter:1405"
    assert told["number-missing"]["count"] == 1
    assert told["counter-behind"] == {"series": "case:1405", "counter": 3, "highest": 8}


def test_a_changed_definition_is_found(either: KeptTown) -> None:
    change(either, update(Definition).where(Definition.slug == "budget").values(body=Definition.body + " "))
    assert [(one.key, one.facts["slug"]) for one in found(either)] == [("definition-changed", "budget")]


def test_a_reference_into_nothing_is_found_on_sqlite(kept: KeptTown) -> None:  # noqa: F811
    kept.db.transact_now(_settled)
    with kept.db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("update step set claimed_by = 9999 where id = 1")
    assert ("reference-broken", "step") in [(one.key, one.facts.get("table")) for one in found(kept)]


# --- jobs -------------------------------------------------------------------------------------------------------------


def test_what_waits_long_past_its_time_is_found(either: KeptTown) -> None:
    either.db.transact_now(updates.store, "tg", [("1", {"update_id": 5})], at=either.at)
    change(either, update(Notice).where(Notice.id == 1).values(state="waiting", next_try_at=either.at))
    change(either, update(Letter).where(Letter.id == 1).values(state="waiting", next_try_at=either.at))
    change(either, update(Document).where(Document.id == 1).values(state="waiting", next_try_at=either.at))
    old = [finding for finding in found(either) if finding.facts.get("queue") != "letters"]
    assert old == []
    either.at += verify.PATIENCE + timedelta(seconds=1)
    queues = {finding.facts["queue"]: finding.facts["count"] for finding in found(either)}
    assert queues == {"readings": 1, "letters": 1, "deliveries": 1, "updates": 1}


def test_a_notice_that_waits_behind_one_that_is_tried_again_later_does_not_stand_still(either: KeptTown) -> None:
    chat = either.db.read_now(lambda session: session.get_one(Notice, 1).chat_id)
    late = either.at - timedelta(days=1)
    change(either, update(Notice).where(Notice.chat_id == chat).values(state="waiting", next_try_at=late))
    change(either, update(Notice).where(Notice.id == 1).values(next_try_at=either.at + timedelta(hours=1)))
    assert keys(either) == []


def test_an_update_that_was_set_aside_is_told(either: KeptTown) -> None:
    either.db.transact_now(updates.store, "tg", [("1", {"update_id": 5})], at=either.at)
    either.db.transact_now(updates.failed, "tg", 5, "bug", final=True)
    assert [(one.key, one.grave) for one in found(either)] == [("updates-aside", False)]


def test_every_finding_has_its_words() -> None:
    written = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (verify, witnesses))
    raised = set(re.findall(r'Finding\("([a-z-]+)"', written))
    assert len(raised) > 10
    assert raised == set(wording.words("terminal")["verify"]["found"])
