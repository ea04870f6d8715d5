"""A chart as a picture for the phone: one column from top to bottom, large letters, ways back along the left edge.

Door: `draw`. Promise: a PNG that needs no browser and no fonts of the machine; every step stands on it in full, with who acts,
its term and where each outcome leads. Persian letters are joined by libraqm, which Pillow brings; where it is missing the
drawing fails loudly, never in loose letters. Not here: what is drawn (chart); the wide drawing with lanes (svg).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from nlp.wording import words
from workflows.drawing import inks, lettering
from workflows.drawing.chart import Chart, Flow, Node

WIDTH = 900
_EDGE, _RAIL, _PAD, _ROUND = 28, 34, 20, 14
_BODY, _SMALL, _HEAD, _TITLE = 34, 27, 30, 42
_LEADING = 1.5
_ARROW, _GAP = 46, 10
_LATIN_FONT = lettering.FONT.with_name("vazirmatn-latin.woff2")
# The house's font comes in two files: what is not Persian, points and brackets too, is in the Latin one.
_LATIN = re.compile("([\\x21-\\xff\u2013-\u2026](?:[\\x20-\\xff]*[\\x21-\\xff])?)")
_TINT = {inks.BACK: "#fdf0e7", inks.BAD: "#fdecea", inks.GOOD: "#eaf6ee"}


@dataclass(frozen=True, slots=True)
class _Row:
    """One way out of a step, told in a row below it: its words, its colour, the step it leads to past its neighbour."""

    text: str
    ink: str
    away_to: str | None


@dataclass(slots=True)
class _Column:
    """Where things have come to stand: tops of steps, and the rows that lead away to them, with their colours."""

    y: float
    tops: dict[str, float] = field(default_factory=dict)
    aways: list[tuple[float, str, str]] = field(default_factory=list)


def draw(chart: Chart) -> bytes:
    """The picture as PNG, WIDTH pixels wide, as high as the steps need."""
    tall = _Sheet(chart, Image.new("RGB", (WIDTH, 10)))
    height = tall.fill()
    sheet = _Sheet(chart, Image.new("RGB", (WIDTH, height), inks.PAPER))
    sheet.fill()
    kept = BytesIO()
    sheet.image.quantize(96).save(kept, "PNG", optimize=True)
    return kept.getvalue()


class _Sheet:
    """The picture while it is filled; what falls below its edge is lost, which is how its height is measured."""

    def __init__(self, chart: Chart, image: Image.Image) -> None:
        self.chart = chart
        self.image = image
        self.pen = ImageDraw.Draw(image)
        targets = {flow.target for flow in chart.flows if self._goes_away(flow)}
        self.left = _EDGE + _RAIL * len(targets)
        self.right = WIDTH - _EDGE
        self.column = _Column(float(_EDGE))

    def fill(self) -> int:
        """Draws everything; gives the height that it takes."""
        self._title()
        shown = [node for node in self.chart.nodes if node.sort in ("start", "step", "done")]
        for place, node in enumerate(shown):
            if place:
                self._between(shown[place - 1], node)
            if node.sort == "step":
                self._step(node)
            else:
                self._event(node)
        self._rails()
        return int(self.column.y + _EDGE)

    def _title(self) -> None:
        entry = self.chart.entry
        for line in lettering.wrap(lettering.shown(entry.title), _TITLE, self.right - _EDGE, bold=True):
            self._text(line, (_EDGE + self.right) / 2, _TITLE, inks.INK, bold=True)
        if entry.provisional:
            for line in lettering.wrap(words("catalogue")["provisional"], _SMALL, self.right - _EDGE):
                self._text(line, (_EDGE + self.right) / 2, _SMALL, inks.BACK)
        self.column.y += _PAD

    def _event(self, node: Node) -> None:
        ink = inks.GOOD if node.sort == "done" else inks.LINE
        text, top = str(words("drawings")[node.sort]), self.column.y
        half = lettering.width(text, _HEAD, bold=True) / 2 + 2 * _PAD
        bottom = top + _HEAD * _LEADING + _GAP
        box = (self._middle - half, top, self._middle + half, bottom)
        self.pen.rounded_rectangle(box, radius=(bottom - top) / 2, fill=inks.PAPER, outline=ink, width=4)
        self.column.y += _GAP / 2
        self._text(text, self._middle, _HEAD, ink, bold=True)
        self.column.y = bottom

    def _step(self, node: Node) -> None:
        assert node.step
        top, ink = self.column.y, inks.KINDS[node.step.kind]
        self.column.tops[node.id] = top
        head = words("drawings")["number"].format(number=node.number, text=words("catalogue")["kinds"][node.step.kind])
        room = self.right - self.left - 2 * _PAD
        body = lettering.wrap(lettering.shown(node.step.text), _BODY, room)
        small = [line for told in self._small(node) for line in lettering.wrap(told, _SMALL, room)]
        strip = _HEAD * _LEADING + _GAP
        bottom = top + strip + _GAP + (len(body) * _BODY + len(small) * _SMALL) * _LEADING + _PAD
        self.pen.rounded_rectangle((self.left, top, self.right, bottom), _ROUND, inks.PAPER, ink, 3)
        corners = (True, True, False, False)
        self.pen.rounded_rectangle((self.left, top, self.right, top + strip), _ROUND, ink, corners=corners)
        self.column.y += _GAP / 2
        self._text(lettering.shown(head), self.right - _PAD, _HEAD, inks.PAPER, bold=True, anchor="ra")
        self.column.y = top + strip + _GAP
        for line in body:
            self._text(line, self.right - _PAD, _BODY, inks.INK, anchor="ra")
        for line in small:
            self._text(line, self.right - _PAD, _SMALL, inks.GREY, anchor="ra")
        self.column.y = bottom
        for row in self._rows(node):
            self._way_out(row)

    def _small(self, node: Node) -> list[str]:
        """Below a step's text: who acts, who is asked, and the term."""
        step, drawn = node.step, words("drawings")
        assert step
        told = [drawn["told"]["actor"].format(role=lettering.shown(self.chart.lanes[node.lane].name))]
        told += ["• " + lettering.shown(body.name) for body in step.bodies]
        if step.due:
            told.append(lettering.term(step.due))
        return told

    def _rows(self, node: Node) -> list[_Row]:
        """The ways out of a step that say something: those away, those to an end, the one that goes on last."""
        told = [flow for flow in self._ways(node) if flow.outcomes or self._goes_away(flow)]
        rows = [self._row(flow) for flow in told]
        return sorted(rows, key=lambda row: (row.away_to is None, row.ink != inks.BAD))

    def _ways(self, node: Node) -> list[Flow]:
        """What leaves a step, or the decision that belongs to it."""
        decision = f"decision-{node.step.key}" if node.step else ""
        return [flow for flow in self.chart.flows if flow.source in (node.id, decision) and flow.target != decision]

    def _row(self, flow: Flow) -> _Row:
        drawn, said, target = words("drawings"), lettering.outcomes(flow), self.chart.node(flow.target)
        if target.sort == "rejected":
            return _Row(drawn["leads"].format(said=said, to=drawn["rejected"]), inks.BAD, None)
        ink = inks.BACK if flow.returns or target.number < self.chart.node(flow.source).number else inks.GOOD
        if not self._goes_away(flow):
            return _Row(said, ink, None)
        to = drawn["step"].format(number=target.number)
        text = drawn["leads"].format(said=said, to=to) if said else drawn["goes_on"].format(to=to)
        return _Row(lettering.shown(text), ink, target.id)

    def _way_out(self, row: _Row) -> None:
        lines = lettering.wrap(row.text, _SMALL, self.right - self.left - 4 * _PAD)
        self.column.y += _GAP
        top = self.column.y
        bottom = top + len(lines) * _SMALL * _LEADING + _GAP
        box = (self.left + _PAD, top, self.right - _PAD, bottom)
        self.pen.rounded_rectangle(box, _ROUND, _TINT[row.ink], row.ink, 2)
        self.column.y += _GAP / 2
        for line in lines:
            self._text(line, self._middle, _SMALL, row.ink)
        self.column.y = bottom
        if row.away_to:
            self.column.aways.append(((top + bottom) / 2, row.away_to, row.ink))

    def _between(self, above: Node, below: Node) -> None:
        """The arrow from one to the next, or only room where no way leads there."""
        if not any(flow.target == below.id for flow in self._ways(above)):
            self.column.y += _ARROW
            return
        top, tip, x = self.column.y, self.column.y + _ARROW, self._middle
        self.pen.line((x, top, x, tip - 14), fill=inks.LINE, width=4)
        self.pen.polygon([(x, tip), (x - 11, tip - 18), (x + 11, tip - 18)], fill=inks.LINE)
        self.column.y = tip

    def _rails(self) -> None:
        """The ways to other steps than the next, one line for each step that is led to, the lowest step's innermost."""
        targets = sorted({to for _, to, _ in self.column.aways}, key=lambda to: -self.column.tops[to])
        for place, target in enumerate(targets):
            x = self.left - _RAIL * (place + 0.6)
            into = self.column.tops[target] + (_HEAD * _LEADING + _GAP) / 2
            ink = inks.BACK
            for y, to, ink_of_row in self.column.aways:
                if to == target:
                    ink = ink_of_row
                    self._dashed((self.left + _PAD, y), (x, y), ink)
                    self._dashed((x, y), (x, into), ink)
            tip = self.left - 1
            self.pen.line((x, into, tip - 14, into), fill=ink, width=4)
            self.pen.polygon([(tip, into), (tip - 17, into - 10), (tip - 17, into + 10)], fill=ink)

    def _dashed(self, start: tuple[float, float], end: tuple[float, float], ink: str) -> None:
        """Dashes that fall on the same places whichever row they begin at, so that ways which join stay dashed."""
        (ax, ay), (bx, by) = sorted((start, end))
        length = max(abs(bx - ax), abs(by - ay), 1.0)
        dx, dy = (bx - ax) / length, (by - ay) / length
        at = -((ay * dy) % 22)
        while at < length:
            since, to = max(at, 0.0), min(at + 14, length)
            if since < to:
                self.pen.line((ax + dx * since, ay + dy * since, ax + dx * to, ay + dy * to), fill=ink, width=4)
            at += 22

    def _goes_away(self, flow: Flow) -> bool:
        """Whether the way leads to a step that does not simply come next."""
        source, target = self.chart.node(flow.source), self.chart.node(flow.target)
        return target.sort == "step" and target.number != source.number + 1 and source.sort != "start"

    @property
    def _middle(self) -> float:
        return (self.left + self.right) / 2

    def _text(self, text: str, x: float, size: int, ink: str, *, bold: bool = False, anchor: str = "ma") -> None:
        """One line of text, below which the next stands."""
        runs = [(run, _font(size, bold=bold, latin=bool(_LATIN.match(run)))) for run in _LATIN.split(text) if run]
        wide = [font.getlength(run, direction="rtl", language="fa") for run, font in runs]
        if anchor == "ma":
            x += sum(wide) / 2
        for (run, font), room in zip(runs, wide, strict=True):
            # By the base line: the two fonts' letters do not have the same height.
            at = (x, self.column.y + size * 1.1)
            self.pen.text(at, run, fill=ink, font=font, anchor="rs", direction="rtl", language="fa")
            x -= room
        self.column.y += size * _LEADING


@cache
def _font(size: int, *, bold: bool, latin: bool) -> ImageFont.FreeTypeFont:
    file = _LATIN_FONT if latin else lettering.FONT
    font = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_name("Bold" if bold else "Regular")
    return font
