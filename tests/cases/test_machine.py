"""Anything done by anybody at any time: random acts on random processes, right ones and wrong ones.

After every act: what succeeded was allowed by the design's table and is in the log under the name of who did it; what was
refused has left nothing (doing); every case is where its definition leads, its dates, votes, letters and numbers are right
(ledger). The short run is the same each time; `make soak` goes on for long, and differently each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
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

from cases import committees, decisions, deputies, desk, events, lifecycle, reminders
from cases.errors import Refusal
from tests.cases.acts import gather
from tests.cases.doing import GROUPS, Beginnings, Tried, Which
from tests.cases.powers import VERBS, Scene, Stead
from tests.cases.test_processes import KNOWN, START
from workflows import engine

ENTRIES = sorted(KNOWN.entries)
OUTCOMES = ("approve", "return", "reject", "accepted", "returned", "refused", "done", "sent", "issued", "adopted", "x")
# A Sunday; and some days before Nowruz: numbers begin anew, and terms go over the holidays.
DAYS = (START + timedelta(days=14), datetime(2027, 3, 14, 6, 0, tzinfo=UTC))
# How many steps the three cases have behind them.
DEEP = (2, 1, 3, 4, 0, 6, 8, 11)

SMALL = st.integers(0, 30)
WHICH = st.tuples(st.sampled_from((True, True, True, True, False)), SMALL)
WHO = st.tuples(st.sampled_from((True, True, True, False)), SMALL)
# How far from the case's version is the one that the person looked at.
SEEN = st.sampled_from((0, 0, 0, 0, 0, 0, 0, -1, 1))
BECAUSE = st.sampled_from(("because", "because", "because", " "))


def where(verb: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule that is tried while there is a case in which the act makes sense; it may be tried on another one."""
    return precondition(lambda machine: bool(machine.town.suited(verb)))


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
    def open_(self, slug: str, city: int, who: Which) -> None:
        assert self.town.open(slug, city, who) is not None or not who[0]

    @where("gather")
    @rule(which=WHICH, who=WHO)
    def gather(self, which: Which, who: Which) -> None:
        self.town.try_("gather", which, who, 0, gather)

    @where("send")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def send(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("send", which, who, seen, lifecycle.send)

    @where("withdraw")
    @rule(which=WHICH, who=WHO, seen=SEEN, sure=st.sampled_from((False, False, True)))
    def withdraw(self, which: Which, who: Which, seen: int, sure: bool) -> None:
        if sure:
            self.town.try_("withdraw", which, who, seen, lifecycle.withdraw)

    # --- the desk -----------------------------------------------------------------------------------------------------

    @where("claim")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def claim(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("claim", which, who, seen, desk.claim)

    @where("release")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def release(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("release", which, who, seen, desk.release)

    @where("assign")
    @rule(which=WHICH, who=WHO, seen=SEEN, to=WHO)
    def assign(self, which: Which, who: Which, seen: int, to: Which) -> None:
        scene = self.town.case("assign", which)
        new = self.town.someone("claim", to, scene)
        person = self.town.someone("assign", who, scene, new)
        self.town.do("assign", person, scene, desk.assign, scene.id, scene.version + seen, new, whose=new)

    @where("hold")
    @rule(which=WHICH, who=WHO, seen=SEEN, reason=BECAUSE)
    def hold(self, which: Which, who: Which, seen: int, reason: str) -> None:
        self.town.try_("hold", which, who, seen, desk.hold, reason)

    @where("resume")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def resume(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("resume", which, who, seen, desk.resume)

    @where("extend")
    @rule(which=WHICH, who=WHO, seen=SEEN, days=st.sampled_from((5, 1, 365, 0, 366)), reason=BECAUSE)
    def extend(self, which: Which, who: Which, seen: int, days: int, reason: str) -> None:
        self.town.try_("extend", which, who, seen, desk.extend, days, reason)

    # --- decisions ----------------------------------------------------------------------------------------------------

    @where("decide")
    @rule(which=WHICH, who=WHO, seen=SEEN, place=SMALL, wild=st.sampled_from((False, False, True)), reason=BECAUSE)
    def decide(self, which: Which, who: Which, seen: int, place: int, wild: bool, reason: str) -> None:
        scene = self.town.case("decide", which, who)
        able = OUTCOMES if wild or scene.wanted is None else engine.outcomes(scene.wanted)
        items = _some([*(wanted.key for wanted in scene.flow.documents), "x"] if wild else _items(scene), place)
        person = self.town.someone("decide", who, scene)
        outcome = able[place % len(able)]
        how = {"reason": reason, "items": items}
        self.town.do("decide", person, scene, decisions.decide, scene.id, scene.version + seen, outcome, **how)

    @where("refer")
    @rule(which=WHICH, who=WHO, seen=SEEN, number=st.sampled_from((None, "12/3")))
    def refer(self, which: Which, who: Which, seen: int, number: str | None) -> None:
        self.town.try_("refer", which, who, seen, decisions.refer, number=number)

    @where("ask")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def ask(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("ask", which, who, seen, decisions.send_inquiries)

    @where("reply")
    @rule(which=WHICH, who=WHO, seen=SEEN, place=SMALL, answer=st.sampled_from(("clear", "clear", "refused", "x")))
    def reply(self, which: Which, who: Which, seen: int, place: int, answer: str) -> None:
        scene = self.town.case("reply", which, who)
        bodies = [*(body.key for body in scene.wanted.bodies if scene.wanted), "x"] if scene.wanted else ["x"]
        dated = self.town.at.date() + timedelta(days=3 if place == 30 else -3)
        person = self.town.someone("reply", who, scene)
        said = (scene.id, scene.version + seen, bodies[place % len(bodies)], answer)
        self.town.do("reply", person, scene, decisions.record_reply, *said, letter_number="1", letter_date=dated)

    @where("sign")
    @rule(which=WHICH, who=WHO, seen=SEEN)
    def sign(self, which: Which, who: Which, seen: int) -> None:
        self.town.try_("sign", which, who, seen, decisions.sign)

    @precondition(lambda machine: machine.town.ledger.one("select count(*) from letter"))
    @rule(place=SMALL, again=st.booleans())
    def a_letter_is_made(self, place: int, again: bool) -> None:
        """Letters are made some time after they were drawn up, in any order; the worker may say so twice."""
        state = "filed" if again else "waiting"
        if letters := self.town.ledger.rows("select id from letter where state = ? order by id", state):
            self.town.file(letters[place % len(letters)]["id"], filed=again)

    # --- committees ---------------------------------------------------------------------------------------------------

    @where("invite")
    @rule(which=WHICH, who=WHO, seen=SEEN, days=st.sampled_from((3, 1, -1)), place=BECAUSE)
    def invite(self, which: Which, who: Which, seen: int, days: int, place: str) -> None:
        meets_at = self.town.at + timedelta(days=days)
        self.town.try_("invite", which, who, seen, committees.invite, meets_at=meets_at, place=place, agenda="")

    @where("comment")
    @rule(which=WHICH, who=WHO, text=BECAUSE)
    def comment(self, which: Which, who: Which, text: str) -> None:
        scene = self.town.case("comment", which)
        person = self.town.someone("comment", who, scene)
        self.town.do("comment", person, scene, committees.comment, scene.stay, text)

    @where("vote")
    @rule(which=WHICH, who=WHO, member=WHO, vote=st.sampled_from((*committees.VOTES, "for", "for", "x")))
    def vote(self, which: Which, who: Which, member: Which, vote: str) -> None:
        scene = self.town.case("vote", which)
        among = scene.seats if member[0] and scene.seats else self.town.people
        of = among[member[1] % len(among)]
        person = self.town.someone("vote", who, scene, of)
        self.town.do("vote", person, scene, committees.vote, scene.stay, of, vote, whose=of)

    @where("close")
    @rule(which=WHICH, who=WHO, seen=SEEN, reason=BECAUSE)
    def close(self, which: Which, who: Which, seen: int, reason: str) -> None:
        self.town.try_("close", which, who, seen, committees.close, reason=reason)

    # --- the right way ------------------------------------------------------------------------------------------------

    @where("withdraw")
    @rule(which=WHICH, place=SMALL)
    def goes_on(self, which: Which, place: int) -> None:
        self.town.goes_on(self.town.case("withdraw", which).id, place)

    @where("withdraw")
    @rule(which=WHICH, steps=st.integers(1, 3))
    def goes_forward(self, which: Which, steps: int) -> None:
        """Several steps by their first outcomes, to what lies deep in a process."""
        case_id = self.town.case("withdraw", which).id
        for _ in range(steps):
            self.town.goes_on(case_id, 0)

    # --- the wrong way ------------------------------------------------------------------------------------------------

    @rule(which=WHICH, person=SMALL)
    def meddles(self, which: Which, person: int) -> None:
        self.town.meddles(self.town.people[person % len(self.town.people)], self.town.case("withdraw", which).id)

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


def _items(scene: Scene) -> list[str]:
    return [wanted.key for wanted in scene.flow.documents]


def _some[T](among: tuple[T, ...] | list[T], place: int, *, at_least: int = 0) -> list[T]:
    """One of these, or none, by its place."""
    begins = place % (len(among) + 1 - at_least)
    return list(among[begins : begins + 1])


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
        max_examples=32,
        stateful_step_count=16,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
