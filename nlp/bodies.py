"""The names of bodies inside a line: the council of a title, the owner of a letterhead without what stands beside it.

Door: `local`, `owner`, `council`, and what a line is. Promise: pure; spans are offsets into the folded line given,
the place belongs to the name.
Not here: where on the page the line stands (intake.sender), which words make an organisation (nlp.offices), cities (places).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from nlp import offices, places
from nlp.lexicon import word_set
from nlp.normalise import folded, pattern
from nlp.offices import ORGANISATION

_LOCAL = pattern(
    r"(?<!\w)(?:شهرداری(?! ?ها)|شورای (?:محترم )?(?:اسلامی )?(?:شهر(?:ستان)?|استان|بخش|روستای)|شورای اسلامی)(?!\w)(?! ?های)"
)
# The town of a council that is named without the word for it.
_NAMELESS = pattern(r"(?<!\w)شورای اسلامی$")
# What a local body may be a part or a company of: its name begins there.
_OWNED = pattern(
    r"(?<!\w)(?:سازمان|شرکت|موسسه|اتحادیه|مرکز|بنیاد|صندوق|هیات|کمیته|فرهنگسرای|باشگاه|معاونت|اداره ?کل|دانشگاه|بانک)(?!\w)"
)
# Units and titles that stand before the body that they belong to.
_BEFORE = pattern(
    r"^[\s«(]*(?:دبیرخانه|پایگاه|پورتال|وب ?سایت|سامانه|روابط عمومی|حوزه|دفتر|کاربرگ|فرم|برگ|برگه|صورت|"
    r"صورتجلسه|صورتجلسات|صورتمجلس|"
    r"اعلام نظر|مصوبه|مصوبات|متن|ابلاغ|ابلاغیه|گزارش|خلاصه|مشروح|مستخرجه|مستخرج|مستخرجات|رونوشت|دفترچه|تعرفه|عوارض|بودجه|"
    r"لایحه|متمم|تفریغ|طرح|پست ?های|چارت|نمودار|تشکیلات|"
    r"ساختار|سازمان تفصیلی|اساسنامه|آگهی|اطلاعیه|فراخوان|جلسه|نشست|رای|نظریه|مجموعه|فهرست|جدول|حکم|قرارداد|"
    r"تصمیمات|دفتر ثبت|آیین ?نامه)(?!\w)"
)
# Where the name of a body ends inside its line.
_BEHIND = pattern(
    r"\s*(?:\((?!(?:ره|ع|عج|ص|س|رض)\))|(?<!\((?:ره|عج|رض))(?<!\([عصس])\)|[|/»«:;؛•·]|\s-|-\s|"
    r"(?<!\w)(?:برگ|فرم|صورت|صورتجلسه|صورت ?جلسه|صورتمجلس|مصوبه|"
    r"(?<!تطبیق\x20)(?<!انطباق\x20)مصوبات(?! شورا)|ابلاغ|ابلاغیه|دوره|جلسه|نشست|بسمه|"
    r"باسمه|به نام|بنام|شماره|تاریخ|پیوست|کد|صفحه|تلفن|(?<!اتش\x20)نشانی|وزارت کشور|دبیرخانه|بخشنامه|نامه|سال|حسابداران رسمی|"
    r"عضو جامعه|معتمد|در نظر دارد|"
    r"آگهی|گزارش|اعلامیه|فوری|عادی|محرمانه|(?:مدیریت|اداره|امور|اداره امور) شعب|شعبه)(?!\w))"
)
# Behind a town, the province that it lies in.
_PROVINCE = pattern(r"\s*[-،(]?\s*استان(?!داری)\s")
_FIRM = pattern(r"^[\s«]*(?:موسسه|شرکت)(?: \w+)? (?:حسابرسی|حسابرسان|خدمات حسابرسی|حسابداری)(?!\w)")
_RANKS = (
    pattern(r"^وزارت"),
    pattern(r"^(?:استانداری|اداره ?کل)"),
    pattern(r"^(?:فرمانداری|شعبه)"),
    pattern(r"^(?:بخشداری|دهیاری)"),
)


# Signs between a body and its town.
_NEAR = 3


def local(line: str, *, placed: bool = True) -> tuple[int, int] | None:
    """The first municipality or council that a folded line names with its town: «صورتجلسه [شورای اسلامی شهر کیاشهر] سال …».

    Without `placed` one without a town is returned too, where no other has it.
    """
    towns = places.find_municipalities(line)
    bare = None
    for match in _LOCAL.finditer(line):
        town = next((town for town in towns if 0 <= town.start - match.end() <= _NEAR), None)
        if town:
            return match.start(), town.end
        if bare is None and not _NAMELESS.search(match[0]):
            bare = match.span()
    return None if placed else bare


def owner(line: str) -> tuple[int, int] | None:
    """The organisation that a folded line of a letterhead or title names, without titles, units and values around it."""
    titled = opens_title(line)
    named = local(line)
    if named:
        owned = None if titled else _OWNED.search(line, 0, named[0])
        return (owned.start() if owned else named[0]), _with_second(line, named[1])
    first = ORGANISATION.search(line)
    if first is None:
        return None
    start = first.start() if titled else len(line) - len(line.lstrip(" «("))
    end = _BEHIND.search(line, first.end())
    stop = end.start() if end else len(line)
    council = _LOCAL.match(line, start)
    province = _PROVINCE.search(line, council.end(), stop) if council else None
    return start, province.start() if province else stop


def _with_second(line: str, end: int) -> int:
    """Where a body's name ends whose town is followed, up to the line's end, by another of its name: «سنقر و کلیایی»."""
    second = _SECOND.fullmatch(line, end)
    return second.end(1) if second and not ORGANISATION.search(line, end) else end


_SECOND = pattern(r"(\sو\s[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)\s*")


def is_and(rest: str) -> bool:
    """Whether behind a body's town a folded line ends with «و», its second name in the line below."""
    return rest.strip() == "و"


def is_second(line: str) -> bool:
    """Whether a folded line below a town is another that a body is named with: «و کلیایی»."""
    return bool(_SECOND.fullmatch(f" {line}")) and not ORGANISATION.search(line)


def misread_town(line: str) -> tuple[int, str] | None:
    """Where the town of a folded body's name begins, and how the gazetteer spells it, where a letter of it was misread."""
    for town in places.find_municipalities(line):
        known = places.city(town.value)
        if town.end == len(line) and known and known[1] == 1.0 and town.strength < _AS_WRITTEN:
            return town.start, town.value
    return None


def misread_bank(line: str) -> str | None:
    """The name of a bank as it is spelt, where a folded line is one with a letter misread or lost: «بانک سبه» → «بانک سپه»."""
    match = _BANK.fullmatch(line)
    if match is None or match[1] in word_set("banks"):
        return None
    near = [bank for bank in word_set("banks") if Levenshtein.distance(bank, match[1], score_cutoff=1) <= 1]
    return f"بانک {near[0]}" if len(near) == 1 and len(match[1]) > 2 else None


_BANK = pattern(r"بانک\s([^\W\d_]+)[ .]*")
# A town whose every letter agrees is surer.
_AS_WRITTEN = 0.85


def registry(text: str) -> tuple[int, int] | None:
    """The office of civil registration that a folded text names."""
    match = _REGISTRY.search(text)
    return match.span() if match else None


_REGISTRY = pattern(r"(?<!\w)سازمان ثبت احوال(?: کشور)?(?!\w)")


def council(text: str) -> tuple[int, int] | None:
    """The council whose sitting a folded text tells of first: «در پنجمین جلسه شورای اسلامی شهر لار که …»."""
    for match in _COUNCIL.finditer(text):
        span = local(text[match.start(1) : match.start(1) + _LONGEST])
        if span and span[0] == 0:
            return match.start(1), match.start(1) + span[1]
    return None


# Letters of a council's name at most.
_LONGEST = 50
_COUNCIL = pattern(
    r"(?<!\w)(?:جلسه|نشست|اجلاس|صورتجلسه|شورا|اعضای|حاضران|دوره)[^.؛]{0,60}?(?<!\w)(شورای (?:محترم )?(?:اسلامی )?شهر(?!\w))"
)


def announces(line: str) -> tuple[int, int] | None:
    """The body that a folded line begins with and says something of: «شهرداری کردکوی در نظر دارد …»."""
    span = local(line)
    return span if span and not line[: span[0]].strip(" «") and _ANNOUNCES.match(line, span[1]) else None


_ANNOUNCES = pattern(
    r"[ ،(]*(?:در نظر دارد|به استناد|باستناد|در اجرای|به موجب|به اطلاع|به آگاهی|اعلام می|طی مجوز|بر اساس|از محل|به منظور)"
)


def is_council(line: str) -> bool:
    """Whether a folded line names a council."""
    return bool(_OF_COUNCIL.search(line))


def is_clerk(title: str) -> bool:
    """Whether a folded office is that of a council's clerk, treasurer or member, who sign beside its head."""
    return bool(_CLERK.match(title))


_CLERK = pattern(r"\s*(?:منشی|دبیر (?:شورا|جلسه)|خزانه ?دار|عضو)(?!\w)")
_OF_COUNCIL = pattern(r"(?<!\w)شورای (?:محترم )?(?:اسلامی|شهر|بخش|روستا)")
# Brackets around a blessing part nothing.
_PARTED = re.compile(r"\s[-–|]\s|\s*[|»›]|\s\((?!(?:ره|ع|عج|ص|س|رض)\))|\s(?=کد(?: شعبه| شناسایی| واحد)?\s?:?\s?\d)")
_DASH = re.compile(r"\s[-–|/]\s")


def bodies_apart(line: str) -> list[tuple[int, int]]:
    """The spans of the bodies in a folded line of a letterhead that ornaments part, «وزارت کشور ♦ استانداری …», or dashes
    between steps of the state's ladder.
    """
    adorned = [match.span() for match in re.finditer(r"[^♦◆●\s][^♦◆●]*(?<!\s)", line)]
    cuts = [0, *(edge for mark in _DASH.finditer(line) for edge in mark.span()), len(line)]
    steps = list(zip(cuts[::2], cuts[1::2], strict=True))
    ladder = [span for span in steps if rank(line[slice(*span)]) < _UNRANKED or local(line[slice(*span)])]
    return adorned if len(adorned) > 1 or len(ladder) < 2 else steps


def first_part(line: str) -> int:
    """Where the first part of a folded line of a letterhead ends that names a body: «بانک تجارت - شعبه بوشهر - کد ۳۱۲۰»."""
    for mark in _PARTED.finditer(line):
        if ORGANISATION.search(line, 0, mark.start()) or is_branch(line[: mark.start()]):
            return mark.start()
    return len(line)


def is_running(line: str) -> bool:
    """Whether a folded line is one of running text: many words without a mark that parts a heading's."""
    return len(line.split()) > _HEADING and not _PARTED.search(line)


# Words of a line that heads a paper, at most.
_HEADING = 10


def goes_on(line: str, below: str) -> bool:
    """Whether a folded line of a letterhead goes on in the one below it, as with its town: «… / بیهق‌راد سبزوار»."""
    words = below.split()
    lettered = below.replace(" ", "").replace("،", "").isalpha()
    if lettered and ((words[0] == "و" and len(words) <= _HEADING) or (is_nameless_firm(line) and len(words) <= 4)):
        return True
    return offices.head_goes_on(line, below) or (
        2 <= len(words) <= 3 and below.replace(" ", "").isalpha() and is_town(words[-1])
    )


def is_nameless_firm(line: str) -> bool:
    """Whether a folded line is a firm's trade alone, its own name still to come: «مؤسسه حسابرسی و خدمات مالی»."""
    return is_firm(line) and set(line.split()[1:]) <= word_set("firm_trade")


def is_branch(line: str) -> bool:
    """Whether a folded line of a letterhead is a branch of the organisation above it, by its name."""
    return bool(_BRANCH.fullmatch(line))


_BRANCH = pattern(r"شعبه(?! ?\d)(?: [^\W\d_]+){1,4}")


def opens_title(line: str) -> bool:
    """Whether a folded line begins with what the paper is, before it names whose it is."""
    return bool(_BEFORE.search(line))


def is_single(line: str) -> bool:
    """Whether a folded text is the one word of a body that needs its town: «شهرداری»."""
    return bool(_SINGLE.fullmatch(line))


_SINGLE = pattern(r"شهرداری|فرمانداری|استانداری|بخشداری|دهیاری")


def is_kind(text: str) -> bool:
    """Whether a folded text is the one word of what a body is, which its own name has to follow: «بانک»."""
    return bool(_KIND.fullmatch(text))


_KIND = pattern(r"بانک|شرکت|سازمان|موسسه|دانشگاه|وزارت|بنیاد|صندوق|اتحادیه")


def is_firm(line: str) -> bool:
    """Whether a folded line begins with the name of a firm of auditors."""
    return bool(_FIRM.search(line))


def names_firm(line: str) -> bool:
    """Whether a folded line names a firm or a company anywhere."""
    return bool(_COMPANY.search(line))


_COMPANY = pattern(r"(?<!\w)(?:موسسه|شرکت|حسابداران رسمی)(?!\w)|سهامی خاص")


def is_membership(line: str) -> bool:
    """Whether a folded line gives the numbers of members of a profession: «(شماره عضویت 841755)», «852217 ⇥ 912044»."""
    return bool(_MEMBERSHIP.search(line))


def partner(line: str) -> tuple[int, int] | None:
    """Where a folded line below a name tells what its bearer is in a firm: «([شریک مسیول]) 801234»."""
    match = _PARTNER.match(line)
    return match.span(1) if match else None


_PARTNER = pattern(
    r"[ (]*(شریک(?: (?:مسیول|موسس|ارشد))?(?: کار)?|حسابدار رسمی|مدیر ?عامل)[ ]*(?=[)\d\-–،:]|شماره|عضو|$)"
)


def numbers_of_members(line: str) -> list[tuple[int, int]]:
    """The spans of those numbers."""
    return [match.span() for match in re.finditer(r"\d{5,7}", line)]


def numbered_member(line: str) -> tuple[int, int] | None:
    """The span of the first name in a folded line of members with their numbers: «[کامران وثوقی] (881209) هما …»."""
    match = _MEMBER.search(line)
    return match.span(1) if match else None


_MEMBER = pattern(
    r"(?<!\w)(?:حسابدار رسمی|شریک|شریک مسیول|مدیر|مدیر مسیول)?[\s:\-–]*([^\W\d_]+(?: [^\W\d_]+){1,4}) ?"
    r"[(\[](?:ش(?:ماره)? ?(?:عضویت)? ?:? ?)?\d{5,7}[)\]]"
)
_MEMBERSHIP = pattern(r"(?:شماره )?عضویت|حسابدار رسمی|^\s*\d{6}(?:\s+\d{6})+\s*$")


def rank(line: str) -> int:
    """How far down the state's ladder a body stands that a folded line names: the ministry 0, the village 3, others 9."""
    return next((at for at, name in enumerate(_RANKS) if name.search(line.strip())), _UNRANKED)


# Of bodies that stand on no step of it.
_UNRANKED = 9


def ends_in_town(line: str) -> bool:
    """Whether a folded line breaks off where the name of a town has to follow: «شورای اسلامی شهر»."""
    return bool(_WANTS_TOWN.search(line.rstrip()))


_WANTS_TOWN = pattern(
    r"(?<!\w)(?:شهر|شهرستان|بخش|شهرداری|فرمانداری|بخشداری|استانداری|استان|بندر|(?:منطقه|ناحیه)\s\w+)$"
)


def wants_town(line: str) -> bool:
    """Whether a folded line is a local body whose town is still to come: «شهرداری», «شورای اسلامی شهر», «شورای اسلامی»."""
    return bool(_TOWNLESS.search(line.rstrip()))


_TOWNLESS = pattern(r"(?<!\w)(?:شهرداری(?: شهر)?|شورای (?:اسلامی )?شهر|شورای اسلامی)$")


def mended(name: str, town: str) -> str:
    """A body's or an office's name that was read from a picture: without a word that it begins with twice, and its last word as
    the town that the paper is of, where a letter keeps it from that and from any other town.
    """
    words = re.sub(r"^(\w+) \1(?!\w)", r"\1", name).split()
    last, own = folded(words[-1]) if words else "", folded(town)
    near = places.is_city(town) and not places.is_city(last) and Levenshtein.distance(last, own) == 1
    return " ".join([*words[:-1], town] if near and len(words) > 1 and len(own) >= _TOLD_APART else words)


# Letters of a town's name that one of them may be misread in, at least.
_TOLD_APART = 5


def with_town(name: str, town: str) -> str:
    """The name of such a body with its town: «شورای اسلامی شهر خاش»."""
    return f"{name} شهر {town}" if _NAMELESS.search(folded(name)) else f"{name} {town}"


def is_town(text: str) -> bool:
    """Whether a folded text is the name of a town or a province and nothing else, the word for a town in front or not."""
    guess = places.city(_CALLED_TOWN.sub("", text))
    named = bool(guess and guess[1] == 1.0) and len(re.findall(r"\w+", text)) <= _TOWN_WORDS
    return named or places.is_province(text)


_TOWN_WORDS = 3


def ends_in_part(line: str, below: str) -> bool:
    """Whether a town's name is broken over the end of a folded line and the one below it: «شهرداری گنبد / کاووس»."""
    words = line.split()
    return any(is_town(" ".join([*words[-count:], below])) for count in range(1, min(_TOWN_WORDS, len(words))))


_CALLED_TOWN = pattern(r"^\s*شهر(?:ستان)?\s+(?=\w)")
