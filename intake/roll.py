"""Which of the people whom a sitting's paper names came, and which did not, whatever way it tells that.

Door: `called`, `mentions`, `signs_of`, the shapes `Mention` and `Verdicts`. Promise: each name on the paper gets one tag with
its chance (present, absent, other); the weights were learnt from papers with their truth (tools/train_parts) and weigh what the
rules of `attendance` say with the words around the name. Not here: those rules (attendance), names themselves (nlp.names).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pycrfsuite

from intake.layout import in_one_column
from intake.paragraphs import Tagged
from intake.sheet import Sheet
from nlp import attendance as phrases
from nlp import names
from nlp.found import Found

type Came = Literal["present", "absent", "other"]
# What each rule says: of either list the names, by the rule's own name.
type Verdicts = Mapping[str, Mapping[str, Collection[str]]]

MODEL = Path(__file__).with_name("roll.crfsuite")
# Words beside a name that are signs of their own; all of its line's, at most.
_NEAR, _MOST = 3, 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands: in the line `at`, in its cell or sentence text[start:end]."""

    name: Found[str]
    at: int
    start: int
    end: int

    @property
    def who(self) -> str:
        return names.bare(self.name.value)


def mentions(sheet: Sheet, tags: Sequence[Tagged]) -> list[Mention]:
    """Every name of the paper, line by line, of a table's row cell by cell."""
    found: list[Mention] = []
    for at, one in enumerate(tags):
        line = one.line
        tabled = line.row is line.last and len(line.row.cells) > 1
        spans = [(cell.start, cell.end) for cell in line.row.cells] if tabled else [(line.start, line.end)]
        for start, end in spans:
            plain = sheet.text[start:end].replace("\n", " ")
            for name in names.mentioned(plain):
                found += [
                    Mention(Found(each.value, start + each.start, start + each.end, each.strength), at, start, end)
                    for each in names.parted(plain, name)
                ]
    return found


def called(sheet: Sheet, tags: Sequence[Tagged], said: Verdicts) -> dict[str, list[Found[str]]]:
    """The lists "present" and "absent"; each name as surely as its tag."""
    found = mentions(sheet, tags)
    if not found:
        return {}
    tagger = _tagger()
    tagger.set(signs_of(sheet, found, tags, said))
    best: dict[str, tuple[float, str, Mention]] = {}
    for at, (mention, tag) in enumerate(zip(found, tagger.tag(), strict=True)):
        chance = tagger.marginal(tag, at)
        if tag != "other" and (mention.who not in best or chance > best[mention.who][0]):
            first = best[mention.who][2] if mention.who in best else mention
            best[mention.who] = (chance, tag, first)
    lists: dict[str, list[Found[str]]] = {}
    for chance, tag, mention in best.values():
        one = mention.name
        lists.setdefault(tag, []).append(Found(one.value, one.start, one.end, chance))
    return lists


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def signs_of(sheet: Sheet, found: Sequence[Mention], tags: Sequence[Tagged], said: Verdicts) -> list[list[str]]:
    """The signs of each name: what the rules say of it, its line, the words around it, and whether it came before."""
    seen: set[str] = set()
    signs: list[list[str]] = []
    for index, mention in enumerate(found):
        own = [f"line {tags[mention.at].tag}"]
        own += [f"line {step} {tags[at].tag}" for step in (-1, 1) if 0 <= (at := mention.at + step) < len(tags)]
        own += [f"{rule} {field}" for rule, lists in said.items() for field in lists if mention.who in lists[field]]
        own += _around(sheet, mention)
        own += _in_row(sheet, mention, tags)
        own.append(f"at {index * 4 // len(found)}")
        own.append(f"line at {mention.at * 6 // len(tags)}")
        own.append(f"names {min(4, sum(other.at == mention.at for other in found[max(0, index - 4) : index + 5]))}")
        own.append("again" if mention.who in seen else "first")
        own.append("likely" if names.is_likely(mention.name.value) else "unlikely")
        own.append(f"words {len(mention.name.value.split())}")
        seen.add(mention.who)
        signs.append(own)
    return signs


def _around(sheet: Sheet, mention: Mention) -> Iterator[str]:
    """The words before and behind a name, near ones by their place, and those of its whole line or cell."""
    before = _words(sheet.text[mention.start : mention.name.start])
    behind = _words(sheet.text[mention.name.end : mention.end])
    yield from (f"before {place} {word}" for place, word in enumerate(reversed(before[-_NEAR:])))
    yield from (f"behind {place} {word}" for place, word in enumerate(behind[:_NEAR]))
    own = _words(sheet.text[mention.name.start : mention.name.end])
    yield from (f"own {word}" for word in own if word not in mention.name.value.split())
    yield from (f"< {word}" for word in dict.fromkeys(before[-_MOST:]))
    yield from (f"> {word}" for word in dict.fromkeys(behind[:_MOST]))
    if not before and not behind:
        yield "alone"
    if phrases.is_guest_name(sheet.text, mention.name):
        yield "guest"


def _in_row(sheet: Sheet, mention: Mention, tags: Sequence[Tagged]) -> Iterator[str]:
    """What stands in the other cells of a name's row, and in the cell right below it."""
    line = tags[mention.at].line
    cells = line.row.cells if line.row is line.last else ()
    yield f"cells {min(5, len(cells))}"
    for cell in cells if len(cells) > 1 else ():
        if cell.start != mention.start:
            yield from (f"cell {word}" for word in _words(sheet.text[cell.start : cell.end])[:_NEAR])
    own = next((cell for cell in cells if cell.start <= mention.name.start < cell.end), None)
    below = sheet.rows[line.last.index + 1 : line.last.index + 2]
    for cell in (cell for row in below for cell in row.cells if own and row.page == line.row.page):
        if own and in_one_column(cell.box, own.box):
            yield from (f"below {word}" for word in _words(sheet.text[cell.start : cell.end])[:_NEAR])


def _words(text: str) -> list[str]:
    """Words, and each other sign alone; figures are alike."""
    return ["0" if word.isdigit() else word for word in phrases.words(text)]
