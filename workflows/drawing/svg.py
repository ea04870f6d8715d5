"""A chart as a standalone SVG for people: Persian, right to left, one lane for each who acts.

Door: `draw`. Promise: well-formed, every text escaped, no scripts and nothing fetched from outside: the letters travel
inside. What had to be shortened is told in full under the pointer. It is for browsers: WeasyPrint
sets the text of an SVG letter by letter, which no Persian word survives. Not here: what is drawn (chart) and where (layout).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from xml.etree import ElementTree as ET

from nlp.wording import words
from workflows.drawing import inks, lettering
from workflows.drawing.chart import Chart, Flow, Node, role
from workflows.drawing.layout import Label, Manner, Picture, arrange
from workflows.drawing.routes import Point, Rect

_FACE = "Vazirmatn"
_FAMILY = f"{_FACE}, 'Noto Sans Arabic', 'Noto Naskh Arabic', Tahoma, sans-serif"
_LETTERS, _LINE, _SMALL, _SMALL_LINE = 13.5, 21.0, 12.0, 17.0
_WIDTH, _NARROWEST, _WIDEST = 980.0, 186.0, 300.0
"""The lanes share this width, as long as none gets too narrow to read or wider than its text."""
_EDGE, _TITLE, _LANE_HEAD = 10.0, 46.0, 46.0
_STRIP, _PAD, _MOST_LINES = 24.0, 8.0, 5
_TRACKS = (0.0, 9.0)
_BESIDE_BOX = 17.0
_DIAMOND, _START, _END = 34.0, 26.0, 28.0

_INK, _GREY, _LINE_INK, _BACK_INK, _PAPER = inks.INK, inks.GREY, inks.LINE, inks.BACK, inks.PAPER
_GOOD, _BAD = inks.GOOD, inks.BAD
_LANE_TINTS, _LANE_BORDER = ("#f4f7f8", "#fbfcfc"), "#ccd6d9"


def draw(chart: Chart) -> str:
    """The whole picture. Its width is about 1000 units for up to five lanes, its height grows with the steps."""
    lane = max(_NARROWEST, min(_WIDEST, _WIDTH / len(chart.lanes)))
    return _Drawing(chart, lane).text()


class _Drawing:
    """The SVG while it is written."""

    def __init__(self, chart: Chart, lane: float) -> None:
        self.chart = chart
        self.box_width = lane - 2 * _BESIDE_BOX
        self.picture: Picture = arrange(
            chart,
            Manner(
                lane=lane,
                head=_LANE_HEAD,
                letters=_SMALL,
                line=_SMALL_LINE,
                tracks=_TRACKS,
                size=self._size,
                aside=lambda node: None,
                end_label=self._end_label,
            ),
        )
        title = self._title(self.picture.width)
        self.top = _TITLE + (len(title) - 1) * 26 + (20 if chart.entry.provisional else 0)
        self.width = self.picture.width + 2 * _EDGE
        self.height = self.picture.height + self.top + _EDGE
        self.root = _element(
            None,
            "svg",
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_n(self.width)} {_n(self.height)}",
            width=_n(self.width),
            height=_n(self.height),
            role="img",
            lang="fa",
            direction="rtl",
            font_family=_FAMILY,
        )
        self._write(title)

    def text(self) -> str:
        """The finished SVG."""
        return ET.tostring(self.root, encoding="unicode") + "\n"

    def _title(self, room: float) -> list[str]:
        return lettering.wrap(lettering.shown(self.chart.entry.title), 19, room, bold=True)

    # Sizes

    def _size(self, node: Node) -> tuple[float, float]:
        if node.sort == "start":
            return _START, _START
        if node.sort in ("done", "rejected"):
            return _END, _END
        if node.sort == "decision":
            return _DIAMOND, _DIAMOND
        body, small = self._body(node), self._small(node)
        height = _STRIP + len(body) * _LINE + len(small) * _SMALL_LINE + 2 * _PAD
        return self.box_width, max(height, 64.0)

    def _body(self, node: Node) -> list[str]:
        assert node.step
        return lettering.wrap(lettering.shown(node.step.text), _LETTERS, self.box_width - 2 * _PAD, _MOST_LINES)

    def _small(self, node: Node) -> list[str]:
        """The lines below a step's text: who is asked, who follows it up, and the term."""
        step, drawn = node.step, words("drawings")
        assert step
        told = []
        for body in step.bodies:
            name = lettering.shown(body.name)
            told.append("• " + (drawn["body"].format(name=name, term=lettering.term(body.due)) if body.due else name))
        if step.kind == "external" and step.to:
            told.append(drawn["followed"].format(role=role(step.actor)))
        if step.due:
            told.append(lettering.term(step.due))
        return [line for each in told for line in lettering.wrap(each, _SMALL, self.box_width - 2 * _PAD)]

    def _end_label(self, node: Node) -> tuple[list[str], float]:
        if node.sort != "rejected":
            return [], 0.0
        label = words("drawings")["rejected"]
        return [label], lettering.width(label, _SMALL)

    # Writing

    def _write(self, title: Sequence[str]) -> None:
        entry = self.chart.entry
        _element(self.root, "title").text = lettering.shown(entry.title)
        _element(self.root, "style").text = _letters()
        _element(self.root, "rect", width=_n(self.width), height=_n(self.height), fill=_PAPER)
        for index, line in enumerate(title):
            _text(self.root, line, self.width / 2, 31 + 26 * index, 19, bold=True)
        if entry.provisional:
            _text(self.root, words("catalogue")["provisional"], self.width / 2, self.top - 14, _SMALL, _BACK_INK)
        within = _element(self.root, "g", transform=f"translate({_n(_EDGE)} {_n(self.top)})")
        for index, lane in enumerate(self.picture.lanes):
            self._lane(within, lane, self.chart.lanes[index].name, _LANE_TINTS[index % 2])
        for flow in self.chart.flows:
            self._flow(within, flow)
        for node in self.chart.nodes:
            self._node(within, node)
        for flow in self.chart.flows:
            if flow.id in self.picture.labels:
                _label(within, self.picture.labels[flow.id], _ink(flow, self.chart))

    def _lane(self, into: ET.Element, lane: Rect, name: str, tint: str) -> None:
        _rect(into, lane, fill=tint, stroke=_LANE_BORDER)
        _rect(into, Rect(lane.x, lane.y, lane.w, _LANE_HEAD), fill="#dfe8ea", stroke=_LANE_BORDER)
        lines = lettering.wrap(lettering.shown(name), 13, lane.w - 12, 2, bold=True)
        first = _LANE_HEAD / 2 + 5 - (len(lines) - 1) * 9
        group = _element(into, "g")
        _element(group, "title").text = lettering.shown(name)
        for index, line in enumerate(lines):
            _text(group, line, lane.middle[0], first + 18 * index, 13, bold=True)

    def _flow(self, into: ET.Element, flow: Flow) -> None:
        way, ink = self.picture.ways[flow.id], _ink(flow, self.chart)
        line = _element(
            into,
            "polyline",
            points=" ".join(f"{_n(x)},{_n(y)}" for x, y in _shortened(way, 7)),
            fill="none",
            stroke=ink,
            stroke_width="1.6",
            stroke_linejoin="round",
        )
        if flow.returns:
            line.set("stroke-dasharray", "6 4")
        _element(into, "polygon", points=_head(way), fill=ink)

    def _node(self, into: ET.Element, node: Node) -> None:
        box = self.picture.boxes[node.id]
        x, y = box.middle
        group = _element(into, "g", id=node.id)
        if node.sort == "decision":
            corners = ((x, box.y), (box.right, y), (x, box.bottom), (box.x, y))
            points = " ".join(f"{_n(cx)},{_n(cy)}" for cx, cy in corners)
            _element(group, "polygon", points=points, fill="#fff6da", stroke="#94640c", stroke_width="1.6")
        elif node.sort in ("step", "answer"):
            self._step(group, node, box)
        else:
            self._event(group, node, box)

    def _step(self, group: ET.Element, node: Node, box: Rect) -> None:
        step = node.step
        assert step
        ink = inks.KINDS[step.kind]
        _element(group, "title").text = "\n".join(lettering.told(self.chart.entry, step))
        _rect(group, box, rx="8", fill=_PAPER, stroke=ink, stroke_width="1.4")
        left, right = f"v{_n(8 - _STRIP)}a8 8 0 0 1 8 -8", f"a8 8 0 0 1 8 8v{_n(_STRIP - 8)}"
        top = f"M{_n(box.x)} {_n(box.y + _STRIP)}{left}h{_n(box.w - 16)}{right}z"
        _element(group, "path", d=top, fill=ink)
        head = words("drawings")["number"].format(number=node.number, text=words("catalogue")["kinds"][step.kind])
        x, y = box.middle[0], box.y + 17
        _text(group, lettering.shown(head), x, y, 12.5, _PAPER, bold=True)
        y = box.y + _STRIP + _PAD + 14
        for line in self._body(node):
            _text(group, line, x, y, _LETTERS)
            y += _LINE
        for line in self._small(node):
            _text(group, line, x, y - 2, _SMALL, _GREY)
            y += _SMALL_LINE

    def _event(self, group: ET.Element, node: Node, box: Rect) -> None:
        x, y = box.middle
        ink = {"start": _LINE_INK, "done": _GOOD, "rejected": _BAD}[node.sort]
        _element(group, "title").text = words("drawings")[node.sort]
        circle = _element(group, "circle", cx=_n(x), cy=_n(y), r=_n(box.w / 2), fill=_PAPER, stroke=ink)
        circle.set("stroke-width", "2" if node.sort == "start" else "3.5")
        marks = {"done": f"M{_n(x - 6)} {_n(y)}l4.5 5l8 -9", "rejected": f"M{_n(x - 4.5)} {_n(y - 4.5)}l9 9m0 -9l-9 9"}
        if node.sort in marks:
            _element(group, "path", d=marks[node.sort], fill="none", stroke=ink, stroke_width="2.4")
        if node.sort == "rejected":
            _label(group, self.picture.labels[node.id], ink)
        else:
            _text(group, words("drawings")[node.sort], box.right + 22, y + 5, _LETTERS, ink, bold=True)


def _ink(flow: Flow, chart: Chart) -> str:
    if chart.node(flow.target).sort == "rejected":
        return _BAD
    return _BACK_INK if flow.returns else _LINE_INK


@cache
def _letters() -> str:
    font = b64encode(lettering.FONT.read_bytes()).decode()
    return (
        f"@font-face{{font-family:{_FACE};src:url(data:font/woff2;base64,{font}) format('woff2');font-weight:100 900}}"
    )


def _label(into: ET.Element, label: Label, ink: str) -> None:
    step = label.box.h / len(label.lines)
    for index, line in enumerate(label.lines):
        _text(into, line, label.box.middle[0], label.box.y + step * index + step * 0.75, _SMALL, ink)


def _shortened(way: Sequence[Point], by: float) -> list[Point]:
    """The way without its last bit, which the arrow's head covers."""
    (ax, ay), (bx, by_) = way[-2], way[-1]
    dx, dy = _direction(way)
    assert abs(bx - ax) + abs(by_ - ay) >= by
    return [*way[:-1], (bx - dx * by, by_ - dy * by)]


def _direction(way: Sequence[Point]) -> tuple[int, int]:
    (ax, ay), (bx, by) = way[-2], way[-1]
    return (bx > ax) - (bx < ax), (by > ay) - (by < ay)


def _head(way: Sequence[Point]) -> str:
    (x, y), (dx, dy) = way[-1], _direction(way)
    corners = ((x, y), (x - 9 * dx - 4.5 * dy, y - 9 * dy - 4.5 * dx), (x - 9 * dx + 4.5 * dy, y - 9 * dy + 4.5 * dx))
    return " ".join(f"{_n(cx)},{_n(cy)}" for cx, cy in corners)


def _rect(into: ET.Element, box: Rect, **attributes: str) -> None:
    _element(into, "rect", x=_n(box.x), y=_n(box.y), width=_n(box.w), height=_n(box.h), **attributes)


def _text(into: ET.Element, text: str, x: float, y: float, size: float, ink: str = _INK, *, bold: bool = False) -> None:
    element = _element(into, "text", x=_n(x), y=_n(y), font_size=_n(size), fill=ink, text_anchor="middle")
    element.set("direction", "rtl")
    if bold:
        element.set("font-weight", "700")
    element.text = text


def _element(into: ET.Element | None, tag: str, **attributes: str) -> ET.Element:
    """A new element; underscores in the attributes' names stand for the hyphens of SVG."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return ET.Element(tag, named) if into is None else ET.SubElement(into, tag, named)


def _n(value: float) -> str:
    """A number as SVG takes it, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
