"""Lines that go around: right-angled ways between boxes over a coarse grid.

Door: `Grid.route`. Promise: a way never enters a wall; among the ways it takes the one with the least of length, bends and
crossings, and runs along another line only where there is no other way. Not here: what the walls and ports are (layout).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

type Point = tuple[float, float]
type _Place = tuple[int, int]
type _State = tuple[int, int, bool]
"""Column, row, and whether the way goes across (else down) there."""

BEND, CROSS, TOUCH, ALONG = 30.0, 60.0, 300.0, 3000.0
STUB = 7.0
"""A way keeps its direction for at least so long at both of its ends: room for the arrow's head."""


class NoWay(ValueError):
    """There is no way: the walls close a box in."""


@dataclass(frozen=True)
class Rect:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2

    def grown(self, by: float) -> Rect:
        """The same with a margin on all sides."""
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Port:
    """Where a line may touch a box: a point of its edge, the direction away from the box, and how unwelcome it is."""

    x: float
    y: float
    dx: int
    dy: int
    cost: float = 0.0


class Grid:
    """The lines `xs` and `ys` that ways may run on, the `walls` that they may not enter, and the ways taken so far."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float], walls: Sequence[Rect]) -> None:
        self.xs, self.ys = sorted(set(xs)), sorted(set(ys))
        self._blocked = {True: set[_Place](), False: set[_Place]()}
        self._along = {True: set[_Place](), False: set[_Place]()}
        self._straight = {True: set[_Place](), False: set[_Place]()}
        self._turns: set[_Place] = set()
        self._ports: set[Point] = set()
        for wall in walls:
            self._block(wall)

    def route(self, exits: Sequence[Port], entries: Sequence[Port]) -> list[Point]:
        """The way from one of the exits to one of the entries: its corners, both ends included. Raises NoWay."""
        goals = {(*self._ahead(port), port.dx != 0): port for port in entries}
        came: dict[_State, _State | Port] = {}
        best: dict[_State, float] = {}
        open_: list[tuple[float, float, _State]] = []
        for port in exits:
            state = (*self._ahead(port), port.dx != 0)
            self._offer(open_, best, came, state, self._port_cost(port), port, goals)
        while open_:
            _, cost, state = heappop(open_)
            if cost > best[state]:
                continue
            if state in goals:
                return self._taken(came, state, goals[state])
            for following, price in self._steps(state, goals):
                self._offer(open_, best, came, following, cost + price, state, goals)
        raise NoWay("no way between two boxes")

    def _offer(
        self,
        open_: list[tuple[float, float, _State]],
        best: dict[_State, float],
        came: dict[_State, _State | Port],
        state: _State,
        cost: float,
        origin: _State | Port,
        goals: dict[_State, Port],
    ) -> None:
        if cost < best.get(state, float("inf")):
            best[state], came[state] = cost, origin
            heappush(open_, (cost + self._left(state, goals), cost, state))

    def _left(self, state: _State, goals: dict[_State, Port]) -> float:
        x, y = self.xs[state[0]], self.ys[state[1]]
        return min(abs(x - self.xs[i]) + abs(y - self.ys[j]) for i, j, _ in goals)

    def _steps(self, state: _State, goals: dict[_State, Port]) -> Iterator[tuple[_State, float]]:
        i, j, across = state
        turned = (i, j, not across)
        busy = (i, j) in self._turns or (i, j) in self._straight[True] or (i, j) in self._straight[False]
        price = BEND + (TOUCH if busy else 0)
        yield turned, price + (self._port_cost(goals[turned]) if turned in goals else 0)
        for by in (-1, 1):
            ni, nj = (i + by, j) if across else (i, j + by)
            if not (0 <= ni < len(self.xs) and 0 <= nj < len(self.ys)):
                continue
            unit = (min(i, ni), min(j, nj))
            if unit in self._blocked[across]:
                continue
            price = abs(self.xs[i] - self.xs[ni]) + abs(self.ys[j] - self.ys[nj])
            price += ALONG if unit in self._along[across] else 0
            price += CROSS if (ni, nj) in self._straight[not across] else 0
            price += TOUCH if (ni, nj) in self._turns else 0
            following = (ni, nj, across)
            yield following, price + (self._port_cost(goals[following]) if following in goals else 0)

    def _port_cost(self, port: Port) -> float:
        return port.cost + (ALONG if (port.x, port.y) in self._ports else 0)

    def _ahead(self, port: Port) -> _Place:
        """The first crossing of the grid in front of a port, a stub away. A port must lie on a line of the grid."""
        lines, at, way = (self.xs, port.x, port.dx) if port.dx else (self.ys, port.y, port.dy)
        index = bisect_left(lines, at + STUB) if way > 0 else bisect_right(lines, at - STUB) - 1
        if port.dx:
            return index, self.ys.index(port.y)
        return self.xs.index(port.x), index

    def _taken(self, came: dict[_State, _State | Port], last: _State, entry: Port) -> list[Point]:
        places: list[_Place] = []
        state: _State | Port = last
        while not isinstance(state, Port):
            places.append((state[0], state[1]))
            state = came[state]
        places = list(dict.fromkeys(reversed(places)))
        self._mark(places, came_across=state.dx != 0, leaves_across=entry.dx != 0)
        self._ports |= {(state.x, state.y), (entry.x, entry.y)}
        points = [(state.x, state.y), *((self.xs[i], self.ys[j]) for i, j in places), (entry.x, entry.y)]
        return straightened(points)

    def _mark(self, places: list[_Place], *, came_across: bool, leaves_across: bool) -> None:
        axes = [a[1] == b[1] for a, b in pairwise(places)]
        for (a, b), across in zip(pairwise(places), axes, strict=True):
            self._along[across].add((min(a[0], b[0]), min(a[1], b[1])))
        for place, before, after in zip(places, [came_across, *axes], [*axes, leaves_across], strict=True):
            if before == after:
                self._straight[before].add(place)
            else:
                self._turns.add(place)

    def _block(self, wall: Rect) -> None:
        for i, x in enumerate(self.xs):
            for j, y in enumerate(self.ys):
                on_row = wall.y < y < wall.bottom
                in_column = wall.x < x < wall.right
                if on_row and i + 1 < len(self.xs) and x < wall.right and wall.x < self.xs[i + 1]:
                    self._blocked[True].add((i, j))
                if in_column and j + 1 < len(self.ys) and y < wall.bottom and wall.y < self.ys[j + 1]:
                    self._blocked[False].add((i, j))


def straightened(points: Sequence[Point]) -> list[Point]:
    """The same way with only its ends and its corners."""
    kept = list(points[:1])
    for index in range(1, len(points) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], points[index], points[index + 1]
        if not ((ax == bx == cx) or (ay == by == cy)):
            kept.append(points[index])
    return [*kept, points[-1]]
