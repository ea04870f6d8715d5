"""An office's own entry asks only for what the program can do: its actors have buttons, its letters can be issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp import wording
from tests.workflows.test_overrides import PARKING, add, copy, own, told  # noqa: F401
from workflows import catalogue, doors, kinds

KNOWN = catalogue.load()
LOOK = "kind: review\n    actor: expert\n    due: {days: 7, counts: working, source: office}\n"
COMMITTEE = 'committees:\n  - {key: board, name: هیأت, quorum: "1/2", majority: "1/2", source: office}\n'
LETTERS = {path.stem for path in (wording.TEMPLATES / "letters").glob("*.html")} - {"letterhead", "_phrases"}


def parking(look: str, more: str = "") -> str:
    """The own entry with another second step, and `more` after it."""
    assert LOOK in PARKING
    return PARKING.replace(LOOK, look) + more


def issuing(letter: str) -> str:
    return PARKING + f"  - {{key: grant, text: صدور مجوز, kind: issue, actor: head, letter: {letter}}}\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (parking("kind: review\n    actor: head\n"), 12, "kind review for 'head', who has no button"),
        (parking("kind: act\n    actor: head\n"), 12, "kind act for 'head', who has no button"),
        (parking("kind: act\n    actor: observer\n"), 12, "kind act for 'observer', who has no button"),
        (parking("kind: review\n    actor: council-member\n"), 12, "kind review for 'council-member'"),
        (
            parking("kind: inquiry\n    actor: clerk\n    bodies: [{key: fire, name: آتش‌نشانی, source: office}]\n"),
            12,
            "kind inquiry for 'clerk'",
        ),
        (parking("kind: issue\n    actor: expert\n    letter: official-letter\n"), 12, "kind issue for 'expert'"),
        (PARKING.replace("[clerk]", "[clerk, council-member]"), 4, "opened by 'council-member'"),
        (
            COMMITTEE + parking("kind: committee\n    actor: expert\n    committee: board\n"),
            14,
            "kind committee for 'expert'",
        ),
        (
            COMMITTEE
            + parking("kind: committee\n    actor: committee\n    committee: board\n    next: {rejected: null}\n"),
            16,
            "votes that reject lead nowhere",
        ),
        *[(issuing(letter), 14, "drawn up by the program itself") for letter in sorted(kinds.PROGRAM_LETTERS)],
        (issuing("board-ruling"), 14, "reached without a vote"),
        (issuing("mayor-decree"), 14, "no document of the entry does"),
        (
            issuing("notification")
            + "  - {key: again, text: نامه دوم, kind: issue, actor: head, letter: notification}\n",
            14,
            "the head signs once in a case",
        ),
        (PARKING.replace("key: plan", f"key: {'p' * 29}"), 6, "has 29 characters"),
        (PARKING.replace("key: look", f"key: {'p' * 29}"), 9, "has 29 characters"),
        (PARKING.replace("key: plan", "key: plan:a"), 6, "documents.0.key"),
        (PARKING.replace("key: plan", "key: plan|a"), 6, "documents.0.key"),
        (PARKING.replace("title: صدور", f"title: {'ص' * 260}"), 3, "a title of 2"),
        (
            parking(
                "kind: inquiry\n    actor: expert\n"
                f"    bodies:\n      - {{key: {'b' * 29}, name: آتش‌نشانی, source: office}}\n"
            ),
            14,
            "has 29 characters",
        ),
        (
            parking(
                "kind: inquiry\n    actor: expert\n"
                f"    bodies:\n      - {{key: fire, name: {'آ' * 129}, source: office}}\n"
            ),
            14,
            "a body's name of 129 characters",
        ),
        (
            PARKING.replace("steps:", "".join(f"  - {{key: plan-{at}, title: سند}}\n" for at in range(90)) + "steps:"),
            5,
            "91 documents",
        ),
    ],
)
def test_what_the_program_cannot_do_is_told_with_its_line_and_a_remedy(
    own: Path,  # noqa: F811
    text: str,
    line: int,
    says: str,
) -> None:
    file = add(own, text)
    found = [problem for problem in told(own) if says in problem.says]
    assert [(problem.file, problem.line) for problem in found] == [(str(file), line)]
    assert all(problem.remedy for problem in found)


@pytest.mark.parametrize("letter", sorted(LETTERS - kinds.PROGRAM_LETTERS - kinds.RULINGS - set(kinds.LETTER_NAMES)))
def test_a_letter_that_a_step_may_issue_is_taken(own: Path, letter: str) -> None:  # noqa: F811
    add(own, issuing(letter))
    assert told(own) == []


def test_a_ruling_is_issued_where_every_way_passes_a_vote(own: Path) -> None:  # noqa: F811
    vote = "kind: committee\n    actor: committee\n    committee: board\n"
    issue = "  - {key: tell, text: ابلاغ رأی, kind: issue, actor: head, letter: board-ruling}\n"
    add(own, COMMITTEE + parking(vote, issue))
    assert told(own) == []
    beside = PARKING.replace("kind: submit, actor: clerk", "kind: submit, actor: clerk, next: {sent: tell}")
    text = COMMITTEE + beside.replace(LOOK, vote) + issue.replace("tell,", "tell, next: {issued: look},")
    add(own, text)
    assert [problem.says for problem in told(own) if "without a vote" in problem.says]


def test_a_decree_is_issued_where_a_document_names_the_person(own: Path) -> None:  # noqa: F811
    add(own, issuing("mayor-decree").replace("key: plan,", "key: plan, kind: mayor-form,"))
    assert told(own) == []


def test_one_of_two_letters_may_be_issued(own: Path) -> None:  # noqa: F811
    """Two ways, a letter at the end of each: no case comes to both."""
    text = parking(
        LOOK + "    next: {approve: grant, reject: refuse}\n",
        "  - {key: grant, text: مجوز, kind: issue, actor: head, letter: notification, next: {issued: end:done}}\n"
        "  - {key: refuse, text: رد, kind: issue, actor: head, letter: official-letter, next: {issued: end:rejected}}\n",
    )
    add(own, text)
    assert told(own) == []


def test_every_letter_of_the_house_is_the_programs_own_or_issued_by_a_step() -> None:
    issued = {step.letter for entry in KNOWN.entries.values() for step in entry.steps if step.letter}
    assert issued | kinds.PROGRAM_LETTERS == LETTERS
    assert not issued & kinds.PROGRAM_LETTERS
    assert issued >= kinds.RULINGS | set(kinds.LETTER_NAMES)


def test_the_actors_are_the_roles_of_people() -> None:
    assert set(wording.words("roles")) == kinds.ACTORS
    assert set(kinds.DOORS) == set(kinds.OUTCOMES)
    assert all(able <= kinds.ACTORS for able in kinds.DOORS.values())


def test_the_packaged_entries_ask_for_nothing_else() -> None:
    assert [fault for entry in KNOWN.entries.values() for fault in doors.faults(entry)] == []
