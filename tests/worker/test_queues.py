"""How a job is named and where it goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.jobs import Job
from worker.queues import LIMITS, enqueue_options, job_id

ids = st.integers(1, 10**11)


@given(ids, ids)
def test_jobs_are_ordered_as_text_like_their_rows(one: int, other: int) -> None:
    first, second = (job_id(Job("deliveries", row, "tg:1")) for row in (one, other))
    assert (first < second) == (one < other)


def test_each_attempt_is_a_job_of_its_own() -> None:
    assert job_id(Job("letters", 1, "letters", 0)) != job_id(Job("letters", 1, "letters", 1))


def test_only_a_queue_with_lanes_is_told_the_lane() -> None:
    assert enqueue_options(Job("deliveries", 1, "tg:5"), LIMITS["deliveries"])["queue_partition_key"] == "tg:5"
    assert "queue_partition_key" not in enqueue_options(Job("letters", 1, "letters"), LIMITS["letters"])


def test_one_chat_has_one_message_in_flight_over_all_processes() -> None:
    assert LIMITS["deliveries"].lane_everywhere == 1
