"""Who is meant and what they have: what the commands about people share.

Door: `one`, `everybody`, `doing`, `city`, `role_of`, `roles_of`. Promise: nobody is taken who could be somebody else; what the
office refuses ends the command with its sentence. Not here: the commands (people, roles, deputies), the acts (membership).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from cases import directory, municipalities
from cases.db import Database, Session
from cases.errors import Refusal
from cases.models import Municipality, Person, Role
from cli.columns import columns
from cli.database import opened
from cli.terminal import settings, stop
from nlp import digits, identifiers, normalise
from nlp.wording import persian_digits, words


@contextmanager
def doing() -> Iterator[tuple[Database, datetime]]:
    """The settings' database and the present moment; a refusal ends the command with its sentence."""
    with opened(settings()) as db:
        try:
            yield db, datetime.now(UTC)
        except Refusal as refused:
            facts = {name: persian_digits(fact) for name, fact in refused.facts.items()}
            stop(str(words("refusals")[refused.key]).format(**facts))


def one(db: Database, given: str) -> Person:
    """The one person whose id, mobile number or name this is; words of a name do, where they are nobody else's."""
    said = words("terminal")["people"]
    found = db.read_now(_called, given)
    if not found:
        stop(said["none_such"].format(words=given))
    if len(found) > 1:
        rows = [(persian_digits(known.id), known.name, roles_of(known)) for known in found]
        stop(said["several"].format(words=given), *columns(said["columns"][:3], rows))
    return found[0]


def everybody(
    session: Session, *, words: str = "", role: str | None = None, municipality_id: int | None = None
) -> list[Person]:
    """All pages of the people who are found."""
    first = directory.found(session, words=words, role=role, municipality_id=municipality_id)
    pages = [
        directory.found(session, words=words, role=role, municipality_id=municipality_id, page=page)
        for page in range(1, first.pages)
    ]
    return [known for page in (first, *pages) for known in page.people]


def city(db: Database, key: str | None) -> Municipality | None:
    """The city of that key; None where none is given."""
    if key is None:
        return None
    known = {each.slug: each for each in db.read_now(municipalities.every)}
    if key not in known:
        stop(words("terminal")["people"]["unknown_city"].format(city=key, known=", ".join(known) or "-"))
    return known[key]


def role_of(role: Role) -> str:
    """A role with its scope, in words."""
    said = words("terminal")
    desk = words("desks").get(role.desk, role.desk) if role.desk else None
    chair = said["people"]["chair"] if role.chair else None
    scope = [role.municipality.name if role.municipality else None, desk, role.committee, chair]
    told = str(said["comma"]).join(part for part in scope if part)
    return f"{words('roles')[role.role]} ({told})" if told else str(words("roles")[role.role])


def roles_of(person: Person) -> str:
    """All roles of a person, in words."""
    said = words("terminal")
    return str(said["comma"]).join(role_of(role) for role in person.roles) or str(said["people"]["no_role"])


def _called(session: Session, given: str) -> list[Person]:
    plain = digits.latin(given).strip()
    if mobile := identifiers.mobile(plain):
        return [known for known in everybody(session) if known.phone == mobile]
    if plain.isdecimal():
        return [directory.person(session, int(plain))] if len(plain) < 10 else []
    found = everybody(session, words=given) if plain else []
    # Of those who are found, whoever has these very words as names; else a part of a name will do.
    wanted = set(normalise.folded(given).split())
    exact = [known for known in found if set(normalise.folded(known.name).split()) == wanted]
    return exact or [known for known in found if wanted <= set(normalise.folded(known.name).split())] or found
