"""What the words of one line tell of the part of a paper that it belongs to: agenda, who came, decision, vote, signature.

Door: `signs`, `own_words`, `numbered`, and whether a line `begins`, `settles`, `reports` something, and the like. Promise:
pure, over one folded line; each sign is a short word of its own kind, the same for any council's wording. Not here: where the
line stands and which part it is (intake.parts weighs the signs of many lines).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import amounts, attendance, dates, decisions, labels, names, numbering, offices, sittings, tables, talk, votes
from nlp.lexicon import phrases
from nlp.normalise import SENTENCE_ENDS, pattern

_WORDS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\s*[(]?(\d{1,4})\s*(?:[/\\]\s*\d{1,4}\s*)?([-.):ـ–_]|[)]?\s)")
_BEGINS = pattern(
    r"\s*(?:[•●▪*✓◦○★☆◄►◀▶◆■□➢➤]|[\-–](?=\s?\w)|[(\[]?\d{1,4}(?: ?[/\\] ?\d{1,4})? ?[\-.):ـ–](?!\d)|تبصره|(?:مصوبه|بند|تصمیم|"
    r"دستور|ماده|موضوع|مورد|لایحه|طرح) "
    r"(?:شماره )?(?:\d|[^\W\d_]{2,6}م(?!\w)|اول|نخست|واحده)|رونوشت|با تشکر|والسلام|(?:محل )?امضا(?:ء|ی)?(?!\w)|"
    r"ختم جلسه|(?:جلسه|نشست) (?:در|راس) ساعت|در (?:پایان|خاتمه)(?!\w))"
)
_COUNTED = pattern(r"\s*(?:(اولا)|(ثانیا)|(ثالثا)|(رابعا)|(خامسا))(?!\w)")
# Words of which it tells something that they are there at all.
_TOLD = {
    "passed": pattern(
        r"تصویب (?:شد|گردید|رسید|نمود|کرد|گردد|می شود|می گردد)|مصوب (?:شد|گردید|نمود|کرد)|تصویب قرار گرفت"
    ),
    "agreed": pattern(
        r"موافقت (?:شد|گردید|نمود|کرد|به عمل|می شود|می گردد|گردد|قرار گرفت)|بلامانع|پذیرفته شد|موافق بود"
    ),
    "refused": pattern(r"(?:رد|مخالفت) (?:شد|گردید|نمود)|تصویب نرسید|موافقت نشد|تصویب نشد|رای نیاورد|رد کرد"),
    "set": pattern(r"مقرر (?:شد|گردید|نمود|داشت)|مقرر است|تعیین (?:شد|گردید|می شود|می گردد|نمود)|قرار شد|تصمیم گرفت"),
    "must": pattern(
        r"(?:مجاز|موظف|مکلف|ملزم|مختار) (?:است|شد|گردید|می باشد|به|شدند)|اجازه داده|اختیار داده|اجازه می دهد"
    ),
    "sent on": pattern(
        r"(?:ارجاع|موکول|واگذار|اعلام|معرفی|ابلاغ|ارسال|انتخاب|منصوب|برگزیده) (?:شد|گردید|می شود|گردد|می گردد|شدند)"
    ),
    "do": pattern(r"(?:اقدام|ارایه|پرداخت|اعلام|هزینه|اجرا|تهیه|رعایت|وصول|اخذ) (?:نماید|کند|گردد|شود|نمایند|کنند)"),
    "raised": pattern(
        r"(?:مطرح|قرائت|استماع|طرح|بررسی|قرایت) (?:شد|گردید|و)|اظهار داشت|بیان (?:کرد|نمود|داشت)|گفت|پیشنهاد (?:کرد|"
        r"داد|نمود)"
    ),
    "look into": pattern(r"^\W*\d*\W*(?:بررسی|طرح|رسیدگی|ادامه بررسی|استماع|قرائت|موضوع)(?!\w)"),
    "thus": pattern(r"(?:به شرح|بشرح) (?:زیر|ذیل)|(?:زیر|ذیل) (?:تصویب|اتخاذ|می باشد)|چنین است"),
    "this": pattern(r"^\W*(?:این|مصوبه فوق|بند فوق|موضوع فوق|مراتب فوق|موارد فوق|مصوبات فوق)(?!\w)"),
    "sitting": pattern(r"(?<!\w)(?:جلسه|نشست)(?!\w)"),
    "minutes": pattern(r"صورت ?(?:جلسه|مجلس)"),
    "agenda": pattern(r"دستور ?(?:کار|جلسه|نشست)|(?<!\w)دستور(?!\w)"),
    "resolution": pattern(r"(?<!\w)مصوب(?:ه|ات)(?!\w)"),
    "came": pattern(r"(?<!\w)(?:حاضر|حاضران|حاضرین|حضور|شرکت کننده|شرکت کنندگان)(?!\w)"),
    "stayed away": pattern(r"(?<!\w)(?:غایب|غایبین|غایبان|غیبت|غیاب|مرخصی)(?!\w)"),
    "guest": pattern(r"(?<!\w)(?:مدعو|مدعوین|مدعوان|میهمان|میهمانان|مهمانان|دعوت)(?!\w)"),
    "members": pattern(r"(?<!\w)(?:عضو|اعضا|اعضای)(?!\w)"),
    "signed": pattern(r"(?<!\w)(?:امضا|امضاء|امضای|مهر)(?!\w)"),
    "opens": pattern(r"(?:تشکیل|آغاز|برگزار|رسمیت|منعقد|شروع) ?(?:شد|گردید|یافت|بافت|گردیده|شده)|تلاوت|قرآن|بسم|ریاست"),
    "closes": pattern(r"(?:ختم|پایان|خاتمه) ?(?:جلسه|نشست|یافت|پذیرفت|رسید)|صلوات|جلسه (?:بعدی|آتی|آینده)"),
    "vote": pattern(r"(?<!\w)(?:رای|آرا|آرای|آراء|رای گیری|اتفاق|اکثریت|ممتنع|مخالف|موافق)(?!\w)"),
    "law": pattern(r"(?<!\w)(?:ماده|تبصره|استناد|قانون|آیین نامه)(?!\w)"),
    "note": pattern(r"^\W*(?:تبصره|توضیح|یادآوری|ماده|بند)(?!\w)"),
    "basis": pattern(r"^\W*(?:مستند|مستندات|پیشنهاد دهنده|نظر|نظریه|سابقه|مجری|مهلت|مسئول|ناظر)[^:]{0,25}:"),
    "letter": pattern(r"(?<!\w)(?:نامه شماره|لایحه شماره|پیرو|عطف|بازگشت)(?!\w)"),
    "greets": pattern(r"(?:با|ضمن) (?:عرض )?(?:سلام|احترام|تقدیم)|احتراما|(?<!\w)سلام"),
    "copies": pattern(r"^\W*رونوشت"),
    "clock": pattern(r"(?<!\w)ساعت(?!\w)"),
    "money": pattern(r"(?<!\w)(?:ریال|تومان|میلیون|میلیارد)(?!\w)"),
    "town": pattern(r"(?<!\w)(?:شهرداری|شهردار)(?!\w)"),
    "council": pattern(r"(?<!\w)شورا(?:ی)?(?!\w)"),
}
_OPENING = ("این", "در", "به", "با", "پس", "شهرداری", "شورا", "شورای", "مصوبه", "تصمیم", "موضوع", "بند", "دستور", "نتیجه",
            "متن", "شرح", "ماده", "تبصره", "آقای", "آقایان", "خانم", "اعضای", "اعضا", "سپس", "درخواست", "نامه", "پیشنهاد",
            "لایحه", "مقرر", "رای", "آرا", "ردیف", "سمت", "نام", "امضا", "ختم", "پایان", "جلسه", "و", "که", "از", "کلیه",
            "مبلغ")  # fmt: skip


def own_words(line: str) -> list[str]:
    """The words of a folded line as signs: «=approved», each once; «^» and «$» before those that begin and end it, for what a
    sentence is about stands in front and what becomes of it at its end.
    """
    words = [match[0] for match in _WORDS.finditer(line)]
    ends = {" ".join(words[:count]): "^" for count in (1, 2)}, {" ".join(words[-count:]): "$" for count in (1, 2)}
    return [
        *(f"={word}" for word in dict.fromkeys(words)),
        *(f"{sign}{said}" for one in ends for said, sign in one.items()),
    ]


def signs(line: str) -> list[str]:
    """The signs of a folded line; those of its first word begin with «:»."""
    return list(_signs(line))


_FIGURES = pattern(
    r"\s*(?:\d{1,3}(?:[,./]\d{3})+(?!\d)|\d[\d,./]* ?(?:ریال|تومان|هزار|میلیون|میلیارد|متر|مترمربع|درصد|نفر|قسط|ماه|"
    r"ماهه|سال|"
    r"ساله|روز|روزه|دستگاه|تن|برگ|واحد|قطعه)(?!\w)|1[34]\d\d/\d{1,2}/\d{1,2})"
)


def begins(line: str) -> bool:
    """Whether a folded line begins something of its own: an item, a label with its colon, a note; not a sum or a date."""
    if _FIGURES.match(line):
        return False
    label = next(iter(labels.in_line(line)), None)
    labelled = label is not None and label.colon and not line[: label.start].strip(" -*•●▪.()/0123456789")
    return labelled or bool(decisions.items(line)) or bool(_BEGINS.match(line)) or heads_one(line)


def heads_one(line: str) -> bool:
    """Whether a folded line is the head of one decision: its number, and at most how was voted."""
    return numbering.own_head(line) is not None


_BULLET = re.compile(r"\s*([•●▪*✓◦○★☆◄►◀▶◆■□➢➤]|[\-–](?=\s?\w))")


def bullet(line: str) -> str | None:
    """The sign with which a folded line opens as a point of a list."""
    match = _BULLET.match(line)
    return match[1] if match else None


def is_bracket(above: str, below: str) -> bool:
    """Whether a bracket that a folded line opens is closed in the one below."""
    return above.count("(") > above.count(")") and below.count(")") > below.count("(")


def settles(line: str) -> bool:
    """Whether a folded line says that something was decided or how was voted."""
    return decisions.decides(line) or tells_vote(line)


def refuses(line: str) -> bool:
    """Whether a folded line says that something was voted down."""
    return bool(_TOLD["refused"].search(line))


def tells_vote(line: str) -> bool:
    """Whether a folded line tells how was voted."""
    return votes.read(line) is not None


def reports(line: str) -> bool:
    """Whether a folded line only tells how was voted."""
    return votes.is_report(line) or (tells_vote(line) and bool(_REPORT.match(line)))


def speaks_of_above(line: str) -> bool:
    """Whether a folded line speaks of the decisions above it: «مصوبات فوق در اجرای ماده ۹۰ …»."""
    return decisions.is_of_the_above(line) or numbering.tells_of_all(line)


_CLOSES = pattern(
    r"(?<!\w)(?:ختم|پایان|خاتمه) (?:جلسه|نشست)(?!\w)|"
    r"(?<!\w)(?:جلسه|نشست)(?!\w)[^.]{0,60}(?<!\w)(?:ختم|پایان|خاتمه)(?!\w)[^.]{0,12}(?:شد|گردید|یافت|پذیرفت|رسید)(?!\w)"
)


def closes_sitting(line: str) -> bool:
    """Whether a folded line tells that the sitting ended."""
    return bool(_CLOSES.search(line))


_OWN_LABEL = pattern(r"[ \t]*(?:متن )?(?:مصوبه|تصمیم)(?: شورا)? ?:")


def calls_itself_decision(line: str) -> bool:
    """Whether a folded line calls itself a decision: «مصوبه شماره ۲: …», «تصمیم شورا: …»."""
    return decisions.is_resolution(line) or bool(_OWN_LABEL.match(line))


_REPORT = pattern(
    r"[\s(]*(?:نتیجه|رای|آرا|اخذ رای|رای گیری|نحوه تصویب)(?: (?:رای گیری|اخذ رای|آرا))?"
    r"(?: (?:بند|موارد?|مصوبات|مصوبه|ردیف)(?: ?های)?[\d ,و\-]{1,12}(?:(?:تا|الی) ?\d{1,3})?)? ?:"
)
_ARTICLE, _NOTE = pattern(r"\s*ماده واحده(?!\w)"), pattern(r"\s*تبصره(?!\w)")


def heads_decisions(line: str) -> bool:
    """Whether a folded line only announces the decisions below it: «مصوبات:», «موارد زیر به تصویب رسید:»."""
    label = next(iter(labels.in_line(line)), None)
    named = label is not None and label.field == "resolutions" and not line[label.end :].strip(" :.-\n")
    return named or (decisions.announced(line.rstrip() + "\n1") is not None and not talk.is_talk(line))


def is_of_people(line: str) -> bool:
    """Whether a folded line is of names and little else."""
    people = names.people(line)
    return bool(people) and sum(one.end - one.start for one in people) > 0.6 * len(line.strip())


def is_article(line: str) -> bool:
    """Whether a folded line begins a decision in the form of a law: «ماده واحده: …»."""
    return bool(_ARTICLE.match(line))


def is_note(line: str) -> bool:
    """Whether a folded line begins a note: «تبصره ۱: …»."""
    return bool(_NOTE.match(line))


def numbered(line: str) -> int | None:
    """The number that a folded line begins with, as an item of a list does."""
    if adverb := _COUNTED.match(line):
        return 1 + next(place for place, word in enumerate(adverb.groups()) if word)
    marks = decisions.items(line)
    if marks and marks[0].start <= 1:
        return marks[0].value
    match = _NUMBER.match(line)
    return int(match[1]) if match else None


def _signs(line: str) -> Iterator[str]:
    yield from (name for name, form in _TOLD.items() if form.search(line))
    words = [word[0] for word in _WORDS.finditer(line)]
    first = words[0] if words else "-"
    yield f":{first}" if first in _FIRST else ":other"
    label = next(iter(labels.in_line(line)), None)
    if label and not line[: label.start].strip(" -*•●▪.()/0123456789"):
        yield f"label {label.field}" if label.colon else f"bare label {label.field}"
        if not line[label.end :].strip(" :.-_…"):
            yield "label alone"
    if decisions.bullets("\n" + line + "\n" + line):
        yield "bullet"
    if decisions.is_heading(line):
        yield "point"
    if decisions.is_resolution(line):
        yield "called"
    vote = votes.read(line)
    if vote:
        yield "tells a vote"
        if votes.is_all(line, vote):
            yield "nothing but a vote"
    people = names.people(line)
    yield f"people {min(len(people), 3)}"
    if is_of_people(line):
        yield "people alone"
    if offices.office(line.strip()) == 0:
        yield "office"
    if attendance.status(line):
        yield "status"
    if amounts.find(line):
        yield "amount"
    if dates.find(line):
        yield "date"
    stripped = line.rstrip()
    if stripped.endswith(SENTENCE_ENDS):
        yield "ends"
    if stripped.endswith(":"):
        yield "ends with colon"
    if sittings.session_number(line):
        yield "its number"
    if sum(map(tables.is_head, line.split())) > 1:
        yield "heads"
    yield f"words {min(len(words) // 3, 6)}"


_FIRST = frozenset(word for word in (*_OPENING, *phrases("titles")))
