"""What a sentence of minutes does: it rules something, or only tells what was raised, said and reported.

Door: `before`, `led_in`, `rules`, `is_talk`. Promise: pure, over folded text. Not here: how was voted (votes), which line is a
decision's (intake.parts).
"""

from __future__ import annotations

import re
from itertools import pairwise

from nlp import decisions
from nlp.normalise import pattern
from nlp.sentences import sentences

_RAISED = pattern(
    r"(?:مطرح|قرائت|خوانده|استماع|بررسی|طرح|بحث|صحبت|گفتگو|انجام|تقدیر|تشکر|برگزار|ارائه) (?:شد|گردید|شدند|کرد|نمود|کردند|"
    r"نمودند|نموده|دادند|داد|داشت|داشتند)(?!\w)|"
    r"(?<!\w)(?:بیان|توضیح|توضیحاتی|دانست|دانستند|دانسته|خواند|خواسته|یادآور|متذکر)(?!\w)|"
    r"(?:گزارش|پیشنهاد|خبر|تذکر|قول|شرح|نشان) (?:شد|داد|دادند|کرد|نمود|داشت|داشتند|داده است|داده اند)(?!\w)|"
    r"(?:اعلام آمادگی|اعلام) (?:کرد|نمود)"
)
# What is told to be done; the words of whoever asks for something end alike.
_RULED = pattern(
    r"(?<!\w)(?:مجاز|موظف|مکلف|ملزم|مقرر|بلامانع|موافقت|تصویب|موکول|مسکوت|رد (?:شد|گردید)|پذیرفته|پذیرفت|انتخاب|"
    r"برگزیده|تعیین|اجازه (?:یافت|داده)|"
    r"(?:برگشت|عودت|اختصاص|تخصیص) داده|سپرده|ارجاع|واگذار|تمدید|تجدید|محول|به تعویق|به تاخیر|تجویز|معاف|ممنوع|الزامی|"
    r"(?:تغییر|افزایش|کاهش) یافت)(?!\w)"
)
_TO_DO = pattern(
    r"(?<!\w)(?<!نمی[ ])(?:شود|گردد|نماید|نمایند|کند|کنند|باشد|بماند|می شود|می گردد|می یابد|یابد|دهد|بپردازد|"
    r"به عمل آید|قرار گیرد|خواهد شد)(?= ?(?:[.؛)»\[(]|$))"
)
_SAID = pattern(
    r"(?<!\w)(?:تقاضا|درخواست|تشکر|گلایه|انتقاد|قدردانی|ابراز \w+|یادآوری) (?:کرد|کردند|نمود|نمودند)(?!\w)|"
    r"(?<!\w)(?:قول|گزارش|تذکر|توضیح|هشدار|پیشنهاد) (?:داد|دادند)(?!\w)|"
    r"(?<!\w)(?:گفت(?! ?و? ?گو)|گفتند|افزود|اظهار|معتقد|گلایه|خواستار|خواست|پرسید|پاسخ داد)(?!\w)"
)
# A council does not speak of itself as «I».
_OF_ONESELF = pattern(
    r"(?<!\w)(?:من|بنده|هستم|نیستم|دارم|ندارم|موافقم|مخالفم|معتقدم)(?!\w)|"
    r"(?<!\w)می ?(?:کنم|خواهم|دانم|گویم|پرسم|خواهیم|بینم)(?!\w)"
)
_ENDS_RAISED = pattern(
    r"(?<!\w)(?:مطرح|بحث|قرائت|خوانده|استماع|صحبت|گفتگو) (?:شد|گردید|شدند|گردیدند|کرد|کردند|نمودند) ?[.؛،]? ?$"
)
_STATED = pattern(r"(?<!\w)(?:است|اند|بود|بودند|هستند|دارد|دارند|داشت|داشتند)[ .؛]*$")
_MATTER = pattern(r"\s*(?:راجع به|درباره|در خصوص|در مورد|نسبت به|موضوع|گزارش|سخن)(?!\w)")


# A sentence without a verb, of so many words at most, names the matter.
_FINITE = pattern(
    r"(?<!\w)(?:ن?می ?)?(?:شد|شدند|گردید|گردیدند|است|شود|گردد|نماید|نمایند|کند|کنند|باشد|باشند|داد|دادند|کرد|کردند|نمود|نمودند|"
    r"گرفت|گرفتند|رسید|بود|بودند|دارد|دارند|یافت|یابد|دهد|آید|آمد|پذیرفت|خواهد|ماند)(?!\w)"
)
_TOPIC = 14


def before(text: str, start: int, end: int) -> int:
    """Where in text[start:end] the first sentence begins that decides, behind those that only tell what was raised or said."""
    cuts = [start, *sentences(text, start, end), end]
    for left, right in pairwise(cuts):
        sentence = text[left:right].strip()
        topic = not _FINITE.search(sentence) and len(sentence.split()) <= _TOPIC and sentence.endswith((".", "؛"))
        stated = topic or (not rules(sentence) and _STATED.search(sentence))
        if not ((stated and decisions.decides(text[right:end])) or is_talk(sentence)):
            return left
    return start


# «پس از بحث و تبادل نظر،», «بعد از گفت‌وگوی مفصل»
_AFTER_TALK = (
    r"(?:پس از|بعد از|با|ضمن|در پایان)(?: \w+){0,4} (?:بحث|بررسی|تبادل نظر|گفت ?و? ?گو|گفت ?و? ?گوی|شنیدن|"
    r"استماع|مذاکره|مذاکرات|مشورت|شور|صحبت|رای ?گیری|قرائت|طرح)(?!\w)(?: (?!مقرر|تصویب|شورا|با|موافقت)\w+){0,8}?"
)
_RULING = (
    r"(?:(?:شورا|شورای شهر|شورای اسلامی شهر|اعضا|اعضای شورا) (?:به اتفاق آرا )?)?"
    r"(?:مقرر (?:شد|گردید|نمود|کرد|داشت|شده)|قرار شد|(?:تصویب|مصوب) (?:شد|گردید|نمود|کرد)(?= [^\W\d])|"
    r"موافقت (?:شد|نمود|گردید|کرد)(?= [^\W\d])|تصمیم گرفت(?:ند)?|تصمیم گرفته شد)(?: که)?(?!\w)"
)
_RULES = pattern(rf"(?<!\w)(?:{_RULING})")
# What was raised, up to the clause that rules: «نامه … قرائت گردید و پس از بحث مقرر شد …», «در مورد ادامه کانال، مقرر شد …».
_RAISED_FIRST = pattern(
    r"\s*(?:همچنین|در پایان|در ادامه|سپس|اما|راجع به|در مورد|در خصوص|در رابطه با|درباره|(?:شورا )?(?:پس از|"
    r"بعد از)|نامه|درخواست|"
    r"تقاضای?|گزارش|نقشه|لایحه|پیشنهاد|موضوع)(?!\w)"
)
# What ends so goes on with the clause that rules.
_LEADS_ON = pattern(
    r"(?:(?:مطرح|قرائت|خوانده|بررسی|رویت|طرح|ملاحظه|استماع|شنیده)(?: شد| گردید)? و |،|" + _AFTER_TALK + r") ?"
    r"(?:" + _AFTER_TALK + r"[ ،]*)?$"
)
# Letters of what is raised, and of what leads on from it, at most.
_RAISED_MOST, _LEADING_MOST = 260, 200
_ON_THE_MATTER = pattern(
    r"\s*(?:در خصوص|در مورد|راجع به|درباره|در رابطه با)(?!\w)[^.؛:،]{3,120} "
    + _AFTER_TALK
    + r" ?(?=(?:کمیسیون|شهرداری|شهردار|"
    r"شورا|شورای|واحد|سازمان|آقای|آقایان|خانم|مقرر|قرار شد)(?!\w))"
)
_AFTER_ALL = pattern(r"\s*(?:(?:شورا|اعضا) )?" + _AFTER_TALK + r" ?(?:،|انجام شده|به عمل آمده)[ ،]*")
_THEREFORE = pattern(
    r"[^.؛:]{0,220}(?<!\w)(?:در نتیجه|بر (?:همین|این) اساس|لذا|بنابراین|بنابر این|از این ?رو|سرانجام|نهایتا|النهایه)(?!\w)[ ،]*"
)


def led_in(decision: str) -> int:
    """How many letters of a folded decision lead in to what it rules: what was raised, said or followed from it."""
    therefore = _end_of(_THEREFORE, decision)
    if decisions.decides(decision[:therefore]) or _RULED.search(decision[:therefore]):
        therefore = 0
    leads = (therefore, _raised_first(decision), _end_of(_ON_THE_MATTER, decision), _end_of(_AFTER_ALL, decision))
    return next((end for end in leads if end and _rules_behind(decision, end)), 0)


def _end_of(lead: re.Pattern[str], decision: str) -> int:
    match = lead.match(decision)
    return match.end() if match else 0


def _rules_behind(decision: str, end: int) -> bool:
    """Whether enough of a decision is left behind what leads in to it, and rules something."""
    return len(decision) - end > _RULED_LEAST and rules(decision[end:])


def _raised_first(decision: str) -> int:
    """Where the clause begins that rules what was raised before it; each is looked for once and what leads on to it in a few
    letters above, for one form of all of them would try each word in all ways.
    """
    if not _RAISED_FIRST.match(decision):
        return 0
    for clause in _RULES.finditer(decision, 0, _RAISED_MOST + _LEADING_MOST):
        above = decision[: clause.start()]
        lead = _LEADS_ON.search(above, max(0, len(above) - _LEADING_MOST))
        if lead and lead.start() <= _RAISED_MOST and not _PARTS.search(above):
            return clause.start()
    return 0


_PARTS = re.compile(r"[.؛:]")


# Letters of what is ruled, at least.
_RULED_LEAST = 25


def rules(text: str) -> bool:
    """Whether a folded text says what shall be done, or that it shall not."""
    return decisions.decides(text) or bool(_RULED.search(text) or _TO_DO.search(text))


def is_talk(sentence: str) -> bool:
    """Whether a folded sentence tells what was raised or said, or what the matter is, and decides nothing."""
    if _ENDS_RAISED.search(sentence) and not decisions.decides(sentence):
        return True
    if decisions.decides(sentence) or (_RULED.search(sentence) and not _OF_ONESELF.search(sentence)):
        return False
    if _SAID.search(sentence) or _OF_ONESELF.search(sentence):
        return True
    return not _TO_DO.search(sentence) and bool(_RAISED.search(sentence) or _MATTER.match(sentence))
