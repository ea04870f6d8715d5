"""What the values of one document prove of one another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import proofs


@pytest.mark.parametrize(
    ("present", "absent", "whole"), [(5, 0, True), (4, 1, True), (4, 0, False), (11, 2, True), (6, 0, False)]
)
def test_a_whole_council_has_as_many_seats_as_the_law_gives(present: int, absent: int, whole: bool) -> None:
    values: dict[str, Any] = {"present": ["a name"] * present, "absent": ["a name"] * absent}
    assert proofs.of_values(values) == ({"present": "form", "absent": "form"} if whole else {})


def test_nobody_is_proven_absent_where_nobody_was_said_to_be() -> None:
    assert proofs.of_values({"present": ["a name"] * 7}) == {"present": "form"}
    assert proofs.of_values({"absent": ["a name"] * 5}) == {}


@given(st.lists(st.integers(1, 10**12), min_size=2, max_size=9), st.randoms())
def test_amounts_with_their_sum_among_them_are_proven(amounts: list[int], chance: Any) -> None:
    table = [*amounts, sum(amounts)]
    chance.shuffle(table)
    assert proofs.of_values({"amounts": table}) == {"amounts": "form"}


@pytest.mark.parametrize("amounts", [[], [5], [5, 5], [1, 2, 4], [100, 300, 401]])
def test_amounts_without_a_sum_prove_nothing(amounts: list[int]) -> None:
    assert proofs.of_values({"amounts": amounts}) == {}


def voted(number: int, *votes: int | None) -> dict[str, Any]:
    return {"number": number, **dict(zip(("votes_for", "votes_against", "votes_abstain"), votes, strict=True))}


@pytest.mark.parametrize(
    ("resolutions", "proven"),
    [
        ([voted(1, 5, None, None)], True),
        ([voted(1, 3, 1, 1), voted(2, 5, 0, 0)], True),
        ([voted(1, 4, None, None)], False),  # one of those who came is not heard of
        ([voted(1, 5, 1, None)], False),
        ([voted(1, 5, 0, 0), voted(3, 5, 0, 0)], False),  # the second was passed over
        ([], False),
    ],
)
def test_resolutions_on_which_all_who_came_voted_are_proven(resolutions: list[dict[str, Any]], proven: bool) -> None:
    found = proofs.of_values({"present": ["a name"] * 5, "resolutions": resolutions})
    assert ("resolutions" in found) == proven
