"""The one commit point: what is refused, what is trouble, and what is tried again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from cases import migrations, queries
from cases.db import Database, Session
from cases.errors import Outdated, Trouble
from cases.models import Case, Counter, Person
from tests.cases.town import KNOWN, START, Town

MAYOR = KNOWN.get("mayor-appointment")


def test_a_change_of_a_case_that_has_moved_on_meanwhile_is_outdated(town: Town) -> None:
    case = town.open(MAYOR)

    def overtaken(session: Session) -> None:
        known = queries.case(session, case.id)
        elsewhere = update(Case).where(Case.id == case.id).values(version=Case.version + 1)
        session.execute(elsewhere.execution_options(synchronize_session=False))
        known.touch(START)

    with pytest.raises(Outdated, match="case-moved-on"):
        town.db.transact_now(overtaken)
    assert town.case(case.id).version == case.version


def test_who_wrote_the_same_new_row_later_is_run_once_more(town: Town) -> None:
    tries: list[int] = []

    def act(session: Session) -> str:
        tries.append(1)
        if len(tries) == 1:
            session.add(Counter(name="kept", value=1))
            raise IntegrityError("insert", {}, Exception("there already"))
        return "seen"

    assert town.db.transact_now(act) == "seen"
    assert len(tries) == 2
    assert town.db.read_now(lambda session: session.get(Counter, "kept")) is None


def test_a_database_that_goes_away_between_the_tries_is_trouble(town: Town) -> None:
    ends = [IntegrityError("insert", {}, Exception("there already")), OperationalError("insert", {}, Exception("away"))]

    def act(_session: Session) -> None:
        raise ends.pop(0)

    with pytest.raises(Trouble):
        town.db.transact_now(act)


def test_a_damaged_file_is_trouble_and_a_wrong_statement_is_not(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 1000)
    db = Database(f"sqlite:///{tmp_path}/x.sqlite")
    for ask in (db.read_now, db.transact_now):
        with pytest.raises(Trouble, match="database-damaged"):
            ask(lambda session: session.execute(text("select 1")))
    db.close()
    whole = Database(f"sqlite:///{tmp_path}/y.sqlite")
    with pytest.raises(IntegrityError):
        whole.transact_now(_twice)
    whole.close()


def _twice(session: Session) -> None:
    session.execute(text("create table if not exists t (a integer primary key)"))
    session.execute(text("insert into t values (1), (1)"))


def test_looking_changes_nothing(town: Town) -> None:
    town.db.read_now(lambda session: (session.add(Counter(name="seen", value=1)), session.flush()))
    assert town.db.read_now(lambda session: session.get(Counter, "seen")) is None


# --- migrations -------------------------------------------------------------------------------------------------------


def _behind(town: Town, monkeypatch: pytest.MonkeyPatch, migration: Callable[[Connection, str], None]) -> int:
    """A town with a case whose database lacks one migration, this one; gives how many people there are."""
    town.open(MAYOR)
    book = text(f"update {migrations.BOOK} set version_num = '{migrations.known()[-2]}'")
    town.db.transact_now(Session.execute, book)
    monkeypatch.setattr(migrations, "upgrade_over", migration)
    return _people(town)


def _people(town: Town) -> int:
    return town.db.read_now(lambda session: session.scalar(select(func.count()).select_from(Person))) or 0


def _makes_people_anew(connection: Connection, _to: str) -> None:
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("person", recreate="always") as batch:
        batch.create_index("ix_person_name", ["name"])


def _loses_people(connection: Connection, _to: str) -> None:
    connection.exec_driver_sql("delete from person")


def test_a_migration_may_make_a_table_anew_that_others_refer_to(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _behind(town, monkeypatch, _makes_people_anew)
    migrations.upgrade(town.db)
    assert _people(town) == before > 0
    with pytest.raises(IntegrityError):
        town.db.transact_now(Session.execute, text('update "case" set opened_by = 9999'))


def test_a_migration_after_which_rows_refer_to_nothing_is_undone(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _behind(town, monkeypatch, _loses_people)
    with pytest.raises(Trouble, match="database-damaged"):
        migrations.upgrade(town.db)
    assert _people(town) == before
    assert not migrations.is_current(town.db)


def test_a_file_that_is_no_database_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 1000)
    db = Database(f"sqlite:///{tmp_path}/x.sqlite")
    for start in (migrations.upgrade, migrations.is_current):
        with pytest.raises(Trouble, match="database-damaged"):
            start(db)
    db.close()
