"""A hundred cases, driven by the verbs, multiplied into as many as are wanted.

Door: `Pattern`. Promise: whatever rows the verbs write for a case, and in whatever proportions, a copy of the case has them
too, under ids, numbers and slots of its own; tables and columns are read off the models, so that a new one is copied as well.
Of a hundred cases ninety are closed, over twenty years. What was said or received is forgotten after thirty days
(`running.KEPT`): one copy in ten still has its notices and raw updates. A copy's log is not a valid chain. Not here: measuring.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bench import province
from bench.driving import Driver
from bench.stores import Bare
from bench.transitions import return_once
from cases import notices, obligations, reminders, updates
from cases.db import Database
from cases.models import Base, Event, Instant
from cases.office import Office
from workflows.shapes import Entry

CASES = 100
CLOSED_OF_TEN = 9
# Between the ids of one copy and the next, in every table; no table of the pattern has as many rows.
STRIDE = 20_000
_YEARS = 20
# The open cases are looked at so long after: their terms are over and reminded of, as in an office that is behind.
_LATER = timedelta(days=45)
_MORNING_UTC = 7
_FORGOTTEN = frozenset({"notice", "update"})
_FORGOTTEN_BUT = 10
# Tables without a foreign key to a case, and the column that counts their rows.
_BESIDE = {"event": "id", "notice": "id", "post": "", "update": "update_id"}
# Columns that must differ between copies, beside ids and foreign keys.
_SLOT = "substr({c}, 1, {colon}) || (cast(substr({c}, {colon} + 1) as integer) + k * {stride})"
_OWN = {
    "case.number": "substr({c}, 1, 5) || (id + k * {stride})",
    "case.origin": "{c} || ':' || k",
    # Each copy in a year of its own: a city owes one such case a year, and a hundred copies would make it a hundred.
    "case.period": "cast(cast({c} as integer) - k as text)",
    "document.origin": "{c} || ':' || k",
    "document.sha256": "{padded} || substr({c}, 13)",
    "event.stream": _SLOT,
    "letter.serial": "{c} + k * {stride}",
    "letter.number": "substr({c}, 1, 5) || (serial + k * {stride})",
    "letter.code": "{padded} || {c}",
    "notice.slot": _SLOT,
    "notice.dedupe": "{padded} || {c}",
    "post.slot": _SLOT,
    "update.update_id": "{c} + k * {stride}",
}
# Which rows of a table are a case's.
_ONLY = {"event": "stream like 'case:%'"}


@dataclass(frozen=True)
class Speech:
    """What the two databases say differently, of a column `c` and a copy `k`."""

    colon: str
    padded: str
    years_before: str


SPEECH = {
    "SQLite": Speech(
        colon="instr({c}, ':')",
        padded="printf('%012d', k)",
        years_before="(cast(substr({c}, 1, 4) as integer) - k % {years}) || substr({c}, 5)",
    ),
    "PostgreSQL": Speech(
        colon="strpos({c}, ':')",
        padded="lpad(cast(k as text), 12, '0')",
        years_before="{c} - make_interval(years => k % {years})",
    ),
}


class Pattern:
    """The driven cases in one settled database, and how many copies of them there are."""

    def __init__(self, db: Database, office: Office, speech: Speech, cases: int = CASES) -> None:
        self._db = db
        self.cases = cases
        self._speech = speech
        self._driver = Driver(db, office)
        self._copies = 0
        self._raw = count(1)
        entries = office.catalogue.entries.values()
        self._flows = [entry for entry in entries if entry.kind == "process" and entry.steps]
        self.tables = _tables()
        self._boundary: dict[str, int] = {}
        self.case_ids: list[int] = []
        self.letter_ids: list[int] = []

    @property
    def copies(self) -> int:
        """How many there are beside the pattern itself."""
        return self._copies

    @property
    def office(self) -> Office:
        """The office that the cases are driven in."""
        return self._driver.office

    @property
    def at(self) -> datetime:
        """The moment at which the last of the pattern's cases stands."""
        return self._driver.at

    def draw(self, bare: Bare) -> None:
        """Drives the cases, the closed ones first, has everything said, and reminds of what is late."""
        closed = self.cases * CLOSED_OF_TEN // 10
        for number in range(closed):
            self._close(number)
        self._boundary = {name: _last(bare, name, column) for name, column in self.tables.items() if column}
        for number in range(closed, self.cases):
            self._begin(number)
        self._remind_all()
        self.say_all(self._db, self.at)
        self.case_ids, self.letter_ids = _ids(bare, "case"), _ids(bare, "letter")
        most = max(_last(bare, name, column) for name, column in self.tables.items() if column)
        for name in self.tables:
            # Kept beside the tables: what is done in them from now on belongs to no copy.
            only = f" where {_ONLY[name]}" if name in _ONLY else ""
            bare.run(f'create table "pattern_{name}" as select * from "{name}"{only}')
        if most > STRIDE // 2:
            raise ValueError(f"{most} rows in a table of the pattern: STRIDE is too small")

    def grow(self, bare: Bare, cases: int) -> None:
        """Fills the tables up to so many cases. Nobody else may be connected."""
        first, last = self._copies + 1, cases // self.cases - 1
        for name in self.tables:
            for low in range(first, last + 1, 500):
                bare.run(self._copied(name, low, min(low + 499, last)))
        self._copies = max(last, self._copies)

    def _remind_all(self) -> None:
        self._driver.at = (self._driver.at + _LATER).replace(hour=_MORNING_UTC)
        for of_what in (reminders.remind, obligations.remind):
            while self._db.transact_now(of_what, at=self._driver.at, office=self.office):
                pass

    def _close(self, number: int) -> None:
        flow = self._flow(number)
        case_id = self._open(flow, number)
        if number % 10 == 9:
            self._driver.withdraw(case_id)
            return
        if number % 5 == 2:
            return_once(self._driver, case_id, flow)
        self._driver.to_the_end(case_id)

    def _begin(self, number: int) -> None:
        """An open case: three of ten with their customer, the others somewhere on their way."""
        case_id = self._open(self._flow(number), number)
        if number % 10 in (0, 1):
            return
        if number % 10 == 2:
            self._driver.gather(case_id, confirm=False)
            return
        for _ in range(number % 4 + 1):
            if self._driver.case(case_id).state != "closed":
                self._driver.leave(case_id)

    def _open(self, flow: Entry, number: int) -> int:
        raw = {next(self._raw): "x" * 600 for _ in range(15)}
        told = [(f"case-{number}", {"update_id": update_id, "message": said}) for update_id, said in raw.items()]
        self._db.transact_now(updates.store, "tg", told, at=self._driver.at)
        for update_id in raw:
            self._db.transact_now(updates.done, "tg", update_id, at=self._driver.at)
        return self._driver.open(flow, number % province.CITIES + 1)

    def _flow(self, number: int) -> Entry:
        return self._flows[number % len(self._flows)]

    @staticmethod
    def say_all(db: Database, at: datetime) -> None:
        """Empties the outbox, as the delivery does."""
        while due := db.read_now(notices.due, at=at):
            for notice in due:
                db.transact_now(notices.sent, notice.id, message_id=notice.id, at=at)

    def _copied(self, name: str, low: int, high: int) -> str:
        table = Base.metadata.tables[name]
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        values = ", ".join(self._value(name, column) for column in table.columns)
        numbers = f"with recursive copies(k) as (select {low} union all select k + 1 from copies where k < {high})"
        some = f" where k % {_FORGOTTEN_BUT} = 0" if name in _FORGOTTEN else ""
        return (
            f'{numbers} insert into "{name}" ({columns}) select {values} from copies cross join "pattern_{name}"{some}'
        )

    def _value(self, name: str, column: Any) -> str:
        shown = f'"{column.name}"'
        if own := _OWN.get(f"{name}.{column.name}"):
            return self._put(own, column.name)
        parents = {key.column.table.name for key in column.foreign_keys}
        if column.name == "id" or parents & set(self.tables):
            return f"{shown} + k * {STRIDE}"
        if isinstance(column.type, Instant):
            key = self.tables[name]
            earlier = self._put(self._speech.years_before, column.name)
            return f'case when "{key}" <= {self._boundary[name]} then {earlier} else {shown} end'
        return shown

    def _put(self, expression: str, column: str) -> str:
        shown, speech = f'"{column}"', self._speech
        colon = speech.colon.format(c=shown)
        return expression.format(c=shown, colon=colon, padded=speech.padded, stride=STRIDE, years=_YEARS)


def _tables() -> dict[str, str]:
    """The tables that grow with the cases, parents first, each with the column that numbers its rows."""
    growing = {"case": "id"}
    for table in Base.metadata.sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys}
        if table.name in _BESIDE:
            growing[table.name] = _BESIDE[table.name]
        elif parents & set(growing):
            growing.setdefault(table.name, next(column.name for column in table.primary_key))
    assert Event.__tablename__ in growing
    return growing


def _last(bare: Bare, name: str, column: str) -> int:
    return int(bare.run(f'select coalesce(max("{column}"), 0) from "{name}"')[0][0])


def _ids(bare: Bare, name: str) -> list[int]:
    return [int(row[0]) for row in bare.run(f'select id from "{name}" order by id')]


def rows(bare: Bare) -> int:
    """The rows of all tables together."""
    return sum(int(bare.run(f'select count(*) from "{name}"')[0][0]) for name in Base.metadata.tables)
