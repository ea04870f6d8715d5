"""What a benchmark has found, as data: the shapes of `dabir bench … --json`.

Door: `Report`, `Answering`, `Load`. Promise: every number was measured in the run that the report tells of; times are in
milliseconds where nothing else is said. Not here: measuring, tables, pictures.
"""

from __future__ import annotations

from statistics import median

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Machine(_Shape):
    """Where it was measured, in general terms."""

    cores: int
    memory_gib: int
    system: str
    python: str


class Verb(_Shape):
    """One verb over all rounds: its median time, that of the rows it wrote by the bare driver, and its statements."""

    name: str
    times: int
    ms: float
    bare_ms: float
    writes: float
    reads: float


class Round(_Shape):
    """One pass over the catalogue: how many transitions, and how long they and their bare rows took together."""

    transitions: int
    ms: float
    bare_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long as bare SQL the verbs took."""
        return self.ms / self.bare_ms


class Transitions(_Shape):
    """The verbs in one store."""

    store: str
    version: str
    rounds: tuple[Round, ...] = Field(min_length=1)
    verbs: tuple[Verb, ...]

    @property
    def per_second(self) -> float:
        """Transitions a second, in the middle round."""
        return median(1000 * done.transitions / done.ms for done in self.rounds)

    @property
    def bare_per_second(self) -> float:
        """The same rows a second by the bare driver, in the middle round."""
        return median(1000 * done.transitions / done.bare_ms for done in self.rounds)

    @property
    def ratio(self) -> float:
        """How many times as long as bare SQL, in the middle round."""
        return median(done.ratio for done in self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """The ratio in the best and in the worst round."""
        ratios = [done.ratio for done in self.rounds]
        return min(ratios), max(ratios)


class Question(_Shape):
    """One question to the database: its median and worst time, and its median in the small database, asked in turn."""

    name: str
    times: int
    ms: float
    worst_ms: float
    small_ms: float

    @property
    def growth(self) -> float:
        """How many times as long as in the small database."""
        return self.ms / self.small_ms


class Size(_Shape):
    """A database of so many cases: its rows and bytes, its questions, and a transition's median time in it."""

    cases: int
    rows: int
    bytes: int
    questions: tuple[Question, ...] = Field(min_length=1)
    transition: Question

    @property
    def slowest(self) -> Question:
        """The question that takes longest."""
        return max(self.questions, key=lambda question: question.ms)


class Growth(_Shape):
    """The questions in one store as its cases grow; `unasked`: the questions that the benchmark does not know how to ask."""

    store: str
    version: str
    sizes: tuple[Size, ...] = Field(min_length=1)
    unasked: tuple[str, ...] = ()


class Report(_Shape):
    """A whole run. `made`: the day, ISO."""

    command: str
    made: str
    machine: Machine
    transitions: tuple[Transitions, ...] = ()
    growth: tuple[Growth, ...] = ()


class Pace(_Shape):
    """So many people talking at once: updates a second, how long an answer took, and the bot's processor time for an
    update; each beside the barest bot's."""

    people: int
    updates: int
    per_second: float
    bare_per_second: float
    p50_ms: float
    p95_ms: float
    bare_p50_ms: float
    bare_p95_ms: float
    cpu_ms: float
    bare_cpu_ms: float


class Answering(_Shape):
    """A whole run of `dabir bench bot`. `made`: the day, ISO."""

    command: str
    made: str
    machine: Machine
    paces: tuple[Pace, ...] = Field(min_length=1)


class Beside(_Shape):
    """So much a second, and what the bare limit was in the same run."""

    per_second: float
    bare_per_second: float

    @property
    def share(self) -> float:
        """What part of the bare limit is reached."""
        return self.per_second / self.bare_per_second


class Setup(_Shape):
    """The program set up in one way. `conversations`: five updates each, beside the barest bot; `decisions`: an expert takes a
    case and decides, beside as many rows by bare SQL; `pages`: of photographs, beside bare tesseract; `deliveries`: notices,
    beside bare sends. `answers_p95_ms` is of those who talk while pages are read, `upload_worst_ms` of acknowledging a file
    then; `idle_percent` and `server_idle_percent` are of one core; `memory_mib` by process."""

    name: str
    conversations: Beside
    decisions: Beside
    pages: Beside
    deliveries: Beside
    answers_p50_ms: float
    answers_p95_ms: float
    upload_p50_ms: float
    upload_worst_ms: float
    cold_seconds: float
    idle_percent: float
    server_idle_percent: float
    memory_mib: dict[str, float]


class Load(_Shape):
    """A whole run of `dabir bench load`. `made`: the day, ISO; `busy`: how many processes wanted a core, on average, in the
    minute before it began: what else the machine was doing."""

    command: str
    made: str
    machine: Machine
    busy: float
    setups: tuple[Setup, ...] = Field(min_length=1)
