"""What a sitting decided, item by item, and with which votes.

Door: `resolutions`, the shape `Resolution`. Promise: a resolution's text is the paragraph as written without the words that
report the vote; a count that is not said stays None. Not here: the phrases (nlp.decisions, nlp.votes), majority (checks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from intake.announced import Announced
from intake.parts import Tagged
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import attendance, digits, names, numbering, tables, talk, votes
from nlp import decisions as phrases
from nlp.normalise import MARKS, SENTENCE_ENDS

# What ends the resolutions: another section.
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
# A table's heads stand at most this many rows above its last row; a row shorter than this many letters may be one of
# names or offices.
_TABLE_ROWS, _SIGNATURE = 25, 70
_LONGEST_NUMBER = 5
# Letters of a resolution of which no vote is told, at least.
_LEAST = 8
# Among so many words of a line that ends a cut report a side is named.
_ENDING = 3
# A sentence of fewer words is what is left of one that reports the vote.
_BEGUN = 3
# What stands in a column of votes where there was none.
_NONE = frozenset("-–—")
# A decision of whose lines none was surer than this is none.
_CHANCE = 0.4
# Lines behind a decision that may report its vote; cells of a table's row, at least; who votes, at least.
_REPORTED, _TABLED, _FEWEST = 4, 3, 3

# A cell is long that is not as many times as short as the longest.
_SHARE = 4
# A cell that is as many times as long as the name in it tells something of the named.
_NAMED = 3

type Resolution = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class _Item:
    """One decision: its number (None: it bears none), the span of its words, those that may tell its vote beside them, and that
    of what announces it.
    """

    number: int | None
    start: int
    end: int
    told: tuple[tuple[int, int], ...] = ()
    lead: tuple[int, int] = (0, 0)


def resolutions(
    sheet: Sheet, said: Sequence[Announced], tags: Sequence[Tagged], present: int | None, sitting: int | None = None
) -> Claim[list[Resolution]] | None:
    """What was decided, item by item; of a unanimous vote, all `present` were in favour; `sitting` is the sitting's number."""
    decided = _of_tags(sheet, tags, sitting)
    if not decided:
        spans = list(_sections(sheet, said, "resolutions")) or _told_below(sheet) or _joined(_deciding(sheet))
        decided = [_Item(*item) for start, end in spans for item in _items(sheet, start, end)]
    decided = _numbered(sheet, decided, sitting)
    told = _with_votes_elsewhere(sheet, decided, [_told(sheet, item) for item in decided], sitting)
    came = _who_voted(present, [vote for _, vote in told if vote])
    values = [_value(item.number or 1, text, vote, came) for item, (text, vote) in zip(decided, told, strict=True)]
    kept = [
        (value, item)
        for value, item in zip(values, decided, strict=True)
        if len(str(value["text"])) > _LEAST
        or (value["text"] and (value["votes_for"] is not None or value["unanimous"]))
    ]
    if not kept:
        return None
    strength = 0.9 if all(value["votes_for"] is not None or value["unanimous"] for value, _ in kept) else 0.75
    return Claim([value for value, _ in kept], kept[0][1].start, kept[-1][1].end, strength)


def _who_voted(present: int | None, told: Sequence[votes.Votes]) -> int | None:
    """How many came: as many as voted each time, where those who were named are fewer, or nobody was."""
    totals = {vote.total for vote in told if vote.total is not None}
    voted = totals.pop() if len(totals) == 1 else None
    return max((count for count in (present, voted) if count), default=None)


def _numbered(sheet: Sheet, decided: Sequence[_Item], sitting: int | None) -> list[_Item]:
    """The decisions with numbers: their own; those of their order where some bear none or two the same."""
    own = [item.number for item in decided]
    headed = _headed(sheet, decided) if len(decided) > 1 and set(own) == {None} else []
    if headed and all(above < below for above, below in pairwise(headed)):
        return [replace(item, number=number) for item, number in zip(decided, headed, strict=True)]
    if len(decided) == 1 and own[0] is None:
        return [replace(decided[0], number=numbering.of_one(sheet.text, sitting) or 1)]
    if None in own or len(set(own)) < len(own):
        return [replace(item, number=order) for order, item in enumerate(decided, start=1)]
    return list(decided)


def _headed(sheet: Sheet, decided: Sequence[_Item]) -> list[int]:
    """The number in the nearest heading above each decision and below the one before: «مصوبه ۳۱۲ - ضریب عوارض»; none where
    one is missing.
    """
    ends = [0, *(item.end for item in decided)]
    found: list[int | None] = []
    for item, behind in zip(decided, ends, strict=False):
        above = (row for row in reversed(sheet.rows) if behind <= row.start and row.end <= item.start)
        found.append(
            next((number for row in above if (number := numbering.heading(sheet.text[row.start : row.end]))), None)
        )
    return [number for number in found if number] if None not in found else []


def _of_tags(sheet: Sheet, tags: Sequence[Tagged], sitting: int | None) -> list[_Item]:
    """The decisions by the tags of the lines, with the lines beside each that may tell its vote."""
    runs: list[list[int]] = []
    for place, one in enumerate(tags):
        if one.tag == "decides":
            runs.append([place])
        elif runs and one.tag in ("goes-on", "votes") and tags[runs[-1][-1]].line.end + 2 > one.line.start:
            runs[-1].append(place)
    runs = [run for run in runs if _holds(sheet, [tags[place] for place in run])]
    limits = [*(run[0] for run in runs[1:]), len(tags)]
    found = [_run(sheet, tags, run, limit, sitting) for run, limit in zip(runs, limits, strict=False)]
    return _counted(sheet, found)


def _counted(sheet: Sheet, decided: Sequence[_Item]) -> list[_Item]:
    """The same without the bare figures that count those without another number: «۱ شهرداری …», «۲ یک دستگاه …»."""
    bare = [phrases.bare_number(sheet.text[item.start : item.end]) for item in decided if item.number is None]
    counts = len(bare) > 1 and all(
        mark and mark.value == place for place, mark in enumerate(bare, len(decided) - len(bare) + 1)
    )
    marks = iter(bare)
    return [
        replace(item, number=mark.value, start=item.start + mark.end)
        if counts and item.number is None and (mark := next(marks))
        else item
        for item in decided
    ]


def _holds(sheet: Sheet, run: Sequence[Tagged]) -> bool:
    """Whether the lines are a decision's: sure enough, of nobody's row, and not all talk."""
    lines = [sheet.text[one.line.start : one.line.end].strip() for one in run]
    only = all(talk.is_talk(line) and not votes.read(line) for line in lines)
    return max(one.chance for one in run) >= _CHANCE and not _is_of_a_person(sheet, run[0]) and not only


def _is_of_a_person(sheet: Sheet, one: Tagged) -> bool:
    """Whether the longest cell of a table's row is a name: a member's, or a candidate's."""
    cells = one.line.row.cells
    longest = max((sheet.text[cell.start : cell.end] for cell in cells), key=len)
    name = names.bare(longest)
    return len(cells) > 1 and names.is_name(name) and len(name) * _NAMED > len(longest)


def _run(sheet: Sheet, tags: Sequence[Tagged], run: Sequence[int], limit: int, sitting: int | None) -> _Item:
    """One decision without its number's own words and what announces it; the next begins at the tag `limit`."""
    first = tags[run[0]].line
    places = [place for place in run if tags[place].tag != "votes"]
    last, beside = tags[places[-1]].line, _lines_beside(sheet, tags, run[0], places[-1] + 1, limit)
    if len(first.row.cells) > 1 and first.row is first.last:
        return _of_row(sheet, first.row, beside, sitting)
    number, lead = _opening(sheet, first.start, last.end, sitting)
    return _Item(number or _number_above(sheet, tags, run[0], sitting), lead[1], last.end, tuple(beside), lead)


def _number_above(sheet: Sheet, tags: Sequence[Tagged], first: int, sitting: int | None) -> int | None:
    """The number of the paragraph in which a decision begins behind what was said about the matter."""
    opens = next((place for place in range(first, -1, -1) if tags[place].line.opens), first)
    if any(one.tag != "other" for one in tags[opens:first]):
        return None
    return phrases.opening(sheet.text[tags[opens].line.start : tags[opens].line.end], sitting).value


def _opening(sheet: Sheet, start: int, end: int, sitting: int | None) -> tuple[int | None, tuple[int, int]]:
    """A decision's own number, and the span of what announces it, in front of its words and behind all talk."""
    head = phrases.opening(sheet.text[start:end], sitting)
    begins = talk.before(sheet.text, start, end)
    if begins == start:
        begins = talk.before(sheet.text, start + head.end, end)
        begins = start if begins == start + head.end else begins
    opens = phrases.opening(sheet.text[begins:end], sitting) if begins > start else head
    return head.value or opens.value, (begins, begins + opens.end)


def _lines_beside(
    sheet: Sheet, tags: Sequence[Tagged], first: int, behind: int, limit: int
) -> Iterator[tuple[int, int]]:
    """The lines that may tell the vote on a decision: the one that announces it with a colon, the few behind and before the
    next, and the one before that reports a vote on nothing above it.
    """
    spans = [(one.line.start, one.line.end) for one in tags]
    above = sheet.text[slice(*spans[first - 1])].strip() if first else ""
    if _announces(above):
        yield spans[first - 1]
    near = (
        place
        for place in range(behind, limit)
        if len(tags[place].line.row.cells) < _TABLED or place < behind + _REPORTED
    )
    for place in islice(near, _REPORTED):
        if place + 1 < limit or limit == len(tags) or not _announces(sheet.text[slice(*spans[place])].strip()):
            yield spans[place]
    vote = votes.read(above) if first > 1 and tags[first - 1].tag == tags[first - 2].tag == "other" else None
    if vote and (votes.is_report(above) or (vote.total or 0) >= _FEWEST):
        yield spans[first - 1]


def _announces(line: str) -> bool:
    """Whether a line leads on to the next with a colon; that behind a side's word has nobody behind it."""
    return line.endswith(":") and not votes.sides(line.split()[-1])


def _of_row(sheet: Sheet, row: Row, behind: Iterable[tuple[int, int]], sitting: int | None) -> _Item:
    """The decision of a table's row: its words stand below their head, else in the longest cell."""
    told = _told_in(sheet, row)
    cell = next((cell for cell in row.cells if cell.start == told), None) or _deciding_cell(sheet, row)
    first = sheet.text[row.start : row.cells[0].end]
    number = phrases.code(first, sitting) if row.cells[0] is not cell else None
    own, lead = _opening(sheet, cell.start, cell.end, sitting)
    numbered = row.cells[0] if number else None
    beside = [(other.start, other.end) for other in row.cells if other is not cell and other is not numbered]
    return _Item(number or own, lead[1], cell.end, (*beside, *behind), lead)


def _deciding_cell(sheet: Sheet, row: Row) -> Cell:
    """Of a row's long cells the last that says what was decided, else the longest."""
    longest = max(row.cells, key=lambda cell: cell.end - cell.start)
    long = (cell for cell in reversed(row.cells) if _SHARE * (cell.end - cell.start) > longest.end - longest.start)
    return next((cell for cell in long if talk.rules(sheet.text[cell.start : cell.end])), longest)


def _sections(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[tuple[int, int]]:
    """The spans of the sections `field`, each from its label to the next section."""
    openings = [label for label in said if label.field in _SECTIONS]
    for index, label in enumerate(openings):
        if label.field == field:
            end = openings[index + 1].label_start if index + 1 < len(openings) else len(sheet.text)
            yield label.label_end, end


def _told_below(sheet: Sheet) -> list[tuple[int, int]]:
    begins = phrases.announced(sheet.text)
    return [(begins, len(sheet.text))] if begins is not None else []


def _deciding(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Without a heading: each paragraph that tells a vote or a decision, with the one above where it speaks of that."""
    above = None
    for start, end in _paragraphs(sheet):
        text = sheet.text[start:end]
        numbered, vote = bool(phrases.items(text)), votes.read(text)
        if phrases.is_resolution(text) or (phrases.decides(text) and (vote or numbered)) or (numbered and vote):
            of_above = phrases.is_of_the_above(text) or (vote is not None and votes.is_all(text, vote))
            yield (above if above is not None and of_above else start), end
            above = None
        else:
            above = start


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring spans made one, so that their numbering is seen as a whole."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _paragraphs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Runs of rows: a new one begins at a number, after a row that ended its sentence short of the margin, or at a
    gap.
    """
    start = None
    for row, following in zip(sheet.rows, (*sheet.rows[1:], None), strict=True):
        start = row.start if start is None else start
        if following is None or _breaks(sheet, row, following):
            yield start, row.end
            start = None


def _breaks(sheet: Sheet, row: Row, following: Row) -> bool:
    numbered = bool(phrases.items(sheet.text[following.start : following.end]))
    ended = sheet.text[row.start : row.end].rstrip().endswith((".", ":"))
    return numbered or ended


def _items(sheet: Sheet, start: int, end: int) -> list[tuple[int, int, int]]:
    """(number, start, end) of the numbered paragraphs in a span; an unnumbered span is one item, or one a deciding
    row.
    """
    tabled = list(_of_a_table(sheet, start, end))
    marks = phrases.items("\n" + sheet.text[start:end]) or phrases.bullets("\n" + sheet.text[start:end])
    end = phrases.end(sheet.text, start, end)
    if len(tabled) >= max(1, len(marks)):
        return tabled
    if not marks:
        return [(1, start, end)] if sheet.text[start:end].strip() else []
    # The text was searched with a line break in front: offsets are one too many.
    starts = [start + mark.start - 1 for mark in marks]
    bodies = [start + mark.end - 1 for mark in marks]
    stops = [_paragraph_ends(sheet, body, stop) for body, stop in zip(bodies, [*starts[1:], end], strict=True)]
    return [(mark.value, body, stop) for mark, body, stop in zip(marks, bodies, stops, strict=True) if body < stop]


def _of_a_table(sheet: Sheet, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The same of a table's rows: a number, what was decided, and votes beside it."""
    for row in sheet.rows:
        if row.start < start or row.end > end or len(row.cells) < 3:
            continue
        told = _told_in(sheet, row)
        if told is None and not _by_columns(sheet, row):
            continue
        number = sheet.text[row.start : row.cells[0].end].strip(" .-()")
        if number.isdigit() and len(number) < _LONGEST_NUMBER:
            yield int(number), row.cells[1].start if told is None else told, row.end


def _told_in(sheet: Sheet, row: Row) -> int | None:
    """Where the words of a table's row begin that stand below the head that announces them, beside that of a topic."""
    heads = (
        cell.box
        for above in _heads_above(sheet, row)
        for cell in above.cells
        if len(above.cells) > 2 and tables.is_of_decisions(sheet.text[cell.start : cell.end])
    )
    box = next(heads, None)
    below = (cell.start for cell in row.cells[1:] if box and cell.box[0] < box[2] and cell.box[2] > box[0])
    return next(below, None)


def _paragraph_ends(sheet: Sheet, start: int, end: int) -> int:
    """Where an item that begins at `start` ends, at the latest at `end`: a row of a table is an item of its own, and
    behind a sentence's end come the signatures, not more of it.
    """
    first = sheet.row_at(start)
    if len(first.cells) > 2:
        return min(first.end, end)
    for row, following in pairwise(sheet.rows[first.index :]):
        if following.start >= end:
            return end
        line = sheet.text[row.start : row.end]
        ended = line.rstrip().endswith(SENTENCE_ENDS) or _ends_with_vote(line)
        if ended and phrases.is_heading(sheet.text[following.start : following.end]):
            return row.end
        if votes.read(sheet.text[following.start : following.end]):
            continue
        if ended and (len(following.cells) > 1 or _is_of_signatures(sheet.text[following.start : following.end])):
            return row.end
    return end


def _ends_with_vote(line: str) -> bool:
    vote = votes.read(line)
    return (
        vote is not None and line.count("(") <= line.count(")") and not line[votes.clause(line, vote)[1] :].strip(MARKS)
    )


def _is_of_signatures(line: str) -> bool:
    short = len(line) < _SIGNATURE and not line.rstrip().endswith(SENTENCE_ENDS)
    return short and not attendance.is_prose(line)


def _by_columns(sheet: Sheet, row: Row) -> dict[str, int]:
    """The votes in the columns of a table's row, by the heads of those columns."""
    heads = {
        side: cell.box
        for above in reversed(_heads_above(sheet, row))
        for cell in above.cells
        if (side := votes.column(sheet.text[cell.start : cell.end]))
    }
    raw = {
        side: sheet.text[cell.start : cell.end]
        for side, box in heads.items()
        for cell in row.cells
        if cell.end - cell.start < _LONGEST_NUMBER and cell.box[0] < box[2] and cell.box[2] > box[0]
    }
    found = {side: _figures(written) for side, written in raw.items()}
    if len(found) > 1 and not any(any(sign.isdigit() for sign in cell) for cell in map(str, raw.values())):
        return {}  # dashes alone: nobody was asked
    return {side: int(figures) for side, figures in found.items() if figures}


def _heads_above(sheet: Sheet, row: Row) -> list[Row]:
    """The rows above, the nearest first, that may hold a table's heads: of its page, and of the one before where it goes on."""
    above = sheet.rows[max(0, row.index - _TABLE_ROWS) : row.index]
    earlier = [other for other in above if other.page == row.page - 1]
    goes_on = any(len(other.cells) == len(row.cells) > 2 for other in earlier[-_GOING_ON:])
    return [other for other in reversed(above) if other.page == row.page or (goes_on and other in earlier)]


# Rows at a page's end among which is one of the table that goes on behind them.
_GOING_ON = 5


def _figures(cell: str) -> str:
    """The figures of a vote's cell, "0" for a dash or a row of them."""
    written = cell.strip()
    return "0" if written and set(written) <= _NONE else digits.only(cell)


def _told(sheet: Sheet, item: _Item) -> tuple[str, votes.Votes | None]:
    """What was decided, as written, and the vote that stands in its row, its words, or beside them."""
    row = sheet.row_at(item.start)
    if vote := _of_columns(sheet, row):
        told = max(row.cells, key=lambda cell: cell.end - cell.start)
        return _parted(sheet, max(item.start, told.start), max(item.end, told.end))[0], vote
    text, vote = _parted(sheet, item.start, item.end)
    return text, vote or votes.read(sheet.text[slice(*item.lead)]) or _beside(sheet, item.told, item.number)


def _of_columns(sheet: Sheet, row: Row) -> votes.Votes | None:
    """The vote in the columns of a table's row, by their heads or by the order of the sides in one head."""
    columns, ordered = _by_columns(sheet, row), _by_order(sheet, row)
    columns = ordered if len(ordered) > len(columns) else columns
    if "for" not in columns:
        return None
    against, abstain = columns.get("against"), columns.get("abstain")
    unanimous = against == 0 and not abstain
    return votes.Votes(columns["for"], against, abstain, unanimous, 0, 0)


def _value(number: int, text: str, vote: votes.Votes | None, came: int | None) -> Resolution:
    counted = vote.of(came) if vote else _UNTOLD
    return {
        "number": number,
        "text": text,
        "votes_for": counted.votes_for,
        "votes_against": counted.votes_against,
        "votes_abstain": counted.votes_abstain,
        "unanimous": counted.unanimous,
    }


_UNTOLD = votes.Votes(None, None, None, False, 0, 0)

type _Told = tuple[str, votes.Votes | None]


def _with_votes_elsewhere(
    sheet: Sheet, decided: Sequence[_Item], told: Sequence[_Told], sitting: int | None
) -> list[_Told]:
    """The same, where a decision tells no vote, with the one told of it elsewhere: by its number in a table or a sentence, of
    all together, or, of a paper's one decision, anywhere.
    """
    numbers = [item.number or 0 for item in decided]
    by_number = _votes_by_number(sheet, decided, frozenset(numbers), sitting) if decided else {}
    told = [(text, vote or by_number.get(number)) for number, (text, vote) in zip(numbers, told, strict=True)]
    if len(told) == 1 and told[0][1] is None:
        return [(told[0][0], _anywhere(sheet, decided[0]))]
    return told


def _votes_by_number(
    sheet: Sheet, decided: Sequence[_Item], numbers: frozenset[int], sitting: int | None
) -> dict[int, votes.Votes]:
    """The votes that rows and sentences outside of the decisions tell of those whose numbers they bear."""
    found: dict[int, votes.Votes] = {}
    for row in sheet.rows:
        if row.end <= decided[0].end or any(item.start < row.end and row.start < item.end for item in decided):
            continue
        number = _row_number(sheet, row, sitting)
        if number in numbers and (vote := _of_columns(sheet, row) or votes.one_by_one(sheet.text[row.start : row.end])):
            found.setdefault(number, vote)
    free = _outside(sheet, decided)
    for start, end in free:
        for which, left, right in numbering.referring(sheet.text[start:end]):
            clause = sheet.text[start + left : start + right].split("\t")[0]
            vote = votes.read(clause) if votes.is_report(re.split(r"\.\s", clause)[0]) else None
            above = [item.number or 0 for item in decided if item.end <= start + left]
            if vote:
                found = dict.fromkeys(above if which is None else which & numbers, vote) | found
    return found


def _row_number(sheet: Sheet, row: Row, sitting: int | None) -> int | None:
    """The number of the decision of which a table's row tells, in its first cell or the second."""
    cells = [sheet.text[cell.start : row.end] for cell in row.cells[:2]]
    return (
        next((number for cell in cells if (number := numbering.row_number(cell, sitting))), None)
        if len(row.cells) > 1
        else None
    )


def _outside(sheet: Sheet, decided: Sequence[_Item]) -> list[tuple[int, int]]:
    """What stands behind each decision and before the next one."""
    starts = [item.start for item in decided[1:]] + [len(sheet.text)]
    return [(item.end, start) for item, start in zip(decided, starts, strict=True) if item.end < start]


def _beside(sheet: Sheet, spans: Sequence[tuple[int, int]], number: int | None) -> votes.Votes | None:
    """The vote that one of the spans reports, with those that go on reporting; else what another tells by the way."""
    texts = ["\t" + " ".join(sheet.text[start:end].split()) + "\t" for start, end in spans]
    for place, text in enumerate(texts):
        if votes.is_report(text) and not _of_others(text, number):
            nexts = [texts[at] for at in range(place, len(spans)) if spans[at][0] >= spans[place][0]]
            return votes.read(" ".join(_going_on(nexts))) or votes.read(text)
    texts = [text for text in texts if not _of_others(text, number)]
    return next((vote for text in texts if (vote := votes.read(text))), None)


def _going_on(texts: Sequence[str]) -> Iterator[str]:
    """The report that the first of the texts begins, those that go on reporting, the end of a sentence that was cut."""
    ended = True
    for text in (text.strip() for text in texts):
        if not ended and votes.sides(" ".join(text.split()[:_ENDING])):
            text = re.split(r"(?<=[^\d\W]\.)\s", text)[0]
        elif not votes.is_report(text):
            return
        yield text
        ended = text.endswith((*SENTENCE_ENDS, ")", "]", "}", "»"))


def _of_others(text: str, number: int | None) -> bool:
    """Whether a line speaks of decisions by their numbers, and not of this one."""
    named = [which for which, _, _ in numbering.referring(text) if which is not None]
    return bool(named) and number is not None and (len(named) > 1 or number not in named[0])


def _anywhere(sheet: Sheet, item: _Item) -> votes.Votes | None:
    """The vote on the one decision of a paper: below it, in a table of figures, or above."""
    for row in (*(row for row in sheet.rows if row.start >= item.end), *sheet.rows):
        told = _of_columns(sheet, row) or votes.read(sheet.text[row.start : row.end].replace("\t", " "))
        if told:
            return told
    return None


def _by_order(sheet: Sheet, row: Row) -> dict[str, int]:
    """The votes in a row's last cells where the sides' words stand in one head above, in this order."""
    cells = [sheet.text[cell.start : cell.end].strip() for cell in row.cells[1:]]
    figures = votes.figures(cells[-1]) if cells else []
    figures = figures or [_figures(cell) for cell in cells if len(cell) < _LONGEST_NUMBER]
    for above in (row, *_heads_above(sheet, row)):
        sides = votes.sides(sheet.text[above.start : above.end])
        if len(sides) > 1:
            last = figures[-len(sides) :]
            if all(sheet.text[cell.start : cell.end].strip() in _NONE for cell in row.cells[-len(sides) :]):
                return {}  # nobody was asked
            known = len(last) == len(sides) and all(last) and above is not row
            return dict(zip(sides, map(int, last), strict=True)) if known else {}
    return {}


def _parted(sheet: Sheet, start: int, end: int) -> tuple[str, votes.Votes | None]:
    """What was decided, as written, without the words that report the vote, and the vote."""
    text = sheet.text[start:end]
    vote = votes.read(text)
    if vote is None:
        return sheet.written(start, end).strip(MARKS), None
    reported = _report_begins(text)
    if reported:
        return sheet.written(start, start + reported).strip(MARKS + "[({«←⟵"), vote
    left, right = votes.clause(text, vote)
    # Only a report at the paragraph's end can be cut without breaking the sentence.
    cut = (not text[right:].strip(MARKS) or _is_bracketed(text, left, right)) and bool(text[:left].strip())
    return sheet.written(start, start + _begun(text[:left]) if cut else end).strip(MARKS), vote


def _report_begins(text: str) -> int:
    """Where the sentences at a decision's end begin that only report the vote; 0 where none does."""
    begins, at = 0, len(text.rstrip(MARKS + ")]}»"))
    for cut in reversed(phrases.breaks(text)):
        sentence = text[cut:at].strip(" \n«([{")
        # A bracket that closes before the sentence does reports within it.
        bracketed = text[cut - 1] == "(" and ")" in sentence.rstrip(MARKS)
        if cut < at and (bracketed or not votes.is_report(sentence)):
            return begins
        begins, at = (cut, cut) if cut < at else (begins, at)
    return begins


def _is_bracketed(text: str, left: int, right: int) -> bool:
    """Whether the report stands in brackets behind the resolution's sentence: what follows is no more of it."""
    report = text[left:right].strip()
    return text[:left].rstrip().endswith(SENTENCE_ENDS) and report.startswith("(") and ")" in report


def _begun(text: str) -> int:
    """The length of `text` without a last sentence of which only its first words are left («this resolution …»)."""
    whole = max(text.rfind(mark) for mark in SENTENCE_ENDS) + 1
    rest = text[whole:]
    begun = len(rest.split()) < _BEGUN or (len(rest.split()) < 2 * _BEGUN and phrases.is_of_the_above(rest))
    return whole if whole and begun else len(text)
