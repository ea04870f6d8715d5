"""Drawings of the processes: everything is there, stands apart, and can be opened by others."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from nlp.wording import words
from workflows import catalogue, diagrams, kinds
from workflows.drawing import svg
from workflows.drawing.bpmn import DC, DD, DI, MODEL
from workflows.drawing.chart import Chart, chart
from workflows.drawing.layout import Picture
from workflows.drawing.lettering import shown
from workflows.drawing.routes import Rect
from workflows.shapes import Entry

KNOWN = catalogue.load()
FLOWS = [KNOWN.get(slug) for slug in catalogue.PROCESSES]
every_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
NCNAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def _picture(flow: Entry) -> tuple[Chart, Picture]:
    drawing = svg._Drawing(chart(flow, answers=False), 220)
    return drawing.chart, drawing.picture


@every_flow
def test_every_step_and_outcome_is_drawn_once(flow: Entry) -> None:
    drawn, _ = _picture(flow)
    assert [node.step.key for node in drawn.nodes if node.sort == "step" and node.step] == [s.key for s in flow.steps]
    for step in flow.steps:
        sources = (f"step-{step.key}", f"decision-{step.key}")
        told = [outcome for line in drawn.flows if line.source in sources for outcome in line.outcomes]
        assert set(told) == (set(step.next) if len(set(step.next.values())) > 1 else set(told))
        assert len(told) == len(set(told))


@every_flow
def test_nothing_lies_on_anything_else(flow: Entry) -> None:
    drawn, picture = _picture(flow)
    things = {**picture.boxes, **{f"label {name}": label.box for name, label in picture.labels.items()}}
    meeting = [(a, b) for a, b in combinations(things, 2) if things[a].meets(things[b])]
    assert meeting == []
    for node in drawn.nodes:
        lane, box = picture.lanes[node.lane], picture.boxes[node.id]
        assert lane.x <= box.x and box.right <= lane.right


@every_flow
def test_lines_run_from_box_to_box_and_through_none(flow: Entry) -> None:
    drawn, picture = _picture(flow)
    for line in drawn.flows:
        way = picture.ways[line.id]
        assert _touches(picture.boxes[line.source], way[0])
        assert _touches(picture.boxes[line.target], way[-1])
        for a, b in pairwise(way):
            assert a[0] == b[0] or a[1] == b[1]
            bit = Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])).grown(0.1)
            others = {line.source, line.target}
            assert [name for name, box in picture.boxes.items() if name not in others and box.meets(bit)] == []


@every_flow
def test_the_picture_is_whole_carries_its_letters_and_runs_nothing(flow: Entry) -> None:
    text = diagrams.svg(flow)
    root = ET.fromstring(text)
    read = " ".join("".join(root.itertext()).split())
    assert shown(flow.title) in read
    assert all(words("catalogue")["kinds"][step.kind] in read for step in flow.steps)
    assert not {element.tag.rpartition("}")[2] for element in root.iter()} & {"script", "foreignObject", "image"}
    assert not re.search(r"""(?:href|src)\s*=|url\((?!data:)""", text)
    assert diagrams.svg(flow) == text


def test_what_is_typed_into_a_catalogue_cannot_break_out_of_the_picture() -> None:
    flow = FLOWS[0]
    evil = flow.model_copy(update={"title": "<script>alert(1)</script>&\x00"})
    for text in (diagrams.svg(evil), diagrams.bpmn(evil)):
        assert "<script" not in text
        ET.fromstring(text)


def test_a_service_is_drawn_by_its_process_and_not_by_itself() -> None:
    for slug in catalogue.SERVICES:
        service = KNOWN.get(slug)
        with pytest.raises(ValueError, match="no steps"):
            diagrams.svg(service)
        assert diagrams.svg(KNOWN.flow(slug))


@every_flow
def test_every_reference_of_the_model_resolves(flow: Entry) -> None:
    root = ET.fromstring(diagrams.bpmn(flow))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(NCNAME.fullmatch(one or "") for one in ids)
    named = {element.get(name) for element in root.iter() for name in ("sourceRef", "targetRef", "bpmnElement")} - {
        None
    }
    named |= {element.get("processRef") for element in root.iter(f"{{{MODEL}}}participant")}
    texts = ("flowNodeRef", "incoming", "outgoing")
    named |= {element.text for name in texts for element in root.iter(f"{{{MODEL}}}{name}")}
    assert named <= set(ids)


@every_flow
def test_every_node_is_in_one_lane_and_has_its_place(flow: Entry) -> None:
    root = ET.fromstring(diagrams.bpmn(flow))
    nodes = {
        element.get("id")
        for tag in ("startEvent", "endEvent", "task", "userTask", "manualTask", "sendTask", "exclusiveGateway")
        for element in root.iter(f"{{{MODEL}}}{tag}")
    }
    in_lanes = [element.text for element in root.iter(f"{{{MODEL}}}flowNodeRef")]
    assert sorted(in_lanes) == sorted(node for node in nodes if node)
    shapes = {element.get("bpmnElement") for element in root.iter(f"{{{DI}}}BPMNShape")}
    edges = {element.get("bpmnElement") for element in root.iter(f"{{{DI}}}BPMNEdge")}
    assert nodes <= shapes
    assert {element.get("id") for element in root.iter(f"{{{MODEL}}}sequenceFlow")} <= edges
    assert all(element.find(f"{{{DC}}}Bounds") is not None for element in root.iter(f"{{{DI}}}BPMNShape"))
    assert all(len(element.findall(f"{{{DD}}}waypoint")) >= 2 for element in root.iter(f"{{{DI}}}BPMNEdge"))


def test_the_model_says_how_a_committee_decides_and_what_a_term_is() -> None:
    text = diagrams.bpmn(KNOWN.get("article-79-board"))
    assert "P20D" in text
    assert words("catalogue")["kinds"]["committee"] in text
    assert "۲ از هر ۳" in text


def test_the_ways_a_case_can_end_are_ends_of_the_model() -> None:
    for flow in FLOWS:
        root = ET.fromstring(diagrams.bpmn(flow))
        ends = {element.get("id") for element in root.iter(f"{{{MODEL}}}endEvent")}
        refusing = {f"rejected-{step.key}" for step in flow.steps if kinds.REJECTED in step.next.values()}
        assert ends == refusing | {"done"}


def _touches(box: Rect, point: tuple[float, float]) -> bool:
    x, y = point
    on_side = x in (box.x, box.right) and box.y <= y <= box.bottom
    on_top = y in (box.y, box.bottom) and box.x <= x <= box.right
    # A decision's corners are its middles, so its box is touched in them.
    return on_side or on_top
