"""Anything done by anybody at any time: random acts on random processes, right ones and wrong ones.

After every act: what succeeded was allowed by the design's table and is in the log under the name of who did it; what was
refused has left nothing (doing); every case is where its definition leads, its dates, votes, letters and numbers are right
(ledger). The short run is the same each time; `make soak` goes on for long, and differently each time.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases import deputies, events, reminders
from cases.errors import Refusal
from tests.cases.doing import GROUPS, Beginnings, Tried, Which
from tests.cases.powers import VERBS, Stead
from tests.cases.town import KNOWN, START

ENTRIES = sorted(KNOWN.entries)
# A Sunday; and some days before Nowruz: numbers begin anew, and terms go over the holidays.
DAYS = (START + timedelta(days=14), datetime(2027, 3, 14, 6, 0, tzinfo=UTC))
# How many steps the cases have behind them.
DEEP = (2, 3, 1, 4, 6, 9)
WAYS = ("person", "moment", "words", "version")

SMALL = st.integers(0, 30)
WHO = st.tuples(st.sampled_from((True, True, True, False)), SMALL)


class Province(RuleBasedStateMachine):
    """A town with cases of any entry in any city."""

    def __init__(self, beginnings: Beginnings) -> None:
        super().__init__()
        self.beginnings = beginnings
        self.deputies: list[tuple[int, Stead]] = []

    def teardown(self) -> None:
        if hasattr(self, "town"):
            try:
                assert self.town.db.read_now(events.verify) == []
            finally:
                self.town.close()

    # --- cases --------------------------------------------------------------------------------------------------------

    @initialize(group=st.sampled_from(range(len(GROUPS))), steps=st.sampled_from(DEEP), on=st.sampled_from(DAYS))
    def some_cases(self, group: int, steps: int, on: datetime) -> None:
        self.town = self.beginnings.town(group, steps)
        self.town.at = on

    @rule(slug=st.sampled_from(ENTRIES), city=SMALL, who=WHO)
    def somebody_opens_a_case(self, slug: str, city: int, who: Which) -> None:
        assert self.town.open(slug, city, who) is not None or not who[0]

    @rule(case=SMALL, verb=SMALL, who=WHO, place=SMALL)
    def somebody_acts(self, case: int, verb: int, who: Which, place: int) -> None:
        """Something that this is the moment for, in the right words."""
        scene = self.town.case(case)
        if able := self.town.possible(scene):
            self.town.try_(able[verb % len(able)], scene.id, who, place)

    @rule(case=SMALL, place=SMALL)
    def a_case_goes_on(self, case: int, place: int) -> None:
        """Wherever it is, those who have to may do what its step asks for, and it is left by any outcome."""
        self.town.goes_on(self.town.case(case).id, place)

    @rule(case=SMALL, steps=st.integers(1, 3))
    def a_case_goes_forward(self, case: int, steps: int) -> None:
        """Several steps by their first outcomes, to what lies deep in a process."""
        case_id = self.town.case(case).id
        for _ in range(steps):
            self.town.goes_on(case_id, 0)

    @rule(case=SMALL, way=st.sampled_from(WAYS), place=SMALL)
    def somebody_does_wrong(self, case: int, way: str, place: int) -> None:
        """Everything that is not theirs, not due, not rightly said or not up to date; all of it is refused."""
        scene = self.town.case(case)
        if way == "person":
            able = self.town.meddlers()
            self.town.wrong_person(able[place % len(able)], scene.id)
        elif way == "moment":
            self.town.wrong_moment(scene.id)
        elif way == "words":
            self.town.wrong_words(scene.id)
        else:
            self.town.wrong_version(scene.id)

    @precondition(lambda machine: machine.town.ledger.one("select count(*) from letter"))
    @rule(place=SMALL, again=st.booleans())
    def a_letter_is_made(self, place: int, again: bool) -> None:
        """Letters are made some time after they were drawn up, in any order; the worker may say so twice."""
        state = "filed" if again else "waiting"
        if letters := self.town.ledger.rows("select id from letter where state = ? order by id", state):
            self.town.file(letters[place % len(letters)]["id"], filed=again)

    # --- who is away, and time ----------------------------------------------------------------------------------------

    @rule(
        absent=SMALL,
        deputy=SMALL,
        by=SMALL,
        own=st.booleans(),
        days=st.sampled_from((10, 1, 0)),
        later=st.integers(0, 2),
    )
    def name_a_deputy(self, absent: int, deputy: int, by: int, own: bool, days: int, later: int) -> None:
        every = self.town.people
        away, stands_in = every[absent % len(every)], every[deputy % len(every)]
        now = self.town.moment(away if own else every[by % len(every)])
        since = now.at + timedelta(days=later)
        until = since + timedelta(days=days)
        before, says = self.town.ledger.changes(), now.by.person.id
        naming = {"since": since, "until": until, "by": now.by, "at": now.at}
        try:
            named = self.town.db.transact_now(deputies.name, away, stands_in, **naming)
        except Refusal:
            assert self.town.ledger.changes() == before
            return
        roles = {
            role for known in self.town.powers.acting(says, now.at) for role, _, _ in self.town.powers.roles[known]
        }
        assert says == away or roles & {"head", "admin"}
        self.deputies.append((named.id, Stead(away, stands_in, since, until)))
        self.town.powers.steads.append(self.deputies[-1][1])

    @precondition(lambda machine: machine.deputies)
    @rule(place=SMALL)
    def is_back(self, place: int) -> None:
        row_id, stead = self.deputies.pop(place % len(self.deputies))
        now = self.town.moment(stead.absent)
        try:
            self.town.db.transact_now(deputies.end, row_id, by=now.by, at=now.at)
        except Refusal as refused:
            assert refused.key == "deputy-unknown" and stead.until <= now.at
        self.town.powers.steads.remove(stead)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        """The reminders run: they speak, and change nothing of a case; of one moment nobody is told twice."""
        stood = self.town.ledger.marks()
        self.town.at += timedelta(days=days)
        self.town.db.transact_now(reminders.remind, at=self.town.at, office=self.town.office)
        before = self.town.ledger.changes()
        self.town.db.transact_now(reminders.remind, at=self.town.at, office=self.town.office)
        assert (self.town.ledger.changes(), self.town.ledger.marks()) == (before, stood)

    # --- what is always true ------------------------------------------------------------------------------------------

    @invariant()
    def every_case_holds_together(self) -> None:
        self.town.ledger.holds_together()

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        self.town.ledger.counted()

    @invariant()
    def the_log_goes_on(self) -> None:
        self.town.ledger.follows()


def test_whatever_anybody_does_no_case_is_lost_and_nobody_goes_beyond_their_powers(
    settled: Path, tmp_path: Path
) -> None:
    tried: Tried = Counter()
    beginnings = Beginnings(settled, tmp_path, tried)
    run_state_machine_as_test(lambda: Province(beginnings), settings=_how_long())
    # Else this would pass because nothing can be done, or nothing is refused.
    assert {verb for verb, done in tried if done} == set(VERBS)
    assert len({verb for verb, done in tried if not done}) > len(VERBS) / 2


def _how_long() -> settings:
    if settings.get_current_profile_name() == "soak":
        return settings()
    return settings(
        max_examples=9,
        stateful_step_count=20,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
