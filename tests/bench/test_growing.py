"""Cases multiplied, and the questions asked of them: a tiny run on SQLite. PostgreSQL's turn is `make bench`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import growing, multiplying
from bench.report import Growth
from bench.stores import Bare, Store, stores
from cases import queries
from cases.db import Database

pytestmark = pytest.mark.long

TEN, THIRTY = 10, 30


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with stores(["sqlite"]) as (found,):
        yield found


@pytest.fixture(scope="module")
def grown(store: Store) -> Growth:
    return growing.measure(store, [TEN, THIRTY], times=2, driven=TEN, flows=1, cities=TEN)


@pytest.fixture(scope="module")
def copied(store: Store) -> Iterator[tuple[str, Bare]]:
    """Thirty cases, of which ten were driven."""
    url, pattern = growing._drawn(store, growing.province.office(), TEN, TEN)
    growing._grow(store, url, pattern, THIRTY)
    bare = store.bare(url)
    yield url, bare
    bare.close()


def test_every_question_of_the_program_is_asked_at_every_size(grown: Growth) -> None:
    assert [size.cases for size in grown.sizes] == [TEN, THIRTY]
    assert grown.unasked == ()
    names = [[question.name for question in size.questions] for size in grown.sizes]
    assert names[0] == names[1]
    assert {"queries.case", "queries.cases_of, as the city", "notices.due", "reminders.remind"} <= set(names[0])
    assert all(question.times == 2 and 0 < question.ms <= question.worst_ms for question in grown.sizes[1].questions)


def test_three_times_the_cases_are_three_times_the_rows_less_what_is_forgotten(grown: Growth) -> None:
    small, large = grown.sizes
    assert 1.5 * small.rows < large.rows < 3 * small.rows
    assert large.bytes > small.bytes


@pytest.mark.parametrize("name", ["case", "step", "decision", "document", "document_field", "letter", "event"])
def test_a_copy_has_all_the_rows_of_a_case(copied: tuple[str, Bare], name: str) -> None:
    _url, bare = copied
    own = "where stream like 'case:%'" if name == "event" else ""
    number = bare.run(f'select id / {multiplying.STRIDE}, count(*) from "{name}" {own} group by 1 order by 1')
    assert len(number) == THIRTY // TEN
    assert len({rows for _copy, rows in number}) == 1


def test_a_copy_is_a_whole_case_of_its_own(copied: tuple[str, Bare]) -> None:
    url, _bare = copied
    db = Database(url)
    first = db.read_now(queries.case, 1)
    copy = db.read_now(queries.case, 1 + 2 * multiplying.STRIDE)
    db.close()
    assert (copy.entry, copy.state, copy.outcome) == (first.entry, first.state, first.outcome)
    assert [step.key for step in copy.steps] == [step.key for step in first.steps]
    assert [len(paper.fields) for paper in copy.documents] == [len(paper.fields) for paper in first.documents]
    assert copy.number != first.number
    assert copy.opened_at.year == first.opened_at.year - 2


def test_the_log_of_a_copy_is_found_under_its_own_name(copied: tuple[str, Bare]) -> None:
    url, _bare = copied
    db = Database(url)
    kinds = [
        [event.kind for event in db.read_now(queries.events_of, 1 + copy * multiplying.STRIDE)] for copy in range(3)
    ]
    db.close()
    assert kinds[0]
    assert kinds[1] == kinds[0] == kinds[2]
