"""Lines of text that fit: measuring in the house's font, wrapping, shortening, and what the drawings say of a step.

Door: `width`, `wrap`, `shown`, `told`, `outcomes`, `term`, `duration`. Promise: no wrapped line is wider than asked for
unless one word alone is; digits are Persian; no character that XML forbids is left. Not here: where a line stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from PIL import ImageFont

from nlp import wording
from nlp.wording import TEMPLATES, persian_digits, words
from workflows.drawing.chart import Flow, role
from workflows.shapes import Committee, Entry, Step, Term

FONT = TEMPLATES / "fonts" / "vazirmatn.woff2"
ELLIPSIS = "…"
_MEASURED_AT = 100
_BOLD = 1.06
"""Bold letters are about so much wider than the regular ones that are measured."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), _MEASURED_AT)


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide `text` is, in the units of the letters' `size`."""
    return float(_font().getlength(text)) * size / _MEASURED_AT * (_BOLD if bold else 1)


def wrap(text: str, size: float, room: float, lines: int | None = None, *, bold: bool = False) -> list[str]:
    """`text` in lines of at most `room`, at most so many `lines`; what is cut off leaves an ellipsis."""
    wrapped: list[str] = []
    for word in text.split():
        longer = f"{wrapped[-1]} {word}" if wrapped else word
        if wrapped and width(longer, size, bold=bold) <= room:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    if lines is not None and len(wrapped) > lines:
        kept = wrapped[lines - 1].split()
        while len(kept) > 1 and width(" ".join(kept) + ELLIPSIS, size, bold=bold) > room:
            kept.pop()
        wrapped = [*wrapped[: lines - 1], " ".join(kept) + ELLIPSIS]
    return wrapped


def shown(text: str) -> str:
    """`text` as it is drawn: as people read it, no stray blanks, nothing that XML forbids."""
    return wording.shown(" ".join(_FORBIDDEN.sub("", text).split()))


def outcomes(flow: Flow) -> str:
    """What is told on a flow; empty where nothing is."""
    said = (words("outcomes")[outcome]["said"] for outcome in flow.outcomes)
    return str(words("drawings")["either"]).join(said)


def term(due: Term) -> str:
    """A term with its source, and its moment where that is not the entering of the step."""
    drawn = words("drawings")
    pattern = drawn["term"] if due.start == "entered" else drawn["term_from"]
    return shown(
        pattern.format(
            days=due.days,
            counts=drawn["counts"][due.counts],
            start=words("catalogue")["term"][due.start],
            source=drawn["source"][due.source],
        )
    )


def duration(due: Term) -> str:
    """The term's days as an ISO 8601 duration. ISO 8601 knows no working days: whether they are is told beside it."""
    return f"P{due.days}D"


def told(entry: Entry, step: Step) -> Iterator[str]:
    """Everything that a reader may want to know of a step, a line each."""
    say = words("drawings")["told"]
    yield say["text"].format(text=shown(step.text))
    yield say["kind"].format(kind=words("catalogue")["kinds"][step.kind])
    yield say["actor"].format(role=role(step.actor))
    if step.to:
        yield say["to"].format(to=shown(step.to))
    if step.committee:
        yield from _votes(entry.committee(step.committee), voting=step.kind == "committee")
    if step.due:
        yield say["due"].format(term=term(step.due), iso=duration(step.due))
    for body in step.bodies:
        pattern = say["body_due"] if body.due else say["body"]
        due = {"term": term(body.due), "iso": duration(body.due)} if body.due else {}
        yield pattern.format(name=shown(body.name), **due)
    if step.alert:
        yield say["alert"].format(roles=words("values")["and"].join(map(role, step.alert)))
    if step.note:
        yield say["note"].format(note=shown(step.note))


def _votes(committee: Committee, *, voting: bool) -> Iterator[str]:
    drawn = words("drawings")
    yield shown(committee.name)
    if not voting:
        return
    source = drawn["source"][committee.source]
    for rule, share in (("quorum", committee.quorum), ("majority", committee.majority)):
        part, whole = map(persian_digits, share.split("/"))
        yield drawn["told"][rule].format(part=part, whole=whole, of=drawn["of"][committee.of], source=source)
    if committee.chair_breaks_tie:
        yield str(drawn["told"]["chair"])
