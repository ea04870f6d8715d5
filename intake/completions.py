"""What numbering, tables and votes prove of the tags that a paper's lines were given one by one.

Door: `completed`. Promise: pure; a tag is changed only where the lines around it prove another. Not here: the weights (parts),
the lines (paragraphs), the phrases (nlp.parts, nlp.talk).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from intake.paragraphs import Line, Tagged
from intake.sheet import Row, Sheet
from nlp import decisions as phrases
from nlp import parts as words
from nlp import talk, votes
from nlp.sentences import ENDS

# The chance of a tag that only numbering or a table tells.
_BY_NUMBER = 0.8
# The rest of a decision that is not there is rather one itself, if it is so surely a part of one.
_LIKELY = 0.7
# A line that is more surely none of a decision is none, whatever follows.
_SURE = 0.85
# Cells of a table's row, at least.
_TABLED = 3
# Words that end a sentence with its verb.
_VERB = 3
# Words of a heading, less than.
_HEADING = 8


def completed(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same with what numbering and tables prove: a number between two decisions' is one, rows of one table are alike, and
    what only announces the first is none.
    """
    done = _finished(sheet, _below_own_head(sheet, told))
    done = _reports_apart(sheet, _articles(sheet, _called(sheet, _below_the_head(sheet, _begun(sheet, done)))))
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
            people = words.is_of_people(sheet.text[one.line.start : one.line.end])
            if not people and not _only_talks(sheet, done, at) and not _talks_first(sheet, done, at):
                done[at] = replace(one, tag="decides", chance=_BY_NUMBER)
    alike = _told_with_its_vote(sheet, _before_its_vote(sheet, _before_the_next(sheet, done, numbers)))
    alike = _counted_up(sheet, _marked_alike(sheet, _table_alike(sheet, alike)))
    alike = _joined(sheet, _notes_go_on(sheet, _without_talk(sheet, alike)))
    return _without_headings(sheet, _without_agenda(sheet, alike))


def _below_own_head(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a line is the head of one decision, with its number and its vote at most: it is none itself, and what
    is ruled right below it is one.
    """
    done = list(told)
    heads = [words.heads_one(sheet.text[one.line.start : one.line.end].replace("\n", " ")) for one in done]
    for at in range(len(done) - 1):
        text = sheet.text[done[at + 1].line.start : done[at + 1].line.end].replace("\n", " ")
        # Several in a row tell the votes on what stands above; what is ruled may stand further below.
        alone = heads[at] and not heads[at + 1] and not (at and heads[at - 1])
        below = takewhile(lambda place: not heads[place], range(at + 2, len(done)))
        alone = alone and (done[at + 1].tag == "decides" or all(done[place].tag != "decides" for place in below))
        if alone and done[at + 1].line.opens and words.numbered(text) is None and _rules(text):
            done[at] = replace(done[at], tag="other")
            done[at + 1] = replace(done[at + 1], tag="decides", chance=max(_BY_NUMBER, done[at + 1].chance))
    return done


def _counted_up(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a decision counts up, behind its colon, what it is about: the parts go on with it."""
    done = list(told)
    texts = [sheet.text[one.line.start : one.line.end].replace("\n", " ").strip() for one in done]
    for at, text in enumerate(texts):
        counts = done[at].line.opens and text.endswith(":") and phrases.bears_mark(text) and talk.rules(text)
        if not counts:
            continue
        below = range(at + 1, len(done))
        parts = [*takewhile(lambda place: not done[place].line.opens or phrases.is_part(texts[place]), below)]
        voted = [place for place in parts if words.tells_vote(texts[place])]
        if len(parts) >= _PARTS and len(voted) < _PARTS:
            done[at] = replace(done[at], tag="decides", chance=max(_BY_NUMBER, done[at].chance))
            for place in (place for place in parts if not votes.is_report(texts[place])):
                done[place] = replace(done[place], tag="goes-on")
    return done


# Parts of one decision that are counted up, at least.
_PARTS = 2


def _before_the_next(sheet: Sheet, told: Sequence[Tagged], numbers: Sequence[int | None]) -> list[Tagged]:
    """The same where a number comes before a decision's: it is one if it settles something, right above it also if it rules
    something, and surer if it was one.
    """
    done = list(told)
    numbered = [at for at, number in enumerate(numbers) if number is not None and done[at].tag != "goes-on"]
    for at, following in reversed(list(pairwise(numbered))):
        one, line = done[at], done[at].line
        if numbers[following] == numbers[at] + 1 and _holds_a_decision(done, following):  # type: ignore[operator]
            text = sheet.text[line.start : line.end].replace("\n", " ")
            right_above = not any(other.line.opens for other in done[at + 1 : following])
            ruled = words.settles(text) or (right_above and _rules(text))
            if one.tag == "decides" or (_may_be_one(one) and ruled):
                done[at] = replace(one, tag="decides", chance=max(_BY_NUMBER, one.chance))
    return done


def _below_the_head(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a list stands right below what announces decisions: of each of its points what rules something is one."""
    done = list(told)
    for at, one in enumerate(told):
        head = sheet.text[one.line.start : one.line.end].replace("\n", " ")
        for first, last in _points(sheet, told, at + 1) if words.heads_decisions(head) else ():
            inner = range(first, last)
            texts = {place: sheet.text[told[place].line.start : told[place].line.end].strip() for place in inner}
            place = next((place for place, text in texts.items() if _rules(text) and not text.endswith(":")), None)
            if place is not None and not any(done[other].tag in ("decides", "goes-on") for other in inner):
                done[place] = replace(done[place], tag="decides", chance=_BY_NUMBER)
    return done


def _points(sheet: Sheet, told: Sequence[Tagged], first: int) -> Iterator[tuple[int, int]]:
    """The points of the list that begins with a line, each with where the next paragraph begins: they count on from one, or
    bear one sign.
    """
    counted, sign = 0, None
    for at in (at for at in range(first, len(told)) if told[at].line.opens):
        own, number = _bullet(sheet, told[at].line), _number(sheet, told[at].line)
        if (own and own == (sign or own)) or number == counted + 1:
            counted, sign = counted + 1, own
            yield at, next((below for below in range(at + 1, len(told)) if told[below].line.opens), len(told))
        elif not counted or told[at].tag not in ("votes", "goes-on"):
            return


def _may_be_one(one: Tagged) -> bool:
    """Whether a line that was taken for none of a decision is not surely none."""
    return one.tag == "other" and one.chance < _SURE


def _rules(text: str) -> bool:
    """Whether a line rules something, and does not end with the verb of one that tells what was raised."""
    return talk.rules(text) and not talk.is_talk(text) and not talk.is_talk(" ".join(text.split()[-_VERB:]))


def _holds_a_decision(told: Sequence[Tagged], at: int) -> bool:
    """Whether a line decides, or a later one of the paragraph that it opens."""
    inner = takewhile(lambda one: not one.line.opens, told[at + 1 :])
    return told[at].tag == "decides" or any(one.tag == "decides" for one in inner)


def _told_with_its_vote(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a sentence right beside a decision says what was decided and how was voted: it is one as well."""
    done = list(told)
    for at, one in enumerate(done):
        text = sheet.text[one.line.start : one.line.end].replace("\n", " ")
        beside = any(other.tag == "decides" for other in (*done[max(0, at - 1) : at], *done[at + 1 : at + 2]))
        # A sentence that begins with the vote may tell no more than that.
        voted = words.tells_vote(text) and not words.tells_vote(" ".join(text.split()[:_HEADING]))
        of_above = words.reports(text) or words.speaks_of_above(text)
        if beside and voted and _may_be_one(one) and _rules(text) and not of_above:
            done[at] = replace(one, tag="decides", chance=_BY_NUMBER)
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
    for above, at, below in zip(opening, opening[1:], [*opening[2:], len(done)], strict=False):
        mark, other = (_bullet(sheet, done[place].line) for place in (above, at))
        next_mark = _bullet(sheet, done[below].line) if below < len(done) else None
        inner = [sheet.text[one.line.start : one.line.end].strip() for one in done[at:below]]
        ruled = any(talk.rules(line) and not talk.is_talk(line) for line in inner)
        between = next_mark == mark and below < len(done) and done[below].tag == "decides"
        # The last of a list proves itself by its vote.
        voted = any(words.tells_vote(line) for line in inner)
        if mark and mark == other and ruled and done[above].tag == "decides" and (between or voted):
            done[at] = replace(done[at], tag="decides", chance=_BY_NUMBER)
            rest = zip(done[at + 1 : below], inner[1:], strict=True)
            done[at + 1 : below] = [
                one if one.tag == "votes" or words.reports(line) else replace(one, tag="goes-on") for one, line in rest
            ]
    return done


def _bullet(sheet: Sheet, line: Line) -> str | None:
    return words.bullet(sheet.text[line.start : line.start + 3])


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


def _without_talk(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a line that only tells what was said stands for a decision, and nothing goes on with it."""
    done = list(told)
    for at, one in enumerate(done):
        goes_on = at + 1 < len(done) and done[at + 1].tag == "goes-on"
        text = sheet.text[one.line.start : one.line.end].replace("\n", " ").strip()
        if one.tag == "decides" and not goes_on and len(one.line.row.cells) == 1 and talk.is_talk(text):
            done[at] = replace(one, tag="other")
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
    """The same where a line that only tells the vote, or speaks of the decision above, is none itself, nor a part of one."""
    done = list(told)
    for at, one in enumerate(done):
        if one.tag in ("decides", "goes-on") and len(one.line.row.cells) == 1:
            text = sheet.text[one.line.start : one.line.end].replace("\n", " ")
            behind = at > 0 and done[at - 1].tag in ("decides", "goes-on", "votes")
            closes = one.tag == "goes-on" and words.closes_sitting(text)
            if words.reports(text) or words.speaks_of_above(text) or closes:
                done[at] = replace(one, tag="votes" if behind and words.tells_vote(text) else "other")
    return done


def _finished(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a decision's line ends within a sentence: what ends that goes on with it."""
    done = list(told)
    for at in range(1, len(done)):
        one, above = done[at], done[at - 1]
        before = sheet.text[above.line.start : above.line.end].strip()
        text = sheet.text[one.line.start : one.line.end].strip()
        tabled = len(one.line.row.cells) > 1 or len(above.line.last.cells) > 1
        open_end = above.tag in ("decides", "goes-on") and not before.endswith((*ENDS, ")", "»", "]", "}"))
        ends = text.endswith(tuple(ENDS)) or talk.rules(text)
        if open_end and not tabled and one.line.opens and one.tag in ("decides", "other") and ends:
            unnumbered = not words.begins(text) and words.numbered(text) is None and not words.tells_vote(text)
            if unnumbered and len(before.split()) >= _HEADING:
                done[at] = replace(one, tag="goes-on")
    return done


def _begun(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a point of a list rules something, though it was taken for the rest of a decision that is not there, or
    for nothing but the vote behind it.
    """
    done, within = list(told), False
    for at, one in enumerate(done):
        text = sheet.text[one.line.start : one.line.end].replace("\n", " ")
        point = one.line.opens and (words.bullet(text[:3]) or words.numbered(text) is not None)
        orphan = one.tag == "goes-on" and not within
        more = one.tag == "votes" and not votes.is_report(text) and not words.speaks_of_above(text)
        settled = orphan and one.line.opens and len(one.line.row.cells) == 1 and one.chance >= _LIKELY
        if ((point and (orphan or more)) or settled) and _rules(text):
            done[at] = replace(one, tag="decides", chance=max(one.chance, _BY_NUMBER))
        within = done[at].tag == "decides" or (within and done[at].tag in ("goes-on", "votes"))
    return done


def _notes_go_on(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a note stands below a decision: it is none of its own."""
    done = list(told)
    for at in range(1, len(done)):
        line = done[at].line
        below = line.opens and done[at].tag == "decides" and done[at - 1].tag in ("decides", "goes-on")
        if below and len(line.row.cells) == 1 and words.is_note(sheet.text[line.start : line.end]):
            done[at] = replace(done[at], tag="goes-on")
    return done


def _called(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """The same where a line calls itself a decision by its number and rules something."""
    done = list(told)
    for at, one in enumerate(done):
        text = sheet.text[one.line.start : one.line.end].replace("\n", " ")
        calls_itself = one.line.opens and len(one.line.row.cells) == 1 and words.calls_itself_decision(text)
        if calls_itself and one.tag in ("other", "goes-on") and talk.rules(text) and not words.reports(text):
            done[at] = replace(one, tag="decides", chance=_BY_NUMBER)
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


def _talks_first(sheet: Sheet, told: Sequence[Tagged], at: int) -> bool:
    """Whether a line only talks and another of its paragraph decides."""
    text = sheet.text[told[at].line.start : told[at].line.end].replace("\n", " ")
    inner = takewhile(lambda one: not one.line.opens, told[at + 1 :])
    return talk.is_talk(text) and any(one.tag == "decides" for one in inner)


def _table_alike(sheet: Sheet, told: Sequence[Tagged]) -> list[Tagged]:
    """Of a table's rows those between two decisions are decisions too, and those next in number to one that rule something."""
    done = list(told)
    for at in range(1, len(done) - 1):
        above, below, one = done[at - 1], done[at + 1], done[at]
        cells = len(one.line.row.cells)
        tabled = cells > 2 and cells == len(above.line.row.cells) == len(below.line.row.cells)
        if tabled and above.tag == below.tag != one.tag and above.tag in ("decides", "present"):
            done[at] = replace(one, tag=above.tag, chance=_BY_NUMBER)
    for before, at in pairwise(range(len(done))):
        rows = [done[place].line.row for place in (before, at)]
        as_many = len(rows[0].cells) == len(rows[1].cells) >= _TABLED
        goes_on = done[at].tag in ("other", "goes-on") and done[at].chance < _SURE and done[before].tag == "decides"
        if as_many and goes_on and _counts_on(sheet, *rows) and _rules(sheet.text[rows[1].start : rows[1].end]):
            done[at] = replace(done[at], tag="decides", chance=_BY_NUMBER)
    return done


def _counts_on(sheet: Sheet, row: Row, below: Row) -> bool:
    """Whether the first or the last cell of a row is a number and that of the one below the next."""
    ends = [
        [sheet.text[cell.start : cell.end].strip(" .-") for cell in (one.cells[0], one.cells[-1])]
        for one in (row, below)
    ]
    return any(
        own.isdecimal() and other.isdecimal() and int(other) == int(own) + 1 for own, other in zip(*ends, strict=True)
    )


def _number(sheet: Sheet, line: Line) -> int | None:
    return words.numbered(sheet.text[line.start : line.end]) if line.opens else None
