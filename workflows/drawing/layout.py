"""Where everything on a drawing stands: lanes side by side, one row below the other, flows around the boxes.

Door: `arrange`. Promise: no two boxes overlap, each stands inside its lane, no flow runs through a box or a label, and a
flow begins and ends on the edges of its two nodes. The first lane is at the right, as Persian reads. Not here: how it
looks and what the sizes are (svg, bpmn).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from workflows.drawing.chart import Chart, Flow, Node
from workflows.drawing.lettering import outcomes, wrap
from workflows.drawing.routes import Grid, Point, Port, Rect

MARGIN = 6.0
"""Flows keep so far from boxes, and labels from what they name."""
_GAP, _TRACKS = 44.0, (14.0, 23.0, 32.0)
"""Between two rows, and where flows may run there, measured upwards from the lower row."""
_ASIDE, _SIDE, _OFF = 40.0, 20.0, 8.0
"""How unwelcome a way is out of a box's side, into its side, and beside the middle of its edge."""


@dataclass(frozen=True)
class Manner:
    """The measures of one way of drawing. `size`: a node's width and height; `aside`: room for what is written at a step's
    left, if anything; `tracks`: where flows may run, measured from a border between lanes."""

    lane: float
    head: float
    letters: float
    line: float
    tracks: tuple[float, ...]
    size: Callable[[Node], tuple[float, float]]
    aside: Callable[[Node], tuple[float, float] | None]
    end_label: Callable[[Node], tuple[list[str], float]]


@dataclass(frozen=True)
class Label:
    """Lines of text and the box that they are set in."""

    lines: tuple[str, ...]
    box: Rect


@dataclass
class Picture:
    """The arranged chart: boxes and asides by node id, ways and labels by flow id (`labels` also by an end's node id)."""

    chart: Chart
    lanes: list[Rect] = field(default_factory=list)
    boxes: dict[str, Rect] = field(default_factory=dict)
    asides: dict[str, Rect] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    ways: dict[str, list[Point]] = field(default_factory=dict)
    height: float = 0.0

    @property
    def width(self) -> float:
        """The right edge of the first lane."""
        return self.lanes[0].right


def arrange(chart: Chart, manner: Manner) -> Picture:
    """The chart with a place for everything, its left upper corner at 0, 0."""
    return _Arranging(chart, manner).picture


class _Arranging:
    """The picture while it is put together: first the rows, then the ways."""

    def __init__(self, chart: Chart, manner: Manner) -> None:
        self.chart, self.manner = chart, manner
        self.picture = Picture(chart)
        self.sides = {flow.id: side for node in chart.nodes for flow, side in self._sides(node)}
        self.track_ys: list[float] = []
        self._rows()
        lanes = len(chart.lanes)
        self.picture.lanes = [
            Rect((lanes - 1 - index) * manner.lane, 0, manner.lane, self.picture.height) for index in range(lanes)
        ]
        self._ways()

    def _middle(self, lane: int) -> float:
        return (len(self.chart.lanes) - 1 - lane + 0.5) * self.manner.lane

    def _sides(self, node: Node) -> Iterator[tuple[Flow, int]]:
        """Where each flow leaves a decision: the first downwards (0), the others to the left (-1) and right (1)."""
        if node.sort != "decision":
            return
        first, *others = self.chart.leaving(node.id)
        if self.chart.node(first.target).sort == "rejected":
            first, others = (others[0], [first, *others[1:]]) if others else (first, others)
        yield first, 0
        others.sort(key=lambda flow: self.chart.node(flow.target).sort == "rejected")
        taken = 0
        for flow in others:
            target = self.chart.node(flow.target)
            # Lanes count from the right; a return inside the lane leaves to the right, where the flow came from.
            to_the_right = target.lane <= node.lane and target.sort != "rejected"
            side = -taken if taken else (1 if to_the_right else -1)
            taken = side
            yield flow, side

    def _rows(self) -> None:
        y = self.manner.head + _GAP / 2
        rows = max(node.row for node in self.chart.nodes) + 1
        for row in range(rows):
            nodes = [node for node in self.chart.nodes if node.row == row]
            half = max(self._half_row(node) for node in nodes)
            self.track_ys += [y - track for track in _TRACKS] if row else []
            for node in nodes:
                self._stand(node, y + half)
            y += 2 * half
            self.track_ys.append(y + 8)
            y += _GAP + max((self._below(node) for node in nodes), default=0.0)
        self.picture.height = y - _GAP / 2

    def _half_row(self, node: Node) -> float:
        half = self.manner.size(node)[1] / 2
        if node.sort == "rejected":
            return half + 2 + self.manner.line * len(self.manner.end_label(node)[0])
        if node.sort == "decision":
            beside = [self._lines(flow) for flow in self.chart.leaving(node.id) if self.sides[flow.id]]
            return max([half, *(len(lines) * self.manner.line + 4 for lines in beside)])
        if node.sort in ("step", "answer"):
            aside = self.manner.aside(node)
            return max(half, aside[1] / 2 if aside else 0.0)
        return half

    def _below(self, node: Node) -> float:
        if node.sort == "decision":
            first = next(flow for flow in self.chart.leaving(node.id) if not self.sides[flow.id])
            return len(self._lines(first)) * self.manner.line
        return 0.0

    def _lines(self, flow: Flow) -> list[str]:
        return wrap(outcomes(flow), self.manner.letters, self._label_room(flow))

    def _label_room(self, flow: Flow) -> float:
        """Between a decision and what stands at its side: the first track, or the end that the flow leads to."""
        room = self.manner.lane / 2 - max(self.manner.tracks) - 2 * MARGIN - self._decision() / 2
        target = self.chart.node(flow.target)
        return room + 2 - self.manner.size(target)[0] if target.sort == "rejected" else room

    def _is_refusal(self, flow: Flow) -> bool:
        return self.chart.node(flow.target).sort == "rejected"

    def _decision(self) -> float:
        return max((self.manner.size(node)[0] for node in self.chart.nodes if node.sort == "decision"), default=0.0)

    def _stand(self, node: Node, y: float) -> None:
        w, h = self.manner.size(node)
        x = self._middle(node.lane)
        if node.sort == "rejected":
            flow = next(flow for flow in self.chart.flows if flow.target == node.id)
            x += self.sides[flow.id] * (self.manner.lane / 2 - max(self.manner.tracks) - MARGIN - w / 2)
        box = self.picture.boxes[node.id] = Rect(x - w / 2, y - h / 2, w, h)
        aside = self.manner.aside(node)
        if aside:
            self.picture.asides[node.id] = Rect(box.x - MARGIN - aside[0], y - aside[1] / 2, *aside)
        if node.sort == "decision":
            for flow in self.chart.leaving(node.id):
                self._label(flow, box)
        lines, room = self.manner.end_label(node)
        if lines:
            height = self.manner.line * len(lines)
            # Below its end, and inside the lane all the same.
            reach = self.manner.lane / 2 - room / 2 - 2
            x = min(max(x, self._middle(node.lane) - reach), self._middle(node.lane) + reach)
            self.picture.labels[node.id] = Label(tuple(lines), Rect(x - room / 2, box.bottom + 2, room, height))

    def _label(self, flow: Flow, box: Rect) -> None:
        lines, side = self._lines(flow), self.sides[flow.id]
        w, h = self._label_room(flow), len(lines) * self.manner.line
        x, y = box.middle
        if side:
            at = Rect(box.right + 2 if side > 0 else box.x - 2 - w, y - 3 - h, w, h)
        else:
            # Away from the words below an end that stands at one side.
            ends = [self.sides[other.id] for other in self.chart.leaving(flow.source) if self._is_refusal(other)]
            at = Rect(x - 4 - w if 1 in ends else x + 4, box.bottom + 1, w, h)
        self.picture.labels[flow.id] = Label(tuple(lines), at)

    def _ways(self) -> None:
        picture = self.picture
        walls = [box.grown(MARGIN) for box in picture.boxes.values()]
        walls += [*picture.asides.values(), *(label.box for label in picture.labels.values())]
        grid = Grid(list(self._columns()), list(self._lines_across()), walls)
        for flow in sorted(self.chart.flows, key=self._difficulty):
            source, target = self.chart.node(flow.source), self.chart.node(flow.target)
            side = self.sides.get(flow.id)
            if target.sort == "rejected" and side:
                picture.ways[flow.id] = self._beside(picture.boxes[source.id], picture.boxes[target.id])
            else:
                picture.ways[flow.id] = grid.route(self._exits(source, target, side), self._entries(source, target))

    def _difficulty(self, flow: Flow) -> tuple[bool, int]:
        span = self.chart.node(flow.target).row - self.chart.node(flow.source).row
        return span <= 0, abs(span)

    def _columns(self) -> Iterator[float]:
        for index in range(len(self.chart.lanes)):
            x = self._middle(index)
            yield from (x, x - 2 * _OFF, x + 2 * _OFF)
            yield from (x - self.manner.lane / 2 + track for track in self.manner.tracks)
            yield from (x + self.manner.lane / 2 - track for track in self.manner.tracks)

    def _lines_across(self) -> Iterator[float]:
        yield from self.track_ys
        for box in self.picture.boxes.values():
            y = box.middle[1]
            yield from (y, y - 2 * _OFF, y + 2 * _OFF)

    def _exits(self, source: Node, target: Node, side: int | None) -> list[Port]:
        box = self.picture.boxes[source.id]
        x, y = box.middle
        down = Port(x, box.bottom, 0, 1)
        left, right = Port(box.x, y, -1, 0, _ASIDE), Port(box.right, y, 1, 0, _ASIDE)
        if side is not None:
            return [{0: down, -1: left, 1: right}[side]]
        sides = [right] if source.id in self.picture.asides else [left, right]
        return [down, *sides] if target.row > source.row else sides

    def _entries(self, source: Node, target: Node) -> list[Port]:
        box = self.picture.boxes[target.id]
        x, y = box.middle
        offsets: Sequence[tuple[float, float]] = ((0, 0), (-2 * _OFF, _OFF), (2 * _OFF, _OFF))
        if target.sort not in ("step", "answer"):
            offsets = offsets[:1]
        above = [Port(x + off, box.y, 0, -1, cost) for off, cost in offsets]
        sides = [Port(box.right, y + off, 1, 0, _SIDE + cost) for off, cost in offsets]
        if target.id not in self.picture.asides:
            sides += [Port(box.x, y + off, -1, 0, _SIDE + cost) for off, cost in offsets]
        return [*above, *sides] if target.row > source.row else sides

    @staticmethod
    def _beside(source: Rect, target: Rect) -> list[Point]:
        y = source.middle[1]
        if target.x > source.x:
            return [(source.right, y), (target.x, y)]
        return [(source.x, y), (target.right, y)]
