"""Letters of many offices in many forms: what is got of each, and that nothing is made up."""

from typing import Any

import pytest

from bench.intake_scores import compare
from intake import fields, kinds
from tests.intake.correspondence import LETTERS
from tests.intake.drawn import drawn


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_of_any_office_is_read(name: str) -> None:
    text, wanted = LETTERS[name]
    page = drawn(text)
    kind = kinds.classify([page]).value
    got = {field: said.value for field, said in fields.extract([page], kind).items()}
    assert kind == wanted.get("kind", "official-letter")
    assert _losses(got, {field: value for field, value in wanted.items() if field != "kind"}) == {}


def _losses(got: dict[str, Any], wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    scores = {field: compare(got, {field: value})[field] for field, value in wanted.items()}
    return {field: (got.get(field), wanted[field]) for field, one in scores.items() if one.wrong or one.missed}
