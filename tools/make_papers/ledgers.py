"""Tables of sums with joined cells: a budget's sources and uses, a tariff by zones.

Door: `SHAPES`. Promise: every sum of the table is told in rials, whatever unit its head names. Not here: plain lists of sums
(texts).
"""

from __future__ import annotations

from collections.abc import Callable

from nlp import numbers
from tools.make_papers.facts import Facts
from tools.make_papers.texts import Content

_MILLION = 10**6


def _ledger(facts: Facts) -> Content:
    """What was proposed and what was adopted, by parts; the last total in words too."""
    words = facts.words["ledger"]
    facts.fields["municipality"] = facts.city
    facts.open |= {"sender", "subject", "recipient", "letter_date"}
    unit, rials = facts.pick(words["units"])
    heading = facts.say(facts.pick(words["titles"]))
    parts = []
    for part, names in words["parts"].items():
        items = facts.random.sample(names, facts.random.randint(3, 5))
        proposed = [facts.random.randint(120, 96000) * _MILLION for _ in items]
        adopted = [sum_ if facts.random.random() < 0.4 else sum_ // _MILLION * 9 // 10 * _MILLION for sum_ in proposed]
        rows = [*zip(items, proposed, adopted, strict=True)]
        rows.append((facts.say(words["total"], part=part), sum(proposed), sum(adopted)))
        for _item, one, other in rows:
            facts.amount(one)
            facts.amount(other)
        parts.append(
            (part, [(name, facts.grouped(one // rials), facts.grouped(other // rials)) for name, one, other in rows])
        )
        total = sum(adopted)
    return {
        "kind": words["kind"],
        "heading": heading,
        "unit": facts.say(words["unit"], unit=unit),
        "head": words["head"],
        "parts": parts,
        "words": facts.say(words["words"], words=numbers.in_words(total)),
    }


def _tariff(facts: Facts) -> Content:
    """What a service costs in each zone of the town."""
    words = facts.words["tariff"]
    facts.fields["municipality"] = facts.city
    facts.open |= {"sender", "subject", "recipient", "letter_date"}
    rows = []
    for place, (item, unit) in enumerate(facts.random.sample(words["items"], facts.random.randint(4, 7)), 1):
        first = facts.random.randint(15, 950) * 1000
        sums = [first, first * 8 // 10, first * 6 // 10]
        for rials in sums:
            facts.amount(rials)
        rows.append((place, item, [facts.grouped(rials) for rials in sums], unit))
    return {
        "kind": words["kind"],
        "heading": facts.say(facts.pick(words["titles"])),
        "head": words["head"],
        "zones": [f"{words['zone']} {name}" for name in words["zones"]],
        "rows": rows,
        "notes": [facts.say(note) for note in words["notes"]],
    }


SHAPES: dict[str, Callable[[Facts], Content]] = {"ledger": _ledger, "tariff": _tariff}
