"""Whether the program can do what a flow asks for: a door for each actor, a letter that can be issued, keys that fit.

Door: `faults`. Promise: where nothing is found, whoever a step is for finds the buttons for it in the chats, its letter can be
made, and no button and no row of the database is too short for a name. Not here: where outcomes lead (flows), whether names
are known (checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows import flows, kinds
from workflows.shapes import Entry, Step

type Found = tuple[str, str, tuple[str | int, ...]]

# A button carries 64 bytes: "answer", a case, its version and a body's key with its answer leave this much for the key.
LONGEST_KEY = 28
# What the database holds of a case's title, and of the name of a body that is asked.
LONGEST_TITLE, LONGEST_BODY = 256, 128
# The messenger takes a hundred buttons under a message; a return has one for each document.
MOST_DOCUMENTS = 90


def faults(entry: Entry) -> Iterator[Found]:
    """What is wrong, the remedy, and where in the entry."""
    yield from _of_openers(entry)
    for index, step in enumerate(entry.steps):
        yield from _of_actor(step, index)
        yield from _of_letter(entry, step, index)
        yield from _of_vote(step, index)
    yield from _of_lengths(entry)
    yield from _of_keys(entry)


def _of_openers(entry: Entry) -> Iterator[Found]:
    able = kinds.DOORS["submit"]
    for index, role in enumerate(entry.opened_by):
        if role in kinds.ACTORS and role not in able:
            yield f"a case opened by {role!r}, who has no way to do it", f"use {_any(able)}", ("opened_by", index)


def _of_actor(step: Step, index: int) -> Iterator[Found]:
    able = kinds.DOORS[step.kind]
    if step.actor in kinds.ACTORS and step.actor not in able:
        says = f"a step of kind {step.kind} for {step.actor!r}, who has no button for it"
        yield says, f"actor: {_any(able)}; or another kind", ("steps", index, "actor")


def _of_letter(entry: Entry, step: Step, index: int) -> Iterator[Found]:
    at = ("steps", index, "letter")
    if step.letter is None or step.kind != "issue":
        return
    if step.letter in kinds.PROGRAM_LETTERS:
        says = f"the letter {step.letter!r} is drawn up by the program itself, never issued by a step"
        yield says, "use official-letter, or a letter that a packaged process issues", at
    if step.letter in kinds.RULINGS and _reached_without_vote(entry, step):
        yield (
            f"{step.letter!r} tells a committee's ruling, and it is reached without a vote",
            "put a committee before",
            at,
        )
    wanted = kinds.LETTER_NAMES.get(step.letter, frozenset())
    if wanted and not any(document.kind in wanted for document in entry.documents):
        says = f"{step.letter!r} names a person, and no document of the entry does"
        yield says, f"ask for a document of type {_any(wanted)}", at
    again = flows.reached(flows.targets(entry), step.next.get("issued", kinds.DONE))
    if second := next((known.key for known in entry.steps if known.kind == "issue" and known.key in again), None):
        says = f"after this letter a case comes to {second!r}, and the head signs once in a case"
        yield says, "issue one letter, or let what follows be an entry of its own", ("steps", index)


def _of_vote(step: Step, index: int) -> Iterator[Found]:
    if step.kind == "committee" and "rejected" not in step.next:
        yield "votes that reject lead nowhere", "give 'rejected' a target", ("steps", index, "next")


def _reached_without_vote(entry: Entry, step: Step) -> bool:
    """Whether some way from the first step to this one passes no committee's vote."""
    votes = {known.key for known in entry.steps if known.kind == "committee"}
    unvoted = {key: onward for key, onward in flows.targets(entry).items() if key not in votes}
    return step.key in flows.reached(unvoted, entry.steps[0].key)


def _of_lengths(entry: Entry) -> Iterator[Found]:
    if len(entry.title) > LONGEST_TITLE:
        yield f"a title of {len(entry.title)} characters", f"at most {LONGEST_TITLE}", ("title",)
    if len(entry.documents) > MOST_DOCUMENTS:
        yield f"{len(entry.documents)} documents", f"at most {MOST_DOCUMENTS}: join some", ("documents",)
    for index, step in enumerate(entry.steps):
        for place, body in enumerate(step.bodies):
            if len(body.name) > LONGEST_BODY:
                says = f"a body's name of {len(body.name)} characters"
                yield says, f"at most {LONGEST_BODY}", ("steps", index, "bodies", place, "name")


def _of_keys(entry: Entry) -> Iterator[Found]:
    """Every name that stands in a button or in a row of the database."""
    for key, at in _keys(entry):
        if len(key) > LONGEST_KEY:
            yield f"the name {key!r} has {len(key)} characters", f"at most {LONGEST_KEY}, to fit a button", at


def _keys(entry: Entry) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield entry.slug, ("slug",)
    yield entry.desk, ("desk",)
    for part in ("documents", "committees", "steps"):
        for index, each in enumerate(getattr(entry, part)):
            yield each.key, (part, index, "key")
    for index, step in enumerate(entry.steps):
        for place, body in enumerate(step.bodies):
            yield body.key, ("steps", index, "bodies", place, "key")


def _any(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))
