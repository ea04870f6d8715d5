"""Playing a process without anybody: the ways of the engine, the days of the calendar, the letters that go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.wording import TEHRAN, jalali_iso
from tests.cases.town import Town, settled, town  # noqa: F401
from workflows import catalogue, engine, simulation
from workflows.catalogue import Entry, Step
from workflows.simulation import Letter, Stay
from workflows.workdays import RETURNED, Calendar

KNOWN = catalogue.load()
FLOWS = [entry for entry in KNOWN.entries.values() if entry.steps]
START = datetime(2026, 11, 22, 8, 0, tzinfo=TEHRAN)  # Sunday, 1405-09-01


def scripted(**choices: str) -> Callable[[Step, tuple[str, ...]], str]:
    """Each step's outcomes in turn, parted by blanks; forward where none is left."""
    left = {key.replace("_", "-"): outcomes.split() for key, outcomes in choices.items()}
    return lambda step, outcomes: left[step.key].pop(0) if left.get(step.key) else outcomes[0]


def played(slug: str, **choices: str) -> list[Stay]:
    return list(simulation.play(KNOWN.flow(slug), scripted(**choices), start=START, calendar=Calendar()))


def at(stays: list[Stay], key: str) -> list[Stay]:
    return [stay for stay in stays if stay.step is not None and stay.step.key == key]


def due(stay: Stay) -> str:
    assert stay.due is not None
    return jalali_iso(stay.due.at)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
def test_going_forward_ends_well_and_passes_every_step_but_those_for_mending(flow: Entry) -> None:
    stays = played(flow.slug)
    assert stays[-1].closes == "done"
    passed = {stay.step.key for stay in stays if stay.step} | {step.key for stay in stays for step in stay.notices}
    assert {step.key for step in flow.steps} - passed <= {"mend"}


@settings(deadline=None)
@given(flow=st.sampled_from(FLOWS), data=st.data())
def test_every_way_is_one_of_the_engine_and_time_never_goes_back(flow: Entry, data: st.DataObject) -> None:
    def choose(step: Step, outcomes: tuple[str, ...]) -> str:
        return data.draw(st.sampled_from(outcomes))

    before: Stay | None = None
    for stay in simulation.play(flow, choose, start=START, calendar=Calendar()):
        if before is None:
            assert (stay.number, stay.way, stay.step) == (1, None, engine.start(flow).step)
        else:
            assert before.step is not None
            assert stay.way is not None
            onward = engine.advance(flow, before.step.key, stay.way.outcome)
            assert (stay.step, stay.closes, stay.notices) == (onward.step, onward.closes, onward.notices)
            assert before.entered <= stay.way.at == stay.entered
            assert stay.number == before.number + 1
        if stay.number > 20:
            break
        before = stay
    else:
        assert stay.closes


def test_a_mayors_appointment_on_the_real_calendar() -> None:
    stays = played("mayor-appointment")
    dates = [due(stay) for stay in stays if stay.due]
    # Thursdays and Fridays are skipped; before the decree also 1405-10-02, a feast.
    assert dates == ["1405-09-08", "1405-09-29", "1405-10-05"]
    decree = at(stays, "decree")[0].due
    assert decree is not None
    skipped = {jalali_iso(day): reason for day, reason in decree.skipped}
    assert skipped["1405-10-03"] == "weekend"
    assert skipped["1405-10-02"] not in ("weekend", RETURNED)


def test_another_weekend_gives_other_dates() -> None:
    stays = list(simulation.play(KNOWN.get("grading"), scripted(), start=START, calendar=Calendar(frozenset({4, 5}))))
    review = at(stays, "review")[0].due
    assert review is not None
    assert {day.weekday() for day, reason in review.skipped if reason == "weekend"} == {4, 5}


def test_a_closure_of_the_province_is_skipped_for_its_own_reason() -> None:
    closed = {date(2026, 11, 23): "snow"}
    stays = list(simulation.play(KNOWN.get("grading"), scripted(), start=START, calendar=Calendar(closures=closed)))
    review = at(stays, "review")[0].due
    assert review is not None
    assert (date(2026, 11, 23), "snow") in review.skipped


def test_the_offices_clock_stands_still_while_the_customer_mends() -> None:
    stays = played("research", workgroup_review="return approve")
    first, second = at(stays, "workgroup-review")
    (mend,) = at(stays, "mend")
    assert first.due is not None
    assert second.due is not None
    assert mend.due is not None
    assert second.due.start == first.due.start
    away = [day for day, reason in second.due.skipped if reason == RETURNED]
    assert away[-1] == mend.due.at.astimezone(TEHRAN).date()
    assert second.entered == mend.due.at
    # The customer's own term begins anew with each return.
    assert mend.due.start == mend.entered.astimezone(UTC)


def test_the_boards_twenty_days_run_from_the_letters_registration() -> None:
    (judge,) = at(played("article-79-board"), "judge")
    assert judge.due is not None
    assert judge.due.start == START.astimezone(UTC)
    assert judge.entered > START
    assert (judge.due.term.days, judge.due.term.line, due(judge)) == (20, 591, "1405-09-21")


def test_the_letters_of_a_process_go_out_where_they_belong() -> None:
    stays = played("mayor-appointment", review="return approve")
    flow = KNOWN.get("mayor-appointment")
    back = stays[2]
    assert back.way is not None
    assert (back.way.outcome, back.way.letters, back.way.told) == ("return", (Letter("return-letter"),), ())
    inquiry = at(stays, "inquire")[0]
    assert inquiry.letters == tuple(Letter("inquiry", body.name) for body in flow.step("inquire").bodies)
    assert [asked.body for asked in inquiry.asked] == list(flow.step("inquire").bodies)
    end = stays[-1]
    assert end.way is not None
    assert end.way.letters == (Letter(str(flow.step("decree").letter)),)
    assert end.way.told == flow.step("decree").alert


def test_a_vote_is_invited_to_and_minuted_and_a_referral_names_its_addressee() -> None:
    stays = played("research")
    (vote,) = at(stays, "council-adopt")
    after = stays[stays.index(vote) + 1]
    assert vote.letters == (Letter("invitation"),)
    assert after.way is not None
    assert after.way.letters == (Letter("minutes-of-votes"),)
    (forward,) = at(played("grading"), "forward")
    assert forward.letters == (Letter("referral", KNOWN.get("grading").step("forward").to),)


def test_documents_are_asked_for_where_they_are_sent() -> None:
    stays = played("grading")
    assert stays[0].documents == KNOWN.get("grading").documents
    assert all(stay.documents == () for stay in stays[1:])


def test_a_refusal_ends_it() -> None:
    stays = played("grading", forward="refused")
    assert (stays[-1].closes, stays[-1].step) == ("rejected", None)


def test_an_outcome_that_the_step_has_not_is_refused() -> None:
    with pytest.raises(engine.UnknownOutcome, match="flown"):
        played("grading", review="flown")


def test_a_service_without_steps_of_its_own_is_refused() -> None:
    service = KNOWN.get("mayor-decree")
    with pytest.raises(engine.UnknownOutcome):
        list(simulation.play(service, scripted(), start=START, calendar=Calendar()))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
def test_the_first_date_is_the_one_that_a_case_gets(town: Town, flow: Entry) -> None:  # noqa: F811
    case_id, start = town.open(flow).id, town.at
    choose = scripted()
    for stay in simulation.play(flow, choose, start=start, calendar=town.office.calendar):
        assert stay.step == town.step(case_id)
        if stay.due or any(asked.due for asked in stay.asked):
            break
        town.leave(case_id, choose(stay.step, engine.outcomes(stay.step)))
    row = town.case(case_id).steps[-1]
    assert row.due_at == (stay.due.at if stay.due else None)
    assert {reply.body: reply.due_at for reply in row.replies} == {
        asked.body.key: asked.due.at if asked.due else None for asked in stay.asked
    }


def test_after_a_return_the_date_is_still_the_one_that_the_case_gets(town: Town) -> None:  # noqa: F811
    flow = KNOWN.get("grading")
    case_id, start = town.open(flow).id, town.at
    for outcome in ("sent", "return", "sent"):
        town.leave(case_id, outcome)
    choose = scripted(review="return")
    first, again = at(list(simulation.play(flow, choose, start=start, calendar=town.office.calendar)), "review")
    assert first.due is not None
    assert again.due is not None
    assert town.case(case_id).steps[-1].due_at == again.due.at
