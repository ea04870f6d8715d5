"""The office's people and cities from one file: how an installation begins.

Door: `read`, `enrol`. Promise: enrolling again adds what is new and changes nobody; whoever has no account yet gets a
fresh one-time invitation. The file's form is shown by samples/province.yaml. Not here: changing or suspending people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events, people
from cases.models import Account, Municipality, Person, Role
from workflows import strict_yaml

type RoleName = Literal["clerk", "secretary", "council-member", "expert", "committee", "head", "admin", "observer"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class City(_Shape):
    """A municipality and its council."""

    key: str
    city: str
    seats: int = Field(ge=3, le=31)


class Enrolled(_Shape):
    """A person with one role; who has several stands in several lines. `municipality` is a city's key, for the roles of a
    city; `committee` a committee's in the catalogue (none: every one), `chair` whether they preside over it."""

    key: str
    name: str
    role: RoleName
    phone: str | None = Field(None, pattern=r"^\+98\d{10}$")
    municipality: str | None = None
    desk: str | None = None
    committee: str | None = None
    chair: bool = False


class Governor(_Shape):
    """Who signs the letters."""

    name: str
    title: str


class Roster(_Shape):
    """The whole file."""

    province: str
    governor: Governor
    municipalities: tuple[City, ...]
    people: tuple[Enrolled, ...]

    @model_validator(mode="after")
    def _cities_are_known(self) -> Self:
        cities = {city.key for city in self.municipalities}
        if unknown := {line.municipality for line in self.people if line.municipality} - cities:
            raise ValueError(f"people of unknown municipalities: {sorted(unknown)}")
        return self


@dataclass(frozen=True, slots=True)
class Invited:
    """A person of the file with the code of a fresh invitation; None for one who has an account."""

    key: str
    person: Person
    code: str | None


def read(path: Path) -> Roster:
    """The roster in a YAML file. A wrong form raises pydantic's ValidationError or strict_yaml.YamlFault."""
    return Roster.model_validate(strict_yaml.load(path.read_text(encoding="utf-8")).data)


def enrol(session: Session, roster: Roster, *, at: datetime) -> list[Invited]:
    """Adds cities and people that are new; invites everyone who has no account."""
    cities = {city.key: _city(session, city) for city in roster.municipalities}
    invited = []
    for line in roster.people:
        person = _person(session, line, at)
        _role(session, person, line, cities[line.municipality].id if line.municipality else None)
        has_account = session.scalar(select(Account.id).where(Account.person_id == person.id).limit(1))
        code = None if has_account else people.invite(session, person.id, at=at)
        invited.append(Invited(line.key, person, code))
    events.record(session, events.OFFICE, "enrolled", by=None, at=at, people=len(roster.people))
    return invited


def _city(session: Session, city: City) -> Municipality:
    known = session.scalars(select(Municipality).where(Municipality.slug == city.key)).first()
    if known is None:
        known = Municipality(slug=city.key, name=city.city, seats=city.seats)
        session.add(known)
        session.flush()
    return known


def _person(session: Session, line: Enrolled, at: datetime) -> Person:
    # Not by name: two people of one name are two people.
    known = session.scalars(select(Person).where(Person.key == line.key)).first()
    if known is None:
        known = Person(key=line.key, name=line.name, phone=line.phone, active=True, registered_at=at)
        session.add(known)
        session.flush()
    return known


def _role(session: Session, person: Person, line: Enrolled, municipality_id: int | None) -> None:
    scope = {"municipality_id": municipality_id, "desk": line.desk, "committee": line.committee}
    wanted = {"person_id": person.id, "role": line.role, **scope}
    role = session.scalars(select(Role).filter_by(**wanted)).first()
    if role is None:
        role = Role(**wanted)
        session.add(role)
    role.chair = line.chair
    session.flush()
