"""A backup holds everything, is noticed when it does not, and comes back into either database."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from cases import archive, backup, events, leases, migrations, restoring, rows, staff
from cases.archive import Unusable
from cases.db import Database
from cases.models import Case, Counter, DocumentField, Lease, Letter, Step
from cases.vault import Vault
from tests import postgres
from tests.cases.kept import KeptTown, cluster, everything, kept, lively, moved  # noqa: F401
from tests.cases.town import KNOWN, START
from workflows import engine

MAYOR = KNOWN.get("mayor-appointment")
RESEARCH = KNOWN.get("research")


@pytest.fixture
def town(kept: KeptTown) -> KeptTown:  # noqa: F811
    return kept


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes empty databases of either kind."""
    made: list[Database] = []

    def new() -> Database:
        if request.param == "sqlite":
            made.append(Database(f"sqlite:///{tmp_path}/new{len(made)}.sqlite"))
        else:
            made.append(Database(postgres.fresh(request.getfixturevalue("cluster"))))
        return made[-1]

    yield new
    for db in made:
        db.close()


def put_by(town: KeptTown, file: Path, **given: Any) -> backup.Made:
    return backup.write(town.db, town.vault, file, at=town.at, **given)


def bring(db: Database, vault: Vault, file: Path, **given: Any) -> restoring.Restored:
    return restoring.restore(db, vault, file, at=START + timedelta(days=2), **given)


def test_what_was_backed_up_comes_back_into_either_database(
    town: KeptTown, empty: Callable[[], Database], tmp_path: Path
) -> None:
    made = put_by(town, tmp_path / "a.tar")
    before = everything(town.db)
    assert {name: len(lines) for name, lines in before.items()} == made.rows
    assert min(made.rows[name] for name in ("case", "document", "letter", "notice", "event", "seat", "reply")) > 2
    assert made.missing == made.damaged == ()

    there, vault = empty(), Vault(tmp_path / "there")
    told = bring(there, vault, tmp_path / "a.tar")

    assert everything(there) == before
    assert told.rows == made.rows
    assert told.since == town.at
    files = {path.name: path.read_bytes() for path in vault.folder.glob("*/*")}
    assert files == {path.name: path.read_bytes() for path in town.vault.folder.glob("*/*")}
    assert len(files) == made.documents > 20
    assert there.read_now(events.verify) == []


def test_it_goes_back_from_there_and_is_still_the_same(
    town: KeptTown, empty: Callable[[], Database], tmp_path: Path
) -> None:
    put_by(town, tmp_path / "a.tar")
    there, vault = empty(), Vault(tmp_path / "there")
    bring(there, vault, tmp_path / "a.tar")
    backup.write(there, vault, tmp_path / "b.tar", at=town.at)
    back = Database(f"sqlite:///{tmp_path}/back.sqlite")
    bring(back, Vault(tmp_path / "back"), tmp_path / "b.tar")
    assert everything(back) == everything(town.db)
    back.close()
    # Nothing in it depends on which database it came from.
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def test_a_case_goes_on_where_it_was_brought_to(town: KeptTown, empty: Callable[[], Database], tmp_path: Path) -> None:
    begun = town.open(RESEARCH).id
    town.leave(begun, engine.outcomes(town.step(begun))[0])
    put_by(town, tmp_path / "a.tar")
    town.db.close()
    town.db, town.vault = empty(), Vault(tmp_path / "there")
    bring(town.db, town.vault, tmp_path / "a.tar")
    while town.case(begun).state != "closed":
        town.leave(begun, engine.outcomes(town.step(begun))[0])
    new = town.open(MAYOR)
    assert town.case(begun).outcome == "done"
    assert new.id == begun + 1
    assert town.db.read_now(events.verify) == []


def test_it_is_one_moment_while_the_program_goes_on(
    moved: KeptTown,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything(moved.db)
    opened: list[int] = []

    def meanwhile(session: Any, table: Any) -> Iterator[list[bytes]]:
        if table.name in ("person", "event"):
            opened.append(moved.open(MAYOR).id)
            moved.leave(opened[-1], "sent")
        return lines(session, table)

    lines = rows.lines
    monkeypatch.setattr(rows, "lines", meanwhile)
    put_by(moved, tmp_path / "a.tar")
    assert len(opened) == 2
    there = Database(f"sqlite:///{tmp_path}/there.sqlite")
    bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    assert everything(there) == before
    there.close()


def test_nobody_else_may_read_the_file(town: KeptTown, tmp_path: Path) -> None:
    put_by(town, tmp_path / "a.tar")
    assert stat.S_IMODE((tmp_path / "a.tar").stat().st_mode) == 0o600


def test_an_existing_file_is_not_written_over(town: KeptTown, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_text("the only one")
    with pytest.raises(FileExistsError):
        put_by(town, tmp_path / "a.tar")
    assert (tmp_path / "a.tar").read_text() == "the only one"


def test_an_interrupted_backup_leaves_nothing(town: KeptTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr(backup, "_write_documents", full)
    with pytest.raises(OSError, match="No space"):
        put_by(town, folder / "a.tar")
    assert list(folder.iterdir()) == []


def test_missing_and_damaged_files_are_named_and_the_rest_is_kept(town: KeptTown, tmp_path: Path) -> None:
    first, second = sorted(town.vault.folder.glob("*/*"))[:2]
    first.unlink()
    second.write_bytes(b"something else")
    made = put_by(town, tmp_path / "a.tar")
    assert (made.missing, made.damaged) == ((first.name,), (second.name,))
    there, vault = Database(f"sqlite:///{tmp_path}/there.sqlite"), Vault(tmp_path / "there")
    told = bring(there, vault, tmp_path / "a.tar")
    assert (told.missing, told.damaged) == ((first.name,), (second.name,))
    assert not vault.path(second.name).exists()
    with tarfile.open(tmp_path / "a.tar") as tar:
        kept = tar.extractfile(f"damaged/{second.name}")
        assert kept is not None
        assert kept.read() == b"something else"
    there.close()


# --- what is refused --------------------------------------------------------------------------------------------------


def _remade(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with tarfile.open(target, "w") as tar:
        for name, content in archive.parts(source):
            new = change(name, content)
            if new is not None:
                info = tarfile.TarInfo(name)
                info.size = len(new)
                tar.addfile(info, io.BytesIO(new))
    return target


@pytest.mark.parametrize("part", ["rows/", "documents/", "catalogue/", "about.json"])
def test_a_changed_part_is_noticed_before_anything_is_written(town: KeptTown, tmp_path: Path, part: str) -> None:
    put_by(town, tmp_path / "a.tar")

    def changed(name: str, content: bytes) -> bytes:
        return content.replace(b"0", b"1") + b" " if name.startswith(part) else content

    there = Database(f"sqlite:///{tmp_path}/there.sqlite")
    with pytest.raises(Unusable, match="changed"):
        bring(there, Vault(tmp_path / "there"), _remade(tmp_path / "a.tar", tmp_path / "b.tar", changed))
    with there.engine.connect() as connection:
        assert migrations.revision(connection) is None
    assert list((tmp_path / "there").glob("*/*")) == []
    there.close()


@pytest.mark.parametrize("part", ["rows/", "documents/", "catalogue/", "manifest.json"])
def test_a_part_left_out_is_noticed(town: KeptTown, tmp_path: Path, part: str) -> None:
    put_by(town, tmp_path / "a.tar")
    names = [name for name, _ in archive.parts(tmp_path / "a.tar") if name.startswith(part)]
    file = _remade(tmp_path / "a.tar", tmp_path / "b.tar", lambda name, it: None if name == names[-1] else it)
    with pytest.raises(Unusable):
        archive.checked(file)


def test_a_file_that_was_cut_short_anywhere_is_noticed(town: KeptTown, tmp_path: Path) -> None:
    put_by(town, tmp_path / "a.tar")
    whole = (tmp_path / "a.tar").read_bytes()
    end = whole.rindex(b"manifest.json")
    for length in (0, 100, 512, 1024, 5000, len(whole) // 2, end, end + 600):
        (tmp_path / "b.tar").write_bytes(whole[:length])
        with pytest.raises(Unusable):
            archive.checked(tmp_path / "b.tar")


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "documents/../../x", "catalogue/own/processes/../x.yaml", "rows/1-case/../1.jsonl.gz"]
)
def test_a_part_with_a_strange_name_is_not_looked_at(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Unusable, match="does not belong"):
        archive.checked(tmp_path / "a.tar")


def test_a_link_in_the_file_is_not_followed(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        link = tarfile.TarInfo(archive.ABOUT)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Unusable, match="does not belong"):
        archive.checked(tmp_path / "a.tar")


def test_a_used_database_is_left_as_it_is(town: KeptTown, empty: Callable[[], Database], tmp_path: Path) -> None:
    put_by(town, tmp_path / "a.tar")
    there = empty()
    migrations.upgrade(there)
    there.transact_now(staff.bind, "tg", -5, at=START)
    before = everything(there)
    with pytest.raises(Unusable, match="not empty"):
        bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    assert everything(there) == before


def test_a_database_that_a_program_runs_on_is_left_alone(town: KeptTown, tmp_path: Path) -> None:
    put_by(town, tmp_path / "a.tar")
    there = Database(f"sqlite:///{tmp_path}/there.sqlite")
    migrations.upgrade(there)
    there.transact_now(leases.beat, "host/1/2/3", at=START + timedelta(days=2), lasts=timedelta(seconds=15))
    with pytest.raises(Unusable, match="a program runs"):
        bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    there.close()


def test_leases_are_not_carried(town: KeptTown, tmp_path: Path) -> None:
    town.db.transact_now(leases.beat, "host/1/2/3", at=town.at, lasts=timedelta(seconds=15))
    put_by(town, tmp_path / "a.tar")
    there = Database(f"sqlite:///{tmp_path}/there.sqlite")
    bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    assert there.read_now(lambda session: session.scalars(select(Lease)).all()) == []
    there.close()


def test_an_interrupted_restore_leaves_the_database_empty_and_may_be_repeated(
    town: KeptTown, empty: Callable[[], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_by(town, tmp_path / "a.tar")
    there, vault = empty(), Vault(tmp_path / "there")
    with monkeypatch.context() as broken:
        broken.setattr(rows, "set_sequences", _raises)
        with pytest.raises(KeyboardInterrupt):
            bring(there, vault, tmp_path / "a.tar")
    with there.engine.connect() as connection:
        assert migrations.revision(connection) is None
    bring(there, vault, tmp_path / "a.tar")
    assert everything(there) == everything(town.db)


def _raises(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_postgresql_cannot_hold_is_named(town: KeptTown, cluster: str, tmp_path: Path) -> None:  # noqa: F811
    town.db.transact_now(lambda session: session.execute(update(Step).values(out_number="9" * 65)))
    put_by(town, tmp_path / "a.tar")
    there = Database(postgres.fresh(cluster))
    with pytest.raises(Unusable, match="out_number has 65 characters, the database holds 64"):
        bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    there.close()


def test_a_character_that_postgresql_does_not_know_becomes_the_sign_for_it(
    town: KeptTown,
    cluster: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    town.db.transact_now(lambda session: session.execute(update(DocumentField).values(raw="a\0b", read="c\0d")))
    put_by(town, tmp_path / "a.tar")
    there = Database(postgres.fresh(cluster))
    bring(there, Vault(tmp_path / "there"), tmp_path / "a.tar")
    raw = there.read_now(lambda session: set(session.scalars(select(DocumentField.raw))))
    assert raw == {"a\N{REPLACEMENT CHARACTER}b"}
    there.close()


# --- other versions ---------------------------------------------------------------------------------------------------


def _of_the_first_revision(town: KeptTown, there: Database) -> None:
    """What the town has, as far as the tables of revision 0001 can hold it."""
    with there.engine.begin() as connection:
        migrations.upgrade_over(connection, "0001")
    for table in rows.carried("0001"):
        if table.name == "letter":
            # Letters by part came later: then a step had one of each template.
            kept = select(Letter).where(Letter.part == "")
            found = town.db.read_now(lambda session, kept=kept: [vars(row) for row in session.scalars(kept)])
            lines = [{column.name: row[column.name] for column in table.columns} for row in found]
        else:
            present = rows.tables(migrations.known()[-1]).tables[table.name]
            wanted = select(*[present.c[column.name] for column in table.columns])
            lines = town.db.read_now(lambda s, wanted=wanted: [row._asdict() for row in s.execute(wanted)])
        if lines:
            there.transact_now(lambda session, table=table, lines=lines: session.execute(insert(table), lines))


def test_a_backup_of_the_first_revision_is_brought_up_to_date(
    town: KeptTown, empty: Callable[[], Database], tmp_path: Path
) -> None:
    old = Database(f"sqlite:///{tmp_path}/old.sqlite")
    _of_the_first_revision(town, old)
    made = backup.write(old, town.vault, tmp_path / "old.tar", at=town.at)
    assert made.revision == "0001"
    there = empty()
    migrations.upgrade(there)  # only just upgraded: its empty tables make way for those of the first revision
    told = bring(there, Vault(tmp_path / "there"), tmp_path / "old.tar")
    assert told.revision == "0001"
    assert migrations.is_current(there)
    assert everything(there)["event"] == everything(town.db)["event"]
    assert there.read_now(events.verify) == []
    cases = there.read_now(lambda session: session.scalars(select(Case)).all())
    assert len(cases) == len(everything(old, "0001")["case"])
    assert all(case.period is None for case in cases)
    again = there.transact_now(_another_counter)
    assert again == 1
    old.close()


def _another_counter(session: Any) -> int:
    session.add(Counter(name="kept", value=1))
    session.flush()
    return 1


def test_the_tables_of_every_revision_are_known(tmp_path: Path) -> None:
    assert migrations.known()[0] == "0001"
    for revision in migrations.known():
        assert {"case", "document", "letter", "event"} <= {table.name for table in rows.carried(revision)}


def test_a_backup_of_a_newer_program_is_refused(town: KeptTown, tmp_path: Path) -> None:
    put_by(town, tmp_path / "a.tar")

    def newer(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"revision": "9999"}).encode() if name == "about.json" else content

    file = _remade(tmp_path / "a.tar", tmp_path / "b.tar", newer)
    manifest: dict[str, Any] = {}

    def mended(name: str, content: bytes) -> bytes:
        if name == "manifest.json":
            manifest.update(json.loads(content))
            digest = hashlib.sha256(dict(archive.parts(file))["about.json"]).hexdigest()
            return json.dumps(manifest | {"parts": manifest["parts"] | {"about.json": digest}}).encode()
        return content

    there = Database(f"sqlite:///{tmp_path}/there.sqlite")
    with pytest.raises(Unusable, match="newer program"):
        bring(there, Vault(tmp_path / "there"), _remade(file, tmp_path / "c.tar", mended))
    there.close()


def test_a_database_without_tables_is_not_backed_up(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(Unusable, match="no tables"):
        backup.write(db, Vault(tmp_path / "vault"), tmp_path / "a.tar", at=START)
    assert not (tmp_path / "a.tar").exists()
    db.close()


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_the_offices_own_catalogue_comes_back_and_is_never_written_over(town: KeptTown, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "processes").mkdir(parents=True)
    (own / "processes/grading.yaml").write_text("title: ours")
    (tmp_path / "closed.yaml").write_text('"1405-09-12": because')
    put_by(town, tmp_path / "a.tar", own=own, closures=tmp_path / "closed.yaml")
    parts = dict(archive.parts(tmp_path / "a.tar"))
    assert parts["catalogue/closures.yaml"] == b'"1405-09-12": because'
    assert "catalogue/packaged/processes/mayor-appointment.yaml" in parts

    def to(folder: Path | None, place: str) -> str | None:
        there = Database(f"sqlite:///{tmp_path}/{place}.sqlite")
        told = bring(there, Vault(tmp_path / place), tmp_path / "a.tar", own=folder)
        there.close()
        return told.own

    assert to(tmp_path / "new", "first") == "written"
    assert (tmp_path / "new/processes/grading.yaml").read_text() == "title: ours"
    assert to(tmp_path / "new", "second") == "same"
    (tmp_path / "new/processes/grading.yaml").write_text("title: mine")
    assert to(tmp_path / "new", "third") == "differ"
    assert (tmp_path / "new/processes/grading.yaml").read_text() == "title: mine"
    assert to(None, "fourth") == "unset"
