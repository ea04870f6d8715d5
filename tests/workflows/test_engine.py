"""Cases walking through their flows, and committees voting."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import engine, kinds
from workflows.catalogue import Committee, Entry, load
from workflows.engine import UnknownOutcome

CATALOGUE = load()
FLOWS = [entry for entry in CATALOGUE.entries.values() if entry.steps]
MAYOR = CATALOGUE.get("mayor-appointment")
RULES = Committee(key="board", name="board", quorum="2/3", majority="1/2", chair_breaks_tie=True, source="office")


def test_a_mayor_is_appointed_by_the_way_of_the_document() -> None:
    walked = [engine.start(MAYOR)]
    for outcome in ("sent", "approve", "answered", "issued"):
        step = walked[-1].step
        assert step is not None
        walked.append(engine.advance(MAYOR, step.key, outcome))
    assert [(at.step.kind, at.step.actor) for at in walked[:-1] if at.step] == [
        ("submit", "secretary"),
        ("review", "expert"),
        ("inquiry", "expert"),
        ("issue", "head"),
    ]
    assert (walked[-1].step, walked[-1].closes, walked[-1].outcome) == (None, "done", "issued")


def test_a_returned_proposal_goes_back_to_the_secretary() -> None:
    back = engine.advance(MAYOR, "review", "return")
    assert back.step is not None
    assert (back.step.key, back.closes) == ("propose", None)


def test_a_refused_inquiry_closes_the_case_as_rejected() -> None:
    assert engine.advance(MAYOR, "inquire", "refused").closes == "rejected"


def test_the_decree_is_told_to_secretary_clerk_and_council() -> None:
    assert set(MAYOR.step("decree").alert) == {"secretary", "clerk", "council-member"}


def test_an_outcome_of_another_kind_is_unknown() -> None:
    with pytest.raises(UnknownOutcome, match="mayor-appointment/review has no outcome 'issued'"):
        engine.advance(MAYOR, "review", "issued")
    with pytest.raises(UnknownOutcome):
        engine.advance(MAYOR, "no-such-step", "sent")


def test_a_service_has_no_flow_of_its_own() -> None:
    with pytest.raises(UnknownOutcome):
        engine.start(CATALOGUE.get("mayor-decree"))
    assert engine.start(CATALOGUE.flow("mayor-decree")).step == MAYOR.steps[0]


def test_a_notice_is_walked_through_and_named() -> None:
    begun = engine.start(CATALOGUE.get("research"))
    assert begun.step is not None
    assert begun.step.key == "needs"
    assert [(step.key, step.alert) for step in begun.notices] == [("guide", ("clerk",))]


def test_a_proposal_with_faults_is_mended_and_read_again_by_the_workgroup() -> None:
    research = CATALOGUE.get("research")
    mend = engine.advance(research, "workgroup-review", "return").step
    assert mend is not None
    again = engine.advance(research, mend.key, "sent").step
    assert (mend.key, again and again.key) == ("mend", "workgroup-review")


def test_a_ruling_of_the_board_is_sent_whichever_way_it_went() -> None:
    board = CATALOGUE.get("article-79-board")
    arrived = [engine.advance(board, "judge", outcome).step for outcome in ("adopted", "rejected")]
    assert [step and step.key for step in arrived] == ["announce", "announce"]


@pytest.mark.parametrize("entry", FLOWS, ids=lambda entry: entry.slug)
def test_the_forward_outcomes_of_every_flow_lead_to_its_end(entry: Entry) -> None:
    at, steps = engine.start(entry), 0
    while at.step is not None:
        at = engine.advance(entry, at.step.key, engine.outcomes(at.step)[0])
        steps += 1
        assert steps <= len(entry.steps)
    assert at.closes == "done"


@settings(deadline=None)
@given(st.data())
def test_whatever_people_decide_a_case_moves_or_ends(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(FLOWS))
    at = engine.start(entry)
    for _ in range(60):
        if at.step is None:
            break
        assert at.step.kind != "notice"
        at = engine.advance(entry, at.step.key, data.draw(st.sampled_from(engine.outcomes(at.step))))
    assert (at.step is None) == (at.closes is not None)


def test_the_outcomes_of_a_step_are_those_of_its_kind() -> None:
    assert engine.outcomes(MAYOR.step("review")) == ("approve", "return", "reject")
    assert engine.outcomes(CATALOGUE.get("performance-evaluation").step("opinions")) == ("answered",)


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ("", None),
        ("for for for", None),
        ("for for for against", "adopted"),
        ("for for against against", "rejected"),
        ("for for for against against", "adopted"),
        ("for for abstain abstain", "rejected"),
        ("return return return for", "returned"),
        ("against against against for", "rejected"),
    ],
)
def test_six_members_with_a_quorum_of_four_vote(votes: str, outcome: str | None) -> None:
    cast = {f"member {place}": vote for place, vote in enumerate(votes.split())}
    assert engine.tally(RULES, cast, 6) == outcome  # type: ignore[arg-type]


def test_a_tie_is_the_chairs_to_break() -> None:
    votes: dict[str, engine.Vote] = {"chair": "for", "b": "for", "c": "against", "d": "against"}
    assert engine.tally(RULES, votes, 4, chair="chair") == "adopted"
    assert engine.tally(RULES, votes, 4, chair="c") == "rejected"
    assert engine.tally(RULES, votes, 4, chair="absent") == "rejected"
    assert engine.tally(RULES.model_copy(update={"chair_breaks_tie": False}), votes, 4, chair="chair") == "rejected"


def test_a_majority_of_all_members_is_more_than_one_of_those_present() -> None:
    votes: dict[str, engine.Vote] = {"a": "for", "b": "for", "c": "for", "d": "against"}
    assert engine.tally(RULES, votes, 6) == "adopted"
    assert engine.tally(RULES.model_copy(update={"of": "members"}), votes, 6) == "rejected"


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 8).map(str), st.sampled_from(["for", "against", "return", "abstain"])))
def test_one_more_vote_for_never_loses_an_adoption(votes: dict[str, engine.Vote]) -> None:
    before = engine.tally(RULES, votes, 10)
    after = engine.tally(RULES, {**votes, "one more": "for"}, 10)
    assert before != "adopted" or after == "adopted"


def test_every_kind_has_its_forward_outcome_first() -> None:
    turning = kinds.RETURNS | kinds.REFUSALS
    for outcomes in kinds.OUTCOMES.values():
        assert outcomes[0] not in turning
        assert all(later in turning for _, later in pairwise(outcomes))
