"""How strongly the words of a document speak for each type.

Door: `scores`, `is_petition`, `conveys_resolution`, `gives_opinion` and what single lines say. Promise: for
every type of nlp/lexicon/kinds.yaml a weight, 0 for no sign at all; phrases are
recognised with a letter misread in them. Not here: the choice and its probability (intake.kinds).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from nlp import bodies, names, numbers
from nlp.normalise import folded, pattern

_LEXICON = Path(__file__).parent / "lexicon" / "kinds.yaml"
LETTER, APPLICATION, MINUTES = "official-letter", "application", "council-minutes"
RESOLUTION, CONFORMITY = "council-resolution", "conformity-opinion"
# One letter of eight.
_MISREAD = 87


def scores(title: str, subject: str, body: str) -> dict[str, float]:
    """The weight of each type, given the folded rows that head the document, its subject, and its whole text."""
    return {kind: _score(rules, title, subject, body) for kind, rules in _lexicon().items()}


_PETITION = pattern(
    r"(?<!\w)(?:این ?جانب|بنده)(?:\s+(?!ضمن)\w+){0,30}?[^.]{0,60}(?:درخواست|تقاضا|استدعا|تقاضامند|خواستار)"
)


_ASKS = pattern(
    r"(?<!\w)(?:(?:درخواست|تقاضا|تقاضای|استدعا|استدعای|تمنا|خواهش|عاجزانه)[^.\n]{0,40} (?:دارم|داریم|می ?کنم|"
    r"می ?نمایم|مندم)|تقاضامندم|خواهشمندم|استدعامندم|خواستارم|"
    r"متقاضی ?(?:ام|هستم|می ?باشم)|مستدعی ?(?:است|ام)|دستور فرمایید|مساعدت فرمایید)"
)


def is_petition(text: str) -> bool:
    """Whether a folded text asks for something in one person's own name."""
    return bool(_PETITION.search(text) or (_ASKS.search(text) and (names.introduced(text) or _AS_TOLD.search(text))))


def speaks_for_oneself(text: str) -> bool:
    """Whether a folded text is in one person's name or asks as one does."""
    return bool(_ONESELF.search(text) or _ASKS.search(text))


_ONESELF = pattern(r"(?<!\w)این ?جانب(?:ه|ان)?(?!\w)")
# Who asks is told in the form below.
_AS_TOLD = pattern(r"(?<!\w)این ?جانب(?:ه)? (?:با|به|دارای) (?:مشخصات|شرح) (?:زیر|ذیل|فوق|بالا)")
_CONVEYS = pattern(
    r"(?<!\w)(?:(?:متن|اصل|عین) (?:کامل )?(?:مصوبه|مصوبات)(?!\w)|(?:مصوبه|تصمیم|رای|متن)(?: \w+){0,2} (?:زیر|"
    r"ذیل|آتی)(?!\w)[^:.]{0,120}:|"
    r"به ?شرح (?:زیر|ذیل|آتی)[^:.]{0,60}(?:اتخاذ|تصویب|تصمیم|مصوب|صادر)[^:.]{0,30}:|"
    r"به ?شرح (?:زیر|ذیل|آتی)[^:.]{0,40}(?:ابلاغ|اعلام|ایفاد)[^:.]{0,20}:[\s]*[«\"]|"
    r"(?:اتخاذ تصمیم|تصویب|مصوب)[^:.]{0,25}به ?شرح (?:زیر|ذیل|آتی)[^:.]{0,30}:|"
    r"(?:مصوبه|مصوبات|تصمیم|تصمیمات)(?!\w)[^.:]{0,160}(?:جهت|برای) (?:اجرا|اقدام)[^.:]{0,30}ابلاغ[^.:]{0,15}:|"
    # The words themselves in quotation marks, or their votes.
    r"(?:ابلاغ|اعلام)[^.:«]{0,20}:\s*[«\"]|"
    r"(?:این|آن) (?:تصمیم|مصوبه)[^.:]{0,20}(?<!\w)با [^.:]{0,30}رای (?:موافق|مثبت)[^.:]{0,60}(?:اتخاذ|تصویب))"
)


def conveys_resolution(text: str) -> bool:
    """Whether a folded text gives the words of a decision, as one that only names or encloses it does not."""
    return bool(_CONVEYS.search(text))


_OPINION = pattern(
    r"(?<!\w)(?:نظر|نظریه|رای|اظهار ?نظر)(?: \w+)? (?:هیات|هییت|کمیته) (?:تطبیق|انطباق)|(?<!\w)رییس (?:هیات|هییت) تطبیق"
)
_JUDGED = pattern(
    r"(?<!\w)(?:مغایر(?:ت)?(?: با)?(?: قانون| قوانین| مقررات)?(?: \w+)? (?:شناخته|تشخیص|دارد|ندارد|اعلام|است|"
    r"بود|گردید)|بلامانع|عدم مغایرت|قابل اجرا|قابلیت اجرا ندارد)"
)


def gives_opinion(text: str) -> bool:
    """Whether a folded text of a board that checks resolutions tells what it holds of one: its name and its finding, both."""
    return bool(_OPINION.search(text)) and bool(_JUDGED.search(text))


def is_of_board(subject: str) -> bool:
    """Whether a letter's folded subject is that board's opinion."""
    return bool(_OPINION.search(subject))


_NAMED = pattern(r"[\s«\"(*]*(?:متن |برگ |ابلاغ )*(?:مصوبه|ابلاغیه مصوبه)[\s»\")*:]*")


_ALONE = pattern(r"[\s«\"(*]*(?:برگ |ابلاغ |ابلاغیه )?مصوبه[\s»\")*]*")
_TALLY = pattern(
    rf"(?<!\w)(?:(?:\d{{1,2}}|{'|'.join(numbers.SMALL_WORDS)}) (?:نفر |رای )?موافق|"
    rf"موافق(?:ان)? ?:? ?\d{{1,2}}|(?:اتفاق|اکثریت) آرا)(?!\w)"
)


def is_resolution_alone(line: str) -> bool:
    """Whether a folded line is the name of a resolution and heads no part of one: «مصوبه», not «متن مصوبه:»."""
    return bool(_ALONE.fullmatch(line))


def tallies(text: str) -> int:
    """How often a folded text tells the outcome of a vote."""
    return sum(1 for _ in _TALLY.finditer(text))


_EXTRACT = pattern(
    r"^[\s«\"(]*(?:مستخرج|مستخرجه|برگ مستخرجه|رونوشت مصوبه|رونوشت از مصوبه|مصوبه شماره ?:? ?\d+)(?!\w)|"
    r"(?<!\w)برگه? (?:اعلام|ابلاغ) (?:مصوبه|مصوبات)(?!\w)"
)
_COUNCIL_LINE = pattern(r"^[^\n]{0,12}(?:شورای (?:محترم )?(?:اسلامی|شهر)|دوره \w+)[^\n]{0,40}$")
_LETTER_TITLE = pattern(
    r"(?:^|\n)[\s«\"(\-–•*]*(?:تعهد ?نامه حسابرسی|نامه (?:تعهد|پذیرش)|(?:اعلام )?(?:قبولی|پذیرش) (?:سمت|حسابرسی))"
)


def is_extract(line: str) -> bool:
    """Whether a folded line heads what was taken out of a council's book of minutes."""
    return bool(_EXTRACT.search(line))


def is_council_line(line: str) -> bool:
    """Whether a folded line of a head is a council's name or its term."""
    return bool(_COUNCIL_LINE.search(line))


def is_letter_title(text: str) -> bool:
    """Whether one of the folded lines heads a letter of an auditor, below its receiver as well."""
    return bool(_LETTER_TITLE.search(text))


_CONTRACT = pattern(
    r"(?:^|\n)[\s«\"(]*(?:قرارداد|تفاهم ?نامه|موافقت ?نامه|آگهی|فراخوان|اطلاعیه|اجاره ?نامه|مبایعه ?نامه|"
    r"صلح ?نامه|پروانه|فاکتور|صورت ?حساب|قبض)(?!\w)"
)


def is_no_letter(head: str) -> bool:
    """Whether a folded head names a paper that has a letter's number and date and is none: a contract, a notice."""
    return bool(_CONTRACT.search(head))


def is_named_resolution(line: str) -> bool:
    """Whether a folded line of a head says that the paper is a resolution and nothing else."""
    return bool(_NAMED.fullmatch(line))


def _score(rules: Mapping[str, Mapping[str, float]], title: str, subject: str, body: str) -> float:
    headed = max((weight * _heads(phrase, title) for phrase, weight in rules["title"].items()), default=0.0)
    # A letter's subject names the document that it accompanies or asks for: a weak sign.
    named = max((weight * 0.12 for phrase, weight in rules["title"].items() if _says(phrase, subject)), default=0.0)
    told = sum(weight for phrase, weight in rules["body"].items() if _says(phrase, body))
    return headed + named + told


def _heads(phrase: str, title: str) -> float:
    """1 when a row of the title is about the phrase and little else, less when the phrase is lost in a long row."""
    best = 0.0
    for row in title.split("\n"):
        place = _place(phrase, row)
        if place is None:
            continue
        if place > _OPENS and _SITTING_TITLE.match(row) and not _SITTING_TITLE.match(phrase):
            # «صورتجلسه تصویب بودجه» is no budget.
            continue
        share = len(phrase) / max(len(row.strip()), 1)
        best = max(best, (1.0 if place < 4 else 0.75) * (0.6 + 0.4 * min(1.0, share * 2)))
    return best


_REQUEST_FORM = pattern(
    r"[\s«\"(]*(?:(?:فرم|برگ|برگه|کاربرگ|نمونه) (?:\w+ )?(?:درخواست|تقاضا)|(?:درخواست|تقاضا) ?نامه)(?!\w)(?! ?های)"
)
# Letters before what a row begins with.
_OPENS = 3
_SITTING_TITLE = pattern(
    r"[\s«\"(]*(?:فرم |برگ |برگه |کاربرگ |دفتر |خلاصه |متن )?(?:ثبت )?(?:صورت ?[جحخ]ل[سش]ه|صورت ?مجلس|صورت ?جلسات|"
    r"(?:مشروح |خلاصه |شرح )?مذاکرات(?!\w)|ثبت (?:مصوبات|تصمیمات)(?!\w))"
)


# What parts the council of a heading from the paper's name: «شورای اسلامی شهر قم - صورتجلسه علنی».
_PARTED = re.compile(r"\s+[-–|•·]+\s+|\s*[:؛]\s+")


def is_minutes_title(head: str) -> bool:
    """Whether one of the folded lines of a head begins with the name of minutes, or has it behind a council's."""
    return any(_SITTING_TITLE.match(part) for line in head.split("\n") for part in _parts(line))


def _parts(line: str) -> list[str]:
    """A line of a head; that of a council, with what is parted from it."""
    parts = _PARTED.split(line)
    return [line, *parts[1:]] if bodies.is_council(parts[0]) else [line]


def is_request_form(head: str) -> bool:
    """Whether one of the folded lines of a head names a form by which citizens ask."""
    return any(_REQUEST_FORM.match(line) for line in head.split("\n"))


def _place(phrase: str, row: str) -> int | None:
    match = _as_pattern(phrase).search(row)
    if match:
        return match.start()
    if len(phrase) < 6 or len(row) < len(phrase) - 1:
        return None
    near = fuzz.partial_ratio_alignment(phrase, row, score_cutoff=_MISREAD)
    return near.dest_start if near else None


def _says(phrase: str, text: str) -> bool:
    return bool(_as_pattern(phrase).search(text))


@cache
def _as_pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + re.escape(phrase).replace(r"\ ", r"\s*"))


@cache
def _lexicon() -> dict[str, dict[str, dict[str, float]]]:
    loaded = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    return {
        kind: {
            part: {folded(str(phrase)): float(weight) for phrase, weight in phrases.items()}
            for part, phrases in parts.items()
        }
        for kind, parts in loaded.items()
    }
