"""The admin's cards of people: the menu, the list, one person, and the questions about them.

Door: `menu`, `people`, `filters`, `person`, `roles`, `scopes`, `question`, `sure`, `link`, `scope_of`. Promise: a telephone
number is never shown whole. Not here: groups, failures, announcements (admin_office), deputies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from cases import directory, membership, showing
from cases.directory import Looked, Page
from cases.models import Municipality, Person, Role
from nlp import wording

A_PAGE_OF_CITIES = 20
NOBODY = "-"
"""In a button, where nothing is chosen."""


def menu() -> Card:
    """What an admin can do."""
    rows = [
        [button(Act.people, label="everyone"), button(Act.groups)],
        [button(Act.announcements), button(Act.failures)],
        [button(Act.numbers), button(Act.menu)],
    ]
    return say("admin-menu", rows)


def people(page: Page, *, role: str = "", city: Municipality | None = None, words: str = "") -> Card:
    """One page of people, a button each. A search is not turned over; it shows its first page."""
    rows = [[button(Act.person, known.id, name=_named(known))] for known in page.people]
    if page.pages > 1 and not words:
        places = around(page.number, page.pages - 1)
        rows.append(
            [button(Act.people, arg=_arg(role, city, at), label="people_by", title=title) for at, title in places]
        )
    words_for = wording.words("admin")
    rows.append(
        [
            button(
                Act.people_by,
                arg=f"role:{_arg(role, city, 0)}",
                title=words_for["of_role"].format(name=_role_name(role) or words_for["everyone"]),
            ),
            button(Act.people_by, arg=f"city:{_arg(role, city, 0)}", title=of_city(city)),
        ]
    )
    rows.append([button(Act.search_person), button(Act.add_person)])
    rows.append([button(Act.add_city), button(Act.admin)])
    return say("admin-people", rows, page=page, role=_role_name(role), city=city, words_sought=words)


def filters(kind: str, cities: Sequence[Municipality], *, role: str, city: str, place: int = 0) -> Card:
    """By which role (or standing), or in which city (by id), the people are to be listed; the other choice stays."""
    words_for = wording.words("admin")
    if kind == "role":
        choices = {"": words_for["everyone"]}
        choices |= {key: _role_name(key) for key in (*membership.ROLES, *directory.STANDINGS)}
        buttons = [
            button(Act.people, arg=f"{key}:{city}:0", label="people_by", title=title) for key, title in choices.items()
        ]
        return say("admin-ask", in_pairs(buttons), question=words_for["questions"]["by-role"], about=None)
    rows = [[button(Act.people, arg=f"{role}::0", label="people_by", title=words_for["every_city"])]]
    here = cities[place * A_PAGE_OF_CITIES : (place + 1) * A_PAGE_OF_CITIES]
    rows += in_pairs([button(Act.people, arg=f"{role}:{one.id}:0", label="people_by", title=one.name) for one in here])
    rows.append(turns(Act.people_by, f"city:{role}:{city}", place, len(cities)))
    return say("admin-ask", [row for row in rows if row], question=words_for["questions"]["by-city"], about=None)


def person(looked: Looked, committees: Mapping[str, str]) -> Card:
    """One person with all that can be done about them; the buttons carry the mark of what is shown."""
    known, words_for = looked.person, wording.words("admin")
    mark = directory.mark(known)
    roles = [(_role_name(role.role), scope_of(role, committees)) for role in known.roles]
    amend = [button(Act.amend, known.id, mark, what, title=title) for what, title in words_for["amendable"].items()]
    rows: list[list[Button]] = [amend]
    if known.active:
        rows.append([button(Act.give, known.id, mark), button(Act.link, known.id, mark)])
    # Where the role holds tells it from the others better than its name does, and a label is short.
    rows += [
        [button(Act.take, known.id, mark, str(role.id), title=wording.persian_digits(shown[1] or shown[0]))]
        for role, shown in zip(known.roles, roles, strict=True)
    ]
    if known.active:
        rows.append([button(Act.stand_in, known.id)])
    if known.accounts:
        rows.append([button(Act.part, known.id, mark)])
    rows.append([button(Act.suspend if known.active else Act.reinstate, known.id, mark)])
    rows.append([button(Act.people, label="everyone"), button(Act.admin)])
    return say("admin-person", rows, looked=looked, person=known, roles=roles, phone=masked(known.phone))


def roles(known: Person) -> Card:
    """Which role is to be given?"""
    rows = in_pairs([button(Act.give_role, arg=role, title=_role_name(role)) for role in membership.ROLES])
    return question("role", rows, about=known.name)


def scopes(
    role: str, cities: Sequence[Municipality], desks: Sequence[str], committees: Mapping[str, str], place: int = 0
) -> Card | None:
    """Where is the role to hold? None for a role that holds everywhere."""
    words_for = wording.words("admin")
    if role in showing.CITY_ROLES:
        here = cities[place * A_PAGE_OF_CITIES : (place + 1) * A_PAGE_OF_CITIES]
        rows = in_pairs([button(Act.give_scope, arg=str(city.id), title=city.name) for city in here])
        rows.append(turns(Act.give_scope, "page", place, len(cities)))
        return question("city", [row for row in rows if row], about=_role_name(role))
    if role == "expert":
        rows = [[button(Act.give_scope, arg=desk, title=desk_name(desk))] for desk in (NOBODY, *desks)]
        return question("desk", rows, about=_role_name(role))
    if role == "committee":
        every = {NOBODY: words_for["every_committee"], **committees}
        rows = [
            [
                button(Act.give_scope, arg=f"{key}:{seat}", title=wording.persian_digits(f"{words_for[seat]} · {name}"))
                for seat in ("member", "chair")
            ]
            for key, name in every.items()
        ]
        return question("committee", rows, about=_role_name(role))
    return None


def question(key: str, rows: Sequence[Sequence[Button]] = (), *, about: str | None = None) -> Card:
    """A question of the admin's dialogues, with the way out of it."""
    asked = wording.words("admin")["questions"][key]
    return say("admin-ask", [*rows, [button(Act.drop)]], question=asked, about=about)


def sure(key: str, about: str) -> Card:
    """What will come of an act that is not taken back at one tap."""
    rows = [[button(Act.sure), button(Act.drop)]]
    return say("admin-ask", rows, question=wording.words("admin")["sure"][key], about=about)


def link(known: Person, url: str, until: datetime) -> Card:
    """The invitation, ready to be forwarded to whom it is for."""
    return say("admin-link", person=known, url=url, until=until)


def scope_of(role: Role, committees: Mapping[str, str]) -> str:
    """Where a role holds; empty: everywhere."""
    words_for = wording.words("admin")
    if role.municipality is not None:
        return role.municipality.name
    if role.desk is not None:
        return desk_name(role.desk)
    if role.role == "committee":
        name = committees.get(role.committee, role.committee) if role.committee else words_for["every_committee"]
        return f"{words_for['chair']} · {name}" if role.chair else str(name)
    return ""


def desk_name(desk: str | None) -> str:
    """How a desk is called."""
    names = wording.words("desks")
    return str(names["all"] if desk in (None, NOBODY) else names.get(desk, desk))


def masked(phone: str | None) -> str | None:
    """A mobile number of which the middle is hidden: «0912•••6789»."""
    return f"0{phone[3:6]}•••{phone[-4:]}" if phone else None


def in_pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    """Two buttons a row."""
    return [list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def turns(act: Act, prefix: str, place: int, count: int) -> list[Button]:
    """The buttons to the pages of cities before and after this one."""
    places = around(place, (count - 1) // A_PAGE_OF_CITIES)
    return [button(act, arg=f"{prefix}:{at}", label="people_by", title=title) for at, title in places]


def around(place: int, last: int) -> list[tuple[int, str]]:
    """The pages beside this one, each with its word."""
    words_for = wording.words("admin")
    beside = ((place - 1, words_for["before"]), (place + 1, words_for["after"]))
    return [(at, str(title)) for at, title in beside if 0 <= at <= last]


def of_city(city: Municipality | None) -> str:
    """Which city's, on a button that lets another be chosen."""
    words_for = wording.words("admin")
    return str(words_for["of_city"].format(name=city.name if city else words_for["every_city"]))


def _arg(role: str, city: Municipality | None, place: int) -> str:
    return f"{role}:{city.id if city else ''}:{place}"


def _role_name(role: str) -> str:
    """The name of a role, or of what else people are looked up by."""
    return str(wording.words("roles").get(role) or wording.words("admin")["standings"].get(role, ""))


def _named(known: Person) -> str:
    """The name with what marks the person in a list: suspended, or the first role and its city."""
    words_for = wording.words("admin")
    if not known.active:
        return f"{known.name} · {words_for['suspended']}"
    if not known.roles:
        return known.name
    first = known.roles[0]
    city = f" · {first.municipality.name}" if first.municipality else ""
    return f"{known.name} · {_role_name(first.role)}{city}"
