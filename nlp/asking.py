"""What somebody means who writes a few words to the bot: the number of a case, or only a courtesy.

Door: `case_number`, `own_cases`, `is_courtesy`, `is_question`, `is_nobody`, `is_as_read`. Promise: pure; a date or a
letter's number is not taken for a case's. Not here: questions about the guide (searching).
"""

from __future__ import annotations

import re

from nlp.digits import latin
from nlp.lexicon import word_set
from nlp.normalise import folded, pattern

# A Jalali year and a running number; with a slash only where the word for a case stands before it.
_NUMBER = re.compile(r"(?<![\d/.\-])(1[34]\d\d) ?[-\u2010-\u2013_] ?(\d{1,6})(?![\d/\-])")
_NAMED = pattern(r"پرونده(?:ی)?(?: ?(?:شماره|ش))?[ :]{0,3}(1[34]\d\d) ?[/ ] ?(\d{1,6})(?![\d/\-])")
_WORD = re.compile(r"[^\W\d_]+")


def case_number(text: str) -> str | None:
    """The case that a short text names: «پرونده ۱۴۰۵-۴ کجاست؟» → "1405-4"; None where it names none."""
    match = _NUMBER.search(latin(text)) or _NAMED.search(folded(text))
    return f"{match[1]}-{int(match[2])}" if match else None


def own_cases(text: str) -> bool:
    """Whether a text asks for nothing but the person's own cases: «پرونده من کجاست؟»."""
    words = set(_WORD.findall(folded(text).replace("\u200c", " ")))
    named = any(word.startswith("پروند") for word in words) and not any(sign.isdigit() for sign in text)
    return named and words <= word_set("own_cases")


def is_courtesy(text: str) -> bool:
    """Whether a text says nothing but a greeting or thanks, or has no word at all («🌹»)."""
    words = _WORD.findall(folded(text))
    return not any(sign.isdigit() for sign in text) and set(words) <= word_set("courtesies")


def is_question(text: str) -> bool:
    """Whether a text asks or greets, and so is no answer to what was asked: «سلام، چرا این قدر طول می‌کشد؟»."""
    words = _WORD.findall(folded(text))
    return any(sign in text for sign in "?\u061f") or bool(words and words[0] in word_set("greetings"))


def is_nobody(text: str) -> bool:
    """Whether a text says of a list of people that there are none: «هیچ‌کس», «ندارد», «-»."""
    plain = folded(text).replace("\u200c", " ").strip()
    words = set(_WORD.findall(plain))
    told = bool(words) and words <= word_set("nobody") and not any(sign.isdigit() for sign in plain)
    return told or plain in {"-", "\u2013", "\u2014"}


def is_as_read(text: str) -> bool:
    """Whether a text says that what was read is right: «همان», «همان درست است»."""
    words = set(_WORD.findall(folded(text).replace("\u200c", " ")))
    return bool(words) and words <= word_set("as_read")
