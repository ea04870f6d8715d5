"""`dabir people`: who belongs to the office's circle, from the terminal.

What the office's admin does in the chat is done here by whoever runs the program, as when there is no admin yet: the log names
the terminal. Roles and cities are in cli.roles, deputies in cli.deputies.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from cases import membership, roster
from cases.models import Person
from cli import deputies, roles
from cli.columns import show, tell
from cli.persons import city, doing, everybody, one, role_of, roles_of
from cli.roles import City, RoleName
from cli.terminal import database, print_json, stop
from nlp.wording import isolate, persian_digits, words
from workflows import strict_yaml

app = typer.Typer(help="People, cities and invitations.", no_args_is_help=True)
app.add_typer(roles.app, name="role")
app.add_typer(roles.cities, name="city")
app.add_typer(deputies.app, name="deputy")

Who = Annotated[str, typer.Argument(metavar="PERSON", help="An id, a mobile number, or a name that is nobody else's.")]


@app.command("enrol")
def enrol(file: Annotated[Path, typer.Argument(help="A roster like samples/province.yaml.")]) -> None:
    """Adds the cities and people of a file and prints a one-time invitation for each who has no account."""
    try:
        known = roster.read(file)
    except OSError as error:
        stop(f"{file}: {error.strerror}")
    except strict_yaml.YamlFault as fault:
        stop(f"{file}:{fault.line}: {fault.says}")
    except ValidationError as wrong:
        stop(*[f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()])
    db = database()
    invited = db.transact_now(roster.enrol, known, at=datetime.now(UTC))
    db.close()
    said = words("terminal")["people"]
    rows = [(line.person.name, f"/start {line.code}" if line.code else said["has_account"]) for line in invited]
    show(said["invited_columns"], rows)


@app.command("list")
def everyone(
    name: Annotated[str, typer.Argument(help="Only whose name holds these words.")] = "",
    role: Annotated[RoleName | None, typer.Option(help="Only those with this role.")] = None,
    in_city: City = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """Who is known, by name: roles, number, whether there is an account, whether suspended."""
    with doing() as (db, _):
        place = city(db, in_city)
        found = db.read_now(everybody, words=name, role=role, municipality_id=place.id if place else None)
    if as_json:
        print_json([_as_data(known) for known in found])
        return
    said = words("terminal")["people"]
    if not found:
        tell(said["nobody"])
        return
    show(said["columns"], [_row(known) for known in found])
    tell(said["count"].format(count=persian_digits(len(found))))


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Given name and surname.")],
    phone: Annotated[str | None, typer.Option(help="A mobile number, by which the person may join.")] = None,
) -> None:
    """Registers a person without a role and prints their invitation; `role add` gives roles."""
    with doing() as (db, now):
        made = db.transact_now(membership.register, name=name, phone=phone, by=None, at=now)
        code = db.transact_now(membership.invite, made.id, by=None, at=now)
    tell(words("terminal")["people"]["added"].format(name=made.name, id=persian_digits(made.id)))
    _tell_code(made, code)


@app.command("invite")
def invite(person: Who) -> None:
    """A fresh one-time invitation; an earlier one ends."""
    with doing() as (db, now):
        known = one(db, person)
        code = db.transact_now(membership.invite, known.id, by=None, at=now)
    _tell_code(known, code)


@app.command("suspend")
def suspend(person: Who) -> None:
    """From now on the person can do nothing; their cases go back to the desk. `reinstate` takes it back."""
    with doing() as (db, now):
        done = db.transact_now(membership.suspend, one(db, person).id, by=None, at=now)
    tell(words("terminal")["people"]["suspended"].format(name=done.name))


@app.command("reinstate")
def reinstate(person: Who) -> None:
    """The person is back with all roles and accounts."""
    with doing() as (db, now):
        done = db.transact_now(membership.reinstate, one(db, person).id, by=None, at=now)
    tell(words("terminal")["people"]["reinstated"].format(name=done.name))


@app.command("part")
def part(person: Who) -> None:
    """The person's messenger accounts are theirs no more, as when a telephone was lost."""
    with doing() as (db, now):
        done = db.transact_now(membership.part_accounts, one(db, person).id, by=None, at=now)
    tell(words("terminal")["people"]["parted"].format(name=done.name))


def _tell_code(known: Person, code: str) -> None:
    tell(words("terminal")["people"]["invite"].format(name=known.name, code=isolate(code)))


def _row(known: Person) -> tuple[str, ...]:
    said = words("terminal")
    return (
        persian_digits(known.id),
        known.name,
        roles_of(known),
        persian_digits(known.phone.replace("+98", "0")) if known.phone else said["none"],
        said["people"]["accounts"]["some" if known.accounts else "none"],
        said["people"]["states"]["active" if known.active else "suspended"],
    )


def _as_data(known: Person) -> dict[str, object]:
    return {
        "id": known.id,
        "name": known.name,
        "phone": known.phone,
        "active": known.active,
        "accounts": len(known.accounts),
        "roles": [
            {
                "role": role.role,
                "city": role.municipality.slug if role.municipality else None,
                "desk": role.desk,
                "committee": role.committee,
                "chair": role.chair,
                "says": role_of(role),
            }
            for role in known.roles
        ],
    }
