"""How the state machine does things: every act is looked at before and after, whoever does it and whatever comes of it.

Door: `Doing`, `Beginnings`. Promise: what was refused has written nothing, not one row; what succeeded was allowed by the
design's table (powers) and stands in the log of exactly one case, under the name of who did it; nothing but a Refusal comes
out. Not here: what is done, and in which order (test_machine).
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import note
from sqlalchemy import select

from cases import committees, decisions, desk, lifecycle, people
from cases.db import Database, Session
from cases.errors import Refusal
from cases.lifecycle import Moment
from cases.models import Account, Person
from cases.office import Office
from cases.people import By
from nlp import wording
from tests.cases.acts import ACTS, OF_THE_DESK, OF_WHO_HAS_IT, SUITS, Given, gather, rightly, wrongly
from tests.cases.ledger import Ledger
from tests.cases.powers import Powers, Scene
from tests.cases.town import KNOWN, ROOT, START
from workflows import engine, workdays

FLOWS = sorted(slug for slug, entry in KNOWN.entries.items() if entry.kind == "process")
GROUPS = [FLOWS[place::5] for place in range(5)]
# Asked for what is so already, these do nothing and refuse nothing.
REPEATABLE = ("claim", "assign", "sign")
SIGNED = "select letter.id from letter join step on step.id = step_id where step_id = ? and kind = 'issue'"

type Which = tuple[bool, int]
"""Whether one that fits is chosen, and the place of the chosen one among them; else one of all."""
type Tried = Counter[tuple[str, bool]]
"""What became of the acts: a verb, and whether it was done."""


class Doing:
    """A town with its ledger and its powers, and the ways to act in it. `tried` is shared by all towns of a run."""

    def __init__(self, file: Path, tried: Tried) -> None:
        self.db = Database(f"sqlite:///{file}", synchronous="OFF")
        self.office = Office(KNOWN, workdays.Calendar(), "P")
        self.ledger = Ledger(file)
        self.tried = tried
        self.at = START
        ids = {row["key"]: row["id"] for row in self.ledger.rows("select id, key from person")}
        cities = {row["slug"]: row["id"] for row in self.ledger.rows("select id, slug from municipality")}
        self.powers = Powers.of(ROOT / "samples/province.yaml", ids, cities)
        # Everyone as they are while they stand in for nobody.
        self._alone: dict[int, By] = {}
        self.people, self.cities = sorted(ids.values()), sorted(cities.values())

    def close(self) -> None:
        self.ledger.close()
        self.db.close()

    # --- one act ------------------------------------------------------------------------------------------------------

    def moment(self, person: int) -> Moment:
        """A minute later, by this person and those in whose stead they act."""
        self.at += timedelta(minutes=1)
        by = self._alone.get(person)
        if by is None or self.powers.steads:
            by = self.db.read_now(people.who, f"tg:{person}", at=self.at)
            assert by is not None
        if not by.standing_in:
            self._alone[person] = by
        return Moment(by, self.at, self.office)

    def do(
        self,
        verb: str,
        person: int,
        scene: Scene,
        act: Callable[..., Any],
        *args: Any,
        whose: int | None = None,
        **how: Any,
    ) -> Any:
        """The act by the person; None where it was refused."""
        now = self.moment(person)
        note(f"{verb} by {person} on case {scene.id} in {scene.where}: {args[1:]} {how}")
        allowed = self.powers.may(verb, person, scene, self.at, whose=whose)
        before, stood = self.ledger.changes(), self.ledger.marks()
        try:
            done = self.db.transact_now(act, *args, **how, now=now)
        except Refusal as refused:
            assert self.ledger.changes() == before, f"{verb} was refused with {refused.key} and has written"
            assert refused.key in wording.words("refusals")
            self.tried[verb, False] += 1
            return None
        assert allowed, f"{verb} by {person} on {scene}"
        assert verb == "open" or SUITS[verb](scene), f"{verb} out of time on {scene}"
        self.tried[verb, True] += 1
        if self.ledger.changes() == before:
            assert verb in REPEATABLE, f"{verb} succeeded and has written nothing"
        else:
            self._logged(verb, person, stood)
        return done

    def _logged(self, verb: str, person: int, stood: dict[int, tuple[int, int]]) -> None:
        """One case has changed, its version and its log; what is new there is under the name of who acted."""
        stands = self.ledger.marks()
        (changed,) = [case_id for case_id in stands if stands[case_id] != stood.get(case_id)]
        version, lines = stood.get(changed, (0, 0))
        gathers = verb == "gather"
        assert gathers or stands[changed][0] > version
        new = self.ledger.rows("select * from event where stream = ? and seq > ?", f"case:{changed}", lines)
        names = {(line["by_id"], line["account"]) for line in new}
        # A document is read by the program itself.
        assert names - ({(None, None)} if gathers else set()) == {(person, f"tg:{person}")}

    # --- who and what -------------------------------------------------------------------------------------------------

    def case(self, place: int) -> Scene:
        """One of the cases that are not closed, if there are any."""
        every = self.ledger.scenes()
        return (
            among[place % len(among)]
            if (among := [known for known in every if known.wanted])
            else every[place % len(every)]
        )

    def scene(self, case_id: int) -> Scene:
        """What the case stands at; whoever may no longer have it is not said to."""
        return self.powers.present(self.ledger.scene(case_id), self.at + timedelta(minutes=1))

    def possible(self, scene: Scene) -> list[str]:
        """The acts that this is the moment for."""
        return [verb for verb, suits in SUITS.items() if suits(scene)]

    def someone(self, verb: str, who: Which, scene: Scene, whose: int | None = None) -> int:
        """One of those who may, or anybody."""
        able = [known for known in self.people if self.powers.may(verb, known, scene, self.at, whose=whose)]
        among = able if who[0] and able else self.people
        return among[who[1] % len(among)]

    def try_(self, verb: str, case_id: int, who: Which, place: int) -> None:
        """An act at its moment and in the right words, by one who may or by anybody. Who may and does not have the case first
        takes it."""
        scene = self.scene(case_id)
        if who[0] and verb in OF_WHO_HAS_IT and scene.claimant is None and SUITS["claim"](scene):
            self.must("claim", case_id, desk.claim)
            scene = self.scene(case_id)
        given = rightly(verb, scene, at=self.at, heir=self.heir(scene, place), place=place)
        person = self.someone(verb, who, scene, given.whose)
        self.do(verb, person, scene, ACTS[verb], *given.args, whose=given.whose, **given.how)

    def heir(self, scene: Scene, place: int = 0) -> int:
        """An expert who could get the case, by place perhaps the one who has it."""
        others = [known for known in self.people_with("expert") if known != scene.claimant or place % 5 == 4]
        return others[place % len(others)]

    def open(self, slug: str, city: int, who: Which) -> Any:
        """Opens a case of the entry in the city of that place."""
        city_id = self.cities[city % len(self.cities)]
        scene = Scene(0, "draft", city_id, 0, KNOWN.flow(slug), None)
        person = self.someone("open", who, scene)
        return self.do("open", person, scene, lifecycle.open_case, slug, municipality_id=city_id, origin=None)

    def must(self, verb: str, case_id: int, act: Callable[..., Any], *args: Any, **how: Any) -> Any:
        """An act on the case as it is, by the first who may. It is not refused."""
        scene = self.scene(case_id)
        done = self.do(verb, self.someone(verb, (True, 0), scene), scene, act, case_id, scene.version, *args, **how)
        assert done is not None, f"{verb} was refused on {scene}"
        return done

    # --- what is refused ----------------------------------------------------------------------------------------------

    def wrong_person(self, person: int, case_id: int) -> None:
        """Somebody tries all that they may not do, at any moment and in the right words."""
        for verb, scene, given in self._each(case_id):
            if not self.powers.may(verb, person, scene, self.at + timedelta(minutes=1), whose=given.whose):
                self._refused(verb, person, scene, given)

    def wrong_moment(self, case_id: int) -> None:
        """Those who may try what is not to be done now."""
        for verb, scene, given in self._each(case_id):
            if not SUITS[verb](scene):
                self._refused(verb, self.someone(verb, (True, 0), scene, given.whose), scene, given)

    def wrong_words(self, case_id: int) -> None:
        """Those who may say it wrongly."""
        for verb, scene, given in self._each(case_id):
            for wrong in wrongly(verb, given):
                self._refused(verb, self.someone(verb, (True, 0), scene, given.whose), scene, wrong)

    def wrong_version(self, case_id: int) -> None:
        """Those who may have looked at the case before it changed, or say that they have seen what is to come."""
        for verb, scene, given in self._each(case_id):
            if verb not in (*REPEATABLE, "gather", "comment", "vote"):
                for other in (scene.version - 1, scene.version + 1):
                    stale = given._replace(args=(scene.id, other, *given.args[2:]))
                    self._refused(verb, self.someone(verb, (True, 0), scene, given.whose), scene, stale)

    def meddlers(self) -> list[int]:
        """One for each way not to be the right one, those first who once were somebody's deputy."""
        once = [stead.deputy for stead in self.powers.steads if stead.until <= self.at]
        others: dict[tuple[str, int | None, bool], int] = {}
        for person, held in self.powers.roles.items():
            others.setdefault(held[0], person)
        return [*once[-3:], *others.values(), max(self.people_with("expert"))]

    def people_with(self, role: str) -> list[int]:
        return [person for person in self.people if self.powers.has([person], role, 0)]

    def _each(self, case_id: int) -> Iterator[tuple[str, Scene, Given]]:
        scene = self.scene(case_id)
        for verb in ACTS:
            yield verb, scene, rightly(verb, scene, at=self.at, heir=self.heir(scene))

    def _refused(self, verb: str, person: int, scene: Scene, given: Given) -> None:
        done = self.do(verb, person, scene, ACTS[verb], *given.args, whose=given.whose, **given.how)
        assert done is None, f"{verb} by {person} with {given} on {scene}"

    def file(self, letter_id: int, *, filed: bool) -> None:
        """The worker has made the letter; told of one that is `filed`, nothing happens."""
        now = self.moment(self.people[0])
        before = self.ledger.changes()
        self.db.transact_now(decisions.letter_filed, letter_id, "0" * 64, now=now)
        assert (self.ledger.changes() == before) == filed

    # --- a whole step -------------------------------------------------------------------------------------------------

    def goes_on(self, case_id: int, place: int) -> None:
        """Wherever a case is, those who have to may do what its step asks for, and it is left by the outcome of that place."""
        scene = self.scene(case_id)
        if scene.wanted is None:
            return
        able = engine.outcomes(scene.wanted)
        outcome = able[place % len(able)]
        if self.ledger.one("select count(*) from reply where step_id = ? and answer = 'refused'", scene.step_id):
            outcome = "refused"
        self._leave(scene, outcome, place)
        assert self.ledger.one("select outcome from step where id = ?", scene.step_id) == outcome

    def _leave(self, scene: Scene, outcome: str, place: int) -> None:
        assert scene.wanted is not None
        items = [item.key for item in scene.flow.documents][place % 4 : place % 4 + 1]
        if place % 3 == 2 and SUITS["hold"](scene) and not self.ledger.rows(SIGNED, scene.stay):
            self.must("hold", scene.id, desk.hold, "because it is so")
        if self.scene(scene.id).state == "held":
            self.must("resume", scene.id, desk.resume)
        kind = scene.wanted.kind
        if scene.wanted.actor in OF_THE_DESK and kind != "submit" and scene.claimant is None:
            self.must("claim", scene.id, desk.claim)
        if kind == "submit":
            self.must("gather", scene.id, gather)
            self.must("send", scene.id, lifecycle.send)
        elif kind == "inquiry":
            self._answered(scene, outcome)
        elif kind == "committee":
            self._voted(scene, outcome)
        elif kind == "issue":
            letter = self.must("sign", scene.id, decisions.sign)
            self.file(letter.id, filed=False)
        else:
            if kind == "external" and scene.wanted.actor == "expert":
                self._first("refer", scene.id, decisions.refer)
            self.must("decide", scene.id, decisions.decide, outcome, reason="because it is so", items=items)

    def _first(self, verb: str, case_id: int, act: Callable[..., Any]) -> None:
        """A letter goes out, unless one has."""
        scene = self.scene(case_id)
        self.do(verb, self.someone(verb, (True, 0), scene), scene, act, case_id, scene.version)

    def _answered(self, scene: Scene, outcome: str) -> None:
        self._first("ask", scene.id, decisions.send_inquiries)
        wanting = self.ledger.rows("select body from reply where step_id = ? and answer is null", scene.step_id)
        answer = "refused" if outcome == "refused" else "clear"
        for row in wanting:
            self.must("reply", scene.id, decisions.record_reply, row["body"], answer, letter_number="1")

    def _voted(self, scene: Scene, outcome: str) -> None:
        meeting = {"meets_at": self.at + timedelta(days=3), "place": "hall", "agenda": ""}
        self.must("invite", scene.id, committees.invite, **meeting)
        said = self.do("comment", scene.seats[-1], scene, committees.comment, scene.stay, "well")
        assert said is not None
        vote = {"adopted": "for", "rejected": "against", "returned": "return"}[outcome]
        for seat in scene.seats:
            cast = self.do("vote", seat, scene, committees.vote, scene.step_id, seat, vote, whose=seat)
            assert cast is not None
        self.must("close", scene.id, committees.close, reason="because it is so")


class Beginnings:
    """Towns in which three processes at once have come so many steps forward, at most to the last one; each is made when it
    is first asked for."""

    def __init__(self, settled: Path, folder: Path, tried: Tried) -> None:
        self.settled, self.folder, self.tried = settled, folder, tried
        self._numbers = count()
        self._made: dict[tuple[int, int], Path] = {}

    def town(self, group: int, steps: int) -> Doing:
        """A copy of its own."""
        return Doing(self._copy(self._beginning(group, steps)), self.tried)

    def _beginning(self, group: int, steps: int) -> Path:
        if (group, steps) not in self._made:
            file = self._copy(self._beginning(group, steps - 1) if steps else self.settled)
            town = Doing(file, self.tried)
            if steps == 0:
                town.db.transact_now(_everyone_has_a_chat)
                for place, slug in enumerate(GROUPS[group]):
                    assert town.open(slug, place, (True, 0)) is not None
            else:
                town.at += timedelta(days=steps)
                for scene in town.ledger.scenes():
                    if not _is_last(scene):
                        town.goes_on(scene.id, 0)
            town.close()
            self._made[group, steps] = file
        return self._made[group, steps]

    def _copy(self, file: Path) -> Path:
        return Path(shutil.copy(file, self.folder / f"{next(self._numbers)}.sqlite"))


def _is_last(scene: Scene) -> bool:
    assert scene.wanted is not None
    return engine.advance(scene.flow, scene.wanted.key, engine.outcomes(scene.wanted)[0]).closes is not None


def _everyone_has_a_chat(session: Session) -> None:
    for person in session.scalars(select(Person)):
        session.add(Account(id=f"tg:{person.id}", person_id=person.id, chat_id=person.id, joined_at=START))
