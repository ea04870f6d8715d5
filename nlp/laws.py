"""Articles of law that a text cites.

Door: `find`, the shape `LawRef`. Promise: article and note are the numbers written, never renumbered; `law` is the
law's name as far as the text gives it. Not here: what the law says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp import numbers
from nlp.found import Found
from nlp.lexicon import phrases, word_set
from nlp.normalise import folded, pattern


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


_KNOWN_LAW = pattern("|".join(name.replace("،", "[،,.»؛]?") for name in phrases("laws")))
_BY_KEY = {_key(name): name for name in phrases("laws")}
_ANY_LAW = pattern(r"(?:لایحه قانونی|قانون|آیین ?نامه|دستورالعمل|دستور العمل|شیوه ?نامه|اساسنامه)")
_THE_SAME = pattern(r"قانون (?:مذکور|یاد ?شده|فوق|مزبور|اخیر|یادشده|مورد اشاره|صدر)|قانون$")
_HEADING = re.compile(r"\s?[:\-–]")
_STOP = word_set("law_ends")
_SPELLED = "|".join((*numbers.SMALL_WORDS, "سوم"))
# In words, and perhaps again in figures: «هشتاد و سوم (۸۳)».
_NUMBER = (
    r"(?:[(«\[]? ?(\d{1,3})(?:م|ام)?(?: مکرر)? ?[)»\]]?|"
    rf"((?:{_SPELLED})(?: و (?:{_SPELLED}))*م?)(?!\w)(?: ?[(] ?\d{{1,3}} ?[)])?)"
)
_MORE = r"((?:(?: و|،|,) ?[(]?\d{1,3}[)]?)*)"
_ARTICLE = pattern(rf"(?<!\w)(?:ماده|مواد|مادهء|اصل) ?{_NUMBER}{_MORE}")
_NOTE = pattern(rf"(?<!\w)(?:تبصره|تبصرهء) ?(?:ذیل )?{_NUMBER}?")
_NOTE_BEFORE = pattern(rf"(?:(?<!\w)تبصره ?{_NUMBER}? ?(?:ذیل|از|الحاقی به|الحاقی|ی)? ?)$")
_NOTES_BEFORE = pattern(r"(?<!\w)تبصره ?های ?(\d{1,2}(?:(?: و|،|,) ?\d{1,2})+) ?(?:ذیل|از)? ?$")
_NOTE_AFTER = pattern(rf"^ ?(?:و|،|-)? ?تبصره ?(?:های)? ?(?:ذیل آن|آن|{_NUMBER})(?: آن| ذیل آن)?")
# The articles of a contract are none of a law.
_OF_CONTRACT = pattern(
    r"^[ )]*(?:این |آن |همان )?(?:قرارداد|پیمان|تفاهم ?نامه|موافقت ?نامه|شرایط|اسناد مناقصه|توافق ?نامه)"
)
_BEHIND_LAW = pattern(r"[ ،,:(\-]*(?:مصوب(?: سال)? ?[\d/]{0,10})?[ ،,:(\-]*")
_GAP = pattern(r"^[ )(،,]*(?:اصلاحی|الحاقی|از|ی|همان|مکرر)?[ )(،,]*$")


def find(text: str) -> list[Found[LawRef]]:
    """All citations «تبصره … ماده … قانون …» of a folded text; notes of a budget law may lack an article."""
    found = [ref for match in _ARTICLE.finditer(text) for ref in _from_article(text, match)]
    taken = [(ref.start, ref.end) for ref in found]
    for match in _NOTE.finditer(text):
        number = _int(match, 1)
        law = _law_after(text, match.end())
        if number and law and not any(start <= match.start() < end for start, end in taken):
            found.append(Found(LawRef(None, number, text[slice(*law)], law), match.start(), law[1], 0.9))
    return _with_laws_named_before(text, sorted(found, key=lambda ref: ref.start))


def _with_laws_named_before(text: str, found: list[Found[LawRef]]) -> list[Found[LawRef]]:
    """«ماده ۸۰ همان قانون» and «بند ۱ ماده ۸۰» lean on the law named before; a heading «ماده ۱:» cites nothing."""
    kept: list[Found[LawRef]] = []
    last: LawRef | None = None
    for ref in found:
        if ref.value.law and not _THE_SAME.match(ref.value.law):
            last = ref.value
            kept.append(ref)
        elif last and not _HEADING.match(text, ref.end):
            named = replace(ref.value, law=last.law, law_span=last.law_span)
            kept.append(Found(named, ref.start, ref.end, 0.85))
        elif not _opens_line(text, ref.start):
            kept.append(ref)
    return kept


def _opens_line(text: str, start: int) -> bool:
    return not text[:start].rpartition("\n")[2].strip()


def _from_article(text: str, match: re.Match[str]) -> Iterator[Found[LawRef]]:
    article = _int(match, 1)
    if article is None or _OF_CONTRACT.match(text[match.end() : match.end() + 30]):
        return
    notes = _NOTES_BEFORE.search(text, max(0, match.start() - 40), match.start())
    before = _NOTE_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    end = match.end()
    after = None if before else _NOTE_AFTER.match(text[end : end + 30])
    note = _int(before, 1) if before else _int(after, 1) if after else None
    end += after.end() if after else 0
    law = _law_after(text, end) or _law_before(text, match.start())
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
    known = _KNOWN_LAW.match(text, head.start())
    if known and not text[known.end() : known.end() + 1].isalpha():
        return head.start(), known.end()
    end = head.end()
    for word in re.finditer(r"[ \t\n]+(\w+)", text[head.end() : head.end() + 90]):
        start = head.end() + word.start()
        named = len(text[head.start() : end].split()) > 2
        if start != end or (word[1] in _STOP and (named or word[1] != "از")):
            break
        end = head.end() + word.end()
    trimmed = re.sub(r"\s+و$", "", text[head.start() : end])
    return head.start(), head.start() + len(trimmed)


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
