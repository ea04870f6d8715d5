"""Who stood on which side of a vote: «سه موافق، یک مخالف», «آقای احمدی مخالف بود و بقیه موافق», «همه موافق».

Door: `read`, `by_name`, the shapes `Told` and `Side`. Promise: pure, over folded text; each side's word is read with the
count, the names or the whole («all», «the rest») that stands with it, in front or behind as the others do; a side's word alone
tells nothing. Not here: unanimity that names no side, ratios, what is left to infer (votes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nlp import names, numbers
from nlp.normalise import pattern

type Side = Literal["for", "against", "abstain"]


@dataclass(frozen=True, slots=True)
class Told:
    """One side: how many, or None where it was all (`whole` "all") or all others ("rest"); the span that says so."""

    count: int | None
    whole: Literal["", "all", "rest"]
    start: int
    end: int


COUNT = (
    r"(?<!\w)(?:\d{1,2}|یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده|شانزده|هفده|هجده|"
    r"نوزده|بیست|بیست و یک|صفر)(?!\w)"
)
NOUN = r"(?:نفر|نفری|عضو|تن|رای|رلی|زای|ورقه|برگه|برگ|صاحب رای)(?!\w)"
# Before the longer word the shorter is not tried: «موافقان», «مخالفی».
WORDS: dict[Side, str] = {
    "for": r"(?:موافق|مثبت)(?:ان|ین|ی)?",
    "against": r"(?:مخالف|منفی)(?:ان|ین|ی|تی)?",
    "abstain": r"(?:ممتنع|متنع|ممتع|سفید)(?:ان|ین|ی)?",
}
# These count only where a number stands right before them.
_WEAK: dict[Side, str] = {"for": r"له|آری|بلی|بله", "against": r"علیه|خیر|نه", "abstain": "رای نداد|رای ندادند"}
# «با موافقت ۴ نفر», «سه عضو دیگر موافقت کردند», «مخالفت آقای …», and not «موافقت شد»
_DONE: dict[Side, str] = {"for": "موافقت|توافق|تایید|پذیرفتند", "against": "مخالفت", "abstain": "امتناع"}
_ALL_WORD = r"(?:کلیه|همه|همگی|تمام|تمامی|جمیع|یکایک|هر(?= " + COUNT + r"))"
_WHO = r"(?:ی|اعضا|اعضای|عضو|نفر|تن|حاضران|حاضرین|حاضر|شورا|شورای|جلسه|در|محترم|اسلامی|شهر|بوده|بودند|و|مذکور|آن)(?!\w)"
_BY_NAME = r"| (?:آقای|آقایان|خانم|خانم ?ها)(?!\w)"
_SIDE_OF = {
    side: pattern(
        rf"(?<!سخن[ ])(?<!سخنان[ ])(?<!نطق[ ])(?<!ناطق[ ])(?<!\w)(?:(?:{WORDS[side]})|(?P<done>{_DONE[side]})"
        rf"(?= (?:\d{{1,2}}|\w+) (?:نفر|رای|عضو|تن)(?!\w)| {_ALL_WORD}(?!\w)|"
        rf" (?:کردند|نمودند|داشتند|دارند|کرده اند)(?!\w)|(?<=پذیرفتند)| خود را (?:اعلام|ابراز)|"
        rf" (?:بقیه|مابقی|سایر|دیگر) {_WHO}{'' if side == 'for' else _BY_NAME})|"
        rf"(?P<weak>{_WEAK[side]}))(?!\w)"
    )
    for side in WORDS
}
# Between who voted and the side: «به این بند رأی …».
_LINK = (
    r"(?: (?:بدون استثنا|نیز|هم|یکجا|متفقا))?(?: (?:با|به|در)(?: (?!رای|نظر|برابر|مقابل|قبال|"
    + COUNT
    + r")\w+){1,3}?)?"
    r"(?: (?:رای|آرای|نظر|ورقه|برگه))?[ \t]*$"
)
_COUNT_BEFORE = pattern(
    rf"({COUNT})(?: ?[(] ?{COUNT} ?(?:{NOUN})? ?[)])?(?: ?{NOUN})?(?: (?:دیگر|حاضر)(?!\w))*"
    rf"(?: از (?:\w+ ){{1,5}}?)?{_LINK}"
)
_ALL_BEFORE = pattern(
    rf"(?:({COUNT}) (?:نفر|عضو|تن)(?: (?:از|{_WHO}))* )?"
    rf"(?<!\w){_ALL_WORD}(?!\w)(?: ({COUNT}))?(?: {_WHO})*(?: ?[(] ?({COUNT})? ?[^()]{{0,25}}[)])?{_LINK}"
)
_REST_BEFORE = pattern(rf"(?<!\w)(?:بقیه|مابقی|دیگران|سایرین|سایر(?= {_WHO})|باقی(?= {_WHO}))(?: {_WHO})*{_LINK}")
_NONE_BEFORE = pattern(rf"(?<!\w)(?:بدون|بی|هیچ|هیچ کس|کسی|هیچ یک|هیچ عضوی|صفر)(?: {NOUN})?(?: رای)?[ \t]*$")
# «همه به جز دو نفر موافق بودند»
_BUT = pattern(r"(?<!\w)(?:(?:به ?|ب)?(?:استثنا|استثنای|جز|غیر ?از)|مگر) ?$")
_NONE_BEHIND = pattern(
    r"(?: در \w+)? ?[:=]? ?(?:ندارد|ندارند|نداشت|نداشتند|نداشته|نداشتیم|نبود|نبودند|نبوده|وجود نداشت)(?!\w)"
)
_NOBODY = pattern(r" ?[:=] ?(?:بدون|هیچ ?کس|هیچ|کسی|-)(?!\w)")
_DASH = pattern(r"[ :=\t]*-(?= ?(?:نفر|رای|\t|\n|\]|$))")
_COUNT_BEHIND = pattern(
    rf"(?:(?: (?:با |به )?(?!و(?!\w)|{NOUN})[^\W\d]+){{0,2}}? ?[:=]|[ \t]*[(]?) ?(?:تعداد )?({COUNT})"
    rf"(?! ?(?:درصد|ریال|تومان|میلیون|میلیارد|هزار|متر|ماه|سال|روز|دستگاه)(?!\w))(?: ?[(] ?{COUNT} ?[)])?(?: ?{NOUN})?"
)
_ALL_BEHIND = pattern(rf"[ :=(]*{_ALL_WORD}(?!\w)(?: ({COUNT}))?(?: {_WHO})*")
_REST_BEHIND = pattern(rf"[ :=(]*(?:بقیه|مابقی|دیگران|سایرین|(?:سایر|دیگر|باقی)(?= {_WHO}))(?: {_WHO})*")
_COLON = re.compile(r"\s*[:=]\s*")
_NAMES_END = re.compile(r"[؛;)\n/|]|\.(?!\w)|\Z")
_SOMEBODY = pattern(r"(?<!\w)(?:آقای|آقایان|خانم|خانم ?ها|دکتر|مهندس|حاج)(?!\w)")
_CUT = re.compile(r"[.؛;:!(\[{«|\n](?!\d)")
_VERB = pattern(r"\s*(?:رای )?(?:دادند|داد|داشتند|داشت|بودند|بود|کردند|نمودند|داده اند|هستند|است)(?!\w)")
# «مخالفت خود را اعلام کرد», «مخالفت آقای …»
_OWN, _OF_SOMEBODY = pattern(r" خود را(?!\w)"), pattern(r"(?= (?:آقای|آقایان|خانم|خانم ?ها)(?!\w))")
_PASSED = pattern(
    r"(?<!\w)(?:و(?= (?:موافقت|مخالفت|امتناع|رای))|(?:به |مورد )?(?:تصویب|تایید)|مصوب|رسید|پذیرفته)(?!\w)"
)
_BEGINS_CLAUSE = pattern(r"(?:^|[:/|؛(\[\-–\n]) ?(?:رای |آرای )?$")
_PARTS = re.compile(r"\s*[،,]\s*|\s[-–]\s|\sو\s")
# «با رأی موافق آقایان …»; what stands before the next side's word is nobody's name.
_VOTE_OF = pattern(r"(?<!\w)(?:رای|آرای|نظر) $")
_NEXT_SIDE = pattern(r"(?:(?<!\w)(?:اسامی|آرای|رای|نظر|اعضای|نام|تعداد)\s*)*$")
# «آقای … با این استدلال که … رأی مخالف داد»
_ONE_DID = pattern(r" (?:داد|داشت)(?!\w)")
# «… موافق و آقای … مخالف صحبت کردند»
_SPOKE = pattern(r"(?<!\w)(?:موافق|مخالف)(?:ان|ین)?(?!\w)[^.؛:\d]{0,60}(?:صحبت|سخن|نطق)(?!\w)")
# «خانم الماسی رأی نداد»
_ONE_BEFORE = pattern(r"(?<!\w)(?:آقای|آقایان|خانم|خانم ?ها)(?!\w)[^.؛:]*$")
_LINKED = pattern(r"(?: (?:که|نیز|هم))?(?: (?:با|به|در)(?: \w+){1,3})?(?: (?:رای|آرای|نظر))?[ \t]*$")


@dataclass(frozen=True, slots=True)
class _Mark:
    side: Side
    start: int
    end: int
    weak: bool
    done: bool


def read(text: str) -> dict[Side, Told]:
    """What a folded text tells of each side; of a side that is told twice, the first."""
    if not (marks := _marks(text)):
        return {}
    edges = [0, *(mark.end for mark in marks)]
    stops = [*(mark.start for mark in marks[1:]), len(text)]
    before = [_before(text, left, mark) for left, mark in zip(edges, marks, strict=False)]
    behind = [_behind(text, mark, stop) for mark, stop in zip(marks, stops, strict=True)]
    listed = _is_listed(marks, before, behind)
    told: dict[Side, Told] = {}
    for mark, front, back in zip(marks, before, behind, strict=True):
        coloned = back is not None and bool(_COLON.match(text, mark.end))
        # «موافقین: الف، ب. آقای ج رأی ممتنع داد»
        voted = back is None and _VERB.match(text, mark.end)
        plain = front if front and (front.whole == "rest" or not listed or voted) else None
        found = back or plain if listed or coloned or mark.done else front or back
        found = found if not mark.weak or (front and front.count) or (listed and back) else None
        if found:
            told.setdefault(mark.side, found)
    return told


def _is_listed(marks: list[_Mark], before: list[Told | None], behind: list[Told | None]) -> bool:
    """Whether the sides' words stand in front of their counts: «موافق ۳ مخالف ۱», not «۳ موافق ۱ مخالف»."""
    fronts, backs = sum(one is not None for one in before), sum(one is not None for one in behind)
    return backs > fronts or (backs == fronts > 0 and before[0] is None)


def _marks(text: str) -> list[_Mark]:
    found = [
        _Mark(side, *match.span(), bool(match["weak"]), bool(match["done"]))
        for side, form in _SIDE_OF.items()
        for match in form.finditer(text)
    ]
    spoke = [match.span() for match in _SPOKE.finditer(text)]
    strong = sorted(
        (mark for mark in found if not any(start <= mark.start < end for start, end in spoke)),
        key=lambda mark: mark.start,
    )
    counted = {mark.side for mark in strong if _COUNT_BEHIND.match(text, mark.end)}
    listed = len(counted) > 1 and any(mark.weak for mark in strong)
    return [
        mark
        for mark in strong
        if not mark.weak
        or (listed and _COUNT_BEHIND.match(text, mark.end))
        or _COUNT_BEFORE.search(text[max(0, mark.start - 20) : mark.start])
        or (mark.side == "abstain" and _ONE_BEFORE.search(text[max(0, mark.start - 40) : mark.start]))
    ]


def _before(text: str, left: int, mark: _Mark) -> Told | None:
    """Who stands in front of a side's word."""
    window = text[left : mark.start]
    if none := _NONE_BEHIND.match(text, mark.end):
        return Told(0, "", mark.start, none.end()) if not _COUNT_BEFORE.search(window) else None
    ends = verb.end() if (verb := _VERB.match(text, mark.end)) else mark.end
    if none := _NONE_BEFORE.search(window):
        return Told(0, "", left + none.start(), ends)
    counted = _COUNT_BEFORE.search(window)
    if counted and not _BUT.search(window[: counted.start()]):
        whole = _ALL_BEFORE.search(window)
        if not whole or whole.start() > counted.start():
            return Told(_number(counted[1]), "", left + counted.start(), ends)
    for form, kind in ((_ALL_BEFORE, "all"), (_REST_BEFORE, "rest")):
        if match := form.search(window):
            said = next((group for group in match.groups() if group), None)
            return Told(_number(said), "all" if kind == "all" else "rest", left + match.start(), ends)
    return None if mark.done and not _OWN.match(text, mark.end) else _people_before(text, left, mark, ends)


def _people_before(text: str, left: int, mark: _Mark, ends: int) -> Told | None:
    cut = max((match.end() for match in _CUT.finditer(text, left, mark.start)), default=left)
    somebody = _SOMEBODY.search(text, cut, mark.start)
    if not somebody:
        return None
    link = _LINKED.search(text[: mark.start])
    who = names.people(text, somebody.start(), link.start() if link else mark.start, surnames=True)
    if not who and _ONE_DID.match(text, mark.end) and len(_SOMEBODY.findall(text[cut : mark.start])) == 1:
        return Told(1, "", somebody.start(), ends)
    return Told(len(who), "", somebody.start(), ends) if who else None


def _behind(text: str, mark: _Mark, stop: int) -> Told | None:
    """Who stands behind a side's word and before the next one."""
    window = text[:stop]
    if counted := _COUNT_BEHIND.match(window, mark.end):
        return Told(_number(counted[1]), "", mark.start, counted.end())
    if none := _NONE_BEHIND.match(window, mark.end) or _NOBODY.match(window, mark.end) or _DASH.match(window, mark.end):
        return Told(0, "", mark.start, none.end())
    if whole := _ALL_BEHIND.match(window, mark.end):
        return Told(_number(whole[1]), "all", mark.start, whole.end())
    if rest := _REST_BEHIND.match(window, mark.end):
        return Told(None, "rest", mark.start, rest.end())
    voted = mark.done or _VOTE_OF.search(text[: mark.start])
    named_behind = _COLON.match(window, mark.end) or (voted and _OF_SOMEBODY.match(window, mark.end))
    return _people_behind(text, mark, named_behind.end(), stop) if named_behind else _listed_behind(text, mark, stop)


def _listed_behind(text: str, mark: _Mark, stop: int) -> Told | None:
    """The people behind a side's word that begins a clause, where nothing else stands there: «موافق افشاری، بابایی»."""
    if not _BEGINS_CLAUSE.search(text[: mark.start]) or not (said := _people_behind(text, mark, mark.end, stop)):
        return None
    listed = _PARTS.split(text[mark.end : said.end].strip())
    by_title = _OF_SOMEBODY.match(text, mark.end)
    return said if said.count == len(listed) and (by_title or len(listed) > 1) else None


def _people_behind(text: str, mark: _Mark, start: int, stop: int) -> Told | None:
    coloned = not mark.done and _COLON.match(text, mark.end)
    ends = (_NAMES_END if coloned else _PASSED).search(text, start, stop)
    rest = _NEXT_SIDE.search(text, start, ends.start() if ends else stop)
    until = rest.start() if rest else stop
    who = names.people(text, start, until, surnames=True)
    return Told(len(who), "", mark.start, until) if who else None


def _number(said: str | None) -> int | None:
    if said is None:
        return None
    return int(said) if said.isdigit() else numbers.from_words(said)


_ANY = "|".join(f"({words})" for words in WORDS.values())
_ONE_BY_ONE = pattern(
    rf"(?<![^\W\d])([^\W\d]+) ?(?:[(] ?[^()\d]{{1,25}}[)] ?)?[:=\-–(] ?(?:رای |نظر )?(?:{_ANY})(?!\w)"
    r"(?! ?[:=(]? ?\d)"
)


# «جلالی موافق - مکوندی مخالف - »
_PARTED_BY_ONE = pattern(rf"(?:(?<=[:(،,؛/\n\-–])|^) ?(?:\w+ )?(\w+)(?!\w) (?:رای )?(?:{_ANY})(?= ?(?:[-–،,؛/).]|$))")


def by_name(text: str) -> tuple[list[Side], int, int] | None:
    """The sides of members who are named one by one, «رضایی: موافق، امینی (مخالف)», and the span that tells them."""
    forms = (_ONE_BY_ONE, _PARTED_BY_ONE)
    told = max(([match for match in form.finditer(text) if names.is_surname(match[1])] for form in forms), key=len)
    said = [side for match in told for side, word in zip(WORDS, match.groups()[1:], strict=True) if word]
    return (said, told[0].start(), told[-1].end()) if told else None


def named(text: str) -> Iterator[Side]:
    """The side that each word or sign of a folded text names, one by one: «موافق», «مخ», «✓»."""
    yield from (side for word in text.split() if (side := of_mark(word)))


def of_mark(word: str, legend: Mapping[str, Side] | None = None) -> Side | None:
    """The side of one word, abbreviation or sign with which a member's vote is marked in a table, by its own `legend` first."""
    bare = word.strip(" .:()")
    told = next((side for side, form in _HEADS.items() if bare and form.fullmatch(bare)), None)
    return told or (legend or {}).get(bare) or _SHORT.get(bare)


def legend(text: str) -> dict[str, Side]:
    """What a folded paper's legend says of its marks: «م = موافق، خ = مخالف»."""
    side_of = {match[1]: next(names_of(match[2]), None) for match in _LEGEND.finditer(text)}
    return {mark: side for mark, side in side_of.items() if side}


def names_of(text: str) -> Iterator[Side]:
    """The sides whose words a folded text holds, in their order."""
    found = {side: match.start() for side, form in _HEADS.items() if (match := form.search(text))}
    yield from sorted(found, key=lambda side: found[side])


_LEGEND = pattern(rf"(?<!\w)(\w{{1,3}}|[^\w\s]) ?[=:] ?((?:{'|'.join(WORDS.values())}))(?!\w)")
_SHORT: dict[str, Side] = {
    **dict.fromkeys(("م", "موا", "✓", "✔", "√", "☑", "+"), "for"),
    **dict.fromkeys(("مخ", "مخا", "✗", "✘", "×", "☒", "x", "X"), "against"),
    **dict.fromkeys(("مم", "ممت", "مت", "○", "◯"), "abstain"),
}
# In the head of a column the weak words are no less clear.
_HEADS = {side: pattern(rf"(?<!\w)(?:{WORDS[side]}|{_WEAK[side]})(?!\w)") for side in WORDS}
