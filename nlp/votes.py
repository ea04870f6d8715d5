"""How a council voted, from the words of its minutes.

Door: `read`, `column`, `clause`, `led_in`, `is_report`, `one_by_one`, `of_members`, `counted`, `figures`, the shape `Votes`.
Promise: counts are those that the text gives; what it does not say is None, except that of a unanimous vote nobody was
against. Not here: who stood on which side (sides), whether the majority suffices (intake checks).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp import names, numbers
from nlp import sides as parties
from nlp.lexicon import word_set
from nlp.normalise import MARKS, pattern
from nlp.sides import COUNT, NOUN, WORDS, Side


@dataclass(frozen=True, slots=True)
class Votes:
    """One vote: the counts, whether the text says that all agreed, the span that says so, and the side on which all others
    stood («the rest agreed»; of a unanimous vote all).
    """

    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    unanimous: bool
    start: int
    end: int
    rest: Side | None = None
    excepted: int = 0

    @property
    def total(self) -> int | None:
        """How many voted, where each side was counted."""
        counts = (self.votes_for, self.votes_against, self.votes_abstain)
        return sum(count or 0 for count in counts) if None not in counts[:2] and self.rest is None else None

    def of(self, present: int | None) -> Votes:
        """The same vote with the rest counted, where `present` came: those who are left stood on its side, and where nobody
        is left, none on any other.
        """
        counts: dict[Side, int | None] = dict(
            zip(_SIDES, (self.votes_for, self.votes_against, self.votes_abstain), strict=True)
        )
        told = sum(count or 0 for count in counts.values())
        if present is None or told > present:
            return self
        if self.rest and counts[self.rest] is None:
            counts[self.rest] = max(0, present - told - self.excepted)
        elif told == present:
            counts = {side: count or 0 for side, count in counts.items()}
        return replace(self, votes_for=counts["for"], votes_against=counts["against"], votes_abstain=counts["abstain"])


# «(۳ از ۵)», «رأی: ۶ از ۶», «(۴ به ۱)», «۵/۵» alone in a cell
_RATIO = pattern(
    r"(?:[(]|(?<=\t)|(?<!\w)(?:رای|آرا|رای ?گیری|نتیجه) ?:) ?(\d{1,2}) (?:رای )?(از|به|در برابر) (\d{1,2})(?: رای)? ?"
    r"(?:[)]|(?=\t|$)|(?= ?[-،]))|"
    r"(?:(?<=\t)|(?<!\w)(?:رای|آرا|مصوب|تصویب(?: شد| گردید)?|اکثریت|موافق) ?[(:] ?)(\d{1,2})(/)(\d{1,2})(?=\t|$| ?[)])"
)
# «با سه رأی در برابر یک رأی»
_VERSUS = pattern(
    rf"({COUNT})(?: ?{NOUN})?(?: موافق)? (?:در برابر|در مقابل|در قبال) ({COUNT})(?: ?{NOUN})?(?: مخالف)?(?!\w)|"
    rf"({COUNT}) رای به ({COUNT}) رای(?!\w)|"
    rf"(?<!\w)نسبت (?:آرا |آرای |رای )?({COUNT}) به ({COUNT})(?= (?:تصویب|مصوب|به تصویب|رای))"
)
_SIDES: tuple[Side, ...] = ("for", "against", "abstain")
_COLUMNS = {
    side: pattern(rf"(?:آرای?|رای|تعداد|تعداد آرای?)? ?(?:{words}|{spoken})")
    for (side, words), spoken in zip(WORDS.items(), ("آری|بلی|بله", "خیر|نه", "امتناع"), strict=True)
}
# «۴+ / ۱-»
# Of figures with a blank between them, or a word behind that is none of a report, other things are reckoned.
_SIGNED = pattern(
    r"(?<![\d\w])(\d{1,2}) ?[+] ?[/|،,؛] ?(\d{1,2}) ?-(?: ?[/|،,؛] ?(\d{1,2}) ?[=±])?"
    r"(?![^\S\n]*(?!(?:به|با|تصویب|مصوب|رای)(?!\w))[^\W\d])"
)
_ANY_SIDE = "|".join(WORDS.values())
# «موافق مخالف ممتنع ۵ ۰ ۰»
_HEADED = pattern(
    rf"(?<!\w)((?:(?:آرای )?(?:{_ANY_SIDE})[ \t]*){{2,3}})((?:[\d\-]{{1,2}}[ \t]+){{1,2}}[\d\-]{{1,2}})(?![\d/])"
)
# «(۴ رأی)»
_BRACKETED = pattern(
    rf"[(] ?({COUNT}) رای ?[)]|"
    rf"(?:^|(?<=[.؛])) ?({COUNT}) رای(?= ?(?:[.؛]|$))|({COUNT}) رای از (?=(?:مجموع |کل )?\w{{1,6}} رای)|"
    rf"اکثریت[^.\d\n]{{0,20}}[(] ?({COUNT}) (?:نفر|رای) ?[)]|"
    rf"اکثریت(?: (?:مطلق|نسبی|آرا|اعضا))* ?:? ?({COUNT}) (?:نفر|رای|عضو|تن)(?! ?(?:مخالف|ممتنع|منفی|سفید))(?!\w)"
)
_ALL_OF = pattern(rf"[\s\-،]*[(]?(?:هر|همه|تمامی|کلیه)? ?({COUNT}) ?(?:نفر|عضو|تن|رای|موافق|گانه)")
_OUT_OF = pattern(rf"از (?:مجموع |کل |جمع )?({COUNT}) ?(?:رای|نفر|عضو|آرا|حاضر)?")
# «با کسب ۵ رأی», «با رأی چهار نفر», «به تصویب ۴ نفر از اعضا رسید»
_PLAIN = pattern(
    rf"(?<!\w)(?:با|به)(?: (?:اکثریت|کسب|اخذ|احراز|جلب|دریافت|حصول|(?:حائز|دارا) (?:شدن|بودن)|داشتن|احتساب))?"
    rf"(?: (?:تنها|فقط|مجموع|مجموعا|تعداد))? ({COUNT}) (?:رای|رأی|آرا)(?:ی)?(?! ?(?:مخالف|ممتنع|منفی|سفید))(?!\w)|"
    rf"(?<!\w)(?:(?:با|و) (?:رای|آرای)|به تصویب) ({COUNT}) (?:نفر|عضو|تن)(?! ?(?:مخالف|ممتنع|منفی|سفید))(?!\w)|"
    rf"({COUNT}) (?:نفر|عضو|تن)(?: (?:دیگر|حاضر|از اعضا))*(?: به(?: \w+){{1,5}}?)? رای (?:دادند|داده اند)(?!\w)"
)
_ALL_VOTED = pattern(
    rf"(?<!\w)هر ({COUNT}) (?:نفر|عضو|تن)(?: (?:حاضر|شورا|اعضا))*(?: به(?: \w+){{1,5}}?)? رای (?:دادند|داده اند)(?!\w)"
)
_UNANIMOUS = pattern(
    r"(?:(?:به|با) )?(?:اتفاق|ا?تفاق) ?(?:آرا|آراء|آرای|اراء|کلیه آرا|نظر)(?:ی)?(?: (?:اعضا|اعضای|حاضران|"
    r"حاضرین|شورا)(?:ی \w+)?)?(?!\w)|(?<!\w)(?:متفقا|متفق ?القول|بالاتفاق|(?:با|به) اجماع(?: آرا| آرای)?)(?!\w)|"
    r"(?<!\w)به اتفاق(?= ?(?:[.)\]»،]|$|بود|تصویب|تایید|موافقت|رسید))|"
    r"(?<!\w)(?:همه|کلیه|تمامی) (?:ی )?(?:اعضا|اعضای|حاضران|حاضرین)(?: حاضر| شورا| جلسه)*(?: بدون استثنا)? (?:موافقت|"
    r"رای) (?:کردند|دادند|نمودند)(?!\w)|"
    r"(?<!\w)(?:به|مورد) (?:تصویب|تایید|قبول|پذیرش|موافقت) (?:همه|کلیه|تمامی|تمام|جمیع|یکایک)(?: ی)?"
    r"(?: (?:اعضا|اعضای|حاضران|حاضرین|حاضر|شورا|محترم|جلسه))+(?!\w)|"
    r"(?<!\w)(?:رای|آرا|نتیجه|تصویب) ?: ?(?:به )?اتفاق(?! ?(?:نظر|آرا)|\w)|"
    r"(?<!\w)به اتفاق (?:با|به) \w+(?: \w+){0,3} (?:موافقت|رای موافق|رای مثبت)(?!\w)|"
    r"(?<!\w)(?:با|به) (?:100 درصد|صد ?در ?صد|صددرصد) (?:آرا|آرای|رای)(?!\w)|"
    r"(?<!\w)با اجماع(?: کامل)?(?: (?:اعضا|اعضای|حاضران|حاضرین|شورا|نظر))*(?!\w)"
)
# What takes from «unanimous»: somebody is excepted, or all agreed to refuse.
_LIMITED = pattern(
    r"[ ،(]*(?:به ?جز|به ?استثنا|به ?استثنای|غیر از|به غیر از|مگر|(?:آن |آنرا |مورد )?(?:رد|مخالفت) (?:شد|گردید|"
    r"قرار گرفت))"
)
_MAJORITY = pattern(
    r"(?:با|به|(?:مورد |به )?تصویب|(?:مورد )?موافقت) اکثریت(?!(?: \w+){0,3} (?:رسمیت|تشکیل|برگزار|حضور)(?!\w))"
    r"(?: مطلق| نسبی| دو سوم)? ?(?:آرا|آراء|آرای|اراء|اعضا)?(?:ی)?"
    r"(?: (?:اعضا|اعضای|حاضران|حاضرین)(?:ی \w+)?)?"
)
_LEAD = pattern(
    r"(?:(?<!\w)(?:پس از|در|طی|با) (?:رای ?گیری|اخذ رای)(?: \w+){0,3}?[ ،]*)?"
    r"(?:(?<!\w)(?:موضوع|مراتب|در جلسه مطرح(?: شد| گردید)?)[ ،]*)?"
    r"(?:(?<!\w)نتیجه(?: (?:رای گیری|اخذ رای|آرا|رای))? ?[:.]? ?"
    r"(?:(?:تصویب|رد) (?:شد|گردید)[ \-،(]*)?)?"
    r"(?:[(\[،؛]|(?<!\w)(?:با|به|که(?: این (?:تصمیم|مصوبه|موضوع|امر|مورد|بند))?|و|مصوب) ?)*$"
)
# The longer word first: what ends within a word ends too early.
_TAIL = pattern(
    r"(?: ?[(] ?(?:آقای|آقایان|خانم|خانم ?ها)[^()]{2,60}[)])?"
    r"(?:اعضای|اعضا|محترم|حاضران|حاضرین|حاضر|در جلسه|شورای اسلامی شهر|شورا|به|مورد|تصویب|رسید|شد|گردید|موافقت|واقع|"
    r"قرار گرفت|"
    r"اخذ شده|اخذ|اتخاذ|پذیرفته|ماخوذه|رای|نفر|دادند|کردند|نمودند|بودند|هستند|[ .)\]،؛])*"
)


def read(text: str) -> Votes | None:
    """The vote that a folded paragraph reports, or None when it reports none."""
    if (headed := _HEADED.search(text)) and len(sides(headed[1])) == len(headed[2].split()):
        return _by_heads(headed)
    if (members := parties.by_name(text)) and (vote := of_members(members[0])):
        return replace(vote, start=members[1], end=members[2])
    told, versus = parties.read(text), _VERSUS.search(text)
    unanimous = _UNANIMOUS.search(text)
    if "for" not in told and not unanimous and (signed := _SIGNED.search(text)):
        yes, *noes = (int(part) for part in signed.groups() if part)
        return Votes(yes, noes[0], noes[1] if noes[1:] else None, not any(noes), *signed.span())
    if "for" not in told and not versus and (ratio := _RATIO.search(text)):
        return _by_ratio(ratio, told)
    if all_voted := _ALL_VOTED.search(text):
        return Votes(_count(all_voted[1]), 0, 0, True, *all_voted.span())
    plain = None if "for" in told or versus else _PLAIN.search(text) or _BRACKETED.search(text)
    spans = [(one.start, one.end) for one in told.values()]
    spans += [match.span() for match in (unanimous, versus, plain, _MAJORITY.search(text)) if match]
    if not spans:
        return None
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    counts: dict[Side, int] = {side: one.count for side, one in told.items() if one.count is not None}
    if versus:
        in_favour, others = (_count(part) for part in versus.groups() if part)
        counts.setdefault("for", in_favour)
        counts.setdefault("against", others)
    if plain:
        counts["for"] = _count(*plain.groups())
    if unanimous and "for" not in counts and (all_of := _ALL_OF.match(text, unanimous.end())):
        counts["for"], end = _count(all_of[1]), max(end, all_of.end())
    if "for" in counts and (total := _OUT_OF.search(text, max(0, start - 30), end + 30)):
        end = max(end, total.end())
    whole = total is not None and counts["for"] == _count(total[1]) if "for" in counts else False
    all_end = (
        unanimous.end() if unanimous else told["for"].end if "for" in told and told["for"].whole == "all" else None
    )
    limit = _LIMITED.match(text, all_end) if all_end is not None else None
    excepted = _excepted(text, all_end) if limit and all_end else None
    vote = _inferred(counts, told, start, end, agreed=whole or unanimous is not None, limited=limit is not None)
    if limit and "for" not in counts and _VOTE_AGAINST.match(text, limit.end()) and counts:
        return replace(vote, rest="for")
    if excepted is None or "for" in counts:
        return vote
    who, ends = excepted
    others = max(0, who - sum(counts.values()))
    return replace(vote, rest="for", excepted=others, end=max(vote.end, ends))


# «به جز آقای …», «به استثنای یک نفر»
_BUT_FOR = pattern(
    r"[ ،(]*(?:به ?جز|به ?استثنا|به ?استثنای|به ?غیر ?از|غیر از|مگر) (?=(?:آقای|آقایان|خانم|خانم ?ها|دکتر|مهندس)(?!\w))"
)
_BUT_SO_MANY = pattern(
    rf"[ ،(]*(?:به ?جز|به ?استثنا|به ?استثنای|به ?غیر ?از|غیر از|مگر) ({COUNT}) (?:نفر|عضو|تن|رای)(?!\w)"
)
# «به جز رأی مخالف آقای …»
_VOTE_AGAINST = pattern(rf" ?(?:{COUNT} )?(?:رای|آرای|نظر) (?:{WORDS['against']}|{WORDS['abstain']})")
_EXCEPTED_END = re.compile(r"[)؛.(\n]|(?<!\w)(?:که|با|به|تصویب|موافقت|رای)(?!\w)|\Z")


def _excepted(text: str, at: int) -> tuple[int, int] | None:
    """How many are excepted right behind those who are called all, and where they end; None where it is not told."""
    if counted := _BUT_SO_MANY.match(text, at):
        return _count(counted[1]), counted.end()
    named = _BUT_FOR.match(text, at)
    ends = _EXCEPTED_END.search(text, named.end()) if named else None
    who = names.people(text, named.end(), ends.start(), surnames=True) if named and ends else []
    return (len(who), ends.start()) if who and ends else None


def _inferred(
    counts: dict[Side, int], told: Mapping[Side, parties.Told], start: int, end: int, *, agreed: bool, limited: bool
) -> Votes:
    """The vote with what follows from the counts: whom nobody joined, and where the others stood."""
    whole = next((side for side, one in told.items() if one.whole), None)
    if whole and told[whole].whole == "rest" and len(told) == 1:
        whole = None  # beside whom is not told
    agreed = agreed or (whole == "for" and told["for"].whole == "all")
    if limited:
        agreed, rest = False, None
    else:
        rest = whole or ("for" if agreed and "for" not in counts else None)
    if rest or (agreed and not limited):
        silent: list[Side] = [side for side in _SIDES if side not in counts and side != rest]
    elif "for" in counts and ("against" in counts) != ("abstain" in counts):
        # Who counts the noes and not the abstentions had none, and the other way round.
        silent = ["against", "abstain"]
    else:
        silent = []
    for side in silent:
        counts.setdefault(side, 0)
    unanimous = agreed and not counts.get("against") and not counts.get("abstain")
    return Votes(counts.get("for"), counts.get("against"), counts.get("abstain"), unanimous, start, end, rest)


def _by_heads(headed: re.Match[str]) -> Votes:
    """The sides' words in a row, their figures in the same order behind."""
    figures = [0 if part == "-" else int(part) for part in headed[2].split()]
    told = dict(zip(sides(headed[1]), figures, strict=False))
    against, abstain = told.get("against"), told.get("abstain")
    return Votes(told.get("for"), against, abstain, not against and not abstain and "for" in told, *headed.span())


def sides(text: str) -> list[Side]:
    """The sides whose words a folded text holds, in their order."""
    return list(parties.names_of(text))


def is_report(sentence: str) -> bool:
    """Whether a folded sentence only reports a vote: «این مصوبه با ۴ رأی موافق تصویب شد», «۳ موافق، ۱ مخالف»."""
    vote = read(sentence)
    if vote is None:
        return False
    return is_all(sentence, vote) or _speaks_of_votes_alone(sentence)


def _speaks_of_votes_alone(sentence: str) -> bool:
    """Whether all words but a few are those by which votes are told; people's names do not count."""
    told = [word[0] for word in _WORD.finditer(_PERSON.sub(" ", sentence))]
    strange = sum(word not in _VOCABULARY and not numbers.is_number_word(word) for word in told)
    return strange * _STRANGE <= len(told)


# Of as many words one may be strange to a report.
_STRANGE = 7
_WORD = re.compile(r"[^\W\d_]+")
_NAME = rf"(?!(?:رای|آرای|با|و|که|به|آقای|آقایان|خانم|{_ANY_SIDE})(?!\w))\w+"
_PERSON = pattern(
    rf"(?<!\w)(?:آقای|آقایان|خانم|خانم ?ها|دکتر|مهندس)(?: {_NAME}){{1,2}}(?:[،,] {_NAME}(?: {_NAME})?(?= ?[،,]| و ))*"
    rf"(?: و {_NAME}(?= (?:با|رای|موافق|مخالف|ممتنع|و|تصویب)(?!\w)| ?[،,.؛]))?|"
    rf"(?:{_ANY_SIDE})(?: ?[(][^():]{{1,12}}[)])?(?: \w+)? ?:[^:(.؛/\d]+(?=[(.؛/]|$|(?:{_ANY_SIDE}))|"
    rf"(?<!\w)\w+ ?[:(](?= ?(?:رای |نظر )?(?:{_ANY_SIDE})(?!\w))"
)
_VOCABULARY = word_set("report_words")


def one_by_one(row: str) -> Votes | None:
    """The vote of a row in which each member's own side is named: «۲ موافق مخالف موافق»."""
    said = list(parties.named(row))
    return None if len(said) + 1 < len(row.split()) else of_members(said)


def of_members(said: Sequence[Side]) -> Votes | None:
    """The vote of as many members as there are in a council, each on a side."""
    if len(said) < _FEWEST:
        return None
    in_favour, against, abstain = (said.count(side) for side in _SIDES)
    return Votes(in_favour, against, abstain, not against and not abstain, 0, 0)


def counted(told: Mapping[Side, int]) -> Votes | None:
    """The vote of a table that counts each side by itself."""
    if "for" not in told:
        return None
    against, abstain = told.get("against"), told.get("abstain")
    return Votes(told["for"], against, abstain, against == 0 and not abstain, 0, 0)


# A council has as many members, at least.
_FEWEST = 3


def figures(cell: str) -> list[str]:
    """The figures of one cell that tells all sides: «۴ - ۱ - ۰»; none where it is something else."""
    match = _FIGURES.fullmatch(cell)
    return re.findall(r"\d+", cell) if match else []


_FIGURES = re.compile(r"\d{1,2}(?:(?: ?[-/،,|] ?| )\d{1,2}){2}")


def _by_ratio(ratio: re.Match[str], told: Mapping[Side, parties.Told]) -> Votes:
    """«۳ از ۵» tells who agreed of how many, with those `told` to have been against; «۴ به ۱» who agreed and who did not."""
    mine, sign, others = (part for part in ratio.groups() if part)
    in_favour, other = int(mine), int(others)
    if sign in ("از", "/"):
        whole = in_favour == other
        against, abstain = (told[side].count if side in told else 0 if whole else None for side in _SIDES[1:])
        return Votes(in_favour, against, abstain, whole, *ratio.span())
    return Votes(in_favour, other, 0, not other, *ratio.span())


def column(head: str) -> Side | None:
    """The side whose votes a table's column counts, by its folded head: "for", "against", "abstain" or None."""
    return next((side for side, form in _COLUMNS.items() if form.fullmatch(head.strip(" :"))), None)


def clause(text: str, votes: Votes) -> tuple[int, int]:
    """The span of the words around a vote that report it, so that the resolution's own text can be told from it."""
    lead = _LEAD.search(text[: votes.start])
    tail = _TAIL.match(text, votes.end)
    return (lead.start() if lead else votes.start), (tail.end() if tail else votes.end)


def led_in(text: str, votes: Votes) -> int | None:
    """Where the words go on behind a report with which a decision begins: «با ۴ رأی موافق …», «شورا به اتفاق آرا مصوب نمود …»,
    «(با چهار رأی موافق): …»; None where it does not begin so.
    """
    left, right = clause(text, votes)
    front = text[:left].strip(MARKS)
    passed = _PASSED.match(text, right)
    return passed.end() if passed and _OF_COUNCIL.fullmatch(front) else None if front else right


_OF_COUNCIL = pattern(r"(?:شورا|شورای (?:اسلامی )?شهر|اعضا|اعضای شورا)")
_PASSED = pattern(r" ?(?:مصوب|مقرر|تصویب) (?:نمود|کرد|نمودند|کردند|داشت|داشتند)(?: که)?(?!\w)")


def is_all(text: str, votes: Votes) -> bool:
    """Whether a paragraph says nothing but how was voted."""
    left, right = clause(text, votes)
    return not text[:left].strip(MARKS) and not text[right:].strip(MARKS)


def _count(*said: str | None) -> int:
    written = next(part for part in said if part)
    return int(written) if written.isdigit() else numbers.from_words(written) or 0
