"""How sure a reading is said to be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import trust
from intake.trust import SURE, Grounds, PageSource, Proof

PLAIN = Grounds(0.95, 1.0, "none", "text-layer")
SEEN = replace(PLAIN, certainty=0.9, source="ocr")
shares = st.floats(0, 1, allow_nan=False)
names = st.sampled_from([*trust.fitted().rule_of, "a field of tomorrow"])
proofs: st.SearchStrategy[Proof] = st.sampled_from(["none", "form", "check"])
sources: st.SearchStrategy[PageSource] = st.sampled_from(["text-layer", "ocr"])


@given(names, shares, shares, shares, proofs, sources)
def test_a_stronger_rule_never_makes_less_sure(
    name: str, weaker: float, stronger: float, certainty: float, proof: Proof, source: PageSource
) -> None:
    weaker, stronger = sorted((weaker, stronger))
    less, more = (trust.chance(name, Grounds(strength, certainty, proof, source)) for strength in (weaker, stronger))
    assert 0 <= less <= more <= 0.99


@given(names, shares, shares, shares, proofs, sources)
def test_clearer_letters_never_make_less_sure(
    name: str, strength: float, dimmer: float, clearer: float, proof: Proof, source: PageSource
) -> None:
    dimmer, clearer = sorted((dimmer, clearer))
    less, more = (trust.chance(name, Grounds(strength, certainty, proof, source)) for certainty in (dimmer, clearer))
    assert less <= more


@given(names, shares, shares)
def test_what_proves_itself_is_at_least_as_sure(name: str, strength: float, certainty: float) -> None:
    for source in ("text-layer", "ocr"):
        grounds = [Grounds(strength, certainty, proof, source) for proof in ("none", "form", "check")]
        sure = [trust.chance(name, one) for one in grounds]
        assert sure == sorted(sure)


def test_a_picture_is_never_surer_than_the_text_layer_of_the_same_words() -> None:
    for name in trust.fitted().rule_of:
        assert trust.chance(name, SEEN) <= trust.chance(name, PLAIN)


def test_a_whole_list_is_doubted_where_one_date_is_not() -> None:
    real = replace(PLAIN, proof="form")
    assert trust.chance("letter_date", real) >= SURE > trust.chance("present", real)


def test_a_checked_number_is_sure_even_on_a_picture() -> None:
    assert trust.chance("national_ids", Grounds(0.98, 0.9, "check", "ocr")) >= SURE


def test_nine_in_ten_is_said_where_the_bar_is() -> None:
    bar = trust.fitted().curve[2]
    assert bar[0] >= SURE and bar[1] == SURE


def told(**changed: Any) -> dict[str, Any]:
    proof = {"none": 0.0, "form": 1.0, "check": 2.0}
    rule = {"base": 2, "strength": 1, "proof": proof, "fields": {}}
    letters = {"base": 2, "certainty": 1, "proof": proof, "fields": {}}
    return {"rule": rule, "letters": letters, "curve": [[0, 0], [0.9, 0.9], [1, 1]], **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"curve": [[0, 0], [0.9, 0.95], [1, 0.9]]},
        {"rule": {"base": 2, "strength": -0.1, "proof": {"none": 0, "form": 1, "check": 2}, "fields": {}}},
        {"rule": {"base": 2, "strength": 1, "proof": {"none": 0, "form": 2, "check": 1}, "fields": {}}},
        {"letters": {"base": 2, "certainty": 1, "proof": {"none": 0, "form": -1, "check": 2}, "fields": {}}},
    ],
)
def test_weights_under_which_better_grounds_make_less_sure_are_refused(changed: dict[str, Any]) -> None:
    assert trust.weights_of(told()).rule == 2
    with pytest.raises(ValueError, match="less sure"):
        trust.weights_of(told(**changed))


def test_every_field_of_the_design_was_weighed() -> None:
    weighed = trust.fitted()
    assert set(weighed.rule_of) == set(weighed.letters_of)
    assert {"letter_number", "resolutions", "iban", "proposed_mayor"} <= set(weighed.rule_of)
