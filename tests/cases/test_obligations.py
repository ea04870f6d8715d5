"""What every city owes each year: who has sent it, who has not, and who is reminded of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import select, update

from cases import events, lifecycle, obligations
from cases.db import Session
from cases.models import Case, Municipality, Notice, Person, Role
from cases.obligations import Owed
from nlp.wording import TEHRAN, jalali_iso
from tests.cases.test_promises import cluster, either  # noqa: F401
from tests.cases.test_reminders import join
from tests.cases.town import KNOWN, Town
from workflows import workdays
from workflows.catalogue import Catalogue, Entry, Recurrence

CHARGES = KNOWN.get("local-charges")


def on(iso: str, hour: int = 9) -> datetime:
    """A moment of a Jalali day at Tehran."""
    day = workdays.day_of(iso)
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=TEHRAN)


def yearly(flow: Entry, **recurs: str | None) -> Entry:
    made = Recurrence.model_validate({"every": "year", "source": "office", **recurs})
    return flow.model_copy(update={"recurs": made})


def owes(town: Town, *flows: Entry) -> None:
    """From now on these are what is owed, and nothing else."""
    entries = {slug: entry.model_copy(update={"recurs": None}) for slug, entry in KNOWN.entries.items()}
    known = Catalogue(MappingProxyType({**entries, **{flow.slug: flow for flow in flows}}))
    town.office = replace(town.office, catalogue=known)


def owed(town: Town, at: datetime, city: int | None = 1) -> list[Owed]:
    return town.db.read_now(obligations.owed, at=at, office=town.office, municipality_id=city)


def states(town: Town, at: datetime, city: int | None = 1) -> list[tuple[str, str]]:
    return [(one.period, one.state) for one in owed(town, at, city)]


def open_for(town: Town, period: str, *, slug: str = "local-charges") -> int:
    """A case of the first city for this year."""
    opened = town.db.transact_now(
        lifecycle.open_case, slug, municipality_id=1, origin=None, now=town.now(KNOWN.flow(slug).opened_by[0])
    )
    town.db.transact_now(Session.execute, update(Case).where(Case.id == opened.id).values(period=period))
    return opened.id


def ended(town: Town, case_id: int, outcome: str) -> None:
    change = update(Case).where(Case.id == case_id).values(state="closed", outcome=outcome)
    town.db.transact_now(Session.execute, change)


def enrolled_on(town: Town, iso: str) -> None:
    town.db.transact_now(Session.execute, update(Person).values(registered_at=on(iso)))


@pytest.fixture
def chats(town: Town) -> Town:
    """Everyone can be written to: person 7 in chat 7."""
    town.db.transact_now(join, town.at)
    return town


def remind(town: Town, at: datetime) -> int:
    return town.db.transact_now(obligations.remind, at=at, office=town.office)


def said(town: Town) -> list[tuple[int, str, int]]:
    """In which chat which stage was said, of how many."""

    def look(session: Session) -> list[Notice]:
        return list(session.scalars(select(Notice).where(Notice.template == obligations.NOTICE).order_by(Notice.id)))

    return [(each.chat_id, each.facts["stage"], len(each.facts["items"])) for each in town.db.read_now(look)]


def people_of(town: Town, role: str) -> list[int]:
    def look(session: Session) -> list[int]:
        return sorted(session.scalars(select(Role.person_id).where(Role.role == role)))

    return town.db.read_now(look)


def test_the_four_yearly_matters_of_the_office_are_owed_by_every_city(town: Town) -> None:
    found = owed(town, on("1405-09-01"), city=None)
    assert [(one.entry, one.period) for one in found if one.municipality.id == 2] == [
        ("local-charges", "1406"),
        ("budget", "1406"),
        ("audit-report", "1404"),
        ("performance-evaluation", "1404"),
    ]
    assert len(found) == 4 * 3
    assert {(one.due, one.state) for one in found} == {(None, "missing")}, "the office has yet to set the dates"


def test_what_the_document_calls_yearly_names_its_line_and_the_rest_is_the_offices() -> None:
    recurring = {slug: entry.recurs for slug, entry in KNOWN.entries.items() if entry.recurs}
    assert {slug: (each.source, each.line) for slug, each in recurring.items()} == {
        "local-charges": ("office", None),
        "budget": ("document", 203),
        "audit-report": ("office", None),
        "performance-evaluation": ("document", 449),
    }
    assert all(each.note for each in recurring.values())


@pytest.mark.parametrize(("of", "period"), [("last", "1404"), ("this", "1405"), ("next", "1406")])
def test_the_year_that_a_case_is_for_is_seen_from_the_day_it_is_begun(of: str, period: str) -> None:
    flow = yearly(CHARGES, of=of)
    assert obligations.period_of(flow, on("1405-01-01", 0)) == period
    assert obligations.period_of(flow, on("1405-12-29", 23)) == period


def test_what_is_not_yearly_is_for_no_year() -> None:
    assert obligations.period_of(KNOWN.get("grading"), on("1405-09-01")) is None


def test_a_case_goes_from_missing_to_draft_to_sent(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="11-06"))
    now = on("1405-09-10")
    assert states(town, now) == [("1406", "missing")]
    case_id = open_for(town, "1406")
    (draft,) = owed(town, now)
    assert (draft.state, draft.case_id, draft.number) == ("draft", case_id, town.case(case_id).number)
    assert draft.due == workdays.day_of("1405-11-06")
    town.leave(case_id, "sent")
    assert states(town, now) == [("1406", "sent")]
    assert states(town, now, city=2) == [("1406", "missing")], "another city's case meets nothing of theirs"


def test_a_case_for_another_year_or_of_another_matter_meets_nothing(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="11-06"))
    town.leave(open_for(town, "1405"), "sent")
    town.leave(open_for(town, "1406", slug="budget"), "sent")
    assert states(town, on("1405-09-10")) == [("1406", "missing")]


def test_a_service_is_met_by_its_process_and_a_process_by_its_service(town: Town) -> None:
    owes(town, yearly(KNOWN.get("audit-report"), of="last", by="11-06"))
    town.leave(open_for(town, "1404", slug="audit-permit"), "sent")
    (one,) = owed(town, on("1405-09-10"))
    assert (one.entry, one.state) == ("audit-report", "sent")


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn"])
def test_a_case_that_came_to_nothing_has_not_met_it(town: Town, outcome: str) -> None:
    owes(town, yearly(CHARGES, of="next", by="11-06"))
    case_id = open_for(town, "1406")
    town.leave(case_id, "sent")
    ended(town, case_id, outcome)
    assert states(town, on("1405-09-10")) == [("1406", "missing")]
    again = open_for(town, "1406")
    assert [one.case_id for one in owed(town, on("1405-09-10"))] == [again]


def test_what_was_sent_counts_although_a_second_case_was_begun(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="11-06"))
    sent = open_for(town, "1406")
    town.leave(sent, "sent")
    open_for(town, "1406")
    assert [(one.state, one.case_id) for one in owed(town, on("1405-09-10"))] == [("sent", sent)]


def test_it_is_late_from_the_day_after_its_last_which_rolls_off_a_closed_one(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="11-06"))
    assert [states(town, on(day, hour))[0][1] for day, hour in (("1405-11-06", 23), ("1405-11-07", 0))] == [
        "missing",
        "late",
    ]
    closed = workdays.Calendar(closures={workdays.day_of("1405-11-06"): "برف"})
    town.office = replace(town.office, calendar=closed)
    (one,) = owed(town, on("1405-11-07"))
    assert one.due is not None and jalali_iso(one.due) == "1405-11-07"
    assert one.state == "missing"


def test_the_last_day_of_a_month_that_has_fewer_days_is_meant(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="12-30"))
    (one,) = owed(town, on("1405-10-10"))
    assert one.due == town.office.calendar.open_from(workdays.day_of("1405-12-29")), "1405 is no leap year"


def test_what_the_last_year_lacked_stays_owed_in_the_new_one(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="12-20"))
    assert states(town, on("1406-02-01")) == [("1406", "late"), ("1407", "missing")]
    town.leave(open_for(town, "1406"), "sent")
    assert states(town, on("1406-02-01")) == [("1407", "missing")]


def test_without_a_date_nothing_is_late_and_nothing_outlives_its_year(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next"))
    assert states(town, on("1405-12-29")) == [("1406", "missing")]
    assert states(town, on("1406-02-01")) == [("1407", "missing")]


def test_a_date_that_passed_before_the_citys_people_were_enrolled_binds_nobody(town: Town) -> None:
    owes(town, yearly(CHARGES, of="next", by="08-01"))
    assert states(town, on("1405-09-10")) == []
    assert states(town, on("1406-02-01")) == [("1407", "missing")]
    enrolled_on(town, "1405-07-01")
    assert states(town, on("1405-09-10")) == [("1406", "late")]


def test_the_citys_clerk_is_reminded_before_the_date_and_after_it_once_each(chats: Town) -> None:
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    clerks = people_of(chats, "clerk")
    assert remind(chats, on("1405-10-21")) == 0
    assert [remind(chats, on("1405-10-22", hour)) for hour in (6, 7, 8)] == [0, 3, 0]
    assert said(chats) == [(clerk, "before", 1) for clerk in clerks]
    assert [remind(chats, on("1405-11-06")), remind(chats, on("1405-11-07")), remind(chats, on("1405-12-20"))] == [
        0,
        3,
        0,
    ]
    assert said(chats)[3:] == [(clerk, "after", 1) for clerk in clerks]
    assert chats.db.read_now(events.verify) == []


def test_who_has_sent_is_left_in_peace(chats: Town) -> None:
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    chats.leave(open_for(chats, "1406"), "sent")
    assert remind(chats, on("1405-10-22")) == 2
    assert [chat for chat, _, _ in said(chats)] == people_of(chats, "clerk")[1:]


def test_several_matters_of_one_person_are_one_message(chats: Town) -> None:
    owes(
        chats,
        yearly(CHARGES, of="next", by="11-06"),
        yearly(KNOWN.get("budget"), of="next", by="11-06"),
        yearly(KNOWN.get("performance-evaluation"), of="last", by="11-06"),
    )
    assert remind(chats, on("1405-10-22")) == 9
    clerks, experts = people_of(chats, "clerk"), people_of(chats, "expert")
    assert sorted(said(chats)) == sorted(
        [(clerk, "before", 2) for clerk in clerks] + [(expert, "before", 3) for expert in experts]
    ), "the evaluation is begun by the office, for three cities"


def test_nobody_is_reminded_in_the_quiet_hours(chats: Town) -> None:
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    chats.office = replace(chats.office, quiet=(21, 7))
    assert [remind(chats, on("1405-10-22", hour)) for hour in (22, 3, 9)] == [0, 0, 3]


def test_a_city_without_people_is_reminded_when_it_has_some(chats: Town) -> None:
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    added = chats.db.transact_now(_another_city)
    assert states(chats, on("1405-10-22"), city=added) == [("1406", "missing")], "the heads see that nobody sends it"
    assert remind(chats, on("1405-10-22")) == 3
    person = people_of(chats, "secretary")[0]
    chats.db.transact_now(lambda session: session.add(Role(person_id=person, role="clerk", municipality_id=added)))
    assert remind(chats, on("1405-10-23")) == 1
    assert said(chats)[-1] == (person, "before", 1)


def _another_city(session: Session) -> int:
    city = Municipality(slug="far", name="دور", seats=5)
    session.add(city)
    session.flush()
    return city.id


def test_what_was_sent_before_the_reminder_was_read_is_left_out(chats: Town) -> None:
    owes(chats, yearly(CHARGES, of="next", by="11-06"))
    remind(chats, on("1405-10-22"))
    items = [item for facts in _facts(chats) for item in facts["items"]]
    assert [item["municipality"] for item in chats.db.read_now(obligations.still, items)] == [1, 2, 3]
    case_id = open_for(chats, "1406")
    assert len(chats.db.read_now(obligations.still, items)) == 3, "a draft is not sent"
    chats.leave(case_id, "sent")
    assert [item["municipality"] for item in chats.db.read_now(obligations.still, items)] == [2, 3]
    ended(chats, case_id, "withdrawn")
    assert len(chats.db.read_now(obligations.still, items)) == 3


def _facts(town: Town) -> list[dict[str, Any]]:
    wanted = select(Notice.facts).where(Notice.template == obligations.NOTICE).order_by(Notice.id)
    return town.db.read_now(lambda session: list(session.scalars(wanted)))


def test_what_is_owed_is_told_by_entry_and_year(town: Town) -> None:
    groups = list(obligations.by_entry(owed(town, on("1405-09-01"), city=None)))
    assert [(first.entry, len(all_of_it)) for first, all_of_it in groups] == [
        (slug, 3) for slug in ("local-charges", "budget", "audit-report", "performance-evaluation")
    ]


def test_two_programs_that_remind_at_the_same_moment_say_it_once(either: Town) -> None:  # noqa: F811
    either.db.transact_now(join, either.at)
    owes(either, yearly(CHARGES, of="next", by="11-06"))
    together = threading.Barrier(2)

    def run() -> int:
        together.wait()
        return remind(either, on("1405-10-22"))

    with ThreadPoolExecutor(2) as both:
        counts = [done.result() for done in [both.submit(run), both.submit(run)]]
    assert sorted(counts) == [0, 3]
    assert [chat for chat, _, _ in said(either)] == people_of(either, "clerk")
    assert either.db.read_now(events.verify) == []
