"""Lists of decisions that run on within one paragraph: «… تصویب شد: اولاً … (به اتفاق آرا) ثانیاً … (۴ موافق)».

Door: `points`, `is_cut`. Promise: pure, over folded text; each point rules something, and a sentence announces the decisions
or nearly all of them tell their vote: conditions that one decision counts up are no list. Not here: sentences (sentences),
lists whose points are paragraphs (decisions.items).
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from nlp import numbers, parts, talk, votes
from nlp.decisions import CARDINAL, LETTER, ORDINAL, lettered
from nlp.normalise import pattern

_ADVERBS = ("اولا", "ثانیا", "ثالثا", "رابعا", "خامسا", "سادسا")
# A mark stands at a sentence's begin: behind one that ended, a bracket, or what announces the list.
_MARK = pattern(
    r"(?:^|(?<=[.؛:)\]»])\s*|\n\s*)(?:"
    rf"(?P<adverb>{'|'.join(_ADVERBS)})(?!\w)|"
    rf"(?P<that>{ORDINAL}) (?:آنکه|اینکه|آن که|این که)(?!\w)|"
    rf"(?:مصوبه|بند|تصمیم|مورد)(?: شماره)? (?P<thing>\d{{1,4}}|{ORDINAL}|{CARDINAL})(?= ?[:\-–)(.]| ?[(])|"
    r"[(]?(?P<figure>\d{1,3})(?: ?[)\-–]|[.](?=\s))(?!\s?\d)|"
    rf"(?P<letter>{LETTER}) ?[)\-–.](?=\s?\w)|"
    rf"(?P<ordinal>{ORDINAL}) ?[:\-–).](?!\w)|"
    rf"(?P<cardinal>{CARDINAL}) ?[:\-–)](?!\w))"
)


def points(text: str, start: int, end: int) -> list[int]:
    """Where the points of a list of decisions begin within the paragraph text[start:end]; none where it holds no such list."""
    paragraph = text[start:end]
    found = [(match.lastgroup or "", _value(match), _begins(match)) for match in _MARK.finditer(paragraph)]
    runs = [_counted_on(list(group)) for _, group in groupby(sorted(found), key=lambda mark: mark[0])]
    longest = max(runs, key=len, default=[])
    return [start + at for at in longest] if _are_decisions(paragraph, longest) else []


def is_cut(line: str) -> bool:
    """Whether a folded line ends with the mark of a point whose words stand in the next: «… (به اتفاق آرا) ثالثاً :»."""
    marks = [match for match in _MARK.finditer(line) if match.start()]
    return bool(marks) and not line[marks[-1].end() :].strip(" :-–)")


def _begins(match: re.Match[str]) -> int:
    return match.end() - len(match[0].lstrip())


def _value(match: re.Match[str]) -> int:
    written = match[match.lastgroup or 0]
    if match["adverb"]:
        return _ADVERBS.index(written) + 1
    return lettered({written}).get(written, 0) if match["letter"] else numbers.ordinal(written) or 0


def _counted_on(marks: list[tuple[str, int, int]]) -> list[int]:
    """Where marks of one kind stand that count on from one another: from one, or from that with which the paragraph begins."""
    in_order = sorted((at, value) for _, value, at in marks)
    first = next((mark for mark in in_order if mark[1] == 1 or mark[0] == 0), None)
    if first is None:
        return []
    run = [first]
    for mark in in_order:
        if mark[0] > run[-1][0] and mark[1] == run[-1][1] + 1:
            run.append(mark)
    return [at for at, _ in run]


def _are_decisions(paragraph: str, begins: list[int]) -> bool:
    """Whether the points that begin there are several decisions, and not parts of one."""
    if len(begins) < _SEVERAL:
        return False
    each = [paragraph[left:right].replace("\n", " ") for left, right in pairwise([*begins, len(paragraph)])]
    head = re.split(r"[.؛]\s", paragraph[: begins[0]])[-1].replace("\n", " ")
    voted = sum(votes.read(point) is not None for point in each)
    return all(map(talk.rules, each)) and (voted >= max(_SEVERAL, len(each) - 1) or parts.heads_decisions(head))


_SEVERAL = 2
