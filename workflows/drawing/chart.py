"""What a drawing of a process shows: its lanes, its nodes from top to bottom, and the flows between them.

Door: `chart`. Promise: every outcome of every step is on exactly one flow, every node is in one lane, and ids are NCNames
that stay the same as long as the steps' keys do. Not here: where anything stands (layout), how it looks (svg, bpmn).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nlp.wording import words
from workflows import kinds
from workflows.shapes import Entry, Step

type Sort = Literal["start", "step", "answer", "decision", "done", "rejected"]


@dataclass(frozen=True)
class Lane:
    """One swim lane; `name` is what people read."""

    id: str
    name: str


@dataclass(frozen=True)
class Node:
    """One thing on the drawing. A rejected end stands in the `row` of its decision, all others have a row of their own.

    `step`: the step that it belongs to, `number`: that step's place, from 1; the start and the good end have neither.
    """

    id: str
    sort: Sort
    lane: int
    row: int
    step: Step | None = None
    number: int = 0


@dataclass(frozen=True)
class Flow:
    """From node to node by id. `outcomes` are told on it; none where there is nothing to choose. `returns`: for mending."""

    id: str
    source: str
    target: str
    outcomes: tuple[str, ...] = ()
    returns: bool = False


@dataclass(frozen=True)
class Chart:
    """A whole drawing. The first lane is the rightmost."""

    entry: Entry
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    def node(self, id: str) -> Node:
        """The node of that id. KeyError for another."""
        return {node.id: node for node in self.nodes}[id]

    def leaving(self, id: str) -> list[Flow]:
        """The flows that leave a node."""
        return [flow for flow in self.flows if flow.source == id]


def chart(entry: Entry, *, answers: bool) -> Chart:
    """The chart of an entry's own steps. `answers`: an external step is two nodes, the sending with its actor and the
    answer with its addressee; else one, with the addressee. An entry without steps raises ValueError."""
    if not entry.steps:
        follows = f"; it follows {entry.process}, draw that" if entry.process else ""
        raise ValueError(f"{entry.slug} has no steps of its own to draw{follows}")
    drawn = _Drawn(entry, answers)
    return Chart(entry, tuple(drawn.lanes.values()), tuple(drawn.nodes), tuple(drawn.flows))


class _Drawn:
    """The chart while it is put together, step by step."""

    def __init__(self, entry: Entry, answers: bool) -> None:
        self.entry, self.answers = entry, answers
        self.lanes: dict[str, Lane] = {}
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.rows = 0
        first = entry.steps[0]
        self._stand("start", "start", self._lane_of_step(first))
        self._flow("start", f"step-{first.key}")
        for number, step in enumerate(entry.steps, 1):
            self._step(step, number)
        ends = [flow.source for flow in self.flows if flow.target == "done"]
        if ends:
            last = next(node for node in self.nodes if node.id == ends[-1])
            self._stand("done", "done", last.lane)

    def _step(self, step: Step, number: int) -> None:
        here = self._stand(f"step-{step.key}", "step", self._lane_of_step(step), step, number)
        if self.answers and step.kind == "external" and step.to:
            answer = self._stand(f"answer-{step.key}", "answer", self._lane_of(step.to, step.to), step, number)
            self._flow(here, answer)
            here = answer
        exits = list(_exits(step))
        if len(exits) > 1 or exits[0][0] == kinds.REJECTED:
            lane = self.nodes[-1].lane
            decision = self._stand(f"decision-{step.key}", "decision", lane, step, number)
            self._flow(here, decision)
            here = decision
        for target, outcomes in exits:
            told = outcomes if len(outcomes) > 1 or len(exits) > 1 else ()
            self._flow(here, self._target(target, step, number), told)

    def _target(self, target: str, step: Step, number: int) -> str:
        if target == kinds.DONE:
            return "done"
        if target == kinds.REJECTED:
            row = self.nodes[-1]
            return self._stand(f"rejected-{step.key}", "rejected", row.lane, step, number, row.row)
        return f"step-{target}"

    def _stand(
        self, id: str, sort: Sort, lane: int, step: Step | None = None, number: int = 0, row: int | None = None
    ) -> str:
        if row is None:
            row = self.rows
            self.rows += 1
        self.nodes.append(Node(id, sort, lane, row, step, number))
        return id

    def _flow(self, source: str, target: str, outcomes: tuple[str, ...] = ()) -> None:
        returns = bool(kinds.RETURNS.intersection(outcomes))
        self.flows.append(Flow(f"flow-{source}-to-{target}", source, target, outcomes, returns))

    def _lane_of_step(self, step: Step) -> int:
        if step.kind == "external" and step.to and not self.answers:
            return self._lane_of(step.to, step.to)
        if step.actor == "committee" and step.committee:
            return self._lane_of(f"committee-{step.committee}", self.entry.committee(step.committee).name)
        return self._lane_of(f"role-{step.actor}", role(step.actor))

    def _lane_of(self, key: str, name: str) -> int:
        # An addressee is known by its name only, which is no NCName: its lane is numbered.
        id = f"lane-{key}" if key.isascii() else f"lane-addressee-{len(self.lanes) + 1}"
        self.lanes.setdefault(key, Lane(id, name))
        return list(self.lanes).index(key)


def _exits(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each target with the outcomes that lead to it, in the order of the kind's outcomes."""
    order = [outcome for outcome in kinds.OUTCOMES[step.kind] if outcome in step.next]
    for target in dict.fromkeys(step.next[outcome] for outcome in order):
        yield target, tuple(outcome for outcome in order if step.next[outcome] == target)


def role(key: str) -> str:
    """A role in people's words; a role without words is shown by its key."""
    return str(words("roles").get(key, key))
