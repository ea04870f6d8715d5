"""Drawings of the processes: everything is there, stands apart, and can be opened by others."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from nlp.wording import words
from workflows import catalogue, diagrams, kinds
from workflows.drawing import inks, phone, svg
from workflows.drawing.bpmn import DC, DD, DI, MODEL
from workflows.drawing.chart import Chart, chart
from workflows.drawing.layout import Picture
from workflows.drawing.lettering import shown, term
from workflows.drawing.routes import Rect
from workflows.shapes import Entry

KNOWN = catalogue.load()
FLOWS = [KNOWN.get(slug) for slug in catalogue.PROCESSES]
every_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
NODES = ("startEvent", "endEvent", "userTask", "sendTask", "receiveTask", "exclusiveGateway")
SVG = "http://www.w3.org/2000/svg"
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
        assert sorted(told) == (sorted(step.next) if len(step.next) > 1 else [])


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
def test_outcomes_and_terms_can_be_read_on_both_drawings(flow: Entry) -> None:
    model = ET.fromstring(diagrams.bpmn(flow))
    named = " ".join(line.get("name", "") for line in model.iter(f"{{{MODEL}}}sequenceFlow"))
    notes = "".join(_unbroken(note.text or "") for note in model.iter(f"{{{MODEL}}}text"))
    picture = ET.fromstring(diagrams.svg(flow))
    read = _unbroken("".join(text.text or "" for text in picture.iter(f"{{{SVG}}}text")))
    for step in flow.steps:
        for outcome in step.next if len(step.next) > 1 else ():
            assert words("outcomes")[outcome]["said"] in named
            assert _unbroken(words("outcomes")[outcome]["said"]) in read
        if step.due:
            assert _unbroken(term(step.due)) in read
            assert _unbroken(term(step.due)).replace("·", "") in notes


@every_flow
def test_what_goes_back_is_dashed_and_nothing_else_is(flow: Entry) -> None:
    picture = ET.fromstring(diagrams.svg(flow))
    dashed = [line for line in picture.iter(f"{{{SVG}}}polyline") if line.get("stroke-dasharray")]
    assert len(dashed) == sum(1 for step in flow.steps if kinds.RETURNS & set(step.next))


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
    nodes = {element.get("id") for tag in NODES for element in root.iter(f"{{{MODEL}}}{tag}")}
    in_lanes = [element.text for element in root.iter(f"{{{MODEL}}}flowNodeRef")]
    assert sorted(in_lanes) == sorted(node for node in nodes if node)
    shapes = {element.get("bpmnElement") for element in root.iter(f"{{{DI}}}BPMNShape")}
    edges = {element.get("bpmnElement") for element in root.iter(f"{{{DI}}}BPMNEdge")}
    assert nodes <= shapes
    assert {element.get("id") for element in root.iter(f"{{{MODEL}}}sequenceFlow")} <= edges
    assert all(element.find(f"{{{DC}}}Bounds") is not None for element in root.iter(f"{{{DI}}}BPMNShape"))
    assert all(len(element.findall(f"{{{DD}}}waypoint")) >= 2 for element in root.iter(f"{{{DI}}}BPMNEdge"))


@every_flow
def test_in_the_model_nothing_lies_on_anything_else_and_lines_end_at_what_they_join(flow: Entry) -> None:
    root = ET.fromstring(diagrams.bpmn(flow))
    at = {shape.get("bpmnElement", ""): _bounds(shape) for shape in root.iter(f"{{{DI}}}BPMNShape")}
    kept_apart = [name for name in at if name != "pool" and not name.startswith("lane-")]
    assert [(a, b) for a, b in combinations(kept_apart, 2) if at[a].meets(at[b])] == []
    for lane in root.iter(f"{{{MODEL}}}lane"):
        around = at[lane.get("id", "")]
        for member in lane.iter(f"{{{MODEL}}}flowNodeRef"):
            box = at[member.text or ""]
            assert around.x <= box.x and box.right <= around.right
            assert around.y <= box.y and box.bottom <= around.bottom
    ways = {edge.get("bpmnElement", ""): _waypoints(edge) for edge in root.iter(f"{{{DI}}}BPMNEdge")}
    lines = [*root.iter(f"{{{MODEL}}}sequenceFlow"), *root.iter(f"{{{MODEL}}}association")]
    assert len(lines) == len(ways)
    for line in lines:
        way, ends = ways[line.get("id", "")], (line.get("sourceRef", ""), line.get("targetRef", ""))
        assert _touches(at[ends[0]], way[0]) and _touches(at[ends[1]], way[-1])
        for a, b in pairwise(way):
            bit = Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])).grown(0.1)
            assert [name for name in kept_apart if name not in ends and at[name].meets(bit)] == []


def test_each_kind_of_step_is_the_kind_of_task_that_a_modeller_knows() -> None:
    tags = {"external": "sendTask", "issue": "sendTask", "notice": "sendTask"}
    for flow in FLOWS:
        root = ET.fromstring(diagrams.bpmn(flow))
        tag_of = {element.get("id"): element.tag.rpartition("}")[2] for element in root.iter()}
        for step in flow.steps:
            assert tag_of[f"step-{step.key}"] == tags.get(step.kind, "userTask")
            assert tag_of.get(f"answer-{step.key}") == ("receiveTask" if step.to else None)
            assert tag_of.get(f"decision-{step.key}") == (
                "exclusiveGateway" if len(set(step.next.values())) > 1 else None
            )


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


def _unbroken(text: str) -> str:
    return re.sub(r"[\s\u200f]", "", text)


def _bounds(shape: ET.Element) -> Rect:
    found = shape.find(f"{{{DC}}}Bounds")
    assert found is not None
    return Rect(*(float(found.get(name, "nan")) for name in ("x", "y", "width", "height")))


def _waypoints(edge: ET.Element) -> list[tuple[float, float]]:
    return [(float(p.get("x", "nan")), float(p.get("y", "nan"))) for p in edge.findall(f"{{{DD}}}waypoint")]


def _touches(box: Rect, point: tuple[float, float]) -> bool:
    x, y = point
    near = 0.11  # coordinates are written to a tenth
    on_side = min(abs(x - box.x), abs(x - box.right)) < near and box.y <= y <= box.bottom
    on_top = min(abs(y - box.y), abs(y - box.bottom)) < near and box.x <= x <= box.right
    # A decision's corners are its middles, so its box is touched in them.
    return on_side or on_top


@pytest.mark.parametrize("slug", catalogue.PROCESSES)
def test_the_picture_for_phones_is_as_wide_as_a_phone_shows_and_within_the_messengers_limits(slug: str) -> None:
    entry = catalogue.load().get(slug)
    picture = Image.open(BytesIO(diagrams.png(entry)))
    assert (picture.format, picture.width) == ("PNG", phone.WIDTH)
    # A photo's sides may be 10,000 together, and one at most twenty times the other.
    assert picture.width + picture.height <= 10_000
    assert picture.height <= 20 * picture.width
    assert picture.height > 200 * len(entry.steps), "every step takes its room"


def test_the_picture_shows_persian_as_joined_letters() -> None:
    joined = phone._font(40, bold=False, latin=False).getlength("شهرداری", direction="rtl", language="fa")
    loose = sum(
        phone._font(40, bold=False, latin=False).getlength(letter, direction="rtl", language="fa")
        for letter in "شهرداری"
    )
    assert joined < 0.9 * loose


def test_a_step_that_others_do_not_lead_to_has_no_arrow_from_its_neighbour() -> None:
    entry = catalogue.load().get("research")
    drawn = phone._Sheet(chart(entry, answers=False), Image.new("RGB", (phone.WIDTH, 10)))
    mend = drawn.chart.node("step-mend")
    assert [(row.away_to, row.ink) for row in drawn._rows(mend)] == [("step-workgroup-review", inks.BACK)]
    jump = drawn._rows(drawn.chart.node("step-workgroup-review"))
    assert [row.away_to for row in jump] == ["step-workgroup-adopt", None, None]
