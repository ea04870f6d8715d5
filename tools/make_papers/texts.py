"""What a paper says, for each shape of paper: the contents that a template shows, with the truth kept beside.

Door: `SHAPES`, and what other shapes build upon: `letter`, `headed`, `signed`, `minutes`. Promise: every fact that the contents
show is told in the facts' fields, or named open where a reader could not know. Not here: further shapes (shapes names them),
the words (samples/sources/papers/*.yaml), the looks (its templates).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nlp import numbers, wording
from tools.make_papers.facts import Facts

Content = dict[str, Any]

_COUNCIL = {5: range(4, 6), 7: range(5, 8)}


def _letter(facts: Facts) -> Content:
    return letter(facts, facts.pick(facts.words["letters"]))


def letter(facts: Facts, text: dict[str, Any]) -> Content:
    """A letter that says this text: letterhead, receiver, subject, body, copies, foot, signature."""
    sender = facts.words["senders"][text["from"]]
    content = headed(facts, sender)
    receiver = facts.say(facts.pick(facts.words["receivers"][text["to"]])).split("\n")
    facts.fields |= {"recipient": " ".join(receiver), "subject": facts.say(text["subject"])}
    if text["from"] != "agency" or text["to"] == "municipality":
        facts.fields["municipality"] = facts.city
    if text["from"] == "governor":
        facts.either["sender"] = [" ".join(content["owner"][-2:]), content["owner"][-1]]
    content |= {
        "kind": "official-letter",
        "receiver": receiver,
        "subject": facts.fields["subject"],
        "greeting": facts.pick(facts.words["greetings"]),
        "body": [facts.say(part) for part in text["body"]],
        "closing": facts.say(facts.pick(facts.words["closings"])),
        "copies": facts.random.sample(facts.words["copies"], 2) if facts.random.random() < 0.5 else [],
        "foot": facts.say(facts.words["foot"]) if facts.random.random() < 0.6 else "",
    }
    if "also" in text:
        facts.either["document_type"] = [text["also"]]
    return signed(facts, content, facts.say(sender["title"]))


def headed(facts: Facts, sender: dict[str, Any]) -> Content:
    """Letterhead, number, date, enclosure."""
    owner = [line for part in sender["owner"] if (line := facts.say(part))]
    number, attached = facts.number(facts.written), facts.random.random() < 0.5
    marks = facts.common["marks"]
    facts.fields |= {
        "letter_number": number,
        "letter_date": facts.written.isoformat(),
        "has_attachment": attached,
        "sender": facts.say(sender["sender"]) if "sender" in sender else owner[sender.get("line", 0)],
    }
    attachment = facts.pick(facts.words["attachment_some"]) if attached else marks["none"]
    return {
        "owner": owner,
        "number": wording.persian_digits(number),
        "date": facts.shown(facts.written, "header_dates"),
        "attachment": attachment,
    }


def signed(facts: Facts, content: Content, title: str) -> Content:
    """The contents with a signer of this title."""
    name, _woman = facts.someone()
    facts.fields |= {"signatory_name": name, "signatory_title": title}
    return content | {"name": name, "title": title, "seed": facts.random.randint(1, 9999)}


def minutes(facts: Facts) -> Content:
    """Minutes: who came, and two to four decisions with their votes."""
    words = facts.words["minutes"]
    seats = facts.pick([5, 5, 7])
    came = facts.pick(list(_COUNCIL[seats]))
    members = [(*facts.someone(), role) for role in words["roles"][:seats]]
    away = set(facts.random.sample(range(1, seats), seats - came))
    present = [member for place, member in enumerate(members) if place not in away]
    absent = [member for place, member in enumerate(members) if place in away]
    session, day, ordinary = facts.random.randint(3, 289), facts.day(), facts.random.random() < 0.6
    facts.fields |= {
        "municipality": facts.city,
        "session_number": session,
        "session_date": day.isoformat(),
        "session_kind": "ordinary" if ordinary else "extraordinary",
        "present": [name for name, _, _ in present],
        "absent": [name for name, _, _ in absent],
    }
    facts.open |= {"sender", "subject", "recipient", "signatory_name", "signatory_title", "letter_date"}
    kind = facts.common["marks"]["ordinary" if ordinary else "extraordinary"]
    said = {
        "kind": kind,
        "session": str(session),
        "session_date": facts.shown(day, "dates"),
        "present": _listed(facts, present),
        "absent": facts.say(words["absent"], names=_listed(facts, absent)) if absent else "",
    }
    return {
        "kind": "council-minutes",
        "heading": facts.say(facts.pick(words["titles"])),
        "owner": [facts.say(line) for line in facts.words["senders"]["council"]["owner"] if facts.say(line)],
        "session": wording.persian_digits(session),
        "date": facts.shown(day, "header_dates"),
        "weekday": facts.common["weekdays"][day.weekday()],
        "clock": facts.say("{clock}"),
        "ordinary": kind,
        "members": members,
        "present": present,
        "absent": absent,
        "opening": facts.say(facts.pick(words["openings"])),
        "prose": facts.say(words["prose"], **said),
        "resolutions": _resolutions(facts, len(present)),
        "closing": facts.say(words["closing"]),
        "seed": facts.random.randint(1, 9999),
    }


def _listed(facts: Facts, members: list[tuple[str, bool, str]]) -> str:
    titles, marks = facts.common["titles"], facts.common["marks"]
    named = [f"{titles['woman' if woman else 'man']} {name}" for name, woman, _ in members]
    return marks["and"].join([marks["comma"].join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]


def _resolutions(facts: Facts, present: int) -> list[Content]:
    words, shown = facts.words["minutes"], []
    for number, decision in enumerate(facts.random.sample(words["decisions"], facts.random.randint(2, 4)), 1):
        against = facts.random.choice([0, 0, 1, 1, 2])
        if "majority" in words:
            against = min(against, (present - 1) // 2)
        text = facts.say(decision)
        form = facts.pick(words["unanimous" if not against else "votes"])
        spelled = facts.random.random() < 0.4
        counts = {"for": present - against, "against": against}
        said = facts.say(
            form, **{side: numbers.in_words(count) if spelled else str(count) for side, count in counts.items()}
        )
        white = against and words["votes"].index(form) in words.get("white", [])
        value = {
            "number": number,
            "text": text,
            "votes_for": present - against,
            "votes_against": 0 if white else against,
            "votes_abstain": against if white else 0,
            "unanimous": not against,
        }
        facts.add("resolutions", value)
        facts.either.setdefault("resolutions", []).append(value | {"text": f"{text} {said}"})
        shown.append(value | {"said": said})
    return shown


def _form(facts: Facts) -> Content:
    words = facts.words["form"]
    mayor, _woman = facts.someone()
    session, day = facts.random.randint(3, 289), facts.day()
    facts.fields |= {"municipality": facts.city, "proposed_mayor": mayor, "session_number": session}
    facts.fields["session_date"] = day.isoformat()
    facts.open |= {"sender", "subject", "recipient", "letter_date"}
    said = {"mayor": mayor, "session": str(session), "session_date": facts.shown(day, "header_dates")}
    content = {
        "kind": "mayor-form",
        "owner": [facts.say(line) for line in words["owner"]],
        "heading": facts.say(words["title"]),
        "rows": [(label, facts.say(value, **said)) for label, value in words["rows"]],
        "pledge": facts.say(words["pledge"]),
        "groups": words.get("groups", []),
    }
    return signed(facts, content, facts.say(facts.words["senders"]["council"]["title"]))


def _sums(facts: Facts) -> Content:
    words = facts.words["sums"]
    facts.fields["municipality"] = facts.city
    facts.open |= {"sender", "subject", "recipient", "letter_date"}
    title = facts.say(words["title"])
    items = facts.random.sample(words["items"], facts.random.randint(5, 8))
    sums = [facts.sum_of_money() for _ in items]
    total = sum(sums)
    for rials in (*sums, total):
        facts.amount(rials)
    rows = [
        (wording.persian_digits(place), item, facts.grouped(rials), facts.pick(words["notes"]))
        for place, (item, rials) in enumerate(zip(items, sums, strict=True), 1)
    ]
    return {
        "kind": words["kind"],
        "heading": title,
        "head": words["head"],
        "rows": rows,
        "total": (words["total"], facts.grouped(total)),
        "words": facts.say(words["words"], words=numbers.in_words(total)),
    }


def _rules(facts: Facts) -> Content:
    words = facts.words["rules"]
    facts.fields["municipality"] = facts.city
    # An article of the charter itself is no reference to a law, but a reader may say so.
    facts.open |= {"law_refs", "sender", "subject", "letter_date"}
    articles = [facts.say(text) for text in words["articles"]]
    return {
        "kind": words["kind"],
        "heading": facts.say(words["title"]),
        "chapters": [
            (chapter, [(facts.say(words["article"], n=str(at + 1)), articles[at]) for at in range(*span)])
            for chapter, span in zip(words["chapter"], ((0, 3), (3, 5), (5, 8)), strict=True)
        ],
    }


def _certificate(facts: Facts) -> Content:
    words = facts.words["certificate"]
    content = headed(facts, {"owner": words["owner"]})
    facts.either["sender"] = [" ".join(content["owner"]), content["owner"][-1]]
    content |= {"kind": words["kind"], "heading": words["title"], "body": [facts.say(words["body"])]}
    return signed(facts, content, facts.say(words["title_of"]))


def _report(facts: Facts) -> Content:
    words = facts.words["report"]
    firm = facts.say(words["firm"])
    body = [facts.say(part) for part in words["body"]]
    facts.fields |= {"audit_firm": firm, "municipality": facts.city}
    facts.open |= {"sender", "subject", "recipient", "signatory_name", "signatory_title", "letter_date"}
    return {
        "kind": words["kind"],
        "owner": [firm],
        "heading": words["title"],
        "to": facts.say(words["to"]),
        "body": body,
        "seed": facts.random.randint(1, 9999),
    }


def _application(facts: Facts) -> Content:
    words = facts.words["application"]
    facts.fields |= {"recipient": facts.say(facts.pick(words["to"])), "subject": facts.say(words["subject"])}
    facts.fields |= {"letter_date": facts.written.isoformat(), "municipality": facts.city}
    facts.open |= {"sender", "signatory_name", "signatory_title"}
    name, _woman = facts.someone()
    return {
        "kind": words["kind"],
        "receiver": [facts.fields["recipient"]],
        "subject": facts.fields["subject"],
        "date": facts.shown(facts.written, "header_dates"),
        "body": [facts.say(part, person=name) for part in words["body"]],
        "name": name,
        "seed": facts.random.randint(1, 9999),
    }


SHAPES: dict[str, Callable[[Facts], Content]] = {
    "letter": _letter,
    "minutes": minutes,
    "form": _form,
    "sums": _sums,
    "rules": _rules,
    "certificate": _certificate,
    "report": _report,
    "application": _application,
}
