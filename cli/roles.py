"""`dabir people role` and `dabir people city`: what people may do where, and the cities that there are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Literal

import typer

from cases import directory, membership, municipalities
from cases.models import Person, Role
from cli.columns import show, tell
from cli.persons import city, doing, one, role_of, roles_of
from cli.terminal import settings, stop
from nlp.wording import persian_digits, words
from workflows import checks
from workflows.catalogue import Catalogue

app = typer.Typer(help="Roles: given and taken.", no_args_is_help=True)
cities = typer.Typer(help="Cities: listed and added.", no_args_is_help=True)

RoleName = Literal["clerk", "secretary", "council-member", "expert", "committee", "head", "admin", "observer"]
Who = Annotated[str, typer.Argument(metavar="PERSON", help="An id, a mobile number, or a name that is nobody else's.")]
City = Annotated[str | None, typer.Option("--city", help="A city by its key; `dabir people city list` names them.")]
Desk = Annotated[str | None, typer.Option(help="An expert's desk; without it, every desk.")]
Committee = Annotated[str | None, typer.Option(help="A committee's key; without it, every committee.")]


@app.command("add")
def give(
    person: Who,
    role: RoleName,
    in_city: City = None,
    desk: Desk = None,
    committee: Committee = None,
    chair: Annotated[bool, typer.Option("--chair", help="Presides over the committee.")] = False,
) -> None:
    """Gives a role: clerk, secretary and council-member in a city, expert at a desk, committee in a committee."""
    with doing() as (db, now):
        known, place = one(db, person), city(db, in_city)
        _refuse_unknown("--desk", desk, directory.desks)
        _refuse_unknown("--committee", committee, directory.committees)
        given = db.transact_now(
            membership.grant,
            known.id,
            role,
            municipality_id=place.id if place else None,
            desk=desk,
            committee=committee,
            chair=chair,
            by=None,
            at=now,
        )
        known = one(db, str(known.id))
    told = next(role_of(held) for held in known.roles if held.id == given.id)
    tell(words("terminal")["people"]["given"].format(role=told, name=known.name))


@app.command("remove")
def take(person: Who, role: RoleName, in_city: City = None, desk: Desk = None, committee: Committee = None) -> None:
    """Takes a role away; the cases that the person has by it go back to the desk."""
    with doing() as (db, now):
        known, place = one(db, person), city(db, in_city)
        scope = {"municipality_id": place.id if place else None, "desk": desk, "committee": committee}
        held = _the_one(known, role, {name: value for name, value in scope.items() if value is not None})
        told = role_of(held)
        db.transact_now(membership.revoke, held.id, by=None, at=now)
    tell(words("terminal")["people"]["taken"].format(role=told, name=known.name))


@cities.command("list")
def listed() -> None:
    """The cities of the province, with the keys that the commands know them by."""
    with doing() as (db, _):
        found = db.read_now(municipalities.every)
    rows = [(each.slug, each.name, persian_digits(each.seats)) for each in found]
    show(words("terminal")["cities"]["columns"], rows)


@cities.command("add")
def added(
    name: Annotated[str, typer.Argument(help="The city's name.")],
    seats: Annotated[int, typer.Option(help="How many members its council has.")],
) -> None:
    """Adds a city."""
    with doing() as (db, now):
        made = db.transact_now(municipalities.add, name=name, seats=seats, by=None, at=now)
    tell(words("terminal")["cities"]["added"].format(name=made.name, key=made.slug))


def _refuse_unknown(option: str, given: str | None, known_to: Callable[[Catalogue], Collection[str]]) -> None:
    """A desk or committee that no entry of the catalogue names would be nobody's."""
    if given is None:
        return
    known = known_to(checks.checked(settings().catalogue))
    if given not in known:
        said = words("terminal")["people"]["unknown_scope"]
        stop(said.format(option=option, given=given, known=", ".join(sorted(known))))


def _the_one(known: Person, role: str, scope: dict[str, object]) -> Role:
    """The role that is meant; it need not be described further than it takes to tell it from the others."""
    said = words("terminal")["people"]
    found = [
        held
        for held in known.roles
        if held.role == role and all(getattr(held, name) == value for name, value in scope.items())
    ]
    if not found:
        stop(said["no_such_role"].format(name=known.name, roles=roles_of(known)))
    if len(found) > 1:
        told = str(words("terminal")["comma"]).join(map(role_of, found))
        stop(said["many_roles"].format(name=known.name, roles=told))
    return found[0]
