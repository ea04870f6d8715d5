"""Councils' papers in more ways: sessions numbered in words, resolutions numbered on, majorities without counts.

Door: `SHAPES`. Promise: as in texts. Not here: who came and what was decided (texts.minutes).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nlp import numbers, wording
from tools.make_papers import texts
from tools.make_papers.facts import Facts
from tools.make_papers.texts import Content


def _counted(facts: Facts) -> Content:
    """Minutes whose votes stand in cells of their own."""
    return _session(facts, loose=False)


def _told(facts: Facts) -> Content:
    """Minutes whose votes are told in words, some of them without a count."""
    return _session(facts, loose=True)


def _session(facts: Facts, *, loose: bool) -> Content:
    words = facts.words["minutes"]
    content = texts.minutes(facts)
    _number_on(facts, content, facts.random.randint(31, 890))
    if loose:
        _leave_counts_out(facts, content, words["majority"])
    opened = facts.random.randint(8, 18)
    clock, until = (facts.say(f"{hour}:[00|15|30|45]") for hour in (opened, opened + facts.random.randint(1, 3)))
    return content | {
        "session_th": ordinal(facts.fields["session_number"], words),
        "clock": clock,
        "until": until,
        "closing": facts.say(words["closing"], clock=until),
        "guest": facts.say(facts.pick(words["guests"])),
    }


def ordinal(number: int, words: dict[str, Any]) -> str:
    """The number as an ordinal in words, by the endings that the words of a split name."""
    *before, last = numbers.in_words(number).split(" ")
    return " ".join([*before, words["endings"].get(last, last + words["th"])])


def _number_on(facts: Facts, content: Content, first: int) -> None:
    """Resolutions are numbered on from those of the sessions before."""
    told = [facts.fields["resolutions"], facts.either["resolutions"], content["resolutions"]]
    for several in told:
        for place, one in enumerate(several):
            one["number"] = first + place


def _leave_counts_out(facts: Facts, content: Content, majority: list[str]) -> None:
    """Some decisions that were not unanimous are said to have had a majority, no more."""
    uncounted = {"votes_for": None, "votes_against": None, "votes_abstain": None}
    for place, shown in enumerate(content["resolutions"]):
        if shown["unanimous"] or facts.random.random() < 0.5:
            continue
        said = facts.say(facts.pick(majority))
        shown |= uncounted | {"said": said}
        facts.fields["resolutions"][place] |= uncounted
        facts.either["resolutions"][place] |= uncounted | {"text": f"{shown['text']} {said}"}


def _resolution(facts: Facts) -> Content:
    """One resolution on a sheet of its own; a unanimous one does not say how many were present."""
    words, minutes = facts.words["resolution"], facts.words["minutes"]
    content = texts.headed(facts, {"owner": words["owner"]})
    session, day, ordinary = facts.random.randint(3, 289), facts.before(), facts.random.random() < 0.6
    kind = facts.common["marks"]["ordinary" if ordinary else "extraordinary"]
    facts.fields |= {
        "municipality": facts.city,
        "session_number": session,
        "session_date": day.isoformat(),
        "session_kind": "ordinary" if ordinary else "extraordinary",
    }
    facts.open |= {"subject", "recipient"}
    said = {
        "kind": kind,
        "session": str(session),
        "session_th": ordinal(session, minutes),
        "session_date": facts.shown(day, "header_dates"),
    }
    content |= {
        "kind": "council-resolution",
        "heading": facts.say(facts.pick(words["titles"])),
        "intro": facts.say(words["intro"], **said),
        "one": _decision(facts),
        "order": words["order"],
    }
    return texts.signed(facts, content, facts.say(words["title"]))


def _decision(facts: Facts) -> Content:
    words, seats = facts.words["minutes"], facts.pick([4, 5, 7])
    text = facts.say(facts.pick(words["decisions"]))
    against = facts.pick([0, 1, 1])
    form = facts.pick(words["votes"] if against else facts.words["resolution"]["unanimous"])
    white = bool(against) and words["votes"].index(form) in words["white"]
    said = facts.say(form, **{"for": str(seats - against), "against": str(against)})
    counts = {
        "votes_for": seats - against if against else None,
        "votes_against": (0 if white else against) if against else None,
        "votes_abstain": (against if white else 0) if against else None,
    }
    value = {"number": facts.random.randint(1, 640), "text": text, "unanimous": not against} | counts
    facts.add("resolutions", value)
    facts.either["resolutions"] = [value | {"text": f"{text} {said}"}]
    return value | {"said": said, "shown": wording.persian_digits(value["number"])}


SHAPES: dict[str, Callable[[Facts], Content]] = {
    "minutes-counted": _counted,
    "minutes-told": _told,
    "resolution": _resolution,
}
