"""What a sitting decided, item by item, and with which votes.

Door: `resolutions`, the shape `Resolution`. Promise: a resolution's text is the paragraph as written without the words that
report the vote; a count that is not said stays None. Not here: the lines' tags (parts),
the rules of headings (itemised), how was voted (voting), majority (checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, takewhile

from intake import itemised, voting
from intake.announced import Announced
from intake.paragraphs import Tagged
from intake.sheet import Cell, Claim, Row, Sheet
from intake.voting import Item
from nlp import decisions as phrases
from nlp import names, numbering, talk, votes
from nlp import parts as words
from nlp.normalise import SENTENCE_ENDS

# Letters of a resolution of which no vote is told, at least.
_LEAST = 8
# The tags of the lines of a decision.
_DECIDING = frozenset(["decides", "goes-on", "votes"])
# A decision of whose lines none was surer than this is none.
_CHANCE = 0.35
# Lines behind a decision that may report its vote; cells of a table's row, at least; who votes, at least.
_REPORTED, _TABLED, _FEWEST = 4, 3, 3
# A cell is long that is not as many times as short as the longest.
_SHARE = 4
# A cell that is as many times as long as the name in it tells something of the named.
_NAMED = 3

type Resolution = dict[str, str | int | bool | None]


def resolutions(
    sheet: Sheet, said: Sequence[Announced], tags: Sequence[Tagged], present: int | None, sitting: int | None = None
) -> Claim[list[Resolution]] | None:
    """What was decided, item by item; of a unanimous vote, all `present` were in favour; `sitting` is the sitting's number."""
    decided = _of_tags(sheet, tags, sitting)
    if not decided:
        decided = itemised.items(sheet, said)
    decided = _numbered(sheet, _of_a_count(sheet, _without_matters(sheet, decided)), sitting)
    told = voting.elsewhere(sheet, decided, [voting.told(sheet, item) for item in decided], sitting)
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


def _numbered(sheet: Sheet, decided: Sequence[Item], sitting: int | None) -> list[Item]:
    """The decisions with numbers: their own, else those of their points; those of their order where some bear none or two the
    same.
    """
    own = [item.number for item in decided]
    headed = _headed(sheet, decided, sitting) if len(decided) > 1 and None in own else []
    if headed and all(above < below for above, below in pairwise(headed)):
        return [replace(item, number=number) for item, number in zip(decided, headed, strict=True)]
    if len(decided) == 1 and own[0] is None:
        return [replace(decided[0], number=numbering.of_one(sheet.text, sitting) or 1)]
    if None in own or len(set(own)) < len(own):
        return [replace(item, number=order) for order, item in enumerate(decided, start=1)]
    return list(decided)


def _without_matters(sheet: Sheet, decided: Sequence[Item]) -> list[Item]:
    """The same without the matter that bears the number of the decision right below it, tells no vote and rules nothing,
    where all others count on from one another.
    """
    matters = [
        above.number is not None
        and above.number == below.number
        and votes.read(text := sheet.text[above.start : above.end].replace("\n", " ")) is None
        and not talk.rules(text)
        for above, below in pairwise(decided)
    ]
    kept = [item for item, matter in zip(decided, [*matters, False], strict=False) if not matter]
    own = [item.number for item in kept]
    counts = all(above is not None and below == above + 1 for above, below in pairwise(own))
    return kept if counts else list(decided)


def _of_a_count(sheet: Sheet, decided: Sequence[Item]) -> list[Item]:
    """The same without what bears no number and tells no vote, where at least two others count on from one another."""
    own = [item.number for item in decided if item.number is not None]
    counts = len(own) > 1 and all(below == above + 1 for above, below in pairwise(own))
    kept = [
        item
        for item in decided
        if item.number is not None
        or len(sheet.row_at(item.start).cells) >= _TABLED
        or votes.read(sheet.text[item.start : item.end])
    ]
    return kept if counts else list(decided)


def _headed(sheet: Sheet, decided: Sequence[Item], sitting: int | None) -> list[int]:
    """The number of each decision, or of the nearest point or heading above it and below the one before: none where one is
    missing.
    """
    ends = [0, *(item.end for item in decided)]
    found: list[int | None] = []
    for item, behind in zip(decided, ends, strict=False):
        found.append(item.number or numbering.last_point(sheet.text[behind : item.start], sitting))
    return [number for number in found if number] if None not in found else []


def _of_tags(sheet: Sheet, tags: Sequence[Tagged], sitting: int | None) -> list[Item]:
    """The decisions by the tags of the lines, with the lines beside each that may tell its vote."""
    runs: list[list[int]] = []
    for place, one in enumerate(tags):
        next_one = one.tag == "other" and runs and runs[-1][-1] == place - 1 and _counts_on(sheet, tags, place)
        if one.tag == "decides" or next_one or (one.tag == "other" and _tells_its_vote(sheet, one)):
            runs.append([place])
        elif runs and one.tag in ("goes-on", "votes") and _goes_on(sheet, tags[runs[-1][-1]], one):
            runs[-1].append(place)
    runs = [kept for run in runs if (kept := _without_candidates(sheet, tags, run))]
    runs = [run for run in runs if _holds(sheet, [tags[place] for place in run]) and not _undecided(sheet, tags, run)]
    limits = [*(run[0] for run in runs[1:]), len(tags)]
    found = [_run(sheet, tags, run, limit, sitting) for run, limit in zip(runs, limits, strict=False)]
    return _counted(sheet, [one for item in found for one in _each(sheet, item)])


def _goes_on(sheet: Sheet, above: Tagged, one: Tagged) -> bool:
    """Whether a line stands right below a decision's last one, with no heading between them."""
    return above.line.end + 2 > one.line.start and not (one.line.opens and _own_end(sheet, above) < above.line.end)


def _own_end(sheet: Sheet, one: Tagged) -> int:
    """Where a decision's line ends, without the next section's heading below the bracket that reports its vote."""
    text = sheet.text[one.line.start : one.line.end].rstrip()
    front, _, heading = text.rpartition("\n")
    own = front.rstrip(" .")
    report = own[own.rfind("(") + 1 : -1] if own.endswith(")") else ""
    headed = votes.is_report(report.replace("\n", " ")) and not (
        heading.endswith(SENTENCE_ENDS) or talk.rules(heading) or votes.read(heading)
    )
    return one.line.start + len(front) if headed else one.line.end


def _without_candidates(sheet: Sheet, tags: Sequence[Tagged], run: Sequence[int]) -> list[int]:
    """The lines without the rows of a table in front that count who stood for an office, where the decision stands below."""
    below = next((at for at, place in enumerate(run) if len(tags[place].line.row.cells) == 1), 0)
    return list(run[below:]) if _is_of_a_person(sheet, tags[run[0]]) else list(run)


def _tells_its_vote(sheet: Sheet, one: Tagged) -> bool:
    """Whether a line rules something and counts in a bracket at its end who agreed."""
    text = sheet.text[one.line.start : one.line.end].replace("\n", " ").rstrip(" .")
    front, _, report = text.rpartition("(")
    vote = votes.read(report) if text.endswith(")") and len(one.line.row.cells) == 1 else None
    counted = vote is not None and vote.votes_for is not None and votes.is_report(report.strip(" ()"))
    return counted and not talk.is_talk(front) and talk.rules(front)


def _counts_on(sheet: Sheet, tags: Sequence[Tagged], place: int) -> bool:
    """Whether a line counts on, in words, from the decision in front of it in the same paragraph, and rules something."""
    line = sheet.text[tags[place].line.start : tags[place].line.end].replace("\n", " ")
    return not tags[place].line.opens and phrases.is_next(line) and talk.rules(line)


def _each(sheet: Sheet, item: Item) -> list[Item]:
    """The decisions that one cell holds, where they count on from one another and each tells its vote; else the same one."""
    text = sheet.text[item.start : item.end]
    begins = phrases.counted_on(text, item.number) if item.number else []
    cuts = [0, *begins, len(text)]
    if not begins or not all(votes.read(text[left:right]) for left, right in pairwise(cuts)):
        return [item]
    rest = [
        Item(head.value, item.start + left + head.end, item.start + right)
        for left, right in pairwise(cuts[1:])
        if (head := phrases.opening(text[left:right]))
    ]
    return [replace(item, end=item.start + begins[0], told=()), *rest]


def _counted(sheet: Sheet, decided: Sequence[Item]) -> list[Item]:
    """The same without the bare figures that count those without another number."""
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
    told = [talk.is_talk(line) for line in lines if not votes.is_report(line)]
    only = bool(told) and all(told)
    proven = any(phrases.decides(line) for line in lines) and any(_counts(line) for line in lines)
    return (proven or max(one.chance for one in run) >= _CHANCE) and not _is_of_a_person(sheet, run[0]) and not only


def _undecided(sheet: Sheet, tags: Sequence[Tagged], run: Sequence[int]) -> bool:
    """Whether the lines, a cell of their row, or the rest of their paragraph say that nothing was decided."""
    rest = takewhile(lambda one: not one.line.opens and one.tag == "other", tags[run[-1] + 1 :])
    cells = [cell for cell in tags[run[0]].line.row.cells if tags[run[0]].line.row is tags[run[0]].line.last]
    spans = [(one.line.start, _own_end(sheet, one)) for one in [*(tags[place] for place in run), *rest]]
    said = [sheet.text[start:end].replace("\n", " ") for start, end in spans]
    said += [sheet.text[cell.start : cell.end].replace("\n", " ") for cell in cells]
    return any(phrases.is_undecided(text) for text in said)


def _counts(line: str) -> bool:
    """Whether a line counts who agreed."""
    vote = votes.read(line)
    return vote is not None and (vote.votes_for is not None or vote.unanimous)


def _is_of_a_person(sheet: Sheet, one: Tagged) -> bool:
    """Whether the longest cell of a table's row is a name: a member's, or a candidate's."""
    cells = one.line.row.cells
    longest = max((sheet.text[cell.start : cell.end] for cell in cells), key=len)
    name = names.bare(longest)
    decided = any(phrases.decides(sheet.text[cell.start : cell.end]) for cell in cells)
    return len(cells) > 1 and not decided and names.is_name(name) and len(name) * _NAMED > len(longest)


def _run(sheet: Sheet, tags: Sequence[Tagged], run: Sequence[int], limit: int, sitting: int | None) -> Item:
    """One decision without its number's own words and what announces it; the next begins at the tag `limit`."""
    first = tags[run[0]].line
    places = [place for place in run if tags[place].tag != "votes" or _ends_sentence(sheet, tags, place)]
    places.append(_bracket_ends(sheet, tags, places[-1], limit))
    last, beside = tags[places[-1]].line, _lines_beside(sheet, tags, run[0], places[-1] + 1, limit)
    if len(first.row.cells) > 1 and first.row is first.last:
        return _of_row(sheet, first.row, beside, sitting)
    number, lead = _opening(sheet, first.start, last.end, sitting)
    number = number or _number_above(sheet, tags, run[0], sitting)
    if (own := phrases.quoted(sheet.text[first.start : last.end])) and talk.rules(
        sheet.text[first.start + own[0] : first.start + own[1]]
    ):
        start, end = max(first.start + own[0], lead[1]), first.start + own[1]
        behind = (end + 1, last.end)
        return Item(number, start, end, (behind, *beside) if end + 1 < last.end else tuple(beside), lead)
    return Item(number, lead[1], _own_end(sheet, tags[places[-1]]), tuple(beside), lead)


def _bracket_ends(sheet: Sheet, tags: Sequence[Tagged], last: int, limit: int) -> int:
    """The line that closes the bracket which a decision's last line opens, of the few behind it; else the last line."""
    line = sheet.text[tags[last].line.start : tags[last].line.end]
    if line.rfind("(") <= line.rfind(")") or len(tags[last].line.row.cells) > 1:
        return last
    near = range(last + 1, min(limit, last + _REPORTED))
    closes = next((at for at in near if ")" in sheet.text[tags[at].line.start : tags[at].line.end]), last)
    whole = sheet.text[tags[last].line.start + line.rfind("(") : tags[closes].line.end].replace("\n", " ")
    return closes if votes.is_report(whole.strip(" ().")) else last


def _ends_sentence(sheet: Sheet, tags: Sequence[Tagged], place: int) -> bool:
    """Whether a line that reports the vote first ends the sentence that the line before it broke off."""
    before = sheet.text[tags[place - 1].line.start : tags[place - 1].line.end].rstrip() if place else ""
    own, _, rest = sheet.text[tags[place].line.start : tags[place].line.end].partition(". ")
    broken = bool(before) and not before.endswith((*SENTENCE_ENDS, ")", "]", "»", ":"))
    return broken and votes.read(own) is None and votes.read(rest) is not None


def _number_above(sheet: Sheet, tags: Sequence[Tagged], first: int, sitting: int | None) -> int | None:
    """The number of the paragraph in which a decision begins behind what was said about the matter."""
    opens = next((place for place in range(first, -1, -1) if tags[place].line.opens), first)
    if any(one.tag in ("decides", "goes-on") for one in tags[opens:first]):
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
    led = begins + opens.end
    return head.value or opens.value, (begins, led + talk.led_in(sheet.text[led:end].replace("\n", " ")))


def _lines_beside(
    sheet: Sheet, tags: Sequence[Tagged], first: int, behind: int, limit: int
) -> Iterator[tuple[int, int]]:
    """The lines that may tell the vote on a decision: the one that announces it with a colon, the few behind and before the
    next, and the one before that reports a vote on nothing above it.
    """
    spans = [(one.line.start, one.line.end) for one in tags]
    above = sheet.text[slice(*spans[first - 1])].strip() if first else ""
    own_head = numbering.heading(above) is not None and votes.read(above) is not None
    if own_head or _announces(above) or _is_of_the_same_point(sheet, tags, first, behind):
        yield spans[first - 1]
    if _announces(above) and first > 1 and not tags[first - 1].line.opens:
        yield spans[first - 2]
    near = (
        place
        for place in range(behind, _next_point(sheet, tags, behind, limit))
        if len(tags[place].line.row.cells) < _TABLED or place < behind + _REPORTED
    )
    told = False
    for place in islice(near, _REPORTED):
        told = told or votes.read(sheet.text[slice(*spans[place])]) is not None
        if place + 1 < limit or limit == len(tags) or not _announces(sheet.text[slice(*spans[place])].strip()):
            yield spans[place]
    vote = (
        votes.read(above)
        if not told and first > 1 and not {tags[first - 1].tag, tags[first - 2].tag} & _DECIDING
        else None
    )
    if vote and (votes.is_report(above) or (vote.total or 0) >= _FEWEST):
        yield spans[first - 1]


def _is_of_the_same_point(sheet: Sheet, tags: Sequence[Tagged], first: int, behind: int) -> bool:
    """Whether the sentence in front of a decision, in its own paragraph, counts how was voted, and none behind does there."""
    if not first or tags[first].line.opens or tags[first - 1].tag in ("decides", "goes-on"):
        return False
    vote = votes.read(sheet.text[tags[first - 1].line.start : tags[first - 1].line.end].replace("\n", " "))
    rest = takewhile(lambda one: not one.line.opens, tags[behind:])
    voted = any(words.tells_vote(sheet.text[one.line.start : one.line.end]) for one in rest)
    return vote is not None and vote.votes_for is not None and not voted


def _next_point(sheet: Sheet, tags: Sequence[Tagged], behind: int, limit: int) -> int:
    """Where behind a decision a numbered point begins that reports no vote, or the next one's head stands; else `limit`."""
    if behind < limit < len(tags) and numbering.heading(
        sheet.text[tags[limit - 1].line.start : tags[limit - 1].line.end]
    ):
        limit -= 1
    for place in range(behind, limit):
        line = tags[place].line
        text = sheet.text[line.start : line.end].replace("\n", " ")
        if len(line.row.cells) == 1 and line.opens and words.numbered(text) and not words.tells_vote(text):
            return place
    return limit


def _announces(line: str) -> bool:
    """Whether a line leads on to the next with a colon; that behind a side's word has nobody behind it."""
    return line.endswith(":") and not votes.sides(line.split()[-1])


def _of_row(sheet: Sheet, row: Row, behind: Iterable[tuple[int, int]], sitting: int | None) -> Item:
    """The decision of a table's row: its words stand below their head, else in the longest cell."""
    told = voting.told_in(sheet, row)
    cell = next((cell for cell in row.cells if cell.start == told), None) or _deciding_cell(sheet, row)
    first = sheet.text[row.start : row.cells[0].end]
    number = voting.number_in(sheet, row) or (phrases.code(first, sitting) if row.cells[0] is not cell else None)
    own, lead = _opening(sheet, cell.start, cell.end, sitting)
    numbered = row.cells[0] if number else None
    beside = [(other.start, other.end) for other in row.cells if other is not cell and other is not numbered]
    return Item(number or own, lead[1], cell.end, (*beside, *behind), lead)


def _deciding_cell(sheet: Sheet, row: Row) -> Cell:
    """Of a row's long cells the last that says what was decided, else the longest."""
    longest = max(row.cells, key=lambda cell: cell.end - cell.start)
    long = (cell for cell in reversed(row.cells) if _SHARE * (cell.end - cell.start) > longest.end - longest.start)
    return next((cell for cell in long if talk.rules(sheet.text[cell.start : cell.end])), longest)


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
