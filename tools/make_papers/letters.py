"""Letters in the ways of more offices: answers, sums in a table, two signers, two pages, decrees.

Door: `SHAPES`. Promise: as in texts; where an office may be named by one line of its letterhead or by several, the truth takes
each. Not here: the plain letter that these build upon (texts).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nlp import numbers, wording
from tools.make_papers import texts
from tools.make_papers.facts import Facts
from tools.make_papers.texts import Content


def _dispatch(facts: Facts) -> Content:
    return _letter(facts, facts.pick(facts.words["letters"]))


def _letter(facts: Facts, text: dict[str, Any]) -> Content:
    content = texts.letter(facts, text)
    facts.either["sender"] = _ways(content["owner"], facts.fields["sender"], text["from"] == "governor")
    courtesy = facts.words["courtesy"]
    if facts.fields["recipient"].startswith(courtesy):
        facts.either["recipient"] = [facts.fields["recipient"].removeprefix(courtesy)]
    return content


def _ways(owner: list[str], sender: str, any_line: bool) -> list[str]:
    """The names that a letterhead of several lines gives its office: every run of lines that holds the sender's own."""
    at = owner.index(sender)
    runs = [owner[start:end] for start in range(len(owner)) for end in range(start + 1, len(owner) + 1)]
    return [" ".join(run) for run in runs if any_line or (sender in run and run != [owner[at]])]


def _answer(facts: Facts) -> Content:
    """A letter that names above its text what it answers."""
    text = facts.pick(facts.words["answers"])
    content = _letter(facts, text)
    return content | {"refs": [facts.say(line) for line in text["refs"]]}


def _account(facts: Facts) -> Content:
    """A letter with sums in a table, their total in words, and two signers."""
    text = facts.pick(facts.words["accounts"])
    content = _letter(facts, text)
    items = facts.random.sample(text["items"], facts.random.randint(3, 6))
    sums = [facts.sum_of_money() for _ in items]
    for rials in (*sums, sum(sums)):
        facts.amount(rials)
    name, _woman = facts.someone()
    title = facts.say(text["second"])
    facts.either |= {
        "signatory_name": [name, f"{content['name']} {name}", f"{name} {content['name']}"],
        "signatory_title": [title, f"{content['title']} {title}", f"{title} {content['title']}"],
    }
    return content | {
        "head": text["head"],
        "rows": [
            (wording.persian_digits(place), item, facts.grouped(rials))
            for place, (item, rials) in enumerate(zip(items, sums, strict=True), 1)
        ],
        "total": (text["total"], facts.grouped(sum(sums))),
        "after": facts.say(text["after"], words=numbers.in_words(sum(sums))),
        "second": {"name": name, "title": title},
    }


def _long(facts: Facts) -> Content:
    """A letter whose text runs on to a second page."""
    text = facts.pick(facts.words["long"])
    content = _letter(facts, text)
    return content | {"more": [facts.say(part) for part in text["more"]]}


def _decree(facts: Facts) -> Content:
    """Someone is appointed. A reader may call the heading a subject, and the appointed mayor a proposed one."""
    text = facts.pick(facts.words["decrees"])
    sender = facts.words["senders"][text["from"]]
    content = texts.headed(facts, sender)
    del facts.fields["has_attachment"]
    facts.either["sender"] = _ways(content["owner"], facts.fields["sender"], text["from"] == "governor")
    facts.either["document_type"] = ["other"]
    facts.open |= {"subject", "proposed_mayor"}
    session, day = facts.random.randint(12, 240), facts.before()
    said = {"session": str(session), "session_date": facts.shown(day, "header_dates")}
    if any("{session}" in part for part in text["body"]):
        facts.fields |= {"session_number": session, "session_date": day.isoformat()}
    receiver = facts.say(text["to"])
    facts.fields |= {"recipient": receiver, "municipality": facts.city}
    content |= {
        "kind": "official-letter",
        "heading": facts.say(text["heading"]),
        "receiver": [receiver],
        "body": [facts.say(part, **said) for part in text["body"]],
    }
    return texts.signed(facts, content, facts.say(text["title"]))


SHAPES: dict[str, Callable[[Facts], Content]] = {
    "dispatch": _dispatch,
    "answer": _answer,
    "account": _account,
    "long": _long,
    "decree": _decree,
}
