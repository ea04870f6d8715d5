"""A played process as lines for the terminal, and who chooses its outcomes: a person at the keyboard, or a list.

Door: `Telling`, `Scripted`, `asking`. Promise: each date is told with its start, term, source and the days skipped; an
outcome that the step has not is never taken. Not here: the playing itself (workflows.simulation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

import typer

from cli.terminal import complaints, console, stop
from nlp.wording import jalali, jalali_long, persian_digits, words
from workflows.catalogue import Entry, Step
from workflows.simulation import Asked, Letter, Stay
from workflows.workdays import Due

_DAY = timedelta(days=1)


class Telling:
    """Tells the stays of one entry's flow, in the words of templates/words."""

    def __init__(self, flow: Entry) -> None:
        self._flow = flow
        self._says = words("simulation")
        self._numbers = {step.key: number for number, step in enumerate(flow.steps, 1)}
        self._asked_before = False

    def beginning(self, title: str, first: Stay) -> Iterator[str]:
        """Before the first stay: what is played from when, and what is taken for granted."""
        yield self._say("begins", title=title, date=jalali_long(first.entered))
        yield self._say("assumes")

    def stay(self, stay: Stay) -> Iterator[str]:
        """How the case came here, and what is here asked of whom until when; the first line of a step stands alone."""
        yield from self._way(stay)
        if stay.step is None:
            yield ""
            yield self._says["ends"][stay.closes].format(date=jalali_long(stay.entered))
            return
        step = stay.step
        yield ""
        yield self._step("step", step)
        yield "  " + self._say("turn", who=self._actor(step))
        yield "  " + self._say("entered", date=jalali_long(stay.entered))
        if step.kind == "submit":
            yield "  " + self._documents(stay)
        yield from (f"  {line}" for line in self._dates(stay))
        yield from (f"  {self._letter(letter)}" for letter in stay.letters)

    def leads(self, step: Step, outcomes: Sequence[str]) -> Iterator[str]:
        """The outcomes that can be chosen, and where each leads."""
        for outcome in outcomes:
            target = self._target(step.next[outcome])
            yield "  " + self._say("leads", key=outcome, outcome=_press(outcome), target=target)

    def _way(self, stay: Stay) -> Iterator[str]:
        if stay.way is not None:
            yield "  " + self._say("chosen", outcome=_press(stay.way.outcome), date=jalali_long(stay.way.at))
            yield from (f"  {self._letter(letter)}" for letter in stay.way.letters)
            if stay.way.told:
                yield "  " + self._say("told", who=self._roles(stay.way.told))
        for notice in stay.notices:
            yield "  " + self._say("notice", text=notice.text, who=self._roles(notice.alert))

    def _actor(self, step: Step) -> str:
        role = str(words("roles")[step.actor])
        if step.actor == "committee":
            role = self._flow.committee(step.committee).name
        return f"{role} ({step.to})" if step.to else role

    def _documents(self, stay: Stay) -> str:
        if self._asked_before and stay.documents:
            return self._say("mended")
        self._asked_before = True
        shown = [
            f"{each.title} ({self._says['indispensable']})" if each.indispensable else each.title
            for each in stay.documents
        ]
        return self._say("asked", documents=self._list(shown)) if shown else self._say("no_documents")

    def _dates(self, stay: Stay) -> Iterator[str]:
        if stay.due is not None:
            yield self._say("due", date=jalali_long(stay.due.at))
            yield from (f"  {line}" for line in self._why(stay.due))
        elif not stay.asked:
            yield self._say("no_due")
        for asked in stay.asked:
            yield from self._body(asked)

    def _body(self, asked: Asked) -> Iterator[str]:
        if asked.due is not None:
            yield self._say("due_of", name=asked.body.name, date=jalali_long(asked.due.at))
            yield from (f"  {line}" for line in self._why(asked.due))

    def _why(self, due: Due) -> Iterator[str]:
        said, term = words("catalogue"), due.term
        source = str(said["term"][term.source])
        if term.line is not None:
            source += self._says["comma"] + self._say("line", line=term.line)
        yield self._say(
            "why",
            days=term.days,
            counts=said["term"][term.counts],
            start=said["term"][term.start],
            date=jalali_long(due.start),
            source=source,
        )
        for reason, days in groupby(sorted(due.skipped, key=lambda each: (each[1], each[0])), lambda each: each[1]):
            shown = said["skipped"].get(reason, reason)
            yield self._say("skipped", reason=shown, days=self._days([day for day, _ in days]))

    def _days(self, days: Sequence[date]) -> str:
        """Days that follow one another are told as a span."""
        spans: list[list[date]] = []
        for day in days:
            if spans and day - spans[-1][-1] == _DAY:
                spans[-1].append(day)
            else:
                spans.append([day])
        told = [
            jalali(span[0]) if len(span) == 1 else self._say("span", first=jalali(span[0]), last=jalali(span[-1]))
            for span in spans
        ]
        return self._list(told)

    def _letter(self, letter: Letter) -> str:
        name = words("letters")["kinds"].get(letter.template, {}).get("name", letter.template)
        return self._say("letter_to", name=name, to=letter.to) if letter.to else self._say("letter", name=name)

    def _roles(self, roles: Sequence[str]) -> str:
        return self._list([str(words("roles")[role]) for role in roles])

    def _target(self, target: str) -> str:
        return self._says["targets"].get(target) or self._step("step", self._flow.step(target))

    def _step(self, key: str, step: Step) -> str:
        kind = words("catalogue")["kinds"][step.kind]
        return self._say(key, number=self._numbers[step.key], kind=kind, text=step.text)

    def _list(self, parts: Sequence[str]) -> str:
        return str(self._says["comma"]).join(parts)

    def _say(self, key: str, /, **facts: object) -> str:
        # What a person types stays as it is typed.
        shown = {name: fact if name == "key" else persian_digits(fact) for name, fact in facts.items()}
        return str(self._says[key]).format(**shown)


class Scripted:
    """Chooses from a list of outcomes; where a step has only one it need not be named, and after the list goes forward."""

    def __init__(self, outcomes: Sequence[str]) -> None:
        self.left = list(outcomes)

    def __call__(self, step: Step, outcomes: tuple[str, ...]) -> str:
        if not self.left or (len(outcomes) == 1 and self.left[0] != outcomes[0]):
            return outcomes[0]
        outcome = self.left.pop(0)
        if outcome not in outcomes:
            stop(f"--choose: {step.key} has no outcome {outcome!r}; it has {', '.join(outcomes)}")
        return outcome


def asking(telling: Telling, step: Step, outcomes: tuple[str, ...]) -> str:
    """Asks the person at the keyboard, again until the answer is an outcome of the step; a single one is not asked for."""
    if len(outcomes) == 1:
        return outcomes[0]
    for line in telling.leads(step, outcomes):
        console.print(line, markup=False, highlight=False)
    while True:
        try:
            answer = str(typer.prompt(words("simulation")["ask"], default=outcomes[0])).strip()
        except typer.Abort:
            stop("", "no more answers; --choose and --happy play without asking")
        if answer in outcomes:
            return answer
        complaints.print(f"{answer}: not an outcome of {step.key}; it has {', '.join(outcomes)}", markup=False)


def _press(outcome: str) -> str:
    return str(words("outcomes")[outcome]["press"])
