"""The admin's cards of the office's running: groups, failures, announcements, numbers.

Door: `groups`, `desks`, `code`, `bound`, `failures`, `announcements`, `audience`, `preview`, `numbers`, `observe`. Not here:
people (admin).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.callbacks import Act
from bot.cards.admin import A_PAGE_OF_CITIES, NOBODY, desk_name, in_pairs, of_city, question, turns
from bot.cards.card import Button, Card, button, say
from cases import membership
from cases.announcing import Delivered
from cases.failures import Failed
from cases.models import Municipality, StaffGroup
from cases.status import Status
from nlp import wording

SHOWN_FAILURES = 6


def groups(found: Sequence[StaffGroup]) -> Card:
    """The groups where cases are shown, and the way to one more."""
    lines = [(group_name(group), desk_name(group.desk), group) for group in found]
    rows = [[button(Act.unbind, group.chat_id, name=name)] for name, _, group in lines]
    return say("admin-groups", [*rows, [button(Act.add_group), button(Act.admin)]], lines=lines)


def group_name(group: StaffGroup) -> str:
    """The group's title, or what is known of it."""
    return group.title or str(wording.words("admin")["unknown_group"]).format(tail=str(group.chat_id)[-4:])


def desks(known: Sequence[str]) -> Card:
    """Whose cases are to be shown in the new group?"""
    rows = [[button(Act.group_desk, arg=desk, title=desk_name(desk))] for desk in (NOBODY, *known)]
    return question("group-desk", rows)


def code(typed: str, desk: str | None, until: datetime) -> Card:
    """What is to be typed in the group, and until when."""
    return say("admin-code", [[button(Act.groups)]], command=f"/bind {typed}", desk=desk_name(desk), until=until)


def bound(group: StaffGroup) -> Card:
    """Said in the group: from now on it is the office's."""
    return say("admin-bound", desk=desk_name(group.desk))


def failures(found: Sequence[Failed]) -> Card:
    """What went wrong, the newest first, each with its ways out."""
    shown = list(enumerate(found[:SHOWN_FAILURES], 1))
    rows = []
    for place, failed in shown:
        number = wording.persian_digits(place)
        row = [button(Act.retry, failed.id, arg=failed.kind, place=number)]
        if failed.kind in ("notice", "update"):
            row.append(button(Act.put_aside, failed.id, arg=failed.kind, place=number))
        rows.append(row)
    lines = [(place, *_told(failed), failed) for place, failed in shown]
    return say("admin-failures", [*rows, [button(Act.failures), button(Act.admin)]], lines=lines, count=len(found))


def _told(failed: Failed) -> tuple[str, str, str]:
    """What it was, why it failed and whom it concerns, in words."""
    words = wording.words("admin")
    names: dict[str, Any] = {"notice": words["notices"], "update": words["updates"]}
    what = names.get(failed.kind, {}).get(failed.what, failed.what if failed.kind in ("letter", "document") else "")
    whom = failed.whom or (words["unknown_chat"].format(tail=failed.tail) if failed.tail else "")
    return f"{words['failures'][failed.kind]} {what}".strip(), words["reasons"][failed.reason], whom


def announcements(told: Sequence[Delivered]) -> Card:
    """The newest announcements and how far each has come."""
    roles = wording.words("roles")
    separator = str(wording.words("values")["and"])
    lines = [(one, separator.join(roles[role] for role in one.announcement.roles)) for one in told]
    rows = [[button(Act.announce), button(Act.announcements, label="refresh")], [button(Act.admin)]]
    return say("admin-announcements", rows, lines=lines)


def audience(ticked: Sequence[str], city: Municipality | None) -> Card:
    """For whom is it? The roles are ticked one by one."""
    roles = wording.words("roles")
    rows = in_pairs(
        [
            button(Act.audience, arg=role, mark="☑" if role in ticked else "☐", title=roles[role])
            for role in membership.ROLES
        ]
    )
    rows.append([button(Act.audience_city, arg="page:0", title=of_city(city))])
    rows.append([button(Act.audience_done)])
    return question("audience", rows)


def audience_cities(cities: Sequence[Municipality], place: int) -> Card:
    """In which city is it to be told?"""
    here = cities[place * A_PAGE_OF_CITIES : (place + 1) * A_PAGE_OF_CITIES]
    rows = [[button(Act.audience_city, arg=NOBODY, title=wording.words("admin")["every_city"])]]
    rows += in_pairs([button(Act.audience_city, arg=str(city.id), title=city.name) for city in here])
    rows.append(turns(Act.audience_city, "page", place, len(cities)))
    return question("audience-city", [row for row in rows if row])


def preview(text: str, roles: Sequence[str], city: Municipality | None, people: int, reached: int) -> Card:
    """The announcement as it would be seen, for how many, before it is said."""
    names = wording.words("roles")
    shown = str(wording.words("values")["and"]).join(names[role] for role in roles)
    rows: list[list[Button]] = [[button(Act.announce_yes), button(Act.drop)]]
    return say("admin-preview", rows, text=text, roles=shown, city=city, people=people, reached=reached)


def numbers(now: Status, *, back: Act) -> Card:
    """How the office stands, without a name."""
    return say("office-numbers", [[button(Act.numbers, label="refresh"), button(back)]], now=now)


def observe() -> Card:
    """What an observer can look at."""
    rows = [
        [button(Act.numbers), button(Act.find_case)],
        [button(Act.cases), button(Act.obligations)],
        [button(Act.menu)],
    ]
    return say("observer-menu", rows)
