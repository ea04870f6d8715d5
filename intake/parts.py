"""Which lines of a sitting's paper tell who came, what was decided and how was voted, whatever the paper calls them.

Door: `tagged`, `lines`, `signs_of`, the shapes `Line` and `Tag`. Promise: each line (of running words each sentence, of a table
each row) gets one tag with its chance; the weights were learnt from papers with their truth (tools/train_parts). Not here: what
the words of a line tell (nlp.parts), what is made of a decision's lines (resolutions) or of names (attendance).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pycrfsuite

from intake.sheet import Row, Sheet
from nlp import parts as words
from nlp import tables, talk, votes
from nlp.sentences import ENDS, sentences

type Tag = Literal["other", "present", "absent", "decides", "goes-on", "votes"]

MODEL = Path(__file__).with_name("parts.crfsuite")
# A row that ends nearer to the margin than this (of the page's width) is full; indented rows begin further from theirs.
_FULL, _INDENTED = 0.06, 0.015
# Words of a row that goes on in the next, at least; blank between them in heights of a line, at most.
_RUNNING, _APART = 4, 1.1
# The chance of a tag that only numbering or a table tells.
_BY_NUMBER = 0.8
# A line that is more surely none of a decision is none, whatever follows.
_SURE = 0.85
# Words of a heading, less than.
_HEADING = 8


@dataclass(frozen=True, slots=True)
class Line:
    """text[start:end] of the sheet: a table's row, or a sentence from `row` on to `last`; `opens` and `closes` tell whether it
    is its paragraph's first and last.
    """

    row: Row
    last: Row
    start: int
    end: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Tagged:
    """A line, its tag and the chance of it."""

    line: Line
    tag: Tag
    chance: float


def lines(sheet: Sheet) -> list[Line]:
    """What is tagged, in reading order: the rows of tables, and running words sentence by sentence."""
    found: list[Line] = []
    for rows in _paragraphs(sheet):
        start, end = rows[0].start, rows[-1].end
        cuts = [start, *sentences(sheet.text, start, end), end] if len(rows[0].cells) == 1 else [start, end]
        for index, (left, right) in enumerate(pairwise(cuts)):
            first = sheet.row_at(left)
            found.append(Line(first, sheet.row_at(right - 1), left, right, index == 0, index == len(cuts) - 2))
    return found


def _paragraphs(sheet: Sheet) -> Iterator[list[Row]]:
    """Rows whose words run on from one to the next; a table's row stands alone."""
    run: list[Row] = []
    for row in sheet.rows:
        if not sheet.text[row.start : row.end].strip():
            continue
        if run and not _runs_on(sheet, run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _runs_on(sheet: Sheet, row: Row, following: Row) -> bool:
    """Whether the words of a row go on in the following one: it is full and ended no sentence, and the other begins nothing."""
    above, below = sheet.text[row.start : row.end].strip(), sheet.text[following.start : following.end]
    if len(row.cells) > 1 or len(following.cells) > 1 or len(above.split()) < _RUNNING or above.endswith(":"):
        return False
    if words.is_bracket(above, below):
        return True
    if words.begins(below):
        return False
    if row.page != following.page:
        return not above.endswith(ENDS)
    height = min(row.box[3] - row.box[1], following.box[3] - following.box[1])
    full = (
        row.box[0] < min(following.box[0], _left(sheet, row.page)) + _FULL or row.box[0] < following.box[0] + _INDENTED
    )
    return full and following.box[1] - row.box[3] < _APART * height


def _left(sheet: Sheet, page: int) -> float:
    return min(row.box[0] for row in sheet.rows if row.page == page)


def tagged(sheet: Sheet, kind: str, model: Path = MODEL) -> list[Tagged]:
    """Every line with its tag by the weights of `model`; `kind` is the document type."""
    found = lines(sheet)
    if not found:
        return []
    tagger = _tagger(model)
    tagger.set(signs_of(sheet, found, kind))
    tags = tagger.tag()
    told = [Tagged(line, tag, tagger.marginal(tag, at)) for at, (line, tag) in enumerate(zip(found, tags, strict=True))]
    return _completed(sheet, told)


def _completed(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same with what numbering and tables prove: a number between two decisions' is one, rows of one table are alike, and
    what only announces the first is none.
    """
    done = _reports_apart(sheet, _articles(sheet, told))
    numbers = [_number(sheet, one.line) for one in done]
    last: int | None = None
    for at, one in enumerate(done):
        if one.tag == "decides":
            announces = sheet.text[one.line.start : one.line.end].rstrip().endswith(":")
            if announces and at + 1 < len(done) and numbers[at + 1] == 1 and numbers[at] is None:
                done[at] = replace(one, tag="other")
                done[at + 1] = replace(done[at + 1], tag="decides")
                continue
            last = numbers[at] or last
        elif last is not None and numbers[at] == last + 1 and _like_a_decision(done, at):
            last += 1
            if not _only_talks(sheet, done, at):
                done[at] = replace(one, tag="decides", chance=_BY_NUMBER)
    alike = _marked_alike(sheet, _table_alike(_before_its_vote(sheet, _before_the_next(sheet, done, numbers))))
    return _without_headings(sheet, _without_agenda(sheet, _joined(sheet, alike)))


def _before_the_next(sheet: Sheet, told: Sequence[Tagged], numbers: Sequence[int | None]) -> list[Tagged]:
    """The same where a number comes right before a decision's: it is one if it settles something, and surer if it was one."""
    done = list(told)
    numbered = [at for at, number in enumerate(numbers) if number is not None and done[at].tag != "goes-on"]
    for at, following in reversed(list(pairwise(numbered))):
        one, line = done[at], done[at].line
        if numbers[following] == numbers[at] + 1 and done[following].tag == "decides":  # type: ignore[operator]
            settled = one.tag == "other" and one.chance < _SURE and words.settles(sheet.text[line.start : line.end])
            if one.tag == "decides" or settled:
                done[at] = replace(one, tag="decides", chance=max(_BY_NUMBER, one.chance))
    return done


def _before_its_vote(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a vote follows a line that may decide: what was voted on stands above it."""
    done = list(told)
    for at in range(1, len(done)):
        one, above = done[at], done[at - 1]
        text = sheet.text[above.line.start : above.line.end]
        if one.tag == "votes" and above.tag == "other" and above.chance < _SURE and talk.rules(text):
            done[at - 1] = replace(above, tag="decides", chance=1 - above.chance / 2)
    return done


def _marked_alike(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a paragraph between two decisions opens with the sign with which they do, and rules something."""
    done = list(told)
    opening = [at for at, one in enumerate(done) if one.line.opens]
    for above, at, below in zip(opening, opening[1:], opening[2:], strict=False):
        marks = {words.bullet(sheet.text[done[place].line.start :][:3]) for place in (above, at, below)}
        inner = [sheet.text[one.line.start : one.line.end].strip() for one in done[at:below]]
        ruled = any(talk.rules(line) and not talk.is_talk(line) for line in inner)
        if len(marks) == 1 and None not in marks and ruled and done[above].tag == done[below].tag == "decides":
            done[at] = replace(done[at], tag="decides", chance=_BY_NUMBER)
            done[at + 1 : below] = [replace(one, tag="goes-on") for one in done[at + 1 : below]]
    return done


def _joined(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a sentence without a number, in one paragraph with the decision before it, goes on with that."""
    done = list(told)
    for at in range(1, len(done)):
        one, above = done[at], done[at - 1]
        within = not one.line.opens and words.numbered(sheet.text[one.line.start : one.line.end]) is None
        if one.tag == "decides" and within and above.tag in ("decides", "goes-on"):
            before = sheet.text[above.line.start : above.line.end]
            voted = words.tells_vote(before) and not talk.is_talk(before.strip())
            done[at] = one if voted else replace(one, tag="goes-on")
    return done


def _without_agenda(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same without a numbered list above another that begins at one, if it decides nothing: it was the agenda."""
    done = list(told)
    ones = [at for at, one in enumerate(done) if one.tag == "decides" and _number(sheet, one.line) == 1]
    for again in ones[1:]:
        above = [at for at in range(again) if done[at].tag in ("decides", "goes-on", "votes")]
        if above and not any(words.settles(sheet.text[done[at].line.start : done[at].line.end]) for at in above):
            for at in above:
                done[at] = replace(done[at], tag="other")
    return done


def _without_headings(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a few words without an end, above another decision, are its heading."""
    done = list(told)
    for at in range(len(done) - 1):
        line = done[at].line
        text = sheet.text[line.start : line.end].strip()
        heading = len(line.row.cells) == 1 and len(text.split()) < _HEADING and not text.endswith((*ENDS, ")"))
        note = done[at].tag == "goes-on" and line.opens and words.is_note(text)
        above = done[at + 1].tag == "decides" and _number(sheet, done[at + 1].line) is None
        if above and heading and (done[at].tag == "decides" or note):
            done[at] = replace(done[at], tag="other")
    return done


def _reports_apart(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a line that only tells the vote, or speaks of the decision above, is none of its own."""
    done = list(told)
    for at, one in enumerate(done):
        if one.tag == "decides" and len(one.line.row.cells) == 1:
            text = sheet.text[one.line.start : one.line.end].replace("\n", " ")
            behind = at > 0 and done[at - 1].tag in ("decides", "goes-on", "votes")
            if words.reports(text) or words.speaks_of_above(text):
                done[at] = replace(one, tag="votes" if behind and words.tells_vote(text) else "other")
    return done


def _articles(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a «single article» is the decision and its notes go on with it."""
    done, within = list(told), False
    for at, one in enumerate(done):
        text = sheet.text[one.line.start : one.line.end]
        if one.line.opens and words.is_article(text) and not words.speaks_of_above(text):
            done[at], within = replace(one, tag="decides", chance=max(one.chance, _BY_NUMBER)), True
        elif within and words.is_note(text):
            done[at] = replace(one, tag="goes-on")
        elif within and one.tag not in ("decides", "goes-on") and one.line.opens:
            within = False
    return done


def _like_a_decision(told: Sequence[Tagged], at: int) -> bool:
    """Whether the line next in number stands where decisions do: another follows within reach, or it follows one at once."""
    before = any(one.tag in ("decides", "goes-on", "votes") for one in told[max(0, at - 3) : at])
    return before and told[at].tag not in ("present", "absent")


def _only_talks(sheet: Sheet, told: Sequence[Tagged], at: int) -> bool:
    """Whether nothing in the paragraph that begins with a line decides anything."""
    behind = next((place for place in range(at + 1, len(told)) if told[place].line.opens), len(told))
    lines_ = [sheet.text[one.line.start : one.line.end].replace("\n", " ") for one in told[at:behind]]
    return talk.is_talk(lines_[0]) and not any(talk.rules(line) and not talk.is_talk(line) for line in lines_)


def _table_alike(told: Sequence[Tagged]) -> list[Tagged]:
    """Of a table's rows that begin with a number those between two decisions are decisions too."""
    done = list(told)
    for at in range(1, len(done) - 1):
        above, below, one = done[at - 1], done[at + 1], done[at]
        cells = len(one.line.row.cells)
        tabled = cells > 2 and cells == len(above.line.row.cells) == len(below.line.row.cells)
        if tabled and above.tag == below.tag != one.tag and above.tag in ("decides", "present"):
            done[at] = replace(one, tag=above.tag, chance=_BY_NUMBER)
    return done


def _number(sheet: Sheet, line: Line) -> int | None:
    return words.numbered(sheet.text[line.start : line.end]) if line.opens else None


@cache
def _tagger(model: Path) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger


def signs_of(sheet: Sheet, found: Sequence[Line], kind: str) -> list[list[str]]:
    """The signs of each line: its own words, its place, and what the words of its neighbours tell."""
    texts = [sheet.text[line.start : line.end].replace("\t", " | ").replace("\n", " ") for line in found]
    told = [words.signs(text) for text in texts]
    placed = list(_places(sheet, found, told))
    signs: list[list[str]] = []
    for at, own in enumerate(told):
        before = told[at - 1] if at else ["first"]
        behind = told[at + 1] if at + 1 < len(told) else ["last"]
        signs.append(
            [
                kind,
                *own,
                *words.own_words(texts[at]),
                *placed[at],
                *(f"<{sign}" for sign in before),
                *(f">{sign}" for sign in behind),
                *(f"<<{sign}" for sign in (told[at - 2] if at > 1 else [])),
            ]
        )
    return signs


def _places(sheet: Sheet, found: Sequence[Line], told: Sequence[list[str]]) -> Iterator[list[str]]:
    """The signs of each line's place on the page and in the paper's order."""
    section, since, number = "none", 0, 0
    total = len(found)
    for at, line in enumerate(found):
        above = found[at - 1] if at else None
        text = sheet.text[line.start : line.end]
        signs = [f"cells {min(len(line.row.cells), 5)}", f"at {at * 6 // total}", f"section {section}"]
        signs.append(f"since {min(since, 6)}")
        if not line.opens:
            signs.append("within")
        if not line.closes:
            signs.append("goes on")
        signs += _beside(sheet, line, above)
        own = words.numbered(text) if line.opens else None
        if own is not None:
            signs.append("number")
            signs.append("number next" if own == number + 1 else "number one" if own == 1 else "number odd")
            number = own
        if len(line.row.cells) > 1:
            signs += _in_table(sheet, line.row)
        label = next((sign for sign in told[at] if sign.startswith(("label ", "bare label "))), None)
        since += 1
        if label and label.rpartition(" ")[2] in _SECTIONS:
            section, since = label.rpartition(" ")[2], 0
        yield signs


_SECTIONS = frozenset(
    ["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES", "subject"]
)


def _beside(sheet: Sheet, line: Line, above: Line | None) -> Iterator[str]:
    """How the line stands to the one above: gap, indent, whether that one was full and had ended."""
    if above is None or above.last.page != line.row.page:
        yield "tops page"
        return
    if not line.opens:
        return
    box, other = line.row.box, above.last.box
    height = max(1e-6, min(box[3] - box[1], other[3] - other[1]))
    yield f"gap {max(-1, min(4, round((box[1] - other[3]) / height / 0.4)))}"
    size = (box[3] - box[1]) / max(1e-6, other[3] - other[1])
    yield "larger" if size > 1.2 else "smaller" if size < 0.83 else "as large"
    left = _left(sheet, line.row.page)
    right = max(row.box[2] for row in sheet.rows if row.page == line.row.page)
    yield "below full" if other[0] < left + _FULL else "below short"
    yield "full" if box[0] < left + _FULL else "short"
    yield f"rows {min(3, line.last.index - line.row.index)}"
    yield "indented" if box[2] < right - _INDENTED else "at margin"
    indent = box[2] - other[2]
    yield "further in" if indent < -_INDENTED else "further out" if indent > _INDENTED else "in line"


def _in_table(sheet: Sheet, row: Row) -> Iterator[str]:
    """What a row of cells is by its cells: a number first, figures of votes last, a long text among them."""
    cells = [sheet.text[cell.start : cell.end].strip() for cell in row.cells]
    if cells[0].strip(" .-()").isdigit():
        yield "number first"
    longest = max(map(len, cells))
    yield f"longest {min(longest // 20, 5)}"
    if sum(len(cell) <= 2 for cell in cells[1:]) > 1:
        yield "figures behind"
    if any(tables.is_of_decisions(cell) for cell in cells):
        yield "head of decisions"
    if any(votes.column(cell) for cell in cells):
        yield "head of votes"
    if any(cell.endswith(":") for cell in cells):
        yield "cell of label"
