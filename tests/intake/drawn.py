"""Pages as an engine would hand them over, from plain text: a row a line, a tab between columns, right to left."""

from intake.layout import Line, Page, PageSource, Word, around

_LEFT, _RIGHT, _LETTER, _GAP = 0.05, 0.95, 0.009, 0.008


def drawn(text: str, *, number: int = 1, source: PageSource = "text-layer", confidence: float = 1.0) -> Page:
    """A page with the rows of `text` from top to bottom, its words placed from right to left."""
    rows = text.strip("\n").split("\n")
    height = 0.92 / max(len(rows), 40)
    lines = [_line(row, 0.03 + index * height, height, confidence) for index, row in enumerate(rows)]
    return Page(number, tuple(line for line in lines if line.words), source)


def _line(row: str, top: float, height: float, confidence: float) -> Line:
    cells = row.split("\t")
    words: list[Word] = []
    for column, cell in enumerate(cells):
        right = _RIGHT - column * (_RIGHT - _LEFT) / len(cells)
        for word in cell.split():
            left = max(0.01, right - _LETTER * len(word))
            words.append(Word(word, (left, top, right, top + 0.8 * height), confidence))
            right = left - _GAP
    box = around([word.box for word in words]) if words else (0.0, top, 1.0, top + height)
    return Line(row, tuple(words), box)
