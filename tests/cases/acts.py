"""The acts on a case: where each makes sense, and what it is rightly given there.

Door: `SUITS`, `RIGHTLY`, `gather`. Not here: who may (powers), what is done when (doing, test_machine).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cases import committees, decisions, desk, documents, lifecycle, queries
from cases.db import Session
from cases.lifecycle import Moment
from cases.models import Case
from tests.cases.powers import Scene
from workflows import engine

OF_THE_DESK = ("expert", "committee")


def _of_the_office(scene: Scene) -> bool:
    return scene.state == "running" and scene.wanted is not None and scene.wanted.kind != "submit"


def _at(scene: Scene, *kinds: str) -> bool:
    return _of_the_office(scene) and scene.wanted is not None and scene.wanted.kind in kinds


SUITS: dict[str, Callable[[Scene], bool]] = {
    "gather": lambda scene: scene.wanted is not None and scene.wanted.kind == "submit",
    "send": lambda scene: scene.wanted is not None and scene.wanted.kind == "submit",
    "withdraw": lambda scene: scene.state != "closed",
    "claim": lambda scene: _of_the_office(scene) and scene.wanted.actor in OF_THE_DESK,
    "release": _of_the_office,
    "assign": lambda scene: _of_the_office(scene) and scene.wanted.actor in OF_THE_DESK,
    "hold": _of_the_office,
    "resume": lambda scene: scene.state == "held",
    "extend": lambda scene: scene.state in ("draft", "running") and scene.wanted.due is not None,
    "decide": lambda scene: _at(scene, "review", "external", "act"),
    "refer": lambda scene: _at(scene, "external"),
    "ask": lambda scene: _at(scene, "inquiry"),
    "reply": lambda scene: _at(scene, "inquiry"),
    "sign": lambda scene: _at(scene, "issue"),
    "invite": lambda scene: _of_the_office(scene) and scene.wanted.committee is not None,
    "comment": lambda scene: _of_the_office(scene) and scene.wanted.committee is not None,
    "vote": lambda scene: _at(scene, "committee"),
    "close": lambda scene: _at(scene, "committee"),
}
"""At which moments an act is possible at all."""
OF_WHO_HAS_IT = ("release", "decide", "refer", "ask", "reply", "sign", "invite", "close")
"""Acts for which an expert first takes the case, where its step is an expert's."""


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


ACTS: dict[str, Callable[..., Any]] = {
    "gather": gather,
    "send": lifecycle.send,
    "withdraw": lifecycle.withdraw,
    "claim": desk.claim,
    "release": desk.release,
    "assign": desk.assign,
    "hold": desk.hold,
    "resume": desk.resume,
    "extend": desk.extend,
    "decide": decisions.decide,
    "refer": decisions.refer,
    "ask": decisions.send_inquiries,
    "reply": decisions.record_reply,
    "sign": decisions.sign,
    "invite": committees.invite,
    "comment": committees.comment,
    "vote": committees.vote,
    "close": committees.close,
}


class Given(NamedTuple):
    """What an act is given; `whose`: the vote that is cast, the person who gets the case."""

    args: tuple[Any, ...]
    how: dict[str, Any]
    whose: int | None = None


def rightly(verb: str, scene: Scene, *, at: datetime, heir: int, place: int = 0) -> Given:
    """What the act is given where it is done at the right moment and in the right words; `place` chooses among them.
    `heir`: who may get the case."""
    on, wanted = (scene.id, scene.version), scene.wanted
    match verb:
        case "assign":
            return Given((*on, heir), {}, heir)
        case "hold":
            return Given((*on, "because it is so"), {})
        case "extend":
            return Given((*on, 1 + 52 * place % 365, "because it is so"), {})
        case "decide":
            items = [item.key for item in scene.flow.documents][place % 4 : place % 4 + 1]
            return Given(
                (*on, _one(engine.outcomes(wanted) if wanted else ("done",), place)),
                {"reason": "because it is so", "items": items},
            )
        case "refer":
            return Given(on, {"number": (None, "12/3")[place % 2]})
        case "reply":
            body = _one([known.key for known in wanted.bodies] if wanted else [], place)
            return Given((*on, body, ("clear", "clear", "refused")[place % 3]), {"letter_number": "1"})
        case "invite":
            return Given(on, {"meets_at": at + timedelta(days=3), "place": "hall", "agenda": ""})
        case "comment":
            return Given((scene.stay, "well"), {})
        case "vote":
            member = _one(scene.seats, place) if scene.seats else heir
            able = [vote for vote in committees.VOTES if vote != "return" or (wanted and "returned" in wanted.next)]
            return Given((scene.stay, member, _one(able, place // 3)), {}, member)
        case "close":
            return Given(on, {"reason": "because it is so"})
    return Given(on, {})


def _one[T](among: Sequence[T], place: int) -> T | str:
    """One of these; where there are none, something unknown."""
    return among[place % len(among)] if among else "x"


def wrongly(verb: str, right: Given) -> list[Given]:
    """The same said wrongly, in each way that there is."""
    on, how, whose = right.args[:2], right.how, right.whose
    match verb:
        case "hold":
            return [Given((*on, " "), {})]
        case "extend":
            return [
                Given((*on, 0, "because it is so"), {}),
                Given((*on, 366, "because it is so"), {}),
                Given((*on, 5, " "), {}),
            ]
        case "decide":
            unknown = Given((*on, "x"), how)
            return [unknown, Given(right.args, {**how, "items": ["x"]}), Given((*on, "return"), {"reason": " "})]
        case "reply":
            return [Given((*on, "x", "clear"), how), Given((*right.args[:3], "x"), how)]
        case "invite":
            return [
                Given(on, {**how, "place": " "}),
                Given(on, {**how, "meets_at": how["meets_at"] - timedelta(days=4)}),
            ]
        case "comment":
            return [Given((right.args[0], " "), {}), Given((right.args[0], "x" * 2001), {})]
        case "vote":
            return [Given((*on, "x"), {}, whose), Given((right.args[0] + 1000, *right.args[1:]), {}, whose)]
    return []
