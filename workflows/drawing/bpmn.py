"""A chart as BPMN 2.0 with its layout (BPMN DI), as modellers open it.

Door: `write`. Promise: every reference resolves, every element has its shape or edge, and the same chart gives the same text.
What a step says beyond its name is in its documentation. Working days have no notation in BPMN: a term stands as a note at
its task and, as an ISO 8601 duration of its days, in the documentation. Not here: what is drawn (chart) and where (layout).
Source of the notation: OMG, Business Process Model and Notation 2.0.2, formal/2013-12-09.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from nlp.wording import words
from workflows.drawing import lettering
from workflows.drawing.chart import Chart, Flow, Node
from workflows.drawing.layout import Manner, Picture, arrange
from workflows.drawing.routes import Rect

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
_OURS = "urn:dabir:catalogue"
_RIGHT_TO_LEFT = "\u200f"
"""A modeller sets lines from left to right: between two of these, a number or a full stop stays at its Persian place."""
_TASKS = {"external": "sendTask", "issue": "sendTask", "notice": "sendTask"}

# A modeller sets names in letters of this size, in lines of this height.
_LETTERS, _LINE = 12.0, 15.0
# Its own font is wider than ours, which matters where lines are short.
_NOTE_LETTERS = 14.0
_TASK_WIDTH, _PAD, _NOTE_WIDTH, _EVENT, _GATEWAY = 150.0, 10.0, 84.0, 36.0, 50.0
_LANE, _LANE_HEAD, _POOL_HEAD, _EDGE = 400.0, 30.0, 30.0, 40.0


def write(chart: Chart) -> str:
    """The whole file."""
    return _Writing(chart).text()


class _Writing:
    """The file while it is written: the model first, then its layout."""

    def __init__(self, chart: Chart) -> None:
        for prefix, space in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD)):
            ET.register_namespace(prefix, space)
        self.chart = chart
        self.picture: Picture = arrange(chart, _manner())
        self.root = ET.Element(f"{{{MODEL}}}definitions", {"id": "definitions", "targetNamespace": _OURS})
        self._model()
        self._layout()

    def text(self) -> str:
        """The finished XML."""
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="unicode", xml_declaration=True) + "\n"

    # The model

    def _model(self) -> None:
        entry = self.chart.entry
        title, process_id = lettering.shown(entry.title), f"process-{entry.slug}"
        collaboration = _child(self.root, MODEL, "collaboration", id="collaboration")
        _child(collaboration, MODEL, "participant", id="pool", name=title, processRef=process_id)
        process = _child(self.root, MODEL, "process", id=process_id, name=title, isExecutable="false")
        lanes = _child(process, MODEL, "laneSet", id="lanes")
        for index, lane in enumerate(self.chart.lanes):
            into = _child(lanes, MODEL, "lane", id=lane.id, name=lettering.shown(lane.name))
            for node in self.chart.nodes:
                if node.lane == index:
                    _child(into, MODEL, "flowNodeRef").text = node.id
        for node in self.chart.nodes:
            self._node(process, node)
        for flow in self.chart.flows:
            self._flow(process, flow)
        # The schema wants what is drawn beside the flow after the flow.
        for node, note in self._notes():
            annotation = _child(process, MODEL, "textAnnotation", id=f"note-{node.id}")
            _child(annotation, MODEL, "text").text = note
            ends = {"sourceRef": node.id, "targetRef": f"note-{node.id}"}
            _child(process, MODEL, "association", id=f"noted-{node.id}", **ends)

    def _node(self, process: ET.Element, node: Node) -> None:
        element = _child(process, MODEL, _tag(node), id=node.id, **_named(node))
        if node.step and node.sort == "step":
            said = "\n".join(lettering.told(self.chart.entry, node.step))
            _child(element, MODEL, "documentation").text = said
        for flow in self.chart.flows:
            if flow.target == node.id:
                _child(element, MODEL, "incoming").text = flow.id
        for flow in self.chart.leaving(node.id):
            _child(element, MODEL, "outgoing").text = flow.id
        if node.step and node.sort == "step" and node.step.kind == "inquiry":
            _child(element, MODEL, "multiInstanceLoopCharacteristics")

    def _flow(self, process: ET.Element, flow: Flow) -> None:
        said = lettering.outcomes(flow)
        named = {"name": said} if said else {}
        ends = {"sourceRef": flow.source, "targetRef": flow.target}
        _child(process, MODEL, "sequenceFlow", id=flow.id, **named, **ends)

    def _notes(self) -> Iterator[tuple[Node, str]]:
        for node in self.chart.nodes:
            if note := _note(node):
                yield node, note

    # The layout

    def _layout(self) -> None:
        diagram = _child(self.root, DI, "BPMNDiagram", id="diagram")
        plane = _child(diagram, DI, "BPMNPlane", id="plane", bpmnElement="collaboration")
        width, height = self.picture.width, self.picture.height
        self._shape(plane, "pool", Rect(0, -_POOL_HEAD, width, height + _POOL_HEAD), isHorizontal="false")
        for lane, at in zip(self.chart.lanes, self.picture.lanes, strict=True):
            self._shape(plane, lane.id, at, isHorizontal="false")
        for node in self.chart.nodes:
            marks = {"isMarkerVisible": "true"} if node.sort == "decision" else {}
            shape = self._shape(plane, node.id, self.picture.boxes[node.id], **marks)
            self._label(shape, node.id)
            if node.sort in ("start", "done"):
                box = self.picture.boxes[node.id]
                beside = Rect(
                    box.right + 6, box.middle[1] - _LINE / 2, lettering.width(_name(node), _LETTERS) + 8, _LINE
                )
                _bounds(_child(shape, DI, "BPMNLabel"), beside)
        for node, _ in self._notes():
            self._shape(plane, f"note-{node.id}", self.picture.asides[node.id])
            box, aside = self.picture.boxes[node.id], self.picture.asides[node.id]
            self._edge(plane, f"noted-{node.id}", [(box.x, box.middle[1]), (aside.right, aside.middle[1])])
        for flow in self.chart.flows:
            self._label(self._edge(plane, flow.id, self.picture.ways[flow.id]), flow.id)

    def _shape(self, plane: ET.Element, of: str, box: Rect, **attributes: str) -> ET.Element:
        shape = _child(plane, DI, "BPMNShape", id=f"shape-{of}", bpmnElement=of, **attributes)
        _bounds(shape, box)
        return shape

    def _edge(self, plane: ET.Element, of: str, way: list[tuple[float, float]]) -> ET.Element:
        edge = _child(plane, DI, "BPMNEdge", id=f"edge-{of}", bpmnElement=of)
        for x, y in way:
            _child(edge, DD, "waypoint", x=_n(x + _EDGE), y=_n(y + _EDGE + _POOL_HEAD))
        return edge

    def _label(self, drawn: ET.Element, of: str) -> None:
        label = self.picture.labels.get(of)
        if label is not None and any(label.lines):
            _bounds(_child(drawn, DI, "BPMNLabel"), label.box)


def _manner() -> Manner:
    return Manner(
        lane=_LANE,
        head=_LANE_HEAD,
        letters=_LETTERS,
        line=_LINE,
        tracks=(12.0, 24.0),
        size=_size,
        aside=_aside,
        end_label=_end_label,
    )


def _size(node: Node) -> tuple[float, float]:
    if node.sort in ("start", "done", "rejected"):
        return _EVENT, _EVENT
    if node.sort == "decision":
        return _GATEWAY, _GATEWAY
    lines = lettering.wrap(_name(node), _LETTERS, _TASK_WIDTH - 2 * _PAD)
    # A task's own mark stands above its name.
    return _TASK_WIDTH, max(80.0, len(lines) * _LINE + 2 * _PAD + 24)


def _aside(node: Node) -> tuple[float, float] | None:
    note = _note(node)
    if not note:
        return None
    lines = [line for part in note.split("\n") for line in lettering.wrap(part, _NOTE_LETTERS, _NOTE_WIDTH - 12)]
    return _NOTE_WIDTH, len(lines) * _LINE + 12


def _end_label(node: Node) -> tuple[list[str], float]:
    if node.sort != "rejected":
        return [], 0.0
    label = str(words("drawings")["rejected"])
    return [label], lettering.width(label, _LETTERS) + 8


def _tag(node: Node) -> str:
    if node.sort == "start":
        return "startEvent"
    if node.sort in ("done", "rejected"):
        return "endEvent"
    if node.sort == "decision":
        return "exclusiveGateway"
    assert node.step
    return "receiveTask" if node.sort == "answer" else _TASKS.get(node.step.kind, "userTask")


def _named(node: Node) -> dict[str, str]:
    return {} if node.sort == "decision" else {"name": _name(node)}


def _name(node: Node) -> str:
    drawn = words("drawings")
    if node.step is None or node.sort == "rejected":
        return str(drawn[node.sort])
    if node.sort == "answer":
        return lettering.shown(drawn["answer"].format(to=node.step.to))
    name = lettering.shown(drawn["number"].format(number=node.number, text=node.step.text))
    return f"{_RIGHT_TO_LEFT}{name}{_RIGHT_TO_LEFT}"


def _note(node: Node) -> str:
    """The term, its source on a line of its own: a modeller sets lines from left to right, and a dot that parts the two
    would come to stand beside the number, where it reads as a Persian zero."""
    if node.sort != "step" or not node.step or not node.step.due:
        return ""
    return "\n".join(_RIGHT_TO_LEFT + part.strip() for part in lettering.term(node.step.due).split("·"))


def _child(into: ET.Element, space: str, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(into, f"{{{space}}}{tag}", attributes)


def _bounds(into: ET.Element, box: Rect) -> None:
    at = {"x": _n(box.x + _EDGE), "y": _n(box.y + _EDGE + _POOL_HEAD)}
    _child(into, DC, "Bounds", **at, width=_n(box.w), height=_n(box.h))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
