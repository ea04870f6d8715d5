"""The town's rows read past the program, by bare SQL, and what must be true of them whatever was done.

Door: `Ledger`. `changes` tells whether anybody has committed anything at all; `scene` is what a case stands at;
`holds_together` asserts what is always true of a case, `counted` of the numbers, `follows` of the log's new lines. Not here:
who may do what (powers).
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from nlp.wording import TEHRAN
from tests.cases.powers import IN_A_CITY, Scene
from workflows import catalogue, engine, kinds
from workflows.shapes import Entry, Step

STATES = ("draft", "running", "held", "closed")
DECIDED = ("review", "external", "act", "committee")
BEGINNING = "0" * 64

type Row = sqlite3.Row


class Ledger:
    """One SQLite file, looked at and never written."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._flows: dict[str, Entry] = {}
        self._checked: dict[int, int] = {}
        self._heads: dict[str, tuple[int, str]] = {}
        self._last_line = 0
        self._scenes: tuple[int, list[Scene]] = (-1, [])

    def close(self) -> None:
        self._db.close()

    def rows(self, sql: str, *given: object) -> list[Row]:
        return self._db.execute(sql, given).fetchall()

    def one(self, sql: str, *given: object) -> Any:
        return self._db.execute(sql, given).fetchone()[0]

    def changes(self) -> int:
        """Another number once anybody else has committed any change."""
        return int(self.one("PRAGMA data_version"))

    def marks(self) -> dict[int, tuple[int, int]]:
        """Of each case its version and the length of its log."""
        found = self.rows(
            """select "case".id, version, (select count(*) from event where stream = 'case:' || "case".id) as lines
            from "case" """
        )
        return {row["id"]: (row["version"], row["lines"]) for row in found}

    def flow(self, case_id: int) -> Entry:
        """The definition that the case began with."""
        digest = self.one('select definition_hash from "case" where id = ?', case_id)
        if digest not in self._flows:
            body = self.one("select body from definition where hash = ?", digest)
            assert catalogue.definition_hash(body) == digest
            self._flows[digest] = catalogue.entry_from_definition(body)
        return self._flows[digest]

    def scenes(self) -> list[Scene]:
        """What every case stands at, the eldest first."""
        if self._scenes[0] != (now := self.changes()):
            self._scenes = (now, [self._scene(row["id"]) for row in self.rows('select id from "case" order by id')])
        return self._scenes[1]

    def scene(self, case_id: int) -> Scene:
        """What the case stands at."""
        return next(known for known in self.scenes() if known.id == case_id)

    def _scene(self, case_id: int) -> Scene:
        (case,) = self.rows('select * from "case" where id = ?', case_id)
        flow = self.flow(case_id)
        held_by = self.rows("select begun_by from hold where case_id = ? and ended_at is null", case_id)
        (last,) = self.rows("select * from step where case_id = ? order by id desc limit 1", case_id)
        is_open = last["left_at"] is None
        seats = self.rows("select * from seat where step_id = ? order by id", last["id"]) if is_open else []
        return Scene(
            case_id,
            case["state"],
            case["municipality_id"],
            case["version"],
            flow,
            flow.step(last["key"]) if is_open else None,
            stay=last["id"],
            step_id=last["id"] if is_open else None,
            claimant=last["claimed_by"] if is_open else None,
            seats=tuple(seat["person_id"] for seat in seats),
            chair=next((seat["person_id"] for seat in seats if seat["chair"]), None),
            held_by=held_by[0]["begun_by"] if held_by else None,
        )

    # --- what is always true ------------------------------------------------------------------------------------------

    def holds_together(self) -> None:
        """Every case that has changed since the last time is in a defined state and has come there by its definition."""
        for case in self.rows('select * from "case"'):
            if self._checked.get(case["id"]) != case["version"]:
                self._hold_case(case)
                self._checked[case["id"]] = case["version"]

    def _hold_case(self, case: Row) -> None:
        steps = self.rows("select * from step where case_id = ? order by id", case["id"])
        flow = self.flow(case["id"])
        self._state(case, steps, flow)
        _way(case, steps, flow)
        self._log(case, steps)
        for step in steps:
            wanted = flow.step(step["key"])
            assert step["kind"] == wanted.kind
            if step["left_at"] is None:
                self._dates(case, step, wanted)
            elif step["outcome"] != "withdrawn":
                self._traces(step, wanted, flow)

    def _state(self, case: Row, steps: list[Row], flow: Entry) -> None:
        assert case["state"] in STATES
        open_ = [step for step in steps if step["left_at"] is None]
        assert len(open_) == (case["state"] != "closed")
        assert all((step["outcome"] is None) == (step["left_at"] is None) for step in steps)
        if open_:
            assert open_[0] is steps[-1] and flow.step(open_[0]["key"]).kind != "notice"
        assert (case["state"] == "draft") == (case["sent_at"] is None and case["state"] != "closed")
        assert (case["closed_at"] is None) == (case["outcome"] is None) == (case["state"] != "closed")
        assert case["outcome"] in (None, "done", "rejected", "withdrawn")
        holds = self.one("select count(*) from hold where case_id = ? and ended_at is null", case["id"])
        assert holds == (case["state"] == "held")

    def _log(self, case: Row, steps: list[Row]) -> None:
        """The log tells of every stay that was left, in its order, and of nothing else."""
        told = self.rows("select kind, facts from event where stream = ? order by seq", f"case:{case['id']}")
        moved = [json.loads(line["facts"]) for line in told if line["kind"] == "moved"]
        left = [step for step in steps if step["outcome"] not in (None, "withdrawn")]
        assert [(fact["before"], fact["outcome"]) for fact in moved] == [
            (step["key"], step["outcome"]) for step in left
        ]
        assert [line["kind"] for line in told].count("closed") == (case["state"] == "closed")
        assert [line["kind"] for line in told].count("opened") == 1

    def _dates(self, case: Row, step: Row, wanted: Step) -> None:
        """A date is there exactly where there is a term that runs, and it is the days of the term after its start."""
        rests = case["state"] == "held"
        assert (step["due_at"] is None) == (rests or wanted.due is None)
        still = self._still(case, step, wanted)
        _explained(step, still)
        terms = {body.key: body.due for body in wanted.bodies}
        replies = self.rows("select * from reply where step_id = ? and answer is null", step["id"])
        for reply in replies:
            assert (reply["due_at"] is None) == (rests or terms[reply["body"]] is None)
            _explained(reply, [])

    def _still(self, case: Row, step: Row, wanted: Step) -> list[tuple[date, date]]:
        """The spans that do not count for the step: the holds, and for the office the times when the case was elsewhere."""
        holds = self.rows("select began_at, ended_at from hold where case_id = ? and ended_at is not null", case["id"])
        spans = [(hold["began_at"], hold["ended_at"]) for hold in holds]
        if wanted.kind != "submit" and wanted.due is not None and wanted.due.start == "entered":
            stays = self.rows("select * from step where case_id = ? and key = ? order by id", case["id"], step["key"])
            spans += [(earlier["left_at"], later["entered_at"]) for earlier, later in pairwise(stays)]
        return [(_day(begun), _day(ended)) for begun, ended in spans]

    def _traces(self, step: Row, wanted: Step, flow: Entry) -> None:
        """What a stay that was left has to leave behind: its decision, its letters, its votes."""
        decided = self.rows("select outcome from decision where step_id = ?", step["id"])
        wanted_ones = {"issue": ["signed"]}.get(wanted.kind, [step["outcome"]] if wanted.kind in DECIDED else [])
        assert [row["outcome"] for row in decided] == wanted_ones
        drawn = [row["template"] for row in self.rows("select template from letter where step_id = ?", step["id"])]
        by_office = wanted.actor not in IN_A_CITY
        assert drawn.count("return-letter") == (step["outcome"] in kinds.RETURNS and by_office)
        assert drawn.count("minutes-of-votes") == (wanted.kind == "committee")
        assert wanted.letter is None or drawn.count(wanted.letter) == 1
        if wanted.kind == "inquiry":
            answers = {row["answer"] for row in self.rows("select answer from reply where step_id = ?", step["id"])}
            assert None not in answers and ("refused" in answers) == (step["outcome"] == "refused")
        if wanted.kind == "committee":
            assert step["outcome"] == self._count(step, flow.committee(wanted.committee))

    def _count(self, step: Row, rules: catalogue.Committee) -> str:
        """What the votes amount to, counted by hand."""
        seats = self.rows("select * from seat where step_id = ?", step["id"])
        votes = [seat["vote"] for seat in seats if seat["vote"]]
        assert votes and len(votes) >= Fraction(rules.quorum) * len(seats)
        base = len(votes) if rules.of == "present" else len(seats)
        for vote, outcome in (("for", "adopted"), ("return", "returned")):
            if Fraction(votes.count(vote), base) > Fraction(rules.majority):
                return outcome
        tied = rules.chair_breaks_tie and votes.count("for") == votes.count("against")
        return "adopted" if tied and any(seat["chair"] and seat["vote"] == "for" for seat in seats) else "rejected"

    def counted(self) -> None:
        """Letters and cases are numbered in each year from one on, without gaps and doubles."""
        given: dict[tuple[str, int], list[int]] = {}
        for row in self.rows("select year, serial from letter"):
            given.setdefault(("letter", row["year"]), []).append(row["serial"])
        for row in self.rows('select number from "case"'):
            year, serial = map(int, row["number"].split("-"))
            given.setdefault(("case", year), []).append(serial)
        for series, serials in given.items():
            assert sorted(serials) == list(range(1, len(serials) + 1)), series

    def follows(self) -> None:
        """Each new line of the log follows the last one of its stream."""
        for line in self.rows("select * from event where id > ? order by id", self._last_line):
            seq, digest = self._heads.get(line["stream"], (0, BEGINNING))
            assert (line["seq"], line["previous"]) == (seq + 1, digest), line["stream"]
            self._heads[line["stream"]] = (line["seq"], line["hash"])
            self._last_line = line["id"]


def _way(case: Row, steps: list[Row], flow: Entry) -> None:
    """From stay to stay the case has gone where the engine leads, and at once."""
    first = engine.start(flow).step
    assert first is not None and steps[0]["key"] == first.key
    for earlier, later in pairwise(steps):
        onward = engine.advance(flow, earlier["key"], earlier["outcome"])
        assert onward.step is not None and onward.step.key == later["key"]
        assert earlier["left_at"] == later["entered_at"]
    if case["state"] == "closed":
        last = steps[-1]
        ended = (
            last["outcome"]
            if last["outcome"] == "withdrawn"
            else engine.advance(flow, last["key"], last["outcome"]).closes
        )
        assert case["outcome"] == ended


def _explained(row: Row, still: list[tuple[date, date]]) -> None:
    """The days from the start to the date are those of the term and those skipped, among them all in which it stood still."""
    if row["due_at"] is None:
        assert row["due"] is None or json.loads(row["due"]) is None
        return
    why = json.loads(row["due"])
    began = datetime.fromisoformat(why["start"]).astimezone(TEHRAN).date()
    ends = _day(row["due_at"])
    skipped = {date.fromisoformat(day) for day, _ in why["skipped"]}
    assert (ends - began).days - len(skipped) == why["days"] + why["extra"]
    for day in (began + timedelta(days=place) for place in range(1, (ends - began).days + 1)):
        assert day in skipped or not any(begun < day <= ended for begun, ended in still)


def _day(stored: str) -> date:
    """The day at Tehran of an instant as SQLite keeps it."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(TEHRAN).date()
