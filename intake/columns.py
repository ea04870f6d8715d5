"""The lines of a page in the order in which a person reads them, where they do not follow one another down the page.

Door: `arranged`. Promise: a table whose cells run over several lines comes row by row, its cells parted by tabs; of two
columns that stand side by side the right one comes first; every word stays, and whatever is neither is left as it was. Not
here: tables with rules in a text layer (engines.born_digital), what the cells mean (minutes, letters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake import margins
from intake.layout import Box, Line, Page, Word, around
from nlp import digits, tables

# Shares of the page's width: what is nearer belongs to one column's head; the least gap between two columns.
_ONE_HEAD, _GUTTER = 0.012, 0.02
_HEADS, _HEAD_WORDS = 3, 16
# Parts of a line of two columns, at most: a label and its value in each.
_MOST_PARTS = 4
# A share of the page's width that holds a few words.
_WORDS = 0.12
# From one line to the next, in heights of a line.
_LINED = 1.5
# So often the sides have to take turns until they are columns: a signature below the text is none.
_TURNS, _NEAR = 3, 8
# A share of the page's height: words of one line differ less.
_SLACK = 0.006
# Numbers that stand farther than this, in the mean, from where they should beside their rows number something else.
_FAR = 0.008
# Spaces between a table's lines differ by less than this: a signature below it stands farther off.
_BREAK = 1.5
# So many lines at a table's end may be none of it.
_BELOW = 3


def arranged(page: Page) -> Page:
    """The page with its lines in reading order."""
    return replace(page, lines=tuple(_side_by_side(_tables(margins.apart(page.lines)))))


# ---- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float
    head: str


def _tables(lines: Sequence[Line]) -> list[Line]:
    made: list[Line] = []
    at = 0
    while at < len(lines):
        columns = _heads(lines[at])
        end, rows = _table(lines, at + 1, columns) if columns else (at, [])
        if columns and not rows:
            end, rows = _by_gutters(lines, at + 1, columns)
        if rows:
            made += [_head_line(lines[at], columns), *rows]
            at = end
        else:
            made.append(lines[at])
            at += 1
    return made


def _table(lines: Sequence[Line], start: int, columns: Sequence[_Column]) -> tuple[int, list[Line]]:
    """(its end, its rows); no rows where nothing has to be put together or where it does not fit.

    A line below that happens to stand within a column is none of its rows: with it they do not fit.
    """
    last = _table_ends(lines, start, columns)
    for end in range(last, max(start, last - _BELOW), -1):
        inside = _inside(lines[start:end], columns)
        if inside is None:
            break
        if inside.misfit < _FAR:
            return end, _rows(inside, len(columns))
    return start, []


def _by_gutters(lines: Sequence[Line], start: int, heads: Sequence[_Column]) -> tuple[int, list[Line]]:
    """As `_table`, of a table whose rows no column numbers: its columns are what white stripes part all the way down, its rows
    are told by a column that holds one figure each, as that of the votes.
    """
    end, stripes = start, list[tuple[float, float]]()
    while end < len(lines):
        far = end > start + 1 and lines[end].box[1] - lines[end - 1].box[1] > _BREAK * _line_space(lines[start:end])
        wider = _stripes([word for line in lines[start : end + 1] for word in line.words])
        if far or len(wider) < len(stripes) or _is_whole(lines[end], heads):
            break
        end, stripes = end + 1, wider
    if len(stripes) < max(_HEADS, len(heads)):
        return start, []
    words = [(_stripe_of(stripes, word), word) for line in lines[start:end] for word in line.words]
    own = [[word for at, word in words if at == place] for place in range(len(stripes))]
    figures = [place for place, column in enumerate(own) if len(column) > 1 and all(map(_is_figure_or_none, column))]
    told = [_middle(word) for at, word in words if at not in figures]
    best = min(
        ((_misfit(rule, keys, told) / len(keys), keys, rule) for place in figures for rule in (_by_top, _by_middle)
         if (keys := sorted(map(_middle, own[place])))),
        key=lambda one: one[0],
        default=None,
    )  # fmt: skip
    if best is None or best[0] >= _FAR or all(_is_row(line, len(stripes)) for line in lines[start:end]):
        return start, []
    return end, _rows(_Inside(words, best[1], best[2], best[0]), len(stripes))


def _is_whole(line: Line, heads: Sequence[_Column]) -> bool:
    """Whether a line is several lines high, and so a row that rules gave, with fewer cells than this table has columns."""
    height = min(word.box[3] - word.box[1] for word in line.words)
    return line.box[3] - line.box[1] > 2 * height and line.text.count("\t") + 1 < len(heads)


def _line_space(lines: Sequence[Line]) -> float:
    heights = [line.box[3] - line.box[1] for line in lines]
    return max(
        (*(below.box[1] - above.box[1] for above, below in pairwise(lines)), *(_LINED * height for height in heights))
    )


def _stripes(words: Sequence[Word]) -> list[tuple[float, float]]:
    """(left, right) of the columns that white stripes part from top to bottom, from the right."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.box[0]):
        if found and word.box[0] - found[-1][1] < _ONE_HEAD:
            found[-1] = (found[-1][0], max(found[-1][1], word.box[2]))
        else:
            found.append((word.box[0], word.box[2]))
    return found[::-1]


def _stripe_of(stripes: Sequence[tuple[float, float]], word: Word) -> int:
    return next(at for at, (left, right) in enumerate(stripes) if left <= word.box[0] <= right)


def _is_figure_or_none(word: Word) -> bool:
    return not digits.latin(word.text).strip(".-–—()0123456789")


def _heads(line: Line) -> list[_Column]:
    """The columns that a line of heads announces, from the right; none where the line is not one."""
    if len(line.words) > _HEAD_WORDS or sum(tables.is_head(word.text) for word in line.words) < _HEADS:
        return []
    columns: list[_Column] = []
    for word in _head_words(line):
        if columns and columns[-1].left - word.box[2] < _ONE_HEAD and not tables.is_count(word.text):
            last = columns[-1]
            columns[-1] = _Column(min(last.left, word.box[0]), last.right, f"{last.head} {word.text}")
        else:
            columns.append(_Column(word.box[0], word.box[2], word.text))
    return columns if len(columns) >= _HEADS else []


def _table_ends(lines: Sequence[Line], start: int, columns: Sequence[_Column]) -> int:
    """The first line that runs across two of the columns, or that stands farther below than any line of the table does."""
    widest = 0.0
    for at in range(start, len(lines)):
        space = lines[at].box[1] - lines[at - 1].box[1]
        if widest and space > _BREAK * widest:
            return at
        widest = max(widest, space)
        if any(right.left < left.right for right, left in pairwise(_widened(columns, lines[start : at + 1]))):
            return at
    return len(lines)


def _widened(columns: Sequence[_Column], lines: Sequence[Line]) -> list[_Column]:
    """The columns as wide as what stands in them; the widest stretches of words find their columns first."""
    grown = list(columns)
    for left, right, figure in sorted((run for line in lines for run in _runs(line)), key=lambda run: run[0] - run[1]):
        at = _column_of(grown, left, right, figure=figure)
        grown[at] = replace(grown[at], left=min(grown[at].left, left), right=max(grown[at].right, right))
    return grown


def _runs(line: Line) -> Iterator[tuple[float, float, bool]]:
    """(left, right, whether it is a figure alone) of the stretches of a line without a gap."""
    run: list[Word] = []
    for word in sorted(line.words, key=lambda word: -word.box[2]):
        if run and run[-1].box[0] - word.box[2] > _ONE_HEAD:
            yield _run(run)
            run = []
        run.append(word)
    if run:
        yield _run(run)


def _run(words: Sequence[Word]) -> tuple[float, float, bool]:
    box = around([word.box for word in words])
    return box[0], box[2], len(words) == 1 and _is_figure(words[0])


def _is_figure(word: Word) -> bool:
    return word.text.strip(".-()").isdigit()


def _column_of(columns: Sequence[_Column], left: float, right: float, *, figure: bool) -> int:
    """The column that a stretch touches, else the nearest; under a head of counts or numbers stand figures alone."""
    fit = [at for at, column in enumerate(columns) if figure or not tables.is_of_figures(column.head)]
    return min(fit or range(len(columns)), key=lambda at: _distance(columns[at], left, right))


def _distance(column: _Column, left: float, right: float) -> float:
    return max(0.0, column.left - right, left - column.right) or abs(column.left + column.right - left - right) * 1e-6


@dataclass(frozen=True, slots=True)
class _Inside:
    """The words of a table's lines with their columns, the heights of the rows' numbers, and how the numbers stand."""

    words: list[tuple[int, Word]]
    keys: list[float]
    rule: Callable[[Sequence[float], float], int]
    misfit: float


def _inside(lines: Sequence[Line], columns: Sequence[_Column]) -> _Inside | None:
    """None where no column numbers the rows, or each line is a row already."""
    grown = _widened(columns, lines)
    place = next((at for at, column in enumerate(grown) if tables.is_numbering(column.head)), None)
    words = [
        (_column_of(grown, word.box[0], word.box[2], figure=_is_figure(word)), word)
        for line in lines
        for word in line.words
    ]
    keys = sorted(_middle(word) for at, word in words if at == place and _is_figure(word))
    if not keys or all(_is_row(line, len(columns)) for line in lines):
        return None
    told = [_middle(word) for at, word in words if not tables.is_of_figures(grown[at].head)]
    misfits = {rule: _misfit(rule, keys, told) / len(keys) for rule in (_by_top, _by_middle)}
    rule = min(misfits, key=lambda one: misfits[one])
    return _Inside(words, keys, rule, misfits[rule])


def _rows(inside: _Inside, columns: int) -> list[Line]:
    """The lines put together to rows by the column that numbers them."""
    cut = [inside.rule(inside.keys, _middle(word)) for _, word in inside.words]
    made = []
    for number in range(len(inside.keys)):
        cells = [
            [word for (at, word), row in zip(inside.words, cut, strict=True) if at == column and row == number]
            for column in range(columns)
        ]
        kept = [cell for cell in cells if cell]
        if kept:
            text = "\t".join(" ".join(word.text for word in cell) for cell in kept)
            own = tuple(word for cell in kept for word in cell)
            made.append(Line(text, own, around([word.box for word in own])))
    return made


def _by_top(keys: Sequence[float], height: float) -> int:
    """The row of what stands at this height, where numbers stand beside the first line of their row."""
    return max((at for at, key in enumerate(keys) if key <= height + _SLACK), default=0)


def _by_middle(keys: Sequence[float], height: float) -> int:
    """The same where they stand in the middle of it."""
    return min(range(len(keys)), key=lambda at: abs(keys[at] - height))


def _misfit(rule: Callable[[Sequence[float], float], int], keys: Sequence[float], heights: Sequence[float]) -> float:
    """How far the numbers are from where the rule has them, if the text at these heights is parted by it."""
    total = 0.0
    for at, key in enumerate(keys):
        own = [height for height in heights if rule(keys, height) == at]
        if own:
            total += abs((min(own) if rule is _by_top else (min(own) + max(own)) / 2) - key)
    return total


def _is_row(line: Line, columns: int) -> bool:
    return line.text.count("\t") >= columns - 1


def _head_line(line: Line, columns: Sequence[_Column]) -> Line:
    return replace(line, text="\t".join(column.head for column in columns), words=tuple(_head_words(line)))


def _head_words(line: Line) -> list[Word]:
    """The words from the right, without the rules between two heads as engines read them."""
    return sorted((word for word in line.words if len(word.text) > 1), key=lambda word: -word.box[2])


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


# ---- columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """One column's part of a line."""

    text: str
    words: tuple[Word, ...]
    box: Box


def _side_by_side(lines: Sequence[Line]) -> list[Line]:
    made: list[Line] = []
    parted = [_parts(line) for line in lines]
    at = 0
    while at < len(lines):
        end, gutter = _zone(parted, at)
        if end > at:
            for right in (True, False):
                for parts in parted[at:end]:
                    side = [part for part in parts if (part.box[0] > gutter) == right]
                    if side:
                        words = tuple(word for part in side for word in part.words)
                        made.append(Line("\t".join(part.text for part in side), words, around([p.box for p in side])))
            at = end
        else:
            made.append(lines[at])
            at += 1
    return made


def _parts(line: Line) -> list[_Part]:
    """The line cut at its tabs; whole where its words cannot be told to the parts."""
    texts = line.text.split("\t")
    counts = [len(text.split()) for text in texts]
    if len(texts) == 1 or sum(counts) != len(line.words):
        return [_Part(line.text, line.words, line.box)]
    words = iter(line.words)
    own = [tuple(next(words) for _ in range(count)) for count in counts]
    return [
        _Part(text, part, around([word.box for word in part])) for text, part in zip(texts, own, strict=True) if part
    ]


def _crosses(parts: Sequence[_Part], gutter: float) -> bool:
    """Whether a line is none of two columns parted there: it runs across, or it is a table's row that goes on beyond."""
    sides = [part.box[0] > gutter for part in parts]
    tabled = len(parts) > _MOST_PARTS and len(set(sides)) > 1
    return tabled or any(part.box[0] < gutter < part.box[2] for part in parts)


def _is_narrow(parted: Sequence[Sequence[_Part]], gutter: float, *, right: bool) -> bool:
    """Whether nothing on this side of the gap is as wide as a few words."""
    widths = [part.box[2] - part.box[0] for parts in parted for part in parts if (part.box[0] > gutter) == right]
    return max(widths, default=0.0) < _WORDS


def _zone(parted: Sequence[Sequence[_Part]], start: int) -> tuple[int, float]:
    """(its end, where it is parted) of the longest run of lines from `start` on that stand in two columns; (start, 0) of none.

    Both columns have lines of their own, and take turns down the page: where each line goes on beyond the gap there is a table.
    """
    best = (start, 0.0)
    for gutter in sorted(
        {round(part.box[0] - _GUTTER / 2, 2) for parts in parted[start : start + _NEAR] for part in parts}
    ):
        end = start
        while end < len(parted) and not _crosses(parted[end], gutter):
            end += 1
        sides = [{part.box[0] > gutter for part in parts} for parts in parted[start:end]]
        if sides[:1] == [{False}] and {False} not in sides[1:3]:
            continue  # the end of what stands above
        if any(_is_narrow(parted[start:end], gutter, right=right) for right in (True, False)):
            continue  # the numbers beside a table's rows are no column of their own
        alone = [side for side in sides if len(side) == 1]
        if sum(one != other for one, other in pairwise(alone)) < _TURNS:
            continue
        # What follows below on one side only is not of the columns any more.
        while sides[-1] == sides[-2] and len(sides[-1]) == 1:
            sides.pop()
        if start + len(sides) > best[0]:
            best = (start + len(sides), gutter)
    return best
