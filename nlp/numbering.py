"""Of which decision a line speaks, by its number: «بندهای یک و دو», «مصوبه ۳۱۲ - …», a row that begins with «۳۸-۱».

Door: `referring`, `tells_of_all`, `row_number`, `columns`, `heading`, `own_head`, `point`, `last_point`, `of_one`. Promise:
pure, over folded text. Not here: the number in front of a decision's own words (decisions.opening).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import numbers, votes
from nlp.decisions import CARDINAL, LETTER, ORDINAL, code, items, lettered, own_part
from nlp.normalise import MARKS, pattern

_THING = r"(?:موارد|مصوبات|مصوبه|تصمیمات|تصمیم|بندهای|بندها|بند|مورد|ردیف|فقره|سمت)"
# «سایر موارد» are other matters.
_OTHERS = r"(?:مصوبات|تصمیمات|بندهای|بندها|بند)"
_ABOVE = (
    r"(?:فوق(?: ?الذکر| ?الاشاره)?|بالا|مذکور|مزبور|یاد ?شده|پیش ?گفته|متخذه|اتخاذ شده|مصوب|"
    r"(?:این|همین) (?:جلسه|نشست|صورت ?جلسه|صورت ?مجلس))"
)
_ALL_OF_THEM = (
    rf"(?<!\w)(?:(?:مصوبات|موارد|بندهای|تصمیمات|مراتب)(?: (?:دو|سه|چهار|پنج|شش) ?گانه)? {_ABOVE}|"
    r"(?:بندهای|مصوبات|تصمیمات|موارد) (?:دو|سه|چهار|پنج|شش) ?گانه|مفاد (?:این )?صورت ?(?:جلسه|مجلس)|"
    rf"(?:این|هر) (?:دو|سه|چهار|پنج|شش|\d) {_THING}(?: {_ABOVE})?|"
    rf"(?:تمامی|تمام|کلیه|همه|جمیع|یکایک|هر) (?:ی )?(?:این )?(?:(?:دو|سه|چهار|پنج|شش|\d) )?{_THING}(?: {_ABOVE})?"
    r"(?! ?(?:\d|یک|دو)))(?!\w)"
)
_ONE_OF_THEM = rf"«?(?:\d{{1,4}}|{ORDINAL}|{CARDINAL}|{LETTER})»?(?!\w)"
# «بندهای یک الی چهار», «مصوبات ۱، ۲ و ۳», «در بند هفت»; not «بند ۱۶ ماده ۸۰»
_REFERRED = pattern(
    rf"(?P<all>{_ALL_OF_THEM})|(?P<rest>(?<!\w)(?:سایر|بقیه|دیگر) (?:ی )?{_OTHERS}(?!\w))|"
    r"(?<!\w)(?<!این[ ])(?<!همین[ ])(?:مصوبات|مصوبه|تصمیمات|تصمیم|بندهای|بند|موارد|مورد|ردیف های|ردیف)(?: شماره(?: های)?)? ?"
    rf"(?P<some>{_ONE_OF_THEM}(?:(?: ?[،,]| و| الی| تا| لغایت) ?{_ONE_OF_THEM})*)"
    r"(?! ?(?:ماده|قانون|تبصره|از ماده)(?!\w)| ?[/\\] ?\d)"
)
# Words of a report in front of a reference, fewer than.
_FEW = 4
_AND = pattern(r"^[^.؛:\n]*(?:[،,]|(?<!\w)و) (?:در )?$")
# «کلیه بندها به استثنای بند ۳»
_BUT = pattern(r"(?<!\w)(?:(?:به ?|ب)?(?:استثنا|استثنای|جز|غیر ?از)|مگر) ?$")
_UP_TO = pattern(r"(?:الی|تا|لغایت)")
_ONE = pattern(_ONE_OF_THEM)


def referring(text: str) -> Iterator[tuple[frozenset[int] | None, int, int, int]]:
    """The clauses of a folded text that speak of decisions by their numbers (None: of all above, or all others): where each
    begins, where its words go on behind these, and where the next does: «بندهای یک و دو به اتفاق آرا؛ در بند سه …».
    """
    marks = [mark for mark in _REFERRED.finditer(text) if not _BUT.search(text[: mark.start()])]
    last: int | None = None
    for at, mark in enumerate(marks):
        stop = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        # In one sentence the next is led on to with «and».
        goes_on = last is not None and _AND.search(text[last : mark.start()]) is not None
        if goes_on or _begins_clause(text, mark.start()):
            last = mark.end()
            yield (frozenset(_listed(mark["some"])) if mark["some"] else None), mark.start(), mark.end(), stop


def tells_of_all(line: str) -> bool:
    """Whether a folded line begins with a word for all the decisions above it."""
    return any(which is None and len(line[:left].split()) < _FEW for which, left, *_ in referring(line))


def _begins_clause(text: str, at: int) -> bool:
    """Whether nothing but a few words of a report stand in front since the last sentence or line."""
    before = re.split(r"[.؛:\n]", text[:at])[-1]
    return len(before.split()) < _FEW


def _listed(text: str) -> Iterator[int]:
    """The numbers of a list, those between two included: «یک الی چهار», «الف و ب»."""
    last = 0
    letters = lettered({match[0].strip("«» ") for match in _ONE.finditer(text)})
    for match in _ONE.finditer(text):
        written = match[0].strip("«» ")
        number = letters.get(written) or numbers.ordinal(written) or 0
        if last and _UP_TO.search(text[: match.start()][-6:]):
            yield from range(last + 1, number)
        yield number
        last = number


_ROW = pattern(
    r"\s*(?:(?:بند|مصوبه|تصمیم|مورد|ردیف|رای)(?: شماره)? ?)?"
    rf"((?:{ORDINAL}|{CARDINAL}|{LETTER})(?!\w)|\d{{1,4}})(?=[ \t]*(?:\t|[^\W\d]))"
)


def row_number(row: str, sitting: int | None = None) -> int | None:
    """The number of the decision of which a table's row tells, in its first words: «نخست», «بند ۲», «۳۸-۱»."""
    first = row.split("\t")[0]
    if number := code(first, sitting):
        return number
    match = _ROW.match(row)
    return next(_listed(match[1]), None) if match else None


_HEADING = pattern(
    r"[^\w\n(\[]*(?:مصوبه|تصمیم|بند|دستور|موضوع)(?: شماره)? ?"
    rf"[(]?(\d{{1,4}}|{ORDINAL}|{CARDINAL})(?!\w|[/\\]|[- ]\d)[)]? ?(?:[-–—:،|.(\t]|$)"
)
# «شماره مصوبه: ۲۴۱», «■ تصمیم (۱۵۳/۴) ◄», «مصوبه دویست و چهل و دوم»; a figure alone has its mark behind it.
_NAMED = pattern(
    r"[^\w\n(\[]*(?:(?:(?:شماره|کد) )?(?:مصوبه|تصمیم|بند)(?: (?:شماره|ش|کد))?|(?P<point>دستور|موضوع)(?: شماره)?)"
    rf"[ :]*[(]?(?P<one>\d{{1,4}}(?: ?[/\\\-] ?\d{{1,4}}){{0,2}}|{ORDINAL}|{CARDINAL}|"
    r"[^\W\d]+(?: و [^\W\d]+){1,3}م)(?![\w/\\])[)]?[ \t]*"
)
_BARE = pattern(r"[^\w\n(\[]*[(]?(?P<one>\d{1,4})(?:[)]|(?= ?[-–—:|.\t]))[ \t]*(?!\d)")


def heading(line: str, sitting: int | None = None) -> int | None:
    """The number of the decision or the point that a folded line heads: «مصوبه ۳۱۲ - ضریب عوارض», «دستور ۲ | ۴ موافق»."""
    match = _HEADING.match(line)
    return numbers.ordinal(match[1]) if match else own_head(line, sitting)


def last_point(text: str, sitting: int | None = None) -> int | None:
    """The number of the last point that begins in a folded text."""
    return next((number for clause in reversed(_CLAUSES.split(text)) if (number := point(clause, sitting))), None)


_CLAUSES = re.compile(r"\n|(?<=[^\d\W][.؛])\s")


def point(clause: str, sitting: int | None = None) -> int | None:
    """The number of the point that a folded clause begins: «۳- تقاضای آقای …», «موضوع چهارم، …», «سومین دستور …»."""
    if number := heading(clause, sitting):
        return number
    marks = [mark for mark in items(clause) if mark.strength > _SURE and not clause[: mark.start].strip()]
    nth = _NTH.match(clause)
    return marks[0].value if marks else numbers.ordinal(nth[1]) if nth else None


_SURE = 0.9
_NTH = pattern(r"\s*([^\W\d]{2,7}ین) (?:موضوع|دستور|بند|مورد|مصوبه)(?!\w)")


def own_head(line: str, sitting: int | None = None) -> int | None:
    """The number of the decision below a folded line that says no more, but how was voted: «مصوبه ۲۴۱ | موافق: ۴ نفر»."""
    match = _NAMED.match(line) or _BARE.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip(MARKS + "|◄►←→–—:()[]{}")
    told = votes.read(line[match.end() :]) is not None and votes.is_report(rest)
    alone = not rest and match.re is _NAMED and not match["point"]
    return (code(match["one"], sitting) or numbers.ordinal(match["one"])) if told or alone else None


_FOR_ALL = pattern(
    r"(?:موارد|مصوبات|تصمیمات|بندهای|موضوعات|مواد)(?!\w)[^.:]*(?:زیر|ذیل|آتی)(?!\w)[^.:]*|"
    r"(?:به شرح|بشرح) (?:زیر|ذیل|آتی)[^.:]*(?:رای|آرا|اتفاق|اکثریت)[^.:]*"
)


def announces_all(text: str) -> int | None:
    """Where the clause with its colon begins at a folded text's end that announces all decisions below: «موارد زیر به اتفاق آرا
    تصویب شد:».
    """
    begins = max((match.end() for match in re.finditer(r"[.؛]\s", text.rstrip())), default=0)
    clause = text[begins:].rstrip()
    return begins if clause.endswith(":") and _FOR_ALL.search(clause[:-1]) else None


_OF_MEMBERS = pattern(
    r"\s*(?:ردیف\s+)?(?:نام|اسامی|اعضا|اعضای|عضو|آرای|رای)(?:\s+(?:و|نام|خانوادگی|عضو|اعضا|اعضای|شورا|محترم|سمت))*(?!\w)"
)
_COLUMN = pattern(rf"\s*(?:(?:{_THING}|دستور)(?: شماره)? ?)?[(]?({_ONE_OF_THEM})[)]?\s*")


_TO_SIGN = pattern(r"\s*امضا(?:ی اعضا)?\s*$")
_VOTES_ON_THEM = pattern(r"(?<!\w)(?:رای|آرا|آرای)(?!\w)[^\d]*(?<!\w)(?:مصوبات|مصوبه|تصمیمات|بندها|بندهای|موارد)(?!\w)")


def columns(heads: str, above: str = "") -> list[int]:
    """The decisions of whose votes a table's folded heads speak, one a column, behind that of the members: «نام عضو مصوبه ۱
    مصوبه ۲»; none where a head is something else. The numbers may stand alone below the head `above`: «نام، رأی به مصوبات».
    """
    heads = _TO_SIGN.sub("", heads)
    members = _OF_MEMBERS.match(heads)
    alone = bool(_OF_MEMBERS.match(above) and _VOTES_ON_THEM.search(above))
    found, at = list[int](), members.end() if members else 0 if alone else len(heads)
    while at < len(heads):
        match = _COLUMN.match(heads, at)
        if match is None:
            return []
        found += list(_listed(match[1]))
        at = match.end()
    return found


_ITS_NUMBER = pattern(
    r"(?:شماره مصوبه|مصوبه شماره|بند مصوبه|کد مصوبه|ردیف مصوبه|شماره بند|بند شماره|متن مصوبه|ردیف در دفتر|"
    r"مصوبه)[ \t:(]*"
    r"(\d{1,4})(?: ?[/\\\-] ?(\d{1,4}))?(?: ?[/\\\-] ?(\d{1,4}))?(?![\d/])"
)


def of_one(text: str, sitting: int | None = None) -> int | None:
    """The number of the one resolution of which a folded paper is: «شماره مصوبه: ۵», «متن مصوبه ۲۱۶/۴»."""
    match = _ITS_NUMBER.search(text)
    return own_part(match, sitting) if match else None
