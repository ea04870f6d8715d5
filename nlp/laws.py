"""Articles of law that a text cites.

Door: `find`, the shape `LawRef`. Promise: article and note are the numbers written, never renumbered; `law` is the
law's name as far as the text gives it. Not here: what the law says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from nlp import numbers
from nlp.found import Found
from nlp.lexicon import phrases, word_set
from nlp.normalise import SENTENCE_ENDS, ZWNJ, folded, pattern


def _key(name: str) -> str:
    return re.sub(r"\W", "", folded(name))


@dataclass(frozen=True, slots=True)
class LawRef:
    """One article (and note) of one law; `law_span` is where its name stands in the folded text."""

    article: int | None
    note: int | None
    law: str
    law_span: tuple[int, int]

    @property
    def known_law(self) -> str | None:
        """The law's name in the spelling of the lexicon, for a name that was read from a picture."""
        return _BY_KEY.get(_key(self.law))

    @property
    def likely_law(self) -> str | None:
        """As `known_law`, also of a long name some of whose letters were misread."""
        key = _key(self.law)
        near = max(_BY_KEY, key=lambda known: Levenshtein.normalized_similarity(key, known))
        alike = len(key) >= _LONG and Levenshtein.normalized_similarity(key, near) >= _ALIKE
        return self.known_law or (_BY_KEY[near] if alike else None)


_KNOWN_LAW = pattern("|".join(name.replace(ZWNJ, " ").replace("،", " ?[،,.»؛]?") for name in phrases("laws")))
_BY_KEY = {_key(name): name for name in phrases("laws")}
# A law of one article is cited without its number.
_SINGLE = r"ماده ?واحده"
# Shorter names differ by a letter from others: «قانون کار», «قانون بار».
_LONG, _ALIKE = 15, 0.9
_ANY_LAW = pattern(r"(?:لایحه قانونی|قانون|آیین ?نامه|دستورالعمل|دستور العمل|شیوه ?نامه|اساسنامه)")
_THE_SAME = pattern(
    r"(?:قانون|آیین ?نامه) (?:مذکور|یاد ?شده|فوق|مزبور|اخیر|مورد اشاره|صدر|یاد|مار ?الذکر|موصوف|پیش ?گفته|مرقوم|مورد بحث)|"
    r"(?:قانون|آیین ?نامه)$"
)
_HEADING = re.compile(r"\s?[:\-–)]")
_STOP = word_set("law_ends")
# Behind these a name goes on with a word that would end another: «قانون موسوم به شوراها», «قانون راجع به منع مداخله».
_LEADS_ON = pattern(
    r"(?<!\w)(?:موسوم|معروف|راجع|مربوط|ناظر|الحاق|الزام|رسیدگی|حمایت|حفاظت|صیانت|جلوگیری|پیشگیری|استفاده|بهره ?برداری|"
    r"نظارت|مبارزه|مقابله|منع|متعلق)$"
)
_LED_ON = pattern(r"(?<!\w)(?:(?:راجع|مربوط|ناظر) به|نحوه|چگونگی)$")
_TO = frozenset(["به", "از", "با", "بر"])
_PLURAL_PARTED = frozenset(["ها", "های"])
_CITES = pattern(r"(?:ماده|مواد|تبصره|تبصره های|بند|بندهای|اصل|قانون|آیین|دستورالعمل|دستور|شیوه|لایحه|مصوبه|نامه)$")
# Of a pair of plurals both end so: «شهرداری‌ها و دهیاری‌ها»; behind a whole name another word begins something else.
_PLURAL = re.compile(r"(?:ها|های|کشور|ان)$")
_SPELLED = "|".join((*numbers.SMALL_WORDS, "سوم"))
# In words, and perhaps again in figures: «هشتاد و سوم (۸۳)».
_NUMBER = (
    r"(?:[(«\[]? ?(\d{1,3})(?:م|ام)?(?: مکرر)? ?[)»\]]?|"
    rf"((?:{_SPELLED})(?: و (?:{_SPELLED}))*م?)(?!\w)(?: ?[(] ?\d{{1,3}} ?[)])?)"
)
_MORE = r"((?:(?: و|،|,) ?[(]?\d{1,3}[)]?)*)"
_ARTICLE = pattern(rf"(?<!\w)(?:ماده|مواد|مادهء|اصل) ?{_NUMBER}{_MORE}")
_NOTE = pattern(rf"(?<!\w)(?:تبصره|تبصرهء) ?(?:ذیل )?{_NUMBER}?(?: (?:ذیل |از )?{_SINGLE})?")
# A clause of the article may stand between: «تبصره ۱ بند ۲ ماده ۵۵».
_NOTE_BEFORE = pattern(
    rf"(?:(?<!\w)تبصره ?{_NUMBER}? ?(?:ذیل|از|الحاقی به|الحاقی|ی)? ?"
    r"(?:بند [(«]?(?:\d{1,2}|[^\W\d_]{1,5})[)»]? ?(?:از )?)?)$"
)
_NOTES_BEFORE = pattern(r"(?<!\w)تبصره ?های ?(\d{1,2}(?:(?: و|،|,) ?\d{1,2})+) ?(?:ذیل|از)? ?$")
_NOTE_AFTER = pattern(
    rf"^ ?(?:و|،|-)? ?تبصره ?(?:های)? ?(?:ذیل آن|آن|{_NUMBER})(?! ?(?:ذیل |از )?(?:همان|همین|این|آن) ماده)(?: آن| ذیل آن)?"
)
# The articles of a contract are none of a law.
_OF_CONTRACT = pattern(
    r"^[ )]*(?:این |آن |همان )?(?:قرارداد|پیمان|تفاهم ?نامه|موافقت ?نامه|شرایط|اسناد مناقصه|توافق ?نامه)"
)
_OF_PROSE = 50
# What is known by its article is a commission's name, or an item of the budget, unless the law's name follows.
_NAMES_ITSELF = pattern(r"(?<!\w)(?:کمیسیون|کمیسیون های|از محل|محل اعتبار|محل اعتبارات) ?(?:اعتبار|اعتبارات)? ?$")
_OF_BUDGET = pattern(r"^ ?(?:اعتبارات |از )?بودجه(?!\w)")
# An article without a law that is named together with another one: «ماده ۱۳ و تبصره ماده ۵ آیین‌نامه».
_TOGETHER = pattern(r"[ ،؛)]*(?:و|،|؛|تا|یا)(?: نیز| همچنین)?[ (]*(?:(?:بند|بندهای) ?[(]?\w{1,8}[)]? ?)?")
_SAME_ARTICLE = pattern(rf"(?<!\w)تبصره ?{_NUMBER} ?(?:ذیل |از )?(?:همان|همین|این|آن) ماده(?: از)?(?!\w)")
_BEHIND_LAW = pattern(r"[ ،,:(\-]*(?:مصوب(?: سال)? ?[\d/]{0,10})?[ ،,:(\-]*")
# Names that begin so tell of what the law does, and to what.
_ACTS = word_set("law_acts")
_OF_AN_ACT = 4
_NAME_WORD, _LONGEST_NAME = re.compile(r"( ?،? ?[ \t\n]+|[ \t\n]+)(\w+)"), 110
# A stop that stands before the line is that of its end: the line is one from right to left.
_GAP = pattern(r"^(?:\.(?=\w))?[ )(،,]*(?:اصلاحی|الحاقی|از|ی|همان|مکرر)?(?: ?\d{1,4})?[ )(،,]*$")
_SAME = pattern(r"(?<!\w)همان ?$")


def find(text: str) -> list[Found[LawRef]]:
    """All citations «تبصره … ماده … قانون …» of a folded text; notes of a budget law may lack an article."""
    found = [ref for match in _ARTICLE.finditer(text) for ref in _from_article(text, match)]
    taken = [(ref.start, ref.end) for ref in found]
    found += _notes_of_the_same(text, found)
    for match in _NOTE.finditer(text):
        number = _int(match, 1)
        law = _law_after(text, match.end())
        if number and law and not any(start <= match.start() < end for start, end in taken):
            found.append(Found(LawRef(None, number, text[slice(*law)], law), match.start(), law[1], 0.9))
    found += _by_itself(text, found)
    return _with_laws_named_before(text, _with_laws_named_behind(text, sorted(found, key=lambda ref: ref.start)))


def _by_itself(text: str, found: list[Found[LawRef]]) -> Iterator[Found[LawRef]]:
    """The laws of the lexicon that a decision rests on as a whole: «به استناد قانون نحوه تقویم ابنیه …»."""
    for law in _KNOWN_LAW.finditer(text):
        cited = any(ref.start <= law.start() < ref.end or ref.value.law_span == law.span() for ref in found)
        if not cited and _RESTS_ON.search(text, max(0, law.start() - _BEFORE), law.start()):
            yield Found(LawRef(None, None, law[0], law.span()), law.start(), law.end(), 0.85)


_BEFORE = 25
_RESTS_ON = pattern(r"(?<!\w)(?:به استناد|باستناد|مستندا? به|مستند(?:ات)? قانونی ?:?) ?$")


def _notes_of_the_same(text: str, found: list[Found[LawRef]]) -> list[Found[LawRef]]:
    """«تبصره ۳ همان ماده»: a note of the article that was cited before it."""
    notes = []
    for match in _SAME_ARTICLE.finditer(text):
        cited = [ref for ref in found if ref.start < match.start()]
        number = _int(match, 1)
        if cited and number:
            article, law = cited[-1].value, _law_after(text, match.end())
            span = law or article.law_span
            value = LawRef(article.article, number, text[slice(*span)] if law else article.law, span)
            notes.append(Found(value, match.start(), law[1] if law else match.end(), 0.9))
    return notes


def _with_laws_named_behind(text: str, found: list[Found[LawRef]]) -> list[Found[LawRef]]:
    """Articles of one law that are named together have its name behind the last one."""
    named = list(found)
    for place in range(len(named) - 2, -1, -1):
        ref, after = named[place], named[place + 1]
        if not ref.value.law and after.value.law and _TOGETHER.fullmatch(text, ref.end, max(ref.end, after.start)):
            law = replace(ref.value, law=after.value.law, law_span=after.value.law_span)
            named[place] = Found(law, ref.start, ref.end, 0.9)
    return named


def _with_laws_named_before(text: str, found: list[Found[LawRef]]) -> list[Found[LawRef]]:
    """«ماده ۸۰ همان قانون» and «بند ۱ ماده ۸۰» lean on the law named before; a heading «ماده ۱:» cites nothing."""
    kept: list[Found[LawRef]] = []
    last: LawRef | None = None
    for ref in found:
        if ref.value.law and not _THE_SAME.match(ref.value.law):
            last = ref.value
            kept.append(ref)
        elif _opens_line(text, ref.start) and _HEADING.match(text, ref.end - text[: ref.end].endswith(")")):
            continue
        elif last:
            named = replace(ref.value, law=last.law, law_span=last.law_span)
            kept.append(Found(named, ref.start, ref.end, 0.85))
        elif not _opens_line(text, ref.start) or _goes_over(text, ref.start):
            kept.append(replace(ref, value=replace(ref.value, law="", law_span=(ref.end, ref.end))))
    return kept


def _opens_line(text: str, start: int) -> bool:
    return not text[:start].rpartition("\n")[2].strip()


def _goes_over(text: str, start: int) -> bool:
    """Whether the line before text[start] is one of prose that runs on into it."""
    before = text[:start].rstrip().rpartition("\n")[2]
    return len(before) > _OF_PROSE and "\t" not in before and before[-1] not in SENTENCE_ENDS


def _from_article(text: str, match: re.Match[str]) -> Iterator[Found[LawRef]]:
    article = _int(match, 1)
    if not article or _OF_CONTRACT.match(text[match.end() : match.end() + 30]):
        return
    notes = _NOTES_BEFORE.search(text, max(0, match.start() - 40), match.start())
    before = _NOTE_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    end = match.end()
    after = None if before else _NOTE_AFTER.match(text[end : end + 30])
    note = _int(before, 1) if before else _int(after, 1) if after else None
    end += after.end() if after else 0
    law = _law_after(text, end) or _law_before(text, match.start())
    if not law and (_OF_BUDGET.match(text[end : end + 20]) or _is_a_name(text, match.start())):
        return
    start = notes.start() if notes else match.start() - (len(before[0]) if before else 0)
    span = law or (end, end)
    name = text[slice(*span)] if law else ""
    for number in (article, *(int(more) for more in re.findall(r"\d+", match[3] or ""))):
        for each in [int(one) for one in re.findall(r"\d+", notes[1])] if notes else [note]:
            yield Found(LawRef(number, each, name, span), start, max(span[1], end), 0.96 if law else 0.75)


def _law_after(text: str, position: int) -> tuple[int, int] | None:
    head = _ANY_LAW.search(text, position, position + 60)
    if head is None or not _GAP.match(text[position : head.start()]):
        return None
    same = _SAME.search(text, position, head.start())
    known = _KNOWN_LAW.match(text, head.start())
    if known and not text[known.end() : known.end() + 1].isalpha():
        return head.start(), known.end()
    # Behind «همان» no name follows that the lexicon lacks: «ماده ۹۰ همان قانون و عدم اعتراض …».
    return head.start(), head.end() if same else _name_end(text, head)


def _name_end(text: str, head: re.Match[str]) -> int:
    """Where a law's name ends that no lexicon knows: at a word that no name holds, at a cell's or a paragraph's end."""
    end, words = head.end(), 0
    tabbed = "\t" in text[text.rfind("\n", 0, head.start()) + 1 : head.start()]
    named = list(_NAME_WORD.finditer(text, head.end(), head.end() + _LONGEST_NAME))
    for place, word in enumerate(named):
        follows = named[place + 1][2] if place + 1 < len(named) else ""
        broken = "\t" in word[1] or ("\n" in word[1] and tabbed)
        if word.start() != end or broken or ("،" in word[1] and not _goes_on(named, place, words)):
            break
        leads_on = bool(_LEADS_ON.search(text, head.end(), end)) and word[2] in _TO
        leads_on = leads_on or bool(_LED_ON.search(text, head.end(), end))
        if word[2] in _STOP and not leads_on and (words or word[2] != "از"):
            break
        if word[2] == "و" and (
            not follows or follows in _STOP or _CITES.match(follows) or _is_whole(text, end, follows)
        ):
            break
        end, words = word.end(), words + 1
    return end if not text[:end].endswith(" و") else end - 2


def _goes_on(named: list[re.Match[str]], place: int, words: int) -> bool:
    """Whether a name of three parts goes on behind its first comma: «آیین‌نامه حمل، تدفین و آرامستان‌ها», «قانون نحوه تقویم
    ابنیه، املاک و اراضی».
    """
    of_an_act = words <= _OF_AN_ACT and named[0][2] in _ACTS
    behind = [word[2] for word in named[place + 1 : place + 4]]
    if behind and behind[0] in _PLURAL_PARTED:
        behind = behind[1:]
    return (words == 1 or of_an_act) and len(behind) > 1 and behind[0] == "و" and named[place][2] not in _STOP


def _is_whole(text: str, end: int, follows: str) -> bool:
    """Whether the name up to text[end] is a whole one, which an «و» and `follows` do not go on."""
    return bool(_PLURAL.search(text, end - 5, end)) and not _PLURAL.search(follows)


def _is_a_name(text: str, start: int) -> bool:
    return bool(_NAMES_ITSELF.search(text, max(0, start - 40), start))


def _law_before(text: str, position: int) -> tuple[int, int] | None:
    """A law of the lexicon whose name stands right before: «قانون شهرداری، ماده ۵۵»."""
    for known in _KNOWN_LAW.finditer(text, max(0, position - 160), position):
        if known.end() < position and _BEHIND_LAW.fullmatch(text, known.end(), position):
            return known.start(), known.end()
    return None


def _int(match: re.Match[str] | None, group: int) -> int | None:
    if match is None:
        return None
    if match[group]:
        return int(match[group])
    return numbers.ordinal(match[group + 1]) if match[group + 1] else None
