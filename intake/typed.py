"""What a person types for a field, understood: the correction of a reading.

Door: `parse`. Promise: the value forms of design §3, or None where the text cannot be one: a question is no value, a name is
of people; of several decisions one may be written anew by its number, and the others stay.
Not here: reading documents (fields).
"""

from __future__ import annotations

import re

from intake.fields import Json
from nlp import amounts, asking, dates, digits, identifiers, letters, names, normalise, numbers, sittings, votes

_DATES = frozenset({"letter_date", "session_date"})
_NUMBERS = frozenset({"session_number", "fiscal_year"})
_LISTS = frozenset({"present", "absent"})
# Kept as the person wrote them: a list of one text.
_AS_WRITTEN = frozenset({"references", "law_refs"})
_PARTING = re.compile("[\u060c,\u061b;\n]+")
# «(2) words [3 for, 1 against]», as a card says a decision: its number begins the text or a line, or stands behind a vote or a
# comma; and the vote behind its words.
_NUMBER = re.compile("(^|\n|\\]|[\u060c,])[\\s\u060c,]*\\((\\d{1,4})\\)")
_VOTE = re.compile(r"\[([^\[\]]*)\][\s\u060c,;.]*$")
_ISOLATES = re.compile("[\u2066-\u2069]")
LONGEST, LONGEST_LIST = 500, 4000


def parse(name: str, text: str, known: Json = None) -> Json:
    """The value of field `name` that `text` states, `known` what stands there so far; None when it states none."""
    text = _ISOLATES.sub("", normalise.clean(text.strip()))[: LONGEST_LIST if name == "resolutions" else LONGEST]
    if not text or asking.is_question(text):
        return None
    if name in _DATES:
        return dates.first(text)
    if name in _NUMBERS:
        figure = numbers.figure(text)
        return numbers.from_words(text) if figure is None else figure
    if name in _LISTS:
        return _people(name, text)
    if name == "amounts":
        return [found.value for found in amounts.find(text)] or _figures(text)
    if name == "national_ids":
        return [found.value for found in identifiers.find_national_ids(text)] or None
    if name == "resolutions":
        return _decisions(text, known)
    if name in _AS_WRITTEN:
        return [text]
    return _of_form(name, text)


def _people(name: str, text: str) -> Json:
    """The names; none where it says that there is nobody, which cannot be of those who came."""
    if asking.is_nobody(text):
        return None if name == "present" else []
    people = [part.strip() for part in _PARTING.split(text) if part.strip()]
    return list(people) if all(any(sign.isalpha() for sign in one) for one in people) else None


def _decisions(text: str, known: Json) -> Json:
    """The decisions that are written with their numbers in brackets, in place of those of the same number in `known`; without
    a number the words are those of the only one, and of nobody knows which where there are several.
    """
    stand = [one for one in known if isinstance(one, dict)] if isinstance(known, list) else []
    by_number = {one.get("number"): one for one in stand}
    written: dict[int, Json] = {}
    for number, said in _numbered(digits.latin(text)):
        before = by_number.get(
            number, {"votes_for": None, "votes_against": None, "votes_abstain": None, "unanimous": False}
        )
        counted = _VOTE.search(said)
        words = (said[: counted.start()] if counted else said).strip(" \u060c\u061b,;\n")
        written[number] = before | {"number": number, "text": words} | (_counted(counted[1]) if counted else {})
    if not written:
        return None if len(stand) > 1 else [{**stand[0], "text": text}] if stand else [text]
    return [*(written.pop(int(one.get("number") or 0), one) for one in stand), *written.values()]


def _numbered(text: str) -> list[tuple[int, str]]:
    """The decisions of a text that begins with one's number: each number, and what is said behind it. Behind a comma only the
    next number begins one, for words may name others.
    """
    marks: list[re.Match[str]] = []
    for mark in _NUMBER.finditer(text):
        after_comma = mark[1] not in ("", "\n", "]")
        if not after_comma or (marks and int(mark[2]) == int(marks[-1][2]) + 1):
            marks.append(mark)
    if not marks or text[: marks[0].start()].strip():
        return []
    ends = [*(mark.start() + (mark[1] == "]") for mark in marks[1:]), len(text)]
    return [(int(mark[2]), text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def _counted(vote: str) -> dict[str, Json]:
    told = votes.read(normalise.folded(vote))
    counts = told.of(None) if told else votes.Votes(None, None, None, False, 0, 0)
    return {
        "votes_for": counts.votes_for,
        "votes_against": counts.votes_against,
        "votes_abstain": counts.votes_abstain,
        "unanimous": counts.unanimous,
    }


def _of_form(name: str, text: str) -> Json:
    readers = {
        "phone": identifiers.phone,
        "postal_code": identifiers.postal_code,
        "iban": identifiers.sheba,
        "letter_number": digits.latin,
        "has_attachment": letters.attachment,
        "session_kind": _session_kind,
        "proposed_mayor": _name,
    }
    return readers[name](text) if name in readers else text


def _name(text: str) -> str | None:
    name = names.bare(text)
    return name if names.is_name(name) else None


def _session_kind(text: str) -> str | None:
    kind = sittings.session_kind(normalise.folded(text))
    return kind.value if kind else None


def _figures(text: str) -> Json:
    figure = numbers.figure(text)
    return None if figure is None else [figure]
