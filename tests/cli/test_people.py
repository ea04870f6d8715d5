"""`dabir people`: who runs the program can do what an admin can, and takes nobody for somebody else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len
from sqlalchemy import select
from typer.testing import CliRunner, Result

import cli
from cases import events, people
from cases.db import Database, Session
from cases.models import Account, Event, Invitation, Person
from cli.columns import columns
from nlp import wording
from tests.cases.town import START, settled  # noqa: F401

SAID = wording.words("terminal")["people"]
EXPERT, OTHER, HEAD, ADMIN = "شیرین بهاردوست", "یاشار نیک‌سرشت", "جمشید آریاپور", "پریسا راستین"


@pytest.fixture
def db(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:  # noqa: F811
    """The demo's people in a database that the commands find."""
    url = f"sqlite:///{shutil.copy(settled, tmp_path / 'town.sqlite')}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", url)
    monkeypatch.delenv("DABIR_CATALOGUE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return Database(url)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["people", *words])


def done(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 2, result.output
    return result.stderr


def person(db: Database, name: str) -> Person:
    found = db.read_now(lambda session: session.scalars(select(Person.id).where(Person.name == name)).one())
    return db.read_now(people.by_id, found)


def logged(db: Database) -> list[str]:
    return db.read_now(
        lambda session: list(
            session.scalars(select(Event.kind).where(Event.stream == events.OFFICE).order_by(Event.seq))
        )
    )


def test_everybody_is_listed_with_roles_in_words(db: Database) -> None:
    told = done("list")
    assert f"{wording.persian_digits(29)} نفر" in told
    for part in (EXPERT, "کارشناس شهرداری (مهرآباد نو)", "کارگروه یا کمیته (رئیس)", "۰۹۰۰۰۰۰۰۹۱۱", "فعال"):
        assert part in told
    assert not re.search("[A-Za-z]", told)


def test_some_are_listed_by_name_role_and_city(db: Database) -> None:
    assert {line["name"] for line in json.loads(done("list", "--role", "expert", "--json"))} == {EXPERT, OTHER}
    members = json.loads(done("list", "--role", "council-member", "--city", "mehrabad-now", "--json"))
    assert {line["roles"][0]["city"] for line in members} == {"mehrabad-now"}
    assert [line["name"] for line in json.loads(done("list", "نيک سرشت", "--json"))] == [OTHER]
    assert SAID["nobody"] in done("list", "کسی که نیست")


def test_a_person_is_registered_with_an_invitation_that_works(db: Database) -> None:
    told = done("add", "سارا نمونه", "--phone", "۰۹۱۲ ۱۱۱ ۲۲۳۳")
    code = re.search(r"/start \u2068(\S+)\u2069", told)
    assert code
    joined = db.transact_now(people.redeem, code[1], account_id="tg:77", chat_id=77, at=START)
    assert (joined.name, joined.phone) == ("سارا نمونه", "+989121112233")
    assert logged(db)[-2:] == ["registered", "invited"]


def test_what_was_done_to_people_is_in_the_log(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIR_STORAGE", str(tmp_path / "documents"))
    done("add", "سارا نمونه")
    done("role", "add", "سارا نمونه", "expert")
    done("suspend", "سارا نمونه")
    done("city", "add", "شهر نو", "--seats", "7")
    checked = CliRunner().invoke(cli.app, ["verify"])
    assert (checked.exit_code, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "key"),
    [(("۱۲", "--phone", "09121112233"), "name-wanted"), (("سارا نمونه", "--phone", "12"), "mobile-wanted")],
)
def test_what_the_office_refuses_is_told_in_its_words(db: Database, words: tuple[str, ...], key: str) -> None:
    before = logged(db)
    assert wording.words("refusals")[key] in refused("add", *words)
    assert logged(db) == before


def test_a_number_that_is_somebodys_is_told_with_whose(db: Database) -> None:
    assert HEAD in refused("add", "سارا نمونه", "--phone", "09000000911")


def test_a_role_is_given_and_taken(db: Database) -> None:
    done("role", "add", EXPERT, "secretary", "--city", "mehrabad-now")
    assert {role.role for role in person(db, EXPERT).roles} == {"expert", "secretary"}
    done("role", "remove", EXPERT, "secretary")
    assert {role.role for role in person(db, EXPERT).roles} == {"expert"}
    assert logged(db)[-2:] == ["role-given", "role-taken"]


def test_a_role_that_is_not_held_or_not_told_apart_is_not_taken(db: Database) -> None:
    assert "کارشناس دفتر" in refused("role", "remove", EXPERT, "head")
    for committee in ("workgroup", "research-council"):
        done("role", "add", EXPERT, "committee", "--committee", committee)
    assert "workgroup" in refused("role", "remove", EXPERT, "committee")
    done("role", "remove", EXPERT, "committee", "--committee", "workgroup")
    assert [role.committee for role in person(db, EXPERT).roles if role.role == "committee"] == ["research-council"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("clerk",), wording.words("refusals")["city-unknown"]),
        (("clerk", "--city", "nowhere"), "sepidar-dasht"),
        (("expert", "--desk", "nowhere"), "urban-affairs"),
        (("committee", "--committee", "nowhere"), "workgroup"),
        (("expert", "--city", "mehrabad-now"), wording.words("refusals")["scope-odd"]),
        (("expert",), wording.words("refusals")["role-held"]),
    ],
)
def test_a_role_that_would_be_nobodys_is_refused(db: Database, words: tuple[str, ...], says: str) -> None:
    assert says in refused("role", "add", EXPERT, *words)


def test_the_last_admin_stays_one(db: Database) -> None:
    assert wording.words("refusals")["last-admin"] in refused("role", "remove", ADMIN, "admin")
    assert wording.words("refusals")["last-admin"] in refused("suspend", ADMIN)
    done("role", "add", HEAD, "admin")
    done("suspend", ADMIN)
    assert not person(db, ADMIN).active


def test_who_is_suspended_comes_back(db: Database) -> None:
    done("suspend", EXPERT)
    assert "تعلیق" in done("list", EXPERT)
    assert wording.words("refusals")["member-suspended"] in refused("invite", EXPERT)
    done("reinstate", EXPERT)
    assert person(db, EXPERT).active


def test_a_new_invitation_ends_the_one_before(db: Database) -> None:
    done("invite", EXPERT)
    done("invite", EXPERT)
    made = db.read_now(
        lambda session: session.scalars(
            select(Invitation).where(Invitation.person_id == person(db, EXPERT).id).order_by(Invitation.id)
        ).all()
    )
    assert made[-1].expires_at > made[-1].made_at
    assert made[-2].expires_at <= made[-1].made_at


def test_a_lost_telephone_is_nobodys(db: Database) -> None:
    assert wording.words("refusals")["accounts-none"] in refused("part", EXPERT)
    db.transact_now(_join, person(db, EXPERT).id)
    done("part", EXPERT)
    assert person(db, EXPERT).accounts == []


def _join(session: Session, person_id: int) -> None:
    session.add(Account(id="tg:5", person_id=person_id, chat_id=5, joined_at=START))


@pytest.mark.parametrize("given", [EXPERT, "بهاردوست", "شيرين", "09000000901", "+989000000901", "۰۹۰۰۰۰۰۰۹۰۱"])
def test_a_person_is_meant_by_name_or_number(db: Database, given: str) -> None:
    assert EXPERT in done("invite", given)
    assert EXPERT in done("invite", str(person(db, EXPERT).id))


@pytest.mark.parametrize("given", ["مهر", "ن"])
def test_who_could_be_several_is_nobody(db: Database, given: str) -> None:
    before = logged(db)
    told = refused("suspend", given)
    assert SAID["several"].format(words=given) in told
    assert logged(db) == before


@pytest.mark.parametrize("given", ["کسی که نیست", "09120000000", "99999", "", "   ", "9" * 30])
def test_who_is_not_there_is_told(db: Database, given: str) -> None:
    assert refused("suspend", given)


def test_a_deputy_is_named_listed_and_ended(db: Database) -> None:
    assert "جریان نیست" in done("deputy", "list")
    assert "پایان ۱۴۹۹/۰۱/۰۵" in done("deputy", "name", EXPERT, OTHER, "--until", "1499-01-05")
    told = done("deputy", "list")
    assert EXPERT in told
    assert OTHER in told
    assert "۱۴۹۹/۰۱/۰۶ ساعت ۰۰:۰۰" in told, "the whole last day"
    done("deputy", "end", "1")
    assert "جریان نیست" in done("deputy", "list")
    assert logged(db)[-2:] == ["deputy-named", "deputy-ended"]


def test_a_deputys_time_must_be_a_time(db: Database) -> None:
    assert "1499-13-05" in refused("deputy", "name", EXPERT, OTHER, "--until", "1499-13-05")
    assert wording.words("refusals")["deputy-time"] in refused(
        "deputy", "name", EXPERT, OTHER, "--until", "1499-01-05", "--from", "1499-02-05"
    )
    assert wording.words("refusals")["deputy-oneself"] in refused(
        "deputy", "name", EXPERT, EXPERT, "--until", "1499-01-05"
    )
    assert wording.words("refusals")["deputy-unknown"] in refused("deputy", "end", "7")


def test_a_city_is_added_once(db: Database) -> None:
    done("city", "add", "شهر نو", "--seats", "7")
    assert "شهر نو" in done("city", "list")
    assert wording.words("refusals")["city-known"] in refused("city", "add", "شهر  نو", "--seats", "7")
    assert "۳" in refused("city", "add", "شهر دیگر", "--seats", "1")


def test_columns_stand_below_one_another_and_are_fenced_off() -> None:
    lines = [line for line in columns(("الف", "b"), [("یک می‌شود", "c"), ("د", "e")]) if "─" not in line]
    assert len(lines) == 3
    assert len({cell_len(line[: line.rindex("\u2068")]) for line in lines}) == 1
    assert all(line.count("\u2068") == line.count("\u2069") == 2 for line in lines)


def test_what_would_steer_the_terminal_is_left_out() -> None:
    (line,) = columns(("", ""), [("\x1b[31mred\x07", "\u202eback\x9b")])
    assert line.replace("\u2068", "").replace("\u2069", "") == "[31mred   back"


def test_columns_without_headings_have_no_rule() -> None:
    assert [line.replace("\u2068", "").replace("\u2069", "") for line in columns(("", ""), [("a", "b")])] == ["a   b"]
