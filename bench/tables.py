"""A report for a person: tables for the terminal, and the same in Markdown for the documentation.

Door: `shown` and `terminal` (rich), `pages` and `page` (Markdown). Promise: both show the same rows, and each ratio names
what it is held against. Not here: pictures (drawing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.table import Table

from bench.report import Answering, Beside, Growth, Load, Report, Setup, Transitions

# Questions that never take this long are shown as one line.
QUICK_MS = 5.0


@dataclass(frozen=True)
class Sheet:
    """A table as text: the first column is of names, the others of numbers."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    below: str = ""


def shown(report: Report) -> Iterator[Table]:
    """The tables for the terminal."""
    for sheet in sheets(report):
        yield _drawn(sheet)


def terminal(report: Answering | Load) -> Table:
    """The table of the answers, or of the load, for the terminal."""
    return _drawn(_sheet(report))


def _sheet(report: Answering | Load) -> Sheet:
    return _answers(report) if isinstance(report, Answering) else _load(report)


def page(report: Answering | Load) -> str:
    """The same as Markdown."""
    return _markdown(_sheet(report))


def _drawn(sheet: Sheet) -> Table:
    table = Table(title=sheet.title, title_justify="left", caption=sheet.below or None, caption_justify="left")
    for place, head in enumerate(sheet.heads):
        table.add_column(head, justify="right" if place else "left", no_wrap=not place)
    for line in sheet.lines:
        table.add_row(*line)
    return table


def pages(report: Report) -> str:
    """The tables as Markdown."""
    return "\n".join(_markdown(sheet) for sheet in sheets(report))


def sheets(report: Report) -> list[Sheet]:
    """Every table of the report, in the order in which they are read."""
    found = [_summary(report.transitions)] if report.transitions else []
    found += [_verbs(one) for one in report.transitions]
    return found + [_growth(one) for one in report.growth]


def _summary(stores: tuple[Transitions, ...]) -> Sheet:
    heads = (
        "store",
        "transitions/s",
        "their rows by bare SQL, transitions/s",
        "times as long as bare SQL",
        "best to worst",
    )
    lines = [
        (
            f"{one.store} {one.version}",
            f"{one.per_second:,.0f}",
            f"{one.bare_per_second:,.0f}",
            f"{one.ratio:.1f}",
            f"{one.spread[0]:.1f} to {one.spread[1]:.1f}",
        )
        for one in stores
    ]
    rounds = ", ".join(f"{len(one.rounds)} × {one.rounds[0].transitions:,}" for one in stores[:1])
    return Sheet(
        "Transitions with persistence", heads, tuple(lines), f"rounds × transitions: {rounds}; the middle round"
    )


def _verbs(one: Transitions) -> Sheet:
    heads = ("verb", "times", "ms", "bare SQL ms", "times as long", "statements that write", "that read")
    lines = [
        (
            verb.name,
            f"{verb.times:,}",
            f"{verb.ms:.2f}",
            f"{verb.bare_ms:.2f}",
            f"{verb.ms / verb.bare_ms:.1f}",
            f"{verb.writes:g}",
            f"{verb.reads:g}",
        )
        for verb in one.verbs
    ]
    below = "medians; documents.* are not counted as transitions"
    return Sheet(f"{one.store} {one.version}, verb by verb", heads, tuple(lines), below)


def _growth(one: Growth) -> Sheet:
    sizes, first = one.sizes, f"{one.sizes[0].cases:,}"
    heads = ("question", *(f"{size.cases:,} cases, ms" for size in sizes), f"last / {first} cases")
    rows = [(place, max(size.questions[place].ms for size in sizes)) for place in range(len(sizes[0].questions))]
    lines = [
        (
            sizes[0].questions[place].name,
            *(f"{size.questions[place].ms:.2f}" for size in sizes),
            f"{sizes[-1].questions[place].growth:.1f}",
        )
        for place, worst in sorted(rows, key=lambda row: -row[1])
        if worst >= QUICK_MS
    ]
    quick = [place for place, worst in rows if worst < QUICK_MS]
    if quick:
        worst_of = tuple(f"{max(size.questions[place].ms for place in quick):.2f}" for size in sizes)
        growth = max(sizes[-1].questions[place].growth for place in quick)
        lines.append((f"the slowest of {len(quick)} others", *worst_of, f"up to {growth:.1f}"))
    lines.append(
        (
            "a verb, with its commit",
            *(f"{size.transition.ms:.2f}" for size in sizes),
            f"{sizes[-1].transition.growth:.1f}",
        )
    )
    room = "; ".join(f"{size.cases:,} cases: {size.rows:,} rows, {size.bytes / 2**20:,.0f} MiB" for size in sizes)
    left = f"; not asked: {', '.join(one.unasked)}" if one.unasked else ""
    return Sheet(f"{one.store} {one.version}, as cases grow", heads, tuple(lines), f"medians; {room}{left}")


def _answers(report: Answering) -> Sheet:
    heads = (
        "people at once",
        "updates/s",
        "the echo's",
        "share",
        "answer p50, ms",
        "p95, ms",
        "the echo's p50, ms",
        "p95, ms",
        "processor an update, ms",
        "the echo's, ms",
    )
    lines = tuple(
        (
            str(one.people),
            f"{one.per_second:.0f}",
            f"{one.bare_per_second:.0f}",
            f"{one.per_second / one.bare_per_second:.2f}",
            *(f"{ms:.0f}" for ms in (one.p50_ms, one.p95_ms, one.bare_p50_ms, one.bare_p95_ms)),
            f"{one.cpu_ms:.1f}",
            f"{one.bare_cpu_ms:.1f}",
        )
        for one in report.paces
    )
    updates = ", ".join(f"{one.updates:,}" for one in report.paces)
    return Sheet("Answers in the chat", heads, lines, f"updates measured: {updates}; updates/s of the middle round")


def _load(report: Load) -> Sheet:
    def row(name: str, of: Callable[[Setup], str]) -> tuple[str, ...]:
        return (name, *(of(one) for one in report.setups))

    lines: list[tuple[str, ...]] = []
    for name, beside, times, bare in (
        ("conversations of five updates, a second", lambda one: one.conversations, 1, "the bare bot's"),
        ("decisions a second", lambda one: one.decisions, 1, "bare SQL's"),
        ("pages a minute", lambda one: one.pages, 60, "bare tesseract's"),
        ("notices said a second", lambda one: one.deliveries, 1, "bare sends"),
    ):
        lines += [
            row(name, _amount(beside, times)),
            row(f"… {bare}", _bare(beside, times)),
            row("… share", _share(beside)),
        ]
    lines += [
        row("answer while pages are read, p50, ms", lambda one: f"{one.answers_p50_ms:.0f}"),
        row("… p95, ms", lambda one: f"{one.answers_p95_ms:.0f}"),
        row("an upload acknowledged, p50, ms", lambda one: f"{one.upload_p50_ms:.0f}"),
        row("… the slowest, ms", lambda one: f"{one.upload_worst_ms:.0f}"),
        row("cold start to the first answer, s", lambda one: f"{one.cold_seconds:.1f}"),
        row("idle, % of a core", lambda one: f"{one.idle_percent:.1f}"),
        row("… the database's server, % of a core", lambda one: f"{one.server_idle_percent:.1f}"),
        row("memory of each process, MiB", lambda one: " + ".join(f"{held:.0f}" for held in one.memory_mib.values())),
    ]
    heads = ("", *(one.name for one in report.setups))
    below = f"{report.busy:.1f} processes wanted one of {report.machine.cores} cores before it began"
    return Sheet("Under load", heads, tuple(lines), below)


def _amount(beside: Callable[[Setup], Beside], times: int) -> Callable[[Setup], str]:
    return lambda one: f"{times * beside(one).per_second:.1f}"


def _bare(beside: Callable[[Setup], Beside], times: int) -> Callable[[Setup], str]:
    return lambda one: f"{times * beside(one).bare_per_second:.1f}"


def _share(beside: Callable[[Setup], Beside]) -> Callable[[Setup], str]:
    return lambda one: f"{beside(one).share:.2g}"


def _markdown(sheet: Sheet) -> str:
    heads = " | ".join(sheet.heads)
    marks = "|".join(["---", *["--:"] * (len(sheet.heads) - 1)])
    lines = "\n".join(f"| {' | '.join(line)} |" for line in sheet.lines)
    below = f"\n{sheet.below[:1].upper()}{sheet.below[1:]}.\n" if sheet.below else ""
    return f"### {sheet.title}\n\n| {heads} |\n|{marks}|\n{lines}\n{below}"
