"""Names of people.

Door: `bare`, `is_name`, `is_likely`, `is_surname`, `people`, `mentioned`, `parted`, `introduced`. Promise: titles («جناب آقای
دکتر»), signs and offices around a name are taken off, the name's own spelling stays. Not here: who the person is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.found import Found
from nlp.lexicon import phrases, word_set
from nlp.normalise import clean, fold, folded, pattern

_TITLES = "|".join(phrases("titles"))
_LEADING = pattern(rf"^(?:(?:نام(?: و نام ?خانوادگی)?|امضا ?کننده) ?:|[\s\d.\-–()*•،,:؛\"«»_/]|(?:{_TITLES})(?!\w))+")
_TRAILING = pattern(r"[\s.\-–()*•،,:؛\"«»_/]+$")
_AFTER = pattern(rf"\s*(?:[()\[:؛\-–/|،,=]|\b(?:{'|'.join(phrases('after_name'))})(?!\w))")
_OF_GOD = frozenset(folded("الله اله").split())
_NAME_PARTS = tuple(folded(part) for part in phrases("name_parts"))
_REASONS = word_set("reasons_of_absence") - word_set("offices") - word_set("running_words")
_NOT_IN_NAMES = word_set("offices") | word_set("running_words") | _REASONS


def bare(text: str) -> str:
    """The name alone: «جناب آقای دکتر علی رضایی (رئیس شورا)» → «علی رضایی»."""
    plain = clean(" ".join(text.split()))
    plain = _cut(plain, _LEADING, keep_rest=True)
    plain = _cut(plain, _AFTER, keep_rest=False)
    plain = _cut(plain, _TRAILING, keep_rest=False)
    return " ".join(plain.split())


def is_name(text: str) -> bool:
    """Whether a bare text can be a person's name: two to five words of letters, none of them an office or a label."""
    plain = folded(text)
    words = plain.split()
    return (
        2 <= len(words) <= 6
        and all(re.fullmatch(r"[^\W\d_]+", word) for word in words)
        and not _NOT_IN_NAMES.intersection(words[:-1] if _is_called_so(words) else words)
        and len(plain) >= 6
    )


def _is_called_so(words: Sequence[str]) -> bool:
    """Whether the last word, elsewhere a reason of absence, is a family name: right behind nothing but first names."""
    return words[-1] in _REASONS and word_set("first_names").issuperset(words[:-1])


def is_likely(text: str) -> bool:
    """Whether a name begins as the names of people do: with a known first name, or one made of known parts («نورمحمد»)."""
    words = folded(text).split()
    known = word_set("first_names")
    return bool(words) and (
        words[0] in known or "".join(words[:2]) in known or any(part in words[0] for part in _NAME_PARTS)
    )


def is_surname(text: str) -> bool:
    """Whether one bare word can be what somebody is called among people who know each other."""
    word = folded(text)
    return len(word) > 2 and word.isalpha() and word not in _NOT_IN_NAMES


def people(text: str, start: int = 0, end: int | None = None, *, surnames: bool = False) -> list[Found[str]]:
    """The names listed in text[start:end] (folded): parted by commas, lines, dashes, numbers or «و»; entries that
    cannot be names are left out. The values are folded; the spans include the titles. With `surnames` one word is a
    name too.
    """
    stop = len(text) if end is None else end
    plain = _without_asides(text, start, stop)
    cuts = [start, *(edge for mark in _SEPARATORS.finditer(plain, start, stop) for edge in mark.span()), stop]
    parts = [(left, right) for left, right in zip(cuts[::2], cuts[1::2], strict=True) if right > left]
    parts = [part for left, right in parts for part in _between_offices(plain, left, right)]
    named = [(left, right, bare(text[left:right])) for left, right in parts]
    fits = is_surname if surnames else is_name
    return [Found(name, left, right, 0.95) for left, right, name in named if is_name(name) or fits(name)]


def _between_offices(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The parts of a stretch in which offices alone part the names: «علی رضایی رئیس حسن امینی نایب رئیس مریم باقری»."""
    offices = [one for one in _OFFICES.finditer(text, start, stop) if is_likely(one["next"])]
    edges = [start, *(edge for one in offices for edge in (one.start(), one.start("next"))), stop]
    return list(zip(edges[::2], edges[1::2], strict=True))


_OFFICES = pattern(
    r"(?<=\w)\s+(?:نایب رییس|رییس|منشی|دبیر|خزانه دار|سخنگو|عضو)(?: (?:اول|دوم|شورا|علی البدل))?\s+(?P<next>[^\W\d_]+)(?=\s+\w)"
)


def _without_asides(text: str, start: int, stop: int) -> str:
    """The text with blanks in place of brackets that tell something of a name and hold none: «(با عذر موجه، سفر زیارتی)»."""
    plain = text
    for aside in _ASIDE.finditer(text, start, stop):
        first = bare(_SEPARATORS.split(aside[1])[0])
        if not (_SOMEBODY.match(aside[1]) or (is_name(first) and is_likely(first))):
            plain = plain[: aside.start(1)] + "_" * len(aside[1]) + plain[aside.end(1) :]
    return plain


def mentioned(text: str, start: int = 0, end: int | None = None) -> list[Found[str]]:
    """As `people`, and besides each name in running words that begins with a known first name; slashes, ticks and leaders part
    names too.
    """
    stop = len(text) if end is None else end
    plain = text[:start] + _PARTING.sub(lambda match: "،" * len(match[0]), text[start:stop])
    found = people(plain, start, stop)
    rest, taken = [], start
    for one in found:
        rest.append((taken, one.start))
        taken = one.end
    for left, right in (*rest, (taken, stop)):
        found += _in_running_words(plain, left, right)
    return sorted(found, key=lambda one: one.start)


def _in_running_words(text: str, start: int, end: int) -> list[Found[str]]:
    known, found = word_set("first_names") - _NOT_IN_NAMES - _OF_GOD, list[Found[str]]()
    run: list[re.Match[str]] = []
    for match in (*_WORDS_AND_MARKS.finditer(text, start, end), None):
        word = match[0] if match else ""
        if run and word.isalpha() and word not in _NOT_IN_NAMES and word != "و" and len(run) < _LONGEST:
            run += [match] if match else []
            continue
        if len(run) > 1:
            name = text[run[0].start() : run[-1].end()]
            found.append(Found(" ".join(name.split()), run[0].start(), run[-1].end(), 0.8))
        run = [match] if match and word in known else []
    return found


_ASIDE = re.compile(r"\(([^()\n\t]{2,80})\)")
_SOMEBODY = pattern(r"\s*(?:جناب |سرکار )?(?:آقای|آقایان|خانم|خانم ?ها)(?!\w)")
# Words of a name in running words, at most.
_LONGEST = 4
_WORDS_AND_MARKS = re.compile(r"[^\W\d_]+|[^\s\w]|\d+")
_PARTING = re.compile(r"[/|☑☒✓✔■□▢☐*•●▪◄►→←_]|[.…]{3,}")


def parted(text: str, person: Found[str]) -> list[Found[str]]:
    """The people of a name in a folded text that is two, run together: where behind a family name a known first name begins."""
    words = list(re.finditer(r"\S+", text[person.start : person.end]))
    known = word_set("first_names")
    for at in range(2, len(words) - 1):
        if words[at][0] in known and words[at - 1][0] not in known and len(words) - at > 1:
            cut = person.start + words[at].start()
            first, second = bare(text[person.start : cut]), bare(text[cut : person.end])
            if is_name(first) and is_name(second) and is_likely(first) and not _is_family(second):
                left = Found(first, person.start, cut, person.strength)
                return [left, *parted(text, Found(second, cut, person.end, person.strength))]
    return [person]


def _is_family(name: str) -> bool:
    """Whether two words of a folded name are one family name: «فرج زاده»."""
    words = name.split()
    return len(words) == 2 and words[1] in word_set("family_ends")


def introduced(text: str) -> list[Found[str]]:
    """The names by which people speak of themselves in a folded text: «اینجانب رحیم قره‌داغی فرزند ستار …»."""
    found = []
    for match in _MYSELF.finditer(text):
        stop = _NAME_ENDS.search(text, match.end(), match.end() + 60)
        end = stop.start() if stop else match.end() + 60
        name = bare(text[match.end() : end])
        if is_name(name) and len(name.split()) <= 5:
            found.append(Found(name, match.end(), end, 0.8))
    return found


_MYSELF = pattern(
    r"(?<!\w)(?:این ?جانبان|این ?جانبه|این ?جانب|بنده|امضا کننده زیر|متقاضی ?:|نام متقاضی ?:)(?!\w)[ .…:،ـ_]*(?=[^\W\d_])"
)
_NAME_ENDS = pattern(
    r"[.،,:؛()\n\t\d_…]|(?<!\w)(?:فرزند|به|با|دارای|دارنده|کد|کدملی|ش|شماره|متولد|مالک|ساکن|صاحب|متقاضی|عضو|شهردار|کارمند|بازنشسته|صحت|در|که|از|ضمن|تقاضا|"
    r"درخواست|اهل|مقیم|نماینده|مدیر|ورثه|احد|یکی|صادره|ذینفع|بهره ?بردار|مستاجر|وکیل)(?!\w)"
)


def parts(line: str) -> list[str]:
    """What stands between the commas of a line."""
    return re.split(r"[،,؛]", line)


def heads_signatures(line: str) -> bool:
    """Whether a folded line heads the columns of a table in which people sign: office and name, in either order."""
    return bool(_SIGNED_HEAD.search(line)) and "\t" in line


_SIGNED_HEAD = pattern(
    r"^[^\n]*(?<!\w)سمت(?!\w)[^\n]*(?<!\w)نام[^\n]*امضا|^[^\n]*(?<!\w)نام[^\n]*(?<!\w)سمت(?!\w)[^\n]*امضا"
)


_SEPARATORS = re.compile(
    r"[،,؛;\n\t•●▪*:]|(?<=\d )نفر ?\(|(?<=\s)-(?=\s)|(?<=\s)-(?=\S)|(?<=\S)-(?=\s)|(?<!\w)\(?\d{1,2} ?[-.)]"
    r"|[(](?=\s?(?:اقایان|اقای|خانم))|\sو\s|\s(?=(?:جناب |سرکار )?(?:اقای|اقایان|خانم|خانم ها) )"
)


def _cut(plain: str, where: re.Pattern[str], *, keep_rest: bool) -> str:
    form = fold(plain)
    match = where.search(form.text)
    if match is None:
        return plain
    if keep_rest:
        return plain[form.origin[match.end()] :]
    return plain[: form.origin[match.start()]] if match.start() > 0 else plain
