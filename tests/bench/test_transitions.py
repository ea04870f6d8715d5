"""The verbs beside bare SQL: a tiny run gives sane numbers, and a wrong one is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from bench import transitions
from bench.report import Transitions
from bench.stores import Bare, Sqlite, Store, Written, stores

pytestmark = pytest.mark.long


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with stores([request.param]) as (found,):
        yield found


@pytest.fixture(scope="module")
def measured(store: Store) -> Transitions:
    return transitions.measure(store, rounds=1, flows=1, cities=1)


def test_every_verb_of_a_process_is_timed_beside_the_rows_that_it_wrote(measured: Transitions) -> None:
    names = {verb.name for verb in measured.verbs}
    assert {"lifecycle.open_case", "lifecycle.send", "desk.claim", "decisions.decide", "documents.confirm"} <= names
    assert all(verb.ms > 0 and verb.bare_ms > 0 and verb.writes >= 1 and verb.reads >= 1 for verb in measured.verbs)


def test_transitions_are_the_verbs_of_cases_without_those_of_papers(measured: Transitions) -> None:
    counted = sum(verb.times for verb in measured.verbs if not verb.name.startswith("documents."))
    assert [done.transitions for done in measured.rounds] == [counted]
    assert measured.per_second > 0
    assert measured.spread == (measured.ratio, measured.ratio)


def test_the_ratio_is_that_of_the_two_sides_of_the_same_run(measured: Transitions) -> None:
    assert measured.ratio == pytest.approx(measured.bare_per_second / measured.per_second)


def test_a_bare_database_that_lacks_a_row_fails_the_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    with stores(["sqlite"]) as (store,):
        bare_of = Sqlite.bare

        def forgetful(self: Sqlite, url: str, *, durable: bool = True) -> Bare:
            bare = bare_of(self, url, durable=durable)
            write = bare.write

            def without_events(statements: Sequence[Written]) -> None:
                write([line for line in statements if "INTO event " not in line[0]])

            monkeypatch.setattr(bare, "write", without_events)
            return bare

        monkeypatch.setattr(Sqlite, "bare", forgetful)
        with pytest.raises(transitions.NotAlike, match="event"):
            transitions.measure(store, rounds=1, flows=1, cities=1)
