"""The cards of the guide: who someone is here, and every entry with its documents, steps, terms, law and access."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from cases import lifecycle, obligations, queues, subscriptions
from cases.models import Municipality
from cases.people import By
from nlp import wording
from workflows import catalogue, finding

SECTIONS = ("documents", "steps", "terms", "law", "access", "opening")
OFFERED = 10
QUOTED = 80
"""So much of a question is repeated in its answer."""


def menu(by: By | None) -> Card:
    """The first card: who the person is here, and what can be done."""
    roles = wording.words("roles")
    own = by.person.roles if by else []
    shown = [(roles[role.role], role.municipality.name if role.municipality else None) for role in own]
    customer = any(role.role in lifecycle.OPENERS for role in own)
    return say(
        "menu",
        _doors(by),
        person=by.person if by else None,
        roles=shown,
        held=bool(by and by.has_role),
        customer=customer,
    )


def courtesy(by: By | None) -> Card:
    """To a greeting or thanks: the same, and what can be done."""
    return say("courtesy", _doors(by))


def _doors(by: By | None) -> list[list[Button]]:
    rows = [[button(Act.processes), button(Act.services)]]
    if by is not None:
        rows.append([button(Act.cases)])
        if by.roles() & set(queues.OF):
            rows[-1].append(button(Act.queues))
    people = (by.person, *by.standing_in) if by else ()
    if any(role.role in obligations.LOOKED_AT_BY for person in people for role in person.roles):
        rows.append([button(Act.obligations)])
        rows[-1].append(button(Act.stand_in))
    elif by is not None:
        rows.append([button(Act.stand_in)])
    if any(role.role == subscriptions.ROLE for role in (by.person.roles if by else [])):
        rows.append([button(Act.subscription)])
    may = by.roles() if by else set()
    if "admin" in may:
        rows.append([button(Act.admin)])
    elif may & {"observer", "head"}:
        rows.append([button(Act.observe)])
    return rows


def help_(by: By | None, *, group: bool, asked: bool, waiting: int) -> Card:
    """What can be done here and now. `asked`: a question stands; `waiting`: so many files wait for a case."""
    roles = {role.role for person in (by.person, *by.standing_in) for role in person.roles} if by else set()
    return say(
        "help",
        group=group,
        asked=asked,
        waiting=waiting,
        known=by is not None,
        opens=bool(roles & set(lifecycle.OPENERS)),
        staff=bool(roles & {"expert", "head"}),
        head="head" in roles,
        admin="admin" in roles,
        observer="observer" in roles,
        council=subscriptions.ROLE in roles,
        yearly=bool(roles & set(obligations.LOOKED_AT_BY)),
    )


def entries_menu() -> Card:
    """The way into the guide for someone the office does not know."""
    return say("guide", [[button(Act.processes), button(Act.services)]])


def entries(known: catalogue.Catalogue, kind: str) -> Card:
    """All entries of a kind, a button each, with the way to the other kind."""
    rows = [
        [button(Act.entry, arg=entry.slug, title=entry.title)] for entry in known.entries.values() if entry.kind == kind
    ]
    other = Act.services if kind == "process" else Act.processes
    return say("entries", [*rows, [button(other), button(Act.menu)]], kind=kind, count=len(rows))


def entry(
    known: catalogue.Catalogue,
    slug: str,
    section: str,
    by: By | None,
    also: Sequence[str] = (),
    asked: str | None = None,
) -> Card:
    """One section of an entry; the others a button away, and the opening of a case for those who may.

    `also`: other entries that may have been meant by the `asked` section.
    """
    shown, flow = known.get(slug), known.flow(slug)
    titles = wording.words("buttons")["sections"]
    others = [button(Act.section, arg=f"{slug}:{name}", title=titles[name]) for name in SECTIONS if name != section]
    rows = [others[:2], others[2:4], others[4:]]
    if flow.steps:
        rows.append([button(Act.drawing, arg=slug)])
    own = by is not None and _may_open(by, flow)
    if own and flow.steps:
        rows.append([button(Act.open, arg=slug)])
    rows += _entries(known, also, asked)
    rows.append([button(Act.processes if shown.kind == "process" else Act.services), button(Act.menu)])
    openers = [wording.words("roles")[role] for role in flow.opened_by] if flow.steps else []
    return say(
        f"entry-{section}",
        [row for row in rows if row],
        entry=shown,
        flow=flow,
        openers=openers,
        own=own,
        known=by is not None,
    )


def found(known: catalogue.Catalogue, question: str, answer: finding.Found, by: By | None) -> Card:
    """What a question has found, each an opened entry away; or that nothing was found, with the ways on.

    A section that is asked for alone is asked back: of which entry?
    """
    rows = _entries(known, answer.slugs, answer.section)
    only = answer.section if not answer.slugs and not answer.elsewhere and answer.bare else None
    if only:
        rows = _entries(known, [slug for slug, entry in known.entries.items() if entry.kind == "process"], only)
    rows.append([button(Act.services)] if only else [button(Act.processes), button(Act.services)])
    rows.append([button(Act.menu)] if by is None else [button(Act.cases), button(Act.menu)])
    title = wording.words("buttons")["sections"][only] if only else None
    return say("found", rows, question=_short(question), found=answer, section=title)


def drawing_caption(known: catalogue.Catalogue, slug: str) -> Card:
    """What goes below the drawing of an entry's steps."""
    return say("drawing", entry=known.get(slug), flow=known.flow(slug))


def _entries(known: catalogue.Catalogue, slugs: Sequence[str], section: str | None) -> list[list[Button]]:
    """A button for each entry, at its section where one was asked for."""
    kinds = wording.words("found")
    return [
        [
            button(
                Act.section if section else Act.entry,
                arg=f"{slug}:{section}" if section else slug,
                title=kinds[known.get(slug).kind].format(title=known.get(slug).title),
            )
        ]
        for slug in slugs
    ]


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


def cities(slug: str, found: Sequence[Municipality]) -> Card:
    """For which city is the case?"""
    return say("which-city", [[button(Act.city, city.id, arg=slug, name=city.name)] for city in found])


def openable(known: catalogue.Catalogue, by: By) -> list[str]:
    """The entries for which this person opens cases."""
    return [slug for slug in known.entries if known.flow(slug).steps and _may_open(by, known.flow(slug))]


def offer(known: catalogue.Catalogue, by: By, kind: str | None, label: str | None, count: int) -> Card:
    """For what can a case be opened with files of this kind? Those that ask for it; all where none does."""
    own = openable(known, by)
    fitting = [slug for slug in own if kind in {item.kind for item in known.flow(slug).documents if item.kind}]
    rows = [
        [button(Act.open, arg=slug, label="open_owed", title=known.get(slug).title)]
        for slug in (fitting or own)[:OFFERED]
    ]
    return say("offer-case", [*rows, [button(Act.processes), button(Act.services)]], kind=label, count=count)


def _may_open(by: By, flow: catalogue.Entry) -> bool:
    return any(role.role in flow.opened_by for person in (by.person, *by.standing_in) for role in person.roles)
