"""How a council voted, from the words of its minutes.

Door: `read`, `column`, `clause`, the shape `Votes`. Promise: counts are those that the text gives; what it does not say
is None, except that of a unanimous vote nobody was against. Not here: whether the majority suffices (intake checks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp import names, numbers
from nlp.normalise import MARKS, pattern


@dataclass(frozen=True, slots=True)
class Votes:
    """One vote: the counts, whether the text says that all agreed, and the span that says so."""

    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    unanimous: bool
    start: int
    end: int


_COUNT = (
    r"(?:[(]? ?(\d{1,2}) ?[)]?|(یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده|صفر|بدون|"
    r"هیچ|ندارد|نداشت|نداشته|-(?= نفر)))(?: ?[(] ?(?:\d{1,2}|\w{2,6}) ?[)])?"
)
_NONE = ("بدون", "هیچ", "ندارد", "نداشت", "نداشته", "-")
_VOTE = r"(?:(?:نفر|عضو|تن) )?(?:رای|رأی|آرای|آرا|نفر|عضو|تن|رلی|زای|ری)?"
_SIDES = {"for": "موافق|مثبت", "against": "مخالف|منفی", "abstain": "ممتنع|متنع|ممتع|برگه? سفید|سفید"}
_COUNTED = {side: pattern(rf"(?<!\w){_COUNT} {_VOTE} (?:{words})") for side, words in _SIDES.items()}
_LISTED = {side: pattern(rf"(?:آرای |رای )?(?:{words})(?:ان|ین)?[ :=\t]+{_COUNT}") for side, words in _SIDES.items()}
_STATED = {
    side: pattern(rf"(?:{words})(?:ان|ین)?(?: ?[:=] ?{_COUNT}| (ندارد|نداشت|نداشته)|: ?(بدون))(?!\w)")
    for side, words in _SIDES.items()
}
# «آرای مثبت ۴», «با رأی موافق ۴ نفر», «با موافقت ۴ نفر»; «چهار نفر از پنج نفر حاضر موافق بودند».
_AFTER = {
    side: pattern(
        rf"(?:(?:آرا|آرای|رای|نظر) (?:{words})|{agreed}) ?[:=]? ?(?:تعداد )?{_COUNT} ?(?:نفر|رای|رأی|عضو|تن|"
        rf"[،,.;؛)]|و |$)"
    )
    for (side, words), agreed in zip(_SIDES.items(), ("موافقت", "مخالفت", "امتناع"), strict=True)
}
_SOME_OF = {
    side: pattern(rf"(?<!\w){_COUNT} (?:نفر|عضو|رای) از (?:مجموع |کل )?(?:\w+ ){{1,4}}?(?:رای )?(?:{words})")
    for side, words in _SIDES.items()
}
# «(۳ از ۵)», «(۴ به ۱)»
_RATIO = pattern(r"(?:[(]|(?<=\t)) ?(\d{1,2}) (?:رای )?(از|به|در برابر) (\d{1,2})(?: رای)? ?(?:[)]|(?=\t|$))")
_COLUMNS = {
    side: pattern(rf"(?:آرای?|رای|تعداد|تعداد آرای?)? ?(?:{words})(?:ان|ین)?") for side, words in _SIDES.items()
}
# «موافقان: آقایان … و خانم …؛ مخالفان: …»
_NAMED = {
    side: pattern(rf"(?<!\w)(?:آرای |رای )?(?:{words})(?:ان|ین)? ?[:=](?! ?(?:کلیه|همه|تمامی|تمام)(?!\w))")
    for side, words in _SIDES.items()
}
_VOTED = pattern(r"\s*(?:دادند|داد|داشتند|داشت)(?!\w)")
_NAMES_END = re.compile(r"[؛;)\n]|\.(?!\w)|\Z")
# «آقای … رای ممتنع داد», «… رای مخالف دادند»
_GAVE = {
    side: pattern(rf"رای (?:{words})(?= ?،| و |\s(?:داد|داشت|دادند|داشتند)(?!\w))") for side, words in _SIDES.items()
}
_CLAUSE_BEGINS = re.compile(rf".*(?:[؛;:(]|\.(?!\w)|رای (?:{'|'.join(_SIDES.values())})[،,\s])", re.DOTALL)
_SOMEBODY = pattern(r"(?<!\w)(?:آقای|آقایان|خانم|خانمها|خانم ها)(?!\w)")
_ANY_SIDE = "|".join(_SIDES.values())
# Which comes first tells a list: «موافق ۳ مخالف ۱», «موافق: ۴»; not «۳ موافق ۱ مخالف».
_SIDE_FIRST = pattern(
    rf"(?<!\w)(?:{_ANY_SIDE})(?:ان|ین)?(?: ?[:=(]|[ \t]+(?:تعداد )?(?:\d{{1,2}}(?!\d)|ندارد|نداشت|نداشته|صفر))"
)
_COUNT_FIRST = pattern(rf"(?<!\w){_COUNT} {_VOTE} (?:{_ANY_SIDE})")
# Whatever stands before: «تعداد حاضرین: ۵ نفر  موافق: ۴».
_WITH_COLON = pattern(rf"(?<!\w)(?:{_ANY_SIDE})(?:ان|ین)? ?[:=] ?{_COUNT}(?!\w)")
# «آقای میرزایی مخالف»
_ONE = {side: pattern(rf"(?<!\w)(?:آقای|خانم) (?:\w+ ){{1,3}}(?:{words})(?!\w)") for side, words in _SIDES.items()}
# «موافق مخالف ممتنع ۵ ۰ ۰»
_HEADED = pattern(
    rf"(?<!\w)((?:(?:آرای )?(?:{_ANY_SIDE})[ \t]*){{2,3}})((?:[\d\-]{{1,2}}[ \t]+){{1,2}}[\d\-]{{1,2}})(?![\d/])"
)
_SIDE = {side: pattern(rf"(?:{words})") for side, words in _SIDES.items()}
# «(۴ رأی)»
_BRACKETED = pattern(
    rf"[(] ?{_COUNT} رای ?[)]|(?<!\w){_COUNT} رای از (?=(?:مجموع |کل )?\w{{1,6}} رای)|"
    rf"اکثریت[^.\d\n]{{0,20}}[(] ?{_COUNT} (?:نفر|رای) ?[)]"
)
_ALL_OF = pattern(rf"\s*[(]?(?:هر |همه )?{_COUNT} ?(?:نفر|عضو|تن|رای)")
_REPORTS = pattern(
    r"^[\s(،]*(?:(?:این|مصوبه|مصوبات|موضوع|مراتب|مورد|نتیجه|رای|آرا|آرای|اخذ رای|رای گیری|پس از رای گیری|پیشنهاد|"
    r"تصمیم|بند|موافق|موافقان|موافقین|"
    r"اتفاق|اکثریت|تصویب|به|با|هر|همه|همگی|کلیه|تمامی|مخالف|ممتنع|آقای|آقایان|خانم|که|از|و|\d{1,2}|یک|دو|سه|چهار|"
    r"پنج|شش|هفت|هشت|نه|ده|یازده)(?!\w))"
)
_OUT_OF = pattern(rf"(?:از (?:مجموع |کل |جمع )?{_COUNT} ?(?:رای|رأی|نفر|عضو|آرا|حاضر)?|از مجموع {_COUNT})")
_PLAIN = pattern(
    rf"(?:با|به) (?:اکثریت |کسب |اخذ )?{_COUNT} (?:رای|رأی|آرا)(?:ی)?(?! ?(?:مخالف|ممتنع|منفی|سفید))(?!\w)"
)
_UNANIMOUS = pattern(
    r"(?:(?:به|با) )?(?:اتفاق|ا?تفاق) ?(?:آرا|آراء|آرای|اراء|کلیه آرا|نظر)(?:ی)?(?: (?:اعضا|اعضای|حاضران|"
    r"حاضرین|شورا)(?:ی \w+)?)?(?!\w)|متفقا|بالاتفاق|(?:با|به) اجماع|با موافقت (?:کلیه|همه|تمامی) اعضا|"
    r"(?:با )?رای (?:موافق|مثبت) (?:کلیه|همه|تمامی|تمام) ?(?:ی )?(?:اعضای|اعضا|حاضران|حاضرین)(?: حاضر| شورا| جلسه)*|"
    r"(?:با |به )?(?:رای|موافقت|آرای|نظر موافق) (?:کلیه|همه|تمامی|تمام|هر) ?(?:ی )?(?:\w{1,6} )?(?:اعضای|اعضا|عضو|"
    r"نفر|حاضران|حاضرین)(?: حاضر| شورا| جلسه)*|"
    r"(?:با )?رای (?:موافق |مثبت )?(?:هر|تمامی|کلیه|همه) (?=(?:\d{1,2}|\w{2,6}) (?:نفر|عضو|تن))|"
    r"(?<!\w)(?:همه|همگی) (?:با (?:آن|این) )?موافق(?:ت)? (?:بودند|کردند|نمودند|هستند)(?!\w)|"
    r"(?<!\w)(?:هر|همه|همگی|کلیه|تمامی) \w{2,6} (?:عضو|نفر)(?: حاضر| شورا)*(?: (?:با|به) (?:آن|"
    r"این)(?: \w+){0,2})? موافق(?: (?:بودند|هستند))?|"
    r"(?:موافق|موافقان|موافقین) ?[:=] ?(?:کلیه|همه|تمامی|تمام) ?(?:ی )?(?:اعضای|اعضا|حاضران|حاضرین)"
    r"(?: حاضر| شورا| جلسه)*|"
    r"(?:کلیه|همه|تمامی|تمام) ?(?:ی )?(?:اعضای|اعضا|حاضران|حاضرین)(?: حاضر| شورا| جلسه)*"
    r"(?: (?:با|به) (?:آن|این)(?: \w+){0,2})? (?:موافق|رای مثبت|رای موافق)"
)
# What takes from «unanimous»: somebody is excepted, or all agreed to refuse.
_LIMITED = pattern(
    r"[ ،(]*(?:به ?جز|به ?استثنا|به ?استثنای|غیر از|به غیر از|مگر|(?:آن |آنرا |مورد )?(?:رد|مخالفت) (?:شد|گردید|"
    r"قرار گرفت))"
)
_MAJORITY = pattern(
    r"(?:با|به|(?:مورد |به )?تصویب|(?:مورد )?موافقت) اکثریت(?: مطلق| نسبی| دو سوم)? ?(?:آرا|آراء|آرای|اراء|اعضا)?(?:ی)?"
    r"(?: (?:اعضا|اعضای|حاضران|حاضرین)(?:ی \w+)?)?"
)
_LEAD = pattern(
    r"(?:(?<!\w)(?:موضوع|مراتب|در جلسه مطرح(?: شد| گردید)?)[ ،]*)?(?:(?<!\w)نتیجه(?: (?:رای گیری|اخذ رای|آرا|"
    r"رای))? ?[:.]? ?"
    r"(?:(?:تصویب|رد) (?:شد|گردید)[ \-،(]*)?)?"
    r"(?:[(\[،؛]|(?<!\w)(?:با|به|که|و|مصوب) ?)*$"
)
# The longer word first: what ends within a word ends too early.
_TAIL = pattern(
    r"(?:اعضای|اعضا|محترم|حاضران|حاضرین|حاضر|در جلسه|شورای اسلامی شهر|شورا|به|مورد|تصویب|رسید|شد|گردید|موافقت|واقع|"
    r"قرار گرفت|"
    r"اخذ شده|اخذ|پذیرفته|ماخوذه|رای|نفر|دادند|کردند|نمودند|بودند|هستند|[ .)\]،؛])*"
)


def read(text: str) -> Votes | None:
    """The vote that a folded paragraph reports, or None when it reports none."""
    if headed := _HEADED.search(text):
        return _by_heads(headed)
    unanimous, limited = _UNANIMOUS.search(text), False
    if unanimous:
        limited = _LIMITED.match(text, unanimous.end()) is not None
    forms = _LISTED if _lists(text) else _COUNTED
    counted = {side: form.search(text) for side, form in forms.items()}
    if some := _SOME_OF["for"].search(text):
        counted["for"] = some
    counted = {
        side: found or next((match for form in (_AFTER, _SOME_OF, _STATED) if (match := form[side].search(text))), None)
        for side, found in counted.items()
    }
    ratio = None if counted["for"] else _RATIO.search(text)
    if ratio:
        return _by_ratio(ratio)
    plain = None if counted["for"] else _PLAIN.search(text) or _BRACKETED.search(text)
    named = {side: who for side, found in counted.items() if not found and (who := _named(text, side))}
    marks = [mark.span() for mark in (unanimous, *counted.values(), plain, _MAJORITY.search(text)) if mark]
    marks += [(start, end) for _, start, end in named.values()]
    if not marks:
        return None
    start, end = min(start for start, _ in marks), max(end for _, end in marks)
    in_favour = _count(counted["for"] or plain) if "for" not in named else named["for"][0]
    if unanimous and in_favour is None and (all_of := _ALL_OF.match(text, unanimous.end())):
        in_favour, end = _count(all_of), max(end, all_of.end())
    total = _out_of(text, (counted["for"] or plain), end)
    if total and total[1] > end:
        end = total[1]
    against, abstain = (named[side][0] if side in named else _count(counted[side]) for side in ("against", "abstain"))
    if limited:
        all_agreed = False
    elif unanimous or (total and in_favour == total[0]):
        against, abstain = against or 0, abstain or 0
        all_agreed = not against and not abstain
    else:
        all_agreed = False
        # Who counts the noes and not the abstentions had none, and the other way round.
        if in_favour is not None and (against is None) != (abstain is None):
            against, abstain = against or 0, abstain or 0
    return Votes(in_favour, against, abstain, all_agreed, start, end)


def _lists(text: str) -> bool:
    """Whether the sides' words stand in front of their counts."""
    side, count = _SIDE_FIRST.search(text), _COUNT_FIRST.search(text)
    if _WITH_COLON.search(text):
        return True
    return side is not None and (count is None or side.start() < count.start())


def _by_heads(headed: re.Match[str]) -> Votes:
    """The sides' words in a row, their figures in the same order behind."""
    figures = [0 if part == "-" else int(part) for part in headed[2].split()]
    told = dict(zip(sides(headed[1]), figures, strict=False))
    against, abstain = told.get("against"), told.get("abstain")
    return Votes(told.get("for"), against, abstain, not against and not abstain and "for" in told, *headed.span())


def sides(text: str) -> list[str]:
    """The sides whose words a folded text holds, in their order: "for", "against", "abstain"."""
    found = {side: match.start() for side, form in _SIDE.items() if (match := form.search(text))}
    return sorted(found, key=lambda side: found[side])


_DOES = pattern(
    r"(?:مجاز|موظف|مکلف|مقرر|اقدام نماید|اقدام کند|پرداخت|واگذاری|خرید|فروش|اجاره|نامگذاری|نام گذاری|معرفی|انتخاب|"
    r"تعیین|ارجاع|افزایش|احداث)"
)


def is_report(sentence: str) -> bool:
    """Whether a folded sentence only reports a vote: «این مصوبه با ۴ رأی موافق تصویب شد», «۳ موافق، ۱ مخالف»."""
    vote = read(sentence)
    if vote is None:
        return False
    return is_all(sentence, vote) or (
        bool(_REPORTS.match(sentence)) and len(sentence) < _LONGEST_REPORT and not _DOES.search(sentence)
    )


_LONGEST_REPORT = 130


def _named(text: str, side: str) -> tuple[int, int, int] | None:
    """How many are named for a side, behind its word and a colon or before «… voted …», and the span that names them."""
    if begins := _NAMED[side].search(text):
        stops = (form.search(text, begins.end()) for form in (_NAMES_END, *_NAMED.values()))
        ends = min(stop.start() for stop in stops if stop)
        who = names.people(text, begins.end(), ends, surnames=True)
        return (len(who), begins.start(), ends) if who else None
    gave = None if _UNANIMOUS.search(text) else _GAVE[side].search(text)
    if gave:
        clause = _CLAUSE_BEGINS.match(text, 0, gave.start())
        begins_at = clause.end() if clause else 0
        somebody = _SOMEBODY.search(text, begins_at, gave.start())
        who = names.people(text, somebody.start(), gave.start(), surnames=True) if somebody else []
        verb = _VOTED.match(text, gave.end())
        return (len(who), who[0].start, verb.end() if verb else gave.end()) if who else None
    if side != "for" and (one := _ONE[side].search(text)):
        return 1, one.start(), one.end()
    return None


def _by_ratio(ratio: re.Match[str]) -> Votes:
    """«۳ از ۵» tells who agreed of how many, «۴ به ۱» who agreed and who did not."""
    in_favour, other = int(ratio[1]), int(ratio[3])
    if ratio[2] == "از":
        whole = in_favour == other
        return Votes(in_favour, 0 if whole else None, 0 if whole else None, whole, *ratio.span())
    return Votes(in_favour, other, 0, not other, *ratio.span())


def column(head: str) -> str | None:
    """The side whose votes a table's column counts, by its folded head: "for", "against", "abstain" or None."""
    return next((side for side, form in _COLUMNS.items() if form.fullmatch(head.strip(" :"))), None)


def clause(text: str, votes: Votes) -> tuple[int, int]:
    """The span of the words around a vote that report it, so that the resolution's own text can be told from it."""
    lead = _LEAD.search(text[: votes.start])
    tail = _TAIL.match(text, votes.end)
    return (lead.start() if lead else votes.start), (tail.end() if tail else votes.end)


def is_all(text: str, votes: Votes) -> bool:
    """Whether a paragraph says nothing but how was voted."""
    left, right = clause(text, votes)
    return not text[:left].strip(MARKS) and not text[right:].strip(MARKS)


def _out_of(text: str, favour: re.Match[str] | None, end: int) -> tuple[int, int] | None:
    if favour is None:
        return None
    match = _OUT_OF.search(text, max(0, favour.start() - 30), end + 30)
    count = _count(match)
    return (count, match.end()) if match and count else None


def _count(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    said = next((group for group in match.groups() if group), None)
    if said is None:
        return None
    return 0 if said in _NONE else int(said) if said.isdigit() else numbers.from_words(said)
