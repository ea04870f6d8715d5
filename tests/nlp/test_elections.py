"""Who was elected, and with how many votes."""

from __future__ import annotations

import pytest

from nlp import elections
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("هیمن رستمیان\t۵", 5),
        ("آقای هیمن رستمیان (کارشناس عمران) با کسب ۴ رأی", 4),
        ("مهندس هیمن رستمیان: سه رأی، مهندس کورش گروسی: دو رأی", 3),
        ("هیمن رستمیان ۵ سال سابقه دارد", None),
        ("کورش گروسی ۲ رأی", None),
    ],
)
def test_votes_stand_beside_a_name(text: str, count: int | None) -> None:
    assert elections.votes_of(folded(text), folded("هیمن رستمیان")) == count


def test_a_decision_elects_and_a_table_of_candidates_is_known_by_its_head() -> None:
    assert elections.elects(folded("آقای هیمن رستمیان به سمت شهردار انتخاب گردید"))
    assert elections.heads_candidates(folded("نام داوطلب\tتعداد رأی"))
    assert not elections.heads_candidates(folded("نام عضو\tسمت"))


@pytest.mark.parametrize(
    ("text", "is_elected"),
    [
        ("آقای منصور حمادی فرزند عبدالرحمن به عنوان شهردار کوخرد انتخاب گردید", True),
        ("آقای منصور حمادی به سمت شهردار انتخاب شد", True),
        ("آقای منصور حمادی به عنوان رئیس شورا انتخاب شد", False),
        ("آقای منصور حمادی گفت شهردار باید بومی باشد", False),
    ],
)
def test_who_is_named_for_mayor(text: str, is_elected: bool) -> None:
    assert elections.is_for_mayor(folded(text), folded("منصور حمادی")) is is_elected
