"""Which of the people whom a paper names came: learnt behind the lines' tags.

Door: `gathered`, `learnt`, `crossed`, the shape `Roll`. Promise: the tags that a paper's names are weighed with come from
weights that were learnt without its layout, as those of a paper that nobody has seen. Not here: the tags of lines (learning).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pycrfsuite

from bench.intake_scores import Score
from intake import announced, attendance, parts, roll
from intake.sheet import Sheet
from nlp.names import bare
from nlp.normalise import folded
from tools.train_parts import learning

_SETTINGS = {"c1": 0.1, "c2": 0.3, "max_iterations": 120, "feature.minfreq": 3, "feature.possible_transitions": True}
_LISTS = ("present", "absent")


@dataclass(frozen=True, slots=True)
class Roll:
    """The names of one paper: their signs, whether each came, and what the rules alone say."""

    layout: str
    way: str
    names: list[str]
    signs: list[list[str]]
    came: list[roll.Came]
    rules: dict[str, set[str]]
    wanted: dict[str, set[str]]


def gathered(lessons: Sequence[learning.Lesson]) -> list[Roll]:
    """The names of every paper whose truth tells who came."""
    found: list[Roll] = []
    with TemporaryDirectory() as folder:
        for number in range(learning.FOLDS):
            model = Path(folder) / f"{number}.crfsuite"
            learning.learnt([one for one in lessons if learning.fold(one.layout) != number], model)
            held = (one for one in lessons if learning.fold(one.layout) == number)
            found += [called for one in held if (called := _roll(one, model))]
    return found


def _roll(lesson: learning.Lesson, model: Path) -> Roll | None:
    if "present" in lesson.truth.get("open", ()):
        return None
    sheet = Sheet(lesson.pages)
    tags = parts.tagged(sheet, lesson.truth["document_type"], model)
    said = announced.announced(sheet)
    claims = attendance.rules_alone(sheet, said, tags)
    mentions = roll.mentions(sheet, tags)
    if not mentions:
        return None
    wanted = {field: {_letters(name) for name in lesson.truth["fields"].get(field) or ()} for field in _LISTS}
    signs = roll.signs_of(sheet, mentions, tags, attendance.verdicts(sheet, said, tags, claims))
    rules = {field: {_letters(name) for name in claim.value} for field, claim in claims.items()}
    names = [_letters(mention.who) for mention in mentions]
    return Roll(lesson.layout, lesson.way, names, signs, [_came(name, wanted) for name in names], rules, wanted)


def _came(name: str, wanted: dict[str, set[str]]) -> roll.Came:
    return "present" if name in wanted["present"] else "absent" if name in wanted["absent"] else "other"


def _letters(name: str) -> str:
    return "".join(sign for sign in folded(bare(name)) if sign.isalpha())


def learnt(rolls: Iterable[Roll], target: Path) -> None:
    """Writes the weights that the papers give."""
    learning.weigh(((one.signs, one.came) for one in rolls), target, _SETTINGS)


def crossed(rolls: Sequence[Roll]) -> dict[str, Score]:
    """Names right, wrong and missed on digital papers, by the weights learnt without their layouts and by the rules alone."""
    scores = {f"{field}, {who}": Score() for field in _LISTS for who in ("learnt", "rules")}
    with TemporaryDirectory() as folder:
        for number in range(learning.FOLDS):
            model = Path(folder) / "roll.crfsuite"
            learnt([one for one in rolls if learning.fold(one.layout) != number], model)
            tagger = pycrfsuite.Tagger()
            tagger.open(str(model))
            for one in rolls:
                if learning.fold(one.layout) == number and one.way == "digital":
                    said = list(zip(one.names, tagger.tag(one.signs), strict=True))
                    for field in _LISTS:
                        got = {name for name, tag in said if tag == field}
                        _count(scores[f"{field}, learnt"], got, one.wanted[field])
                        _count(scores[f"{field}, rules"], one.rules.get(field, set()), one.wanted[field])
    return scores


def _count(score: Score, got: set[str], wanted: set[str]) -> None:
    score.add(Score(right=len(got & wanted), wrong=len(got - wanted), missed=len(wanted - got)))
