"""What people and firms hand in: a petition, a blank that was filled in, an auditor's opinion with its partners, a certificate.

Door: `SHAPES`. Promise: as in texts. Not here: the application and the report of a single text (texts).
"""

from __future__ import annotations

from collections.abc import Callable

from tools.make_papers import texts
from tools.make_papers.facts import Facts
from tools.make_papers.texts import Content

_SIGNERS = 6


def _petition(facts: Facts) -> Content:
    """Neighbours ask for something; one of them speaks for all."""
    words = facts.words["petition"]
    text = facts.pick(words["texts"])
    facts.fields |= {"recipient": facts.say(text["to"]), "subject": facts.say(text["subject"])}
    facts.fields |= {"letter_date": facts.written.isoformat(), "municipality": facts.city}
    facts.open |= {"sender", "signatory_name", "signatory_title"}
    name, _woman = facts.someone()
    return {
        "kind": words["kind"],
        "receiver": facts.fields["recipient"],
        "subject": facts.fields["subject"],
        "date": facts.shown(facts.written, "header_dates"),
        "body": [facts.say(part) for part in text["body"]],
        "ask": facts.say(text["ask"], person=name),
        "signers": [name, *(facts.someone()[0] for _ in range(facts.random.randint(3, _SIGNERS)))],
        "seed": facts.random.randint(1, 9999),
    }


def _request(facts: Facts) -> Content:
    """A printed blank whose dots were filled in."""
    words = facts.words["request"]
    name, _woman = facts.someone()
    facts.fields |= {"recipient": facts.say(words["to"]), "subject": facts.pick(words["subjects"])}
    facts.fields |= {"letter_date": facts.written.isoformat(), "municipality": facts.city}
    facts.open |= {"sender", "signatory_name", "signatory_title"}
    lines = words["lines"] if facts.random.random() < 0.6 else words["lines"][:-1]
    return {
        "kind": words["kind"],
        "heading": facts.pick(words["titles"]),
        "receiver": facts.fields["recipient"],
        "subject": facts.fields["subject"],
        "date": facts.shown(facts.written, "header_dates"),
        "dots": words["dots"],
        "lines": [[(label, facts.say(blank, name=name)) for label, blank in line] for line in lines],
        "ask": facts.say(words["ask"]),
        "name": name,
        "seed": facts.random.randint(1, 9999),
    }


def _opinion(facts: Facts) -> Content:
    """An auditor's opinion or certificate, dated, with two partners' names under it."""
    words = facts.words["opinion"]
    text = facts.pick(words["texts"])
    firm, receiver = facts.say(words["firm"]), facts.say(text["to"])
    partners = [facts.someone()[0] for _ in range(2)]
    title = facts.say(words["partners"])
    facts.fields |= {"audit_firm": firm, "municipality": facts.city, "recipient": receiver}
    facts.fields |= {"letter_date": facts.written.isoformat()}
    facts.open |= {"sender", "subject", "signatory_name", "signatory_title"}
    return {
        "kind": words["kind"],
        "owner": [firm],
        "heading": text["title"],
        "to": receiver,
        "body": [facts.say(part) for part in text["body"]],
        "date": facts.shown(facts.written, "header_dates"),
        "partners": [(name, title) for name in partners],
    }


def _diploma(facts: Facts) -> Content:
    """A certificate upright, without any word of an enclosure."""
    words = facts.words["diploma"]
    content = texts.headed(facts, {"owner": words["owner"]})
    del facts.fields["has_attachment"]
    facts.either["sender"] = [" ".join(content["owner"]), content["owner"][-1]]
    facts.open |= {"subject"}
    facts.fields["municipality"] = facts.city
    content |= {
        "kind": words["kind"],
        "heading": facts.pick(words["titles"]),
        "body": [facts.say(facts.pick(words["bodies"]))],
    }
    return texts.signed(facts, content, facts.say(words["title_of"]))


SHAPES: dict[str, Callable[[Facts], Content]] = {
    "petition": _petition,
    "request": _request,
    "opinion": _opinion,
    "diploma": _diploma,
}
