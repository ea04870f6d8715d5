"""Which of the office's document types a file is.

Door: `classify`, the shape `Kind`. Promise: one of the types of design §3, "other" when nothing speaks clearly for
any of them, with an honest probability. Not here: the words that tell (nlp.kinds and its lexicon) and how pages are
read (engines).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake import header, letters, paragraphs
from intake.announced import announced
from intake.layout import Page
from intake.sheet import Claim, Sheet
from nlp import attendance, bodies, offices, sittings, talk, votes
from nlp import kinds as lexicon
from nlp import parts as words
from nlp.normalise import SENTENCE_ENDS

OTHER = "other"
_TITLE_ROWS = 9
# Weights of the lexicon: a type's title alone gives 5 to 9, a few of its words 2 to 4.
_LEAST = 3.0
_SPREAD = 2.2
# What it is worth that somebody asks in the own name, without an office's number.
_PETITION = 2.0
# What it is worth that a sitting is numbered in the heading, or in the first rows together with its being held.
_SITTING_HEADS, _SITTING_HELD = 4.0, 3.0
_OPENING_ROWS = 12
# Cells of a head that no list begins with.
_NO_LIST = 4
# What it is worth that a letter gives the words of a resolution or of a board's opinion; that the head names a resolution
# alone; that it heads a letter of an auditor.
_CONVEYED, _NAMED, _LETTER_TITLED = 1.5, 4.0, 9.0
# Points of a letter that rule something, at least, where it gives a council's decisions.
_SEVERAL = 2
# Words of a line that leads over to a list, at least.
_LEADS_OVER = 9
# Words of a line of prose, at least.
_FULL = 11
# Words of a heading that a full stop follows, at most.
_HEADING = 6
# What the form of a letter is worth: number, date, enclosure, receiver and greeting in their places.
_LETTER_PARTS = (
    ("letter_number", 1.0),
    ("letter_date", 0.5),
    ("attachment", 1.2),
    ("subject", 0.8),
    ("recipient", 0.8),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A document type and the probability, 0 to 1, that it is the right one."""

    value: str
    confidence: float


def classify(pages: Sequence[Page]) -> Kind:
    """The type of the document whose pages these are; an empty document is "other" with confidence 0."""
    sheet = Sheet(pages)
    if not sheet.text.strip():
        return Kind(OTHER, 0.0)
    weights = _weights(sheet)
    ranked = sorted(weights, key=lambda kind: weights[kind], reverse=True)
    best, margin = ranked[0], weights[ranked[0]] - weights[ranked[1]]
    if weights[best] < _LEAST:
        return Kind(OTHER, round(0.75 - 0.1 * weights[best], 3))
    enough = 1 - math.exp(-weights[best] / 4)
    return Kind(best, round(min(0.99, enough / (1 + math.exp(-margin / _SPREAD * 1.6))), 3))


def _weights(sheet: Sheet) -> dict[str, float]:
    said = announced(sheet)
    subject = letters.subject(sheet, said)
    receiver = letters.recipient(sheet, said)
    ends = receiver.start if receiver else len(sheet.text)
    head = _title(sheet, until=ends)
    topic = sheet.text[subject.start : subject.end] if subject else ""
    weights = lexicon.scores(head, topic, sheet.text)
    # The first words of minutes may be what tells them; what else is named there is what they were about.
    above = lexicon.scores(_title(sheet, until=min(ends, _prose_begins(sheet))), topic, sheet.text)
    weights = above | {lexicon.MINUTES: weights[lexicon.MINUTES]}
    of_receiver = header.entered(sheet)
    top = {
        label.field
        for label in said
        if label.row.index < 20 and (label.colon or label.start < label.end) and label.row.index not in of_receiver
    }
    form = sum(worth for field, worth in _LETTER_PARTS if field in top) + (2.5 if receiver else 0.0)
    weights[lexicon.LETTER] += 0.0 if receiver is None and lexicon.is_no_letter(head) else form
    weights[lexicon.MINUTES] += _of_a_sitting(sheet, head)
    if lexicon.is_minutes_title(head) and bodies.is_council(head):
        # Minutes of a council's sitting, whatever it was that they passed.
        weights[lexicon.MINUTES] = max(weights[lexicon.MINUTES], *weights.values()) + _CONVEYED
    # A person's own letter has no office's number; that of its receipt is left blank for the office.
    filled = [label for label in said if label.start < label.end and label.row.index < 20]
    numbered = any(label.field == "letter_number" and label.row.index not in of_receiver for label in filled)
    # An office numbers the form that it has citizens fill in as well.
    form_of_own = lexicon.is_request_form(head) and lexicon.speaks_for_oneself(sheet.text)
    if form_of_own or (not numbered and lexicon.is_petition(sheet.text)):
        asked = weights[lexicon.APPLICATION] + form
        weights[lexicon.APPLICATION] = max(asked, weights[lexicon.LETTER]) + _PETITION
    weights[lexicon.LETTER] += _LETTER_TITLED * lexicon.is_letter_title(sheet.text[: _last_of(sheet, _TITLE_ROWS)])
    if (
        (receiver or header.is_letter(sheet))
        and _of_council(sheet, receiver)
        and (lexicon.conveys_resolution(sheet.text) or _lists_decisions(sheet))
    ):
        weights[lexicon.RESOLUTION] = max(weights[lexicon.RESOLUTION], weights[lexicon.LETTER]) + _CONVEYED
    elif (_is_named(head) or _names_itself(sheet, head)) and not lexicon.is_minutes_title(head):
        weights[lexicon.RESOLUTION] += _NAMED
        if receiver:
            # What is addressed to somebody is no minutes.
            weights[lexicon.RESOLUTION] = max(weights[lexicon.RESOLUTION], weights[lexicon.MINUTES] + _CONVEYED)
    if subject and lexicon.gives_opinion(sheet.text) and lexicon.is_of_board(sheet.text[subject.start : subject.end]):
        weights[lexicon.CONFORMITY] = max(weights[lexicon.CONFORMITY], weights[lexicon.LETTER]) + _CONVEYED
    if not receiver and max(weights.values()) < _LEAST and bodies.is_council(head) and lexicon.tallies(sheet.text) > 1:
        # A council's notes that have no name: nothing else reports several votes.
        weights[lexicon.MINUTES] += _SITTING_HELD
    return weights


def _last_of(sheet: Sheet, rows: int) -> int:
    return sheet.rows[min(rows, len(sheet.rows)) - 1].end


def _of_council(sheet: Sheet, receiver: Claim[str] | None) -> bool:
    """Whether a line of the head names a council that is not the receiver."""
    return any(
        bodies.is_council(sheet.text[cell.start : cell.end])
        and not (receiver and cell.start <= receiver.start < cell.end)
        for row in sheet.rows[:_TITLE_ROWS]
        for cell in sheet.spoken(row)
        if len(sheet.text[cell.start : cell.end].split()) <= 2 * _HEADING
    )


def _lists_decisions(sheet: Sheet) -> bool:
    """Whether several numbered points rule something, and a vote is told."""
    points: list[str] = []
    for line in paragraphs.lines(sheet):
        text = sheet.text[line.start : line.end].replace("\n", " ")
        if line.opens and words.numbered(text) is not None:
            points.append(text)
        elif points and not line.opens:
            points[-1] += f" {text}"
    ruling = [point for point in points if talk.rules(point) or votes.read(point)]
    return len(ruling) >= _SEVERAL and lexicon.tallies(sheet.text) > 0


def _is_named(head: str) -> bool:
    """Whether the head says that the paper is an extract or, below a council's name, a resolution."""
    lines = head.split("\n")
    named = any(
        (lexicon.is_named_resolution(one) and lexicon.is_council_line(other))
        for above, line in pairwise(lines)
        for one, other in ((line, above), (above, line))
    )
    return named or any(lexicon.is_extract(line) for line in lines)


def _names_itself(sheet: Sheet, head: str) -> bool:
    """Whether a row of a council's paper is the one word that says a resolution, further below the council's name."""
    rows = [row for row in sheet.rows[:_TITLE_ROWS] if len(row.cells) == 1]
    alone = any(lexicon.is_resolution_alone(sheet.text[row.start : row.end]) for row in rows)
    return alone and any(lexicon.is_council_line(line) for line in head.split("\n"))


def _of_a_sitting(sheet: Sheet, head: str) -> float:
    if sittings.session_number(head):
        return _SITTING_HEADS
    opening = sheet.text[: sheet.rows[min(_OPENING_ROWS, len(sheet.rows) - 1)].end]
    number = sittings.session_number(opening)
    return _SITTING_HELD if number and attendance.is_held(opening[number.end :]) else 0.0


def _title(sheet: Sheet, until: int) -> str:
    """The rows that head the document, above the receiver if there is one, without those that announce a value."""
    rows = [row for row in sheet.rows[:_TITLE_ROWS] if row.start < until]
    cells = [sheet.text[cell.start : cell.end].replace("\t", " ").strip() for row in rows for cell in sheet.spoken(row)]
    # A speck in front of the first lines makes no list of them.
    cells = [cell.lstrip("-–|• ") if at < _NO_LIST else cell for at, cell in enumerate(cells)]
    return "\n".join(cell for cell in cells if cell and len(cell) < 90 and not _is_prose(cell))


def _prose_begins(sheet: Sheet) -> int:
    """Where the first of two rows begins that are full of words: no heading stands below."""
    full = [len(row.cells) == 1 and len(sheet.text[row.start : row.end].split()) >= _FULL for row in sheet.rows]
    starts = (row.start for row, both in zip(sheet.rows, pairwise(full), strict=False) if all(both))
    return next(starts, len(sheet.text))


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence or an item of a list, which names documents and heads none."""
    words = len(line.split())
    ended = words > _HEADING and line.endswith(SENTENCE_ENDS)
    return offices.is_listed(line) or ended or (words > _LEADS_OVER and line.endswith(":"))
