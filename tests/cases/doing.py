"""How the state machine does things: every act is looked at before and after, whoever does it and whatever comes of it.

Door: `Doing`. Promise: what was refused has written nothing, not one row; what succeeded was allowed by the design's table
(powers) and stands in the log of exactly one case, under the name of who did it; nothing but a Refusal comes out. Not here:
what is done, and in which order (test_machine).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from cases import committees, decisions, desk, documents, lifecycle, people, queries
from cases.db import Database, Session
from cases.errors import Refusal
from cases.lifecycle import Moment
from cases.models import Case
from cases.office import Office
from cases.people import By
from nlp import wording
from tests.cases.ledger import Ledger
from tests.cases.powers import Powers, Scene
from tests.cases.test_processes import KNOWN, ROOT, START
from workflows import engine, workdays

# Asked for what is so already, these do nothing and refuse nothing.
REPEATABLE = ("claim", "assign", "sign")
OF_THE_DESK = ("expert", "committee")

type Which = tuple[bool, int]
"""Whether one that fits is chosen, and the place of the chosen one among them; else one of all."""
type Tried = Counter[tuple[str, bool]]
"""What became of the acts: a verb, and whether it was done."""


def _of_the_office(scene: Scene) -> bool:
    return scene.state == "running" and scene.wanted is not None and scene.wanted.kind != "submit"


def _at(scene: Scene, *kinds: str) -> bool:
    return _of_the_office(scene) and scene.wanted is not None and scene.wanted.kind in kinds


SUITS: dict[str, Callable[[Scene], bool]] = {
    "gather": lambda scene: scene.wanted is not None and scene.wanted.kind == "submit",
    "send": lambda scene: scene.wanted is not None and scene.wanted.kind == "submit",
    "withdraw": lambda scene: scene.wanted is not None,
    "claim": lambda scene: _of_the_office(scene) and scene.wanted.actor in OF_THE_DESK,
    "release": lambda scene: _of_the_office(scene) and scene.wanted.actor in OF_THE_DESK,
    "assign": lambda scene: _of_the_office(scene) and scene.wanted.actor in OF_THE_DESK,
    "hold": _of_the_office,
    "resume": lambda scene: scene.state == "held",
    "extend": lambda scene: scene.wanted is not None and scene.wanted.due is not None,
    "decide": lambda scene: _at(scene, "review", "external", "act"),
    "refer": lambda scene: _at(scene, "external"),
    "ask": lambda scene: _at(scene, "inquiry"),
    "reply": lambda scene: _at(scene, "inquiry"),
    "sign": lambda scene: _at(scene, "issue"),
    "invite": lambda scene: _of_the_office(scene) and bool(scene.seats),
    "comment": lambda scene: bool(scene.seats),
    "vote": lambda scene: _at(scene, "committee"),
    "close": lambda scene: _at(scene, "committee"),
}
"""Where an act makes sense; it is tried elsewhere too."""
OF_WHO_HAS_IT = ("release", "decide", "refer", "ask", "reply", "sign", "invite", "close")
"""Acts for which an expert first takes the case, where its step is an expert's."""


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

    def suited(self, verb: str) -> list[Scene]:
        """The cases in which the act makes sense."""
        return [scene for scene in self.ledger.scenes() if SUITS[verb](scene)]

    def case(self, verb: str, which: Which, who: Which = (False, 0)) -> Scene:
        """One of these, or any case. Where it is for one who may, somebody has it."""
        every = self.ledger.scenes()
        among = [scene for scene in every if SUITS[verb](scene)] if which[0] else every
        scene = (among or every)[which[1] % len(among or every)]
        if who[0] and verb in OF_WHO_HAS_IT and scene.claimant is None and SUITS["claim"](scene):
            self.must("claim", scene.id, desk.claim)
        return self.ledger.scene(scene.id)

    def someone(self, verb: str, who: Which, scene: Scene, whose: int | None = None) -> int:
        """One of those who may, or anybody."""
        able = [known for known in self.people if self.powers.may(verb, known, scene, self.at, whose=whose)]
        among = able if who[0] and able else self.people
        return among[who[1] % len(among)]

    def try_(
        self, verb: str, which: Which, who: Which, seen: int, act: Callable[..., Any], *args: Any, **how: Any
    ) -> Any:
        """An act on a case at the version that was seen: so far from the present one."""
        scene = self.case(verb, which, who)
        return self.do(verb, self.someone(verb, who, scene), scene, act, scene.id, scene.version + seen, *args, **how)

    def open(self, slug: str, city: int, who: Which) -> Any:
        """Opens a case of the entry in the city of that place."""
        city_id = self.cities[city % len(self.cities)]
        scene = Scene(0, "draft", city_id, 0, KNOWN.flow(slug), None)
        person = self.someone("open", who, scene)
        return self.do("open", person, scene, lifecycle.open_case, slug, municipality_id=city_id, origin=None)

    def must(self, verb: str, case_id: int, act: Callable[..., Any], *args: Any, **how: Any) -> Any:
        """An act on the case as it is, by the first who may. It is not refused."""
        scene = self.ledger.scene(case_id)
        done = self.do(verb, self.someone(verb, (True, 0), scene), scene, act, case_id, scene.version, *args, **how)
        assert done is not None, f"{verb} was refused on {scene}"
        return done

    def file(self, letter_id: int, *, filed: bool) -> None:
        """The worker has made the letter; told of one that is `filed`, nothing happens."""
        now = self.moment(self.people[0])
        before = self.ledger.changes()
        self.db.transact_now(decisions.letter_filed, letter_id, "0" * 64, now=now)
        assert (self.ledger.changes() == before) == filed

    # --- a whole step -------------------------------------------------------------------------------------------------

    def goes_on(self, case_id: int, place: int) -> None:
        """Wherever a case is, those who have to may do what its step asks for, and it is left by the outcome of that place."""
        scene = self.ledger.scene(case_id)
        if scene.wanted is None:
            return
        able = engine.outcomes(scene.wanted)
        outcome = able[place % len(able)]
        if self.ledger.one("select count(*) from reply where step_id = ? and answer = 'refused'", scene.step_id):
            outcome = "refused"
        self._leave(scene, outcome, [item.key for item in scene.flow.documents][place % 4 : place % 4 + 1])
        assert self.ledger.one("select outcome from step where id = ?", scene.step_id) == outcome

    def _leave(self, scene: Scene, outcome: str, items: list[str]) -> None:
        assert scene.wanted is not None
        if scene.state == "held":
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
            self.must("decide", scene.id, decisions.decide, outcome, reason="because", items=items)

    def _first(self, verb: str, case_id: int, act: Callable[..., Any]) -> None:
        """A letter goes out, unless one has."""
        scene = self.ledger.scene(case_id)
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
        vote = {"adopted": "for", "rejected": "against", "returned": "return"}[outcome]
        for seat in scene.seats:
            cast = self.do("vote", seat, scene, committees.vote, scene.step_id, seat, vote, whose=seat)
            assert cast is not None
        self.must("close", scene.id, committees.close, reason="because")


def gather(session: Session, case_id: int, _version: int, *, now: Moment) -> Case:
    """What the case cannot be sent without, sent, read and confirmed anew: the indispensable, what a return names, and the
    form with the candidate's name; where that is nothing, any one document."""
    case = queries.case(session, case_id)
    returned, every = queries.last_return(session, case), lifecycle.flow_of(case).documents
    named = set(returned.items) if returned else set()
    needed = [item for item in every if item.indispensable or item.key in named or item.kind == "mayor-form"]
    for item in needed or every[:1]:
        _confirmed(session, case_id, item.key, item.kind, now)
    return case


def _confirmed(session: Session, case_id: int, item: str, kind: str | None, now: Moment) -> None:
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    made = documents.receive(session, case_id, file, item=item, chat_id=1, origin=None, by=now.by, at=now.at)
    found = {"document_type": {"value": kind or "other", "confidence": 1.0}, "pages": 1, "text": "", "fields": {}}
    documents.attach_reading(session, made.id, {**found, "checks": [], "problems": []}, at=now.at)
    if kind == "mayor-form":
        documents.correct(session, made.id, "proposed_mayor", "آرش فرهمندنیا", by=now.by, at=now.at)
    documents.confirm(session, made.id, by=now.by, at=now.at)
