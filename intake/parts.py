"""Which lines of a sitting's paper tell who came, what was decided and how was voted, whatever the paper calls them.

Door: `tagged`, `signs_of`. Promise: each line (of running words each sentence, of a table
each row) gets one tag with its chance; the weights were learnt from papers with their truth (tools/train_parts). Not here: what
the words of a line tell (nlp.parts), the lines (paragraphs), what is made of a decision's lines (resolutions) or of names
(attendance).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pycrfsuite

from intake.completions import completed
from intake.paragraphs import FULL, INDENTED, Line, Tagged, left_of, lines
from intake.sheet import Row, Sheet
from nlp import parts as words
from nlp import tables, votes

MODEL = Path(__file__).with_name("parts.crfsuite")


def tagged(sheet: Sheet, kind: str, model: Path = MODEL) -> list[Tagged]:
    """Every line with its tag by the weights of `model`; `kind` is the document type."""
    found = lines(sheet)
    if not found:
        return []
    tagger = _tagger(model)
    tagger.set(signs_of(sheet, found, kind))
    tags = tagger.tag()
    told = [Tagged(line, tag, tagger.marginal(tag, at)) for at, (line, tag) in enumerate(zip(found, tags, strict=True))]
    return completed(sheet, told)


@cache
def _tagger(model: Path) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    return tagger


def signs_of(sheet: Sheet, found: Sequence[Line], kind: str) -> list[list[str]]:
    """The signs of each line: its own words, its place, and what the words of its neighbours tell."""
    texts = [sheet.text[line.start : line.end].replace("\t", " | ").replace("\n", " ") for line in found]
    told = [words.signs(text) for text in texts]
    placed = list(_places(sheet, found, told))
    signs: list[list[str]] = []
    for at, own in enumerate(told):
        before = told[at - 1] if at else ["first"]
        behind = told[at + 1] if at + 1 < len(told) else ["last"]
        signs.append(
            [
                kind,
                *own,
                *words.own_words(texts[at]),
                *placed[at],
                *(f"<{sign}" for sign in before),
                *(f">{sign}" for sign in behind),
                *(f"<<{sign}" for sign in (told[at - 2] if at > 1 else [])),
            ]
        )
    return signs


def _places(sheet: Sheet, found: Sequence[Line], told: Sequence[list[str]]) -> Iterator[list[str]]:
    """The signs of each line's place on the page and in the paper's order."""
    section, since, number = "none", 0, 0
    total = len(found)
    for at, line in enumerate(found):
        above = found[at - 1] if at else None
        text = sheet.text[line.start : line.end]
        signs = [f"cells {min(len(line.row.cells), 5)}", f"at {at * 6 // total}", f"section {section}"]
        signs.append(f"since {min(since, 6)}")
        if not line.opens:
            signs.append("within")
        if not line.closes:
            signs.append("goes on")
        signs += _beside(sheet, line, above)
        own = words.numbered(text) if line.opens else None
        if own is not None:
            signs.append("number")
            signs.append("number next" if own == number + 1 else "number one" if own == 1 else "number odd")
            number = own
        if len(line.row.cells) > 1:
            signs += _in_table(sheet, line.row)
        label = next((sign for sign in told[at] if sign.startswith(("label ", "bare label "))), None)
        since += 1
        if label and label.rpartition(" ")[2] in _SECTIONS:
            section, since = label.rpartition(" ")[2], 0
        yield signs


_SECTIONS = frozenset(
    ["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES", "subject"]
)


def _beside(sheet: Sheet, line: Line, above: Line | None) -> Iterator[str]:
    """How the line stands to the one above: gap, indent, whether that one was full and had ended."""
    if above is None or above.last.page != line.row.page:
        yield "tops page"
        return
    if not line.opens:
        return
    box, other = line.row.box, above.last.box
    height = max(1e-6, min(box[3] - box[1], other[3] - other[1]))
    yield f"gap {max(-1, min(4, round((box[1] - other[3]) / height / 0.4)))}"
    size = (box[3] - box[1]) / max(1e-6, other[3] - other[1])
    yield "larger" if size > 1.2 else "smaller" if size < 0.83 else "as large"
    left = left_of(sheet, line.row.page)
    right = max(row.box[2] for row in sheet.rows if row.page == line.row.page)
    yield "below full" if other[0] < left + FULL else "below short"
    yield "full" if box[0] < left + FULL else "short"
    yield f"rows {min(3, line.last.index - line.row.index)}"
    yield "indented" if box[2] < right - INDENTED else "at margin"
    indent = box[2] - other[2]
    yield "further in" if indent < -INDENTED else "further out" if indent > INDENTED else "in line"


def _in_table(sheet: Sheet, row: Row) -> Iterator[str]:
    """What a row of cells is by its cells: a number first, figures of votes last, a long text among them."""
    cells = [sheet.text[cell.start : cell.end].strip() for cell in row.cells]
    if cells[0].strip(" .-()").isdigit():
        yield "number first"
    longest = max(map(len, cells))
    yield f"longest {min(longest // 20, 5)}"
    if sum(len(cell) <= 2 for cell in cells[1:]) > 1:
        yield "figures behind"
    if any(tables.is_of_decisions(cell) for cell in cells):
        yield "head of decisions"
    if any(votes.column(cell) for cell in cells):
        yield "head of votes"
    if any(cell.endswith(":") for cell in cells):
        yield "cell of label"
