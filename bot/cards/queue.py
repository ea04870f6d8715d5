"""The cards of the desk's queues: how much lies there, and the cases of one queue, a button each.

Door: `desk`, `queue`, `cities`. Not here: what lies in a queue (cases.queues), the cases' own cards (staff).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from cases import queues
from cases.models import Municipality, Step
from cases.queues import Page
from nlp import wording

CITIES = 24


def desk(sizes: Mapping[str, tuple[int, bool]], *, head: bool) -> Card:
    """What lies before the person, by queue. `head`: with the way to the office's numbers."""
    words = wording.words("queues")
    rows = [
        [button(Act.queue, arg=f"{name}:0:", title=f"{words['names'][name]} ({_many(*sizes[name])})")] for name in sizes
    ]
    rows.append([button(Act.queue_cities, arg="0"), *([button(Act.numbers)] if head else [])])
    rows.append([button(Act.menu)])
    return say("queues", rows, head=head)


def queue(page: Page, *, at: datetime, city: Municipality | None = None) -> Card:
    """The cases of a page."""
    rows = [[button(Act.case, step.case_id, label="queued", title=_line(step, at, page.queue))] for step in page.steps]
    place = str(city.id) if city else ""
    beside = [(page.number - 1, "before"), (page.number + 1, "after")]
    words = wording.words("admin")
    turns = [
        button(Act.queue, arg=f"{page.queue}:{number}:{place}", title=words[word])
        for number, word in beside
        if 0 <= number < page.pages
    ]
    refresh = button(Act.queue, arg=f"{page.queue}:{page.number}:{place}", title=wording.words("buttons")["refresh"])
    rows += [row for row in (turns, [refresh, button(Act.queues)]) if row]
    name = wording.words("queues")["names"].get(page.queue)
    return say("queue", rows, page=page, name=name, city=city, many=_many(page.size, page.more))


def cities(found: Sequence[Municipality], number: int) -> Card:
    """Of which city?"""
    here = [
        button(Act.queue, arg=f"{queues.CITY}:0:{city.id}", title=city.name)
        for city in found[number * CITIES : (number + 1) * CITIES]
    ]
    rows: list[list[Button]] = [here[place : place + 2] for place in range(0, len(here), 2)]
    words = wording.words("admin")
    beside = [(number - 1, "before"), (number + 1, "after")]
    last = max(0, (len(found) - 1) // CITIES)
    rows.append([button(Act.queue_cities, arg=str(at), title=words[word]) for at, word in beside if 0 <= at <= last])
    return say("queue-cities", [*[row for row in rows if row], [button(Act.queues)]])


def _line(step: Step, at: datetime, of: str) -> str:
    """What tells one case from another on a button: number, city, the date, and in a city's queue who has it."""
    case, words = step.case, wording.words("queues")
    due = None
    if step.due_at is not None:
        late = step.due_at < at
        due = words["was_due" if late else "due"].format(date=wording.jalali(step.due_at))
    who = step.claimant.name if of == queues.CITY and step.claimant else None
    place = None if of == queues.CITY else case.municipality.name
    parts = [case.number, place, due, who, case.title]
    return wording.persian_digits(" · ".join(part for part in parts if part))


def _many(size: int, more: bool) -> str:
    return wording.persian_digits(f"+{size}" if more else str(size))
